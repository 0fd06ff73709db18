"""A table as text cells: what the terminal and Markdown show, rounded for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from equitygap.present.cells import (
    IF_ANY,
    NUMERIC,
    SHOW,
    Aids,
    Comparison,
    Row,
    comparison_of,
    decimals_by_metric,
    footnotes_of,
)
from equitygap.present.records import canonical
from equitygap.present.screens import SCREENS, Shown
from equitygap.present.sparkline import BLOCKS, PLAIN
from equitygap.present.text import can_carry, printable
from equitygap.words import FLAGS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

#: Rows shown at most: more belong into a file.
MOST_ROWS: Final = 1_000

#: Columns of these kinds disappear when they hold nothing; a column of numbers stays and shows the absence.
_MAY_BE_EMPTY: Final = {"text", "heading", "word", "notes", "spark"} | IF_ANY

#: Columns that say a thing once for all the rows below.
SAID_ONCE: Final = ("heading", "metric")

#: Stands above rows that have no heading, where others have one.
_UNTITLED: Final = "Without a domain"

#: Figures in the metric's unit, which share their decimals.
SAME_DECIMALS: Final = {"value", "value_if_any", "interval", "change_interval"}


@dataclass(frozen=True)
class Companions:
    """What people are shown beside a table: the observed gaps of each comparison, and sentences below."""

    series: Mapping[Comparison, Sequence[float | None]] = field(default_factory=dict)
    sentences: Sequence[str] = ()


NOTHING: Final = Companions()


@dataclass(frozen=True)
class Column:
    """A column of cells, with what a narrow screen needs to know of it."""

    heading: str
    cells: tuple[str, ...]
    show: str
    importance: int

    @property
    def numeric(self) -> bool:
        return self.show in NUMERIC


@dataclass(frozen=True)
class Grid:
    """Cells with a title above, footnotes and sentences below; all of it safe to print."""

    title: str
    columns: tuple[Column, ...]
    footnotes: tuple[str, ...]
    sentences: tuple[str, ...]
    rows_left_out: int


def grid(
    frame: pd.DataFrame | pa.Table,
    table: str,
    *,
    companions: Companions = NOTHING,
    encoding: str = "utf-8",
) -> Grid:
    """Return the cells of a table as people see it; no cell can steer a terminal that speaks `encoding`."""
    records = canonical(frame, table)
    rows: list[Row] = records.slice(0, MOST_ROWS).to_pylist()
    footnotes = footnotes_of(rows)
    ramp = BLOCKS if can_carry(encoding, BLOCKS) else PLAIN
    figures = [shown.columns[0] for shown in SCREENS[table] if shown.show in SAME_DECIMALS]
    aids = Aids(companions.series, footnotes, decimals_by_metric(rows, figures), ramp, encoding)
    seen = [shown for shown in SCREENS[table] if shown.columns[0] in records.column_names]
    shared = [shown for shown in seen if _is_shared(shown, rows)]
    columns = [_column(shown, rows, aids) for shown in seen if shown not in shared]
    return Grid(
        title="; ".join(
            f"{shown.heading}: {SHOW[shown.show](rows[0], shown.columns, aids)}" for shown in shared
        ),
        columns=tuple(column for column in columns if not rows or _holds_something(column)),
        footnotes=tuple(f"{number} {flag}: {FLAGS[flag]}" for flag, number in footnotes.items()),
        sentences=tuple(printable(sentence, encoding) for sentence in companions.sentences),
        rows_left_out=len(records) - len(rows),
    )


def series_of(path: pd.DataFrame | pa.Table) -> dict[Comparison, list[float | None]]:
    """Return the observed gaps of each comparison of a PATH table, in the order of the years."""
    observed: list[Row] = canonical(path, "path").sort_by("year").to_pylist()
    series: dict[Comparison, list[float | None]] = {}
    for row in observed:
        if row["kind"] == "observed":
            value = row["value"]
            series.setdefault(comparison_of(row), []).append(value if isinstance(value, float) else None)
    return series


def _is_shared(shown: Shown, rows: Sequence[Row]) -> bool:
    values = {tuple(row.get(name) for name in shown.columns) for row in rows} if shown.in_title else set()
    return len(values) == 1 and next(iter(values))[0] is not None


def _column(shown: Shown, rows: Sequence[Row], aids: Aids) -> Column:
    cells = tuple(SHOW[shown.show](row, shown.columns, aids) for row in rows)
    if shown.show == "heading" and any(cells):
        cells = tuple(cell or _UNTITLED for cell in cells)
    if shown.show in SAID_ONCE:
        cells = tuple("" if i and cell == cells[i - 1] else cell for i, cell in enumerate(cells))
    return Column(shown.heading, cells, shown.show, shown.importance)


def _holds_something(column: Column) -> bool:
    return column.show not in _MAY_BE_EMPTY or any(cell.strip() for cell in column.cells)
