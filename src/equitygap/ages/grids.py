"""A COUNTS table as arrays: deaths and person-years of strata × ages, strata with the same age bands
together.

A stratum is an area, a group and a period. The table travels as Arrow; nothing here walks through rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from equitygap.ages.bands import Band, grid_problems, parse_band
from equitygap.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: Arrow or pandas: a stage returns the kind of table that it was given.
Table = TypeVar("Table", "pd.DataFrame", "pa.Table")

_KEYS: Final = ("area", "group", "start", "end")
_PASSED_ON: Final = ("area", "code", "group", "start", "end", "source", "vintage", "rank", "note")


@dataclass(frozen=True)
class Block:
    """Strata (S) that share a row of age bands (G): `stratum` (S,) numbers them, the arrays are (S, G).

    `population_standard_error` is 0 where none is given.
    """

    bands: tuple[Band, ...]
    stratum: Indices
    deaths: Floats
    population: Floats
    population_standard_error: Floats

    @property
    def lower(self) -> Floats:
        """Where each band starts, (G,)."""
        return np.array([band.lower for band in self.bands], dtype=float)

    @property
    def width(self) -> Floats:
        """Years in each band, (G,); the last is infinite."""
        return np.array([band.width for band in self.bands])

    def take(self, rows: NDArray[Any] | slice) -> Block:
        """Return the block of some of its strata, by number, by mask or by their places."""
        return Block(
            self.bands,
            self.stratum[rows],
            self.deaths[rows],
            self.population[rows],
            self.population_standard_error[rows],
        )

    def merge_from(self, first: int) -> Block:
        """Return the block with the bands from number `first` on merged into one open band."""
        error = self.population_standard_error
        merged = np.sqrt((error[:, first:] ** 2).sum(axis=1, keepdims=True))
        return Block(
            (*self.bands[:first], Band(self.bands[first].lower, np.inf)),
            self.stratum,
            np.column_stack([self.deaths[:, :first], self.deaths[:, first:].sum(axis=1)]),
            np.column_stack([self.population[:, :first], self.population[:, first:].sum(axis=1)]),
            np.column_stack([error[:, :first], merged]),
        )


@dataclass(frozen=True)
class ByAge:
    """The strata's own columns (`keys`, one row a stratum, in order of appearance) and their blocks."""

    keys: pa.Table
    blocks: tuple[Block, ...]


def as_arrow(table: pd.DataFrame | pa.Table) -> pa.Table:
    """Return the table as Arrow."""
    return table if isinstance(table, pa.Table) else pa.Table.from_pandas(table, preserve_index=False)


def like(given: Table, result: Any) -> Table:
    """Return `result` as the same kind of table as `given`."""
    same: Table = result if isinstance(given, pa.Table) else result.to_pandas()
    return same


def all_causes(table: pa.Table) -> pa.Table:
    """Return only the rows of all causes, those without a cause, where the table has any.

    Where it has none, all rows stay: then the causes of an area are to be added up.
    """
    if "cause" not in table.column_names or not table["cause"].null_count:
        return table
    return table.filter(pc.is_null(table["cause"])).drop_columns(["cause"])


def bands_of(age: Any) -> tuple[list[Band], Indices]:
    """Return the bands that occur in a column of labels, in order of age, and each row's number in them.

    Raises DataError for a label that is no age band.
    """
    codes, labels = _encoded(age.cast(pa.string()) if pa.types.is_integer(age.type) else age)
    try:
        parsed = [parse_band(label) for label in labels]
    except ValueError as error:
        raise DataError(f"counts: {error}") from None
    bands = sorted(set(parsed))
    number = {band: i for i, band in enumerate(bands)}
    return bands, np.array([number[band] for band in parsed], dtype=np.intp)[codes]


