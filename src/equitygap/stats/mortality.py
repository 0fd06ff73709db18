"""Period life tables for any number of areas at once: arrays of areas × ages in, arrays out.

Symbols are the textbook's: m death rate, n width of the band in years, a years lived in the band by those
who die in it, q probability of dying in it, l survivors, d deaths, L and T person-years, e life expectancy.
Sources: Chiang CL, The Life Table and its Applications (1984), ch. 6 and 8; Preston, Heuveline and Guillot,
Demography (2001), ch. 3; Silcocks PBS et al., J Epidemiol Community Health 2001;55:38-43.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

RADIX: Final = 100_000.0

#: Coefficients of a0 = intercept + slope · m0 by the upper end of m0 (Andreev EM, Kingkade WW,
#: Demographic Research 2015;33(13), table 3-2).
_ANDREEV_KINGKADE: Final = {
    "male": ((0.0230, 0.14929, -1.99545), (0.08307, 0.02832, 3.26021), (np.inf, 0.29915, 0.0)),
    "female": ((0.01724, 0.14903, -2.05527), (0.06891, 0.04667, 3.88089), (np.inf, 0.31411, 0.0)),
}


@dataclass(frozen=True)
class LifeTable:
    """A life table for each area: `width` is (ages,), all others are (…, ages); the last age is open.

    `ex` is what somebody alive at the age could expect, also at ages that nobody reaches.
    """

    width: Floats
    ax: Floats
    mx: Floats
    qx: Floats
    ex: Floats

    @property
    def lx(self) -> Floats:
        """Survivors to the start of each age, of 100,000."""
        survivors = np.full_like(self.qx, RADIX)
        np.cumprod(1 - self.qx[..., :-1], axis=-1, out=survivors[..., 1:])
        survivors[..., 1:] *= RADIX
        return survivors

    @property
    def dx(self) -> Floats:
        """Deaths in each band, of 100,000."""
        return self.lx * self.qx

    @property
    def Lx(self) -> Floats:
        """Person-years lived in each band."""
        lx = self.lx
        lived = np.empty_like(lx)
        lived[..., :-1] = self.width[:-1] * lx[..., 1:] + self.ax[..., :-1] * (lx[..., :-1] - lx[..., 1:])
        lived[..., -1] = _zero_if_none(lx[..., -1], self.ex[..., -1])
        return lived

    @property
    def Tx(self) -> Floats:
        """Person-years lived from the start of each band on."""
        return _zero_if_none(self.lx, self.ex)


def life_table(mx: ArrayLike, *, width: ArrayLike, ax: ArrayLike) -> LifeTable:
    """Return life tables from death rates.

    q = n m / (1 + (n − a) m), at most 1; q = 1 and e = 1/m in the open band; and backwards from there
    e = n (1 − q) + a q + (1 − q) e₊, which equals T/l and stays defined where l is 0.

    `mx` (…, ages) deaths per person-year; `width` (ages,) in years, the last one ignored; `ax` (ages,) or
    (…, ages) in years, the last one ignored. A rate of 0 in the open band makes e infinite.
    Raises ValueError for a negative rate or for widths that are not positive.

    Chiang (1984), ch. 6. Austria, males, 1992 (Preston et al. 2001, p. 49): e0 = 72.889.

    >>> life_table([0.01, 0.1], width=[50, np.inf], ax=[25, np.nan]).ex.round(3)
    array([46., 10.])
    """
    m, n = np.asarray(mx, dtype=float), np.asarray(width, dtype=float)
    if np.any(m < 0):
        raise ValueError(f"mx must be zero or more, but got {np.min(m)}")
    if m.shape[-1:] != n.shape or not np.all(n[:-1] > 0):
        raise ValueError(f"width must be positive, one for each of {m.shape[-1:]} ages, but got {n}")
    a = np.array(np.broadcast_to(np.asarray(ax, dtype=float), m.shape))
    q, e = np.ones_like(m), np.empty_like(m)
    closed = m[..., :-1]
    q[..., :-1] = np.minimum(n[:-1] * closed / (1 + (n[:-1] - a[..., :-1]) * closed), 1)
    with np.errstate(divide="ignore"):  # no deaths in the open age: an infinite expectancy, as documented
        e[..., -1] = a[..., -1] = 1 / m[..., -1]
    for i in range(n.size - 2, -1, -1):
        p = 1 - q[..., i]
        e[..., i] = n[i] * p + a[..., i] * q[..., i] + _zero_if_none(p, e[..., i + 1])
    return LifeTable(width=n, ax=a, mx=m, qx=q, ex=e)


def _zero_if_none(survivors: Floats, years: Floats) -> Floats:
    """Return survivors × years, and 0 where nobody survives, however long they would live."""
    return np.multiply(survivors, years, where=survivors > 0, out=np.zeros_like(years))


def phe_ax(lower: ArrayLike, width: ArrayLike) -> Floats:
    """Return a (ages,) in years: a tenth of the band that starts at birth, half of every other.

    The convention of Public Health England and of the National Center for Health Statistics' tract tables.

    >>> phe_ax([0, 1, 5, 85], [1, 4, 80, np.inf])
    array([ 0.1,  2. , 40. ,  inf])
    """
    n = np.asarray(width, dtype=float)
    return n * np.where(np.asarray(lower) == 0, 0.1, 0.5)


def andreev_kingkade_a0(m0: ArrayLike, *, sex: str) -> Floats:
    """Return the years lived by infants who die, from the infant death rate.

    Piecewise linear in m0, by sex (`male`, `female`, or `total` for the mean of both).
    Andreev EM, Kingkade WW. Average age at death in infancy and infant mortality level.
    Demographic Research 2015;33(13):363-390.

    >>> andreev_kingkade_a0(0.005, sex="female").round(4)
    np.float64(0.1388)
    """
    m = np.asarray(m0, dtype=float)
    if sex == "total":
        return (andreev_kingkade_a0(m, sex="male") + andreev_kingkade_a0(m, sex="female")) / 2
    if sex not in _ANDREEV_KINGKADE:
        raise ValueError(f"sex must be male, female or total, but got {sex!r}")
    ends, intercepts, slopes = np.array(_ANDREEV_KINGKADE[sex]).T
    piece = np.searchsorted(ends, m, side="right").clip(max=len(ends) - 1)
    return np.asarray(intercepts[piece] + slopes[piece] * m)


def expectancy_gradient(table: LifeTable, *, at: int = 0) -> Floats:
    """Return ∂e_at/∂m for every age, (…, ages): years of expectancy per unit of death rate, never positive.

    ∂e/∂m_x = −l_x q'_x ((n − a) + e₊), q' = n / (1 + (n − a) m)² and 0 where q is held at 1; in the open band
    −l / m². l counts survivors per person alive at age number `at`; ages below it have gradient 0. a is held
    fixed. An open band without deaths has gradient −∞.
    """
    out = np.zeros_like(table.mx)
    survivors = np.ones_like(table.qx[..., at:])
    np.cumprod(1 - table.qx[..., at:-1], axis=-1, out=survivors[..., 1:])
    out[..., at:-1] = survivors[..., :-1] * _step_gradient(table)[..., at:]
    with np.errstate(divide="ignore"):  # documented: −∞ where the open age has no deaths
        out[..., -1] = -survivors[..., -1] / table.mx[..., -1] ** 2
    return out


def _step_gradient(table: LifeTable) -> Floats:
    """Return ∂e_x/∂m_x for the closed bands, (…, ages − 1)."""
    n, a = table.width[:-1], table.ax[..., :-1]
    return -_probability_slope(table) * (n - a + table.ex[..., 1:])


def _probability_slope(table: LifeTable) -> Floats:
    """Return q' = ∂q/∂m for the closed bands, (…, ages − 1)."""
    m, n, a = table.mx[..., :-1], table.width[:-1], table.ax[..., :-1]
    return np.where(table.qx[..., :-1] < 1, n / (1 + (n - a) * m) ** 2, 0.0)


