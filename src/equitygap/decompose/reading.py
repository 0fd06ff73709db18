"""A COUNTS or RATES table to `Schedules`, and what keeps it from being one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from equitygap.ages import Band, grid_problems, parse_band
from equitygap.decompose.schedules import KEYS, Floats, Indices, Schedules
from equitygap.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

Counted = NDArray[np.intp]

#: The cause that holds what the named causes leave of all causes.
OTHER: Final = "other"

#: Rounding of sums of deaths and rates; anything above is an excess.
_ROUNDING: Final = 1e-9


def read(table: pd.DataFrame) -> Schedules:
    """Return the schedules of a COUNTS or RATES table, all of whose strata must share ages and causes.

    With rows of all causes beside causes, what the causes leave is the cause `other`. Raises DataError for a
    grid or causes that differ between strata, a missing or double row, causes that exceed all causes, or a
    population that is not positive.
    """
    keys, stratum = _strata(table)
    bands, band = _bands(table["age"])
    cause, causes = _causes(table)
    cells = _Cells(keys, bands, causes, (stratum, band, cause))
    cells.check()
    if "rate" in table:
        rate, variance = cells.grid(table, "rate"), cells.grid(table, "standard_error") ** 2
        population = np.full(rate.shape[:2], np.nan)
        error = np.zeros(rate.shape[:2])
    else:
        population, error = _population(cells, table)
        rate = cells.grid(table, "deaths") / population[..., None]
        variance = rate / population[..., None]
    for s, x, k in np.argwhere(rate < 0)[:1]:
        raise DataError(f"{cells.name(s, x, k)}: the rate is negative ({rate[s, x, k]:g})")
    names, rate, variance = _split(cells, rate, variance)
    return Schedules(keys, tuple(bands), names, rate, variance, population, error)


def _strata(table: pd.DataFrame) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    """Number the area, group and period of each row, in order of appearance."""
    present = [name for name in KEYS if name in table]
    number = table.groupby(present, sort=False, dropna=False).ngroup().to_numpy().astype(np.intp)
    keys = table.loc[~table.duplicated(present), present].reset_index(drop=True)
    if "group" not in keys:
        keys.insert(1, "group", None)
    return keys, number


def _bands(age: pd.Series[Any]) -> tuple[list[Band], NDArray[np.intp]]:
    """Return the bands that occur, in order of age, and each row's number in them."""
    codes, labels = age.astype(str).factorize()
    try:
        parsed = [parse_band(str(label)) for label in labels]
    except ValueError as error:
        raise DataError(str(error)) from None
    bands = sorted(set(parsed))
    return bands, np.array([bands.index(band) for band in parsed], dtype=np.intp)[codes]


def _causes(table: pd.DataFrame) -> tuple[Indices, list[str | None]]:
    """Return each row's cause, numbered from 1, and the causes; number 0 is all causes."""
    if "cause" not in table:
        return np.zeros(len(table), dtype=np.intp), [None]
    codes, causes = table["cause"].astype("object").factorize()
    return codes.astype(np.intp) + 1, [None, *(str(cause) for cause in causes)]


