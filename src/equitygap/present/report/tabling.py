"""Rows of a run's table as a table of the page: what people see, and every figure with its full value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from equitygap.present.cells import (
    ABSENT,
    FIGURES,
    IF_ANY,
    INTERVALS,
    NUMERIC,
    SHOW,
    Aids,
    Row,
    comparison_of,
    decimals_by_metric,
    flags_of,
    known_flags,
)
from equitygap.present.charts import Chart
from equitygap.present.grid import SAME_DECIMALS
from equitygap.present.records import canonical
from equitygap.present.report import content as c
from equitygap.present.report.material import Material
from equitygap.present.screens import SCREENS, Shown
from equitygap.present.text import printable

#: Rows of one table at most; more belong into a file, and the page says so.
MOST_ROWS: Final = 500

#: Columns that a page shows otherwise.
_NOT_HERE: Final = {"spark"}

#: Tables of many things, of which some have no figures: a column of these alone says nothing.
_SPARING: Final = {"scorecard"}

#: The name of the figures as they were read.
READ: Final = "read"

Numbered = tuple[int, Row]


def numbered(
    material: Material, table: str, chosen: Callable[[Row], bool] = lambda row: True
) -> list[Numbered]:
    """Return the chosen rows of a table, each with its place in it."""
    return [(place, row) for place, row in enumerate(material.rows(table)) if chosen(row)]


def table_of(
    material: Material,
    name: str,
    caption: str,
    *,
    rows: Sequence[Numbered] | None = None,
    without: Iterable[str] = (),
    early: Iterable[str] = (),
    folded: bool = False,
) -> c.Table:
    """Return rows of the table `name` as people see them; what all of them share stands in the caption.

    `without` are columns that the surroundings tell already; `early` follow the first, so that a phone shows
    them.
    """
    found = numbered(material, name) if rows is None else list(rows)
    left_out, first = set(without), set(early)
    shown = [
        one
        for one in SCREENS[name]
        if one.show not in _NOT_HERE and not left_out & {one.columns[0]} and _has(name, found, one)
    ]
    shared = [one for one in shown if _is_shared(one, found)]
    own = [one for one in shown if one not in shared]
    columns = [*own[:1], *sorted(own[1:], key=lambda one: one.columns[0] not in first)]
    aids = aids_of(material, name)
    return c.Table(
        caption="; ".join([caption, *(_said(material, one, found[0][1], aids) for one in shared)]),
        headings=tuple(c.Heading(one.heading.replace("\n", " "), one.show in NUMERIC) for one in columns),
        rows=tuple(_row(material, pair, columns, aids) for pair in found[:MOST_ROWS]),
        name=name,
        left_out=max(len(found) - MOST_ROWS, 0),
        folded=folded,
    )


def pictured(material: Material, chart: Chart) -> tuple[c.Picture, c.Table]:
    """Return a chart and the table of the figures that it shows, opened on demand.

    Figures of the input are those of the table `read`, which a run does not write.
    """
    rows = canonical(chart.rows, chart.table).to_pylist()
    pairs = [(int(place), row) for place, row in zip(chart.rows.index, rows, strict=True)]
    table = table_of(material, chart.table, f"{chart.title}: figures", rows=pairs, folded=True)
    return c.Picture(chart), replace(table, name=READ) if chart.table == "estimates" else table


def aids_of(material: Material, name: str) -> Aids:
    """Return what the cells of a table need: the decimals of each metric, and the numbers of the notes."""
    columns = [one.columns[0] for one in SCREENS[name] if one.show in SAME_DECIMALS]
    return Aids(footnotes=material.notes, decimals=decimals_by_metric(material.rows(name), columns))


def figure(pair: Numbered, column: str, show: str, aids: Aids) -> str | c.Figure:
    """Return one figure of a row as it is shown, with its full value; a missing one is a dash."""
    place, row = pair
    value = row.get(column)
    if not isinstance(value, int | float):
        return FIGURES[show](row, (column,), aids)
    return c.Figure(FIGURES[show](row, (column,), aids), place, column, value)


def interval(pair: Numbered, columns: Sequence[str], show: str, aids: Aids) -> c.Cell:
    """Return a figure with its limits."""
    value, lower, upper = (figure(pair, column, show, aids) for column in columns)
    if lower == upper == ABSENT:
        return c.Cell((value,))
    # Limits are not broken across lines.
    return c.Cell((value, " (", lower, "\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}", upper, ")"))


def area_of(row: Row) -> str:
    """Return the area, or the focus, that a row is about; empty where it is about none."""
    return str(row.get("focus") or row.get("area") or "")


def same_comparison(row: Row) -> Callable[[Row], bool]:
    """Return whether another row is about the same comparison as this one."""
    wanted = comparison_of(row)
    return lambda other: comparison_of(other) == wanted


def _has(table: str, rows: Sequence[Numbered], shown: Shown) -> bool:
    if shown.show == "notes":
        return any(_notes_of(row, shown.columns[0]) for _, row in rows)
    if table not in _SPARING and shown.show in NUMERIC - IF_ANY:
        return any(shown.columns[0] in row for _, row in rows)
    return any(row.get(shown.columns[0]) not in (None, "") for _, row in rows)


def _is_shared(shown: Shown, rows: Sequence[Numbered]) -> bool:
    values = {tuple(row.get(name) for name in shown.columns) for _, row in rows} if shown.in_title else set()
    return len(values) == 1


def _said(material: Material, shown: Shown, row: Row, aids: Aids) -> str:
    return f"{shown.heading.lower()}: {_text(material, shown, row, aids)}"


def _row(material: Material, pair: Numbered, columns: Sequence[Shown], aids: Aids) -> c.Row:
    return c.Row(tuple(_cell(material, pair, one, aids) for one in columns), area_of(pair[1]))


def _cell(material: Material, pair: Numbered, shown: Shown, aids: Aids) -> c.Cell:
    _, row = pair
    if shown.show in INTERVALS:
        return interval(pair, shown.columns, shown.show, aids)
    if shown.show in FIGURES:
        missing = shown.show in IF_ANY and row.get(shown.columns[0]) is None
        return c.Cell(() if missing else (figure(pair, shown.columns[0], shown.show, aids),))
    if shown.show == "period":
        return _period(pair, shown.columns, aids)
    if shown.show == "period_if_any":
        year, *limits = shown.columns
        known = limits if row.get(limits[0]) is not None else (year, year)
        return _period(pair, known, aids) if row.get(known[0]) is not None else c.Cell(())
    if shown.show == "notes":
        return _notes(row, shown.columns[0], aids)
    return c.Cell((_text(material, shown, row, aids),), _status(row, shown) if shown.show == "status" else "")


def _status(row: Row, shown: Shown) -> str:
    status, flags = (row.get(name) for name in shown.columns[:2])
    return "levelling_down" if "levelling_down" in known_flags(flags) else str(status or "")


def _period(pair: Numbered, columns: Sequence[str], aids: Aids) -> c.Cell:
    start, end = (figure(pair, column, "year", aids) for column in columns)
    return c.Cell((start,) if pair[1].get(columns[0]) == pair[1].get(columns[1]) else (start, "-", end))


def _notes_of(row: Row, column: str) -> list[str] | str:
    """Return what a cell of notes says: flags, or a text that somebody wrote."""
    return flags_of(row, column) if known_flags(row.get(column)) else printable(str(row.get(column) or ""))


def _notes(row: Row, column: str, aids: Aids) -> c.Cell:
    if not known_flags(row.get(column)):
        return c.Cell((printable(str(row.get(column) or "")),))
    numbers = sorted((aids.footnotes[flag], flag) for flag in flags_of(row, column))
    pieces: list[str | c.Figure | c.Note] = []
    for number, flag in numbers:
        pieces += [" "] * bool(pieces) + [c.Note(number, flag)]
    return c.Cell(tuple(pieces))


def _text(material: Material, shown: Shown, row: Row, aids: Aids) -> str:
    if shown.columns == ("metric",):
        return printable(material.label(row.get("metric")))
    return SHOW[shown.show](row, shown.columns, aids)
