"""A row of TRAJECTORY in plain language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Final

from equitygap.present.text import (
    chance,
    decimals_for,
    missing,
    percent,
    printable,
    rounded,
    shortest,
    words_of,
)
from equitygap.units import unit_of_gaps
from equitygap.words import FLAGS

#: Why no probability is given, for the flags that withhold it; the first that is set is told.
WHY_NO_CHANCE: Final = {
    "horizon_too_long": "the target year is more than twice as far ahead as the data reach back",
    "no_scatter": "the figures do not vary around the trend, so that nothing tells how sure one may be",
    "two_points": "there are only two figures",
    "too_few_points": "there are too few figures",
}

#: Flags that say why nothing can be assessed; the first that is set is told, in the words of `words.FLAGS`.
WHY_NOT_ASSESSABLE: Final = (
    "no_gap_at_baseline",
    "no_baseline",
    "no_data_after_baseline",
    "too_few_points",
    "value_withheld",
    "population_missing",
)


def sentence(
    row: Mapping[str, object], unit: str = "years", history: Sequence[tuple[float, float]] = ()
) -> str:
    """Return what a row of TRAJECTORY says, in one sentence and at most two short ones more.

    `unit` is the metric's, said after the first figure; gaps of percentages are in percentage points.
    `history` holds (year, gap) of the years before the baseline, for a promise that has no later figure to
    be judged by. A withheld probability is told with its reason, an unbounded year as unbounded, and
    levelling down never as success.
    """
    told = _Told(row, unit_of_gaps(unit), history)
    first, *others = _BY_STATUS[str(row["status"])](told)
    text = " ".join([f"{told.focus}: {first}.", *(f"{other}." for other in others if other)])
    return printable(text)


@dataclass(frozen=True)
class _Told:
    """A row, asked for its numbers as text; a figure that is not there is an empty text."""

    row: Mapping[str, object]
    unit: str
    history: Sequence[tuple[float, float]]

    @property
    def focus(self) -> str:
        group = self.row.get("group")
        return f"{self.row['focus']}" + ("" if missing(group) else f" ({group})")

    @property
    def benchmark(self) -> str:
        return str(self.row["benchmark"])

    @property
    def flags(self) -> set[str]:
        flags = self.row.get("flags")
        return set(flags.split()) if isinstance(flags, str) else set()

    def number(self, name: str) -> float | None:
        value = self.row.get(name)
        return float(value) if isinstance(value, (int, float)) and not missing(value) else None

    def shown(self, gap: float) -> str:
        """A gap, with as many decimals as all gaps of the row."""
        return rounded(gap, self.decimals)

    @property
    def decimals(self) -> int:
        gaps = (self.number(name) or 0.0 for name in ("baseline_gap", "latest_gap", "target_gap"))
        return decimals_for(max(map(abs, gaps)))

    def figure(self, name: str) -> str:
        value = self.number(name)
        return "" if value is None else self.shown(value)

    def year(self, name: str) -> str:
        value = self.number(name)
        return "" if value is None else shortest(value)

    def with_unit(self, figure: str) -> str:
        return f"{figure} {self.unit}".rstrip()

    def limits(self) -> str:
        lower, upper = self.figure("latest_lower"), self.figure("latest_upper")
        return f" ({lower} to {upper})" if lower and upper else ""


def _going_on(told: _Told) -> list[str]:
    verdict = words_of(str(told.row["status"]))
    outlook = ", and ".join(part for part in (_trend(told), _prospect(told)) if part)
    facts = "; ".join(part for part in (_so_far(told), _asked(told), outlook) if part)
    if verdict == "on track" and "levelling_down" in told.flags:
        verdict += ", but by levelling down"
    if "backtest_failed" in told.flags:
        verdict += f", since {FLAGS['backtest_failed']}"
    return [f"{facts}: {verdict}", _reach(told), _levelling_down(told)]


def _over(told: _Told) -> list[str]:
    """Met or missed: the target year has been reached."""
    status = str(told.row["status"])
    side = "at or under" if status == "met" else "over"
    verdict = f"{status}, but by levelling down" if "levelling_down" in told.flags else status
    target = f"the {told.figure('target_gap')} promised for {told.year('target_year')}"
    return [f"{_so_far(told)}, {side} {target}: {verdict}", _how_sure(told), _levelling_down(told)]


def _baseline_only(told: _Told) -> list[str]:
    facts = "; ".join(part for part in (_so_far(told), _asked(told)) if part)
    verdict = "There is no figure after the baseline yet, so nothing can be said of progress: baseline only"
    return [facts, _history(told), verdict]


def _not_comparable(told: _Told) -> list[str]:
    years = [told.year("baseline_year"), told.year("latest_year")]
    which = f" of {years[0]} and {years[1]}" if all(years) and years[0] != years[1] else ""
    return [
        f"the figures{which} come from different sources or methods, "
        "so a difference between them need not be a change of the gap: not comparable"
    ]


def _not_assessable(told: _Told) -> list[str]:
    reasons = [FLAGS[flag] for flag in WHY_NOT_ASSESSABLE if flag in told.flags]
    reason = reasons[0] if reasons else "the data do not suffice for the model"
    so_far = _so_far(told)
    return [f"{so_far}; {reason}: not assessable" if so_far else f"{reason}: not assessable"]


_BY_STATUS: Final[Mapping[str, Callable[[_Told], list[str]]]] = {
    "not_comparable": _not_comparable,
    "not_assessable": _not_assessable,
    "baseline_only": _baseline_only,
    "met": _over,
    "missed": _over,
    "worsening": _going_on,
    "on_track": _going_on,
    "off_track": _going_on,
    "inconclusive": _going_on,
    "no_detectable_change": _going_on,
}


def _so_far(told: _Told) -> str:
    """The gap at the baseline and now; a negative one is said to be in the focus's favour."""
    then, now = told.number("baseline_gap"), told.number("latest_gap")
    same = told.number("baseline_year") == told.number("latest_year")
    parts = []
    if then is not None and not (same and now is not None):
        parts.append(
            f"{told.with_unit(told.shown(then))}{_favour(told, then)} in {told.year('baseline_year')}"
        )
    if now is not None:
        figure = told.shown(now) if parts else told.with_unit(told.shown(now))
        parts.append(f"{figure}{told.limits()}{_favour(told, now)} in {told.year('latest_year')}")
    return "the gap was " + " and ".join(parts) if parts else ""


