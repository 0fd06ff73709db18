"""The way to the target: all comparisons side by side, then each with its sentence, chart and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final

from equitygap.present.cells import Aids, Comparison, Row, comparison_of
from equitygap.present.report import content as c
from equitygap.present.report.material import Material
from equitygap.present.report.tabling import Numbered, aids_of, interval, numbered, table_of
from equitygap.present.report.telling import gap_sentence, name_of, verdict_in, verdict_of
from equitygap.present.text import shortest

#: Comparisons with a part of their own; the others stand in the tables above.
MOST: Final = 24

#: Comparisons up to which each is drawn with both of its sides; of more only the first is.
BOTH_SIDES: Final = 3

#: Kinds of PATH as headings, in the order of the columns.
_KINDS: Final = {
    "observed": "Observed",
    "required": "Promised path",
    "trend": "Trend",
    "projected": "Projected",
}
#: What the heading of a part tells already.
_TOLD: Final = ("metric", "benchmark", "focus", "group")

_LIMITS: Final = ("value", "lower", "upper")


def section(material: Material) -> c.Section | None:
    """Return the section; none where nothing was promised and no gap has a second period."""
    table = "trajectory" if material.rows("trajectory") else "gaps"
    first: dict[Comparison, Row] = {}
    periods = Counter(comparison_of(row) for row in material.rows("gaps"))
    for row in material.rows(table):
        # A gap of one period stands in the table above, with both of its sides.
        if table == "trajectory" or periods[comparison_of(row)] > 1:
            first.setdefault(comparison_of(row), row)
    if not first:
        return None
    rows = sorted(first.values(), key=lambda row: row["focus"] not in material.pools)
    blocks: list[c.Block] = [c.Picture(chart) for chart in material.chart("overview")]
    few = len(rows) <= BOTH_SIDES
    blocks += [_part(material, row, table, sides=few or not place) for place, row in enumerate(rows[:MOST])]
    if len(rows) > MOST:
        text = (
            f"{len(rows) - MOST:,} more comparisons have no part of their own here; the tables have them all."
        )
        blocks.append(c.Text(text, "quiet"))
    title = "The way to the target" if table == "trajectory" else "The gaps over time"
    return c.Section("trajectories", title, tuple(blocks))


def _part(material: Material, row: Row, table: str, *, sides: bool) -> c.Part:
    """Return one comparison; `sides` draws both of its sides, whose figures stand in the table anyway."""
    who = comparison_of(row)
    blocks: list[c.Block] = []
    if table == "trajectory":
        blocks.append(c.Text(verdict_of(material, row), "strong"))
    else:
        latest = [one for one in material.rows("gaps") if comparison_of(one) == who][-1]
        blocks.append(c.Text(gap_sentence(material, latest), "strong"))
    drawn = ("trajectory", "levels") if sides or table == "gaps" else ("trajectory",)
    blocks += [c.Picture(chart) for chart in material.chart(*drawn) if material.about(chart) == who]
    blocks += [_path_table(material, who)] if table == "trajectory" else []
    blocks.append(_gaps_table(material, who))
    verdict = verdict_in(row) if table == "trajectory" else None
    return c.Part(name_of(row), tuple(blocks), str(row["focus"]), verdict)


def _gaps_table(material: Material, who: Comparison) -> c.Table:
    rows = numbered(material, "gaps", _of(who))
    caption = f"{_named(who)}: every gap, with the figures of both sides"
    return table_of(material, "gaps", caption, rows=rows, without=_TOLD, folded=True)


def _path_table(material: Material, who: Comparison) -> c.Table:
    """Return PATH with a line for each year and a column for each kind, as people compare them."""
    aids = aids_of(material, "path")
    by_year: dict[float, dict[str, Numbered]] = {}
    for pair in numbered(material, "path", _of(who)):
        by_year.setdefault(float(str(pair[1]["year"])), {})[str(pair[1]["kind"])] = pair
    kinds = [kind for kind in _KINDS if any(kind in found for found in by_year.values())]
    return c.Table(
        caption=f"{_named(who)}: the gap by year",
        headings=(c.Heading("Year", True), *(c.Heading(_KINDS[kind], True) for kind in kinds)),
        rows=tuple(
            c.Row((c.Cell((shortest(year),)), *(_path_cell(found.get(kind), aids) for kind in kinds)), who[2])
            for year, found in sorted(by_year.items())
        ),
        name="path",
        folded=True,
    )


def _path_cell(pair: Numbered | None, aids: Aids) -> c.Cell:
    return c.Cell(()) if pair is None else interval(pair, _LIMITS, "interval", aids)


def _of(who: Comparison) -> Callable[[Row], bool]:
    return lambda row: comparison_of(row) == who


def _named(who: Comparison) -> str:
    _, benchmark, focus, group = who
    return f"{focus}{f' ({group})' if group else ''} against {benchmark}"
