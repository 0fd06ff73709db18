"""Measures on a common scale, and composites of them; in every score a higher figure is worse.

Sources: Remington PL, Catlin BB, Gennuso KP, Popul Health Metr 2015;13:11 (z-scores, weights, ranks, the mean
for what is missing); Nathan RP, Adams C, Polit Sci Q 1976;91:47-62 (0 to 100 between the best and the worst).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]

#: Weights are written by hand; a sum further than this from 1 is a mistake and not rounding.
ROUNDING: Final = 0.0005


@dataclass(frozen=True)
class Scale:
    """Where each measure's zero is and how long its unit, (M,): a score is (value - zero) / unit.

    The unit is negative where higher is better, so that a higher score is worse. It is nan where the areas do
    not differ or are fewer than two: such a measure has no scale.
    """

    zero: Floats
    unit: Floats


def z_scale(values: ArrayLike, better: ArrayLike) -> Scale:
    """Return the scale of z-scores: the mean and the standard deviation (n - 1) of the areas.

    `values` is areas × measures, nan where missing; `better` (M,) is +1 where higher is better and -1 where
    lower is.

    >>> scale = z_scale([[1.0], [2.0], [3.0]], [-1])
    >>> scale.zero.tolist(), scale.unit.tolist()
    ([2.0], [1.0])
    """
    x = _matrix(values)
    known = ~np.isnan(x)
    n = known.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(known, x, 0).sum(axis=0) / n
        spread = np.sqrt((np.where(known, x - mean, 0) ** 2).sum(axis=0) / (n - 1))
    # The areas' own spread tells equal figures from figures that differ in the last bit of their mean.
    return Scale(mean, np.where(_range(x)[2] > 0, spread, np.nan) * _signs(better))


def range_scale(values: ArrayLike, better: ArrayLike) -> Scale:
    """Return the scale that is 0 at the best area and 100 at the worst; arguments as for `z_scale`.

    >>> range_scale([[10.0], [30.0]], [1]).zero.tolist()
    [30.0]
    """
    lowest, highest, width = _range(_matrix(values))
    sign = _signs(better)
    return Scale(np.where(sign < 0, highest, lowest), np.where(width > 0, width / 100, np.nan) * sign)


def identity_scale(better: ArrayLike) -> Scale:
    """Return the scale of figures as they are, with a minus sign where higher is better."""
    sign = _signs(better)
    return Scale(np.zeros_like(sign), sign)


def scores(values: ArrayLike, scale: Scale, *, limit: ArrayLike = np.inf) -> Floats:
    """Return (value - zero) / unit, (areas × measures), cut off at ±`limit` (an array of areas, or a number).

    >>> scores([[1.0], [9.0]], Scale(np.array([2.0]), np.array([1.0])), limit=[np.inf, 3.0]).tolist()
    [[-1.0], [3.0]]
    """
    most = np.broadcast_to(np.asarray(limit, dtype=float), (len(_matrix(values)),))[:, None]
    return np.clip((_matrix(values) - scale.zero) / scale.unit, -most, most)


def applied_weights(known: ArrayLike, weights: ArrayLike, *, renormalise: bool = False) -> Floats:
    """Return the weight of each measure in each area, (areas × measures); nan where an area lacks a measure.

    Renormalised, a measure that an area lacks has the weight 0 there, and the others are scaled to sum to 1.
    `known` is areas × measures. Raises ValueError for weights that are not positive or do not sum to 1.

    >>> applied_weights([[True, True], [True, False]], [0.6, 0.4], renormalise=True).tolist()
    [[0.6, 0.4], [1.0, 0.0]]
    """
    w = np.asarray(weights, dtype=float)
    if not ((w > 0).all() and abs(w.sum() - 1) <= ROUNDING):
        raise ValueError(f"weights must be positive and sum to 1, but got {w.tolist()}, sum {w.sum():g}")
    given = np.where(known, w / w.sum(), 0.0)
    total = given.sum(axis=1, keepdims=True)
    whole = np.asarray(known, dtype=bool).all(axis=1, keepdims=True)
    usable = (total > 0) & (whole | renormalise)
    return np.asarray(given / np.where(usable, np.where(whole, 1.0, total), np.nan))


def weighted_sums(scored: ArrayLike, applied: ArrayLike) -> Floats:
    """Return Σ w s of each area, (A,), with the weights of `applied_weights`; a weight of 0 needs no score.

    >>> weighted_sums([[1.0, 3.0], [2.0, np.nan]], [[0.5, 0.5], [1.0, 0.0]]).tolist()
    [2.0, 2.0]
    """
    w = np.asarray(applied, dtype=float)
    return np.asarray((np.where(w == 0, 0.0, scored) * w).sum(axis=1))


def standard_errors(errors: ArrayLike, unit: ArrayLike, applied: ArrayLike) -> Floats:
    """Return √Σ (w e / unit)² of each area, (A,): measures independent, their scale taken as exact.

    `errors` is areas × measures, in the units of the measures; a missing one that is needed gives nan.

    >>> standard_errors([[0.3, 0.8]], [0.1, -0.1], [[0.5, 0.5]]).round(9).tolist()
    [4.272001873]
    """
    w = np.asarray(applied, dtype=float)
    e = np.asarray(errors, dtype=float) / np.asarray(unit, dtype=float)
    return np.asarray(np.sqrt((np.where(w == 0, 0.0, e * w) ** 2).sum(axis=1)))


def ranks(scored: ArrayLike) -> Floats:
    """Return each area's place, 1 being the highest (worst) score; equal scores share the smaller number.

    nan has no place, and does not count.

    >>> ranks([0.5, 2.0, np.nan, 0.5]).tolist()
    [2.0, 1.0, nan, 2.0]
    """
    s = np.asarray(scored, dtype=float)
    known = np.sort(s[~np.isnan(s)])
    above = len(known) - np.searchsorted(known, s, side="right")
    return np.where(np.isnan(s), np.nan, above + 1.0)


def rank_limits(scored: ArrayLike, errors: ArrayLike, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the limits of each area's place, 1 being the highest (worst) score; all hold at once.

    Each area gets an interval of its score at the level confidence^(1/n), so that all n hold together with at
    least `confidence`. Areas whose intervals lie wholly above an area's own are then surely worse, those
    wholly below surely better, and its place is between. An area whose error is nan can have any place; its
    own limits are nan.

    Source: Klein M, Wright T, Wieczorek J, J R Stat Soc A 2020;183:589-606.

    >>> [limits.tolist() for limits in rank_limits([0.0, 5.0, 5.5], [0.5, 0.5, 0.5])]
    [[3.0, 1.0, 1.0], [3.0, 2.0, 2.0]]
    """
    s, e = np.asarray(scored, dtype=float), np.asarray(errors, dtype=float)
    known = ~np.isnan(s)
    n = int(known.sum())
    half = special.ndtri((1 + confidence ** (1 / max(n, 1))) / 2) * e
    unsure = known & np.isnan(e)
    lower, upper = np.where(unsure, -np.inf, s - half), np.where(unsure, np.inf, s + half)
    above = n - np.searchsorted(np.sort(lower[known]), upper, side="right")
    below = np.searchsorted(np.sort(upper[known]), lower, side="left")
    told = known & ~unsure
    return np.where(told, 1.0 + above, np.nan), np.where(told, n - below + 0.0, np.nan)


