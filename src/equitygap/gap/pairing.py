"""Who is compared with whom: names into contrasts of a panel's areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from equitygap.errors import DataError, UsageError
from equitygap.names import match_area, unknown_area
from equitygap.panel import Better, Contrast, Floats, Panel, direction


@dataclass(frozen=True)
class Pairs:
    """The comparisons of one panel (C): labels, and each side as a contrast of the panel's areas.

    `sign` is +1 where higher is better and −1 where lower is; `difference` is the gap itself.
    `members` are the focus areas of each, `bystanders` the panel's areas that contain others and are not
    compared, and `flags` holds what is special about each comparison.
    """

    benchmark: str
    focus: tuple[str, ...]
    sign: int
    difference: Contrast
    benchmark_side: Contrast
    focus_side: Contrast
    members: tuple[tuple[str, ...], ...]
    bystanders: tuple[int, ...]
    flags: tuple[tuple[str, ...], ...]


def pair_up(
    panel: Panel,
    *,
    benchmark: str | None,
    focus: Sequence[str] = (),
    pool: str | None = None,
    contains: Sequence[str] = (),
    better: Better = None,
    weights_at: int | None = None,
) -> Pairs:
    """Resolve names into comparisons of the panel's areas.

    Without a `benchmark` each focus stands alone, as where a level is to be reached: its contrast is its own
    value, turned so that less is better. `weights_at` is the index of the period whose population weighs a
    pool and a benchmark that contains the focus; None takes the first. Raises DataError for an area that is
    not there or a pool without population.
    """
    names = panel.areas
    base = None if benchmark is None else names.index(_known(benchmark, panel))
    own = None if base is None else names[base]
    containing = {_known(name, panel) for name in contains if match_area(name, names)}
    chosen = [_known(name, panel) for name in focus] or [
        name for name in names if name != own and name not in containing
    ]
    _refuse_bad_choice(chosen, own, pool)
    members = [(name,) for name in chosen] + ([tuple(chosen)] if pool else [])
    focus_side = _focus_side(panel, members, weights_at, pool)
    shares, flags = _shares_of_benchmark(
        panel, base if own in containing else None, focus_side.area, weights_at
    )
    sign = direction(panel.metric, better)
    benchmark_side = _benchmark_side(base, focus_side)
    pooled = ("population_weighted_mean",)
    return Pairs(
        benchmark=own or "",
        focus=(*chosen, *([pool] if pool else [])),
        sign=sign,
        difference=_difference(benchmark_side, focus_side, sign, shares),
        benchmark_side=benchmark_side,
        focus_side=focus_side,
        members=tuple(members),
        bystanders=tuple(names.index(name) for name in sorted(containing - {own, *chosen})),
        flags=tuple(flags + (pooled if pool and i == len(members) - 1 else ()) for i in range(len(members))),
    )


def period_of(panel: Panel, year: float) -> int:
    """Return the index of the period with this mid-point, else of the only window that contains the year.

    Raises DataError when there is none, or more than one.
    """
    exact = np.flatnonzero(panel.year == year)
    around = np.flatnonzero((panel.start <= year) & (year <= panel.end))
    found = exact if len(exact) else around
    if len(found) == 1:
        return int(found[0])
    name = f"{panel.metric}, {panel.group}" if panel.group else panel.metric
    if len(found) > 1:
        windows = ", ".join(f"{panel.start[i]:.0f}-{panel.end[i]:.0f}" for i in found)
        raise DataError(f"{name}: the year {year:g} lies in several windows ({windows}); give a mid-point")
    raise DataError(
        f"{name}: no period of the data is centred on or contains the year {year:g}; "
        f"they run from {panel.year[0]:g} to {panel.year[-1]:g}"
    )


def gap_error(panel: Panel, pairs: Pairs, contrast: Contrast) -> Floats:
    """Return the standard errors of the contrasts, (C, T), nan where one is missing.

    Raises DataError where the benchmark contains the focus and its standard error is smaller than that of its
    part allows: such figures cannot both be right.
    """
    variance = contrast.variance_of(panel.standard_error**2)
    if np.any(variance < 0):
        c, t = np.argwhere(variance < 0)[0]
        raise DataError(
            f"the standard error of '{pairs.benchmark}' in {panel.year[t]:g} is too small for an area that "
            f"contains '{pairs.focus[c]}', whose own error and share of the population ask for more"
        )
    return np.asarray(np.sqrt(variance))


def _known(name: str, panel: Panel) -> str:
    found = match_area(name, panel.areas)
    if found is None:
        where = f"{panel.metric}, {panel.group}: " if panel.group else ""
        raise DataError(where + unknown_area(name, panel.areas))
    return found


def _refuse_bad_choice(chosen: Sequence[str], benchmark: str | None, pool: str | None) -> None:
    if benchmark in chosen:
        raise UsageError(f"'{benchmark}' is the benchmark and cannot be a focus as well")
    twice = sorted(name for name, times in Counter(chosen).items() if times > 1)
    if twice:
        raise UsageError(f"focus names an area twice: {', '.join(twice)}")
    if pool is not None and pool in chosen:
        raise UsageError(f"the pool needs a name of its own; '{pool}' is an area")
    if not chosen:
        raise DataError("there is no area to compare" + (f" with '{benchmark}'" if benchmark else ""))


def _focus_side(
    panel: Panel, members: Sequence[tuple[str, ...]], at: int | None, pool: str | None
) -> Contrast:
    index = {name: i for i, name in enumerate(panel.areas)}
    weights = np.ones(sum(len(member) for member in members))
    if pool:
        weights[-len(members[-1]) :] = _pool_weights(panel, members[-1], at, pool)
    comparison = np.repeat(np.arange(len(members)), [len(member) for member in members])
    area = np.array([index[name] for member in members for name in member], dtype=np.intp)
    return Contrast(len(members), comparison, area, weights, weights**2)


def _benchmark_side(base: int | None, focus: Contrast) -> Contrast:
    if base is None:
        nothing = np.zeros_like(focus.coefficient)
        return Contrast(focus.count, focus.comparison, focus.area, nothing, nothing)
    one = np.ones(focus.count)
    return Contrast(focus.count, np.arange(focus.count), np.full(focus.count, base), one, one)


def _difference(benchmark: Contrast, focus: Contrast, sign: int, shares: Floats) -> Contrast:
    """Return benchmark − focus, turned so that positive is worse for the focus."""
    covariance = 2 * focus.coefficient * shares
    return Contrast(
        benchmark.count,
        np.concatenate([benchmark.comparison, focus.comparison]),
        np.concatenate([benchmark.area, focus.area]),
        sign * np.concatenate([benchmark.coefficient, -focus.coefficient]),
        np.concatenate([benchmark.variance_coefficient, focus.variance_coefficient - covariance]),
    )


def _pool_weights(panel: Panel, members: Sequence[str], at: int | None, pool: str) -> Floats:
    index = {name: i for i, name in enumerate(panel.areas)}
    rows = [index[name] for name in members]
    population: Floats = panel.population[rows, 0 if at is None else at]
    missing = [name for name, size in zip(members, population, strict=True) if not size > 0]
    if missing:
        year = panel.year[0 if at is None else at]
        raise DataError(
            f"the pool '{pool}' needs each area's population to weigh it by; in {year:g} there is none for "
            f"{', '.join(missing)}. Add a `population` column, or leave out the pool."
        )
    weights: Floats = population / population.sum()
    return weights


def _shares_of_benchmark(
    panel: Panel, containing: int | None, area: np.ndarray, at: int | None
) -> tuple[Floats, tuple[str, ...]]:
    """Return the share that each area has in a benchmark that contains it, 0 in one that does not."""
    if containing is None:
        return np.zeros(len(area)), ()
    population = panel.population[:, 0 if at is None else at]
    shares = population[area] / population[containing]
    if np.isnan(shares).any():
        return np.zeros(len(area)), ("benchmark_contains_focus", "population_missing")
    if np.any(shares > 1):
        name = panel.areas[area[int(np.argmax(shares))]]
        raise DataError(f"'{panel.areas[containing]}' is said to contain '{name}', but has fewer people")
    return shares, ("benchmark_contains_focus",)
