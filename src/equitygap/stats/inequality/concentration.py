"""Concentration indices: how far a metric is concentrated among the advantaged (positive) or the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from equitygap.stats.inequality.settings import Measured, Options, Settings
from equitygap.stats.student import quantile

Floats = NDArray[np.float64]


def absolute_concentration_index(given: Settings, options: Options) -> Measured:
    """Return 2 Σ p y (R − ½), R the mid-point of each group in the population ordered by rank."""
    return _index(given, given.value, np.ones_like(given.mean), np.zeros_like(given.mean), 1.0, options)


def relative_concentration_index(given: Settings, options: Options) -> Measured:
    """Return the absolute concentration index over the mean, from −1 to 1."""
    mean = np.where(given.mean > 0, given.mean, np.nan)
    return _index(given, given.value, 1 / mean, -1 / mean**2, 1.0, options)


def wagstaff_concentration_index(given: Settings, options: Options) -> Measured:
    """Return the absolute index of y between its bounds (0 to 1) over μ(1 − μ)."""
    low, high = _bounds(options)
    mean = (given.mean - low) / (high - low)
    mean = np.where((mean > 0) & (mean < 1), mean, np.nan)
    spread = mean * (1 - mean)
    y = (given.value - low) / (high - low)
    return _index(given, y, 1 / spread, -(1 - 2 * mean) / spread**2, high - low, options)


def erreygers_concentration_index(given: Settings, options: Options) -> Measured:
    """Return 4 times the absolute index of y between its bounds (0 to 1)."""
    low, high = _bounds(options)
    four = np.full_like(given.mean, 4.0)
    return _index(given, (given.value - low) / (high - low), four, 0 * four, high - low, options)


def _bounds(options: Options) -> tuple[float, float]:
    if options.bounds is None or not options.bounds[0] < options.bounds[1]:
        raise ValueError(f"bounds must be a lower and a higher number, but got {options.bounds}")
    return options.bounds


def _index(
    given: Settings, y: Floats, factor: Floats, slope: Floats, unit: float, options: Options
) -> Measured:
    """Return A f(μ), A the absolute index of y, f(μ) = `factor` and f′(μ) = `slope`; y in `unit`s."""
    weight = 2 * given.share * (given.position - 0.5)
    absolute = np.sum(weight * y, axis=1)
    if options.scatter:
        error, freedom = factor * _scatter_error(given, y), float(y.shape[1] - 2)
    else:
        gradient = weight * factor[:, None] + (absolute * slope)[:, None] * given.share
        error = np.sqrt(np.sum((gradient * given.standard_error / unit) ** 2, axis=1))
        freedom = np.inf
    value = absolute * factor
    half = quantile((1 + options.confidence) / 2, freedom) * error
    return Measured(value, error, value - half, value + half, value)


def _scatter_error(given: Settings, y: Floats) -> Floats:
    """Return the least-squares error of the slope of 2 Var(R) y on R, weighted by population."""
    p, x = given.share, given.position - 0.5
    variance = np.sum(p * x**2, axis=1)
    z = 2 * variance[:, None] * (y - np.sum(p * y, axis=1, keepdims=True))
    residual = z - (np.sum(p * x * z, axis=1) / variance)[:, None] * x
    return np.asarray(np.sqrt(np.sum(p * residual**2, axis=1) / ((y.shape[1] - 2) * variance)))
