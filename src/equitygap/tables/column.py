"""What a column is, and the columns that many tables share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Column:
    """A column: its name, what it holds, whether an input may lack it, and one line of meaning."""

    name: str
    kind: str  # text | number | year | integer
    meaning: str
    optional: bool = False


def columns(*rows: tuple[str, str, str]) -> tuple[Column, ...]:
    """Build columns from rows; a name in brackets is one that an input may lack."""
    return tuple(
        Column(name.strip("[]"), kind, meaning, name.startswith("[")) for name, kind, meaning in rows
    )


PLACE: Final = (
    ("area", "text", "name of the area, kept as given"),
    ("[code]", "text", "official code of the area"),
    ("[group]", "text", "stratum: sex, race, country …"),
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
)
COMPARISON: Final = (
    ("metric", "text", "what is measured"),
    ("benchmark", "text", "the area compared with"),
    ("focus", "text", "the area, or the pool of areas, that the promise is about"),
    ("[group]", "text", "stratum"),
)
INTERVAL: Final = (
    ("standard_error", "number", "standard error of the estimate"),
    ("lower", "number", "lower confidence limit"),
    ("upper", "number", "upper confidence limit"),
)
NOTE: Final = ("note", "text", "why a figure is missing or special")
