"""Promised paths: where a figure should be in each year between its baseline and its target.

Arguments of N comparisons are (N,); `year` is (H,), the same for all, or (N, H). Values are (N, H). Years are
mid-points of periods. Before the baseline year nothing was promised: nan. From the target year on the promise
is the target itself. Where the target year does not come after the baseline, all is nan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def elapsed(year: ArrayLike, *, baseline_year: ArrayLike, target_year: ArrayLike) -> Floats:
    """Return the share of the time from baseline to target that has gone by, (N, H): 0 to 1.

    >>> elapsed([2015.0, 2023.0, 2040.0], baseline_year=2015.0, target_year=2030.0).round(4)
    array([[0.    , 0.5333, 1.    ]])
    """
    t, t0, t1 = np.atleast_1d(_floats(year)), _column(baseline_year), _column(target_year)
    share = np.minimum((t - t0) / np.where(t1 > t0, t1 - t0, np.nan), 1.0)
    return np.where(share >= 0, share, np.nan)


def linear(
    year: ArrayLike,
    *,
    baseline_year: ArrayLike,
    baseline: ArrayLike,
    target_year: ArrayLike,
    target: ArrayLike,
) -> Floats:
    """Return the path that asks for the same number of units each year, (N, H).

        G(t) = G0 + (G* - G0) (t - t0) / (t* - t0)

    `baseline` is G0 in `baseline_year` t0 and `target` is G* in `target_year` t*. On the mid-years of its
    periods this is the trajectory that Closing the Gap publishes for life expectancy: 6.9 years for men in
    2015-2017 (Productivity Commission, Annual Data Compilation Report 2021, outcome area 1; inputs rounded).

    >>> linear([2016.0], baseline_year=2006.0, baseline=11.4, target_year=2031.0, target=0.0)
    array([[6.84]])
    """
    s = elapsed(year, baseline_year=baseline_year, target_year=target_year)
    return _between(s, baseline, target)


def geometric(
    year: ArrayLike,
    *,
    baseline_year: ArrayLike,
    baseline: ArrayLike,
    target_year: ArrayLike,
    target: ArrayLike,
) -> Floats:
    """Return the path that asks for the same share of the remaining figure each year, (N, H).

        G(t) = G0 (G* / G0) ** ((t - t0) / (t* - t0))

    Both `baseline` and `target` must be above zero: nan otherwise, since no constant share leads to zero or
    across it.

    >>> geometric([2022.5], baseline_year=2015.0, baseline=16.0, target_year=2030.0, target=4.0)
    array([[8.]])
    """
    s = elapsed(year, baseline_year=baseline_year, target_year=target_year)
    first, last = _column(baseline), _column(target)
    positive = (first > 0) & (last > 0)
    ratio = np.where(positive, last, np.nan) / np.where(positive, first, np.nan)
    return np.asarray(first * ratio**s)


def delayed(
    year: ArrayLike,
    *,
    baseline_year: ArrayLike,
    baseline: ArrayLike,
    target_year: ArrayLike,
    target: ArrayLike,
    start_year: ArrayLike,
) -> Floats:
    """Return the path that stays at the baseline until `start_year` and is linear from there, (N, H).

    All is nan where `start_year` does not lie at or after the baseline year and before the target year.

    >>> delayed([2018.0, 2025.0], baseline_year=2015.0, baseline=16.0, target_year=2030.0, target=8.0,
    ...         start_year=2020.0)
    array([[16., 12.]])
    """
    begun = elapsed(year, baseline_year=baseline_year, target_year=target_year)
    t, ts, t1 = np.atleast_1d(_floats(year)), _column(start_year), _column(target_year)
    valid = (ts >= _column(baseline_year)) & (ts < t1) & np.isfinite(begun)
    s = np.clip((t - ts) / np.where(ts < t1, t1 - ts, np.nan), 0.0, 1.0)
    return _between(np.where(valid, s, np.nan), baseline, target)


def milestones(
    year: ArrayLike,
    *,
    baseline_year: ArrayLike,
    baseline: ArrayLike,
    target_year: ArrayLike,
    target: ArrayLike,
    milestone_years: ArrayLike,
    milestone_values: ArrayLike,
) -> Floats:
    """Return the path that is straight between baseline, milestones and target, (N, H).

    `milestone_years` and `milestone_values` are (M,), the same for all, or (N, M). Raises ValueError if the
    years do not increase from the baseline through the milestones to the target.

    >>> milestones([2018.0], baseline_year=2015.0, baseline=16.0, target_year=2030.0, target=8.0,
    ...            milestone_years=[2021.0], milestone_values=[14.0])
    array([[15.]])
    """
    t, t0, t1 = np.atleast_1d(_floats(year)), _column(baseline_year), _column(target_year)
    x = _knots(t0, milestone_years, t1)
    v = _knots(_column(baseline), milestone_values, _column(target))
    width = np.diff(x, axis=1)
    if np.any(width <= 0):
        raise ValueError("milestone_years must increase from the baseline to the target year")
    passed = np.clip((t - t0)[:, :, None] - (x[:, None, :-1] - t0[:, :, None]), 0.0, width[:, None, :])
    value = v[:, :1] + (passed * (np.diff(v, axis=1) / width)[:, None, :]).sum(axis=2)
    return np.where(t >= t0, value, np.nan)


#: The function behind each name of a path; `delayed` and `milestones` need their own argument besides.
PATHS: Final[dict[str, Callable[..., Floats]]] = {
    "linear": linear,
    "geometric": geometric,
    "delayed": delayed,
    "milestones": milestones,
}


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _column(values: ArrayLike) -> Floats:
    return np.atleast_1d(_floats(values))[:, None]


def _between(share: Floats, first: ArrayLike, last: ArrayLike) -> Floats:
    # Weighted rather than first + share·(last − first), so that the path ends at the target exactly.
    return np.asarray((1.0 - share) * _column(first) + share * _column(last))


def _knots(first: Floats, inner: ArrayLike, last: Floats) -> Floats:
    middle = np.atleast_2d(_floats(inner))
    rows = max(len(first), len(last), len(middle))
    return np.hstack([np.broadcast_to(part, (rows, part.shape[1])) for part in (first, middle, last)])