def by_age(counts: pd.DataFrame | pa.Table) -> ByAge:
    """Return the deaths and person-years of all causes by stratum and age.

    Where the table has causes, its rows without a cause are all causes; where it has none of those, causes
    are added up and the population is taken once. Raises DataError for a label that is no age band, for two
    rows of the same stratum and age, and for bands that have a gap or an overlap or no open end.
    """
    table = all_causes(as_arrow(counts))
    bands, band = bands_of(table["age"])
    stratum = _stratum(table)
    place = stratum * len(bands) + band
    if np.any(np.diff(place) < 0):
        order = np.argsort(place, kind="stable")
        table, place = table.take(pa.array(order)), place[order]
    columns = {name: _floats(table, name) for name in ("deaths", "population", "population_standard_error")}
    first = np.flatnonzero(np.diff(place, prepend=-1) != 0)
    if len(first) < len(place):
        table, place, columns = _added_up(table, place, columns, first)
    stratum, band = np.divmod(place, len(bands))
    starts = np.flatnonzero(np.diff(stratum, prepend=-1))
    keys = table.select([name for name in _PASSED_ON if name in table.column_names]).take(pa.array(starts))
    if "note" in keys.column_names and table["note"].null_count < len(table):
        keys = keys.set_column(keys.column_names.index("note"), "note", _notes(table["note"], starts))
    return ByAge(keys, tuple(_blocks(bands, band, starts, columns, keys)))


def _added_up(
    table: pa.Table, place: Indices, columns: dict[str, Floats], first: Indices
) -> tuple[pa.Table, Indices, dict[str, Floats]]:
    """Add up the causes of each stratum and age; without causes, two rows of one are a mistake."""
    if "cause" not in table.column_names:
        twice = np.flatnonzero(np.diff(place) == 0)[0]
        raise DataError(
            f"counts: area {table['area'][int(twice)]} has age {table['age'][int(twice)]} more than once; "
            "give each area, group, period and age one row"
        )
    added = {name: values[first] for name, values in columns.items()}
    added["deaths"] = np.add.reduceat(columns["deaths"], first)
    return table.take(pa.array(first)), place[first], added


def _stratum(table: pa.Table) -> Indices:
    """Number each row's area, group and period."""
    out = np.zeros(len(table), dtype=np.intp)
    for name in _KEYS:
        if name in table.column_names:
            codes, values = _encoded(table[name])
            out = out * len(values) + codes
    return out


def _encoded(column: Any) -> tuple[Indices, list[Any]]:
    """Return a column as numbers into its distinct values, in order of appearance; null is a value."""
    encoded = column.combine_chunks()
    if not pa.types.is_dictionary(encoded.type):
        encoded = pc.dictionary_encode(encoded, null_encoding="encode")
    elif encoded.null_count:
        encoded = pc.dictionary_encode(encoded.dictionary_decode(), null_encoding="encode")
    return encoded.indices.to_numpy().astype(np.intp), encoded.dictionary.to_pylist()


def _floats(table: pa.Table, name: str) -> Floats:
    if name not in table.column_names:
        return np.zeros(len(table))
    return np.asarray(table[name].cast(pa.float64()).to_numpy())


def _notes(note: Any, starts: Indices) -> Any:
    """Return what the rows of each stratum note, every remark once."""
    codes, remarks = _encoded(note)
    stratum = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(codes)))
    pairs = np.unique(stratum * len(remarks) + codes)
    of, which = np.divmod(pairs, len(remarks))
    first = np.flatnonzero(np.diff(of, prepend=-1))
    last = np.append(first[1:], len(pairs))
    out = pa.array(remarks, pa.string()).take(pa.array(which[first])).to_pylist()
    for place in np.flatnonzero(last - first > 1):
        words = [word for code in which[first[place] : last[place]] for word in (remarks[code] or "").split()]
        out[place] = " ".join(dict.fromkeys(words))
    return pa.array(out, pa.string())


def _blocks(
    bands: list[Band], band: Indices, starts: Indices, columns: dict[str, Floats], keys: pa.Table
) -> list[Block]:
    """Cut the sorted rows into blocks of strata with the same bands."""
    sizes = np.diff(starts, append=len(band))
    blocks = []
    for size in np.unique(sizes):
        stratum = np.flatnonzero(sizes == size)
        while len(stratum):
            rows = starts[stratum, None] + np.arange(size)
            grid = band[rows[0]]
            alike = np.all(band[rows] == grid, axis=1)
            here = tuple(bands[i] for i in grid)
            _check_grid(here, keys, int(stratum[0]))
            blocks.append(Block(here, stratum[alike], *(values[rows[alike]] for values in columns.values())))
            stratum = stratum[~alike]
    return blocks


def _check_grid(bands: tuple[Band, ...], keys: pa.Table, stratum: int) -> None:
    for _, message in grid_problems(bands):
        raise DataError(f"counts: area {keys['area'][stratum]}: {message}")
