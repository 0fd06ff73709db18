"""The expectancy in an open age band without deaths, extrapolated from the ages below it.

Kannisto V, Development of oldest-old mortality, 1950-1990 (1994); Thatcher AR, Kannisto V, Vaupel JW,
The Force of Mortality at Ages 80 to 120 (1998), ch. 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from equitygap.stats.rows import each_row

Floats = NDArray[np.float64]

LAST_AGE: Final = 130.0

_TOLERANCE: Final = 1e-10
_ITERATIONS: Final = 100
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)


@dataclass(frozen=True)
class KannistoFit:
    """Logit of the hazard = `level` + `slope` · (age − `centre`), each (areas,), and the inverse information.

    `slope` is nan where the curve cannot be fitted: deaths in fewer than two bands, or rates that do not
    rise.
    """

    level: Floats
    slope: Floats
    centre: float
    covariance: Floats


def fit_kannisto(deaths: ArrayLike, population: ArrayLike, *, middle: ArrayLike) -> KannistoFit:
    """Return the curve μ(x) = expit(level + slope (x − centre)) through the rates of closed bands.

    The binomial likelihood of deaths in person-years, by Newton's method. `deaths`, `population` (areas,
    bands); `middle` (bands,) the bands' middle ages.
    """
    D, N, x = (np.asarray(values, dtype=float) for values in (deaths, population, middle))
    centre = float(x.mean())
    X = np.stack([np.ones_like(x), x - centre], axis=1)
    theta = np.full((len(D), 2), np.nan)
    covariance = np.full((len(D), 2, 2), np.nan)
    rows = np.flatnonzero((D > 0).sum(axis=1) >= 2)
    theta[rows], good = _newton(D[rows], N[rows], X)
    rows = rows[good]
    covariance[rows] = np.linalg.inv(_information(_hazard(theta[rows], X), N[rows], X))
    unfit = np.ones(len(D), dtype=bool)
    unfit[rows] = theta[rows, 1] <= 0
    theta[unfit] = np.nan
    return KannistoFit(theta[:, 0], theta[:, 1], centre, covariance)


def _hazard(theta: Floats, X: Floats) -> Floats:
    hazard: Floats = 1 / (1 + np.exp(-each_row(theta, X.T)))
    return hazard


def _information(mu: Floats, N: Floats, X: Floats) -> Floats:
    return np.asarray(np.einsum("ax,xi,xj->aij", N * mu * (1 - mu), X, X))


def _newton(D: Floats, N: Floats, X: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    rate = D.sum(axis=1) / N.sum(axis=1)
    theta = np.stack([np.log(rate / (1 - rate)), np.zeros_like(rate)], axis=1)
    converged = np.zeros(len(D), dtype=bool)
    for _ in range(_ITERATIONS):
        rows = np.flatnonzero(~converged)
        if not rows.size:
            break
        mu = _hazard(theta[rows], X)
        score = each_row(D[rows] - N[rows] * mu, X)
        step = np.linalg.solve(_information(mu, N[rows], X), score[..., None])[..., 0]
        size = np.abs(step).max(axis=1)
        theta[rows] += step / np.maximum(size, 1)[:, None]
        converged[rows] = size < _TOLERANCE
    return theta, converged


def kannisto_expectancy(fit: KannistoFit, *, age: float) -> tuple[Floats, Floats]:
    """Return the expectancy at `age` under the fitted curve and its variance, each (areas,).

    e = ∫ S(t) dt up to age 130, S(t) = exp(−H), H = ln((1 + exp(η + b t)) / (1 + exp(η))) / b, with η the
    logit of the hazard at `age` and b the slope; Gauss–Legendre on 64 nodes. Variance by the delta method
    with the exact derivatives ∂H/∂level = (μ(t) − μ(0)) / b and ∂H/∂slope. nan where the curve was not
    fitted.
    """
    years, variance = np.full_like(fit.slope, np.nan), np.full_like(fit.slope, np.nan)
    fitted = np.isfinite(fit.slope)
    t = (_NODES + 1) / 2 * (LAST_AGE - age)
    w = _WEIGHTS[:, None] / 2 * (LAST_AGE - age)
    b, past = fit.slope[fitted, None], age - fit.centre
    eta = fit.level[fitted, None] + b * past
    H = (np.logaddexp(0, eta + b * t) - np.logaddexp(0, eta)) / b
    mu_t, mu_0 = 1 / (1 + np.exp(-eta - b * t)), 1 / (1 + np.exp(-eta))
    by_level = (mu_t - mu_0) / b
    by_slope = ((past + t) * mu_t - past * mu_0 - H) / b
    S = np.exp(-H)
    gradient = -np.stack([each_row(S * by_level, w)[:, 0], each_row(S * by_slope, w)[:, 0]], axis=1)
    years[fitted] = each_row(S, w)[:, 0]
    variance[fitted] = np.einsum("ai,aij,aj->a", gradient, fit.covariance[fitted], gradient)
    return years, variance
