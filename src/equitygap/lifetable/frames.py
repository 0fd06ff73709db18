"""Life tables as Arrow tables in the columns of LIFE_TABLES and ESTIMATES."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from equitygap import tables
from equitygap.ages.grids import bands_of
from equitygap.errors import UsageError
from equitygap.lifetable.estimate import Estimated
from equitygap.lifetable.notes import Bits, bit, in_words

Floats = NDArray[np.float64]
_Column = Callable[[Estimated], Floats]


def metric_at(age: int) -> str:
    """Return the name of life expectancy at an age."""
    return "life_expectancy" if age == 0 else f"life_expectancy_{age}"


def estimates_table(keys: pa.Table, parts: Sequence[Estimated], at: Sequence[int]) -> pa.Table:
    """Return expectancies at the ages `at`, strata in the order of the counts and ages within them."""
    shape = (len(keys), len(at))
    columns = {name: np.full(shape, np.nan) for name in _EXPECTANCY}
    notes = np.zeros(shape, dtype=np.uint32)
    population = np.empty(len(keys))
    for part in parts:
        population[part.stratum] = part.population
        starts = [band.lower for band in part.bands]
        for i, age in enumerate(at):
            if age not in starts:
                notes[part.stratum, i] = part.notes[:, 0] | bit("age_inside_band")
                continue
            x = starts.index(age)
            notes[part.stratum, i] = part.notes[:, x]
            for name, column in _EXPECTANCY.items():
                columns[name][part.stratum, i] = column(part)[:, x]
    stratum = pa.array(np.repeat(np.arange(shape[0]), shape[1]))
    return _ordered(
        "estimates",
        {name: keys[name].take(stratum) for name in keys.column_names}
        | {name: _nullable(values.reshape(-1)) for name, values in columns.items()}
        | {
            "metric": _text([metric_at(age) for age in at], np.tile(np.arange(shape[1]), shape[0])),
            "population": pa.array(np.repeat(population, shape[1])),
            "note": _noted(keys, stratum, notes.reshape(-1)),
        },
    )


def check_ages(labels: Any, at: Sequence[int]) -> None:
    """Raise UsageError for an age of `at` at which no band of any area starts; `labels` name the bands."""
    starts = list(dict.fromkeys(band.lower for band in bands_of(labels)[0]))
    for age in at:
        if age not in starts:
            raise UsageError(
                f"at: no age band starts at {age}; bands start at {', '.join(str(start) for start in starts)}"
            )


def _shown(part: Estimated, values: Floats) -> Floats:
    """Return numbers with nan for what is withheld or infinite."""
    return np.where(part.withheld | np.isinf(values), np.nan, values)


def _made(part: Estimated, values: Floats) -> Floats:
    """Return a column that expectancies are made of, nan where the whole stratum is withheld.

    An interval too wide at one age withholds that age's expectancy, not the columns it is made of.
    """
    return np.where(np.all(part.withheld, axis=1, keepdims=True), np.nan, values)


#: The numbers of ESTIMATES, each (strata, ages).
_EXPECTANCY: Final[dict[str, _Column]] = {
    "value": lambda part: _shown(part, part.table.ex),
    "standard_error": lambda part: _shown(part, part.standard_error),
    "lower": lambda part: _shown(part, part.lower),
    "upper": lambda part: _shown(part, part.upper),
}

#: The numbers of LIFE_TABLES; the last three are the same.
_LIFE_TABLE: Final[dict[str, _Column]] = {
    "width": lambda part: np.broadcast_to(part.table.width, part.table.mx.shape),
    "ax": lambda part: np.where(np.isfinite(part.table.ax), part.table.ax, np.nan),
    "mx": lambda part: part.table.mx,
    "qx": lambda part: _made(part, part.table.qx),
    "lx": lambda part: _made(part, part.table.lx),
    "dx": lambda part: _made(part, part.table.dx),
    "Lx": lambda part: _made(part, part.table.Lx),
    "Tx": lambda part: _shown(part, part.table.Tx),
    "ex": _EXPECTANCY["value"],
    **{name: _EXPECTANCY[name] for name in ("standard_error", "lower", "upper")},
}


def life_tables_table(keys: pa.Table, parts: Sequence[Estimated]) -> pa.Table:
    """Return whole life tables, strata in the order of the counts and ages within them."""
    ages = np.zeros(len(keys), dtype=np.intp)
    for part in parts:
        ages[part.stratum] = len(part.bands)
    offset = np.cumsum(ages) - ages
    cells = [offset[part.stratum, None] + np.arange(len(part.bands)) for part in parts]
    labels = sorted({band.label for part in parts for band in part.bands})

    def gathered(values: Callable[[Estimated], Any], kind: type) -> NDArray[Any]:
        out = np.empty(ages.sum(), dtype=kind)
        for part, cell in zip(parts, cells, strict=True):
            out[cell] = values(part)
        return out

    label = gathered(lambda part: [labels.index(band.label) for band in part.bands], np.intp)
    stratum = pa.array(np.repeat(np.arange(len(keys)), ages))
    return _ordered(
        "life_tables",
        {name: keys[name].take(stratum) for name in keys.column_names}
        | {name: _nullable(gathered(column, np.float64)) for name, column in _LIFE_TABLE.items()}
        | {
            "age": _text(labels, label),
            "note": _noted(keys, stratum, gathered(lambda part: part.notes, np.uint32)),
        },
    )


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
