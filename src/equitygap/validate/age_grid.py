"""Checks across the rows of a table by age: each series needs one unbroken grid of bands with an open end."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from equitygap.ages import Band, grid_problems
from equitygap.loaded import Loaded
from equitygap.validate.cells import bands, codes
from equitygap.validate.finding import Finding, Rows
from equitygap.validate.keys import Keys, Mask, combined, keys, placed, same_as_before
from equitygap.validate.series import duplicate_finding

SERIES = ("area", "group", "start", "end", "cause")
#: Publishers suppress counts below ten; a file with zeros and none of these may have lost them.
SUPPRESSIBLE = (1, 9)


@dataclass(frozen=True)
class Grid:
    """The rows of a table by age in order: one series after the other, each from the youngest band on.

    `order` leaves out rows that belong to no series (no area, period or band); `series` and `band` are along
    `order`, `band` being a place in `bands`, which are sorted by age.
    """

    order: Rows
    series: Keys
    band: Keys
    bands: tuple[Band, ...]
    shuffled: bool

    @property
    def again(self) -> Mask:
        """Whether a row has the series and the band of the row before."""
        return same_as_before(self.series) & same_as_before(self.band)

    def absent(self) -> tuple[Rows, Keys]:
        """Return the bands that a series lacks and another has: a row of the series, and the band."""
        _, first, number = np.unique(self.series, return_index=True, return_inverse=True)
        present = np.zeros((len(first), len(self.bands)), bool)
        present[number.reshape(-1), self.band] = True
        series, band = np.nonzero(~present)
        return self.order[first[series]], band


def grid_of(data: pa.Table) -> Grid:
    """Order a typed table by series and age."""
    labels = bands(data["age"])
    known = sorted({band for band in labels if band is not None})
    place = np.array([-1, *(known.index(band) if band else -1 for band in labels)], np.int64)
    band = place[codes(data["age"])]
    rows = np.flatnonzero(placed(data, ["area", "start", "end"]) & (band >= 0))
    series = keys(data, SERIES)[rows]
    key = combined([series, band[rows]], len(rows))
    if np.all(key[1:] >= key[:-1]):
        return Grid(rows, series, band[rows], tuple(known), shuffled=False)
    together = np.argsort(series, kind="stable")
    falls = np.diff(band[rows][together]) < 0
    order = np.argsort(key, kind="stable")
    shuffled = bool(np.any(falls & same_as_before(series[together])[1:]))
    return Grid(rows[order], series[order], band[rows][order], tuple(known), shuffled)


def findings(loaded: Loaded, data: pa.Table, grid: Grid, *, missing: str) -> list[Finding]:
    """Return what is wrong with a typed table of counts or rates beyond its single rows."""
    again = grid.again
    found = [duplicate_finding(loaded, grid.order, again)] if again.any() else []
    whole = not grid_problems(grid.bands)
    found += (
        _unknown_population(data, grid, missing) if missing != "error" and whole else _broken(grid, again)
    )
    if grid.shuffled:
        message = "the age bands of an area do not stand in order of age; they are sorted"
        found.append(Finding("age_order", "age", grid.order[:1], message, once=True))
    return found + _zeros(data)


def _broken(grid: Grid, again: Mask) -> list[Finding]:
    lower = np.array([band.lower for band in grid.bands], float)[grid.band]
    upper = np.array([band.upper for band in grid.bands], float)[grid.band]
    follows = same_as_before(grid.series)
    broken = follows & ~again & (lower != np.append(math.nan, upper[:-1]))
    late = ~follows & (lower > lower.min(initial=math.inf))
    last = np.append(~follows[1:], True)[: len(follows)]
    closed = last & np.isfinite(upper)
    return [
        *_breaks(grid, np.flatnonzero(broken)),
        *_found("age_grid", grid, late, _starts_late(int(lower.min(initial=math.inf)) if len(lower) else 0)),
        *_found("no_open_age", grid, closed, "the last age band is {value}; it must be open, such as 85+"),
    ]


def _found(check: str, grid: Grid, mask: Mask, message: str) -> list[Finding]:
    return [Finding(check, "age", np.sort(grid.order[mask]), message)] if mask.any() else []


def _starts_late(first: int) -> str:
    return f"the first age band is {{value}}, but elsewhere in the file the ages start at {first}"


def _breaks(grid: Grid, places: NDArray[np.intp]) -> list[Finding]:
    if not len(places):
        return []
    at = dict(zip(grid.order[places].tolist(), places.tolist(), strict=True))

    def message(row: int) -> str:
        place = at[row]
        pair = [grid.bands[grid.band[place - 1]], grid.bands[grid.band[place]]]
        return grid_problems(pair)[0][1]

    return [Finding("age_grid", "age", np.sort(grid.order[places]), message)]


def _unknown_population(data: pa.Table, grid: Grid, missing: str) -> list[Finding]:
    """An absent row can only stand for no deaths where another row gives the band's population."""
    if missing != "zero" or "population" not in data.column_names:
        return []
    series, band = grid.absent()
    rows = np.unique(series[np.isnan(populations(data, grid, series, band))])
    message = "an age band is absent, and no other row gives its population; add the row with its population"
    return [Finding("age_grid", "age", rows, message)] if len(rows) else []


def populations(data: pa.Table, grid: Grid, series: Rows, band: Keys) -> NDArray[np.float64]:
    """Return the population of bands of series (given by one of their rows) from rows of other causes."""
    if "cause" not in data.column_names:
        return np.full(len(series), np.nan)
    place = keys(data, SERIES[:-1]) * len(grid.bands)
    known = place[grid.order] + grid.band
    sorter = np.argsort(known, kind="stable")
    wanted = place[series] + band
    at = np.minimum(np.searchsorted(known, wanted, sorter=sorter), len(known) - 1)
    found = known[sorter[at]] == wanted
    figures = data["population"].to_numpy()[grid.order[sorter[at]]]
    return np.where(found, figures, np.nan)


def _zeros(data: pa.Table) -> list[Finding]:
    if "deaths" not in data.column_names:
        return []
    deaths = data["deaths"].to_numpy()
    low, high = SUPPRESSIBLE
    rows = np.flatnonzero(deaths == 0)
    if not len(rows) or np.any((deaths >= low) & (deaths <= high)) or not np.any(deaths > high):
        return []
    message = "there are zeros but no counts from 1 to 9 in the file; the zeros may be suppressed counts"
    return [Finding("suspicious_zero", "deaths", rows, message, once=True)]
