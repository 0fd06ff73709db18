"""The levels in other years, given the figures of each series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from equitygap.stats.local_trend.error import error_covariance, filled
from equitygap.stats.local_trend.model import (
    Booleans,
    Floats,
    Hyperparameters,
    level_covariance,
    observed_covariance,
)

#: How many residuals of a series' own the common scale is worth.
PRIOR_DEGREES: Final = 5.0


@dataclass(frozen=True)
class Projection:
    """Levels of N series in H years, given their figures: t with `degrees_of_freedom` (N,), inf for normal.

    `mean` (N, H) and `scale` (N, H, H), squared and joint over the years, are of the true level;
    `reported_mean` and `reported_scale` (N, H), squared, of the figure that would be published.
    """

    mean: Floats
    scale: Floats
    reported_mean: Floats
    reported_scale: Floats
    degrees_of_freedom: Floats


def project(
    deviations: Floats,
    standard_error: Floats,
    correlation: Floats,
    years: Floats,
    parameters: Hyperparameters,
    *,
    prior_degrees: float = PRIOR_DEGREES,
) -> Projection:
    """Return the distribution of each series in the H years that follow the T observed ones in `years`.

    With S = K + c s s' ∘ C of the observed years and W = S⁻¹K₁₂: mean W'd and squared scale m (K₂₂ − K₂₁W),
    where m = (ν + Σz²)/(ν + k − 1) and z = chol(S)⁻¹d without its first element, with ν + k − 1 degrees of
    freedom. That is the posterior of a scale that is inverse-χ² around 1 with ν = `prior_degrees` (Gelman et
    al. 2013, Bayesian Data Analysis, section 3.2): series differ in how much they move. Infinitely many make
    it normal, with the common scale. k is the number of figures of the series.

    `deviations` (N, T), nan where missing; `standard_error` (N, T + H), `correlation` (T + H, T + H) and
    `years` (T + H,) hold the observed years first and the wanted ones after them. Wanted years may lie in the
    past: the level is then smoothed. A series without any figure gets what is known of every series.
    """
    t, c = deviations.shape[1], parameters.error_factor
    levels = level_covariance(years, parameters)
    o = _observe(deviations, standard_error[:, :t], correlation[:t, :t], levels[:t, :t], c)
    ahead = standard_error[:, t:]
    cross = np.where(o.seen[..., None], levels[:t, t:], 0.0)
    a = np.linalg.solve(o.root, cross)
    b = np.linalg.solve(o.root, cross + c * error_covariance(o.error, ahead, correlation[:t, t:]))
    m = _series_scale(o, prior_degrees)
    reported = np.diagonal(levels[t:, t:]) + c * ahead**2 - np.sum(b**2, axis=1)
    return Projection(
        mean=np.einsum("iah,ia->ih", a, o.z),
        scale=m[:, None, None] * (levels[t:, t:] - a.transpose(0, 2, 1) @ a),
        reported_mean=np.einsum("iah,ia->ih", b, o.z),
        # A year and window that are observed leave nothing but rounding errors.
        reported_scale=m[:, None] * np.maximum(reported, 0.0),
        degrees_of_freedom=prior_degrees + o.degrees,
    )


def log_likelihood(
    deviations: Floats,
    standard_error: Floats,
    correlation: Floats,
    years: Floats,
    parameters: Hyperparameters,
    *,
    prior_degrees: float = PRIOR_DEGREES,
) -> Floats:
    """Return the log density (N,) of each series under `project`'s model, without the constant of 2π.

    Its first figure is normal, the others are multivariate t with ν = `prior_degrees` degrees of freedom:
    the scale that they share is unknown. Arguments are those of `project`, of the observed years only.
    """
    levels = level_covariance(years, parameters)
    o = _observe(deviations, standard_error, correlation, levels, parameters.error_factor)
    half_log_determinant = np.sum(np.log(np.diagonal(o.root, axis1=1, axis2=2)), axis=1)
    return np.asarray(_log_density(o, prior_degrees) - 0.5 * o.first**2 - half_log_determinant)


@dataclass(frozen=True)
class _Observed:
    """Figures (N, T), standardised: `z` = root⁻¹d, of which `first` (N,) is the first that exists.

    `own` (N,) is the sum of squares of the others, `degrees` (N,) their number.
    """

    seen: Booleans
    error: Floats
    root: Floats
    z: Floats
    first: Floats
    own: Floats
    degrees: Floats


def _observe(d: Floats, standard_error: Floats, correlation: Floats, levels: Floats, c: float) -> _Observed:
    seen = np.isfinite(d)
    s = filled(standard_error, seen)
    covariance = observed_covariance(levels, c * error_covariance(s, s, correlation), seen)
    root = np.asarray(np.linalg.cholesky(covariance), dtype=float)
    z = np.asarray(np.linalg.solve(root, filled(d, seen)[..., None])[..., 0], dtype=float)
    first = np.sum(np.where(seen & (np.cumsum(seen, axis=1) == 1), z, 0.0), axis=1)
    own = np.sum(np.where(np.cumsum(seen, axis=1) > 1, z, 0.0) ** 2, axis=1)
    return _Observed(seen, s, root, z, first, own, np.maximum(seen.sum(axis=1) - 1.0, 0.0))


def _series_scale(o: _Observed, prior: float) -> Floats:
    return np.ones(len(o.own)) if np.isinf(prior) else (prior + o.own) / (prior + o.degrees)


def _log_density(o: _Observed, prior: float) -> Floats:
    if np.isinf(prior):
        return -0.5 * o.own
    constant = special.gammaln((prior + o.degrees) / 2) - special.gammaln(prior / 2)
    constant -= 0.5 * o.degrees * np.log(prior / 2)
    return np.asarray(constant - 0.5 * (prior + o.degrees) * np.log1p(o.own / prior))
