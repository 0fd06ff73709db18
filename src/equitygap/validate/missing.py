"""What an absent count means: an error, no deaths, or a count that its publisher suppresses."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from equitygap.validate.age_grid import Grid, populations
from equitygap.validate.withhold import empty_rows

SUPPRESSED = "deaths_suppressed"


def fill_empty(data: pa.Table, missing: str) -> pa.Table:
    """Fill empty cells of deaths that have no note: with 0, or with the note that they are suppressed."""
    if missing == "error" or "deaths" not in data.column_names:
        return data
    deaths = data["deaths"].to_numpy()
    empty = data["deaths"].is_null().to_numpy() & data["note"].is_null().to_numpy()
    if missing == "zero":
        return _with(data, "deaths", pa.array(np.where(empty, 0.0, deaths), from_pandas=True))
    notes = data["note"].cast(pa.string()).to_numpy()
    return _with(data, "note", pa.array(np.where(empty, SUPPRESSED, notes), pa.string()).dictionary_encode())


def add_absent(data: pa.Table, grid: Grid, missing: str) -> pa.Table:
    """Add the bands that a series lacks and another has."""
    if missing == "error":
        return data
    series, band = grid.absent()
    if not len(series):
        return data
    example = np.zeros(len(grid.bands), np.intp)
    example[grid.band[::-1]] = grid.order[::-1]
    added = empty_rows(data, series, example[band], SUPPRESSED)
    added = _with(added, "population", pa.array(populations(data, grid, series, band), from_pandas=True))
    if missing == "zero":
        added = _with(added, "deaths", pa.array(np.zeros(len(series))))
        added = _with(added, "note", pa.nulls(len(series), pa.string()).dictionary_encode())
    return pa.concat_tables([data, added]).unify_dictionaries()


def _with(data: pa.Table, name: str, column: pa.Array) -> pa.Table:
    return data.set_column(data.column_names.index(name), name, column)
