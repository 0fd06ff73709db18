"""The verdict on each comparison: status, mechanism, reliability and the flags that a reader must know of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from equitygap.stats import student
from equitygap.stats.progress.mechanism import mechanism
from equitygap.stats.progress.reliability import reliability
from equitygap.stats.progress.targets import meets, smallest_detectable_change
from equitygap.stats.trend import fit_line
from equitygap.trajectory.outlook import Outlook
from equitygap.trajectory.promise import Promise
from equitygap.trajectory.series import Mask, Series
from equitygap.trajectory.standing import Standing, path_at

#: Above this ratio of scatter to what the standard errors allow, the line is said not to fit.
LACK_OF_FIT = 2.0

#: Flags about the promise itself; the rest speak of figures that some statuses withhold.
_ALWAYS = (
    "source_mismatch",
    "other_sources_left_out",
    "revised_baseline",
    "membership_changed",
    "baseline_extreme",
)

#: Fewer areas than this make "the worst of all" no surprise.
FEW_AREAS = 5


@dataclass(frozen=True)
class Verdict:
    """Words about C comparisons: one status, mechanism and reliability each, and a tuple of flags."""

    status: np.ndarray
    mechanism: np.ndarray
    reliability: np.ndarray
    flags: tuple[tuple[str, ...], ...]


def verdict(
    series: Series,
    promise: Promise,
    facts: Standing,
    future: Outlook,
    *,
    exclude: Sequence[float],
    on_track: float,
    off_track: float,
    confidence: float,
    distrusted: Mapping[str, str],
) -> Verdict:
    """Judge every comparison.

    `on_track` and `off_track` are the bands of the probability; `distrusted` names models whose projections
    the data do not support, each with the flag that says so: they leave a verdict inconclusive.
    """
    status = _status(series, promise, facts, future, on_track, off_track, confidence)
    doubts = [distrusted.get(name) for name in future.forecast.model]
    doubtful = np.array([flag is not None for flag in doubts]) & np.isin(status, ["on_track", "off_track"])
    status = np.where(doubtful, "inconclusive", status)
    who = _mechanism(series, facts, confidence)
    flags = _flags(series, promise, facts, future, exclude, who, confidence)
    hidden = np.isin(status, ["not_comparable", "not_assessable"])
    projected = np.isfinite(future.projected)
    flags = {name: where & (~hidden | (name in _ALWAYS)) for name, where in flags.items()}
    words = []
    for i, doubt in enumerate(doubts):
        raised = [name for name, where in flags.items() if where[i]]
        of_model = (*future.forecast.reasons[i], *([doubt] if doubt else [])) if projected[i] else ()
        words.append(tuple(dict.fromkeys([*raised, *series.pairs.flags[i], *of_model])))
    return Verdict(
        status=status,
        mechanism=np.where(hidden, "unknown", who),
        reliability=reliability(facts.line.points, span=future.span, horizon=future.ahead),
        flags=tuple(words),
    )


def _status(
    series: Series,
    promise: Promise,
    facts: Standing,
    future: Outlook,
    on_track: float,
    off_track: float,
    confidence: float,
) -> np.ndarray:
    lower, upper = facts.trend_limits(confidence)
    p = future.probability
    after = facts.latest_year > max(promise.baseline_years)
    reached = facts.latest_year >= promise.by
    no_model = np.isnan(p) & np.isnan(facts.line.slope)
    rules = [
        (series.foreign, "not_comparable"),
        (np.isnan(facts.baseline_gap), "not_assessable"),
        (~after, "baseline_only"),
        (reached & meets(facts.latest_gap, facts.target_gap), "met"),
        (reached, "missed"),
        (no_model, "not_assessable"),
        (lower > 0, "worsening"),
        (p >= on_track, "on_track"),
        (p <= off_track, "off_track"),
        (np.isfinite(p) | (upper < 0), "inconclusive"),
    ]
    return np.select([rule for rule, _ in rules], [word for _, word in rules], "no_detectable_change")


def _mechanism(series: Series, facts: Standing, confidence: float) -> np.ndarray:
    """Label who moved since the baseline, by the significance of each side's own trend."""
    panel, pairs = series.panel, series.pairs
    slopes, significant = [], []
    for side in (pairs.focus_side, pairs.benchmark_side):
        values = np.where(facts.used, side.of(panel.value), np.nan)
        errors = np.sqrt(side.variance_of(panel.standard_error**2))
        line = fit_line(panel.year, values, errors, series.correlation)
        half = student.quantile((1 + confidence) / 2, line.degrees_of_freedom) * np.sqrt(line.slope_variance)
        slopes.append(pairs.sign * line.slope)
        significant.append(np.abs(line.slope) > half)
    known = facts.line.points >= 3
    words = mechanism(
        slopes[0],
        slopes[1],
        focus_significant=significant[0],
        benchmark_significant=significant[1],
        gap_change=facts.line.slope,
    )
    return np.where(known, words, "unknown")


