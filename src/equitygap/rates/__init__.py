"""COUNTS → crude and standardised death rates, mortality ratios and years of life lost, with intervals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from equitygap import tables
from equitygap.ages.grids import Block, ByAge, Table, as_arrow, by_age, like
from equitygap.errors import DataError, UsageError
from equitygap.names import match_area, unknown_area
from equitygap.rates.measures import (
    Measured,
    crude_rate,
    directly_standardised_rate,
    standardised_mortality_ratio,
    years_of_potential_life_lost,
)
from equitygap.rates.standards import ByBand, read_bands, standard_population

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["rates"]

_NUMBERS: Final = ("value", "standard_error", "lower", "upper")


def rates(
    counts: Table,
    *,
    standard: str | pd.DataFrame = "us2000",
    reference: str | pd.DataFrame | None = None,
    confidence: float = 0.95,
    minimum_population: float = 0.0,
) -> Table:
    """Return an ESTIMATES table of death rates for each area, group and period of COUNTS.

    The metrics are those of `RATE_METRICS`. `standard` names a standard population (`us2000`, `esp2013`,
    `who2000`) or is a table of `age` and `weight`. Where it and the data cut ages differently, bands are
    merged to those that both share, which `note` says. `reference` is the area whose rates a mortality
    ratio compares with, in each group and period, or a table of `age` and `rate`; without it no ratio is
    given. A stratum with fewer person-years than `minimum_population` has its values withheld.
    """
    if not 0 < confidence < 1:
        raise UsageError(f"confidence must lie between 0 and 1, but is {confidence}")
    split = by_age(counts)
    weights = standard_population(standard)
    measures: dict[str, Callable[[Block], Measured]] = {
        "directly_standardised_rate": lambda block: directly_standardised_rate(block, weights, confidence),
        "crude_rate": lambda block: crude_rate(block, confidence),
        "years_of_potential_life_lost_75": lambda block: years_of_potential_life_lost(block, confidence),
    }
    if reference is not None:
        of = _reference(split, reference)
        measures["standardised_mortality_ratio"] = lambda block: standardised_mortality_ratio(
            block, of(block), confidence
        )
    result: Table = like(counts, _estimates(split, measures, minimum_population))
    return result


def _reference(split: ByAge, reference: str | pd.DataFrame) -> Callable[[Block], list[ByBand]]:
    """Return what gives the reference's rates for each stratum of a block."""
    if not isinstance(reference, str):
        fixed = read_bands(as_arrow(reference), "rate", "reference")
        return lambda block: [fixed] * len(block.stratum)
    area = split.keys["area"].to_pylist()
    known = list(dict.fromkeys(area))
    name = match_area(reference, known)
    if name is None:
        raise DataError(f"reference: {unknown_area(reference, known)}")
    others = [name for name in ("group", "start", "end") if name in split.keys.column_names]
    period = list(zip(*(split.keys[name].to_pylist() for name in others), strict=True))
    of_period = {
        period[stratum]: ByBand(block.bands, block.deaths[i] / block.population[i])
        for block in split.blocks
        for i, stratum in enumerate(block.stratum)
        if area[stratum] == name
    }
    missing = sorted({str(key) for key in period} - {str(key) for key in of_period})
    if missing:
        raise DataError(f"reference: '{name}' has no counts for {', '.join(missing)}")
    return lambda block: [of_period[period[stratum]] for stratum in block.stratum]


def _estimates(
    split: ByAge, measures: dict[str, Callable[[Block], Measured]], minimum_population: float
) -> pa.Table:
    shape = (len(split.keys), len(measures))
    numbers = {name: np.full(shape, np.nan) for name in _NUMBERS}
    notes = np.full(shape, "", dtype=object)
    population = np.full(shape[0], np.nan)
    for block in split.blocks:
        population[block.stratum] = block.population.sum(axis=1)
        usable = np.asarray(~np.isnan(block.deaths + block.population).any(axis=1))
        notes[block.stratum[~usable]] = "value_withheld"
        sound = block.take(usable)
        for j, measure in enumerate(measures.values()):
            measured = measure(sound)
            notes[sound.stratum, j] = measured.note
            for name in _NUMBERS:
                numbers[name][sound.stratum, j] = getattr(measured, name)
    small = population < minimum_population
    for values in numbers.values():
        values[small] = np.nan
    notes[small] = "population_below_minimum"
    return _table(split, list(measures), numbers, notes, population)


def _table(
    split: ByAge, metrics: list[str], numbers: dict[str, Any], notes: Any, population: Any
) -> pa.Table:
    strata, each = len(split.keys), len(metrics)
    stratum = pa.array(np.repeat(np.arange(strata), each))
    columns = {name: split.keys[name].take(stratum) for name in split.keys.column_names}
    if "note" in columns:
        before = columns["note"].to_pylist()
        notes = [" ".join(filter(None, pair)) for pair in zip(before, notes.reshape(-1), strict=True)]
    columns |= {
        name: pa.array(values.reshape(-1), mask=np.isnan(values.reshape(-1)))
        for name, values in numbers.items()
    }
    columns |= {
        "metric": pa.array(metrics * strata, pa.string()),
        "population": pa.array(np.repeat(population, each)),
        "note": pa.array(np.asarray(notes, dtype=object).reshape(-1), pa.string()),
    }
    return pa.table({name: columns[name] for name in tables.names("estimates") if name in columns})
