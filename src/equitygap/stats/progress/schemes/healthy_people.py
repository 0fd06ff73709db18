"""Healthy People 2020 and 2030 (NCHS): has the figure changed since the baseline, and how far to its target?

Rules of the Healthy People 2020 Final Progress Table (catalog.data.gov, "Healthy People 2020 Final Progress
Table"), as published; Healthy People 2030 keeps the four categories (NCHS, Healthy People 2030 methods).
Healthy People 2030's own threshold without standard errors and the sidedness of its test were not found in a
source: 2020's are used for both.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import special

from equitygap.stats.progress.schemes.reading import Floats, Mask, Outcome, Reading, settle
from equitygap.stats.progress.targets import ROUNDING, share_closed


def hp2020(reading: Reading, *, alpha: float = 0.05, threshold: float = 0.10) -> Outcome:
    """Judge by percent of targeted change achieved and the significance of the change since the baseline.

    - `target_met_or_exceeded`: the latest figure is at its target or better.
    - `improving`: towards the target, and the change is significant; without standard errors, at least 10 %
      of the targeted change.
    - `getting_worse`: away from it, and significant; without standard errors, at least 10 % of the baseline
      (the published rule names this for "little change" only; its mirror is not verified in a source).
    - `little_or_no_detectable_change`: anything else; `baseline_only` without a later figure; `informational`
      without a target; `developmental` without a baseline.

    The change is significant where |F - B| / sqrt(SE_B² + SE_F² - 2 cov) reaches the two-sided normal
    quantile of `alpha`. The score is the percent of targeted change achieved, 100 (F - B)/(T - B): negative
    for a move away, and nan where the baseline had met the target already.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, but got {alpha}")
    towards, away = reading.improvement > 0, reading.improvement < 0
    known = np.isfinite(_variance(reading))
    moved = np.where(known, _significant(reading, alpha), _large(reading, threshold))
    no_baseline, no_target = ~np.isfinite(reading.baseline), ~np.isfinite(reading.target)
    nothing_later = ~np.isfinite(reading.latest) | np.isnan(reading.years)
    unclassified = no_baseline | no_target | nothing_later
    undefined = ~unclassified & ~reading.met & away & ~known & (reading.baseline == 0)
    return settle(
        [(undefined, "zero_value")],
        [
            (no_baseline, "developmental"),
            (no_target, "informational"),
            (nothing_later, "baseline_only"),
            (reading.met, "target_met_or_exceeded"),
            (towards & moved, "improving"),
            (away & moved, "getting_worse"),
        ],
        otherwise="little_or_no_detectable_change",
        score=np.where(unclassified, np.nan, percent_achieved(reading)),
        remarks=[(unclassified, "missing_value"), (~reading.met & ~known, "standard_error_missing")],
    )


def hp2030(reading: Reading, *, alpha: float = 0.05, threshold: float = 0.10) -> Outcome:
    """Judge as `hp2020`; the score is given only for a move towards the target, as in Healthy People 2030."""
    outcome = hp2020(reading, alpha=alpha, threshold=threshold)
    return replace(outcome, score=np.where(reading.improvement > 0, outcome.score, np.nan))


def percent_achieved(reading: Reading) -> Floats:
    """Return 100 (F - B)/(T - B), (N,): nan where the baseline had met the target already."""
    promised = reading.sign * (reading.target - reading.baseline) > 0
    share = share_closed(reading.baseline, reading.latest, reading.target)
    return np.where(promised, 100 * share, np.nan)


def _variance(reading: Reading) -> Floats:
    squares = reading.baseline_standard_error**2 + reading.latest_standard_error**2
    return np.asarray(squares - 2 * reading.covariance)


def _significant(reading: Reading, alpha: float) -> Mask:
    z = special.ndtri(1 - alpha / 2)
    return np.asarray(np.abs(reading.improvement) >= z * np.sqrt(_variance(reading)))


def _large(reading: Reading, threshold: float) -> Mask:
    size = np.abs(reading.improvement)
    yardstick = np.where(reading.improvement > 0, reading.asked, np.abs(reading.baseline))
    return np.asarray(size >= (threshold - ROUNDING) * yardstick)
