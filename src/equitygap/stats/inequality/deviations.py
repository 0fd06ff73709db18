"""Weighted means of absolute differences from the mean, also as a share of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equitygap.stats.inequality.folded import folded
from equitygap.stats.inequality.limits import Path, changed_only, inverted, skewed_cdf
from equitygap.stats.inequality.settings import Measured, Options, Settings

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


def mean_difference_from_mean_weighted(given: Settings, options: Options) -> Measured:
    """Return Σ p |y − μ|, in the unit of the metric."""
    return _mean_absolute(_centred(given), given.share, given.share, options)


def mean_difference_from_mean_unweighted(given: Settings, options: Options) -> Measured:
    """Return Σ |y − μ| / J; μ is the population-weighted mean all the same."""
    return _mean_absolute(_centred(given), given.even, given.share, options)


def index_of_disparity_weighted(given: Settings, options: Options) -> Measured:
    """Return 100 Σ p |y − μ| / μ, in percent of the mean."""
    return _mean_absolute(_relative(given), given.share, given.share, options).scaled(100.0)


def index_of_disparity_unweighted(given: Settings, options: Options) -> Measured:
    """Return 100 Σ |y − μ| / (J μ), in percent of the mean."""
    return _mean_absolute(_relative(given), given.even, given.share, options).scaled(100.0)


@dataclass(frozen=True)
class _Differences:
    """Differences d (S, J), their covariance (S, J, J), and the variances of the groups on their scale."""

    d: Floats
    covariance: Floats
    own_variance: Floats


def _centred(given: Settings) -> _Differences:
    contrast = np.eye(given.value.shape[1]) - given.share[:, None, :]
    variance = given.standard_error**2
    return _Differences(given.value - given.mean[:, None], _covariance(contrast, variance), variance)


def _relative(given: Settings) -> _Differences:
    mean = np.where(given.mean > 0, given.mean, np.nan)[:, None]
    ratio, variance = given.value / mean, (given.standard_error / mean) ** 2
    contrast = np.eye(ratio.shape[1]) - ratio[:, :, None] * given.share[:, None, :]
    return _Differences(ratio - 1, _covariance(contrast, variance), variance)


def _covariance(contrast: Floats, variance: Floats) -> Floats:
    return np.asarray((contrast * variance[:, None, :]) @ np.swapaxes(contrast, 1, 2))


def _mean_absolute(found: _Differences, weight: Floats, share: Floats, options: Options) -> Measured:
    """Return Σ w |d| with its limits; `share` (S, J) are the weights with which the differences sum to 0."""
    d, covariance, squared = found.d, found.covariance, found.covariance**2
    deviation = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    value = np.sum(weight * abs(d), axis=1)
    error = np.sqrt(_quadratic(weight * np.sign(d), covariance))
    pull = weight * found.own_variance

    def along(position: Floats, rows: Indices) -> Floats:
        moved = shrunk(d[rows], pull[rows], position)
        return np.asarray(moved - np.sum(share[rows] * moved, axis=1, keepdims=True))

    def moments(differences: Floats, rows: Indices) -> tuple[Floats, Floats, Floats]:
        arrays = (deviation[rows], covariance[rows], squared[rows], weight[rows])
        return _moments(differences, *arrays)

    def cdf(differences: Floats, rows: Indices) -> Floats:
        return skewed_cdf(value[rows], *moments(differences, rows))

    everywhere = np.arange(len(value))
    path = Path(
        changed_only(lambda c, rows: cdf(along(c, rows), rows), value.shape),
        lambda c: np.sum(weight * abs(along(c, everywhere)), axis=1),
        2 / np.sqrt(moments(d, everywhere)[1]),
    )
    return inverted(value, error, path, cdf(np.zeros_like(d), everywhere), options)


def shrunk(d: Floats, pull: Floats, position: Floats) -> Floats:
    """Return differences moved to 0 by `position` times `pull`, but not past it; outwards where negative.

    These soft thresholds lead to the nearest differences with a smaller weighted sum of absolute values.
    """
    return np.asarray(np.where(d < 0, -1.0, 1.0) * np.maximum(abs(d) - position[:, None] * pull, 0.0))


def _moments(
    mean: Floats, deviation: Floats, covariance: Floats, squared: Floats, weight: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return mean, variance and third cumulant of Σ w |d| for normal d.

    The covariance of |d_j| and |d_k| is a series in powers of that of d_j and d_k (Hermite polynomials); the
    first two terms are kept between groups, all of them within a group. The third cumulant is that of
    independent groups.
    """
    x = folded(mean, deviation)
    between = _quadratic(weight * x.first, covariance) + _quadratic(weight * x.second, squared) / 2
    variance = between + np.sum(weight**2 * x.rest, axis=1)
    return np.sum(weight * x.mean, axis=1), variance, np.sum(weight**3 * x.third, axis=1)


def _quadratic(vector: Floats, matrix: Floats) -> Floats:
    """Return v′Mv in each setting, M positive semi-definite."""
    found = np.sum(vector * (matrix @ vector[:, :, None])[:, :, 0], axis=1)
    # A vector in the null space gives 0 but for rounding.
    return np.asarray(np.maximum(found, 0.0))
