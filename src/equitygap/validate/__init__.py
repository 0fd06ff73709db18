"""The door: a table as read → a table that stages can trust, and every problem in it, told at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from equitygap import tables
from equitygap.errors import UsageError, did_you_mean
from equitygap.loaded import Loaded
from equitygap.validate import age_grid, counted, formulas, partnership, rules, series, withhold
from equitygap.validate import missing as absent
from equitygap.validate.cells import typed
from equitygap.validate.finding import Finding, Problem, as_table, problems, raise_for
from equitygap.validate.withhold import FIGURES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FIGURES", "Checked", "Problem", "as_table", "check", "raise_for"]

BY_AGE = ("counts", "rates")
COMPOSED = partnership.TABLES
YEARS = ("start", "end", "year")


@dataclass(frozen=True)
class Checked:
    """A typed table and every problem found in it; the table is only to be used where no problem is an error.

    Text columns are dictionaries, numbers and years floats. Tables by age are sorted: areas in the file's
    order, then group, period and cause, ages rising; a count that is null has its reason in `note`.
    """

    table: str
    data: pa.Table
    found: tuple[Problem, ...]
    notes: tuple[str, ...] = ()

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The table as a pandas frame, years as whole numbers."""
        names = self.data.column_names
        plain = pa.table([_plain(name, self.data[name]) for name in names], names=names)
        frame: pd.DataFrame = plain.to_pandas()
        return frame

    @cached_property
    def problems(self) -> pd.DataFrame:
        """The problems as a frame in the columns of PROBLEMS."""
        return as_table(self.found)


def check(
    loaded: Loaded,
    *,
    accept: Sequence[object] = (),
    bad_areas: str = "error",
    population: str = "person-years",
    missing: str = "error",
    units: Mapping[str, str] | None = None,
    scales: partnership.Scales | None = None,
) -> Checked:
    """Check a table, and give its columns their types.

    `accept` lists problems to live with (`check`, and optionally `area`, `year`, `metric`): the figures they
    concern are withheld and noted. `bad_areas="withhold"` does so with every error that has an area.
    `population` is `person-years`, or `average` for one to be multiplied by the years of the period.
    `missing` says what an absent count means: `error`, `zero` or `suppressed`. `units` gives the unit of a
    metric, so that percentages are known.
    """
    _refuse("bad_areas", bad_areas, ("error", "withhold"))
    _refuse("population", population, ("person-years", "average"))
    _refuse("missing", missing, ("error", "zero", "suppressed"))
    lacking = _missing_columns(loaded)
    if lacking:
        return Checked(loaded.table, loaded.data, lacking, loaded.notes)
    given = typed(loaded)
    data = _person_years(given.data) if population == "average" else given.data
    data = absent.fill_empty(data, missing)
    early = [*given.findings]
    if loaded.table == "estimates":
        data = counted.with_values(data, units or {})
        early += counted.unmade(data, units or {})
    row_rules = rules.rules_for(loaded.table, data, units=units or {})
    if loaded.table in partnership.TABLES:
        row_rules += partnership.rules_of(loaded.table, data, scales or {})
    findings = [
        *early,
        *rules.broken(data, row_rules, early),
        *formulas.findings(data),
    ]
    grid = age_grid.grid_of(data) if loaded.table in BY_AGE else None
    if grid:
        findings += age_grid.findings(loaded, data, grid, missing=missing)
    elif loaded.table == "estimates":
        findings += [*series.findings(loaded, data), *counted.findings(data, units or {})]
    elif loaded.table in partnership.TABLES:
        findings += partnership.findings(loaded.table, data)
    findings, unused = withhold.settle(
        findings, data, [withhold.accepted(item) for item in accept], bad_areas
    )
    if not any(finding.severity == "error" for finding in findings):
        data = _finished(loaded.table, data, grid, findings, missing)
    told = counted.notes(data, units or {}) if loaded.table == "estimates" else []
    return Checked(loaded.table, data, problems(loaded, findings), (*loaded.notes, *told, *unused))


def _finished(
    table: str, data: pa.Table, grid: age_grid.Grid | None, findings: Sequence[Finding], missing: str
) -> pa.Table:
    """Withhold what has to be; complete and sort a table by age."""
    if table in partnership.TABLES:
        return withhold.rows(data, findings)
    if grid is None:
        return withhold.estimates(data, findings) if table == "estimates" else data
    sound = withhold.by_age(data, findings, grid)
    grid = grid if sound is data else age_grid.grid_of(sound)
    whole = absent.add_absent(sound, grid, missing)
    grid = grid if whole is sound else age_grid.grid_of(whole)
    in_order = np.array_equal(grid.order, np.arange(whole.num_rows))
    return whole if in_order else whole.take(pa.array(grid.order))


def _refuse(option: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise UsageError(
            f"{option} must be {' or '.join(known)}, but is '{value}'{did_you_mean(value, known)}"
        )


def _missing_columns(loaded: Loaded) -> tuple[Problem, ...]:
    lacking = [name for name in tables.required(loaded.table) if name not in loaded.data.column_names]
    return tuple(_missing_column(loaded, name) for name in lacking if name != "end" or "start" not in lacking)


def _missing_column(loaded: Loaded, name: str) -> Problem:
    other = " (nor 'year' or 'period')" if name == "start" else ""
    hint = did_you_mean(name, loaded.ignored) or did_you_mean(
        "year" if name == "start" else name, loaded.ignored
    )
    message = (
        f"there is no column '{name}'{other}{hint}, which a table of {loaded.table} needs; "
        f"if it has another name, say so: columns: {{{name}: its name}}"
    )
    return Problem("error", "missing_column", loaded.file, 1, name, None, None, message)


def _person_years(data: pa.Table) -> pa.Table:
    years = data["end"].to_numpy() - data["start"].to_numpy() + 1
    for name in {"population", "population_standard_error"} & set(data.column_names):
        scaled = pa.array(data[name].to_numpy() * years, from_pandas=True)
        data = data.set_column(data.column_names.index(name), name, scaled)
    return data


def _plain(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text instead of dictionaries, and whole numbers for years."""
    if pa.types.is_dictionary(column.type):
        return column.cast(pa.string())
    return column.cast(pa.int64()) if name in YEARS and column.null_count == 0 else column
