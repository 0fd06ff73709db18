"""The levels in other years, given the figures of each series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

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
    t = deviations.shape[1]
    seen = np.isfinite(deviations)
    s, ahead = filled(standard_error[:, :t], seen), standard_error[:, t:]
    levels, c = level_covariance(years, parameters), parameters.error_factor
    observed = observed_covariance(levels[:t, :t], c * error_covariance(s, s, correlation[:t, :t]), seen)
    root = np.linalg.cholesky(observed)
    z = np.linalg.solve(root, filled(deviations, seen)[..., None])[..., 0]
    cross = np.where(seen[..., None], levels[:t, t:], 0.0)
    a = np.linalg.solve(root, cross)
    b = np.linalg.solve(root, cross + c * error_covariance(s, ahead, correlation[:t, t:]))
    degrees = np.maximum(seen.sum(axis=1) - 1.0, 0.0)
    m = _series_scale(z, seen, degrees, prior_degrees)
    reported = np.diagonal(levels[t:, t:]) + c * ahead**2 - np.sum(b**2, axis=1)
    return Projection(
        mean=np.einsum("iah,ia->ih", a, z),
        scale=m[:, None, None] * (levels[t:, t:] - a.transpose(0, 2, 1) @ a),
        reported_mean=np.einsum("iah,ia->ih", b, z),
        # A year and window that are observed leave nothing but rounding errors.
        reported_scale=m[:, None] * np.maximum(reported, 0.0),
        degrees_of_freedom=prior_degrees + degrees,
    )


def _series_scale(z: Floats, seen: Booleans, degrees: Floats, prior: float) -> Floats:
    if np.isinf(prior):
        return np.ones(len(z))
    first = seen & (np.cumsum(seen, axis=1) == 1)
    own = np.sum(np.where(first, 0.0, z) ** 2, axis=1)
    return np.asarray((prior + own) / (prior + degrees))
