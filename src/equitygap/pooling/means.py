"""Figures of small areas → a population-weighted mean, for publishers who give neither deaths nor
person-years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from equitygap.ages.grids import as_arrow
from equitygap.errors import DataError, UsageError
from equitygap.names import normalised
from equitygap.pooling.areas import read_crosswalk
from equitygap.tables import names

if TYPE_CHECKING:
    import pandas as pd


def weighted_mean_expectancies(
    estimates: pd.DataFrame, crosswalk: pd.DataFrame, *, by: str = "area", equal_weights: bool = False
) -> pd.DataFrame:
    """Return population-weighted means of estimates over the areas of a crosswalk, noted `weighted_mean`.

    Σ w v / Σ w with w the area's share times its population, standard error √(Σ w² se²) / Σ w. It is not
    the life expectancy of the areas taken together: a mean weighs the living, a life table the survivors.
    Use it only where deaths and person-years are not published. Areas without a value or a population are
    left out and noted `areas_missing`.

    `estimates` is an ESTIMATES table; person-years come from it or, where it has none, from the residents
    in a column `population` of the `crosswalk` (`by`, `into`, optionally `share`). With `equal_weights` every
    area counts the same but for its share, which the note tells as `unweighted_mean`: for areas that are
    drawn to be alike in size, where no populations are at hand.
    """
    import pandas as pd

    read_crosswalk(as_arrow(crosswalk), by)
    entries = crosswalk.assign(_key=_keys(crosswalk[by], by), share=crosswalk.get("share", 1.0))
    both = estimates.assign(_key=_keys(estimates[by], by))
    if equal_weights:
        both = both.drop(columns="population", errors="ignore").assign(population=1.0)
    elif "population" not in both:
        if "population" not in crosswalk:
            raise UsageError("a weighted mean needs populations: give them in the estimates or the crosswalk")
        entries["_residents"] = crosswalk["population"]
    kept = [name for name in ("_key", "into", "share", "_residents") if name in entries]
    both = both.merge(entries[kept], on="_key")
    if both.empty:
        raise DataError("crosswalk: none of the areas of the estimates is in it")
    if "_residents" in both:
        both["population"] = both["_residents"] * (both["end"] - both["start"] + 1)
    members: dict[Any, int] = entries["into"].value_counts().to_dict()
    keys = [name for name in ("metric", "into", "group", "start", "end") if name in both]
    rows = [
        dict(zip(keys, key, strict=True)) | _mean(rows, members[key[keys.index("into")]])
        for key, rows in both.groupby(keys, sort=False, dropna=False)
    ]
    frame = pd.DataFrame(rows).rename(columns={"into": "area"})
    if equal_weights:
        frame["note"] = frame["note"].str.replace("weighted_mean", "unweighted_mean")
        frame = frame.drop(columns="population")
    for name in ("source", "vintage"):
        if name in both and both[name].nunique(dropna=False) == 1:
            frame[name] = both[name].iloc[0]
    return frame[[name for name in names("estimates") if name in frame]]


def _keys(column: pd.Series[Any], by: str) -> pd.Series[Any]:
    return column.map(normalised) if by == "area" else column


def _mean(rows: pd.DataFrame, members: int) -> dict[str, Any]:
    value, population = rows["value"].to_numpy(float), rows["population"].to_numpy(float)
    error = rows["standard_error"].to_numpy(float) if "standard_error" in rows else np.full(len(rows), np.nan)
    known = np.isfinite(value) & (population > 0)
    weight = np.where(known, rows["share"].to_numpy(float) * population, 0.0)
    note = ["weighted_mean"] + ["areas_missing"] * (int(known.sum()) < members)
    if not known.any():
        return {"value": np.nan, "standard_error": np.nan, "population": np.nan, "note": " ".join(note)}
    weight = weight[known] / weight[known].sum()
    return {
        "value": float(weight @ value[known]),
        "standard_error": float(np.sqrt(weight**2 @ error[known] ** 2)),
        "population": float(population[known] @ rows["share"].to_numpy(float)[known]),
        "note": " ".join(note),
    }
