"""A table on a terminal: coloured where that is welcome, and never wider than the screen."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TextIO

from equitygap.present.fitting import Fitted, fitting, is_rigid, most
from equitygap.present.grid import Column, Grid
from equitygap.present.text import can_carry

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

#: A status or severity is worded as well as coloured; these are the terminal's own eight colours.
STYLES: Final = {
    "met": "green",
    "on track": "green",
    "off track": "red",
    "missed": "red",
    "worsening": "bold red",
    "inconclusive": "yellow",
    "no detectable change": "yellow",
    "not comparable": "magenta",
    "not assessable": "magenta",
    "baseline only": "cyan",
    "improving": "blue",
    "informational": "cyan",
    "no data": "magenta",
    "error": "bold red",
    "warning": "yellow",
    "failed": "bold red",
    "expired": "bold red",
    "accepted": "yellow",
    "unused": "yellow",
    "passed": "green",
}

_LEAST_WIDTH: Final = 20


@dataclass(frozen=True)
class Screen:
    """What a screen can do. `width` None is as wide as it takes."""

    width: int | None = 80
    colour: bool = False
    encoding: str = "utf-8"
    terminal: bool = False


IN_A_FILE: Final = Screen(width=None)


def screen_of(stream: TextIO | None, environment: Mapping[str, str] = os.environ) -> Screen:
    """Return what `stream` can do; there are no colours where `NO_COLOR` or a dumb terminal forbids them."""
    terminal = stream is not None and stream.isatty()
    welcome = not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
    return Screen(
        width=shutil.get_terminal_size().columns,
        colour=terminal and welcome,
        encoding=getattr(stream, "encoding", None) or "utf-8",
        terminal=terminal,
    )


def drawn(grid: Grid, screen: Screen) -> str:
    """Return the table as the lines to print: title, rows, legend of the notes that occur, sentences."""
    from rich.console import Console

    width = max(screen.width or 10_000, _LEAST_WIDTH)
    fitted = fitting(grid.columns, width)
    sink = io.StringIO()
    console = Console(
        file=sink,
        width=width,
        force_terminal=screen.colour,
        color_system="standard" if screen.colour else None,
        no_color=not screen.colour,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )
    _print(console, [grid.title], style="bold")
    console.print(_rich_table(fitted, screen))
    below = [*grid.footnotes, *_left_out(grid, fitted.dropped)]
    _print(console, below, style="dim")
    _print(console, grid.sentences, before=bool(below))
    return "".join(line.rstrip() + "\n" for line in sink.getvalue().splitlines())


def _print(console: Console, lines: Sequence[str], *, style: str = "", before: bool = False) -> None:
    from rich.text import Text

    for number, line in enumerate(line for line in lines if line):
        if before and number == 0:
            console.print()
        first, *others = Text(line, style=style).wrap(console, max(console.width - 2, 1))
        console.print(first)
        for other in others:
            console.print(Text("  ").append_text(other))


def _rich_table(fitted: Fitted, screen: Screen) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    rule = (
        box.SIMPLE_HEAD
        if can_carry(screen.encoding, "─")
        else box.Box(str(box.SIMPLE_HEAD).replace("─", "-"))
    )
    table = Table(box=rule, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for column in fitted.columns:
        # A number that is cut short must show it; text is folded and never cut.
        table.add_column(
            column.heading,
            justify="right" if column.numeric else "left",
            no_wrap=is_rigid(column),
            overflow="ellipsis" if column.numeric else "fold",
            max_width=most(column) if fitted.stacked else None,
        )
    for number, row in enumerate(zip(*(column.cells for column in fitted.columns), strict=True)):
        if number and any(
            cell and column.show == "heading" for cell, column in zip(row, fitted.columns, strict=True)
        ):
            table.add_section()
        table.add_row(
            *(
                Text(cell, style=_style(cell, column))
                for cell, column in zip(row, fitted.columns, strict=True)
            )
        )
    return table


def _style(cell: str, column: Column) -> str:
    """Levelling down is never shown in the colour of success."""
    if column.show not in {"status", "severity"}:
        return ""
    return "yellow" if "levelling down" in cell else STYLES.get(cell, "")


def _left_out(grid: Grid, dropped: Sequence[Column]) -> list[str]:
    lines = []
    if dropped:
        names = ", ".join(column.heading.replace("\n", " ") for column in dropped)
        lines.append(f"Not shown, for want of width: {names}. Files hold all columns.")
    if grid.rows_left_out:
        lines.append(f"Not shown: {grid.rows_left_out:,} more rows. Files hold all rows.")
    return lines
