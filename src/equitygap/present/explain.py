"""Why a row is what it is: each column with its value and its rule, and the steps behind it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Final

from equitygap import tables, words
from equitygap.present.text import missing, printable

#: Columns whose value is a fixed word, or several; each is told with its meaning.
MEANINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "model": words.MODELS,
    "status": words.STATUSES,
    "scheme": words.SCHEMES,
    "mechanism": words.MECHANISMS,
    "reliability": words.RELIABILITIES,
    "flags": words.FLAGS,
}

_NAME_WIDTH: Final = 22
_VALUE_WIDTH: Final = 22


def explain(
    row: Mapping[str, object],
    details: Sequence[tuple[str, str]] = (),
    *,
    table: str = "trajectory",
    width: int = 100,
) -> str:
    """Return the columns of a row, one a line: name, value, rule; then the lines of `details`, (what, how).

    Numbers have six significant digits. A withheld value shows as `-`; the flags below it say why.
    """
    lines = [
        line for column in tables.ALL[table] if column.name in row for line in _column(column, row, width)
    ]
    if details:
        lines += ["", "How it came about"]
        lines += [line for what, how in details for line in _wrapped(_padded(what, _NAME_WIDTH), how, width)]
    return "\n".join(lines) + "\n"


def _column(column: tables.Column, row: Mapping[str, object], width: int) -> list[str]:
    value = row[column.name]
    if column.optional and missing(value):
        return []
    head = _padded(column.name, _NAME_WIDTH) + _padded(_shown(value), _VALUE_WIDTH)
    lines = _wrapped(head, column.meaning, width)
    known = _known_words(column.name, row)
    for word in str(value).split() if known and not missing(value) else ():
        lines += _wrapped(" " * 4, f"{word}: {known.get(word, 'not a fixed word')}", width)
    return lines


def _known_words(name: str, row: Mapping[str, object]) -> Mapping[str, str]:
    if name == "scheme_status":
        return words.SCHEME_WORDS.get(str(row.get("scheme")), words.STATUSES)
    return MEANINGS.get(name, {})


def _shown(value: object) -> str:
    if missing(value) or value == "":
        return "-"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _padded(text: str, width: int) -> str:
    shown = printable(text)
    return shown.ljust(width) if len(shown) < width else shown + "  "


def _wrapped(head: str, text: str, width: int) -> list[str]:
    indent = " " * min(len(head), _NAME_WIDTH + _VALUE_WIDTH)
    return textwrap.wrap(head + printable(text), width, subsequent_indent=indent, drop_whitespace=True)
