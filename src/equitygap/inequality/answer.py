"""The measures of all settings, with what is withheld and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from equitygap.errors import UsageError, did_you_mean
from equitygap.inequality.groups import Groups, default_reference, groups_of, in_quantiles, index_of
from equitygap.stats.inequality.line import LINKS
from equitygap.stats.inequality.measures import MEASURES, Measure, measured
from equitygap.stats.inequality.settings import Measured, Options, Settings

if TYPE_CHECKING:
    import pandas as pd

Flags = NDArray[np.bool_]

#: Measures that an order of the areas changes, though they do without one.
_FOLLOW_RANK: Final = frozenset(
    {"difference", "ratio", "population_attributable_risk", "population_attributable_fraction"}
)
#: Of these, the ones that a named reference changes where areas are not ordered.
_FOLLOW_REFERENCE: Final = frozenset({"difference", "ratio"})
_SLOPES: Final = frozenset({"slope_index_of_inequality", "relative_index_of_inequality"})


@dataclass(frozen=True)
class Question:
    """What is compared, and how; `inequalities` says what each part means."""

    measures: Sequence[str] | None = None
    metric: str | None = None
    better: str | Mapping[str, str] | None = None
    ordered: bool = False
    quantiles: int | None = None
    reference: str | None = None
    parts: Mapping[str, str] | None = None
    contains: Sequence[str] = ()
    bounds: tuple[float, float] | None = None
    link: str = "linear"
    aversion: float = 0.5
    scatter: bool = False
    confidence: float = 0.95
    centre: bool = False

    @property
    def options(self) -> Options:
        """What the kernels need to know of the question."""
        return Options(self.confidence, self.link, self.bounds, self.aversion, self.scatter, self.centre)


@dataclass(frozen=True)
class Answer:
    """Measures of S settings: `keys` (metric, group, start, end), areas in each, numbers and notes."""

    keys: pd.DataFrame
    count: NDArray[np.intp]
    measures: dict[str, Measured]
    notes: dict[str, NDArray[np.object_]]


def answer(estimates: pd.DataFrame, question: Question) -> Answer:
    """Return all measures asked for, in all settings of the table."""
    _refuse_contradictions(question)
    chosen = _chosen(estimates, question)
    groups = groups_of(
        estimates,
        metric=question.metric,
        better=question.better,
        ordered=question.ordered,
        parts=question.parts,
        contains=question.contains,
    )
    if question.quantiles is not None:
        groups = in_quantiles(groups, question.quantiles)
    named = groups.settings
    if question.reference is not None:
        named = replace(named, reference=index_of(question.reference, groups))
    referred = named if question.reference else replace(named, reference=default_reference(named))
    numbers: dict[str, Measured] = {}
    notes: dict[str, NDArray[np.object_]] = {}
    for given, wanted in ((named, False), (referred, True)):
        rows = [row for row in chosen if ("reference" in row.needs) == wanted]
        found = _with_scatter(rows, given, question.options)
        for row in rows:
            numbers[row.name], notes[row.name] = _noted(row, found[row.name], given, groups, question)
    order = [row.name for row in chosen]
    return Answer(groups.keys, groups.count, {n: numbers[n] for n in order}, {n: notes[n] for n in order})


def with_flag(notes: NDArray[np.object_], where: Flags, flag: str) -> NDArray[np.object_]:
    """Return notes with a flag added where it holds."""
    return np.where(where, np.char.strip(notes.astype(str) + f" {flag}"), notes).astype(object)


def _refuse_contradictions(question: Question) -> None:
    if question.quantiles is not None and not question.ordered:
        raise UsageError("quantiles need an order of the areas: say which column ranks them")
    if question.quantiles is not None and (question.reference or question.parts):
        raise UsageError("quantiles join areas, so that no area can be the reference or have a larger part")
    link = question.link
    if link not in LINKS:
        raise UsageError(f"there is no scale '{link}' for the slope index{did_you_mean(link, LINKS)}")
    bounds = question.bounds
    if bounds is not None and not bounds[0] < bounds[1]:
        raise UsageError(
            f"bounds must be a lower and a higher number, but got {bounds[0]:g} and {bounds[1]:g}"
        )
    if link == "logit" and (bounds is None or bounds[0] != 0):
        raise UsageError("the logit scale needs the metric's bounds, the lower of which is 0")
    if not question.aversion > 0:
        raise UsageError(f"the aversion must be over 0, but got {question.aversion:g}")
    if not 0 < question.confidence < 1:
        raise UsageError(f"the confidence must be between 0 and 1, but got {question.confidence:g}")


def _chosen(estimates: pd.DataFrame, question: Question) -> list[Measure]:
    """Return the measures asked for, or all for which the table has what they need."""
    if question.measures is not None:
        for name in question.measures:
            if name not in MEASURES:
                raise UsageError(f"there is no measure '{name}'{did_you_mean(name, MEASURES)}")
        return [MEASURES[name] for name in dict.fromkeys(question.measures)]
    there = {"positive", "reference"}
    there |= {"population"} if "population" in estimates else set()
    there |= {"rank"} if question.ordered else set()
    there |= {"bounds"} if question.bounds else set()
    there |= {"parts"} if question.parts else set()
    return [row for row in MEASURES.values() if row.needs <= there]


def _with_scatter(rows: Sequence[Measure], given: Settings, options: Options) -> dict[str, Measured]:
    """Return the measures; where standard errors are missing, lines take theirs from the scatter."""
    bounded = [row.name for row in rows if "bounds" not in row.needs or options.bounds]
    found = measured(bounded, given, options)
    unknown = Measured(*np.full((5, len(given.value)), np.nan))
    lines = [row.name for row in rows if row.ordered and row.name in found]
    if not options.scatter and lines:
        without = _some(given.value, ~(given.standard_error > 0))
        scattered = measured(lines, given, replace(options, scatter=True))
        found |= {name: scattered[name].where(without, found[name]) for name in lines}
    return {row.name: found.get(row.name, unknown) for row in rows}


def _some(value: NDArray[np.float64], condition: Flags) -> Flags:
    """Return whether a condition holds for some group that has a value, (S,)."""
    return np.asarray((condition & ~np.isnan(value)).any(axis=1))


def _noted(
    row: Measure, found: Measured, given: Settings, groups: Groups, question: Question
) -> tuple[Measured, NDArray[np.object_]]:
    """Return a measure with what must be withheld taken out, and its notes."""
    withheld = _withheld(row, given, groups, question)
    out = np.logical_or.reduce(list(withheld.values()))
    undefined = np.isnan(found.value) & ~out
    withheld["not_positive"] = withheld["not_positive"] | undefined
    out = out | undefined
    nothing = Measured(*np.full((5, len(out)), np.nan))
    found = nothing.where(out, found)
    flags = withheld | {k: ~out & v for k, v in _remarks(row, found, given, groups, question).items()}
    notes = np.full(len(out), "", dtype=object)
    for flag, where in flags.items():
        notes = with_flag(notes, where, flag)
    return found, notes


def _withheld(row: Measure, given: Settings, groups: Groups, question: Question) -> dict[str, Flags]:
    """Return why a measure is withheld, and where."""
    value, no = given.value, np.zeros(len(given.value), dtype=bool)
    count = (~np.isnan(value)).sum(axis=1)
    ranked = row.ordered or (question.ordered and row.name in _FOLLOW_RANK)
    referred = "reference" in row.needs
    if question.reference is not None and row.name in _FOLLOW_REFERENCE:
        referred = not question.ordered
    bounds = question.bounds or (-np.inf, np.inf)
    bounded = "bounds" in row.needs or (question.link == "logit" and row.name in _SLOPES)
    reasons = {
        "too_few_groups": count < row.groups,
        "population_missing": _some(value, ~(given.population > 0)) if "population" in row.needs else no,
        "rank_missing": _some(value, np.isnan(given.rank)) if ranked else no,
        "reference_missing": given.reference < 0 if referred else no,
        "parts_missing": _some(value, given.part < 0) if "parts" in row.needs else no,
        "bounds_missing": np.full_like(no, "bounds" in row.needs and question.bounds is None),
        "outside_bounds": _some(value, (value < bounds[0]) | (value > bounds[1])) if bounded else no,
        "not_positive": _some(value, ~(value > 0)) if "positive" in row.needs else no,
    }
    for flag, where in groups.unusable.items():
        reasons[flag] = reasons.get(flag, no) | where
        reasons["too_few_groups"] = reasons["too_few_groups"] & ~where
    return reasons


def _remarks(
    row: Measure, found: Measured, given: Settings, groups: Groups, question: Question
) -> dict[str, Flags]:
    """Return what is to be said about a measure that is not withheld, and where."""
    value, error = given.value, given.standard_error
    zero, none = _some(value, error == 0), _some(value, np.isnan(error))
    stands_in = row.ordered and not question.scatter
    attributable = question.ordered and row.name.startswith("population_attributable")
    chosen = "reference" in row.needs and question.reference is None
    return {
        "areas_missing": groups.incomplete,
        "reference_chosen": np.full(len(value), chosen),
        "reference_worse_than_mean": (found.value == 0) & attributable,
        "standard_error_zero": zero & ~none & (not row.ordered),
        "interval_needs_standard_errors": none & (not row.ordered),
        "standard_error_missing": (zero | none) & stands_in,
        "inflated_by_noise": (found.value > found.upper) | (found.value < found.lower),
        "less_than_noise": ~zero & ~none & np.isnan(found.lower),
    }
