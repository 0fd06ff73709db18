"""Decompositions that replace one side's rates by the other's, age after age: Arriaga's and its kin.

With survivors l of one side and expectancies e of the other, the effect of an age is, for any a,

    c_x = l_x [(L²_x − L¹_x) + (p²_x − p¹_x) e₊],    c_ω = l_ω (1/m²_ω − 1/m¹_ω),

L being the years lived in the band by somebody who enters it. l of the first side and e of the second is
Arriaga's decomposition from the first to the second (= Andreev's = Lopez and Ruzicka's = replacing rates from
old to young); l of the second and e of the first replaces them from young to old; the mean of both is the
symmetric form (= Chandrasekaran's second and third). By divided differences of q nothing is divided by 0.

Arriaga EE, Demography 1984;21:83-96; Andreev EM, Vestnik Statistiki 1982;9:42-47; Ponnapalli KM, Demographic
Research 2005;12(7); Preston et al. (2001), box 4.3; Andreev EM, Shkolnikov VM, Begun AZ, Demographic Research
2002;7(14).
"""

from __future__ import annotations

from functools import partial

import numpy as np

from equitygap.stats.decomposition.schedule import Floats, Schedule, Slopes, mean, slope_of_ax


def old_to_young(first: Schedule, second: Schedule) -> Slopes:
    """Return the slopes of replacing the first side's rates from the oldest age down: Arriaga's form."""
    return _one_sided(first, second)


def young_to_old(first: Schedule, second: Schedule) -> Slopes:
    """Return the slopes of replacing the first side's rates from the youngest age up."""
    found = _one_sided(second, first)
    return Slopes(found.value, lambda: found.derivatives()[::-1])


def both_ways(first: Schedule, second: Schedule) -> Slopes:
    """Return the mean of both orders: the symmetric form, whose sign turns when the sides are exchanged."""
    return mean(old_to_young(first, second), young_to_old(first, second))


def _one_sided(alive: Schedule, ahead: Schedule) -> Slopes:
    """Return s with l of `alive` and e of `ahead`, whose derivatives are by the rates of each in turn."""
    dq = _divided_difference(alive, ahead)
    turn = slope_of_ax(alive.table, ahead.table)
    s = np.empty_like(alive.table.mx)
    s[..., :-1] = dq * (ahead.b + ahead.table.ex[..., 1:]) - alive.table.qx[..., :-1] * turn
    s[..., -1] = 1 / (alive.table.mx[..., -1] * ahead.table.mx[..., -1])
    s *= -alive.lx
    return Slopes(s, partial(_derivatives, alive, ahead, s, dq))


def _derivatives(alive: Schedule, ahead: Schedule, s: Floats, dq: Floats) -> tuple[Floats, Floats]:
    """Return ∂s_x/∂m_y: l_x falls with earlier rates, e₊ with later ones, and q bends with its own."""
    ages, lx = s.shape[-1], alive.lx[..., :-1]
    by_alive, by_ahead = np.zeros((*s.shape, ages)), np.zeros((*s.shape, ages))
    by_alive[..., :, :-1] = -s[..., :, None] * alive.thinning[..., None, :] * np.tri(ages, ages - 1, -1)
    by_ahead[..., :-1, :] = (lx * dq)[..., None] * ahead.reaching * ahead.lost[..., None, :]
    for side, other, out in ((alive, ahead, by_alive), (ahead, alive, by_ahead)):
        bend = np.empty_like(s)
        bend[..., :-1] = -lx * (ahead.b + ahead.table.ex[..., 1:]) * _bend(side, other, dq)
        bend[..., -1] = -s[..., -1] / side.table.mx[..., -1]
        out[..., np.arange(ages), np.arange(ages)] = bend
    return by_alive, by_ahead


def _divided_difference(one: Schedule, two: Schedule) -> Floats:
    """Return (q² − q¹)/(m² − m¹) of the closed bands, and its limit q' where the rates are equal.

    q = n μ/(1 + b μ) with μ = min(m, 1/a), which holds q at 1; so the difference is
    n (Δμ + μ¹ μ² Δa) / ((1 + b¹ μ¹)(1 + b² μ²)).
    """
    n = one.table.width[:-1]
    mu1, mu2 = _held(one), _held(two)
    m1, m2 = one.table.mx[..., :-1], two.table.mx[..., :-1]
    free = (mu1 == m1) & (mu2 == m2)
    ratio = np.divide(mu2 - mu1, m2 - m1, out=np.zeros_like(m1), where=m1 != m2)
    ratio[free] = 1.0
    return (
        n * (ratio + mu1 * mu2 * slope_of_ax(one.table, two.table)) / ((1 + one.b * mu1) * (1 + two.b * mu2))
    )


def _held(side: Schedule) -> Floats:
    """Return m of the closed bands, held at 1/a where q is held at 1."""
    m, a = side.table.mx[..., :-1], side.table.ax[..., :-1]
    return np.minimum(m, np.divide(1.0, a, out=np.full_like(m, np.inf), where=a > 0))


def _bend(side: Schedule, other: Schedule, dq: Floats) -> Floats:
    """Return the derivative of the divided difference by the rates of `side`."""
    dm = side.table.mx[..., :-1] - other.table.mx[..., :-1]
    kinked = (side.table.qx[..., :-1] < 1) != (other.table.qx[..., :-1] < 1)
    free = -dq * side.b / (1 + side.b * side.table.mx[..., :-1])
    smooth = np.where(side.table.qx[..., :-1] < 1, free, 0.0)
    return np.divide(side.q_slope - dq, dm, out=smooth, where=kinked)
