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
    status_words,
    words_of,
)
from equitygap.units import unit_of, unit_of_gaps
from equitygap.words import FLAGS, SCHEMES

#: Who is compared: metric, benchmark, focus, and the group (empty where there is none).
Comparison = tuple[str, str, str, str]
Row = Mapping[str, object]

#: What stands for a number that is not there; the notes say why.
ABSENT: Final = "-"

#: Flags that a status says already.
_SAID_BY_STATUS: Final = {"informational": "no_target"}

#: Units of which there is no half.
_WHOLE: Final = {"dollars", "count", "rank"}

#: Units that say nothing beside a metric's name.
_UNSAID: Final = {"", "count", "rank", "index", "score"}


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


def flags_of(row: Row, name: str) -> list[str]:
    """Return the flags in a `flags` or `note` cell, without what the status beside them says already."""
    said = _SAID_BY_STATUS.get(str(row.get("status")))
    return [flag for flag in known_flags(row.get(name)) if flag != said]


def standing(row: Row, status: str = "status", flags: str = "flags") -> str:
    """Return the status of a row in words; what closes by levelling down says so.

    >>> standing({"status": "met", "flags": "levelling_down"})
    'met (levelling down)'
    """
    # A gap that closes because the benchmark gets worse must never read as success.
    down = " (levelling down)" if "levelling_down" in known_flags(row.get(flags)) else ""
    return status_words("" if missing(row.get(status)) else str(row[status])) + down


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


def _period_if_any(row: Row, columns: Sequence[str], aids: Aids) -> str:
    """Show a period, or the year where there is only that; nothing where there is neither."""
    year, start, end = columns
    if missing(row.get(start)):
        return _if_any(_number(shortest))(row, (year,), aids)
    return _period(row, (start, end), aids)


def _if_any(how: Show) -> Show:
    return lambda row, columns, aids: "" if missing(row.get(columns[0])) else how(row, columns, aids)


def _status(row: Row, columns: Sequence[str], aids: Aids) -> str:
    """Show a status, with the word of the published scheme that gave it."""
    status, flags, *scheme = columns
    words = printable(standing(row, status, flags), aids.encoding)
    return words + (_by_scheme(row, scheme, aids) if scheme else "")


def _by_scheme(row: Row, columns: Sequence[str], aids: Aids) -> str:
    scheme, own = (_plain(row, (name,), aids) for name in columns)
    if scheme not in SCHEMES or scheme == "probability" or not own:
        return ""
    return f" ({scheme})" if own == row.get("status") else f" ({scheme}: {words_of(own)})"


def _notes(row: Row, columns: Sequence[str], aids: Aids) -> str:
    if not known_flags(row.get(columns[0])):
        return _plain(row, columns, aids)
    return " ".join(map(str, sorted(aids.footnotes[flag] for flag in flags_of(row, columns[0]))))


def _metric(row: Row, columns: Sequence[str], aids: Aids) -> str:
    """Show a metric by its label and unit, with the total or gap that its rows show, or whom they compare."""
    metric, label, quantity, benchmark, _, unit = (_plain(row, (name,), aids) for name in columns)
    figure = _if_any(_value)(row, (columns[4],), aids)
    name, said = label or words_of(metric), "" if unit in _UNSAID else f", {unit}"
    if quantity == "gap":
        # The benchmark's figure is a level, and has the metric's unit; what the row shows is a difference.
        mark = " %" if unit_of_gaps(unit) != unit else ""
        own = f" ({figure}{mark})" if figure else ""
        return f"{name}{said and ', ' + unit_of_gaps(unit)}: gap to {benchmark}{own}"
    beside = f"; {benchmark}: {figure}" if benchmark and figure else ""
    return f"{name}{said}{': total' if quantity == 'total' else beside}"


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
    "chance": _number(chance),
    "year": _number(shortest),
    "year_if_any": _if_any(_number(shortest)),
    "value_if_any": _if_any(_value),
    "of_100_if_any": _if_any(_number(lambda number: percent(number / 100))),
    "count": _number(lambda number: rounded(number, 0)),
}

#: Figures with their limits, which a narrow screen shows below each other.
INTERVALS: Final = {"interval", "estimate", "change_interval", "percent_interval"}
NUMERIC: Final = {*FIGURES, "period_if_any"}

#: Figures that may well be missing: their cells stay empty, and a column without any disappears.
IF_ANY: Final = {"year_if_any", "value_if_any", "of_100_if_any", "period_if_any"}

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
    "period_if_any": _period_if_any,
    **{kind: _interval(one) if kind in INTERVALS else one for kind, one in FIGURES.items()},
}


def footnotes_of(rows: Iterable[Row]) -> dict[str, int]:
    """Number the flags that occur in `flags` and `note`, in order of appearance, from 1."""
    found = (flag for row in rows for name in ("flags", "note") for flag in flags_of(row, name))
    return {flag: number for number, flag in enumerate(dict.fromkeys(found), start=1)}


def decimals_by_metric(rows: Iterable[Row], columns: Sequence[str]) -> dict[object, int]:
    """Return the decimals for each metric, from the figures in `columns`."""
    figures: dict[object, list[float]] = {}
    units: dict[object, object] = {}
    for row in rows:
        metric = row.get("metric")
        units[metric] = row.get("unit")
        values = (row.get(name) for name in columns)
        figures.setdefault(metric, []).extend(v for v in values if isinstance(v, float) and isfinite(v))
    return {metric: decimals_of_figures(found, units[metric]) for metric, found in figures.items()}


def decimals_of_figures(figures: Sequence[float], unit: object) -> int:
    """Return the decimals that figures of one metric share: none for what is counted, or given in whole ones.

    >>> decimals_of_figures([25865.4], "dollars"), decimals_of_figures([73.0, 92.0], "index")
    (0, 0)
    >>> decimals_of_figures([12.6, 11.0], "years"), decimals_of_figures([12.0], None)
    (1, 1)
    """
    if isinstance(unit, str) and unit:
        known = unit_of(unit)
        if (known.name if known else unit.split()[0]) in _WHOLE or all(v.is_integer() for v in figures):
            return 0
    return decimals_for(max(map(abs, figures), default=0.0))
