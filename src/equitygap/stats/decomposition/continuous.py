"""Horiuchi's decomposition: the gradient of the expectancy, integrated along a straight line of rates.

    c_x = (m²_x − m¹_x) ∫₀¹ ∂e/∂m_x (m¹ + t (m² − m¹)) dt

The gradient is exact, and the integral is Gauss and Legendre's, so the sum is the gap to rounding. The line
is cut where a band's q reaches 1, since the gradient jumps there. Horiuchi S, Wilmoth JR, Pletcher SD,
A decomposition method based on a model of continuous change, Demography 2008;45:785-801.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    value, pieces = np.empty_like(first.table.mx), []
    left, nodes = np.arange(len(value)), FIRST_NODES
    while left.size:
        one, two = _part(first.table, left), _part(second.table, left)
        line = _line(one, two, nodes)
        pieces.append((left, line))
        value[left] = line.gradient()
        missed = np.abs((value[left] * (two.mx - one.mx)).sum(axis=1) - (two.ex[:, 0] - one.ex[:, 0]))
        if nodes >= MOST_NODES:
            break
        left, nodes = left[missed > TOLERANCE * (one.ex[:, 0] + two.ex[:, 0])], 2 * nodes

    def derivatives() -> tuple[Floats, Floats]:
        out = np.empty((2, *value.shape, value.shape[-1]))
        for rows, line in pieces:
            out[:, rows] = line.hessians()
        return out[0], out[1]

    return Slopes(value, derivatives)


def _part(table: LifeTable, rows: NDArray[np.intp]) -> LifeTable:
    return LifeTable(table.width, table.ax[rows], table.mx[rows], table.qx[rows], table.ex[rows])


@dataclass(frozen=True)
class _Line:
    """The straight line between two sides, and its nodes: places t and weights, (pairs, nodes)."""

    first: LifeTable
    second: LifeTable
    t: Floats
    weight: Floats
    mid: Schedule

    def gradient(self) -> Floats:
        """Return the integral of ∂e/∂m, and of ∂e/∂a as far as a moves with m, (pairs, ages)."""
        value: Floats = -np.einsum("pt,ptx->px", self.weight, self.mid.lx * self.mid.lost)
        turn = slope_of_ax(self.first, self.second)
        if turn.any():
            value[:, :-1] += turn * np.einsum("pt,ptx->px", self.weight, _gradient_by_ax(self.mid))
        return value

    def hessians(self) -> Floats:
        """Return the integrals of 1 − t and t times the Hessian, (2, pairs, ages, ages)."""
        loss, curve = self.mid.lx * self.mid.lost, _curvature(self.mid)
        weights = self.weight * (1 - self.t), self.weight * self.t
        out = np.stack([_hessian(self.mid.thinning, loss, curve, weight) for weight in weights])
        crossed, cuts = _cuts(self.first, self.second)
        pair, age = np.nonzero(crossed)
        if pair.size:
            at = cuts[pair, age]
            jump = _jump(_part(self.first, pair), _part(self.second, pair), at, age)
            out[:, pair, age, age] += jump * np.stack([1 - at, at])
        return np.asarray(out)


def _line(first: LifeTable, second: LifeTable, nodes: int) -> _Line:
    crossed, cuts = _cuts(first, second)
    t, weight = _nodes(np.sort(cuts, axis=1)[:, : crossed.sum(axis=1).max(initial=0)], nodes)
    return _Line(first, second, t, weight, _between(first, second, t))


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
