"""Shares and means of survey answers, weighted or not, with their intervals.

Sources: Kish L, Survey Sampling (1965), 11.7 (effective size); Bonett DG, Price RM, J Educ Behav Stat
2012;37:479-488 (difference of two shares of the same respondents); Cochran WG, Sampling Techniques (1977),
6.4 (the mean as a ratio). Ladder: Gallup, Understanding How Gallup Uses the Cantril Scale.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from equitygap.stats import student
from equitygap.stats.proportion import wilson_limits

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

THRIVING_PRESENT: Final = 7
THRIVING_FUTURE: Final = 8
SUFFERING: Final = 4
LADDER: Final = (0, 10)

#: Codes that `ladder_classes` returns, by their places.
CLASSES: Final = ("thriving", "struggling", "suffering", "unclassified")


def ladder_classes(present: ArrayLike, future: ArrayLike) -> Codes:
    """Return the place in `CLASSES` of each respondent of Cantril's ladder.

    Thriving: present ≥ 7 and future ≥ 8. Suffering: both ≤ 4. Unclassified: an answer is nan. Struggling: the
    others. Raises ValueError for an answer outside of 0 to 10.

    >>> [CLASSES[code] for code in ladder_classes([7, 7, 4, 4, np.nan], [8, 7, 4, 5, 9])]
    ['thriving', 'struggling', 'suffering', 'struggling', 'unclassified']
    """
    now, later = np.asarray(present, dtype=float), np.asarray(future, dtype=float)
    for name, steps in (("present", now), ("future", later)):
        outside = steps[(steps < LADDER[0]) | (steps > LADDER[1])]
        if len(outside):
            raise ValueError(f"{name} must be between 0 and 10, but got {outside[0]:g}")
    missing = np.isnan(now) | np.isnan(later)
    thriving = (now >= THRIVING_PRESENT) & (later >= THRIVING_FUTURE)
    suffering = (now <= SUFFERING) & (later <= SUFFERING)
    return np.select([missing, thriving, suffering], [3, 0, 2], default=1)


def effective_sizes(weights: ArrayLike, counts: ArrayLike, strata: Codes, number: int) -> Floats:
    """Return Kish's effective number of respondents of each stratum, (S,): (Σ c w)² / Σ c w²; 0 for none.

    `weights`, `counts` and `strata` are (N,): the weight of each of the `counts` respondents of a row, and
    the stratum that the row belongs to. Equal weights give the number itself.

    >>> effective_sizes([1.0, 1.0, 4.0], [1, 1, 1], np.array([0, 0, 0]), 1).tolist()
    [2.0]
    """
    w, c = np.asarray(weights, dtype=float), np.asarray(counts, dtype=float)
    total = np.bincount(strata, c * w, number)
    squares = np.bincount(strata, c * w**2, number)
    return np.where(squares > 0, total**2 / np.where(squares > 0, squares, 1), 0.0)


def share_limits(
    share: ArrayLike, effective: ArrayLike, *, confidence: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Return the standard error and Wilson's limits of shares from `effective` respondents; nan for none.

    The error is √(p (1 - p) / n). At 0 and 1 that would claim certainty; there it is the width of the
    interval in units of 2z.

    >>> [float(figure.round(4)) for figure in share_limits(0.5, 100)]
    [0.05, 0.4038, 0.5962]
    """
    p, n = np.broadcast_arrays(np.asarray(share, dtype=float), np.asarray(effective, dtype=float))
    known = (n > 0) & ~np.isnan(p)
    size, part = np.where(known, n, 1.0), np.where(known, p, 0.0)
    lower, upper = wilson_limits(np.minimum(part * size, size), size, confidence=confidence)
    z = float(special.ndtri((1 + confidence) / 2))
    error = np.where((part > 0) & (part < 1), np.sqrt(part * (1 - part) / size), (upper - lower) / (2 * z))
    return np.where(known, error, np.nan), np.where(known, lower, np.nan), np.where(known, upper, np.nan)


