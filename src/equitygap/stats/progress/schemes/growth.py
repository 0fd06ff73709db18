"""Schemes by compound annual growth: Eurostat, Statistics Canada, the UN Progress Charts of 2022 and 2023.

Growth is that of the figure's magnitude, turned so that positive is an improvement: R = d sgn(B) g / |g*|
with g = (F/B)^(1/(t - b)) - 1 and g* = (T/B)^(1/(t* - b)) - 1. That is Open SDG's form of the ratio; where
the baseline has not met the target it equals Eurostat's plain g / g*. Years are mid-points of periods:
Statistics Canada dates a longer period by its first year instead, which shifts it by half its length.

A compound rate is the wrong measure of a linear promise: exactly on a line from 16 to 8 over 15 years R is
0.74 after one year and reaches 0.95 only in the 14th. Growth to zero or across it is undefined. The
thresholds of these schemes for figures without a target are not offered: 1 % a year is no yardstick for a
life expectancy. A score exactly at a cut-off counts as the better category.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from equitygap.stats.progress.schemes.reading import (
    Floats,
    Mask,
    Outcome,
    Reading,
    Rules,
    against_required,
    by_cut_offs,
    settle,
)

#: Statistics Canada puts this for a baseline or a target of zero (open-sdg, docs/progress-methodology.md).
#: It depends on the unit of the figure and decides the answer: towards zero, any pace looks slow.
ZERO_PATCH: Final = 0.001

_ACCELERATE: Final = "fair_progress_but_acceleration_needed"
_EUROSTAT: Final = (
    (0.95, "significant_progress"),
    (0.60, "moderate_progress"),
    (0.00, "insufficient_progress"),
)
_STATCAN: Final = ((0.95, "on_track"), (0.60, "acceleration_needed"), (0.00, "limited_progress"))
_UNSD2022: Final = (
    (0.95, "substantial_progress_or_on_track"),
    (0.50, _ACCELERATE),
    (-0.10, "limited_or_no_progress"),
)
_UNSD2023: Final = ((0.95, "target_met_or_on_track"), (0.10, "moderate_progress_but_acceleration_needed"))


def eurostat(reading: Reading) -> Outcome:
    """Judge by the ratio of actual to required growth: 95 %, 60 % and 0 %.

    Names as published (Eurostat, Sustainable development in the European Union, monitoring reports); the
    cut-offs through Statistics Canada's method, which follows Eurostat's. `target_met` comes first. A figure
    of zero, or of another sign than the baseline, has no compound growth: `cannot_be_computed`.
    """
    return _by_ratio(reading, reading.baseline, reading.target, _EUROSTAT, "movement_away", "target_met")


def statcan(reading: Reading) -> Outcome:
    """Judge as Eurostat does, under Open SDG's names, with zero in baseline or target replaced by 0.001.

    As published: open-sdg/open-sdg, docs/progress-methodology.md (Statistics Canada). The replacement takes
    the sign of the other figure and is reported as `zero_replaced`.
    """
    zero = (reading.baseline == 0) | (reading.target == 0)
    baseline = _patched(reading.baseline, reading.target)
    target = _patched(reading.target, reading.baseline)
    remarks = [(zero, "zero_replaced")]
    return _by_ratio(reading, baseline, target, _STATCAN, "deterioration", "target_achieved", remarks)


def unsd2022(reading: Reading) -> Outcome:
    """Judge by the ratio of actual to required growth: 0.95, 0.5 and -0.1.

    Cut-offs as coded in a public implementation (cwtravisyip/unsd_global_database, int_func.py) of the UN
    Statistics Division's Progress Chart Technical Note 2022. A target that is met counts as the best.
    """
    best = "substantial_progress_or_on_track"
    return _by_ratio(reading, reading.baseline, reading.target, _UNSD2022, "deterioration", best)


def unsd2023(reading: Reading) -> Outcome:
    """Judge by where present growth would lead by the target year, q = (v* - B)/(T - B): 0.95 and 0.10.

    v* = F (F/B)^((t* - t)/(t - b)) is the latest figure carried on at its growth so far. As published by
    EUSTAT (EUSTAT-DES/site, metodologia), after the UN Progress Chart Technical Note 2023. A latest figure
    that meets the target is the best category whatever the trend. A target of zero is allowed.
    """
    usable = (reading.baseline != 0) & (reading.baseline * reading.latest >= 0)
    growth = _growth(reading.latest, np.where(usable, reading.baseline, np.nan), reading.years)
    ahead = np.maximum(reading.target_year - reading.latest_year, 0.0)
    expected = reading.latest * (1 + growth) ** ahead
    q = against_required(reading.sign * (expected - reading.baseline), reading.asked)
    best = _UNSD2023[0][1]
    return settle(
        [*reading.incomplete(), *_undefined(reading, reading.baseline, reading.latest)],
        [(reading.met, best), *by_cut_offs(q, _UNSD2023)],
        otherwise="stagnation_or_regression",
        score=q,
    )


def _by_ratio(
    reading: Reading,
    baseline: Floats,
    target: Floats,
    cut_offs: Sequence[tuple[float, str]],
    lowest: str,
    met: str,
    remarks: Rules = (),
) -> Outcome:
    usable = (baseline * target > 0) & (baseline * reading.latest >= 0)
    base = np.where(usable, baseline, np.nan)
    direction = reading.sign * np.sign(base)
    actual = direction * _growth(reading.latest, base, reading.years)
    ratio = against_required(actual, _growth(target, base, reading.years_promised))
    return settle(
        [*reading.incomplete(), *_undefined(reading, baseline, target, reading.latest)],
        [(reading.met, met), *by_cut_offs(ratio, cut_offs)],
        otherwise=lowest,
        score=ratio,
        remarks=remarks,
    )


def _growth(value: Floats, base: Floats, years: Floats) -> Floats:
    return np.asarray((value / base) ** (1 / years) - 1)


def _undefined(reading: Reading, baseline: Floats, *others: Floats) -> Rules:
    """Return why growth between these figures is undefined; a target that is met needs no growth."""
    open_ = ~reading.met
    crossed: Mask = np.any([baseline * other < 0 for other in others], axis=0)
    # The latest figure may be zero (growth of -100 %), the others may not.
    zero: Mask = np.any([figure == 0 for figure in (baseline, *others[:-1])], axis=0)
    return [(open_ & zero, "zero_value"), (open_ & crossed, "sign_change")]


def _patched(figure: Floats, other: Floats) -> Floats:
    return np.where(figure == 0, np.copysign(ZERO_PATCH, other), figure)
