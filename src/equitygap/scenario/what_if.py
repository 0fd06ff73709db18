"""The gap if the focus's rates change: several scenarios side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtri

from equitygap import tables
from equitygap.decompose.frames import Words, joined
from equitygap.decompose.schedules import Floats
from equitygap.decompose.setting import MINIMUM_POPULATION, setting
from equitygap.errors import UsageError
from equitygap.scenario.plan import Scenario, Target, chosen
from equitygap.scenario.sides import Sides, finished, sides, why_no_way

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

#: The name of the row without any change.
AS_OBSERVED: Final = "as observed"


def what_if(
    table: pd.DataFrame | pa.Table,
    scenarios: Sequence[Scenario],
    *,
    benchmark: str,
    focus: Sequence[str] | str = (),
    pool: str | None = None,
    contains: Sequence[str] = (),
    period: float | None = None,
    target: Target | None = None,
    by_cause: bool = True,
    group_causes: Mapping[str, Sequence[str]] | None = None,
    at: int | None = None,
    minimum_population: float = MINIMUM_POPULATION,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the gap of every comparison under every scenario, and as it is: a WHAT_IF table.

    A scenario's changes are made one after the other to the focus's rates by age and cause; other causes keep
    their rates, so who does not die of one may die of another. A phased scenario has a row for each of its
    years, with the share of the changes in effect; nothing but the changes differs from today.
    `closed` is how many years of the gap go, and `share_of_target` how much of the way to the `target` that
    is. Intervals are the delta method's; those of `closed` count that both gaps come from the same deaths.
    """
    names = [scenario.name for scenario in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1 or name == AS_OBSERVED})
    if twice:
        raise UsageError(f"scenarios need names of their own, but got twice: {', '.join(twice)}")
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
    both, left_out = sides(asked, minimum_population)
    z = float(ndtri(0.5 + confidence / 2))
    parts = [_row(both, AS_OBSERVED, None, 0.0, *_levers(both, None, 0.0), target, z)]
    for scenario in scenarios:
        for year, phase in scenario.phases():
            parts.append(_row(both, scenario.name, year, phase, *_levers(both, scenario, phase), target, z))
    out = finished([*parts, left_out], tables.names("what_if"))
    place = out.groupby(
        [name for name in ("focus", "group", "start", "end") if name in out], sort=False, dropna=False
    )
    return out.iloc[np.argsort(place.ngroup().to_numpy(), kind="stable")].reset_index(drop=True)


def _levers(both: Sides, scenario: Scenario | None, phase: float) -> tuple[Floats, Floats]:
    """Return α and β of the new rates α m_focus + β m_benchmark, (P, X, K)."""
    mine, theirs = both.focus.rate, both.benchmark.rate
    alpha, beta = np.ones_like(mine), np.zeros_like(mine)
    for change in scenario.changes if scenario else ():
        where = chosen(both.schedules, change.causes, change.ages)
        if change.cut:
            kept = np.where(where, 1 - phase * change.cut, 1.0)
            alpha, beta = alpha * kept, beta * kept
        else:
            worse = where & (theirs < alpha * mine + beta * theirs)
            moved = np.where(worse, phase * change.toward_benchmark, 0.0)
            alpha, beta = alpha * (1 - moved), beta * (1 - moved) + moved
    return alpha, beta


def _row(
    both: Sides,
    name: str,
    year: int | None,
    phase: float,
    alpha: Floats,
    beta: Floats,
    target: Target | None,
    z: float,
) -> pd.DataFrame:
    """Return one scenario's rows, in one year: one for each comparison."""
    mine, theirs = both.focus, both.benchmark
    rate = alpha * mine.rate + beta * theirs.rate
    expectancy, gradient = both.table(rate)
    slope = gradient[..., None]
    # ∂(gap)/∂m and ∂(closed)/∂m for each side's rates.
    gap_by = -slope * alpha, theirs.gradient[..., None] - slope * beta
    closed_by = slope * alpha - mine.gradient[..., None], slope * beta
    gap, closed = theirs.expectancy - expectancy, expectancy - mine.expectancy
    error = np.sqrt(mine.noise(gap_by[0]) + theirs.noise(gap_by[1]))
    closed_error = np.sqrt(mine.noise(closed_by[0]) + theirs.noise(closed_by[1]))
    out = both.labels.assign(
        scenario=name,
        year=np.nan if year is None else year,
        phase=phase,
        benchmark_value=theirs.expectancy,
        focus_value=expectancy,
        gap=gap,
        standard_error=error,
        lower=gap - z * error,
        upper=gap + z * error,
        closed=closed,
        closed_lower=closed - z * closed_error,
        closed_upper=closed + z * closed_error,
        deaths_averted_per_year=((mine.rate - rate).sum(axis=2) * both.population).sum(axis=1),
    )
    note = both.note
    if np.isnan(error).any():
        note = joined(note, np.where(np.isnan(error), "rate_standard_error_missing", ""))
    if target is not None:
        share, share_error, why = _share(both, target, closed, closed_by)
        note = joined(note, why)
        out = out.assign(
            target_gap=theirs.expectancy - both.goal(target),
            share_of_target=share,
            share_lower=share - z * share_error,
            share_upper=share + z * share_error,
        )
    return out.assign(note=joined(note, _no_deaths(both)))


def _no_deaths(both: Sides) -> Words:
    return np.where(np.isnan(both.population).any(axis=1), "deaths_not_given", "").astype(object)


def _share(
    both: Sides, target: Target, closed: Floats, closed_by: tuple[Floats, Floats]
) -> tuple[Floats, Floats, Words]:
    """Return the share of the way to the target, its standard error, and why there is none."""
    way = both.goal(target) - both.focus.expectancy
    of_benchmark, own = target.weights()
    share = np.divide(closed, way, out=np.full_like(closed, np.nan), where=way > 0)
    way_by = (
        (own - 1) * both.focus.gradient[..., None],
        of_benchmark * both.benchmark.gradient[..., None],
    )
    pull = share[:, None, None]
    slopes = [
        (c - pull * w) / np.where(way > 0, way, np.nan)[:, None, None]
        for c, w in zip(closed_by, way_by, strict=True)
    ]
    error = np.sqrt(both.focus.noise(slopes[0]) + both.benchmark.noise(slopes[1]))
    return share, error, why_no_way(way)
