"""What it takes: the reductions of rates that reach a target, and the deaths that they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from equitygap import tables
from equitygap.decompose.frames import Words, joined
from equitygap.decompose.schedules import Floats
from equitygap.decompose.setting import MINIMUM_POPULATION, setting
from equitygap.errors import DataError
from equitygap.scenario.plan import Road, Target, chosen
from equitygap.scenario.sides import Sides, finished, sides, why_no_way
from equitygap.stats.decomposition import decompose
from equitygap.stats.mortality import phe_ax
from equitygap.stats.reduction import reduction_reaching

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class NothingToReach(DataError):
    """Every comparison is at its target already, or has no gap to close."""


#: The road on which every rate falls by the same share.
EVERYTHING = Road("all causes and ages")


def solve(
    table: pd.DataFrame | pa.Table,
    target: Target,
    *,
    benchmark: str,
    focus: Sequence[str] | str = (),
    roads: Sequence[Road] = (),
    pool: str | None = None,
    contains: Sequence[str] = (),
    period: float | None = None,
    by_cause: bool = True,
    group_causes: Mapping[str, Sequence[str]] | None = None,
    at: int | None = None,
    minimum_population: float = MINIMUM_POPULATION,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the reduction of rates that reaches the target on each road: a SOLUTIONS table.

    On a road the rates of its causes and ages all fall by the same share, or lose the same share of what they
    exceed the benchmark's by; the others, and the benchmark, stay as they are. Without `roads` these are all
    rates together and each cause alone. Where even a reduction of 100 % does not reach the target there is
    no reduction, the note `not_enough_alone`, and the `smallest_gap` that would remain. Applying a reduction
    lands on the target to 1e-8 years.

    The interval is the delta method's; where the target is a share of the present gap it counts that both
    come from the same deaths, and any other target is taken as exact. Raises NothingToReach where every
    comparison is at its target already. Other arguments: see `decompose.contributions`.
    """
    both, left_out = _asked(
        table,
        target,
        benchmark=benchmark,
        focus=focus,
        pool=pool,
        contains=contains,
        period=period,
        by_cause=by_cause,
        group_causes=group_causes,
        at=at,
        minimum_population=minimum_population,
    )
    z = float(ndtri(0.5 + confidence / 2))
    parts = [_summary(both, target, found, z) for found in _solutions(both, target, roads)]
    return finished([*parts, left_out], tables.names("solutions"))


def deaths_to_avert(
    table: pd.DataFrame | pa.Table,
    target: Target,
    *,
    benchmark: str,
    focus: Sequence[str] | str = (),
    roads: Sequence[Road] = (),
    pool: str | None = None,
    contains: Sequence[str] = (),
    period: float | None = None,
    by_cause: bool = True,
    group_causes: Mapping[str, Sequence[str]] | None = None,
    at: int | None = None,
    minimum_population: float = MINIMUM_POPULATION,
) -> pd.DataFrame:
    """Return the deaths to avert a year, by age and cause, on each road to the target: DEATHS_TO_AVERT.

    `years_gained` splits the years that the target asks for (Horiuchi's decomposition from today's rates to
    the reduced ones). `years_per_death` is −∂e₀/∂m over the population: what averting one more death a year
    in that age gains today, whatever its cause; the largest is the shortest road. Arguments: see `solve`.
    """
    both, left_out = _asked(
        table,
        target,
        benchmark=benchmark,
        focus=focus,
        pool=pool,
        contains=contains,
        period=period,
        by_cause=by_cause,
        group_causes=group_causes,
        at=at,
        minimum_population=minimum_population,
    )
    parts = [_detail(both, found) for found in _solutions(both, target, roads)]
    return finished([*parts, left_out], tables.names("deaths_to_avert"))


@dataclass(frozen=True)
class _Solution:
    """A road's step, what goes at 100 % (P, X, K), its derivative by the benchmark, and the share (P,)."""

    road: Road
    step: Floats
    by_benchmark: Floats
    reduction: Floats
    note: Words


def _asked(
    table: pd.DataFrame | pa.Table,
    target: Target,
    *,
    benchmark: str,
    focus: Sequence[str] | str,
    pool: str | None,
    contains: Sequence[str],
    period: float | None,
    by_cause: bool,
    group_causes: Mapping[str, Sequence[str]] | None,
    at: int | None,
    minimum_population: float,
) -> tuple[Sides, pd.DataFrame]:
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
    gap, goal = both.gap, both.goal(target)
    if np.all(gap <= 0):
        name, years = both.labels["focus"].iloc[0], -gap[0]
        raise NothingToReach(
            f"'{name}' is {years:.2f} years better off than the benchmark: there is no gap to close"
        )
    if np.all(goal <= both.focus.expectancy):
        name, wanted = both.labels["focus"].iloc[0], both.benchmark.expectancy[0] - goal[0]
        raise NothingToReach(
            f"'{name}' has a gap of {gap[0]:.2f} years, at or under the target of {wanted:.2f} already"
        )
    return both, left_out


