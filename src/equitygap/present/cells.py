"""One cell as people read it: a literal table of ways to show the columns of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Final

from equitygap.present.sparkline import BLOCKS, sparkline
from equitygap.present.text import (
    chance,
    decimals_for,
    missing,
    percent,
    printable,
    rounded,
    shortest,
    signed,
    significant,
    words_of,
)
from equitygap.words import FLAGS

#: Who is compared: metric, benchmark, focus, and the group (empty where there is none).
Comparison = tuple[str, str, str, str]
Row = Mapping[str, object]

#: What stands for a number that is not there; the notes say why.
ABSENT: Final = "-"


@dataclass(frozen=True)
class Aids:
    """What a cell needs besides its row; `ramp` and `encoding` are what the screen can carry."""

    series: Mapping[Comparison, Sequence[float | None]] = field(default_factory=dict)
    footnotes: Mapping[str, int] = field(default_factory=dict)
    decimals: Mapping[object, int] = field(default_factory=dict)
    ramp: str = BLOCKS
    encoding: str = "utf-8"

    def decimals_of(self, row: Row) -> int:
        """The decimals of the row's metric: one for all its figures, so that a column reads evenly."""
        return self.decimals.get(row.get("metric"), 1)


Show = Callable[[Row, Sequence[str], Aids], str]


def comparison_of(row: Row) -> Comparison:
    """Return who is compared in a row of GAPS, PATH or TRAJECTORY."""
    metric, benchmark, focus = (str(row[name]) for name in ("metric", "benchmark", "focus"))
    group = row.get("group")
    return metric, benchmark, focus, "" if missing(group) else str(group)


def known_flags(value: object) -> list[str]:
    """Return the words of a `flags` or `note` cell, if all of them are fixed ones; else nothing."""
    words = value.split() if isinstance(value, str) else []
    return words if all(word in FLAGS for word in words) else []


def _plain(row: Row, columns: Sequence[str], aids: Aids) -> str:
    value = row.get(columns[0])
    return "" if missing(value) else printable(str(value), aids.encoding)


def _word(row: Row, columns: Sequence[str], aids: Aids) -> str:
    return words_of(_plain(row, columns, aids))


def _number(how: Callable[[float], str]) -> Show:
    return lambda row, columns, aids: _figure(row, columns[0], how)


def _figure(row: Row, column: str, how: Callable[[float], str]) -> str:
    value = row.get(column)
    return how(float(value)) if isinstance(value, (int, float)) and not missing(value) else ABSENT


def _value(row: Row, columns: Sequence[str], aids: Aids) -> str:
    return _figure(row, columns[0], lambda number: rounded(number, aids.decimals_of(row)))


def _change(row: Row, columns: Sequence[str], aids: Aids) -> str:
    return _figure(row, columns[0], lambda number: signed(number, aids.decimals_of(row) + 1))


def _interval(of_one: Show) -> Show:
    def show(row: Row, columns: Sequence[str], aids: Aids) -> str:
        value, lower, upper = (of_one(row, (name,), aids) for name in columns)
        return value if lower == upper == ABSENT else f"{value} ({lower} to {upper})"

    return show


def _period(row: Row, columns: Sequence[str], aids: Aids) -> str:
    start, end = (_figure(row, name, shortest) for name in columns)
    return start if start == end else f"{start}-{end}"


def _year_if_any(row: Row, columns: Sequence[str], aids: Aids) -> str:
    return "" if missing(row.get(columns[0])) else _figure(row, columns[0], shortest)


def _status(row: Row, columns: Sequence[str], aids: Aids) -> str:
    # A gap that closes because the benchmark gets worse must never read as success.
    down = "levelling_down" in known_flags(row.get(columns[1]))
    return _word(row, columns, aids) + (" (levelling down)" if down else "")


def _notes(row: Row, columns: Sequence[str], aids: Aids) -> str:
    flags = known_flags(row.get(columns[0]))
    numbers = sorted(aids.footnotes[flag] for flag in flags)
    return " ".join(map(str, numbers)) if flags else _plain(row, columns, aids)


def _metric(row: Row, columns: Sequence[str], aids: Aids) -> str:
    """Show a metric by its label, and what of it the row is about where that is not the value itself."""
    metric, label, quantity, benchmark = (_plain(row, (name,), aids) for name in columns)
    about = {"gap": f": gap to {benchmark}", "total": ": total"}.get(quantity, "")
    return (label or words_of(metric)) + about


def _spark(row: Row, columns: Sequence[str], aids: Aids) -> str:
    return sparkline(aids.series.get(comparison_of(row), ()), ramp=aids.ramp)


#: How one figure of each kind is shown.
FIGURES: Final[Mapping[str, Show]] = {
    "interval": _value,
    "value": _value,
    "change": _change,
    "change_interval": _change,
    "percent_interval": _number(percent),
    "estimate": _number(significant),
    "small": _number(significant),
    "percent": _number(percent),
    "of_100": _number(lambda number: percent(number / 100)),
    "chance": _number(chance),
    "year": _number(shortest),
    "year_if_any": _year_if_any,
    "count": _number(lambda number: rounded(number, 0)),
}

#: Figures with their limits, which a narrow screen shows below each other.
INTERVALS: Final = {"interval", "estimate", "change_interval", "percent_interval"}
NUMERIC: Final = set(FIGURES)

SHOW: Final[Mapping[str, Show]] = {
    "text": _plain,
    "heading": _plain,
    "metric": _metric,
    "word": _word,
    "severity": _word,
    "status": _status,
    "notes": _notes,
    "spark": _spark,
    "period": _period,
    **{kind: _interval(one) if kind in INTERVALS else one for kind, one in FIGURES.items()},
}


def footnotes_of(rows: Iterable[Row]) -> dict[str, int]:
    """Number the flags that occur in `flags` and `note`, in order of appearance, from 1."""
    found = (flag for row in rows for name in ("flags", "note") for flag in known_flags(row.get(name)))
    return {flag: number for number, flag in enumerate(dict.fromkeys(found), start=1)}


def decimals_by_metric(rows: Iterable[Row], columns: Sequence[str]) -> dict[object, int]:
    """Return the decimals for each metric, from the largest figure in `columns`."""
    largest: dict[object, float] = {}
    for row in rows:
        sizes = (abs(v) for name in columns if isinstance(v := row.get(name), float) and isfinite(v))
        metric = row.get("metric")
        largest[metric] = max(largest.get(metric, 0.0), max(sizes, default=0.0))
    return {metric: decimals_for(size) for metric, size in largest.items()}
