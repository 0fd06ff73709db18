"""From a table of estimates to settings: the groups that are compared in each metric, group and period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from equitygap.errors import DataError, UsageError
from equitygap.names import match_area, normalised, unknown_area
from equitygap.panel import direction, published_errors
from equitygap.stats.inequality.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_KEYS: Final = ["metric", "group", "start", "end"]


@dataclass(frozen=True)
class Groups:
    """Settings (S) with the names of their groups (S, J), empty where a setting has fewer.

    `keys` holds metric, group, start and end; `count` how many areas there are in each, `incomplete` whether
    some that other periods have are missing. `unusable` says why areas could not be joined, by flag.
    """

    keys: pd.DataFrame
    names: NDArray[np.object_]
    settings: Settings
    count: NDArray[np.intp]
    incomplete: Flags
    unusable: Mapping[str, Flags] = field(default_factory=dict)


def groups_of(
    estimates: pd.DataFrame,
    *,
    metric: str | None,
    better: str | Mapping[str, str] | None,
    ordered: bool,
    parts: Mapping[str, str] | None,
    contains: Sequence[str],
) -> Groups:
    """Return the areas of each metric, group and period as groups; see `inequalities` for the arguments."""
    frame = estimates if "group" in estimates else estimates.assign(group=None)
    if metric is not None:
        frame = frame[frame["metric"] == metric]
    left_out = {normalised(name) for name in contains}
    frame = frame[~frame["area"].map(lambda name: normalised(str(name)) in left_out).astype(bool)]
    if frame.empty:
        raise DataError(f"there is no metric '{metric}' in the data" if metric else "there are no estimates")
    grouped = frame.groupby(_KEYS, sort=False, dropna=False)
    row, column = grouped.ngroup().to_numpy(), grouped.cumcount().to_numpy()
    keys = frame[_KEYS].drop_duplicates().reset_index(drop=True)
    shape = (len(keys), int(column.max()) + 1)

    def grid(values: Floats) -> Floats:
        out = np.full(shape, np.nan)
        out[row, column] = values
        return out

    def number(name: str) -> Floats:
        return frame[name].to_numpy(float) if name in frame else np.full(len(frame), np.nan)

    names = np.full(shape, "", dtype=object)
    names[row, column] = frame["area"].astype(str).to_numpy()
    value = grid(number("value"))
    count = (~np.isnan(value)).sum(axis=1)
    series = frame.groupby(["metric", "group"], sort=False, dropna=False)["area"].transform("nunique")
    settings = Settings(
        value=value,
        standard_error=grid(published_errors(number)),
        population=grid(number("population")),
        rank=grid(number("rank")) if ordered else np.full(shape, np.nan),
        sign=_signs(keys["metric"], better),
        reference=np.full(len(keys), -1),
        part=_parts(names, parts),
    )
    return Groups(keys, names, settings, count, count < np.nanmax(grid(series.to_numpy(float)), axis=1))


def in_quantiles(groups: Groups, quantiles: int) -> Groups:
    """Return the areas joined into groups of equal number by rank, 1 the most disadvantaged.

    The area of rank r of n (equal ranks share the smallest) goes to quantile k + 1 − ⌈(n + 1 − r) k/n⌉, so
    that ties never depend on the order of rows. A quantile's value is the population-weighted mean; a setting
    with fewer areas than quantiles, without all ranks and populations, or with a quantile that ties leave
    empty, has none.
    """
    if quantiles < 2:
        raise UsageError(f"quantiles must be at least 2, but got {quantiles}")
    given = groups.settings
    present = ~np.isnan(given.value)
    n = present.sum(axis=1)
    rank = np.where(present, given.rank, np.nan)
    quantile = quantiles + 1 + (-(n[:, None] + 1 - _places(rank)) * quantiles) // np.maximum(n, 1)[:, None]
    unranked = (np.isnan(rank) & present).any(axis=1)
    unpeopled = (~(given.population > 0) & present).any(axis=1)
    member = (quantile[:, :, None] == np.arange(1, quantiles + 1)) & present[:, :, None]
    vacant = (n >= quantiles) & ~unranked & ~member.any(axis=1).all(axis=1)
    usable = (n >= quantiles) & ~unranked & ~unpeopled & ~vacant
    size = np.where(usable[:, None, None] & member, given.population[:, :, None], 0.0)
    population = size.sum(axis=1)
    weight = size / np.where(usable[:, None], population, np.nan)[:, None, :]
    value = np.sum(weight * np.where(present, given.value, 0.0)[:, :, None], axis=1)
    noise = np.where(present, given.standard_error, 0.0)[:, :, None] ** 2
    shape = population.shape
    joined = Settings(
        value=value,
        standard_error=np.sqrt(np.sum(weight**2 * noise, axis=1)),
        population=population,
        rank=np.broadcast_to(np.arange(1.0, quantiles + 1), shape).copy(),
        sign=given.sign,
        reference=given.reference,
        part=np.full(shape, -1),
    )
    names = np.broadcast_to(np.array([str(q) for q in range(1, quantiles + 1)], dtype=object), shape)
    reasons = {"rank_missing": unranked, "population_missing": unpeopled, "quantile_empty": vacant}
    return Groups(groups.keys, names, joined, groups.count, groups.incomplete, reasons)


def _places(rank: Floats) -> NDArray[np.intp]:
    """Return the place of each rank among those of its setting, from 1; equal ranks share the first."""
    order = np.argsort(rank, axis=1)
    ranks = np.take_along_axis(rank, order, axis=1)
    new = np.column_stack([np.ones(len(rank), dtype=bool), ranks[:, 1:] != ranks[:, :-1]])
    first = np.maximum.accumulate(np.where(new, np.arange(1, rank.shape[1] + 1), 0), axis=1)
    places = np.empty_like(first)
    np.put_along_axis(places, order, first, axis=1)
    return places


def index_of(name: str, groups: Groups) -> NDArray[np.intp]:
    """Return where the group of this name stands in each setting, −1 where it has no value, (S,).

    Raises DataError where it is in none.
    """
    known = sorted({str(found) for found in groups.names.ravel() if found})
    match = match_area(name, known)
    if match is None:
        raise DataError(f"the reference cannot be used: {unknown_area(name, known)}")
    found = (groups.names == match) & ~np.isnan(groups.settings.value)
    return np.where(found.any(axis=1), found.argmax(axis=1), -1)


def default_reference(settings: Settings) -> NDArray[np.intp]:
    """Return the most advantaged group where groups are ordered, else the largest; −1 for neither, (S,)."""
    present = ~np.isnan(settings.value)
    by = np.where(np.isnan(settings.rank).all(axis=1, keepdims=True), settings.population, settings.rank)
    by = np.where(present & ~np.isnan(by), by, -np.inf)
    return np.where((by > -np.inf).any(axis=1), by.argmax(axis=1), -1)


def _signs(metrics: pd.Series[str], better: str | Mapping[str, str] | None) -> Floats:
    """Return +1 for each setting where higher is better and −1 where lower is."""
    word = better if isinstance(better, Mapping) else dict.fromkeys(metrics, better)
    known = {metric: float(direction(metric, word.get(metric))) for metric in metrics.unique()}
    return metrics.map(known).to_numpy(float)


def _parts(names: NDArray[np.object_], parts: Mapping[str, str] | None) -> NDArray[np.intp]:
    """Number each group's larger part; −1 for a group that has none."""
    if not parts:
        return np.full(names.shape, -1)
    of = {normalised(area): part for area, part in parts.items()}
    number = {part: i for i, part in enumerate(sorted(set(of.values())))}
    flat = [number[of[key]] if (key := normalised(name)) in of else -1 for name in names.ravel()]
    return np.array(flat, dtype=np.intp).reshape(names.shape)
