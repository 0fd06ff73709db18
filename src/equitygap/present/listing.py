"""Lists of names with their meanings, for `equitygap list`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TextIO

from equitygap.errors import UsageError
from equitygap.present.files import format_of, put
from equitygap.present.grid import Column, Grid
from equitygap.present.markdown import markdown
from equitygap.present.records import csv_line, json_objects
from equitygap.present.terminal import drawn, screen_of
from equitygap.present.text import printable

_HEADER: Final = ("name", "meaning")


def listing(words: Mapping[str, str], *, format: str = "auto", stream: TextIO | None = None) -> None:
    """Write names with their meanings to `stream`, as `files.write` does a table.

    `words` is a table of `equitygap.words`. Raises UsageError for Parquet, which a listing does not come in.
    """
    chosen, screen = format_of(format, None, stream), screen_of(stream)
    if chosen == "table":
        put(stream, [drawn(_grid(words, screen.encoding), screen).encode(screen.encoding, "replace")])
    elif chosen == "markdown":
        put(stream, [markdown(_grid(words, "utf-8")).encode()])
    elif chosen in _TEXT:
        put(stream, [_TEXT[chosen](words).encode()])
    else:
        raise UsageError(
            f"a listing is not written as {chosen}; choose table, markdown or {', '.join(_TEXT)}"
        )


def _csv(words: Mapping[str, str]) -> str:
    return csv_line(_HEADER) + "".join(csv_line(item) for item in words.items())


def _jsonl(words: Mapping[str, str]) -> str:
    return "".join(f"{one}\n" for one in json_objects(_HEADER, words.items()))


def _json(words: Mapping[str, str]) -> str:
    return "[\n" + ",\n".join(json_objects(_HEADER, words.items())) + "\n]\n"


_TEXT: Final = {"csv": _csv, "json": _json, "jsonl": _jsonl}


def _grid(words: Mapping[str, str], encoding: str) -> Grid:
    names, meanings = (tuple(printable(text, encoding) for text in side) for side in (words, words.values()))
    columns = (Column("Name", names, "text", 0), Column("Meaning", meanings, "text", 0))
    return Grid(title="", columns=columns, footnotes=(), sentences=(), rows_left_out=0)
