"""Sentences on comparisons: each verdict, the whole in one, and where there is no promise the gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from equitygap.present.cells import Row, known_flags
from equitygap.present.charts.wording import inside
from equitygap.present.report.content import Count, Verdict
from equitygap.present.report.material import Material
from equitygap.present.report.tabling import same_comparison
from equitygap.present.sentences import sentence
from equitygap.present.text import decimals_for, printable, rounded, shortest, status_words
from equitygap.units import unit_of_gaps
from equitygap.words import STATUSES

#: Verdicts that a count must explain, so that nobody takes them for a lack of care.
_EXPLAINED: Final = ("inconclusive", "not_comparable")

#: Statuses in the order in which they are counted: failures, what cannot be told, successes, no promises.
WORST_FIRST: Final = (
    *("worsening", "missed", "off_track"),
    *("inconclusive", "no_detectable_change", "not_comparable", "not_assessable", "baseline_only"),
    *("on_track", "improving", "met"),
    *("informational", "no_data"),
)


def verdict_of(material: Material, row: Row) -> str:
    """Return what a row of TRAJECTORY says."""
    same, baseline = same_comparison(row), row.get("baseline_year")
    history = [
        (year, gap)
        for one in material.rows("path")
        if one["kind"] == "observed" and same(one)
        for year, gap in [(one["year"], one["value"])]
        if isinstance(year, float) and isinstance(gap, float)
        if isinstance(baseline, float) and year < baseline
    ]
    return sentence(row, unit=material.unit(row["metric"]), history=history)


def tally_of(rows: Iterable[Row]) -> tuple[Count, ...]:
    """Return how many rows have each verdict, the worst first.

    What closes by levelling down is counted apart: it is never success.
    """
    found = Counter(verdict_in(row) for row in rows)
    order = [_verdict(status, down) for status in WORST_FIRST for down in (False, True)]
    return tuple(Count(verdict, found[verdict]) for verdict in order if found[verdict])


def verdict_in(row: Row) -> Verdict:
    """Return the status of a row of TRAJECTORY or SCORECARD; what closes by levelling down says so."""
    return _verdict(str(row["status"]), "levelling_down" in known_flags(row.get("flags")))


def _verdict(status: str, down: bool) -> Verdict:
    if down:
        return Verdict("levelling_down", f"{status_words(status)}, but by levelling down")
    return Verdict(status, status_words(status))


def tally_sentence(tally: Sequence[Count], noun: str = "comparison", nouns: str = "comparisons") -> str:
    """Return the counts in words; `noun` and `nouns` name what is counted.

    >>> tally_sentence([Count(Verdict("off_track", "off track"), 8), Count(Verdict("met", "met"), 1)])
    'Of 9 comparisons, 8 are off track and 1 is met.'
    """
    total = sum(one.number for one in tally)
    if total == 1:
        return f"The only {noun} {_verb(tally[0])} {tally[0].verdict.words}."
    parts = [
        f"{one.number} {_verb(one)} {one.verdict.words}"
        + (f" ({STATUSES[one.verdict.status]})" if one.verdict.status in _EXPLAINED else "")
        for one in tally
    ]
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return f"Of {total:,} {nouns}, {listed}."


def _verb(one: Count) -> str:
    is_thing = one.verdict.words.startswith("no ")
    return ("has" if is_thing else "is") if one.number == 1 else ("have" if is_thing else "are")


def gap_sentence(material: Material, row: Row) -> str:
    """Return a row of GAPS in words; where there is no gap, that is said."""
    who, what = f"{name_of(row)} against {row['benchmark']}", inside(material.label(row["metric"]))
    gap, lower, upper = (row.get(name) for name in ("gap", "lower", "upper"))
    when = period_of(row)
    if not isinstance(gap, float):
        return printable(f"{who}: no gap in {what} can be given for {when}.")
    decimals = decimals_for(gap)
    figure = f"{rounded(gap, decimals)} {unit_of_gaps(material.unit(row['metric']))}".rstrip()
    if isinstance(lower, float) and isinstance(upper, float):
        figure += f" ({rounded(lower, decimals)} to {rounded(upper, decimals)})"
    side = ", in favour of the focus," if gap < 0 else ""
    return printable(f"{who}: the gap in {what} was {figure}{side} in {when}.")


def name_of(row: Row) -> str:
    """Return the focus with its group, as a heading."""
    return printable(f"{row['focus']} ({row['group']})" if row.get("group") else str(row["focus"]))


def period_of(row: Row, start: str = "start", end: str = "end") -> str:
    """Return a period as people write it.

    >>> period_of({"start": 2015, "end": 2017})
    '2015-2017'
    """
    years = [shortest(float(year)) for year in (row[start], row[end]) if isinstance(year, int | float)]
    return "-".join(dict.fromkeys(years))
