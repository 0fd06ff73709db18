"""Life tables as Arrow tables in the columns of LIFE_TABLES and ESTIMATES."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from equitygap import tables
from equitygap.ages.grids import ByAge
from equitygap.errors import UsageError
from equitygap.lifetable.estimate import Estimated
from equitygap.lifetable.notes import Bits, bit, in_words

Floats = NDArray[np.float64]


def metric_at(age: int) -> str:
    """Return the name of life expectancy at an age."""
    return "life_expectancy" if age == 0 else f"life_expectancy_{age}"


def estimates_table(split: ByAge, parts: Sequence[Estimated], at: Sequence[int]) -> pa.Table:
    """Return expectancies at the ages `at`, strata in the order of the counts and ages within them."""
    _check_ages(split, at)
    shape = (len(split.keys), len(at))
    columns = {name: np.full(shape, np.nan) for name in ("value", "standard_error", "lower", "upper")}
    notes = np.zeros(shape, dtype=np.uint32)
    population = np.empty(len(split.keys))
    for part in parts:
        population[part.stratum] = part.population
        starts = [band.lower for band in part.bands]
        for i, age in enumerate(at):
            if age not in starts:
                notes[part.stratum, i] = part.notes[:, 0] | bit("age_inside_band")
                continue
            x = starts.index(age)
            notes[part.stratum, i] = part.notes[:, x]
            for name, values in _expectancy(part).items():
                columns[name][part.stratum, i] = values[:, x]
    stratum = pa.array(np.repeat(np.arange(shape[0]), shape[1]))
    return _ordered(
        "estimates",
        {name: split.keys[name].take(stratum) for name in split.keys.column_names}
        | {name: _nullable(values.reshape(-1)) for name, values in columns.items()}
        | {
            "metric": _text([metric_at(age) for age in at], np.tile(np.arange(shape[1]), shape[0])),
            "population": pa.array(np.repeat(population, shape[1])),
            "note": _noted(split.keys, stratum, notes.reshape(-1)),
        },
    )


def _check_ages(split: ByAge, at: Sequence[int]) -> None:
    starts = sorted({band.lower for block in split.blocks for band in block.bands})
    for age in at:
        if age not in starts:
            raise UsageError(
                f"at: no age band starts at {age}; bands start at {', '.join(str(start) for start in starts)}"
            )


def _expectancy(part: Estimated) -> dict[str, Floats]:
    """Return the columns of an expectancy, nan where withheld or without limits."""
    hidden = part.withheld
    return {
        "value": np.where(hidden, np.nan, part.table.ex),
        "standard_error": np.where(hidden | np.isinf(part.standard_error), np.nan, part.standard_error),
        "lower": np.where(hidden | np.isinf(part.lower), np.nan, part.lower),
        "upper": np.where(hidden | np.isinf(part.upper), np.nan, part.upper),
    }


def life_tables_table(keys: pa.Table, parts: Sequence[Estimated]) -> pa.Table:
    """Return whole life tables, strata in the order of the counts and ages within them."""
    ages = np.zeros(len(keys), dtype=np.intp)
    for part in parts:
        ages[part.stratum] = len(part.bands)
    offset = np.cumsum(ages) - ages
    cells = [(part, offset[part.stratum, None] + np.arange(len(part.bands))) for part in parts]
    labels = sorted({band.label for part in parts for band in part.bands})
    label = np.empty(ages.sum(), dtype=np.intp)
    notes = np.empty(ages.sum(), dtype=np.uint32)
    numbers: dict[str, Floats] = {}
    for part, cell in cells:
        label[cell] = [labels.index(band.label) for band in part.bands]
        notes[cell] = part.notes
        for name, values in _life_table(part).items():
            numbers.setdefault(name, np.empty(ages.sum()))[cell] = values
    stratum = pa.array(np.repeat(np.arange(len(keys)), ages))
    return _ordered(
        "life_tables",
        {name: keys[name].take(stratum) for name in keys.column_names}
        | {name: _nullable(values) for name, values in numbers.items()}
        | {"age": _text(labels, label), "note": _noted(keys, stratum, notes)},
    )


def _life_table(part: Estimated) -> dict[str, Floats]:
    table, hidden = part.table, part.withheld
    # An interval too wide at one age withholds that age's expectancy, not the columns it is made of.
    nothing = np.all(hidden, axis=1, keepdims=True)
    made = {name: np.where(nothing, np.nan, getattr(table, name)) for name in ("qx", "lx", "dx", "Lx")}
    expectancy = _expectancy(part)
    return {
        "width": np.broadcast_to(table.width, table.mx.shape),
        "ax": np.where(np.isfinite(table.ax), table.ax, np.nan),
        "mx": table.mx,
        **made,
        "Tx": np.where(hidden, np.nan, table.Tx),
        "ex": expectancy.pop("value"),
        **expectancy,
    }


def _noted(keys: pa.Table, stratum: Any, bits: Bits) -> Any:
    """Return the notes in words, after those that the counts brought along."""
    words = pa.array(in_words(bits), pa.string())
    if "note" not in keys.column_names:
        return words
    before = pc.fill_null(keys["note"].take(stratum).cast(pa.string()), "")
    return pc.utf8_trim_whitespace(pc.binary_join_element_wise(before, words, " "))


def _nullable(values: Floats) -> Any:
    return pa.array(values, mask=np.isnan(values))


def _text(words: Sequence[str], which: NDArray[np.intp]) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array(which), pa.array(words, pa.string())).dictionary_decode()


def _ordered(name: str, columns: dict[str, Any]) -> pa.Table:
    return pa.table({column: columns[column] for column in tables.names(name) if column in columns})
