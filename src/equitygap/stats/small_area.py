"""Death rates of places so small that many age bands hold few deaths or none: arrays of areas × ages.

Three answers: a correction that removes the upward bias of life expectancy and needs no standard
(`bias_reduced_deaths`), rates drawn towards a standard schedule (`shrunk_rates`), and a smooth departure from
one (`equitygap.stats.topals`). The last two return a `RateModel`, which carries the uncertainty of its rates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from equitygap.stats.mortality import LifeTable, expectancy_gradient

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_TOLERANCE: Final = 1e-10
_ITERATIONS: Final = 200


@dataclass(frozen=True)
class RateModel:
    """Modelled death rates (areas, ages) and the covariance of their logarithms.

    The covariance is diag(`independent`) + `shared` `shared`ᵀ, with `independent` (areas, ages) and
    `shared` (areas, ages, factors). `fitted` (areas,) is False where the model did not converge; its rates
    are nan there.
    """

    rates: Floats
    independent: Floats
    shared: Floats
    fitted: Mask

    def variance_along(self, gradient: Floats) -> Floats:
        """Return the variance of Σ gradient · rate, (areas,), from ∂(something)/∂(rate), (areas, ages)."""
        by_log = gradient * self.rates
        along = np.einsum("ax,axf->af", by_log, self.shared)
        return np.asarray((by_log**2 * self.independent).sum(axis=-1) + (along**2).sum(axis=-1))


def modelled_variance(table: LifeTable, model: RateModel) -> Floats:
    """Return the variance of e at every age, (areas, ages), by the delta method from a model of the rates.

    Var(e_x) = g_xᵀ Cov(m) g_x with the exact gradient g_x = ∂e_x/∂m.
    """
    ages = range(table.mx.shape[-1])
    return np.stack([model.variance_along(expectancy_gradient(table, at=x)) for x in ages], axis=-1)


def bias_reduced_deaths(
    deaths: ArrayLike, population: ArrayLike, *, width: ArrayLike, ax: ArrayLike
) -> Floats:
    """Return deaths plus the part of a death in each band that makes life expectancy nearly unbiased.

    D + (n − a) m / (1 + (n − a) m), which is D + 1 in the open band, where it grows to its limit.

    e falls with m along a convex curve, so chance in D biases it upwards: E[N/D] > N/E[D]. For Poisson D,
    E[N/(D + 1)] = (1 − exp(−E[D])) N/E[D], and in a closed band E[q(D)] − q = −½ |q''| m/N to first order;
    adding δ deaths changes q by q' δ/N, and the two cancel for δ = (n − a) m / (1 + (n − a) m). Bands are
    independent, so products of survivals and expectancies stay unbiased. Areas whose open band has no
    deaths get a rate of 1/N there. `deaths`, `population` (…, ages); `width` (ages,) and `ax` in years, the
    last ones ignored.

    Derived here; its bias and coverage by simulation stand in the benchmarks. The device of D + 1 for the
    reciprocal of a Poisson count: Chapman DG, Ann Inst Stat Math 1952;4:45-49.

    >>> bias_reduced_deaths([0, 3.0], [100, 10.0], width=[5, np.inf], ax=[2.5, np.nan])
    array([0., 4.])
    """
    D, N = np.asarray(deaths, dtype=float), np.asarray(population, dtype=float)
    n, a = np.asarray(width, dtype=float), np.asarray(ax, dtype=float)
    growth = (n[:-1] - a[..., :-1]) * D[..., :-1] / N[..., :-1]
    out = D + 1
    out[..., :-1] = D[..., :-1] + growth / (1 + growth)
    return out


def shrunk_rates(deaths: ArrayLike, population: ArrayLike, *, standard: ArrayLike) -> RateModel:
    """Return rates whose logarithms are drawn towards a standard at each area's own level.

    log m_x = log s_x + δ + ε_x with ε_x ~ N(0, τ²) and Poisson deaths; δ is free for each area, so that a
    gap between areas is not shrunk, only the shape of mortality by age. τ² is common to all areas (see
    `shape_variance`). Posterior mode by Newton's method; covariance of the logarithms from its curvature,
    with τ² taken as known.

    τ² = 0 gives the standard times a ratio of observed to expected deaths; large τ² gives the observed
    rates. Many deaths draw a rate to what is observed, none to the standard. `deaths`, `population` (areas,
    ages); `standard` (ages,) rates, above 0. An area without deaths is not fitted.

    Clayton D, Kaldor J, Biometrics 1987;43:671-681 (log-normal model, §4); Rao JNK, Molina I, Small Area
    Estimation (2015), ch. 9.
    """
    D, N, s = (np.asarray(values, dtype=float) for values in (deaths, population, standard))
    if np.any(s <= 0):
        raise ValueError(f"standard must be above 0, but got {s.min()}")
    tau2 = shape_variance(D, N * s)
    fitted = D.sum(axis=-1) > 0
    mode, converged = _mode(D[fitted], (N * s)[fitted], tau2)
    mu = np.full_like(D, np.nan)
    mu[fitted] = np.where(converged[:, None], mode, np.nan)
    own = 1 / (1 + tau2 * mu)
    level = (mu * own).sum(axis=-1, keepdims=True)
    return RateModel(
        rates=mu / N,
        independent=tau2 * own,
        shared=(own / np.sqrt(level))[..., None],
        fitted=np.isfinite(mu[:, 0]),
    )


def shape_variance(deaths: ArrayLike, expected: ArrayLike) -> float:
    """Return τ², the variance of areas' log rates around the standard at their own level, by moments.

    Q = Σ (D − E)²/E with E scaled to the area's deaths has mean k − 1 + τ² (ΣE − ΣE²/ΣE) for k ages; both
    sides are summed over areas (the estimator of DerSimonian R, Laird N, Control Clin Trials
    1986;7:177-188, with E as weights). Never negative. `deaths`, `expected` (areas, ages).
    """
    D, E = np.asarray(deaths, dtype=float), np.asarray(expected, dtype=float)
    total = D.sum(axis=-1, keepdims=True)
    with_deaths = total[:, 0] > 0
    E = (E * total / E.sum(axis=-1, keepdims=True))[with_deaths]
    excess = ((D[with_deaths] - E) ** 2 / E).sum() - len(E) * (D.shape[-1] - 1)
    spread = E.sum() - ((E**2).sum(axis=-1) / E.sum(axis=-1)).sum()
    return max(0.0, float(excess / spread)) if len(E) else 0.0


def _mode(D: Floats, expected: Floats, tau2: float) -> tuple[Floats, Mask]:
    """Return modelled deaths at the posterior mode, (areas, ages), and which areas converged.

    ε = τ² z keeps every formula defined at τ² = 0. The log posterior is concave; steps are cut to a factor
    of e.
    """
    level = np.log(D.sum(axis=-1) / expected.sum(axis=-1))
    z = np.zeros_like(D)
    converged = np.zeros(len(D), dtype=bool)
    for _ in range(_ITERATIONS):
        mu = expected * np.exp(level[:, None] + tau2 * z)
        residual = D - mu - z
        own = 1 / (1 + tau2 * mu)
        score = (D - mu - tau2 * mu * own * residual).sum(axis=-1)
        up = score / (mu * own).sum(axis=-1)
        step = (residual - mu * up[:, None]) * own
        size = np.maximum(np.abs(up), tau2 * np.abs(step).max(axis=-1, initial=0))
        converged = size < _TOLERANCE
        if converged.all():
            break
        cut = 1 / np.maximum(size, 1)
        level = level + cut * up
        z = z + cut[:, None] * step
    return expected * np.exp(level[:, None] + tau2 * z), converged