def _flags(
    series: Series,
    promise: Promise,
    facts: Standing,
    future: Outlook,
    exclude: Sequence[float],
    who: np.ndarray,
    confidence: float,
) -> dict[str, Mask]:
    """Return every flag with the comparisons that raise it, in the order in which they are read."""
    nobody = np.zeros(len(who), dtype=bool)
    running = (facts.latest_year < promise.by) & (facts.latest_year > promise.first_year)
    at_baseline = meets(facts.baseline_gap, facts.target_gap)
    reached = facts.latest_year >= promise.by
    lower, upper = facts.interval(facts.latest_gap, facts.latest_error, confidence)
    return {
        "levelling_down": who == "levelling_down",
        "source_mismatch": series.joined | series.foreign,
        "other_sources_left_out": series.left_out,
        "revised_baseline": facts.revised,
        "membership_changed": _membership(series, promise),
        "target_already_met_at_baseline": at_baseline,
        "target_reached_early": running & ~at_baseline & meets(facts.latest_gap, facts.target_gap),
        "target_uncertain": reached & (lower <= facts.target_gap) & (facts.target_gap <= upper),
        "fixed_benchmark_disagrees": _fixed_disagrees(series, promise, facts),
        "relative_disagrees": _relative_disagrees(series, facts),
        "standard_error_missing": ~facts.line.known & series.usable.any(axis=1),
        "overlapping_windows": _overlapping(series),
        "shock_years": nobody | bool(exclude) & (facts.used != series.usable).any(axis=1),
        "two_points": facts.line.points == 2,
        "leave_one_out_sign_flip": _sign_flips(facts),
        "lack_of_fit": facts.line.inflation > LACK_OF_FIT,
        "rounded_input": _rounded(series),
        "target_below_noise": _below_noise(facts),
        "baseline_extreme": _extreme(series),
        "horizon_long": running & (future.ahead > future.span) & (future.ahead <= 2 * future.span),
        "horizon_too_long": running & (future.ahead > 2 * future.span),
        "not_closing": future.reach.not_closing,
        "reach_unbounded": future.reach.unbounded,
        "parity_unbounded": future.parity.unbounded,
        "beyond_horizon": future.reach.beyond,
    }


def _membership(series: Series, promise: Promise) -> Mask:
    if promise.announced_members is None:
        return np.zeros(series.pairs.difference.count, dtype=bool)
    # A pool is judged by its own members; single areas by how many of them are compared.
    singles = sum(len(members) == 1 for members in series.pairs.members)
    sizes = np.array([len(members) if len(members) > 1 else singles for members in series.pairs.members])
    changed: Mask = sizes != promise.announced_members
    return changed


def _fixed_disagrees(series: Series, promise: Promise, facts: Standing) -> Mask:
    """Whether a fixed benchmark would put the latest gap on the other side of the path."""
    if promise.benchmark != "moving" or promise.level is not None:
        return np.zeros(len(facts.latest), dtype=bool)
    benchmark = series.pairs.sign * series.pairs.benchmark_side.of(series.panel.value)
    rows = np.arange(len(facts.latest))
    moved = benchmark[rows, facts.latest] - benchmark[:, list(series.baseline_periods)].mean(axis=1)
    now = path_at(promise, facts, facts.latest_year[:, None])[:, 0]
    disagrees: Mask = meets(facts.latest_gap, now) != meets(facts.latest_gap - moved, now)
    return disagrees & np.isfinite(facts.latest_gap) & (facts.latest_year > promise.baseline_year)


def _relative_disagrees(series: Series, facts: Standing) -> Mask:
    rows = np.arange(len(facts.latest))
    before = series.relative[:, list(series.baseline_periods)].mean(axis=1)
    change = series.relative[rows, facts.latest] - before
    disagrees: Mask = change * (facts.latest_gap - facts.baseline_gap) < 0
    return disagrees


def _overlapping(series: Series) -> Mask:
    shared = np.triu(series.correlation, 1) > 0
    overlapping: Mask = np.einsum("ci,ij,cj->c", series.usable * 1.0, shared * 1.0, series.usable * 1.0) > 0
    return overlapping


def _sign_flips(facts: Standing) -> Mask:
    # With four points or fewer almost any line turns; the rule is that of five points and more.
    flips: Mask = np.any(facts.leave_one_out * facts.line.slope[:, None] < 0, axis=1)
    return flips & (facts.line.points >= 5)


def _rounded(series: Series) -> Mask:
    whole = np.where(series.usable, series.gap == np.round(series.gap), True)
    rounded: Mask = np.all(whole, axis=1) & (np.sum(series.usable, axis=1) >= 2)
    return rounded


def _below_noise(facts: Standing) -> Mask:
    """Whether the promised change is smaller than what two readings could tell apart (MDC95, §6.2)."""
    detectable = smallest_detectable_change(
        facts.baseline_error, facts.latest_error, covariance=facts.shared_error
    )
    below: Mask = np.abs(facts.baseline_gap - facts.target_gap) < detectable
    return below


def _extreme(series: Series) -> Mask:
    """Whether a single focus was the worst of all areas at the baseline."""
    values = series.pairs.sign * series.panel.value[:, series.baseline_periods[0]]
    if np.isfinite(values).sum() < FEW_AREAS:
        return np.zeros(series.pairs.difference.count, dtype=bool)
    worst = series.panel.areas[int(np.nanargmin(values))]
    return np.array([members == (worst,) for members in series.pairs.members])
