"""A table on a terminal: coloured where that is welcome, and never wider than the screen."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TextIO

from equitygap.present.fitting import Fitted, fitting, fitting_rows, is_rigid, most, widths
from equitygap.present.grid import Column, Grid
from equitygap.present.outline import INDENT, Outline, outline, part, sections
from equitygap.present.text import can_carry

if TYPE_CHECKING:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

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
    "no target": "cyan",
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
    laid = outline(grid.columns)
    fitted = (fitting_rows if laid.headings else fitting)(laid.columns, width)
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
    _print_table(console, laid, fitted, screen)
    below = [*grid.footnotes, *_left_out(grid, fitted.dropped)]
    _print(console, below, style="dim")
    _print(console, grid.sentences, before=bool(below or laid.headings))
    return "".join(line.rstrip() + "\n" for line in sink.getvalue().splitlines())


def _print(
    console: Console, lines: Sequence[str], *, style: str = "", before: bool = False, indent: int = 0
) -> None:
    from rich.text import Text

    margin = " " * indent
    for number, line in enumerate(line for line in lines if line):
        if before and number == 0:
            console.print()
        first, *others = Text(line, style=style).wrap(console, max(console.width - 2 - indent, 1))
        console.print(Text(margin).append_text(first))
        for other in others:
            console.print(Text(f"{margin}  ").append_text(other))


def _print_table(console: Console, laid: Outline, fitted: Fitted, screen: Screen) -> None:
    if not laid.headings:
        console.print(_rich_table(fitted.columns, screen, stacked=fitted.stacked))
        return
    fixed = widths(fitted.columns, console.width)
    head = [replace(column, cells=()) for column in fitted.columns]
    console.print(_rich_table(head, screen, fixed=fixed))
    for section in sections(laid.headings, len(laid.columns[0].cells)):
        for depth, text in section.headings:
            outer = depth == 0
            _print(
                console,
                [text],
                style="bold" if outer else "",
                before=outer and section.first > 0,
                indent=INDENT * depth,
            )
        rows = part(fitted.columns, section)
        console.print(_rich_table(rows, screen, fixed=fixed, headed=False))


def _rich_table(
    columns: Sequence[Column],
    screen: Screen,
    *,
    stacked: bool = False,
    fixed: Sequence[int] = (),
    headed: bool = True,
) -> Table:
    """Return the columns as a table; `fixed` widths keep the parts of one table in line."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    rule = (
        box.SIMPLE_HEAD
        if can_carry(screen.encoding, "─")
        else box.Box(str(box.SIMPLE_HEAD).replace("─", "-"))
    )
    table = Table(
        box=rule,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
        show_header=headed,
    )
    for place, column in enumerate(columns):
        # A number that is cut short must show it; text is folded and never cut.
        table.add_column(
            column.heading,
            justify="right" if column.numeric else "left",
            no_wrap=is_rigid(column),
            overflow="ellipsis" if column.numeric else "fold",
            max_width=most(column) if stacked else None,
            width=fixed[place] if fixed else None,
        )
    for row in zip(*(column.cells for column in columns), strict=True):
        cells = (Text(cell, style=_style(cell, column)) for cell, column in zip(row, columns, strict=True))
        table.add_row(*(_indented(cell) if fixed else cell for cell in cells))
    return table


def _indented(cell: Text) -> Padding | Text:
    """Return a cell whose lines all begin where its first one does."""
    from rich.padding import Padding

    blanks = len(cell.plain) - len(cell.plain.lstrip(" "))
    return Padding(cell[blanks:], (0, 0, 0, blanks)) if 0 < blanks < len(cell.plain) else cell


def _style(cell: str, column: Column) -> str:
    """Levelling down is never shown in the colour of success."""
    if column.show not in {"status", "severity"}:
        return ""
    return "yellow" if "levelling down" in cell else STYLES.get(cell.split(" (")[0], "")


def _left_out(grid: Grid, dropped: Sequence[Column]) -> list[str]:
    lines = []
    if dropped:
        names = ", ".join(column.heading.replace("\n", " ") for column in dropped)
        lines.append(f"Not shown, for want of width: {names}. Files hold all columns.")
    if grid.rows_left_out:
        lines.append(f"Not shown: {grid.rows_left_out:,} more rows. Files hold all rows.")
    return lines
