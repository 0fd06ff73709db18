"""Where things stand in a config file, and how a problem there is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

#: The way from the top of the document to a value: `("comparisons", 0, "focus", 2)`.
Where = tuple[str | int, ...]

_WIDEST_SNIPPET: Final = 100


@dataclass(frozen=True)
class Place:
    """Line and column, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Problem:
    """What is wrong with the value at `where`, or with its key; `place` where it is neither's.

    `missing` names the keys, of which one is needed, where that is the problem.
    """

    message: str
    where: Where | None = None
    place: Place | None = None
    on_key: bool = False
    missing: tuple[str, ...] = ()

    def told(self) -> str:
        """Write the field's name in front of the message."""
        return f"{label(self.where)}: {self.message}" if self.where else self.message


@dataclass(frozen=True)
class Source:
    """A file's name and lines, and where its values and keys stand."""

    file: str
    lines: list[str]
    values: dict[Where, Place] = field(default_factory=dict)
    keys: dict[Where, Place] = field(default_factory=dict)

    def nearest(self, where: Where) -> Place | None:
        """Return the place of a value, or of the nearest one that holds it."""
        for end in range(len(where), -1, -1):
            if where[:end] in self.values:
                return self.values[where[:end]]
        return None

    def point(self, place: Place | None) -> str:
        """Write `file:line:column`, or the file alone."""
        file = printable(self.file)
        return f"{file}:{place.line}:{place.column}" if place else file

    def place_of(self, problem: Problem) -> Place | None:
        """Return where a problem is; where an unknown or repeated key is to blame, that key's place."""
        if problem.place or problem.where is None:
            return problem.place
        key = self.keys.get(problem.where) if problem.on_key else None
        return key or self.nearest(problem.where)

    def render(self, problem: Problem) -> str:
        """Write a problem with its place, the line it is in and a caret under it."""
        place = self.place_of(problem)
        told = f"{self.point(place)}: {problem.told()}"
        return f"{told}\n{self._snippet(place)}" if place and place.line <= len(self.lines) else told

    def render_all(self, problems: list[Problem]) -> str:
        """Write problems in the order in which they stand in the file."""
        placed = [(self.place_of(one), one) for one in problems]
        placed.sort(key=lambda pair: (pair[0].line, pair[0].column) if pair[0] else (0, 0))
        return "\n".join(self.render(one) for _, one in placed)

    def _snippet(self, place: Place) -> str:
        first = max(0, place.column - _WIDEST_SNIPPET * 3 // 4)
        line = printable(self.lines[place.line - 1][first : first + _WIDEST_SNIPPET].replace("\t", " "))
        gutter = " " * len(f"{place.line}")
        return f"  {place.line} | {line}\n  {gutter} | {' ' * (place.column - 1 - first)}^"


def label(where: Where) -> str:
    """Write a way as a reader would: `comparisons[0].focus[2]`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return printable("".join(parts).removeprefix("."))


def printable(text: str) -> str:
    """Replace what could move a terminal's cursor or change its colours."""
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )
