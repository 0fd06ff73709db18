"""YAML as text with positions: scalars stay as they were written, and every value knows its place.

YAML's own typing turns the tract `01001020100` into 134488128 and the country `NO` into False, and of a key
that is given twice the last wins in silence. So the document is built here from the parser's events: scalars
stay text (only an unquoted `~`, `null` or nothing is None), and what a config has no use for is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml
from yaml.reader import Reader

from equitygap.config.places import Place, Problem, Source, Where, printable
from equitygap.errors import ConfigError

#: Nothing, text, a list or a mapping of these.
Tree = str | None | list["Tree"] | dict[str, "Tree"]

#: Nobody writes this many names by hand. Aliases count with all that they stand for.
LARGEST_DOCUMENT: Final = 100_000
LARGEST_FILE: Final = 10_000_000
#: Below Python's and libyaml's recursion limits, far above what the fields need.
DEEPEST_NESTING: Final = 50

_NULLS: Final = {"", "~", "null", "Null", "NULL"}
_PLAIN_TAGS: Final = {"!"} | {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}
#: YAML breaks lines at these; `str.splitlines` would also break at others, and lines would be miscounted.
_LINE_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """A YAML file: its content as text, where everything stands, and what is wrong with it so far."""

    tree: Tree
    source: Source
    problems: list[Problem]


def read(path: Path) -> Document:
    """Read a YAML file; raises ConfigError where not even a tree can be built (no file, no YAML, a bomb)."""
    text = _text(path)
    source = Source(str(path), _LINE_BREAK.split(text))
    try:
        return _Builder(text, source).document()
    except _Unreadable as error:
        raise ConfigError(source.render(error.problem)) from None
    except yaml.MarkedYAMLError as error:
        raise ConfigError(source.render(_syntax_problem(error))) from None


def _text(path: Path) -> str:
    name = printable(str(path))
    try:
        if path.is_dir():
            raise ConfigError(f"{name}: is a folder, expected a YAML file")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise ConfigError(f"{name}: no such file") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ConfigError(f"{name}: cannot be read: {reason}") from None
    if len(content) > LARGEST_FILE:
        raise ConfigError(f"{name}: larger than {LARGEST_FILE:,} bytes, so it cannot be a config")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        found = f"byte 0x{content[error.start]:02x}"
        raise ConfigError(f"{name}:{line}:{column}: found {found}, expected text in UTF-8") from None


class _Unreadable(Exception):
    def __init__(self, message: str, place: Place | None = None) -> None:
        self.problem = Problem(message, place=place)


def _syntax_problem(error: yaml.MarkedYAMLError) -> Problem:
    parts = [part for part in (error.problem, error.context) if part]
    mark = error.problem_mark or error.context_mark
    return Problem(f"not valid YAML: {', '.join(parts)}", place=_place(mark) if mark else None)


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1)


@dataclass
class _Builder:
    text: str
    source: Source
    problems: list[Problem] = field(default_factory=list)
    anchors: dict[str, tuple[Tree, int]] = field(default_factory=dict)
    size: int = 0

    def document(self) -> Document:
        unprintable = Reader.NON_PRINTABLE.search(self.text)
        if unprintable:
            lines = _LINE_BREAK.split(self.text[: unprintable.start()])
            place = Place(len(lines), len(lines[-1]) + 1)
            raise _Unreadable(f"found the control character {unprintable[0]!r}", place)
        self.events: Iterator[Any] = yaml.parse(self.text, Loader=_Loader)
        next(self.events)  # the start of the stream
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise _Unreadable("the file is empty, expected a config")
        tree = self.node(next(self.events), (), 0)
        next(self.events)  # the end of the document
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _Unreadable("found a second document, expected one", _place(after.start_mark))
        return Document(tree, self.source, self.problems)

    def node(self, event: Any, path: Where, depth: int) -> Tree:
        place = _place(event.start_mark)
        self.source.values.setdefault(path, place)
        if depth > DEEPEST_NESTING:
            raise _Unreadable(f"nested more than {DEEPEST_NESTING} levels deep", place)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, place)
        before = self.size
        self.grow(1, place)
        self.refuse_tag(event, path, place)
        tree = self.content(event, path, depth)
        if event.anchor:
            self.anchors[event.anchor] = tree, self.size - before
        return tree

    def content(self, event: Any, path: Where, depth: int) -> Tree:
        if isinstance(event, yaml.ScalarEvent):
            is_plain = event.style in (None, "") and event.tag is None
            return None if is_plain and event.value in _NULLS else str(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            items = self.until(yaml.SequenceEndEvent)
            return [self.node(item, (*path, index), depth + 1) for index, item in enumerate(items)]
        return self.mapping(path, depth)

    def mapping(self, path: Where, depth: int) -> dict[str, Tree]:
        found: dict[str, Tree] = {}
        for event in self.until(yaml.MappingEndEvent):
            key = self.key(event, path)
            place = _place(event.start_mark)
            if key in found:
                first = self.source.keys[*path, key]
                message = f"the key {key!r} is given twice, first at {first.line}:{first.column}"
                self.problems.append(Problem(message, place=place))
                self.node(next(self.events), (*path, key), depth + 1)
                continue
            self.source.keys[*path, key] = place
            found[key] = self.node(next(self.events), (*path, key), depth + 1)
        return found

    def key(self, event: Any, path: Where) -> str:
        place = _place(event.start_mark)
        if not isinstance(event, yaml.ScalarEvent):
            raise _Unreadable("found a list, mapping or alias as a key, expected text", place)
        where = (*path, str(event.value))
        self.grow(1, place)
        self.refuse_tag(event, where, place)
        is_plain = event.style in (None, "")
        if is_plain and event.value in _NULLS:
            self.problems.append(Problem(f"found the key {event.value!r}, expected text", where, place))
        if is_plain and event.value == "<<":
            self.problems.append(Problem("merge keys (<<) are not used here", where, place))
        return str(event.value)

    def until(self, end: type[yaml.Event]) -> Iterator[Any]:
        while not isinstance(event := next(self.events), end):
            yield event

    def alias(self, event: yaml.AliasEvent, place: Place) -> Tree:
        if event.anchor not in self.anchors:
            raise _Unreadable(f"the alias '*{event.anchor}' has no complete anchor before it", place)
        tree, size = self.anchors[event.anchor]
        self.grow(size, place)
        return tree

    def grow(self, size: int, place: Place) -> None:
        self.size += size
        if self.size > LARGEST_DOCUMENT:
            raise _Unreadable(f"more than {LARGEST_DOCUMENT:,} values, aliases written out", place)

    def refuse_tag(self, event: Any, path: Where, place: Place) -> None:
        if event.tag is not None and event.tag not in _PLAIN_TAGS:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.problems.append(Problem(f"found the tag {tag!r}: tags are not used here", path, place))
