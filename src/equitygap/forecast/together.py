"""Models in which the areas of a data set inform one another."""

from __future__ import annotations

from typing import Final

import numpy as np

from equitygap.forecast.pool import FEWEST_AREAS, Pool, with_exceptions
from equitygap.forecast.question import Answer, Question
from equitygap.forecast.series import complete_errors, project_series
from equitygap.panel import Contrast, Floats, Indices
from equitygap.stats.local_trend import FEW, FIXED, Sets
from equitygap.stats.shrinkage import shrunk_lines
from equitygap.stats.trend import overlap_correlation


def pooled(question: Question, pool: Pool) -> Answer:
    """Return the damped local trend with hyperparameters estimated from all areas of the pool.

    An area that moves unlike all others, as a benchmark may, is given room by a small prior probability.
    """
    return _local_trend(question, pool, with_exceptions(pool.parameters))


def pooled_fixed(question: Question, pool: Pool) -> Answer:
    """Return the damped local trend with hyperparameters that are not estimated.

    Deviations of a handful of areas from their own mean mirror one another. There the gap itself is the
    series: a weighted sum of areas has the sum of the squared weights times the variance of one. A single
    gap may be unlike those on which fixed values were found, so that several sets of them are averaged.
    """
    if pool.areas < FEWEST_AREAS:
        return _each_gap(question, pool)
    return _local_trend(question, pool, with_exceptions(FIXED))


def shrunk(question: Question, pool: Pool) -> Answer:
    """Return lines through each area's deviations, their slopes drawn towards the mean slope of all areas."""
    lines = shrunk_lines(pool.year, pool.deviations)
    mean, covariance, figure = lines.at(question.years)
    areas, contrast = _compact(question.contrast)
    rows = pool.rows(question.panel)[areas]
    gap = contrast.of(mean[rows] * pool.pull[rows, None]) * pool.unit
    degrees = np.full(contrast.count, np.inf)
    return Answer(
        gap,
        contrast.variance_of(covariance[rows]) * pool.unit**2,
        gap,
        contrast.variance_of(figure[rows]) * pool.unit**2,
        degrees,
    )


def _local_trend(question: Question, pool: Pool, sets: Sets) -> Answer:
    areas, contrast = _compact(question.contrast)
    rows = pool.rows(question.panel)[areas]
    p = pool.project(rows, question.years, sets)
    pull = pool.pull[rows, None]
    return Answer(
        mean=contrast.of(p.mean * pull) * pool.unit,
        covariance=contrast.variance_of(p.scale) * pool.unit**2,
        reported_mean=contrast.of(p.reported_mean * pull) * pool.unit,
        reported_variance=contrast.variance_of(p.reported_scale) * pool.unit**2,
        degrees_of_freedom=_least(contrast, p.degrees_of_freedom),
    )


#: An error variance that is read from the scatter of a few points may be far too small.
DOUBTFUL: Final = FEW.mixed_with(FEW.with_error_factor(3.0), 0.3)


def _each_gap(question: Question, pool: Pool) -> Answer:
    panel, contrast = question.panel, question.contrast
    size = np.sqrt(contrast.variance_of(np.ones(len(panel.areas)))) * pool.unit
    gap, published = question.gap / size[:, None], question.published_error / size[:, None]
    error = complete_errors(published, gap, panel.year, overlap_correlation(panel.start, panel.end))
    known = question.errors_known(gap)
    out = Answer.unknown(contrast.count, len(question.years))
    for sets, mine in ((FEW, known), (DOUBTFUL, ~known)):
        p = project_series(gap[mine], error[mine], panel.start, panel.end, question.years, sets)
        own = size[mine, None]
        out.put(
            mine,
            Answer(
                mean=p.mean * own,
                covariance=p.scale * own[:, None] ** 2,
                reported_mean=p.reported_mean * own,
                reported_variance=p.reported_scale * own**2,
                degrees_of_freedom=p.degrees_of_freedom,
            ),
        )
    return out


def _least(contrast: Contrast, degrees_of_freedom: Floats) -> Floats:
    """Return the degrees of freedom of a gap: those of its area with the fewest, on the side of caution."""
    out = np.full(contrast.count, np.inf)
    np.minimum.at(out, contrast.comparison, degrees_of_freedom[contrast.area])
    return out


def _compact(contrast: Contrast) -> tuple[Indices, Contrast]:
    """Return the areas that take part, and the same contrast of these only."""
    areas, position = np.unique(contrast.area, return_inverse=True)
    return areas, Contrast(
        contrast.count,
        contrast.comparison,
        position.reshape(-1),
        contrast.coefficient,
        contrast.variance_coefficient,
    )