def _favour(told: _Told, gap: float) -> str:
    return f", better off than {told.benchmark}," if gap < 0 else ""


def _asked(told: _Told) -> str:
    needed, year = told.number("needed_per_year"), told.year("target_year")
    target = told.number("target_gap")
    if target is None:
        return ""
    if needed is None:
        return f"the promise is {_promise(told, target)} by {year}"
    if needed >= 0:
        return f"that is already at or under the {told.shown(target)} promised for {year}"
    now = "" if told.row["status"] == "baseline_only" else "now "
    pace = told.with_unit(rounded(-needed, told.decimals + 1))
    return f"{_promise(told, target)} by {year} it must {now}close by {pace} a year"


def _promise(told: _Told, target: float) -> str:
    baseline = told.number("baseline_gap")
    if target == 0:
        return "to close it"
    if baseline is not None and isclose(target, baseline / 2):
        return "to halve it"
    return f"to bring it to {told.shown(target)}"


def _trend(told: _Told) -> str:
    trend = told.number("trend_per_year")
    if trend is None:
        return ""
    if trend == 0:
        return "at the present trend it does not change"
    lower, upper = told.number("trend_lower"), told.number("trend_upper")
    chancy = lower is not None and upper is not None and lower <= 0 <= upper
    doubt = " (which noise alone could explain)" if chancy else ""
    moves = "grows" if trend > 0 else "closes"
    return f"at the present trend it {moves} by {rounded(abs(trend), told.decimals + 1)} a year{doubt}"


def _prospect(told: _Told) -> str:
    target, probability = told.number("target_gap"), told.number("probability")
    if target is None:
        return ""
    there = (told.number("needed_per_year") or 0) >= 0
    goal = (
        f"being at or under {told.shown(target)} in {told.year('target_year')}"
        if there
        else ("closing it in time" if target == 0 else f"reaching {told.shown(target)}")
    )
    if "baseline_smoothed" in told.flags:
        goal = f"{_share_closed(told)} the gap of {told.year('baseline_year')}, its noise taken out,"
    if probability is not None:
        figure = chance(probability).replace("<", "less than ").replace(">", "more than ")
        return f"the chance of {goal} is {figure}"
    reasons = [why for flag, why in WHY_NO_CHANCE.items() if flag in told.flags]
    return f"no chance of {goal} is given" + (f", because {reasons[0]}" if reasons else "")


def _share_closed(told: _Told) -> str:
    baseline, target = told.number("baseline_gap"), told.number("target_gap")
    if not baseline or target is None:
        return "reducing"
    return "halving" if isclose(target, baseline / 2) else f"closing {percent(1 - target / baseline)} of"


def _reach(told: _Told) -> str:
    """When the target is reached as things go; nothing where the gap is there already or is growing."""
    target, year = told.number("target_gap"), told.number("reach_year")
    if target is None or (told.number("needed_per_year") or 0) >= 0:
        return ""
    goal = "the gap is closed" if target == 0 else f"the gap is down to {told.shown(target)}"
    if year is not None:
        return f"As things go, {goal} about {year:.0f}{_reach_limits(told)}"
    never = "beyond_horizon" in told.flags and (told.number("trend_per_year") or 0) < 0
    return f"As things go, {goal} in none of the years projected" if never else ""


def _reach_limits(told: _Told) -> str:
    lower, upper = told.number("reach_lower"), told.number("reach_upper")
    if upper is not None:
        return f" ({lower:.0f} to {upper:.0f})" if lower is not None else f" (by {upper:.0f})"
    parts = [] if lower is None else [f"not before {lower:.0f}"]
    if "reach_unbounded" in told.flags:
        parts.append("the data allow no latest year")
    return f" ({'; '.join(parts)})" if parts else ""


def _how_sure(told: _Told) -> str:
    if "target_already_met_at_baseline" in told.flags:
        return "It was at or under the target at the baseline already"
    if not told.limits():
        return "How sure that is cannot be told, since the figure has no interval"
    return "The interval contains the target, so that is not sure" if "target_uncertain" in told.flags else ""


def _levelling_down(told: _Told) -> str:
    if "levelling_down" not in told.flags:
        return ""
    return f"The gap closes only because {told.benchmark} gets worse, which is no success"


def _history(told: _Told) -> str:
    """How the gap moved before the baseline, from the first year there is."""
    baseline = told.number("baseline_gap")
    known = [(year, gap) for year, gap in told.history if not missing(gap)]
    if not known or baseline is None:
        return ""
    first, gap = min(known)
    year, then, now = shortest(float(first)), told.shown(gap), told.shown(baseline)
    if then == now:
        return f"It was as large in {year}"
    moved = "widened" if baseline > gap else "narrowed"
    return f"It {moved} from {told.with_unit(then)} in {year} to {now} in {told.year('baseline_year')}"
