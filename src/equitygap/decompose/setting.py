"""What a question about two sides is asked of: their schedules, and which strata are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from equitygap.decompose.comparisons import Areas, Indices, as_pandas, choose, pairs, period_rows
from equitygap.decompose.frames import Words, joined
from equitygap.decompose.reading import read
from equitygap.decompose.schedules import Schedules

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

#: Person-years under which a life table says little (Eayres and Williams 2004, J Epidemiol Community Health).
MINIMUM_POPULATION: Final = 5000.0


@dataclass(frozen=True)
class Setting:
    """Comparisons (P): their strata on either side, and the columns and notes of each."""

    schedules: Schedules
    benchmark: Indices
    focus: Indices
    labels: pd.DataFrame
    note: Words


def setting(
    table: pd.DataFrame | pa.Table,
    *,
    benchmark: str,
    focus: Sequence[str] | str = (),
    pool: str | None = None,
    contains: Sequence[str] = (),
    period: float | None = None,
    by_cause: bool = True,
    group_causes: Mapping[str, Sequence[str]] | None = None,
    at: int | None = None,
) -> Setting:
    """Return what is compared: every focus with the benchmark, in each group and period or the one `period`.

    Arguments: see `contributions`.
    """
    rows, areas = choose(as_pandas(table), benchmark=benchmark, focus=focus, pool=pool, contains=contains)
    if period is not None:
        span = period_rows(rows, period)[["start", "end"]].iloc[0]
        rows = rows[(rows["start"] == span["start"]) & (rows["end"] == span["end"])]
    schedules = prepared(rows, by_cause=by_cause, group_causes=group_causes, at=at)
    base, foci = pairs(schedules.keys, areas)
    word = "benchmark_contains_focus" if areas.benchmark in areas.containing else ""
    note = np.full(len(foci), word, dtype=object)
    return Setting(schedules, base, foci, labels(schedules, areas, foci), note)


def prepared(
    rows: pd.DataFrame, *, by_cause: bool, group_causes: Mapping[str, Sequence[str]] | None, at: int | None
) -> Schedules:
    """Return the schedules of a table's rows, with the causes and from the age that were asked for."""
    schedules = read(rows)
    schedules = schedules if at is None else schedules.from_age(at)
    if not by_cause:
        return schedules.of_all_causes()
    return schedules.with_causes(group_causes) if group_causes else schedules


def labels(schedules: Schedules, areas: Areas, foci: Indices) -> pd.DataFrame:
    """Return the columns that name each comparison."""
    keys = schedules.keys.iloc[foci].reset_index(drop=True).rename(columns={"area": "focus"})
    keys.insert(0, "benchmark", areas.benchmark)
    keys.insert(0, "metric", metric_name(schedules))
    return keys


def withheld(schedules: Schedules, minimum_population: float) -> Words:
    """Return why each stratum's expectancy is withheld, (S,), in words of `FLAGS`; empty where it is not."""
    # A table of rates has no person-years (nan), which are never too few.
    few = np.where(schedules.population.sum(axis=1) < minimum_population, "population_below_minimum", "")
    endless = np.where(schedules.rate[:, -1].sum(axis=1) == 0, "no_deaths_in_open_age", "")
    missing = np.where(np.isnan(schedules.rate).any(axis=(1, 2)), "rate_missing", "")
    return joined(few, endless, missing)


def metric_name(schedules: Schedules) -> str:
    """Return the metric's name: `life_expectancy` at birth, else with the age at which it starts."""
    age = schedules.bands[0].lower
    return "life_expectancy" if age == 0 else f"life_expectancy_{age}"
