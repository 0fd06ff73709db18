"""Areas too small for a figure of their own are merged along a hierarchy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from equitygap.ages.grids import Table, as_arrow, like
from equitygap.errors import UsageError
from equitygap.pooling.adding import added_up, noted

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]


@dataclass(frozen=True)
class MergedAreas(Generic[Table]):
    """Counts in which small areas are merged, and each area with what it was merged `into` (itself, if
    large).
    """

    counts: Table
    membership: Table


def merge_small_areas(
    counts: Table, hierarchy: pd.DataFrame | pa.Table, *, minimum_population: float = 5000.0
) -> MergedAreas[Table]:
    """Return counts in which areas below the minimum are merged with each other, level by level.

    `hierarchy` has `area` and, from near to far, the names of what it lies in (tract, community area,
    city). Areas whose person-years fall below the minimum in any group or period are merged into the first
    of these, together with the other small ones in it; where the sum is still too small, into the next.
    Areas that are large enough stay as they are, and the same areas are merged in every group and period.

    Raises UsageError where an area is not in the hierarchy, or a merged area would bear the name of one
    that stays.
    """
    table = as_arrow(counts)
    areas, population = _populations(table)
    unit = areas.copy()
    for level in _levels(as_arrow(hierarchy), areas):
        small = _smallest(unit, population) < minimum_population
        unit = np.where(small & (level != None), level, unit)  # noqa: E711
    kept = set(areas[unit == areas])
    clash = kept & set(unit[unit != areas])
    if clash:
        raise UsageError(
            f"hierarchy: '{min(clash)}' is the name both of an area that stays and of a merged one"
        )
    into = dict(zip(areas, unit, strict=True))
    names = [into[name] for name in table["area"].to_pylist()]
    renamed = table.set_column(table.column_names.index("area"), "area", pa.array(names, pa.string()))
    if "code" in renamed.column_names:
        renamed = renamed.drop_columns(["code"])
    added, _ = added_up(renamed)
    merged = np.array([name not in kept for name in added["area"].to_pylist()])
    membership = pa.table({"area": pa.array(areas, pa.string()), "into": pa.array(unit, pa.string())})
    return MergedAreas(like(counts, noted(added, {"merged_below_minimum": merged})), like(counts, membership))


def _populations(table: pa.Table) -> tuple[Texts, Floats]:
    """Return the areas and their person-years in each group and period, (areas, strata); nan where absent."""
    if "cause" in table.column_names:
        keys = [name for name in ("area", "group", "start", "end", "age") if name in table.column_names]
        table = table.group_by(keys).aggregate([("population", "max")]).rename_columns([*keys, "population"])
    strata = [name for name in ("group", "start", "end") if name in table.column_names]
    totals = table.group_by(["area", *strata], use_threads=False).aggregate([("population", "sum")])
    areas = pc.unique(totals["area"]).to_pylist()
    which = list(zip(*(totals[name].to_pylist() for name in strata), strict=True))
    row = {name: i for i, name in enumerate(areas)}
    column = {key: i for i, key in enumerate(dict.fromkeys(which))}
    out = np.full((len(areas), len(column)), np.nan)
    for area, key, total in zip(
        totals["area"].to_pylist(), which, totals["population_sum"].to_pylist(), strict=True
    ):
        out[row[area], column[key]] = total
    return np.array(areas, dtype=object), out


def _smallest(unit: Texts, population: Floats) -> Floats:
    """Return, for each area, the smallest population that its unit has in any group and period."""
    _, which = np.unique(unit.astype(str), return_inverse=True)
    total = np.zeros((which.max() + 1, population.shape[1]))
    np.add.at(total, which, np.nan_to_num(population))
    seen = np.zeros_like(total)
    np.add.at(seen, which, ~np.isnan(population))
    return np.asarray(np.where(seen > 0, total, np.inf).min(axis=1)[which])


def _levels(hierarchy: pa.Table, areas: Texts) -> list[Texts]:
    if "area" not in hierarchy.column_names or len(hierarchy.column_names) < 2:
        raise UsageError("hierarchy needs the column area and at least one column that says what it lies in")
    row = {name: i for i, name in enumerate(hierarchy["area"].to_pylist())}
    missing = [name for name in areas if name not in row]
    if missing:
        raise UsageError(f"hierarchy lacks {len(missing)} areas of the counts, such as '{missing[0]}'")
    order = pa.array([row[name] for name in areas])
    above: list[Any] = [name for name in hierarchy.column_names if name != "area"]
    return [np.array(hierarchy[name].take(order).to_pylist(), dtype=object) for name in above]
