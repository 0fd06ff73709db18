"""Standard populations and how their age bands meet those of the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv

from equitygap.ages import Band, grid_problems, parse_band
from equitygap.ages.grids import as_arrow
from equitygap.errors import DataError, UsageError, did_you_mean
from equitygap.words import STANDARD_POPULATIONS

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ByBand:
    """A number for each of a row of age bands."""

    bands: tuple[Band, ...]
    values: Floats


def standard_population(standard: str | pd.DataFrame) -> ByBand:
    """Return the weights of a shipped standard population, or of a table of `age` and `weight`."""
    if not isinstance(standard, str):
        return read_bands(as_arrow(standard), "weight", "standard")
    if standard not in STANDARD_POPULATIONS:
        raise UsageError(
            f"standard must be one of {', '.join(STANDARD_POPULATIONS)}, or a table of age and weight, "
            f"but is '{standard}'{did_you_mean(standard, STANDARD_POPULATIONS)}"
        )
    with files("equitygap").joinpath("standards/populations.csv").open("rb") as file:
        convert = csv.ConvertOptions(column_types={"age": "string"})
        table = csv.read_csv(file, convert_options=convert)
    return read_bands(table.filter(pc.equal(table["standard"], standard)), "weight", standard)


def read_bands(table: Any, column: str, what: str) -> ByBand:
    """Return a table's numbers by age band, in order of age."""
    missing = {"age", column} - set(table.column_names)
    if missing:
        raise UsageError(f"{what} needs the columns age and {column}, but lacks {', '.join(sorted(missing))}")
    try:
        bands = [parse_band(str(label)) for label in table["age"].to_pylist()]
    except ValueError as error:
        raise UsageError(f"{what}: {error}") from None
    order = sorted(range(len(bands)), key=bands.__getitem__)
    ordered = tuple(bands[i] for i in order)
    values = table[column].to_numpy().astype(float)[order]
    for _, message in grid_problems(ordered):
        raise UsageError(f"{what}: {message}")
    if not np.all(values >= 0) or not values.any():
        raise UsageError(f"{what}: {column} must be zero or more, and not all zero")
    return ByBand(ordered, values)


def shared_starts(data: Sequence[Band], other: Sequence[Band], what: str) -> tuple[int, ...]:
    """Return the ages at which a band starts in both rows: the finest bands that both can be merged to.

    Merging is exact, splitting a band would be a guess. Raises DataError where the data start at an age
    inside a band of the other.
    """
    starts = {band.lower for band in other}
    if data[0].lower not in starts:
        raise DataError(f"the age bands start at {data[0].lower}, which is inside a band of {what}")
    return tuple(band.lower for band in data if band.lower in starts)


def merged(values: Floats, bands: Sequence[Band], starts: Sequence[int]) -> Floats:
    """Return numbers (…, bands) added up between `starts`; what lies below the first is left out."""
    lower = np.array([band.lower for band in bands])
    return np.asarray(np.add.reduceat(values, np.searchsorted(lower, starts), axis=-1))
