"""Limits for measures that sampling noise inflates: sums of squares, absolute values, largest differences.

Such a measure T is never negative, so that noise alone makes it positive, and an interval around it is
biased and, near equality, far from normal. The limits here invert a test instead: each limit is the measure
of the configuration of true values, on a path through the data from equality outwards, under which T would
be as large (or as small) as it is with probability α/2. Paths lead to the nearest configurations with less or
more inequality (hybrid resampling: Chuang and Lai 2000, Statistica Sinica 10:1-50), and T's distribution on
them is computed, not drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from equitygap.stats.inequality.settings import Measured, Options

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: How closely a limit is found, in standard errors.
_TOLERANCE: Final = 1e-3
#: Probabilities nearer to 0 or 1 are taken to be this far away; only the search passes through them.
_SMALLEST: Final = 1e-300
#: The non-centrality from which a gamma is as good as the non-central chi square.
_LARGE: Final = 1_000.0
#: The skewness under which a shifted gamma is as good as normal.
_STRAIGHT: Final = 1e-3


@dataclass(frozen=True)
class Path:
    """True values on a path: how likely the data are there, and what the measure would be.

    `cdf` maps positions (S,) to P(T ≤ the T observed), which increases; 0 is where the data are, and equality
    lies on the right. `measure` maps positions to the measure of the true values there. `step` (S,) is about
    how far a limit lies from 0.
    """

    cdf: Callable[[Floats], Floats]
    measure: Callable[[Floats], Floats]
    step: Floats


def limit(path: Path, probability: float, at_equality: Floats | None = None) -> Floats:
    """Return the measure where P(T ≤ observed) is `probability`, (S,).

    `at_equality` is that probability at equality: where it is under `probability`, no place on the path makes
    it larger, and the limit is 0. None says that there is no equality on the path.
    """
    target = special.ndtri(probability)

    def distance(position: Floats) -> Floats:
        found = np.clip(path.cdf(position), _SMALLEST, np.nextafter(1, 0))
        return np.asarray(special.ndtri(found) - target)

    if at_equality is None:
        return path.measure(_root(distance, path.step))
    equal = at_equality <= probability
    position = _root(lambda x: np.where(equal, 0.0, distance(np.where(equal, 0.0, x))), path.step)
    return np.where(equal, 0.0, path.measure(position))


def inverted(
    value: Floats,
    error: Floats,
    path: Path,
    equal: Floats | None,
    options: Options,
    *,
    outward: Path | None = None,
) -> Measured:
    """Return a measure with its limits and its centre; `outward` is the path for the upper limit, if another.

    Where even equality would make as small a value with less than α/2, the data vary less than their standard
    errors allow, no configuration fits, and the limits are nan.
    """
    tail = (1 - options.confidence) / 2
    lower = limit(path, 1 - tail, equal)
    centre = limit(path, 0.5, equal) if options.centre else np.full_like(lower, np.nan)
    upper = np.maximum(lower, limit(outward or path, tail, equal))
    if equal is not None:
        lower, centre, upper = (np.where(equal > tail, end, np.nan) for end in (lower, centre, upper))
    return Measured(value, error, lower, upper, centre)


def changed_only(
    function: Callable[[Floats, Indices], Floats], shape: tuple[int, ...]
) -> Callable[[Floats], Floats]:
    """Return a function of positions (S,) that computes anew only the rows whose position has changed."""
    last, known = np.full(shape, np.nan), np.full(shape, np.nan)

    def remembered(position: Floats) -> Floats:
        rows = np.flatnonzero(position != last)
        if len(rows):
            known[rows], last[rows] = function(position[rows], rows), position[rows]
        return known.copy()

    return remembered


def chi_cdf(t: Floats, mean: Floats, variance: Floats) -> Floats:
    """Return P(T ≤ t) for a norm T of normal variables: T is taken as a scaled chi with its two moments.

    Its degrees of freedom k solve mean²/variance = E²/(k − E²), E = √2 Γ((k+1)/2)/Γ(k/2), by its expansion
    in 1/k (within 1 % from k = 1 on). Source: Patnaik 1950, Biometrika 37:78-87 (for ranges).
    """
    ratio = mean**2 / variance
    # A norm of normal variables has at least one degree of freedom.
    freedom = np.maximum(ratio / 2 + 0.25 - 0.22 / ratio, 1.0)
    return np.asarray(special.gammainc(freedom / 2, freedom / 2 * t**2 / (mean**2 + variance)))


def quadratic_cdf(t: Floats, mean: Floats, variance: Floats, freedom: Floats) -> Floats:
    """Return P(T ≤ t) for a sum of squares of normal variables, taken as a scaled non-central chi square.

    `freedom` is twice its squared mean over its variance at equality, where it is a central one; scale and
    non-centrality follow from the two moments. Exact where groups have equal weights and errors, and for two
    groups. Far from equality, or where the moments fit no such variable, it is a gamma instead. Source:
    Patnaik 1949, Biometrika 36:202-232.
    """
    spare = mean**2 - freedom * variance / 2
    scale = (mean - np.sqrt(np.maximum(spare, 0.0))) / freedom
    centrality = mean / scale - freedom
    near = (spare >= 0) & (centrality < _LARGE)
    shape = mean**2 / variance
    inner = special.chndtr(t / scale, freedom, np.where(near, np.maximum(centrality, 0.0), 0.0))
    return np.asarray(np.where(near, inner, special.gammainc(shape, shape * t / mean)))


def skewed_cdf(t: Floats, mean: Floats, variance: Floats, third: Floats) -> Floats:
    """Return P(T ≤ t) for a T with these three cumulants, taken as a shifted gamma (Pearson's type III)."""
    skewness = np.maximum(third / variance**1.5, _STRAIGHT)
    shape = 4 / skewness**2
    at = shape + (t - mean) / np.sqrt(variance) * np.sqrt(shape)
    return np.asarray(special.gammainc(shape, np.maximum(at, 0.0)))


def normal_cdf(t: Floats, mean: Floats, variance: Floats) -> Floats:
    """Return P(T ≤ t) for a normal T."""
    return np.asarray(special.ndtr((t - mean) / np.sqrt(variance)))


def _root(function: Callable[[Floats], Floats], step: Floats) -> Floats:
    """Return where an increasing function is 0, starting at 0: bracketing, then the Illinois method."""
    a = np.zeros_like(step)
    at_a = function(a)
    b = np.where(at_a > 0, -step, step)
    at_b = function(b)
    for _ in range(60):
        outside = at_a * at_b > 0
        if not outside.any():
            break
        a, at_a, b = np.where(outside, b, a), np.where(outside, at_b, at_a), np.where(outside, 3 * b, b)
        at_b = function(b)
    for _ in range(60):
        # Where groups change places the function may jump over 0: the place of the jump is the answer.
        open_ = (abs(at_b) > _TOLERANCE) & (abs(b - a) > _TOLERANCE * step) & (at_b != at_a)
        if not open_.any():
            break
        c = b - np.where(open_, at_b * (b - a) / np.where(open_, at_b - at_a, 1.0), 0.0)
        at_c = function(c)
        crossed = at_c * at_b < 0
        kept = 1 - at_c / np.where(at_b == 0, 1.0, at_b)
        kept = np.where(open_, np.where(kept > 0, kept, 0.5), 1.0)
        a, at_a = np.where(crossed, b, a), np.where(crossed, at_b, kept * at_a)
        b, at_b = c, at_c
    return b
