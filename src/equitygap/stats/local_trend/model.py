"""The hyperparameters and the covariance of the true levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

#: Added to every variance of a figure, so that series without any error keep a positive definite covariance.
JITTER: Final = 1e-6


@dataclass(frozen=True)
class Hyperparameters:
    """What all series share; variances are in squared units of the series (`level_noise` per year)."""

    level_spread: float  # ω², variance of the first level
    level_noise: float  # q, variance of a year's step of the level
    slope_spread: float  # τ², variance of the slope
    error_factor: float  # c, true error variance over the published one
    damping: float  # φ, the share of a slope that is left after a year

    @classmethod
    def from_theta(cls, theta: Floats) -> Hyperparameters:
        """Return the parameters at θ = (log ω², log q, log τ², log c, logit φ)."""
        omega2, q, tau2, c = (float(v) for v in np.exp(theta[:4]))
        return cls(omega2, q, tau2, c, float(1 / (1 + np.exp(-theta[4]))))


#: Serve where there are too few series to estimate anything; sized for years of life expectancy.
FIXED: Final = Hyperparameters(
    level_spread=1.2**2, level_noise=0.07**2, slope_spread=0.03**2, error_factor=1.0, damping=0.9
)


def level_covariance(years: Floats, parameters: Hyperparameters) -> Floats:
    """Return the covariance K (T, T) of the true levels in `years` (T,), which start at the earliest of them.

    Levels live on whole years from the start. A figure dated between two of them, as the mid-point of an even
    number of years can be, is their weighted mean.

    >>> level_covariance(np.array([2010.0, 2011.0]), Hyperparameters(1.0, 0.5, 0.25, 1.0, 0.9))
    array([[1.  , 1.  ],
           [1.  , 1.75]])
    """
    return LevelDesign(years).covariance(parameters)


class LevelDesign:
    """The parts of K that do not depend on the hyperparameters."""

    def __init__(self, years: Floats) -> None:
        position = years - years.min()
        below = np.floor(position).astype(np.intp)
        size, row = below.max() + 2, np.arange(len(years))
        pick = np.zeros((len(years), size))
        pick[row, below] = 1 - (position - below)
        pick[row, below + 1] = position - below
        self._path = pick @ np.tri(size, k=-1)
        self._lag = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
        self._steps = self._path @ self._path.T

    def _along(self, inner: Floats) -> Floats:
        return np.asarray(self._path @ inner @ self._path.T)

    def covariance(self, p: Hyperparameters) -> Floats:
        """Return K = ω² 11' + L (τ² Φ + q I) L'."""
        slopes = p.slope_spread * self._along(p.damping**self._lag)
        return np.asarray(p.level_spread + p.level_noise * self._steps + slopes)

    def derivatives(self, p: Hyperparameters) -> Floats:
        """Return dK/dθ for θ = (log ω², log q, log τ², logit φ), (4, T, T)."""
        power = p.damping**self._lag
        return np.stack(
            [
                np.full_like(self._steps, p.level_spread),
                p.level_noise * self._steps,
                p.slope_spread * self._along(power),
                p.slope_spread * self._along(self._lag * power * (1 - p.damping)),
            ]
        )


def observed_covariance(levels: Floats, error: Floats, seen: Booleans) -> Floats:
    """Return S = K + R for each series, (N, T, T), with identity rows for figures that are missing.

    An identity row has no part in any product with vectors that are zero there.
    """
    both = seen[:, :, None] & seen[:, None, :]
    identity = np.eye(len(levels))
    return np.where(both, levels + error + JITTER * identity, identity)
