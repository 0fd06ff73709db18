"""What can be told from chance: a change between two readings, and the trend of a series."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]


def detectable_change(
    first: ArrayLike, second: ArrayLike, *, confidence: float = 0.95, power: float = 0.5
) -> Floats:
    """Return the smallest change between two independent readings that a two-sided test tells from none.

    (z_c + z_p) √(SE₁² + SE₂²): with `power` 0.5, z_p is 0 and it is the change that is just significant when
    it is read without error; with 0.8 the true change that is found significant four times out of five.
    The other tail's share of the power is left out, which matters under a power of about 0.1 only.

    `first` and `second`: standard errors of the two readings. Cohen J, Statistical Power Analysis for the
    Behavioral Sciences (1988), ch. 2.

    >>> detectable_change(1.58, 1.58).round(2), detectable_change(1.58, 1.58, power=0.8).round(2)
    (np.float64(4.38), np.float64(6.26))
    """
    together = np.hypot(np.asarray(first, dtype=float), np.asarray(second, dtype=float))
    return np.asarray((ndtri(0.5 + confidence / 2) + ndtri(power)) * together)


def slope_error(standard_error: ArrayLike, *, readings: ArrayLike, spacing: float = 1.0) -> Floats:
    """Return the standard error of the slope of a straight line through evenly spaced, equally sure readings.

    SE √(12 / (n (n² − 1))) / spacing. Infinite with fewer than two readings.

    `standard_error` of one reading, `readings` their number n, `spacing` the years from one to the next.
    Draper NR, Smith H, Applied Regression Analysis (1998), ch. 1.

    >>> slope_error(1.58, readings=5).round(4)
    np.float64(0.4996)
    """
    n = np.asarray(readings, dtype=float)
    spread = np.where(n >= 2, n * (n**2 - 1) / 12, np.nan)
    return np.asarray(np.where(n >= 2, standard_error / np.sqrt(spread) / spacing, np.inf))


def power_of_test(effect: ArrayLike, standard_error: ArrayLike, *, confidence: float = 0.95) -> Floats:
    """Return the chance that a two-sided test with a known standard error tells an effect from none.

    Φ(|δ|/SE − z) + Φ(−|δ|/SE − z). With no effect it is 1 − confidence; with an infinite standard error too.

    A slope of −0.533 a year in 9 yearly readings with standard error 1.58:

    >>> power_of_test(-0.533, slope_error(1.58, readings=9)).round(2)
    np.float64(0.74)
    """
    z = ndtri(0.5 + confidence / 2)
    size = np.abs(np.asarray(effect, dtype=float)) / np.asarray(standard_error, dtype=float)
    return np.asarray(ndtr(size - z) + ndtr(-size - z))
