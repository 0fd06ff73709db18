"""The naive rivals of a trend: the last value and the average change.

Arrays are series (N) by periods (T), in order of time; a missing figure is nan and counts as if it were not
there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Projection:
    """Forecasts of N series for H years.

    `mean` (N, H) and `covariance` (N, H, H) are of the latent value; `reported_variance` (N, H) is of the
    figure that will be published, which has an error of its own. t quantiles with `degrees_of_freedom` (N,).
    nan where there are too few points, and for years before a series' last point.
    """

    mean: Floats
    covariance: Floats
    reported_variance: Floats
    degrees_of_freedom: Floats


def last(year: Floats, y: Floats, standard_error: Floats, years: Floats) -> Projection:
    """Return forecasts in which the last value stays: a random walk observed with error.

    h years after the last point, centre y_k, Var(reported) = h q + 2 v, Cov(latent_h, latent_j) =
    min(h, j) q + v. Here v is the squared standard error of the last point (0 where that is missing: q then
    holds the error too) and q = max(mean(Δ²/δ) - 2 v mean(1/δ), 0) is the variance of a year's change, from
    the changes Δ over δ years; for annual points q = max(mean(Δ²) - 2 v, 0). t with k - 1.

    `year` (T,), `y` and `standard_error` (N, T), `years` (H,) to forecast. One point gives the mean only.
    Two points of a series in one year, or out of order, raise ValueError.
    """
    s = _steps(year, y)
    v = s.last(standard_error) ** 2
    v = np.where(np.isnan(v), 0.0, v)
    q = np.maximum(s.mean(s.change**2 / s.years) - 2 * v * s.mean(1 / s.years), 0.0)
    h = _ahead(years, s.last(year))
    return Projection(
        mean=np.where(np.isnan(h), np.nan, s.last(y)[:, None]),
        covariance=_earlier(h) * q[:, None, None] + v[:, None, None],
        reported_variance=h * q[:, None] + 2 * v[:, None],
        degrees_of_freedom=s.count,
    )


def drift(year: Floats, y: Floats, years: Floats) -> Projection:
    """Return forecasts in which the average change goes on: a random walk with drift, observed exactly.

    h years after the last point, centre y_k + h d with d = (y_k - y_1)/(t_k - t_1); Cov_hj =
    s² (min(h, j) + h j/(t_k - t_1)) with s² = sum((Δ - d δ)²/δ)/(k - 2) from the changes Δ over δ years; for
    annual points Var = var(Δ) (h + h²/(k - 1)). t with k - 2. The changes hold the measurement error, so
    the variance serves for the reported figure and is on the wide side for the latent one.

    `year` (T,), `y` (N, T), `years` (H,) to forecast. Two points give the mean only, one nothing. Two points
    of a series in one year, or out of order, raise ValueError.
    """
    s = _steps(year, y)
    span = s.mean(s.years) * s.count
    d = s.mean(s.change) * s.count / span
    spare = np.where(s.count > 1, s.count - 1, np.nan)
    s2 = s.mean((s.change - d[:, None] * s.years) ** 2 / s.years) * s.count / spare
    h = _ahead(years, s.last(year))
    product = h[:, :, None] * h[:, None, :]
    covariance = s2[:, None, None] * (_earlier(h) + product / span[:, None, None])
    return Projection(
        mean=s.last(y)[:, None] + h * d[:, None],
        covariance=covariance,
        reported_variance=np.diagonal(covariance, axis1=1, axis2=2),
        degrees_of_freedom=spare,
    )


@dataclass(frozen=True)
class _Steps:
    """Changes (N, T) from the point before, over so many years; nan where there is no such change."""

    change: Floats
    years: Floats
    count: Floats
    final: Indices

    def mean(self, values: Floats) -> Floats:
        return np.asarray(np.where(np.isnan(values), 0.0, values).sum(axis=1) / self.count)

    def last(self, values: Floats) -> Floats:
        rows = np.arange(len(self.final))
        return np.asarray(np.broadcast_to(values, self.change.shape)[rows, self.final])


def _steps(year: Floats, y: Floats) -> _Steps:
    seen = ~np.isnan(y)
    latest = np.maximum.accumulate(np.where(seen, np.arange(y.shape[1]), -1), axis=1)
    before = np.concatenate([np.full((len(y), 1), -1), latest[:, :-1]], axis=1)
    step = seen & (before >= 0)
    years = np.where(step, year - year[before], np.nan)
    if (years <= 0).any():
        raise ValueError(f"year must rise from point to point, but got {year}")
    change = np.where(step, y - np.take_along_axis(y, before, axis=1), np.nan)
    count = step.sum(axis=1).astype(float)
    return _Steps(change, years, np.where(count > 0, count, np.nan), latest[:, -1])


def _ahead(years: Floats, final_year: Floats) -> Floats:
    """Years (N, H) after the last point; nan before it."""
    ahead = years - final_year[:, None]
    return np.where(ahead >= 0, ahead, np.nan)


def _earlier(h: Floats) -> Floats:
    return np.minimum(h[:, :, None], h[:, None, :])