def chiang_variance(table: LifeTable, population: ArrayLike) -> Floats:
    """Return the variance of q from the person-years lived, (…, ages); the open band's q is 1 and has none.

    Var(q) = n² m (1 − a m) / (N (1 + (n − a) m)³), which is Chiang's q²(1 − q)/D but is defined, as 0, where
    nobody died. 0 also where q is held at 1. Chiang (1984), ch. 8.
    """
    m, n, a = table.mx[..., :-1], table.width[:-1], table.ax[..., :-1]
    N = np.broadcast_to(np.asarray(population, dtype=float), table.mx.shape)[..., :-1]
    out = np.zeros_like(table.mx)
    out[..., :-1] = np.maximum(n**2 * m * (1 - a * m) / (N * (1 + (n - a) * m) ** 3), 0)
    return out


def silcocks_variance(table: LifeTable, population: ArrayLike) -> Floats:
    """Return the variance of the expectancy in the open band, (…,): 1 / (N m³).

    With a Poisson number of deaths D = N m, it is 1 / (D m²); infinite without deaths. Without this term the
    interval is too narrow. Silcocks et al. 2001, appendix.
    """
    with np.errstate(divide="ignore"):  # documented: infinite where the open age has no deaths
        return np.asarray(1 / (np.asarray(population, dtype=float)[..., -1] * table.mx[..., -1] ** 3))


