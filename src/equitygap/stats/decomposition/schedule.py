"""One side of a comparison: its life table and the derivatives that every method needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from equitygap.stats.mortality import LifeTable, life_table

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Schedule:
    """A life table for each pair, (pairs, …, ages), with what follows from it.

    Symbols: n width, a years lived by those who die, b = n − a, q probability of dying, q' = ∂q/∂m,
    l survivors of one person, e expectancy, e₊ that at the next age.
    """

    table: LifeTable

    @cached_property
    def lx(self) -> Floats:
        """Survivors to each age, of one person."""
        return self.table.lx / self.table.lx[..., :1]

    @cached_property
    def b(self) -> Floats:
        """Years n − a of the closed bands, (…, ages − 1)."""
        return self.table.width[:-1] - self.table.ax[..., :-1]

    @cached_property
    def q_slope(self) -> Floats:
        """Slope q' of the closed bands: n / (1 + b m)², and 0 where q is held at 1."""
        n, m = self.table.width[:-1], self.table.mx[..., :-1]
        return np.where(self.table.qx[..., :-1] < 1, n / (1 + self.b * m) ** 2, 0.0)

    @cached_property
    def lost(self) -> Floats:
        """−∂e_x/∂m_x: years a unit of rate costs those alive at x, q' (b + e₊), and 1/m² at the end."""
        out = np.empty_like(self.table.mx)
        out[..., :-1] = self.q_slope * (self.b + self.table.ex[..., 1:])
        out[..., -1] = self.table.mx[..., -1] ** -2
        return out

    @cached_property
    def thinning(self) -> Floats:
        """−∂ln p/∂m of the closed bands: q'/(1 − q), and 0 where q is held at 1, (…, ages − 1)."""
        p = 1 - self.table.qx[..., :-1]
        return np.divide(self.q_slope, p, out=np.zeros_like(p), where=p > 0)

    @cached_property
    def reaching(self) -> Floats:
        """Survival from the age after x to age y, (…, ages − 1, ages); 0 for y ≤ x."""
        later = np.triu(np.ones((self.table.width.size - 1, self.table.width.size - 1), dtype=bool), 1)
        out = np.zeros((*self.table.mx.shape[:-1], later.shape[0], later.shape[0] + 1))
        p = 1 - self.table.qx[..., None, :-1]
        out[..., 1:] = np.cumprod(np.where(later, p, 1.0), axis=-1) * np.triu(np.ones(later.shape))
        return out


def schedule(mx: Floats, *, width: Floats, ax: Floats) -> Schedule:
    """Return the schedule of death rates (…, ages); see `life_table` for the arguments."""
    return Schedule(life_table(mx, width=width, ax=ax))


@dataclass(frozen=True)
class Slopes:
    """s of c_x = s_x (m²_x − m¹_x), (pairs, ages), and how it moves with the rates of either side.

    `derivatives` computes ∂s_x/∂m_y by either side's all-cause rates, (pairs, ages, ages) each, with a
    held fixed; who wants no variances never calls it.
    """

    value: Floats
    derivatives: Callable[[], tuple[Floats, Floats]]


def mean(one: Slopes, two: Slopes) -> Slopes:
    """Return the slopes of the mean of two decompositions."""

    def derivatives() -> tuple[Floats, Floats]:
        (a1, a2), (b1, b2) = one.derivatives(), two.derivatives()
        return (a1 + b1) / 2, (a2 + b2) / 2

    return Slopes((one.value + two.value) / 2, derivatives)


def slope_of_ax(first: LifeTable, second: LifeTable) -> Floats:
    """Return Δa/Δm of the closed bands between two sides; 0 where m is the same."""
    dm = second.mx[..., :-1] - first.mx[..., :-1]
    da = second.ax[..., :-1] - first.ax[..., :-1]
    return np.divide(da, dm, out=np.zeros_like(dm), where=dm != 0)
