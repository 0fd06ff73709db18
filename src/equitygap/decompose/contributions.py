"""The stage: comparisons of strata to contributions with intervals, as a CONTRIBUTIONS table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from equitygap.decompose.comparisons import Indices, as_pandas, changes, choose, period_rows
from equitygap.decompose.frames import Piece, contributions_table, joined
from equitygap.decompose.schedules import Floats, Schedules, age_members
from equitygap.decompose.setting import MINIMUM_POPULATION, labels, prepared, setting, withheld
from equitygap.errors import UsageError, did_you_mean
from equitygap.stats.decomposition import METHODS, decompose
from equitygap.stats.mortality import phe_ax

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def contributions(
    table: pd.DataFrame | pa.Table,
    *,
    benchmark: str,
    focus: Sequence[str] | str = (),
    pool: str | None = None,
    contains: Sequence[str] = (),
    period: float | None = None,
    method: str = "horiuchi",
    by_cause: bool = True,
    group_ages: Sequence[str] = (),
    group_causes: Mapping[str, Sequence[str]] | None = None,
    at: int | None = None,
    minimum_population: float = MINIMUM_POPULATION,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the gap of every focus area to the benchmark as years of life by age and cause: CONTRIBUTIONS.

    A contribution is positive where the focus is worse off; the contributions of a comparison add up to its
    gap, and `attrs["largest_residual"]` says how closely, in years.

    `table` is COUNTS or RATES. `focus` empty means every other area except those in `contains`; `pool` adds
    the focus areas' deaths and person-years as one more. Every group and period is decomposed, or the one
    `period` (a mid-point, else the only window that contains the year). `group_ages` are bands such as
    `0-14` that hold whole bands of the data, and together all of them; `group_causes` maps a name to causes.
    `at` is the age at which expectancies are compared, the first one where None. `method`: see
    `stats.decomposition.decompose`; the first side is the focus.

    Standard errors are the delta method's, from Poisson deaths or from the rates' own; intervals are normal.
    An area with fewer person-years than `minimum_population`, or without deaths in its open age, is withheld
    with a note.
    """
    _check_method(method)
    asked = setting(
        table,
        benchmark=benchmark,
        focus=focus,
        pool=pool,
        contains=contains,
        period=period,
        by_cause=by_cause,
        group_causes=group_causes,
        at=at,
    )
    schedules = asked.schedules
    ages, members = age_members(schedules.bands, group_ages)
    piece = _explained(
        schedules,
        asked.labels,
        asked.focus,
        asked.benchmark,
        method=method,
        members=members,
        minimum_population=minimum_population,
    )
    piece = replace(piece, note=joined(piece.note, asked.note))
    return contributions_table([piece], ages=ages, causes=schedules.causes, confidence=confidence)


def change_contributions(
    table: pd.DataFrame | pa.Table,
    *,
    periods: tuple[float, float],
    focus: Sequence[str] | str = (),
    benchmark: str | None = None,
    pool: str | None = None,
    contains: Sequence[str] = (),
    by_side: bool = True,
    method: str = "horiuchi",
    by_cause: bool = True,
    group_ages: Sequence[str] = (),
    group_causes: Mapping[str, Sequence[str]] | None = None,
    at: int | None = None,
    minimum_population: float = MINIMUM_POPULATION,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the change of every gap between two periods by side, age and cause: CONTRIBUTIONS.

    A gap grows by what the benchmark gains and shrinks by what the focus gains. Each side's own change is
    decomposed over time, so that a positive contribution widens the gap, and all of them add up to its
    change; with `by_side` false the two sides are added. Without a benchmark it is the change of each focus
    itself, whose positive years are gained. Other arguments and notes: as for `contributions`.
    """
    _check_method(method)
    rows, areas = choose(as_pandas(table), benchmark=benchmark, focus=focus, pool=pool, contains=contains)
    spans = [period_rows(rows, year)[["start", "end"]].iloc[0] for year in periods]
    if spans[0].equals(spans[1]):
        raise UsageError(
            f"a change needs two periods, but {periods[0]:g} and {periods[1]:g} lie in the same one"
        )
    wanted = [(rows["start"] == span["start"]) & (rows["end"] == span["end"]) for span in spans]
    schedules = prepared(rows[wanted[0] | wanted[1]], by_cause=by_cause, group_causes=group_causes, at=at)
    ages, members = age_members(schedules.bands, group_ages)
    before, after, base_before, base_after = changes(schedules.keys, areas, *spans)
    named = labels(schedules, areas, before).assign(start_2=spans[1]["start"], end_2=spans[1]["end"])
    explain = partial(_explained, method=method, members=members, minimum_population=minimum_population)
    pieces = [explain(schedules, named, before, after)]
    if base_before is not None and base_after is not None:
        sides = {
            "benchmark": explain(schedules, named, base_before, base_after),
            "focus": pieces[0].negative(),
        }
        pieces = (
            [replace(piece, labels=named.assign(side=side)) for side, piece in sides.items()]
            if by_side
            else [sides["benchmark"].plus(sides["focus"])]
        )
    return contributions_table(pieces, ages=ages, causes=schedules.causes, confidence=confidence)


def _explained(
    schedules: Schedules,
    labels: pd.DataFrame,
    first: Indices,
    second: Indices,
    *,
    method: str,
    members: Floats,
    minimum_population: float,
) -> Piece:
    """Decompose the differences between strata, leaving out those that are withheld."""
    reasons = withheld(schedules, minimum_population)
    note = joined(reasons[first], reasons[second])
    good = note == ""
    shape = (len(first), len(members), len(schedules.causes))
    value, variance, total = np.full(shape, np.nan), np.full(shape, np.nan), np.full(len(first), np.nan)
    if not good.any():
        return Piece(labels, value, variance, total, note, 0.0)
    one, two = first[good], second[good]
    found = decompose(
        schedules.rate[one],
        schedules.rate[two],
        width=schedules.width,
        ax=phe_ax(schedules.lower, schedules.width),
        variance_first=schedules.variance[one],
        variance_second=schedules.variance[two],
        spread_first=schedules.population_error[one],
        spread_second=schedules.population_error[two],
        method=method,
        members=members,
    )
    value[good], total[good] = found.value, found.second - found.first
    if found.variance is not None:
        variance[good] = found.variance
    residual = np.abs(found.value.sum(axis=(1, 2)) - total[good]).max()
    return Piece(labels, value, variance, total, note, float(residual))


def _check_method(method: str) -> None:
    if method not in METHODS:
        raise UsageError(
            f"there is no method '{method}'{did_you_mean(method, METHODS)}; there are {', '.join(METHODS)}"
        )
