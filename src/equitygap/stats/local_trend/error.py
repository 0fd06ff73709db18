"""Error variances where none are published, and their covariance over windows that share years."""

from __future__ import annotations

from typing import Final

import numpy as np

from equitygap.stats.local_trend.model import Booleans, Floats
from equitygap.stats.patterns import patterns

#: The share of series left out at either end when the typical error variance is averaged over all.
TRIMMED: Final = 0.1


def error_covariance(s: Floats, other: Floats, correlation: Floats) -> Floats:
    """Return s s' ∘ C for each series, (N, T, H), from two sets of standard errors, (N, T) and (N, H)."""
    return np.asarray(s[:, :, None] * other[:, None, :] * correlation)


def scatter_variance(deviations: Floats, years: Floats, correlation: Floats) -> Floats:
    """Return an error variance for each series (N,): how far its points lie off the line of their neighbours.

    With a the weights of a point (1) and of the points before and after it (negative, on the straight line
    between them), e = a'd has variance V a'Ca if the level is smooth, so V = mean(e² / a'Ca). For consecutive
    years without overlap this is the mean squared second difference over 6. The result is half that, half the
    mean over all series without the tenth at either end; a series of under three points takes that mean.
    nan where no series has three points.

    `deviations` is (N, T), nan where missing, `years` (T,), `correlation` (T, T).
    """
    total, count = _roughness(deviations, years, correlation)
    if not count.any():
        return np.full(len(deviations), np.nan)
    own = total / np.where(count > 0, count, 1)
    typical = _trimmed_mean(own[count > 0])
    return np.where(count > 0, (own + typical) / 2, typical)


def _trimmed_mean(values: Floats) -> float:
    cut = int(len(values) * TRIMMED)
    return float(np.sort(values)[cut : len(values) - cut].mean())


def _roughness(d: Floats, years: Floats, correlation: Floats) -> tuple[Floats, Floats]:
    """Return Σ e²/a'Ca and the number of its terms, (N,); series that lack the same years go together."""
    total, count = np.zeros(len(d)), np.zeros(len(d))
    different, member = patterns(np.isfinite(d))
    for index, pattern in enumerate(different):
        if pattern.sum() > 2:
            rows = np.flatnonzero(member == index)
            total[rows] = _roughness_of(
                d[rows][:, pattern], years[pattern], correlation[np.ix_(pattern, pattern)]
            )
            count[rows] = pattern.sum() - 2
    return total, count


def _roughness_of(d: Floats, years: Floats, correlation: Floats) -> Floats:
    left, right = years[1:-1] - years[:-2], years[2:] - years[1:-1]
    a = np.stack([-right / (left + right), np.ones_like(left), -left / (left + right)])
    at = np.arange(len(left)) + np.arange(3)[:, None]
    variance = np.einsum("aj,abj,bj->j", a, correlation[at[:, None], at[None, :]], a)
    residual = np.einsum("aj,iaj->ij", a, d[:, at])
    return np.asarray(np.sum(residual**2 / variance, axis=1))


def filled(values: Floats, seen: Booleans) -> Floats:
    """Return `values` with zeros where there is no figure."""
    return np.where(seen, values, 0.0)
