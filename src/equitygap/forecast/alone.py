"""Models that look at one gap at a time: the last value, the average change, the straight line."""

from __future__ import annotations

import numpy as np

from equitygap.forecast.pool import Pool
from equitygap.forecast.question import Answer, Question
from equitygap.panel import Floats
from equitygap.stats import naive
from equitygap.stats.trend import fit_line, line_at, overlap_correlation


def last(question: Question, pool: Pool) -> Answer:
    """Return the last gap for every year; the errors are published ones, or those that the scatter shows."""
    error = np.sqrt(question.contrast.variance_of(_error_of(question, pool) ** 2))
    return _plain(naive.last(question.panel.year, question.gap_since, error, question.years))


def drift(question: Question, pool: Pool) -> Answer:
    """Return the last gap and the average change after it."""
    return _plain(naive.drift(question.panel.year, question.gap_since, question.years))


def linear(question: Question, pool: Pool) -> Answer:
    """Return the straight line through each gap; a published figure scatters around it with its own error."""
    panel = question.panel
    gap = question.gap_since
    error = question.published_error
    line = fit_line(panel.year, gap, error, overlap_correlation(panel.start, panel.end))
    mean, covariance = line_at(line, question.years)
    final = gap.shape[1] - 1 - np.isfinite(gap)[:, ::-1].argmax(axis=1)
    own = np.where(np.isfinite(line.degrees_of_freedom), np.maximum(line.inflation, 1.0), 1.0)
    own = own * error[np.arange(len(gap)), final] ** 2
    figure = np.where(line.known, own, line.residual_variance)
    variance = np.diagonal(covariance, axis1=1, axis2=2) + figure[:, None]
    return Answer(mean, covariance, mean, variance, line.degrees_of_freedom)


def _error_of(question: Question, pool: Pool) -> Floats:
    """Return standard errors (A, T) of the panel's areas, on its own periods and in its own unit."""
    panel = question.panel
    column = [
        int(np.flatnonzero((pool.start == a) & (pool.end == b))[0])
        for a, b in zip(panel.start, panel.end, strict=True)
    ]
    return pool.standard_error[pool.rows(panel)][:, column] * pool.unit


def _plain(projection: naive.Projection) -> Answer:
    return Answer(
        projection.mean,
        projection.covariance,
        projection.mean,
        projection.reported_variance,
        projection.degrees_of_freedom,
    )
