"""The Gini index of groups: the mean absolute difference of two persons, as a share of twice the mean."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from equitygap.stats.inequality.folded import folded
from equitygap.stats.inequality.limits import Path, changed_only, inverted, skewed_cdf
from equitygap.stats.inequality.settings import Measured, Options, Settings

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


def gini(given: Settings, options: Options) -> Measured:
    """Return Σ_j Σ_k p_j p_k |y_j − y_k| / 2μ; persons of a group count as equal."""
    positive = (given.value > 0).all(axis=1, keepdims=True)
    mean = np.where(positive, given.mean[:, None], np.nan)
    order = np.argsort(given.value, axis=1)
    r, p, noise = (
        np.take_along_axis(array, order, axis=1)
        for array in (given.value / mean, given.share, (given.standard_error / mean) ** 2)
    )
    value, slope = _index(r, p)

    def along(position: Floats, rows: Indices) -> Floats:
        # The nearest configuration with a smaller index; groups that meet go on together.
        pulled = r[rows] - position[:, None] * noise[rows] * slope[rows]
        moved = _isotonic(pulled, 1 / noise[rows])
        return np.asarray(moved / np.sum(p[rows] * moved, axis=1, keepdims=True))

    def cdf(ratio: Floats, rows: Indices) -> Floats:
        return skewed_cdf(value[rows], *_moments(ratio, p[rows], noise[rows]))

    everywhere = np.arange(len(value))
    path = Path(
        changed_only(lambda c, rows: cdf(along(c, rows), rows), value.shape),
        lambda c: _index(along(c, everywhere), p)[0],
        2 / np.sqrt(_moments(r, p, noise)[1]),
    )
    error = np.sqrt(np.sum(slope**2 * noise, axis=1))
    return inverted(value, error, path, cdf(np.ones_like(r), everywhere), options)


def _index(r: Floats, p: Floats) -> tuple[Floats, Floats]:
    """Return the index of values of mean 1 and its gradient in the values."""
    apart = r[:, :, None] - r[:, None, :]
    value = np.einsum("sj,sk,sjk->s", p, p, abs(apart)) / 2
    return value, p * np.einsum("sk,sjk->sj", p, np.sign(apart)) - value[:, None] * p


def _isotonic(y: Floats, weight: Floats) -> Floats:
    """Return the nearest values in rising order: max over starts of min over ends of means between them.

    Source: Robertson, Wright and Dykstra 1988, Order restricted statistical inference, p. 23.
    """
    zero = np.zeros((len(y), 1))
    total = np.concatenate([zero, np.cumsum(weight, axis=1)], axis=1)
    sums = np.concatenate([zero, np.cumsum(weight * y, axis=1)], axis=1)
    span = total[:, None, 1:] - total[:, :-1, None]
    valid = np.tri(y.shape[1], dtype=bool).T
    mean = (sums[:, None, 1:] - sums[:, :-1, None]) / np.where(valid, span, 1.0)
    least = np.minimum.accumulate(np.where(valid, mean, np.inf)[:, :, ::-1], axis=2)[:, :, ::-1]
    largest = np.maximum.accumulate(np.where(valid, least, -np.inf), axis=1)
    return np.asarray(np.diagonal(largest, axis1=1, axis2=2))


def _moments(r: Floats, p: Floats, noise: Floats) -> tuple[Floats, Floats, Floats]:
    """Return mean, variance and third cumulant of the index of noisy values (the series of `deviations`).

    The third cumulant is that of the terms of second order, without those between groups.
    """
    x = folded(r[:, :, None] - r[:, None, :], np.sqrt(noise[:, :, None] + noise[:, None, :]))
    pair = p[:, :, None] * p[:, None, :] * (1 - np.eye(r.shape[1]))
    mean = np.sum(pair * x.mean, axis=(1, 2)) / 2
    gradient = np.sum(pair * x.first, axis=2) - mean[:, None] * p
    curvature = pair * x.second
    own = curvature.sum(axis=2) * noise
    shared = np.sum((curvature**2 @ noise[:, :, None])[:, :, 0] * noise, axis=1)
    variance = np.sum(gradient**2 * noise, axis=1) + (shared + np.sum(own**2, axis=1)) / 2
    variance += np.sum(pair**2 * x.rest, axis=(1, 2)) / 2
    return mean, variance, np.sum(own**3 + 3 * gradient**2 * own * noise, axis=1)
