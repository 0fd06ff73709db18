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
_NAMES: Final = 8

#: From this importance on a column goes before cells are stacked.
_CAN_GO: Final = 3


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


def fitting_rows(columns: Sequence[Column], width: int) -> Fitted:
    """Fit the columns of an outline, whose rows stay one line each while they can.

    First what can be done without goes, then cells are stacked, then the next important columns go.
    """
    kept, dropped = list(columns), list[Column]()
    for stacked, least in ((False, _CAN_GO), (True, 1)):
        kept = [_stacked(column) for column in kept] if stacked else kept
        while _width(kept, stacked=True) > width and any(column.importance >= least for column in kept):
            dropped.append(max(kept, key=lambda column: column.importance))
            kept.remove(dropped[-1])
        if _width(kept, stacked=True) <= width:
            break
    return Fitted(tuple(kept), tuple(dropped), stacked)


def widths(columns: Sequence[Column], width: int) -> list[int]:
    """Return the width of each column: what it needs, and of what is left what it would like."""
    found = [_natural(column, stacked=True) for column in columns]
    left = width - sum(found) - _BETWEEN * (len(found) - 1)
    # Names fold before any figure is cut.
    found[0] = max(found[0] + min(left, 0), min(found[0], _NAMES))
    # Names come first; then the notes, for one that folds makes every row longer.
    for place in (0, *range(len(columns) - 1, 0, -1)):
        more = min(max(left, 0), _longest(columns[place]) - found[place])
        found[place] += more
        left -= more
    return found


def most(column: Column) -> int | None:
    """Return the width at which a column folds on a narrow screen, None where it is free."""
    if column.show == "status":
        # A status is never broken inside a word.
        return max(_STATUS, *(len(word) for cell in column.cells for word in cell.split()), 0)
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


def _longest(column: Column) -> int:
    from rich.cells import cell_len

    return max(cell_len(line) for cell in (column.heading, *column.cells) for line in cell.split("\n"))


def _natural(column: Column, stacked: bool) -> int:
    longest = _longest(column)
    folds_at = (most(column) if stacked else None) or (longest if is_rigid(column) else _TEXT)
    return min(longest, folds_at)


def _holds_footnotes(column: Column) -> bool:
    """Whether notes are footnote numbers and not free text."""
    return column.show == "notes" and all(character in "0123456789 " for character in "".join(column.cells))
