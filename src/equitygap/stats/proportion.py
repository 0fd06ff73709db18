"""Intervals for counts, proportions, rates and standardised rates.

Sources: Wilson EB, J Am Stat Assoc 1927;22:209-212; Breslow NE, Day NE, Statistical Methods in Cancer
Research II (1987), p. 69 (Byar's approximation); Garwood F, Biometrika 1936;28:437-442 (exact limits);
Dobson AJ, Kuulasmaa K, Eberle E, Scherer J, Stat Med 1991;10:457-462. Limits are two-sided at `confidence`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]

#: Below this count the exact limits are used, from it on Byar's, as in the tools of Public Health England.
EXACT_BELOW: Final = 10


def _z(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, but got {confidence}")
    return float(special.ndtri((1 + confidence) / 2))


def wilson_limits(count: ArrayLike, total: ArrayLike, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return Wilson's limits of a proportion count/total; 0 ≤ lower ≤ upper ≤ 1, also for none or all.

    (2x + z² ∓ z √(z² + 4x(1 − x/n))) / (2 (n + z²)). Raises ValueError where count is not within 0 and total.

    >>> wilson_limits(0, 10, confidence=0.9)[1].round(4)
    np.float64(0.2129)
    """
    x, n = np.asarray(count, dtype=float), np.asarray(total, dtype=float)
    if np.any((x < 0) | (x > n) | (n <= 0)):
        raise ValueError("count must lie between 0 and total, and total above 0")
    z = _z(confidence)
    centre = 2 * x + z**2
    half = z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    # At 0 and at n one limit is exact; the difference of two nearly equal numbers would miss it.
    lower = np.where(x == 0, 0.0, (centre - half) / (2 * (n + z**2)))
    return lower, np.where(x == n, 1.0, (centre + half) / (2 * (n + z**2)))


def byar_limits(count: ArrayLike, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return Byar's limits of a Poisson mean; the lower one of a count of 0 is 0.

    x (1 − 1/(9x) − z/(3√x))³ and (x + 1) (1 − 1/(9(x + 1)) + z/(3√(x + 1)))³.

    >>> byar_limits(10, confidence=0.9)[0].round(4)
    np.float64(5.4235)
    """
    x = _counts(count)
    z = _z(confidence)
    below = np.where(x > 0, x, 1.0)
    lower = np.where(x > 0, below * (1 - 1 / (9 * below) - z / (3 * np.sqrt(below))) ** 3, 0.0)
    above = x + 1
    return lower, above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3


def exact_limits(count: ArrayLike, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the exact limits of a Poisson mean (Garwood): half of χ² quantiles at 2x and 2x + 2 degrees.

    >>> [float(limit.round(3)) for limit in exact_limits(5)]
    [1.623, 11.668]
    """
    x = _counts(count)
    tail = special.ndtr(-_z(confidence))
    lower = np.where(x > 0, special.gammaincinv(np.where(x > 0, x, 1.0), tail), 0.0)
    return lower, np.asarray(special.gammainccinv(x + 1, tail), dtype=float)


def poisson_limits(count: ArrayLike, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return exact limits below a count of 10 and Byar's from there on."""
    x = _counts(count)
    exact, byar = exact_limits(x, confidence=confidence), byar_limits(x, confidence=confidence)
    few = x < EXACT_BELOW
    return np.where(few, exact[0], byar[0]), np.where(few, exact[1], byar[1])


def dobson_limits(
    estimate: ArrayLike, variance: ArrayLike, count: ArrayLike, *, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Return Dobson's limits of a weighted sum of Poisson counts, such as a directly standardised rate.

    estimate + √(variance/x) (limit(x) − x), with Byar's limits of the total count x. A count of 0 has no
    limits: nan.

    All arguments share a shape; `variance` is Σ w² D/N² with weights that sum to 1.
    """
    x = _counts(count)
    lower, upper = byar_limits(x, confidence=confidence)
    scale = np.sqrt(np.asarray(variance, dtype=float) / np.where(x > 0, x, np.nan))
    middle = np.asarray(estimate, dtype=float)
    return middle + scale * (lower - x), middle + scale * (upper - x)


def _counts(count: ArrayLike) -> Floats:
    x = np.asarray(count, dtype=float)
    if np.any(x < 0):
        raise ValueError(f"count must be zero or more, but got {x.min()}")
    return x
