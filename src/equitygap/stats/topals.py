"""TOPALS: a schedule of death rates as a smooth departure from a standard one, for many small areas at once.

Gonzaga MR, Schmertmann CP. Estimating age- and sex-specific mortality rates for small areas with TOPALS
regression: an application to Brazil in 2010. Revista Brasileira de Estudos de População 2016;33(3):629-652;
for grouped ages and the fitting by penalised iteratively reweighted least squares: Schmertmann CP, TOPALS
(2020).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from equitygap.stats.rows import each_row
from equitygap.stats.small_area import RateModel

Floats = NDArray[np.float64]

KNOTS: Final = (0.0, 1.0, 10.0, 20.0, 40.0, 70.0)
PENALTY: Final = 2.0

_TOLERANCE: Final = 1e-10
_ITERATIONS: Final = 100
_AREAS_AT_ONCE: Final = 4096  # keeps the working arrays of a batch within a few MB


@dataclass(frozen=True)
class TopalsFit:
    """Fitted coefficients α (areas, K), their covariance (areas, K, K) and the model of the bands' rates."""

    coefficients: Floats
    covariance: Floats
    model: RateModel


def linear_basis(ages: int, knots: ArrayLike = KNOTS) -> Floats:
    """Return linear B-splines at single years of age, (ages, K), with a last knot at the highest age.

    Rows sum to 1: equal coefficients shift the whole schedule.

    >>> linear_basis(4, knots=(0, 1))
    array([[1. , 0. , 0. ],
           [0. , 1. , 0. ],
           [0. , 0.5, 0.5],
           [0. , 0. , 1. ]])
    """
    at = np.append(np.asarray(knots, dtype=float), ages - 1)
    return np.stack([np.interp(np.arange(ages), at, row) for row in np.eye(at.size)], axis=1)


def even_weights(lower: ArrayLike, ages: int) -> Floats:
    """Return the matrix (bands, ages) that averages single years into bands with equal weights."""
    return _normalised(lower, np.ones(ages))


def stationary_weights(lower: ArrayLike, log_rates: ArrayLike) -> Floats:
    """Return the matrix (bands, ages) that averages single years by the person-years of their own life table.

    With L_x = ∫ l dt under constant rates within each year, Σ L m / Σ L is a life table's rate for the
    band; in the open one it is the reciprocal of the expectancy. Equal weights would give the very old as
    much weight there as the just old. `lower` (bands,) starts; `log_rates` (ages,) of a schedule by single
    year, closed by its last year.
    """
    m = np.exp(np.asarray(log_rates, dtype=float))
    l = np.exp(-np.concatenate([[0.0], np.cumsum(m)]))  # noqa: E741
    years = (l[:-1] - l[1:]) / m
    years[-1] = l[-2] / m[-1]
    return _normalised(lower, years)


