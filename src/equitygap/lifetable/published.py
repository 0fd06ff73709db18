"""RATES as published → life tables, where neither deaths nor person-years are given.

The variance of an expectancy then comes from the standard errors of the rates, not from deaths.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from equitygap.ages.grids import Block, all_causes
from equitygap.errors import UsageError
from equitygap.lifetable.estimate import Estimated, Part, table_of, with_interval, without_figures
from equitygap.lifetable.notes import where
from equitygap.lifetable.policy import Policy
from equitygap.stats import mortality


def is_rates(table: pa.Table) -> bool:
    """Whether a table is one of RATES."""
    return "rate" in table.column_names and "deaths" not in table.column_names


def per_person_year(rates: pa.Table) -> pa.Table:
    """Return RATES as the counts of one person-year: `deaths` is the rate and `population` 1.

    `population_standard_error` carries the standard error of the rate, nan where unknown. Rates of causes are
    added up, where no row gives all causes, and their standard errors in quadrature.
    """
    if "cause" in rates.column_names:
        rates = _added_up(all_causes(rates))
    size = len(rates)
    error = (
        rates["standard_error"] if "standard_error" in rates.column_names else pa.nulls(size, pa.float64())
    )
    kept = [name for name in rates.column_names if name not in ("rate", "standard_error")]
    columns: dict[str, Any] = {name: rates[name] for name in kept}
    columns["deaths"] = rates["rate"]
    columns["population"] = pa.array(np.ones(size))
    columns["population_standard_error"] = error
    return pa.table(columns)


def _added_up(rates: pa.Table) -> pa.Table:
    if "cause" not in rates.column_names:
        return rates
    squared = pc.power(rates["standard_error"], 2) if "standard_error" in rates.column_names else None
    keys = [name for name in ("area", "code", "group", "start", "end", "age") if name in rates.column_names]
    whole = pc.ScalarAggregateOptions(skip_nulls=False)
    sums: list[Any] = [("rate", "sum", whole)]
    if squared is not None:
        place = rates.column_names.index("standard_error")
        rates = rates.set_column(place, "standard_error", squared)
        sums.append(("standard_error", "sum", whole))
    added = rates.group_by(keys, use_threads=False).aggregate(sums)
    columns = {name: added[name] for name in keys} | {"rate": added["rate_sum"]}
    if squared is not None:
        columns["standard_error"] = pc.sqrt(added["standard_error_sum"])
    return pa.table(columns)


def estimate_published(block: Block, policy: Policy) -> list[Estimated]:
    """Return the life tables of a block of rates per person-year.

    Rules about person-years do not apply. Where a standard error is missing there is no interval, at that age
    and below it, and the note says so. Raises UsageError for a policy that needs deaths.
    """
    _refuse_what_needs_deaths(policy)
    unusable = np.asarray(np.isnan(block.deaths).any(axis=1))
    sound = block.take(~unusable)
    parts = [with_interval(_part(sound, policy), replace(policy, minimum_population=0.0))]
    return [*parts, without_figures(block.take(unusable))] if unusable.any() else parts


def _part(block: Block, policy: Policy) -> Part:
    table, error = table_of(block, block.deaths, policy), block.population_standard_error
    closed, last = mortality.rate_variance(table, np.nan_to_num(error))
    if policy.variance == "chiang":
        last = np.zeros_like(last)
    variance = mortality.expectancy_variance(table, closed, last)
    # An expectancy depends on the rates of its own age and of all later ones.
    unknown = np.logical_or.accumulate(np.isnan(error)[:, ::-1], axis=1)[:, ::-1]
    notes = where(block.deaths[:, -1:] == 0, "no_deaths_in_open_age")
    notes = notes | where(unknown, "rate_standard_error_missing")
    return Part(block, table, np.where(unknown, np.nan, variance), notes)


def _refuse_what_needs_deaths(policy: Policy) -> None:
    asked = {
        "small_area": (policy.small_area, "none"),
        "open_age": (policy.open_age, "withhold"),
        "variance": ("draws" if policy.variance == "draws" else "", ""),
    }
    for option, (value, allowed) in asked.items():
        if value != allowed:
            raise UsageError(
                f"{option} {value} needs deaths and person-years, but the table holds rates; leave it out"
            )
