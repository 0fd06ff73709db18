"""COUNTS of areas → COUNTS of the larger areas that a crosswalk puts them into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from equitygap.ages.grids import Table, as_arrow, like
from equitygap.errors import DataError, UsageError
from equitygap.names import normalised
from equitygap.pooling.adding import added_up, noted

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: Published shares are rounded, so that those of a source may add up to a little more than 1.
_ROUNDED: Final = 1e-6


@dataclass(frozen=True)
class PooledAreas(Generic[Table]):
    """Counts of the larger areas, the areas that the crosswalk does not know, and those without counts."""

    counts: Table
    unmatched: tuple[str, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class Crosswalk:
    """Which share of each source goes into which area: three columns as arrays over the entries."""

    source: NDArray[np.object_]
    into: NDArray[np.object_]
    share: Floats

    def entries_of(self, keys: list[str]) -> tuple[Indices, Indices]:
        """Return (which of the keys, which entry) for every entry of a key, keys in their order."""
        entries: dict[str, list[int]] = {}
        for i, source in enumerate(self.source):
            entries.setdefault(source, []).append(i)
        pairs = [(i, entry) for i, key in enumerate(keys) for entry in entries.get(key, [])]
        both = np.array(pairs, dtype=np.intp).reshape(-1, 2)
        return both[:, 0], both[:, 1]


def read_crosswalk(crosswalk: pd.DataFrame | pa.Table, by: str) -> Crosswalk:
    """Return a crosswalk from a table of `by`, `into` and, where not everything goes, `share`.

    Raises UsageError for a missing column, an entry given twice, or shares of a source that exceed 1.
    """
    table = as_arrow(crosswalk)
    missing = {by, "into"} - set(table.column_names)
    if missing:
        raise UsageError(f"crosswalk needs the columns {by} and into, but lacks {', '.join(sorted(missing))}")
    source = np.array([_key(text, by) for text in table[by].to_pylist()], dtype=object)
    into = np.array(table["into"].to_pylist(), dtype=object)
    has_share = "share" in table.column_names
    share = table["share"].to_numpy().astype(float) if has_share else np.ones(len(source))
    if len(set(zip(source, into, strict=True))) < len(source):
        raise UsageError(f"crosswalk has an entry of {by} and into more than once")
    total: dict[str, float] = {}
    for name, part in zip(source, share, strict=True):
        total[name] = total.get(name, 0.0) + part
    wrong = [name for name, value in total.items() if not 0 < value <= 1 + _ROUNDED]
    if wrong:
        raise UsageError(
            f"crosswalk: the shares of {wrong[0]} add up to {total[wrong[0]]:g}, not to 1 or less"
        )
    return Crosswalk(source, into, share)


def _key(text: str, by: str) -> str:
    return normalised(text) if by == "area" else text


def pool_areas(counts: Table, crosswalk: pd.DataFrame | pa.Table, *, by: str = "area") -> PooledAreas[Table]:
    """Return counts of larger areas: each source's deaths and person-years times its share, added.

    `crosswalk` has `by` (`area`, matched by name, or `code`, matched exactly), `into` and optionally
    `share`; a source may go into several areas. A larger area that lacks some of its sources in a period is
    noted `areas_missing`. `group`, period, age and cause are kept apart; `code` is dropped, being the
    sources'.
    """
    table = as_arrow(counts)
    if by not in table.column_names:
        raise UsageError(f"by: the counts have no column {by}")
    entries = read_crosswalk(crosswalk, by)
    encoded = pc.dictionary_encode(table[by].combine_chunks().cast(pa.string()))
    names = encoded.dictionary.to_pylist()
    key, entry = entries.entries_of([_key(name, by) for name in names])
    matched = np.bincount(key, minlength=len(names))
    unmatched = tuple(name for name, count in zip(names, matched, strict=True) if not count)
    if not len(key):
        raise DataError(f"crosswalk: none of the {len(names)} areas of the counts is in it")
    absent = sorted(set(entries.source) - {_key(name, by) for name in names})
    rows, which = _expanded(encoded.indices.to_numpy(), entry, matched)
    spread = _spread(table.take(pa.array(rows)), entries, which)
    added, together = added_up(spread)
    members = dict(zip(*np.unique(entries.into, return_counts=True), strict=True))
    expected = np.array([members[name] for name in added["area"].to_pylist()])
    remarks = {"pooled_areas": expected > 1, "areas_missing": together < expected}
    return PooledAreas(like(counts, noted(added, remarks)), unmatched, tuple(absent))


def _expanded(code: Indices, entry: Indices, matched: Indices) -> tuple[Indices, Indices]:
    """Return the rows of the counts, repeated for each entry of their area, and those entries."""
    times = matched[code]
    rows = np.repeat(np.arange(len(code)), times)
    first = np.cumsum(matched) - matched
    within = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)
    return rows, entry[first[code[rows]] + within]


def _spread(table: pa.Table, entries: Crosswalk, which: Indices) -> pa.Table:
    columns: dict[str, Any] = {name: table[name] for name in table.column_names if name != "code"}
    columns["area"] = pa.array(entries.into[which], pa.string())
    share = pa.array(entries.share[which])
    for name in ("deaths", "population", "population_standard_error"):
        if name in columns:
            columns[name] = pc.multiply(columns[name].cast(pa.float64()), share)
    return pa.table(columns)
