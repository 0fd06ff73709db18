"""The flags that a reader of a verdict must know of; a table with the comparisons that raise each."""

from __future__ import annotations

import numpy as np

from equitygap.gap import notes_of
from equitygap.stats.progress.targets import meets, smallest_detectable_change
from equitygap.trajectory.method import Method
from equitygap.trajectory.outlook import Outlook
from equitygap.trajectory.promise import Promise
from equitygap.trajectory.series import Mask, Series
from equitygap.trajectory.standing import Standing, path_at

#: Above this ratio of scatter to what the standard errors allow, the line is said not to fit.
LACK_OF_FIT = 2.0

#: Fewer areas than this make "the worst of all" no surprise.
FEW_AREAS = 5


def raised(
    series: Series, promise: Promise, facts: Standing, future: Outlook, who: np.ndarray, method: Method
) -> dict[str, Mask]:
    """Return every flag with the comparisons (C,) that raise it, in the order in which they are read."""
    return {
        "levelling_down": who == "levelling_down",
        **_on_the_promise(series, promise, facts, method),
        **_on_the_data(series, facts, method),
        **_noted(series),
        **_on_the_projection(promise, facts, future),
    }


def _on_the_promise(series: Series, promise: Promise, facts: Standing, method: Method) -> dict[str, Mask]:
    at_baseline = meets(facts.baseline_gap, facts.target_gap)
    now = meets(facts.latest_gap, facts.target_gap)
    reached = facts.latest_year >= promise.by
    lower, upper = facts.interval(facts.latest_gap, facts.latest_error, method.confidence)
    return {
        "source_mismatch": series.joined | series.foreign,
        "other_sources_left_out": series.left_out,
        "no_baseline": np.isnan(facts.baseline_gap),
        "no_gap_at_baseline": np.isfinite(facts.baseline_gap) & np.isnan(facts.target_gap),
        "no_data_after_baseline": ~_after(promise, facts) & np.isfinite(facts.baseline_gap),
        "path_undefined": _path_undefined(promise, facts),
        "baseline_assumed": np.full(len(facts.latest), promise.baseline_kind == "assumed"),
        "revised_baseline": facts.revised,
        "membership_changed": _membership(series, promise),
        "target_already_met_at_baseline": at_baseline,
        "target_reached_early": _running(promise, facts) & ~at_baseline & now,
        "target_uncertain": reached & (lower <= facts.target_gap) & (facts.target_gap <= upper),
        "fixed_benchmark_disagrees": _fixed_disagrees(series, promise, facts),
        "relative_disagrees": _relative_disagrees(series, facts),
    }


def _on_the_data(series: Series, facts: Standing, method: Method) -> dict[str, Mask]:
    left_out = np.any(facts.used != series.usable, axis=1)
    return {
        "standard_error_missing": ~facts.line.known & np.any(series.usable, axis=1),
        "overlapping_windows": _overlapping(series),
        "shock_years": left_out & bool(method.exclude),
        "two_points": facts.line.points == 2,
        "no_scatter": ~facts.line.known & (facts.line.points > 2) & np.isnan(facts.line.slope_variance),
        "leave_one_out_sign_flip": _sign_flips(facts),
        "lack_of_fit": facts.line.inflation > LACK_OF_FIT,
        "rounded_input": _rounded(series),
        "target_below_noise": _below_noise(facts),
        "baseline_extreme": _extreme(series),
    }


def _noted(series: Series) -> dict[str, Mask]:
    """Return the words that the notes of the figures used bear, such as that of a mean of expectancies."""
    notes = notes_of(series.panel, series.pairs)
    return {word: np.any(mask & series.usable, axis=1) for word, mask in notes.items()}


def _on_the_projection(promise: Promise, facts: Standing, future: Outlook) -> dict[str, Mask]:
    running = _running(promise, facts)
    too_long = future.ahead > 2 * future.span
    return {
        "horizon_long": running & (future.ahead > future.span) & ~too_long,
        "horizon_too_long": running & too_long,
        "not_closing": future.reach.not_closing,
        "line_ahead_of_figures": future.reach.ahead_of_figures,
        "baseline_smoothed": _smoothed(promise, facts, future),
        "reach_unbounded": future.reach.unbounded,
        "parity_unbounded": future.parity.unbounded,
        "beyond_horizon": future.reach.beyond,
    }


def _smoothed(promise: Promise, facts: Standing, future: Outlook) -> Mask:
    """Whether the projection reaches the target and the probability says no, or the other way round."""
    reaches, likely = future.projected <= facts.target_gap, future.probability >= 0.5
    told = np.isfinite(future.projected) & np.isfinite(future.probability)
    disagrees: Mask = told & (reaches != likely) & promise.relative_to_baseline
    return disagrees


def _running(promise: Promise, facts: Standing) -> Mask:
    """Whether there are figures after the baseline, and the target year is still to come."""
    running: Mask = (facts.latest_year < promise.by) & _after(promise, facts)
    return running


def _after(promise: Promise, facts: Standing) -> Mask:
    after: Mask = facts.latest_year > max(promise.baseline_years)
    return after


def _path_undefined(promise: Promise, facts: Standing) -> Mask:
    now = path_at(promise, facts, facts.latest_year[:, None])[:, 0]
    return np.isfinite(facts.target_gap) & np.isfinite(facts.latest_year) & np.isnan(now)


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
    """Whether the promised change is smaller than what two readings could tell apart (95 %)."""
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