def _normalised(lower: ArrayLike, years: Floats) -> Floats:
    starts = np.asarray(lower, dtype=float)
    band = np.searchsorted(starts, np.arange(years.size), side="right") - 1
    weights = (np.arange(starts.size)[:, None] == band) * years
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def fit_topals(
    deaths: ArrayLike,
    population: ArrayLike,
    *,
    standard: ArrayLike,
    weights: ArrayLike,
    basis: ArrayLike | None = None,
    penalty: float = PENALTY,
) -> TopalsFit:
    """Return the penalised Poisson fit of log rates = standard + B α to grouped deaths, for each area.

    Deaths of band g are Poisson with mean N_g M_g, M = W exp(standard + B α); the fit maximises Σ (D ln M −
    N M) − ½ · `penalty` · Σ (α_{k+1} − α_k)². Newton–Fisher steps; covariance (XᵀAX + P)⁻¹ with X = ∂M/∂α
    and A = diag(N/M). Equal α shift the level freely; differing ones bend the standard and are penalised.

    `deaths`, `population` (areas, bands); `standard` (ages,) log rates by single year; `weights` (bands,
    ages), rows summing to 1; `basis` (ages, K), `linear_basis` where absent. An area without deaths has no
    finite level and is not fitted.

    Women in Italy, 1980 (Schmertmann's example): α = −.492, −1.085, −.201, −.417, −.455, −.315, .143.
    """
    D, N = np.asarray(deaths, dtype=float), np.asarray(population, dtype=float)
    s, W = np.asarray(standard, dtype=float), np.asarray(weights, dtype=float)
    B = linear_basis(s.size) if basis is None else np.asarray(basis, dtype=float)
    if s.shape != W.shape[-1:] or s.size != len(B) or len(W) != D.shape[-1]:
        raise ValueError(f"weights must be {D.shape[-1]} bands by {s.size} ages, but got {W.shape}")
    K = B.shape[1]
    bends = np.diff(np.eye(K), axis=0)
    problem = _Problem(s, B, W, penalty * bends.T @ bends)
    alpha, covariance = np.full((len(D), K), np.nan), np.full((len(D), K, K), np.nan)
    rates, shared = np.full_like(D, np.nan), np.full((*D.shape, K), np.nan)
    with_deaths = np.flatnonzero(D.sum(axis=1) > 0)
    for first in range(0, len(with_deaths), _AREAS_AT_ONCE):
        rows = with_deaths[first : first + _AREAS_AT_ONCE]
        a, converged = problem.solve(D[rows], N[rows])
        rows, a = rows[converged], a[converged]
        M, X, information = problem.linearise(a, N[rows])
        alpha[rows], rates[rows], covariance[rows] = a, M, np.linalg.inv(information)
        shared[rows] = (X / M[..., None]) @ np.linalg.cholesky(covariance[rows])
    model = RateModel(rates, np.zeros_like(rates), shared, np.isfinite(rates[:, 0]))
    return TopalsFit(alpha, covariance, model)


@dataclass(frozen=True)
class _Problem:
    standard: Floats
    basis: Floats
    weights: Floats
    penalty: Floats

    def linearise(self, alpha: Floats, population: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the bands' rates M, X = ∂M/∂α and the penalised information, for each area."""
        by_age = (self.weights[:, :, None] * self.basis).transpose(1, 0, 2)
        flat = by_age.reshape(len(self.standard), -1)
        single = np.exp(self.standard + each_row(alpha, self.basis.T))
        M = each_row(single, self.weights.T)
        # A band lies between two or three knots: most of its columns hold nothing.
        held = flat.any(axis=0)
        X = np.zeros((len(alpha), flat.shape[1]))
        X[:, held] = each_row(single, flat[:, held])
        X = X.reshape(len(alpha), *by_age.shape[1:])
        information = (X * (population / M)[..., None]).transpose(0, 2, 1) @ X + self.penalty
        return M, X, information

    def solve(self, deaths: Floats, population: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Return α and which areas converged, starting from the level that gives each its total of deaths."""
        expected = (population * (self.weights @ np.exp(self.standard))).sum(axis=1)
        alpha = np.repeat(np.log(deaths.sum(axis=1) / expected)[:, None], self.basis.shape[1], axis=1)
        converged = np.zeros(len(alpha), dtype=bool)
        for _ in range(_ITERATIONS):
            rows = np.flatnonzero(~converged)
            if not rows.size:
                break
            a, D, N = alpha[rows], deaths[rows], population[rows]
            M, X, information = self.linearise(a, N)
            score = np.einsum("agk,ag->ak", X, D / M - N) - a @ self.penalty
            step = np.linalg.solve(information, score[..., None])[..., 0]
            size = np.abs(step).max(axis=1)
            # Far from the solution a full step can overshoot; none may change a rate by more than a
            # factor of e.
            alpha[rows] = a + step / np.maximum(size, 1)[:, None]
            converged[rows] = size < _TOLERANCE
        return alpha, converged
