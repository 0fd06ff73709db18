"""A table with headings between its rows: what is said once takes a line of its own and no column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from equitygap.present.grid import SAID_ONCE, Column

#: What a heading, and the rows below it, move to the right.
INDENT: Final = 2


@dataclass(frozen=True)
class Outline:
    """Columns that stand as lines above rows, outermost first, and the others, whose first names the row."""

    headings: tuple[Column, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Section:
    """Rows from `first` up to `last`, and the headings that begin above them: how deep, and what they say."""

    headings: tuple[tuple[int, str], ...]
    first: int
    last: int


def outline(columns: Sequence[Column]) -> Outline:
    """Take what is said once out of the columns; a column to name the rows by stays."""
    count = next((i for i, column in enumerate(columns) if column.show not in SAID_ONCE), len(columns))
    if count and (count == len(columns) or columns[count].numeric):
        count -= 1
    headings, others = tuple(columns[:count]), list(columns[count:])
    if headings:
        cells = tuple(" " * INDENT * len(headings) + cell if cell else "" for cell in others[0].cells)
        others[0] = replace(others[0], cells=cells)
    return Outline(headings, tuple(others))


def sections(headings: Sequence[Column], rows: int) -> Iterator[Section]:
    """Yield the rows between one heading and the next."""
    starts = [i for i in range(rows) if i == 0 or any(column.cells[i] for column in headings)]
    for first, last in pairwise([*starts, rows]):
        said = tuple((depth, column.cells[first]) for depth, column in enumerate(headings))
        yield Section(tuple((depth, text) for depth, text in said if text), first, last)


def part(columns: Sequence[Column], section: Section) -> list[Column]:
    """Return the rows of a section."""
    return [replace(column, cells=column.cells[section.first : section.last]) for column in columns]
