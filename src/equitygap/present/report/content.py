"""What a page says, before it is HTML or Markdown: sections of sentences, tables and pictures.

Text is as it came, never escaped and never marked up: the renderings see to that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from equitygap.present.charts import Chart


@dataclass(frozen=True)
class Figure:
    """A number as people read it, and where it stands in full: the row and column of the section's table."""

    text: str
    row: int
    column: str
    value: float | int


@dataclass(frozen=True)
class Note:
    """The number of a note, which the list of notes explains."""

    number: int
    word: str


@dataclass(frozen=True)
class Verdict:
    """A status in words. `status` is its fixed word, or `levelling_down`, which no success may look like."""

    status: str
    words: str


@dataclass(frozen=True)
class Cell:
    """A cell: pieces of text and figures; `status` is that of a verdict where the cell shows one."""

    pieces: tuple[str | Figure | Note, ...]
    status: str = ""

    @property
    def text(self) -> str:
        """The cell as plain text."""
        return "".join(_text(piece) for piece in self.pieces)


def _text(piece: str | Figure | Note) -> str:
    if isinstance(piece, Note):
        return str(piece.number)
    return piece if isinstance(piece, str) else piece.text


@dataclass(frozen=True)
class Heading:
    """A column's heading."""

    text: str
    numeric: bool = False


@dataclass(frozen=True)
class Row:
    """A row; the first cell is its heading. `area` is what it is about, empty where that is no area."""

    cells: tuple[Cell, ...]
    area: str = ""


@dataclass(frozen=True)
class Table:
    """A table; `name` is the table whose figures it shows, `folded` one that is opened on demand."""

    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    name: str = ""
    left_out: int = 0
    folded: bool = False
    kind: ClassVar[str] = "table"


@dataclass(frozen=True)
class Text:
    """A paragraph; a `quiet` one explains, a `strong` one answers."""

    text: str
    tone: str = ""
    kind: ClassVar[str] = "text"


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]
    kind: ClassVar[str] = "bullets"


@dataclass(frozen=True)
class Facts:
    """Terms, each with what is to be said of it."""

    pairs: tuple[tuple[str, str], ...]
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True)
class Notes:
    """The numbered notes: number, word, meaning, and where it stands."""

    entries: tuple[tuple[int, str, str, str], ...]
    kind: ClassVar[str] = "notes"


@dataclass(frozen=True)
class Picture:
    """A chart with the text that stands in for it."""

    chart: Chart
    kind: ClassVar[str] = "picture"


@dataclass(frozen=True)
class Part:
    """A part of a section under a heading of its own, such as one comparison."""

    title: str
    blocks: tuple[Block, ...]
    area: str = ""
    verdict: Verdict | None = None
    kind: ClassVar[str] = "part"


Block = Table | Text | Bullets | Facts | Notes | Picture | Part


@dataclass(frozen=True)
class Section:
    """A section; `anchor` is its address within the page."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Count:
    """How many comparisons have a verdict."""

    verdict: Verdict
    number: int


@dataclass(frozen=True)
class Page:
    """The whole page. `answer` comes first; `tally` counts the comparisons by status."""

    title: str
    answer: tuple[str, ...]
    status: str
    tally: tuple[Count, ...]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    areas: tuple[str, ...]
    version: str

    def pictures(self) -> list[Chart]:
        """Return every chart of the page, in its order."""
        return [chart for section in self.sections for chart in _charts(section.blocks)]


def _charts(blocks: Sequence[Block]) -> list[Chart]:
    found: list[Chart] = []
    for block in blocks:
        if isinstance(block, Picture):
            found.append(block.chart)
        elif isinstance(block, Part):
            found += _charts(block.blocks)
    return found
