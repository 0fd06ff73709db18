"""Deaths by area, group, year, cause and band as arrays, and what was left out on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: What stands for a band or a cause that is not known.
UNKNOWN: Final = -1
KEYS: Final = ("area", "group", "start", "cause", "band")


@dataclass(frozen=True)
class Tally:
    """Deaths (N,) with numbers into `areas`, `groups` and `causes`, names in the order of their text.

    `start` is a year, `band` a place in the grid; a band or a cause of -1 is not known. `units` are deaths
    times `scale`, `records` those behind them, the same array where each is a death: whole numbers, unless
    unknown ages or causes are shared out. `once` are the units as well, but those of a year that is in
    several periods are divided among them, and so are its records.
    """

    areas: tuple[str, ...]
    groups: tuple[str, ...] | None
    causes: tuple[str, ...] | None
    area: Codes
    group: Codes
    start: Codes
    cause: Codes
    band: Codes
    units: Floats
    records: Floats
    scale: int = 1
    once: Floats | None = None

    @property
    def figures(self) -> dict[str, Floats]:
        """The columns that are added up, the same one once."""
        figures = {"units": self.units} | ({} if self.records is self.units else {"records": self.records})
        return figures | ({} if self.once is None else {"once": self.once})

    def take(self, rows: NDArray[Any]) -> Tally:
        """Return some of the rows, by their places or by a mask."""
        parts: dict[str, Any] = {name: getattr(self, name)[rows] for name in KEYS}
        parts |= {name: values[rows] for name, values in self.figures.items()}
        return replace(self, **{"records": parts["units"], **parts})

    def key(self, *names: str) -> Codes:
        """Return one number for each row that says what it is in all of the columns, ordered as they are."""
        return combined([getattr(self, name) for name in names])

    def added_up(self) -> Tally:
        """Return one row for each area, group, year, cause and band, in that order."""
        if not len(self.units):
            return self
        columns: list[Codes] = [getattr(self, name) for name in KEYS]
        key = combined(columns)
        add = _dense if key.max() < _ROOM * len(key) else _sorted
        there, sums = add(key, self.figures)
        parts: dict[str, Any] = {**dict(zip(KEYS, _apart(there, columns), strict=True)), **sums}
        return replace(self, **{"records": parts["units"], **parts})


#: Cells for each row up to which all of them are kept in memory: quicker than to sort the rows.
_ROOM: Final = 8


def _dense(key: Codes, figures: Mapping[str, Floats]) -> tuple[Codes, dict[str, Floats]]:
    """Add up figures by their keys in a place for every key that could be."""
    there = np.flatnonzero(np.bincount(key))
    sums: dict[str, Any] = {name: np.bincount(key, weights=values)[there] for name, values in figures.items()}
    return there, sums


def _sorted(key: Codes, figures: Mapping[str, Floats]) -> tuple[Codes, dict[str, Floats]]:
    """Add up figures by their keys, those with the same one next to each other."""
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.diff(key, prepend=key[0] - 1))
    return key[first], {name: np.add.reduceat(values[order], first) for name, values in figures.items()}


def _apart(key: Codes, columns: Sequence[Codes]) -> list[Codes]:
    """Take combined numbers apart again: cheaper than to fetch each column's rows in a new order."""
    out: list[Codes] = []
    if len(key) and key.max() < np.iinfo(np.int32).max:
        key = key.astype(np.int32)  # Division is slow, and that of small numbers less so.
    for values in reversed(columns):
        low, size = int(values.min()), int(values.max() - values.min()) + 1
        if size == 1:
            out.append(np.full(len(key), low, values.dtype))
            continue
        above = key // size
        out.append((key - above * size + low).astype(values.dtype, copy=False))
        key = above
    return out[::-1]


def distinct(values: Codes) -> tuple[int, ...]:
    """Return the numbers that occur among numbers near to one another, such as years."""
    if not len(values):
        return ()
    low = int(values.min())
    return tuple((np.flatnonzero(np.bincount(values - low)) + low).tolist())


def joined(tallies: Sequence[Tally]) -> Tally:
    """Return the rows of several tallies with the same names."""
    names = (*KEYS, "units", "records", *(["once"] if tallies[0].once is not None else []))
    parts: dict[str, Any] = {n: np.concatenate([getattr(one, n) for one in tallies]) for n in names}
    return replace(tallies[0], **parts)


def combined(columns: list[Codes]) -> Codes:
    """Return one number for each row of whole-number columns, in the order of the first, then the second …"""
    out = np.zeros(len(columns[0]), np.int64)
    for values in columns:
        low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
        if high > low:
            out *= high - low + 1
            out += values
            out -= low
    return out


@dataclass(frozen=True)
class Dropped:
    """How many records, and deaths, were not counted as they are: by reason and outcome."""

    counts: Mapping[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def plus(self, reason: str, outcome: str, rows: Tally) -> Dropped:
        """Return the same with the rows of a tally more."""
        units = rows.units if rows.once is None else rows.once
        records, deaths = float(rows.records.sum()), float(units.sum()) / rows.scale
        if not records and not deaths:
            return self
        before = self.counts.get((reason, outcome), (0.0, 0.0))
        return Dropped({**self.counts, (reason, outcome): (before[0] + records, before[1] + deaths)})

    def records(self, outcome: str = "dropped") -> int:
        """How many records had an outcome."""
        return sum(round(records) for (_, kind), (records, _) in self.counts.items() if kind == outcome)
