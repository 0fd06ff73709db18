"""Contributions of ages and causes to the difference of two expectancies, and their variances."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from equitygap.stats.decomposition.continuous import straight_line
from equitygap.stats.decomposition.schedule import Floats, Schedule, Slopes, schedule
from equitygap.stats.decomposition.stepwise import both_ways, old_to_young, young_to_old

Method = Callable[[Schedule, Schedule], Slopes]
_Three = tuple[Floats, Floats, Floats]

#: Slopes that the causes of an age share; `stepwise` has slopes of its own for each cause.
METHODS: Final[dict[str, Method | None]] = {
    "horiuchi": straight_line,
    "arriaga": old_to_young,
    "arriaga-symmetric": both_ways,
    "stepwise": None,
}

#: Numbers of a (pairs, ages, ages) array that are held at a time: about 30 MB each.
_BATCH: Final = 4_000_000


@dataclass(frozen=True)
class Decomposition:
    """Years of a difference by group of ages and cause.

    `value` (pairs, groups, causes); `variance` likewise, or None without variances of the rates;
    `first` and `second` (pairs,) the two expectancies, whose difference the values add up to.
    """

    value: Floats
    variance: Floats | None
    first: Floats
    second: Floats


def decompose(
    first: ArrayLike,
    second: ArrayLike,
    *,
    width: ArrayLike,
    ax: ArrayLike,
    ax_second: ArrayLike | None = None,
    variance_first: ArrayLike | None = None,
    variance_second: ArrayLike | None = None,
    spread_first: ArrayLike = 0.0,
    spread_second: ArrayLike = 0.0,
    method: str = "horiuchi",
    members: ArrayLike | None = None,
) -> Decomposition:
    """Split e²₀ − e¹₀ into contributions of ages and causes: positive ones raise the second above the first.

    c_xk = s_x (m²_xk − m¹_xk), with s_x by `method`:

    - `horiuchi`: the gradient ∂e₀/∂m_x, averaged along the straight line from m¹ to m²;
    - `arriaga`: replace the first side's rates from the oldest age down; `arriaga-symmetric`: the mean of
      that and of the opposite order. Causes share their age's years in proportion to their differences;
    - `stepwise`: replace one cause after the other, each at all ages, and take the mean of both orders.
      It depends on the order of the causes; with a single cause it is `arriaga-symmetric`.

    The variance is the delta method's: rates are independent but for the spread of their populations, and a
    is held fixed.

    `first`, `second`: death rates by cause, (pairs, ages, causes), per person-year; a side with a single
    pair serves for all. `variance_first`, `variance_second`: their variances (D/N² for Poisson counts),
    same shapes. `spread_first`, `spread_second`: relative standard errors of the populations, (pairs, ages),
    which move all causes of an age together. `width` and `ax` (ages,) or (pairs, ages) in years, `ax_second`
    where the second side's differ (which they may only where q stays under 1). `members` (groups, ages) of 0
    and 1 sums ages into groups. Equal rates give 0. Raises ValueError for shapes that do not match, an open
    age without deaths, or an unknown method.

    Horiuchi, Wilmoth and Pletcher 2008; Arriaga 1984; Andreev, Shkolnikov and Begun 2002. A stationary
    population whose only rate halves gains all of 1/m₂ − 1/m₁ in its only band:

    >>> decompose([[[0.0125, 0.0125]]], [[[0.0125, 0]]], width=[np.inf], ax=[np.nan]).value
    array([[[ 0., 40.]]])
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, but got {method!r}")
    m1, m2 = np.broadcast_arrays(np.asarray(first, dtype=float), np.asarray(second, dtype=float))
    if m1.ndim != 3:
        raise ValueError(f"rates must be (pairs, ages, causes), but got shape {m1.shape}")
    one = _side(m1, ax, variance_first, spread_first)
    two = _side(m2, ax if ax_second is None else ax_second, variance_second, spread_second)
    n = np.asarray(width, dtype=float)
    groups = np.eye(n.size) if members is None else np.asarray(members, dtype=float)
    parts = [_part(one.of(b), two.of(b), n, groups, METHODS[method]) for b in _batches(len(m1), n.size)]
    known = one.variance is not None and two.variance is not None
    return Decomposition(
        value=np.concatenate([part.value for part in parts]),
        variance=np.concatenate([p.variance for p in parts if p.variance is not None]) if known else None,
        first=np.concatenate([part.first for part in parts]),
        second=np.concatenate([part.second for part in parts]),
    )


@dataclass(frozen=True)
class _Side:
    """One side: rates by cause (pairs, ages, causes), their variances, a and the spread (pairs, ages)."""

    mx: Floats
    ax: Floats
    variance: Floats | None
    spread: Floats

    def of(self, rows: slice) -> _Side:
        variance = None if self.variance is None else self.variance[rows]
        return _Side(self.mx[rows], self.ax[rows], variance, self.spread[rows])