def _solutions(both: Sides, target: Target, roads: Sequence[Road]) -> Iterator[_Solution]:
    """Yield the reduction on each road, in order."""
    causes = [cause for cause in both.schedules.causes if cause is not None]
    alone = [Road(cause, causes=(cause,)) for cause in causes] if len(causes) > 1 else []
    ax, goal = phe_ax(both.schedules.lower, both.schedules.width), both.goal(target)
    no_way = why_no_way(goal - both.focus.expectancy)
    for road in roads or [EVERYTHING, *alone]:
        where = chosen(both.schedules, road.causes, road.ages)
        mine, theirs = both.focus.rate, both.benchmark.rate if road.toward == "benchmark" else 0.0
        worse = where & (mine > theirs)
        step = np.where(worse, mine - theirs, 0.0)
        found = reduction_reaching(
            mine.sum(axis=2), step.sum(axis=2), goal, width=both.schedules.width, ax=ax
        )
        why = np.where((no_way == "") & np.isnan(found), "not_enough_alone", no_way)
        yield _Solution(road, step, np.where(worse, float(road.toward == "benchmark"), 0.0), found, why)


def _summary(both: Sides, target: Target, found: _Solution, z: float) -> pd.DataFrame:
    """Return one road's rows: one for each comparison."""
    left, _ = both.table(both.focus.rate - found.step)
    error = _error(both, target, found)
    averted = found.reduction * (found.step.sum(axis=2) * both.population).sum(axis=1)
    gained = both.goal(target) - both.focus.expectancy
    note = joined(both.note, found.note, np.where(np.isnan(both.population[:, 0]), "deaths_not_given", ""))
    unknown = np.isnan(error) & ~np.isnan(found.reduction)
    return both.labels.assign(
        road=found.road.name,
        toward=found.road.toward,
        gap=both.gap,
        target_gap=both.benchmark.expectancy - both.goal(target),
        reduction=found.reduction,
        standard_error=error,
        lower=found.reduction - z * error,
        upper=found.reduction + z * error,
        smallest_gap=np.where(np.isfinite(left), both.benchmark.expectancy - left, np.nan),
        deaths_averted_per_year=averted,
        years_gained=gained,
        years_per_death=np.divide(gained, averted, out=np.full_like(gained, np.nan), where=averted > 0),
        note=joined(note, np.where(unknown, "rate_standard_error_missing", "")),
    )


def _error(both: Sides, target: Target, found: _Solution) -> Floats:
    """Return the standard error of the reduction by the implicit function theorem; 0 where none is needed.

    e(m − ρ d) = goal gives ∂ρ/∂m = (∂e/∂m − ∂goal/∂m) / (g·d), g being the gradient, never positive, at the
    reduced rates.
    """
    rho = np.nan_to_num(found.reduction)[:, None, None]
    _, gradient = both.table(both.focus.rate - rho * found.step)
    slope = gradient[..., None]
    of_benchmark, own = target.weights()
    pull = (gradient * found.step.sum(axis=2)).sum(axis=1)
    share = np.divide(1.0, pull, out=np.full_like(pull, np.nan), where=pull != 0)[:, None, None]
    by_focus = slope * (1 - rho * (found.step > 0)) - own * both.focus.gradient[..., None]
    by_benchmark = slope * rho * found.by_benchmark - of_benchmark * both.benchmark.gradient[..., None]
    variance = both.focus.noise(by_focus * share) + both.benchmark.noise(by_benchmark * share)
    return np.where(np.isnan(found.reduction), np.nan, np.where(found.reduction == 0, 0.0, np.sqrt(variance)))


def _detail(both: Sides, found: _Solution) -> pd.DataFrame:
    """Return one road's rows by age and cause, for the comparisons whose target it reaches."""
    import pandas as pd

    pairs, ages, causes = found.step.shape
    reached = ~np.isnan(found.reduction)
    gone = np.where(reached, found.reduction, 0.0)[:, None, None] * found.step
    gained = decompose(
        both.focus.rate,
        both.focus.rate - gone,
        width=both.schedules.width,
        ax=phe_ax(both.schedules.lower, both.schedules.width),
    ).value
    people = both.population[..., None]
    each = np.broadcast_to(-both.focus.gradient[..., None] / people, gone.shape)
    shown = np.where(reached, 1.0, np.nan)[:, None, None]
    out = both.labels.loc[both.labels.index.repeat(ages * causes)].reset_index(drop=True)
    out["road"] = found.road.name
    labels = np.array([band.label for band in both.schedules.bands], dtype=object)
    out["age"] = np.tile(np.repeat(labels, causes), pairs)
    if both.schedules.causes[0] is not None:
        out["cause"] = np.tile(np.array(both.schedules.causes, dtype=object), pairs * ages)
    columns = {
        "deaths_per_year": both.focus.rate * people,
        "deaths_averted_per_year": shown * gone * people,
        "years_gained": shown * gained,
        "years_per_death": each,
    }
    for name, values in columns.items():
        out[name] = values.reshape(-1)
    note = joined(both.note, found.note, np.where(np.isnan(both.population[:, 0]), "deaths_not_given", ""))
    return pd.DataFrame(out).assign(note=np.repeat(note, ages * causes))