def net_limits(
    first: ArrayLike, second: ArrayLike, effective: ArrayLike, *, confidence: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Return the standard error and the limits of first - second, two shares of the same respondents.

    Error: √((p + q - (p - q)²) / n), since of one respondent's two indicators only one can be 1. Limits:
    Bonett and Price's, which add one respondent to either share: (p' - q') ∓ z √((p' + q' - (p' - q')²) /
    (n + 2)) with p' = (n p + 1) / (n + 2), kept within -1 and 1; nan for no respondents. Where one share is
    1, or both are 0, the error would be 0; there it is the width of the interval in units of 2z.

    >>> [float(figure.round(4)) for figure in net_limits(0.5, 0.1, 100)]
    [0.0663, 0.2614, 0.5229]
    """
    p, q, n = np.broadcast_arrays(
        np.asarray(first, dtype=float), np.asarray(second, dtype=float), np.asarray(effective, dtype=float)
    )
    size = np.where(n > 0, n, np.nan)
    z = float(special.ndtri((1 + confidence) / 2))
    more, less = (size * p + 1) / (size + 2), (size * q + 1) / (size + 2)
    half = z * np.sqrt((more + less - (more - less) ** 2) / (size + 2))
    lower, upper = np.maximum(more - less - half, -1), np.minimum(more - less + half, 1)
    variance = np.maximum(p + q - (p - q) ** 2, 0) / size
    return np.where(variance > 0, np.sqrt(variance), (upper - lower) / (2 * z)), lower, upper


def means(
    answers: ArrayLike, weights: ArrayLike, counts: ArrayLike, strata: Codes, number: int
) -> tuple[Floats, Floats]:
    """Return the weighted mean of the answers in each stratum and its standard error, both (S,).

    m = Σ c w x / Σ c w; error² = n/(n - 1) Σ c w² (x - m)² / (Σ c w)², which with equal weights is s²/n; n
    counts the answers of weight above 0. No answer gives nan. One alone has no error, nor have answers that
    are all the same: s = 0 would claim certainty.

    >>> mean, error = means([1.0, 3.0], [1, 1], [1, 1], np.array([0, 0]), 1)
    >>> mean.tolist(), error.tolist()
    ([2.0], [1.0])
    """
    x, w, c = (np.asarray(one, dtype=float) for one in (answers, weights, counts))
    n, total = np.bincount(strata, c * (w > 0), number), np.bincount(strata, c * w, number)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(strata, c * w * x, number) / total
        squares = np.bincount(strata, c * (w * (x - mean[strata])) ** 2, number)
        error = np.sqrt(n / (n - 1) * squares) / total
    told = (n > 1) & differing(x, c * w, strata, number)
    return np.where(total > 0, mean, np.nan), np.where(told, error, np.nan)


def differing(answers: ArrayLike, weights: ArrayLike, strata: Codes, number: int) -> NDArray[np.bool_]:
    """Say in which strata the answers of weight above 0 are not all the same, (S,).

    >>> differing([1, 1, 2, 3], [1, 1, 1, 0], np.array([0, 0, 1, 1]), 2).tolist()
    [False, False]
    """
    x, counted = np.asarray(answers, dtype=float), np.asarray(weights, dtype=float) > 0
    lowest, highest = np.full(number, np.inf), np.full(number, -np.inf)
    np.minimum.at(lowest, strata[counted], x[counted])
    np.maximum.at(highest, strata[counted], x[counted])
    return highest > lowest


def mean_limits(
    mean: ArrayLike, error: ArrayLike, effective: ArrayLike, *, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Return mean ∓ t error, t having the effective number of respondents less 1 degrees of freedom."""
    n = np.asarray(effective, dtype=float)
    t = student.quantile((1 + confidence) / 2, np.where(n > 1, n - 1, np.nan))
    half = t * np.asarray(error, dtype=float)
    return np.asarray(mean - half), np.asarray(mean + half)
