"""Differences from the best group and between extremes: measures whose groups the data choose.

The largest of noisy values is too large. The limits count that: on the way to equality the leading groups
are drawn down to a common value, on the way from it the one that gets there most cheaply is raised. For the
upper limit the other groups are first drawn together by empirical Bayes, since their scatter is partly noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from equitygap.stats.inequality.limits import Path, changed_only, chi_cdf, inverted, normal_cdf
from equitygap.stats.inequality.settings import Measured, Options

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: Cells into which the reach of the largest value, and that of the smallest, is cut. Limits are then mostly
#: within 0.01 standard errors of exact ones, unless the groups' errors differ more than tenfold.
_LARGEST_CELLS: Final = 24
_RANGE_CELLS: Final = 40
#: How many standard errors from its mean a group's value is followed.
_REACH: Final = 4.2
#: Where Φ is 0 or 1 to all digits, in √2 standard deviations; beyond it exp would be slow, being subnormal.
_FAR: Final = 6.0


@dataclass(frozen=True)
class Level:
    """What the largest value is compared with: the weighted mean of the values, or another group.

    The mean is Σ w y, with `weight` (S, J); where the values are logarithms times `sign` (S,), it is
    sign ln Σ w exp(sign y). Another, independent group has its own `value` and `variance` (S,) instead.
    """

    weight: Floats | None = None
    sign: Floats | None = None
    value: Floats | None = None
    variance: Floats | None = None

    def at(self, y: Floats) -> Floats:
        """Return the level for true values (S, J)."""
        if self.weight is None:
            return np.zeros(len(y)) if self.value is None else self.value
        if self.sign is None:
            return np.asarray(np.sum(self.weight * y, axis=1))
        return np.asarray(self.sign * np.log(np.sum(self.weight * np.exp(self.sign[:, None] * y), axis=1)))

    def gradient(self, y: Floats) -> Floats:
        """Return the gradient of the level in the values, (S, J)."""
        if self.weight is None:
            return np.zeros_like(y)
        if self.sign is None:
            return self.weight
        parts = self.weight * np.exp(self.sign[:, None] * y)
        return np.asarray(parts / parts.sum(axis=1, keepdims=True))

    def rows(self, rows: Indices) -> Level:
        """Return the level in some of the settings."""
        arrays = (self.weight, self.sign, self.value, self.variance)
        return Level(*(None if array is None else array[rows] for array in arrays))


def above_level(y: Floats, error: Floats, level: Level, options: Options) -> Measured:
    """Return max(y) − level, with limits that count the choice of the largest; y and error are (S, J).

    The standard error is the delta method's, with the largest group taken as chosen beforehand.
    """
    value = y.max(axis=1) - level.at(y)
    apart = np.zeros(len(y)) if level.variance is None else level.variance
    chosen = np.arange(y.shape[1]) == y.argmax(axis=1)[:, None]
    delta = np.sqrt(np.sum((chosen - level.gradient(y)) ** 2 * error**2, axis=1) + apart)

    def cdf(true: Floats, rows: Indices) -> Floats:
        mean, variance = _moments_above(true, error[rows], level.rows(rows))
        distribution = chi_cdf if level.variance is None else normal_cdf
        return distribution(value[rows], mean, variance + apart[rows])

    def path(start: Floats) -> Path:
        drift = level.gradient(start) * error**2

        def along(position: Floats, rows: Indices) -> Floats:
            c = position[:, None]
            return _topped(start[rows] + c * drift[rows], error[rows], position) - c * apart[rows, None]

        return Path(
            changed_only(lambda c, rows: cdf(along(c, rows), rows), value.shape),
            lambda c: _above(along(c, everywhere), level),
            2 / _typical(delta, error),
        )

    everywhere = np.arange(len(y))
    equal = cdf(np.zeros_like(y), everywhere) if level.variance is None else None
    outward = path(drawn_together(y, error))
    return inverted(value, delta, path(y), equal, options, outward=outward)


def range_of(y: Floats, error: Floats, options: Options) -> Measured:
    """Return max(y) − min(y), with limits that count the choice of both groups; y and error are (S, J).

    The standard error is that of the difference of the two groups, taken as chosen beforehand.
    """
    value = np.ptp(y, axis=1)
    ends = np.column_stack([y.argmax(axis=1), y.argmin(axis=1)])
    delta = np.sqrt(np.sum(np.take_along_axis(error, ends, axis=1) ** 2, axis=1))

    def path(start: Floats) -> Path:
        def along(position: Floats, rows: Indices) -> Floats:
            y, s, inward = start[rows], error[rows], np.maximum(position, 0.0)
            top, bottom = _topped(y, s, inward), -_topped(-y, s, inward)
            met = (top.max(axis=1) <= bottom.min(axis=1))[:, None]
            closer = np.where(met, 0.0, top + bottom - y)
            return np.where((position >= 0)[:, None], closer, _spread(y, s, -position))

        return Path(
            changed_only(lambda c, rows: _range_cdf(value[rows], along(c, rows), error[rows]), value.shape),
            lambda c: np.ptp(along(c, everywhere), axis=1),
            2 / _typical(delta, error),
        )

    everywhere = np.arange(len(y))

    equal = _range_cdf(value, np.zeros_like(y), error)
    outward = path(drawn_together(y, error))
    return inverted(value, delta, path(y), equal, options, outward=outward)


def drawn_together(y: Floats, error: Floats) -> Floats:
    """Return the values drawn towards their mean by √(τ²/(τ² + SE²)), so that they scatter by τ.

    τ² is the variance between groups by the method of moments, 0 where noise explains the scatter. Source of
    the constrained weights: Louis 1984, J Am Stat Assoc 79:393-398; of τ²: DerSimonian and Laird 1986.
    """
    weight = error**-2
    total = weight.sum(axis=1, keepdims=True)
    scatter = np.sum(weight * (y - np.sum(weight * y, axis=1, keepdims=True) / total) ** 2, axis=1)
    excess = scatter[:, None] - (y.shape[1] - 1)
    between = np.maximum(excess / (total - np.sum(weight**2, axis=1, keepdims=True) / total), 0.0)
    weight = 1 / (between + error**2)
    mean = np.sum(weight * y, axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
    return np.asarray(mean + np.sqrt(between * weight) * (y - mean))


def _typical(delta: Floats, error: Floats) -> Floats:
    # The delta method's error can vanish where the mean is nearly the largest group itself.
    return np.asarray(np.maximum(delta, error.min(axis=1)))


def _above(y: Floats, level: Level) -> Floats:
    return np.asarray(y.max(axis=1) - level.at(y))


def _topped(y: Floats, error: Floats, position: Floats) -> Floats:
    """Return y with its top moved: `position` c > 0 draws it down to m, Σ (y − m)₊/SE² = c; c < 0 raises it.

    Raised is the one group that gets highest when each gains |c| SE².
    """
    order = np.argsort(-y, axis=1)
    weight = np.take_along_axis(error, order, axis=1) ** -2
    sums = np.cumsum(weight * np.take_along_axis(y, order, axis=1), axis=1)
    top = ((sums - position[:, None]) / np.cumsum(weight, axis=1)).max(axis=1, keepdims=True)
    raised = y - np.minimum(position, 0.0)[:, None] * error**2
    first = np.arange(y.shape[1]) == raised.argmax(axis=1)[:, None]
    return np.asarray(np.where((position >= 0)[:, None], np.minimum(y, top), np.where(first, raised, y)))


def _spread(y: Floats, error: Floats, position: Floats) -> Floats:
    """Return y with a group raised and another lowered by `position` SE²: the two get furthest apart."""
    gain = position[:, None] * error**2
    up, down, columns = y + gain, y - gain, np.arange(y.shape[1])

    def pair(raised: Floats, lowered: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        first = columns == raised.argmax(axis=1)[:, None]
        return first, columns == np.where(first, np.inf, lowered).argmin(axis=1)[:, None]

    top, bottom = pair(up, down)
    other_bottom, other_top = pair(-down, -up)
    one = np.where(top, up, np.where(bottom, down, y))
    other = np.where(other_top, up, np.where(other_bottom, down, y))
    return np.asarray(np.where((np.ptp(one, axis=1) >= np.ptp(other, axis=1))[:, None], one, other))


def _grid(low: Floats, high: Floats, cells: int) -> tuple[Floats, Floats]:
    """Return the borders of the cells (S, cells + 1) and their width (S,)."""
    width = (high - low) / cells
    return low[:, None] + width[:, None] * np.arange(cells + 1), width


def _cumulative(x: Floats, y: Floats, error: Floats) -> Floats:
    """Return Φ((x − y)/SE) for each group and border, (S, J, cells), within 1e-7.

    Source: Abramowitz and Stegun, 7.1.26; several times as fast as the exact function, which is not needed.
    """
    scale = np.sqrt(0.5) / error[:, :, None]
    z = (x[:, None, :] - y[:, :, None]) * scale
    size = np.minimum(abs(z), _FAR)
    t = 1 / (1 + 0.3275911 * size)
    tail = 1.061405429 * t
    for coefficient in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        tail += coefficient
        tail *= t
    size *= -size
    tail *= np.exp(size, out=size)
    tail *= 0.5
    return np.asarray(np.where(z > 0, 1 - tail, tail))


def _moments_above(y: Floats, error: Floats, level: Level) -> tuple[Floats, Floats]:
    """Return mean and variance of max(Y) − level, Y independent normal with means y.

    The maximum's moments are integrals of its distribution (trapezoids, with Euler and Maclaurin's correction
    at the lower end); its covariance with Y_j is SE_j² P(j is the largest), by Stein's lemma.
    """
    low = (y - _REACH * error).max(axis=1)
    x, width = _grid(low, (y + _REACH * error).max(axis=1), _LARGEST_CELLS)
    each = _cumulative(x, y, error)
    largest = np.prod(each, axis=1)
    tail, beyond = 1 - largest, x - low[:, None]
    mean = width * (tail.sum(axis=1) - 0.5)
    second = 2 * width * np.sum(tail * beyond, axis=1) + width**2 / 6
    others = largest[:, None, :] / np.maximum(each, np.finfo(float).tiny)

    def share(n: int) -> Floats:
        steps = (others[..., n:] + others[..., :-n]) * (each[..., n:] - each[..., :-n])
        return np.asarray(steps.sum(axis=2) / (2 * n))

    slope = level.gradient(y)
    # Richardson's extrapolation from steps of one and two cells.
    shared = np.sum(slope * error**2 * (2 * (4 * share(1) - share(2)) / 3 - slope), axis=1)
    return low + mean - level.at(y), second - mean**2 - shared


def _range_cdf(value: Floats, y: Floats, error: Floats) -> Floats:
    """Return P(max(Y) − min(Y) ≤ value): the smallest is at x with density −∂H/∂a at a = b = x.

    H(a, b) is P(all Y lie between a and b + value). The density is summed over cells, with b at both borders.
    """
    x, _ = _grid((y - _REACH * error).min(axis=1), (y + _REACH * error).min(axis=1), _RANGE_CELLS)
    below, within = _cumulative(x, y, error), _cumulative(x + value[:, None], y, error)
    same = np.prod(within - below, axis=1)

    def total(n: int) -> Floats:
        wider = np.prod(within[..., n:] - below[..., :-n], axis=1)
        narrower = np.prod(np.maximum(within[..., :-n] - below[..., n:], 0.0), axis=1)
        steps = same[:, :-n] - narrower + wider - same[:, n:]
        return np.asarray(steps.sum(axis=1) / (2 * n))

    # Richardson's extrapolation from steps of one, two and four cells.
    return np.asarray((64 * total(1) - 20 * total(2) + total(4)) / 45)
