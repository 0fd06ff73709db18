"""Which columns a narrow screen shows, and how wide each has to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from equitygap.present.cells import INTERVALS
from equitygap.present.grid import Column

#: Blanks between columns; and the widths from which text, notes and a status fold on a narrow screen.
_BETWEEN: Final = 2
_TEXT: Final = 18
_NOTES: Final = 5
_STATUS: Final = 12


@dataclass(frozen=True)
class Fitted:
    """The columns shown, those dropped, and whether cells are stacked: intervals below their figures."""

    columns: tuple[Column, ...]
    dropped: tuple[Column, ...]
    stacked: bool


def fitting(columns: Sequence[Column], width: int) -> Fitted:
    """Fit columns into a width: first stack their cells, then drop the least important ones."""
    if _width(columns, stacked=False) <= width:
        return Fitted(tuple(columns), (), stacked=False)
    kept, dropped = [_stacked(column) for column in columns], list[Column]()
    while _width(kept, stacked=True) > width and any(column.importance for column in kept):
        least = max(kept, key=lambda column: column.importance)
        kept.remove(least)
        dropped.append(least)
    return Fitted(tuple(kept), tuple(dropped), stacked=True)


def most(column: Column) -> int | None:
    """Return the width at which a column folds on a narrow screen, None where it is free."""
    if column.show == "status":
        return _STATUS
    return _NOTES if _holds_footnotes(column) else None


def is_rigid(column: Column) -> bool:
    """Return whether a column cannot fold."""
    return column.numeric or column.show == "spark"


def _stacked(column: Column) -> Column:
    if column.show not in INTERVALS:
        return column
    return replace(column, cells=tuple(cell.replace(" (", "\n").rstrip(")") for cell in column.cells))


def _width(columns: Sequence[Column], *, stacked: bool) -> int:
    return sum(_natural(column, stacked) for column in columns) + _BETWEEN * (len(columns) - 1)


def _natural(column: Column, stacked: bool) -> int:
    from rich.cells import cell_len

    longest = max(cell_len(line) for cell in (column.heading, *column.cells) for line in cell.split("\n"))
    folds_at = (most(column) if stacked else None) or (longest if is_rigid(column) else _TEXT)
    return min(longest, folds_at)


def _holds_footnotes(column: Column) -> bool:
    """Whether notes are footnote numbers and not free text."""
    return column.show == "notes" and all(character in "0123456789 " for character in "".join(column.cells))