def _side(mx: Floats, ax: ArrayLike, variance: ArrayLike | None, spread: ArrayLike) -> _Side:
    if not np.all(mx[:, -1].sum(axis=-1) > 0):
        raise ValueError("rates of the open age must be positive, but got 0")
    a = np.array(np.broadcast_to(np.asarray(ax, dtype=float), mx.shape[:2]))
    # Of the open band's a nothing is asked, so it may be given as infinite or missing.
    a[:, -1] = 0
    return _Side(
        mx,
        a,
        None if variance is None else np.broadcast_to(np.asarray(variance, dtype=float), mx.shape),
        np.broadcast_to(np.asarray(spread, dtype=float), mx.shape[:2]),
    )


def _batches(pairs: int, ages: int) -> Iterator[slice]:
    step = max(1, _BATCH // ages**2)
    return (slice(start, min(start + step, pairs)) for start in range(0, max(pairs, 1), step))


def _part(first: _Side, second: _Side, n: Floats, groups: Floats, method: Method | None) -> Decomposition:
    ends = [schedule(side.mx.sum(axis=-1), width=n, ax=side.ax) for side in (first, second)]
    value = np.empty((len(first.mx), len(groups), first.mx.shape[-1]))
    variance = np.empty_like(value)
    terms = _one_by_one(first, second, n) if method is None else _together(first, second, method(*ends))
    for k, term in enumerate(terms):
        value[:, :, k] = term.slope * term.difference @ groups.T
        if first.variance is not None and second.variance is not None:
            by_first, by_second = term.derivatives()
            variance[:, :, k] = _variance(term, groups, -1, by_first, first, k)
            variance[:, :, k] += _variance(term, groups, 1, by_second, second, k)
    known = first.variance is not None and second.variance is not None
    return Decomposition(value, variance if known else None, ends[0].table.ex[:, 0], ends[1].table.ex[:, 0])


@dataclass(frozen=True)
class _Term:
    """One cause: its slope and difference (pairs, ages), and ∂slope/∂m_y for each side's rates.

    `derivatives` computes them, (pairs, ages, ages) each, for the first and the second side: by the rates of
    earlier causes, of this one, and of later ones.
    """

    slope: Floats
    difference: Floats
    derivatives: Callable[[], tuple[_Three, _Three]]


def _together(first: _Side, second: _Side, found: Slopes) -> Iterator[_Term]:
    """Yield the terms of a method whose slopes depend on all-cause rates only."""

    @cache
    def derivatives() -> tuple[_Three, _Three]:
        one, two = found.derivatives()
        return (one, one, one), (two, two, two)

    for k in range(first.mx.shape[-1]):
        yield _Term(found.value, second.mx[..., k] - first.mx[..., k], derivatives)


def _one_by_one(first: _Side, second: _Side, n: Floats) -> Iterator[_Term]:
    """Yield the terms of replacing the causes in the order given and in the opposite one."""
    m1, m2 = first.mx, second.mx
    start, change = m1.sum(axis=-1), (m2 - m1).sum(axis=-1)
    turn = np.divide(second.ax - first.ax, change, out=np.zeros_like(change), where=change != 0)

    def half_way(m: Floats) -> Schedule:
        return schedule(m, width=n, ax=first.ax + turn * (m - start))

    for k in range(m1.shape[-1]):
        earlier, later = slice(None, k), slice(k + 1, None)
        rest_up = m2[..., earlier].sum(axis=-1) + m1[..., later].sum(axis=-1)
        rest_down = m1[..., earlier].sum(axis=-1) + m2[..., later].sum(axis=-1)
        up = young_to_old(half_way(rest_up + m1[..., k]), half_way(rest_up + m2[..., k]))
        down = old_to_young(half_way(rest_down + m1[..., k]), half_way(rest_down + m2[..., k]))
        yield _Term((up.value + down.value) / 2, m2[..., k] - m1[..., k], partial(_of_both, up, down))


def _of_both(up: Slopes, down: Slopes) -> tuple[_Three, _Three]:
    """Return the derivatives of the mean of both orders, whose other causes stand on opposite sides."""
    (up1, up2), (down1, down2) = up.derivatives(), down.derivatives()
    all_up, all_down = (up1 + up2) / 2, (down1 + down2) / 2
    return (all_down, (up1 + down1) / 2, all_up), (all_up, (up2 + down2) / 2, all_down)


def _variance(term: _Term, groups: Floats, sign: int, by: _Three, side: _Side, k: int) -> Floats:
    """Return what one side adds to the variance of cause number k, (pairs, groups).

    Σ (∂c/∂m_yj)² Var(m_yj) over its rates, and Σ_y (Σ_j ∂c/∂m_yj m_yj)² r_y² for the populations' spread r.
    """
    causes = (slice(None, k), slice(k, k + 1), slice(k + 1, None))
    own = sign * groups * term.slope[:, None, :]
    out, together = np.zeros(own.shape[:2]), np.zeros_like(own)
    for which, derivative in zip(causes, by, strict=True):
        slope = groups @ (term.difference[..., None] * derivative)
        slope += own if which is causes[1] else 0
        if side.variance is not None:
            out += np.einsum("pgy,py->pg", slope**2, side.variance[..., which].sum(axis=-1))
        if side.spread.any():
            together += slope * side.mx[:, None, :, which].sum(axis=-1)
    return np.asarray(out + np.einsum("pgy,py->pg", together**2, side.spread**2))