def population_variance(table: LifeTable, relative_standard_error: ArrayLike) -> tuple[Floats, Floats]:
    """Return what uncertain populations add to the variance of q (…, ages) and of the open expectancy (…,).

    Delta method on m = D/N with N's relative standard error r, independent between ages: (∂q/∂m)² m² r²,
    and r²/m² in the open band, which is infinite without deaths. `relative_standard_error` (…, ages), 0 for
    an exact count.
    """
    r = np.asarray(relative_standard_error, dtype=float)
    out = np.zeros_like(table.mx)
    out[..., :-1] = (_probability_slope(table) * table.mx[..., :-1] * r[..., :-1]) ** 2
    last = r[..., -1]
    with np.errstate(divide="ignore"):  # documented: infinite where the open age has no deaths
        spread = np.divide(last, table.mx[..., -1], where=last > 0, out=np.zeros_like(last))
    return out, spread**2


def rate_variance(table: LifeTable, standard_error: ArrayLike) -> tuple[Floats, Floats]:
    """Return the variance of q (…, ages) and of the open expectancy (…,) from the standard errors of m.

    Delta method, for rates published without deaths and independent between ages: (∂q/∂m)² s², and s²/m⁴ in
    the open band, which is infinite where m is 0. `standard_error` s (…, ages) per person-year, nan where
    unknown.
    """
    s = np.asarray(standard_error, dtype=float)
    out = np.zeros_like(table.mx)
    out[..., :-1] = (_probability_slope(table) * s[..., :-1]) ** 2
    last, m = s[..., -1], table.mx[..., -1]
    return out, np.square(np.divide(last, m**2, where=m > 0, out=np.full_like(m, np.inf)))


def expectancy_variance(table: LifeTable, variance_qx: ArrayLike, variance_open: ArrayLike) -> Floats:
    """Return the variance of e at every age, (…, ages), from those of q and of the open band's expectancy.

    V_x = Var(q_x) ((n − a) + e₊)² + (1 − q_x)² V₊, starting from `variance_open` (…,). It equals Chiang's
    Σ l² ((1 − a) n + e₊)² Var(q) / l² and stays defined at ages that nobody reaches. `variance_open` 0 gives
    Chiang's variance, that of `silcocks_variance` the one of Silcocks et al. Infinite e makes it infinite.
    """
    variance_q = np.asarray(variance_qx, dtype=float)
    out = np.empty_like(table.ex)
    out[..., -1] = variance_open
    later = table.width[:-1] - table.ax[..., :-1] + table.ex[..., 1:]
    for i in range(table.width.size - 2, -1, -1):
        q = variance_q[..., i]
        out[..., i] = _zero_if_none(q, later[..., i] ** 2) + _zero_if_none(
            (1 - table.qx[..., i]) ** 2, out[..., i + 1]
        )
    return out


def expectancy_draws(
    deaths: ArrayLike,
    population: ArrayLike,
    *,
    width: ArrayLike,
    ax: ArrayLike,
    draws: int,
    generators: Iterable[np.random.Generator],
) -> Floats:
    """Return simulated expectancies, (areas, draws, ages): deaths are drawn from Poisson distributions.

    `deaths` and `population` (areas, ages); `generators` gives one generator for each area. A band without
    deaths never gets any, so where the open band has few some draws are infinite. Eayres D, Williams ES,
    J Epidemiol Community Health 2004;58:243-249.
    """
    D, N = np.asarray(deaths, dtype=float), np.asarray(population, dtype=float)
    drawn = np.empty((D.shape[0], draws, D.shape[1]))
    for mean, generator, out in zip(D, generators, drawn, strict=True):
        out[:] = generator.poisson(mean, size=out.shape)
    a = np.broadcast_to(np.asarray(ax, dtype=float), D.shape)
    return life_table(drawn / N[:, None, :], width=width, ax=a[:, None, :]).ex
