"""The local trend where its hyperparameters are in doubt: an average over several sets of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from equitygap.stats.local_trend.model import FIXED, Floats, Hyperparameters
from equitygap.stats.local_trend.projection import PRIOR_DEGREES, Projection, log_likelihood, project

#: A set that explains a series this badly, beside the others, has no part in its projection.
_NEGLIGIBLE: Final = 1e-6


@dataclass(frozen=True)
class Sets:
    """Sets of hyperparameters, and how probable each is before any figure is seen (weights sum to 1)."""

    parameters: tuple[Hyperparameters, ...]
    weight: tuple[float, ...]

    def mixed_with(self, other: Sets, share: float) -> Sets:
        """Return these sets and, with the probability `share`, the other ones."""
        return Sets(
            self.parameters + other.parameters,
            tuple((1 - share) * w for w in self.weight) + tuple(share * w for w in other.weight),
        )

    def with_error_factor(self, factor: float) -> Sets:
        """Return the same sets with another error factor."""
        return Sets(tuple(replace(p, error_factor=factor) for p in self.parameters), self.weight)


def _slopes_of(spread: float) -> Hyperparameters:
    return replace(FIXED, slope_spread=spread**2)


#: Slopes are mostly as small as `FIXED` has them, one time in twenty about 3 times as large, and one time in
#: four hundred 10 times.
_ORDINARY: Final = Sets(tuple(map(_slopes_of, (0.03, 0.1, 0.3))), (400 / 421, 20 / 421, 1 / 421))

#: Series of which next to nothing is known: levels far apart, steps small or large, slopes that stay.
UNLIKE: Final = Sets(
    tuple(
        Hyperparameters(12.0**2, step**2, slope**2, 1.0, 0.98)
        for step in (0.07, 0.2, 0.6)
        for slope in (0.1, 0.3)
    ),
    (1 / 6,) * 6,
)

#: Serve where there are too few series to estimate anything; sized for years of life expectancy.
FEW: Final = _ORDINARY.mixed_with(UNLIKE, 0.05)


def average(
    deviations: Floats,
    standard_error: Floats,
    correlation: Floats,
    years: Floats,
    sets: Sets,
    *,
    prior_degrees: float = PRIOR_DEGREES,
) -> Projection:
    """Return the projection averaged over J sets of hyperparameters, by how well each explains a series.

    With p_j the density of a series' figures under set j, its weight is w_j p_j / Σ w p. The mixture is
    summed up by a t with the same degrees of freedom ν, mean and covariance: mean m̄ = Σ w m, squared scale
    Σ w [V + (ν − 2)/ν (m − m̄)(m − m̄)']. One set gives what `project` does.

    Arguments are those of `project`; `prior_degrees` must be over 2 for a covariance to exist.

    Source: Hoeting, Madigan, Raftery & Volinsky (1999), Statistical Science 14:382, equations 1 to 4.
    """
    if not prior_degrees > 2:
        raise ValueError(f"prior_degrees must be over 2, but got {prior_degrees}")
    t = deviations.shape[1]
    seen = deviations, standard_error[:, :t], correlation[:t, :t], years[:t]
    w = _weights(sets, [log_likelihood(*seen, p, prior_degrees=prior_degrees) for p in sets.parameters])
    parts = []
    for p, share in zip(sets.parameters, w, strict=True):
        rows = np.flatnonzero(share)
        own = project(
            deviations[rows], standard_error[rows], correlation, years, p, prior_degrees=prior_degrees
        )
        parts.append((rows, share[rows], own))
    return _summed_up(parts, len(deviations), len(years) - t)


def _weights(sets: Sets, log_density: list[Floats]) -> Floats:
    """Return posterior weights (J, N), 0 where negligible."""
    log_product = np.log(sets.weight)[:, None] + np.stack(log_density)
    product = np.exp(log_product - log_product.max(axis=0))
    product[product < _NEGLIGIBLE] = 0.0
    return np.asarray(product / product.sum(axis=0))


def _summed_up(parts: list[tuple[np.ndarray, Floats, Projection]], n: int, h: int) -> Projection:
    """Add up the parts: the rows that a set has a part in, its weights there, and its projection."""
    out = Projection(
        np.zeros((n, h)), np.zeros((n, h, h)), np.zeros((n, h)), np.zeros((n, h)), np.full(n, np.nan)
    )
    for rows, w, p in parts:
        out.mean[rows] += w[:, None] * p.mean
        out.reported_mean[rows] += w[:, None] * p.reported_mean
        out.degrees_of_freedom[rows] = p.degrees_of_freedom
    for rows, w, p in parts:
        spread = 1 - 2 / p.degrees_of_freedom
        off, of_figure = p.mean - out.mean[rows], p.reported_mean - out.reported_mean[rows]
        between = spread[:, None, None] * off[:, :, None] * off[:, None, :]
        out.scale[rows] += w[:, None, None] * (p.scale + between)
        out.reported_scale[rows] += w[:, None] * (p.reported_scale + spread[:, None] * of_figure**2)
    return out
