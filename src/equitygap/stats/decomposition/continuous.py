"""Horiuchi's decomposition: the gradient of the expectancy, integrated along a straight line of rates.

    c_x = (m²_x − m¹_x) ∫₀¹ ∂e/∂m_x (m¹ + t (m² − m¹)) dt

The gradient is exact, and the integral is Gauss and Legendre's, so the sum is the gap to rounding. The line
is cut where a band's q reaches 1, since the gradient jumps there. Horiuchi S, Wilmoth JR, Pletcher SD,
A decomposition method based on a model of continuous change, Demography 2008;45:785-801.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from equitygap.stats.decomposition.schedule import Floats, Schedule, Slopes, schedule, slope_of_ax
from equitygap.stats.mortality import LifeTable

#: Nodes to begin with, and to stop at; eight suffice unless a rate changes many times over.
FIRST_NODES: Final = 8
MOST_NODES: Final = 512

#: Largest error of the sum, as a share of the two expectancies' sum: about 1e-11 years.
TOLERANCE: Final = 1e-13


def straight_line(first: Schedule, second: Schedule) -> Slopes:
    """Return Horiuchi's slopes; nodes are doubled for the pairs whose sum is not yet the gap."""
    pairs, ages = first.table.mx.shape
    out = Slopes(np.empty((pairs, ages)), *(np.empty((pairs, ages, ages)) for _ in range(2)))
    left, nodes = np.arange(pairs), FIRST_NODES
    while left.size:
        one, two = _part(first.table, left), _part(second.table, left)
        found = _integrals(one, two, nodes)
        out.value[left], out.by_first[left], out.by_second[left] = (
            found.value,
            found.by_first,
            found.by_second,
        )
        missed = np.abs((found.value * (two.mx - one.mx)).sum(axis=1) - (two.ex[:, 0] - one.ex[:, 0]))
        if nodes >= MOST_NODES:
            break
        left, nodes = left[missed > TOLERANCE * (one.ex[:, 0] + two.ex[:, 0])], 2 * nodes
    return out


def _part(table: LifeTable, rows: NDArray[np.intp]) -> LifeTable:
    return LifeTable(table.width, table.ax[rows], table.mx[rows], table.qx[rows], table.ex[rows])


def _integrals(first: LifeTable, second: LifeTable, nodes: int) -> Slopes:
    """Return the integrals of the gradient, and of t and 1 − t times the Hessian."""
    crossed, cuts = _cuts(first, second)
    t, weight = _nodes(np.sort(cuts, axis=1)[:, : crossed.sum(axis=1).max(initial=0)], nodes)
    mid = _between(first, second, t)
    loss, curve = mid.lx * mid.lost, _curvature(mid)
    value = -np.einsum("pt,ptx->px", weight, loss)
    value[:, :-1] += slope_of_ax(first, second) * np.einsum("pt,ptx->px", weight, _gradient_by_ax(mid))
    by_first = _hessian(mid.thinning, loss, curve, weight * (1 - t))
    by_second = _hessian(mid.thinning, loss, curve, weight * t)
    pair, age = np.nonzero(crossed)
    if pair.size:
        at = cuts[pair, age]
        jump = _jump(_part(first, pair), _part(second, pair), at, age)
        by_first[pair, age, age] += jump * (1 - at)
        by_second[pair, age, age] += jump * at
    return Slopes(value, by_first, by_second)


def _between(first: LifeTable, second: LifeTable, t: Floats) -> Schedule:
    """Return the schedules at `t` (pairs, nodes) of the line, (pairs, nodes, ages)."""
    at = t[..., None]
    return schedule(
        first.mx[:, None] + at * (second.mx - first.mx)[:, None],
        width=first.width,
        ax=first.ax[:, None] + at * (second.ax - first.ax)[:, None],
    )


def _cuts(first: LifeTable, second: LifeTable) -> tuple[NDArray[np.bool_], Floats]:
    """Return which closed bands reach q = 1 on the way, at m = 1/a, and where; 1 for the others."""
    before = first.mx[:, :-1] * first.ax[:, :-1] - 1
    after = second.mx[:, :-1] * second.ax[:, :-1] - 1
    crossed = before * after < 0
    return crossed, np.divide(before, before - after, out=np.ones_like(before), where=crossed)


def _nodes(cuts: Floats, count: int) -> tuple[Floats, Floats]:
    """Return places on the line and weights, (pairs, nodes), `count` for each piece between cuts."""
    x, w = np.polynomial.legendre.leggauss(count)
    edges = np.concatenate([np.zeros((len(cuts), 1)), cuts, np.ones((len(cuts), 1))], axis=1)
    span = np.diff(edges)[..., None]
    t = edges[:, :-1, None] + span * (x + 1) / 2
    return t.reshape(len(t), -1), (span * w / 2).reshape(len(t), -1)


def _jump(first: LifeTable, second: LifeTable, at: Floats, age: NDArray[np.intp]) -> Floats:
    """Return what the Hessian's diagonal gains where the gradient jumps: l (a²/n) (b + e₊) / |Δm|."""
    mid, row = _between(first, second, at[:, None]), np.arange(len(at))
    a, n = mid.table.ax[row, 0, age], first.width[age]
    years = mid.b[row, 0, age] + mid.table.ex[row, 0, age + 1]
    gain = mid.lx[row, 0, age] * a**2 / n * years
    return np.asarray(gain / np.abs(second.mx - first.mx)[row, age])


def _gradient_by_ax(mid: Schedule) -> Floats:
    """Return ∂e/∂a of the closed bands: l (q − q' m² (b + e₊))."""
    m = mid.table.mx[..., :-1]
    return mid.lx[..., :-1] * (mid.table.qx[..., :-1] - m**2 * mid.lost[..., :-1])


def _curvature(mid: Schedule) -> Floats:
    """Return ∂²e/∂m_x²: −l q'' (b + e₊) with q'' = −2 q' b/(1 + b m), and 2 l/m³ in the open band."""
    out = 2 * mid.lx * mid.lost
    out[..., :-1] *= mid.b / (1 + mid.b * mid.table.mx[..., :-1])
    out[..., -1] /= mid.table.mx[..., -1]
    return out


def _hessian(thinning: Floats, loss: Floats, curve: Floats, weight: Floats) -> Floats:
    """Return the weighted sum over nodes of ∂²e/∂m_x∂m_y, which is thinning_x × loss_y for x < y."""
    pairs, _, ages = loss.shape
    above = np.zeros((pairs, ages, ages))
    above[:, :-1] = np.matmul((thinning * weight[..., None]).transpose(0, 2, 1), loss)
    above = np.triu(above, 1)
    out = above + above.transpose(0, 2, 1)
    diagonal = np.arange(ages)
    out[:, diagonal, diagonal] = np.einsum("pt,ptx->px", weight, curve)
    return out
