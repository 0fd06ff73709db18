"""Targets, and what the latest figure says of them: share closed, pace needed, deviation, detectable change.

All arguments are (N,) or broadcast to it. `sign` is +1 where higher is better and -1 where lower is better; a
gap counts as lower is better. `covariance` is that of the baseline's and the latest figure's errors: 0 where
their periods share no years.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Cut-offs and targets count as reached within this relative distance: decimals such as 0.9 * 16.2 have no
#: exact binary form, and a verdict must not hang on the last bit.
ROUNDING: Final = 1e-9


def improve_by_share(baseline: ArrayLike, *, share: ArrayLike, sign: ArrayLike = -1.0) -> Floats:
    """Return the target that improves on the baseline by a share of it: T = B (1 + d p).

    `share` p is a fraction: with `sign` -1, 0.5 halves the figure and 1 asks for zero; with +1 it raises it.
    Healthy People calls this percent improvement (Hubbard et al. 2020, Healthy People Statistical Notes 28,
    lists the method; the formula is the plain reading of its name).

    >>> improve_by_share([16.0], share=0.5)
    array([8.])
    """
    b, p, d = _floats(baseline, share, sign)
    return np.asarray(b * (1.0 + d * p))


def level_for_gap(benchmark: ArrayLike, *, gap: ArrayLike, sign: ArrayLike) -> Floats:
    """Return the level that the focus needs for this gap: benchmark - d gap.

    `sign` is that of the metric itself: +1 for life expectancy; a positive gap: the focus is worse off.
    With a benchmark at 85 years a gap of 8 needs a focus at 77; with a benchmark at 88, one at 80.

    >>> level_for_gap([85.0, 88.0], gap=8.0, sign=1.0)
    array([77., 80.])
    """
    reference, g, d = _floats(benchmark, gap, sign)
    return np.asarray(reference - d * g)


def meets(value: ArrayLike, target: ArrayLike, *, sign: ArrayLike = -1.0, scale: ArrayLike = 0.0) -> Mask:
    """Say whether a figure is at its target or better, (N,); False where either is missing.

    `scale` is a figure of the usual size (the baseline), for a target of zero has no size of its own.

    >>> meets([8.0, 8.1, 7.9], 8.0)
    array([ True, False,  True])
    """
    v, t, d, size = _floats(value, target, sign, scale)
    return np.asarray(d * (v - t) >= -ROUNDING * (np.abs(v) + np.abs(t) + np.abs(size)))


def share_closed(baseline: ArrayLike, latest: ArrayLike, target: ArrayLike) -> Floats:
    """Return the share of the promised change that has happened: (B - F) / (B - T).

    0 is no change, 1 the target, below 0 a move away. nan where the target is the baseline. Times 100 it is
    Healthy People's percent of targeted change achieved (NCHS, Healthy People 2030 methods).

    >>> share_closed([16.0, 16.0], [20.7, 13.0], 8.0)
    array([-0.5875,  0.375 ])
    """
    b, f, t = _floats(baseline, latest, target)
    return np.asarray((b - f) / _nonzero(b - t))


def share_closed_standard_error(
    baseline: ArrayLike,
    latest: ArrayLike,
    target: ArrayLike,
    *,
    baseline_standard_error: ArrayLike,
    latest_standard_error: ArrayLike,
    share: ArrayLike = np.nan,
    covariance: ArrayLike = 0.0,
) -> Floats:
    """Return the standard error of `share_closed` by the delta method.

        constant target:        SE² = SE_F² / (B - T)² + SE_B² (F - T)² / (B - T)⁴
        target (1 - c) B:       SE² = SE_F² / (c B)²   + SE_B² F² / (c B²)²

    `share` is c where the target is a share of this same noisy baseline, and nan where it is a constant. The
    ratio is skewed: where SE_B exceeds 0.15 |B - T| a simulated interval is to be preferred.

    >>> share_closed_standard_error(16.0, 14.0, 8.0, baseline_standard_error=1.58, latest_standard_error=1.58,
    ...                             share=[np.nan, 0.5]).round(3)
    array([0.247, 0.262])
    """
    b, f, t, c, cov = _floats(baseline, latest, target, share, covariance)
    s_b, s_f = _floats(baseline_standard_error, latest_standard_error)
    asked = _nonzero(b - t)
    by_latest = -1.0 / asked
    by_baseline = np.where(np.isnan(c), (f - t) / asked**2, f / (_nonzero(c) * _nonzero(b) ** 2))
    variance = (by_latest * s_f) ** 2 + (by_baseline * s_b) ** 2 + 2 * by_latest * by_baseline * cov
    # Errors that cancel may leave a negative last digit.
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))


def needed_per_year(
    latest: ArrayLike, target: ArrayLike, *, latest_year: ArrayLike, target_year: ArrayLike
) -> Floats:
    """Return the change needed each year from now on: (T - F) / (t* - t); nan from the target year on.

    Divided by the original pace (T - B) / (t* - t0) it is the factor by which to speed up.

    >>> needed_per_year([20.7], 8.0, latest_year=2023, target_year=2030).round(2)
    array([-1.81])
    """
    f, t, now, then = _floats(latest, target, latest_year, target_year)
    return np.asarray((t - f) / np.where(then > now, then - now, np.nan))


@dataclass(frozen=True)
class Deviation:
    """How far the latest figure lies from its path, latest - path, with its standard error; both (N,)."""

    value: Floats
    standard_error: Floats


def deviation(
    latest: ArrayLike,
    path_now: ArrayLike,
    *,
    latest_standard_error: ArrayLike,
    baseline_standard_error: ArrayLike,
    elapsed: ArrayLike,
    share: ArrayLike = np.nan,
    covariance: ArrayLike = 0.0,
) -> Deviation:
    """Return the deviation from the path, whose start is itself a noisy figure.

        Var = SE_t² + m² SE_0² - 2 m cov,   m = 1 - s for a constant target,   m = (1 - c) + c (1 - s) else

    `elapsed` s is the share of the promised change that was due by now: (t - t0)/(t* - t0) on a linear path,
    and on any other path `share_closed(baseline, path_now, target)`. `share` is c where the target is the
    share 1 - c of the noisy baseline, nan where it is a constant. Positive is above the path: behind, for a
    gap. Of a geometric path to a constant target and of milestones, m is an approximation.
    """
    f, path, s_t, s_0 = _floats(latest, path_now, latest_standard_error, baseline_standard_error)
    s, c, cov = _floats(elapsed, share, covariance)
    m = np.where(np.isnan(c), 1.0 - s, 1.0 - c * s)
    return Deviation(np.asarray(f - path), np.sqrt(s_t**2 + (m * s_0) ** 2 - 2 * m * cov))


def smallest_detectable_change(
    first_standard_error: ArrayLike,
    second_standard_error: ArrayLike,
    *,
    covariance: ArrayLike = 0.0,
    confidence: float = 0.95,
    power: float | None = None,
) -> Floats:
    """Return the smallest change that two readings can tell from none: z sqrt(SE1² + SE2² - 2 cov).

    `confidence` is two-sided. With `power`, z of the power is added: the true change that will be found
    significant with that probability.

    >>> smallest_detectable_change([1.58], 1.58).round(2)
    array([4.38])
    >>> smallest_detectable_change([1.58], 1.58, power=0.8).round(2)
    array([6.26])
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, but got {confidence}")
    if power is not None and not 0.5 <= power < 1:
        raise ValueError(f"power must lie between 0.5 and 1, but got {power}")
    s1, s2, cov = _floats(first_standard_error, second_standard_error, covariance)
    z = special.ndtri((1 + confidence) / 2) + (0.0 if power is None else special.ndtri(power))
    return np.asarray(z * np.sqrt(s1**2 + s2**2 - 2 * cov))


def _floats(*values: ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.asarray(value, dtype=np.float64) for value in values)


def _nonzero(values: Floats) -> Floats:
    """Return `values` with nan for 0, so that dividing by it is undefined without a warning."""
    return np.where(values == 0, np.nan, values)
