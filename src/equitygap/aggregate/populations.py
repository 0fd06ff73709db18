"""Person-years from a second table, joined to deaths: finer ages and single years are added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from equitygap.ages import Band, parse_band
from equitygap.aggregate.cells import encoded
from equitygap.aggregate.tally import Codes, Floats, Mask, Tally, combined
from equitygap.errors import DataError
from equitygap.names import normalised

#: Stands for the width of an open band from age 0 on, so that widths can be added and compared.
_ENDLESS: Final = 1000

_NEEDED: Final = ("area", "start", "end", "age", "population")


@dataclass(frozen=True)
class Populations:
    """Person-years (M,) by numbers into a tally's areas, groups and bands, with the years they cover.

    `covered` (M,) is the width of the ages times the years.
    """

    area: Codes
    group: Codes
    start: Codes
    end: Codes
    band: Codes
    covered: Codes
    population: Floats
    notes: tuple[str, ...]


def read_populations(
    table: pa.Table, file: str, tally: Tally, bands: Sequence[Band], *, average: bool = False
) -> Populations:
    """Return populations as numbers into a tally's names; what the tally does not know is left out and told.

    `average` populations count the persons at a time, and are multiplied by the years of their period. Raises
    DataError for missing columns, cells that are no numbers, ages that straddle the bands, and a population
    given twice.
    """
    _refuse_other_columns(table, file, tally)
    place, lower, upper = _bands(table["age"], bands, file)
    start, end = (_numbers(table[name], name, file).astype(np.int64) for name in ("start", "end"))
    population = _numbers(table["population"], "population", file)
    area, notes = _areas(table["area"], tally, file)
    group = _known(table["group"], tally.groups) if tally.groups else np.zeros(len(place), np.int64)
    _refuse_repeated(table, file)
    years = end - start + 1
    _refuse_reversed(start, end, file)
    known = np.flatnonzero((area >= 0) & (group >= 0) & (place >= 0))
    _refuse_overlaps(
        table.take(known),
        file,
        [area[known], group[known]],
        (lower[known], upper[known]),
        (start[known], end[known] + 1),
    )
    kept = known[np.isfinite(population[known])]
    person_years = population * years if average else population
    return Populations(
        area=area[kept],
        group=group[kept],
        start=start[kept],
        end=end[kept],
        band=place[kept],
        covered=((upper - lower) * years)[kept],
        population=person_years[kept],
        notes=notes,
    )


def _refuse_other_columns(table: pa.Table, file: str, tally: Tally) -> None:
    """Refuse a table that lacks a column, or is of groups that the records do not tell apart."""
    for name in [*_NEEDED, *(["group"] if tally.groups else [])]:
        if name not in table.column_names:
            raise DataError(
                f"{file}: the populations have no column '{name}'; if it has another name, say so: "
                f"columns: {{{name}: its name}}"
            )
    if not tally.groups and "group" in table.column_names and len(pc.unique(table["group"])) > 1:
        raise DataError(
            f"{file}: the populations are of several groups, but the records of none: keep one group by "
            "`where`, or name the records' columns that make the group"
        )


def _refuse_reversed(start: Codes, end: Codes, file: str) -> None:
    wrong = np.flatnonzero(end < start)
    if len(wrong):
        row = int(wrong[0])
        raise DataError(f"{file}: row {row + 1}: the period {start[row]} to {end[row]} ends before it starts")


def in_windows(found: Populations, starts: Sequence[int], years: int, bands: Sequence[Band]) -> Populations:
    """Return the person-years of each window; of a window and band that are not covered in full, none."""
    widths = np.array([_width(band) for band in bands])
    parts = [_window(found, start, years, widths) for start in starts]
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("area", "group", "start", "end", "band", "covered", "population")
    }
    return Populations(**arrays, notes=found.notes)


def _window(found: Populations, start: int, years: int, widths: Codes) -> Populations:
    rows = np.flatnonzero((found.start >= start) & (found.end <= start + years - 1))
    key = combined([found.area[rows], found.group[rows], found.band[rows]])
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    covered = np.bincount(which, weights=found.covered[rows], minlength=len(first))
    person_years = np.bincount(which, weights=found.population[rows], minlength=len(first))
    heads = rows[first]
    whole = covered == widths[found.band[heads]] * years
    heads = heads[whole]
    return Populations(
        area=found.area[heads],
        group=found.group[heads],
        start=np.full(len(heads), start),
        end=np.full(len(heads), start + years - 1),
        band=found.band[heads],
        covered=covered[whole].astype(np.int64),
        population=person_years[whole],
        notes=(),
    )


def _width(band: Band) -> int:
    return _ENDLESS - band.lower if band.open else int(band.width)


def _bands(column: Any, bands: Sequence[Band], file: str) -> tuple[Codes, Codes, Codes]:
    """Return which of our bands each age lies in (-1 for none), where it begins, and where the next does."""
    codes, labels = encoded(column)
    places, ages = [], []
    for label in labels:
        try:
            band = parse_band(label)
        except ValueError as error:
            raise DataError(f"{file}: {error}; leave out rows of totals") from None
        inside = [i for i, one in enumerate(bands) if one.lower <= band.lower and band.upper <= one.upper]
        meets = [one for one in bands if one.lower < band.upper and band.lower < one.upper]
        if meets and not inside:
            raise DataError(
                f"{file}: the population of ages {band.label} does not fit into the band {meets[0].label}; "
                "choose bands that begin and end where the populations do"
            )
        places.append(inside[0] if inside else -1)
        ages.append((band.lower, band.lower + _width(band)))
    lower, upper = np.array(ages, np.int64).reshape(-1, 2).T
    return np.array(places, np.int64)[codes], lower[codes], upper[codes]


def _numbers(column: Any, name: str, file: str) -> Floats:
    try:
        cells = pc.utf8_trim_whitespace(column) if pa.types.is_string(column.type) else column
        values: Floats = cells.cast(pa.float64()).to_numpy().astype(np.float64)
    except pa.ArrowInvalid as error:
        raise DataError(f"{file}: the column '{name}' must hold numbers: {error}") from None
    wrong = ~np.isfinite(values) if name != "population" else values < 0
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise DataError(
            f"{file}: row {row + 1}: '{column[row]}' cannot be a population's {name}"
            if name != "population"
            else f"{file}: row {row + 1}: '{column[row]}' cannot be a population"
        )
    return values


def _areas(column: Any, tally: Tally, file: str) -> tuple[Codes, tuple[str, ...]]:
    codes, names = encoded(column)
    known = {normalised(name): place for place, name in enumerate(tally.areas)}
    found = np.array([known.get(normalised(name), -1) for name in names], np.int64)
    others = int((found < 0).sum())
    note = f"{file}: {others} areas have a population, but no records; they are left out"
    return found[codes], (note,) if others else ()


def _known(column: Any, names: Sequence[str]) -> Codes:
    codes, given = encoded(column)
    number = {normalised(name): place for place, name in enumerate(names)}
    return np.array([number.get(normalised(name), -1) for name in given], np.int64)[codes]


def _refuse_repeated(table: pa.Table, file: str) -> None:
    """Refuse the same area, group, period and age in two rows: adding them up would count persons twice."""
    names = [name for name in ("area", "group", "start", "end", "age") if name in table.column_names]
    key = combined([encoded(table[name])[0] for name in names])
    order = np.argsort(key, kind="stable")
    again: Mask = np.append(False, np.diff(key[order]) == 0) if len(key) else np.zeros(0, bool)
    if again.any():
        row = int(order[np.flatnonzero(again)[0]])
        what = ", ".join(str(table[name][row]) for name in names)
        raise DataError(
            f"{file}: the population of {what} is given more than once; keep one row of each, by `where`, or "
            "name the columns that tell them apart as its group"
        )


def _refuse_overlaps(
    table: pa.Table, file: str, keys: Sequence[Codes], ages: tuple[Codes, Codes], years: tuple[Codes, Codes]
) -> None:
    """Refuse rows of one area and group that share both years and ages: they would count persons twice.

    Ages and years are half-open. They are cut at every border that occurs, so that each row is a number of
    cells, and rows that overlap have one in common.
    """
    (first_age, end_age), (first_year, end_year) = _cut(*ages), _cut(*years)
    deep, long = end_age - first_age, end_year - first_year
    row = np.repeat(np.arange(len(deep)), deep * long)
    cell = np.arange(len(row)) - np.repeat(np.cumsum(deep * long) - deep * long, deep * long)
    place = [first_age[row] + cell % deep[row], first_year[row] + cell // deep[row]]
    key = combined([*(one[row] for one in keys), *place])
    order = np.argsort(key, kind="stable")
    again = np.flatnonzero(np.diff(key[order]) == 0)
    if len(again):
        two = sorted({int(row[order[again[0]]]), int(row[order[again[0] + 1]])})
        names = [name for name in ("area", "group", "start", "end", "age") if name in table.column_names]
        first, second = (", ".join(str(table[name][one]) for name in names) for one in two)
        raise DataError(
            f"{file}: the populations of {first} and of {second} overlap, so that persons would be counted "
            "twice; keep rows that share no years and ages, by `where`"
        )


def _cut(first: Codes, end: Codes) -> tuple[Codes, Codes]:
    """Return spans as places among all borders that occur."""
    borders = np.unique(np.concatenate([first, end]))
    return np.searchsorted(borders, first), np.searchsorted(borders, end)
