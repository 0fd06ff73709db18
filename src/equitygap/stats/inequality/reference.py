"""Weighted means of absolute differences from a reference group."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from equitygap.stats.inequality.deviations import shrunk
from equitygap.stats.inequality.folded import folded
from equitygap.stats.inequality.limits import Path, changed_only, inverted, skewed_cdf
from equitygap.stats.inequality.settings import Measured, Options, Settings

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: Halvings of the interval in which the reference lies: to 1e-9 of it.
_BISECTIONS: Final = 30
#: Points at which the reference group's noise is taken, with their weights (Gauss–Hermite).
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(9)


def mean_difference_from_reference_weighted(given: Settings, options: Options) -> Measured:
    """Return Σ p |y − y_ref|, in the unit of the metric."""
    return _from_reference(given, given.share, options)


def mean_difference_from_reference_unweighted(given: Settings, options: Options) -> Measured:
    """Return Σ |y − y_ref| / J; the reference counts among the J."""
    return _from_reference(given, given.even, options)


def _from_reference(given: Settings, weight: Floats, options: Options) -> Measured:
    chosen = np.arange(given.value.shape[1]) == given.reference[:, None]
    weight = np.where(chosen, 0.0, weight)
    d = given.value - given.of_reference(given.value)[:, None]
    own, noise = given.standard_error**2, given.of_reference(given.standard_error) ** 2
    value, signed = np.sum(weight * abs(d), axis=1), weight * np.sign(d)
    variance = np.sum(signed**2 * own, axis=1) + signed.sum(axis=1) ** 2 * noise

    def along(position: Floats, rows: Indices) -> Floats:
        shift = _shift(d[rows], weight[rows], own[rows], noise[rows], position)
        return shrunk(d[rows] - shift[:, None], weight[rows] * own[rows], position)

    def cdf(differences: Floats, rows: Indices) -> Floats:
        return _cdf(value[rows], differences, weight[rows], own[rows], noise[rows])

    everywhere = np.arange(len(value))
    typical = np.sqrt(np.maximum(variance, np.sum(weight**2 * own, axis=1)))
    path = Path(
        changed_only(lambda c, rows: cdf(along(c, rows), rows), value.shape),
        lambda c: np.sum(weight * abs(along(c, everywhere)), axis=1),
        2 / typical,
    )
    return inverted(value, np.sqrt(variance), path, cdf(np.zeros_like(d), everywhere), options)


def _cdf(value: Floats, d: Floats, weight: Floats, own: Floats, noise: Floats) -> Floats:
    """Return P(Σ w |D| ≤ value): given the reference's noise the terms are independent; then its mean."""
    moved = d[:, :, None] - np.sqrt(noise)[:, None, None] * _NODES
    x = folded(moved, np.sqrt(own)[:, :, None])
    w = weight[:, :, None]
    cumulants = (w * x.mean).sum(1), (w**2 * x.variance).sum(1), (w**3 * x.third).sum(1)
    each = skewed_cdf(value[:, None], *cumulants)
    return np.asarray(np.sum(each * _WEIGHTS, axis=1) / _WEIGHTS.sum())


def _shift(d: Floats, weight: Floats, own: Floats, noise: Floats, position: Floats) -> Floats:
    """Return how far the reference group moves on the path to the nearest equality, (S,): it too may be off.

    With the pull c it solves δ/V = Σ clip((d − δ)/v, −c w, c w), V and v the variances of the reference and
    of the other groups; by bisection, since the left side rises and the right side falls.
    """
    c = abs(position)[:, None] * weight
    high = c.sum(axis=1) * noise
    low = -high
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        above = middle > noise * np.sum(np.clip((d - middle[:, None]) / own, -c, c), axis=1)
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    outward = position * noise * np.sum(weight * np.sign(d), axis=1)
    return np.asarray(np.where(position >= 0, (low + high) / 2, outward))
