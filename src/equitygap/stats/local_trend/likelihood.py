"""The hyperparameters that fit many series best, by Fisher scoring on a penalised likelihood."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from equitygap.stats.local_trend.error import error_covariance, filled
from equitygap.stats.local_trend.model import Floats, Hyperparameters, LevelDesign, observed_covariance

# All on the scale of θ = (log ω², log q, log τ², log c, logit φ); ω² needs no prior, being always well known.
LOWER: Final = np.array([-6.0, -10.0, -14.0, -7.0, -3.0])
UPPER: Final = np.array([6.0, 3.0, 1.0, 3.0, 6.0])
PRIOR_MEAN: Final = np.array([0.0, np.log(0.02), np.log(0.001), 0.0, 2.0])
PRIOR_DEVIATION: Final = np.array([np.inf, 2.0, 2.0, 1.5, 1.5])
STARTS: Final = np.array(
    [[0.0, np.log(0.02), np.log(0.001), 0.0, 2.0], [0.0, np.log(0.1), np.log(0.0001), -0.7, 0.5]]
)
_ERROR = 3
_SHARED = [0, 1, 2, 4]

#: A gain of the log likelihood below which scoring stops, far under anything that a forecast could show.
_TOLERANCE: Final = 1e-4
_LONGEST_STEP: Final = 2.0
_FIRST_RIDGE, _LAST_RIDGE = 1e-3, 1e8
#: Keeps a step finite along a parameter of which the data say nothing.
_LEAST_CURVATURE: Final = 1e-9


def fit(
    deviations: Floats, standard_error: Floats, correlation: Floats, years: Floats, *, iterations: int = 100
) -> Hyperparameters:
    """Return the hyperparameters that maximise the penalised likelihood of the series.

    Minimises Σ [½ d'S⁻¹d + ½ log|S|] + ½ Σ ((θ − θ₀)/σ)², S = K + c s s' ∘ C, inside bounds and from two
    starts. Weak priors keep short data from absurd answers: log q ~ N(log .02, 2²), log τ² ~ N(log .001, 2²),
    log c ~ N(0, 1.5²), logit φ ~ N(2, 1.5²), sized for years of life expectancy: other units need rescaling.

    `deviations` (N, T) are nan where missing, `standard_error` (N, T), `correlation` (T, T), `years` (T,).
    """
    model = Likelihood(deviations, standard_error, correlation, years)
    found = [_minimise(model, start, iterations) for start in STARTS]
    return Hyperparameters.from_theta(min(found, key=lambda result: result[1])[0])


class Likelihood:
    """The penalised likelihood of θ, its score and its expected information."""

    def __init__(self, d: Floats, standard_error: Floats, correlation: Floats, years: Floats) -> None:
        self._seen = np.isfinite(d)
        self._d = filled(d, self._seen)
        s = filled(standard_error, self._seen)
        self._error = error_covariance(s, s, correlation)
        self._design = LevelDesign(years)

    def _covariance(self, p: Hyperparameters) -> Floats:
        return observed_covariance(self._design.covariance(p), p.error_factor * self._error, self._seen)

    def value(self, theta: Floats) -> float:
        """Return −log likelihood − log prior, without constants."""
        root = np.linalg.cholesky(self._covariance(Hyperparameters.from_theta(theta)))
        z = np.linalg.solve(root, self._d[..., None])
        half_log_determinant = np.sum(np.log(np.diagonal(root, axis1=1, axis2=2)))
        penalty = np.sum(((theta - PRIOR_MEAN) / PRIOR_DEVIATION) ** 2)
        return float(0.5 * np.sum(z**2) + half_log_determinant + 0.5 * penalty)

    def score_and_information(self, theta: Floats) -> tuple[Floats, Floats]:
        """Return the gradient of `value` (5,) and its expected Hessian (5, 5).

        With P = S⁻¹, u = Pd, G_j = dS/dθ_j: gradient ½ Σ tr((P − uu')G_j), information ½ Σ tr(P G_j P G_l).
        All G but that of the error factor are the same for every series, so that the sum over series comes
        first and a few large products do the work.
        """
        p = Hyperparameters.from_theta(theta)
        own, shared = p.error_factor * self._error, self._design.derivatives(p)
        both = self._seen[:, :, None] & self._seen[:, None, :]
        precision: Floats = np.where(both, np.linalg.inv(self._covariance(p)), 0.0)
        u = np.einsum("iab,ib->ia", precision, self._d)
        sandwich = precision @ own @ precision
        score, information = np.empty(5), np.empty((5, 5))
        score[_SHARED] = np.einsum("ab,jab->j", precision.sum(axis=0) - u.T @ u, shared)
        score[_ERROR] = np.sum(precision * own) - np.einsum("ia,iab,ib->", u, own, u)
        for row, product in zip(_SHARED, _sandwiches(precision, shared), strict=True):
            information[row, _SHARED] = np.einsum("ab,jab->j", product, shared)
        crossed = np.einsum("ab,jab->j", sandwich.sum(axis=0), shared)
        information[_ERROR, _SHARED] = information[_SHARED, _ERROR] = crossed
        information[_ERROR, _ERROR] = np.sum(sandwich * own)
        gradient = 0.5 * score + (theta - PRIOR_MEAN) / PRIOR_DEVIATION**2
        return gradient, 0.5 * information + np.diag(PRIOR_DEVIATION**-2)


def _sandwiches(precision: Floats, shared: Floats) -> Floats:
    """Return Σ_i P_i G_j P_i for each j, (4, T, T)."""
    n, k, _ = precision.shape
    tall = precision.reshape(n * k, k)
    return np.stack([(precision @ g).transpose(1, 0, 2).reshape(k, n * k) @ tall for g in shared])


def _minimise(model: Likelihood, theta: Floats, iterations: int) -> tuple[Floats, float]:
    """Score with step control; a parameter stays at its bound while the gradient pushes it outwards."""
    value, ridge = model.value(theta), _FIRST_RIDGE
    for _ in range(iterations):
        gradient, information = model.score_and_information(theta)
        outwards = ((theta <= LOWER) & (gradient > 0)) | ((theta >= UPPER) & (gradient < 0))
        free = np.flatnonzero(~outwards)
        better = None
        while better is None and ridge < _LAST_RIDGE:
            candidate = _step(theta, gradient, information, free, ridge)
            trial = model.value(candidate)
            better = (candidate, trial) if trial < value else None
            ridge = ridge / 4 if better else ridge * 8
        if better is None:
            break
        gain, (theta, value) = value - better[1], better
        if gain < _TOLERANCE:
            break
    return theta, value


def _step(
    theta: Floats, gradient: Floats, information: Floats, free: NDArray[np.intp], ridge: float
) -> Floats:
    block = information[np.ix_(free, free)]
    step = np.zeros_like(theta)
    step[free] = -np.linalg.solve(
        block + ridge * np.diag(np.diag(block)) + _LEAST_CURVATURE * np.eye(len(free)), gradient[free]
    )
    return np.clip(theta + np.clip(step, -_LONGEST_STEP, _LONGEST_STEP), LOWER, UPPER)