@dataclass(frozen=True)
class _Cells:
    """Which stratum, band and cause each row of a table is about."""

    keys: pd.DataFrame
    bands: list[Band]
    causes: list[str | None]
    place: tuple[Indices, Indices, Indices]

    @property
    def shape(self) -> tuple[int, int, int]:
        return len(self.keys), len(self.bands), len(self.causes)

    @cached_property
    def rows(self) -> Counted:
        """How many rows each cell has."""
        flat = np.ravel_multi_index(self.place, self.shape)
        return np.bincount(flat, minlength=int(np.prod(self.shape))).reshape(self.shape)

    def grid(self, table: pd.DataFrame, column: str) -> Floats:
        """Return a column as an array of cells, nan where there is no row or no column."""
        out = np.full(self.shape, np.nan)
        if column in table:
            out[self.place] = table[column].to_numpy(float, na_value=np.nan)
        return out

    def name(self, stratum: int, band: int | None = None, cause: int = 0) -> str:
        """Name a stratum, and a band and cause of it, for a message."""
        row = self.keys.iloc[int(stratum)]
        period = f"{row['start']:.0f}" + (f"-{row['end']:.0f}" if row["end"] != row["start"] else "")
        group = f", {row['group']}" if isinstance(row["group"], str) else ""
        age = "" if band is None else f", age {self.bands[band].label}"
        return f"area {row['area']}{group}, {period}{age}" + (f", {self.causes[cause]}" if cause else "")

    def check(self) -> None:
        """Raise for double rows, for ages or causes that differ between strata, and for missing rows."""
        for s, x, k in np.argwhere(self.rows > 1)[:1]:
            raise DataError(f"{self.name(s, x, k)}: more than one row")
        self._check_ages()
        self._check_causes()
        expected = self.rows.any(axis=(0, 1))
        for s, x, k in np.argwhere((self.rows == 0) & expected)[:1]:
            raise DataError(f"{self.name(s, x, k)}: the row {'' if k else 'of all causes '}is missing")

    def _check_ages(self) -> None:
        has = self.rows.sum(axis=2) > 0
        for s in np.flatnonzero((has != has[0]).any(axis=1))[:1]:
            own, first = ({int(i) for i in np.flatnonzero(row)} for row in (has[s], has[0]))
            raise DataError(
                f"the age bands differ: {self.name(s)} has {self._labels(own - first)} "
                f"where {self.name(0)} has {self._labels(first - own)}; both sides need the same bands"
            )
        for _, message in grid_problems(self.bands):
            raise DataError(f"{self.name(0)}: {message}")

    def _labels(self, bands: set[int]) -> str:
        return ", ".join(self.bands[i].label for i in sorted(bands)) or "no such band"

    def _check_causes(self) -> None:
        has = self.rows.sum(axis=1) > 0
        for s, k in np.argwhere(has != has[0])[:1]:
            given, lacks = (s, 0) if has[s, k] else (0, s)
            what = f"the cause '{self.causes[k]}' is" if k else "rows of all causes are"
            raise DataError(
                f"{what} given for {self.name(given)} but not for {self.name(lacks)}; "
                "both sides need the same causes (give rows with 0 where nobody died)"
            )


def _population(cells: _Cells, table: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return person-years (strata, bands) and their relative standard errors; causes must agree on them."""
    given = cells.grid(table, "population")
    low = np.where(cells.rows > 0, given, np.inf).min(axis=2)
    high = np.where(cells.rows > 0, given, -np.inf).max(axis=2)
    for s, x in np.argwhere(~((low > 0) & np.isfinite(high)))[:1]:
        raise DataError(f"{cells.name(s, x)}: the population must be positive, but is {low[s, x]:g}")
    for s, x in np.argwhere(high - low > _ROUNDING * high)[:1]:
        both = f"{low[s, x]:g} and {high[s, x]:g}"
        raise DataError(f"{cells.name(s, x)}: the causes give different populations ({both})")
    error = np.nan_to_num(cells.grid(table, "population_standard_error"))
    return high, error.max(axis=2) / high


def _split(cells: _Cells, rate: Floats, variance: Floats) -> tuple[tuple[str | None, ...], Floats, Floats]:
    """Return causes that add up to all causes: those named, and `other` where they leave something."""
    named = cells.causes[1:]
    if not named:
        return (None,), rate, variance
    if not cells.rows[..., 0].any():
        return tuple(named), rate[..., 1:], variance[..., 1:]
    everything, added = rate[..., 0], rate[..., 1:].sum(axis=2)
    left, size = everything - added, _ROUNDING * np.maximum(everything, added)
    for s, x in np.argwhere(left < -size)[:1]:
        excess = _percent(-left[s, x], everything[s, x])
        raise DataError(
            f"{cells.name(s, x)}: the causes exceed all causes by {excess} of them (rates "
            f"{added[s, x]:.6g} and {everything[s, x]:.6g}); correct them, or leave out the rows "
            "of all causes"
        )
    if not np.any(left > size):
        return tuple(named), rate[..., 1:], variance[..., 1:]
    for s, x in np.argwhere(left > size)[: int(OTHER in named)]:
        raise DataError(
            f"{cells.name(s, x)}: the causes, '{OTHER}' among them, fall short of all causes "
            f"by {_percent(left[s, x], everything[s, x])} of them"
        )
    # Independent causes: their variances add up to that of all causes. Below 0 nothing is known.
    spread = variance[..., 0] - variance[..., 1:].sum(axis=2)
    rest = np.stack([np.maximum(left, 0), np.where(spread >= 0, spread, np.nan)])[..., None]
    return (
        (*named, OTHER),
        np.concatenate([rate[..., 1:], rest[0]], axis=2),
        np.concatenate([variance[..., 1:], rest[1]], axis=2),
    )


def _percent(part: float, whole: float) -> str:
    if whole == 0:
        return "all"
    percent = 100 * part / whole
    return f"{percent:,.0f} %" if percent >= 10 else f"{percent:.2g} %"
