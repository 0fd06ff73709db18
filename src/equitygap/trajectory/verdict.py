"""The verdict on each comparison: status, mechanism, reliability and the flags that a reader must know of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from equitygap.stats import student
from equitygap.stats.progress.mechanism import mechanism
from equitygap.stats.progress.reliability import reliability
from equitygap.stats.progress.targets import meets
from equitygap.stats.trend import fit_line
from equitygap.trajectory.flags import raised
from equitygap.trajectory.method import Method
from equitygap.trajectory.outlook import Outlook
from equitygap.trajectory.promise import Promise
from equitygap.trajectory.series import Series
from equitygap.trajectory.standing import Standing

#: Flags about the promise itself; the rest speak of figures that some statuses withhold.
_ALWAYS = (
    "source_mismatch",
    "other_sources_left_out",
    "revised_baseline",
    "membership_changed",
    "baseline_extreme",
)


@dataclass(frozen=True)
class Verdict:
    """Words about C comparisons: one status, mechanism and reliability each, and a tuple of flags."""

    status: np.ndarray
    mechanism: np.ndarray
    reliability: np.ndarray
    flags: tuple[tuple[str, ...], ...]


def verdict(series: Series, promise: Promise, facts: Standing, future: Outlook, method: Method) -> Verdict:
    """Judge every comparison.

    A model that `method` distrusts leaves a verdict inconclusive, with the flag that says why.
    """
    status = _status(series, promise, facts, future, method)
    doubts = [method.distrusted.get(name) for name in future.forecast.model]
    doubtful = np.array([flag is not None for flag in doubts]) & np.isin(status, ["on_track", "off_track"])
    status = np.where(doubtful, "inconclusive", status)
    claimed = np.isin(status, ["met", "on_track"]) | meets(facts.latest_gap, facts.target_gap)
    who = _mechanism(series, facts, method.confidence, claimed)
    flags = raised(series, promise, facts, future, who, method)
    hidden = status == "not_comparable"
    projected = np.isfinite(future.projected)
    flags = {name: where & (~hidden | (name in _ALWAYS)) for name, where in flags.items()}
    words = []
    for i, doubt in enumerate(doubts):
        own = [name for name, where in flags.items() if where[i]]
        of_model = (*future.forecast.reasons[i], *([doubt] if doubt else [])) if projected[i] else ()
        words.append(tuple(dict.fromkeys([*own, *series.pairs.flags[i], *of_model])))
    return Verdict(
        status=status,
        mechanism=np.where(hidden, "unknown", who),
        reliability=np.where(
            hidden,
            "very_low",
            reliability(facts.line.points, span=future.span, horizon=future.ahead),
        ),
        flags=tuple(words),
    )


def _status(series: Series, promise: Promise, facts: Standing, future: Outlook, method: Method) -> np.ndarray:
    lower, upper = facts.trend_limits(method.confidence)
    p = future.probability
    after = facts.latest_year > max(promise.baseline_years)
    reached = facts.latest_year >= promise.by
    no_model = np.isnan(p) & np.isnan(facts.line.slope)
    rules = [
        (series.foreign, "not_comparable"),
        (np.isnan(facts.target_gap), "not_assessable"),
        (~after, "baseline_only"),
        (reached & meets(facts.latest_gap, facts.target_gap), "met"),
        (reached, "missed"),
        (no_model, "not_assessable"),
        (lower > 0, "worsening"),
        (p >= method.on_track, "on_track"),
        (p <= method.off_track, "off_track"),
        (np.isfinite(p) | (upper < 0), "inconclusive"),
    ]
    return np.select([rule for rule, _ in rules], [word for _, word in rules], "no_detectable_change")


def _mechanism(series: Series, facts: Standing, confidence: float, claimed: np.ndarray) -> np.ndarray:
    """Label who moved since the baseline, by the significance of each side's own trend.

    A gap that does not change by more than chance has no mechanism, unless a success is `claimed` for it:
    then a closing that comes from the benchmark alone must be told.
    """
    panel, pairs = series.panel, series.pairs
    slopes, significant = [], []
    for side in (pairs.focus_side, pairs.benchmark_side):
        values = np.where(facts.used, side.of(panel.value), np.nan)
        errors = np.sqrt(side.variance_of(panel.standard_error**2))
        line = fit_line(panel.year, values, errors, series.correlation)
        half = student.quantile((1 + confidence) / 2, line.degrees_of_freedom) * np.sqrt(line.slope_variance)
        slopes.append(pairs.sign * line.slope)
        significant.append(np.abs(line.slope) > half)
    lower, upper = facts.trend_limits(confidence)
    moved = (lower > 0) | (upper < 0) | claimed
    known = facts.line.points >= 3
    words = mechanism(
        slopes[0],
        slopes[1],
        focus_significant=significant[0],
        benchmark_significant=significant[1],
        gap_change=facts.line.slope,
    )
    return np.where(known, np.where(moved, words, "no_detectable_change"), "unknown")
