"""A table as GitHub Markdown, for issues, reports and pull requests."""

from __future__ import annotations

import re
from typing import Final

from equitygap.present.grid import Grid

#: An underscore inside a word is left alone, so that `life_expectancy` stays readable.
MARKUP: Final = re.compile(r"[\\`*\[\]|~#$]|(?<!\w)_|_(?!\w)")
_STARTS_A_BLOCK: Final = re.compile(r"^(\d*)([+\-.)])")


def markdown(grid: Grid) -> str:
    """Return the table as Markdown, followed by its footnotes and sentences.

    Names from files are escaped: a pipe does not end a cell, and a tag or a link does nothing.
    """
    parts = [escaped(grid.title), _table(grid), _bullets(grid.footnotes), _bullets(grid.sentences)]
    if grid.rows_left_out:
        parts.append(f"{grid.rows_left_out:,} more rows are not shown.")
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    r"""Return `text` so that Markdown shows it as it is.

    >>> print(escaped("<b>West|Side</b>"))
    &lt;b&gt;West\|Side&lt;/b&gt;
    """
    entities = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return MARKUP.sub(lambda found: "\\" + found[0], entities)


def line(text: str) -> str:
    r"""Return `text` so that it is a paragraph or the text of a bullet, and does not begin a list or a rule.

    >>> print(line("- not a bullet"))
    \- not a bullet
    """
    return _STARTS_A_BLOCK.sub(r"\1\\\2", escaped(text))


def _table(grid: Grid) -> str:
    rules = ["---:" if column.numeric else "---" for column in grid.columns]
    lines = [[escaped(column.heading.replace("\n", " ")) for column in grid.columns], rules]
    lines += [[escaped(cell) for cell in row] for row in zip(*(c.cells for c in grid.columns), strict=True)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _bullets(lines: tuple[str, ...]) -> str:
    return "\n".join(f"- {line(text)}" for text in lines)
