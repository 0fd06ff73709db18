"""A page read back: its figures, its elements and what a reader sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Shown:
    """A number of the page, and where it says that it comes from."""

    table: str
    row: int
    column: str
    value: str
    text: str = ""


@dataclass
class Read(HTMLParser):
    """What stands in a page."""

    figures: list[Shown] = field(default_factory=list)
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._table = ""
        self._inside: list[str] = []
        self._figure: Shown | None = None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.elements.append((tag, found))
        if tag == "table":
            self._table = found.get("data-table") or ""
        if "data-value" in found:
            self._figure = Shown(
                self._table, int(found["data-row"]), found["data-column"], found["data-value"]
            )
            self.figures.append(self._figure)
        if tag in ("script", "style"):
            self._inside.append(tag)
            self.scripts.append("")

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self._inside.pop()
        if tag == "span":
            self._figure = None

    def handle_data(self, data):
        if self._inside:
            self.scripts[-1] += data
            return
        self.words.append(data)
        if self._figure:
            self._figure.text += data


def read(text: str) -> Read:
    """Read a page."""
    found = Read()
    found.feed(text)
    found.close()
    return found