def percentiles(places: ArrayLike, number: int) -> Floats:
    """Return ⌊100 r / (n + 1)⌋, r being the place from the best; 1 is the best and 98 the worst of 77.

    `places` are counted from the worst, as `ranks` does, and `number` is n. This is how the City of Chicago
    publishes its hardship index.

    >>> percentiles(ranks([1.0, 2.0, 3.0]), 3).tolist()
    [25.0, 50.0, 75.0]
    """
    return np.asarray(np.floor(100 * (number + 1 - np.asarray(places, dtype=float)) / (number + 1)))


def _matrix(values: ArrayLike) -> Floats:
    x = np.asarray(values, dtype=float)
    if x.ndim != 2:
        raise ValueError(f"values must be areas × measures, but got {x.ndim} dimensions")
    return x


def _signs(better: ArrayLike) -> Floats:
    sign = -np.asarray(better, dtype=float)
    if not np.isin(sign, (-1.0, 1.0)).all():
        raise ValueError(f"better must be +1 or -1, but got {better!r}")
    return sign


def _range(x: Floats) -> tuple[Floats, Floats, Floats]:
    known = ~np.isnan(x)
    lowest = np.where(known, x, np.inf).min(axis=0, initial=np.inf)
    highest = np.where(known, x, -np.inf).max(axis=0, initial=-np.inf)
    return lowest, highest, highest - lowest
