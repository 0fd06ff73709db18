"""Which strata are compared: names of areas, pools and periods to numbers of strata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from equitygap.decompose.schedules import KEYS
from equitygap.errors import DataError, UsageError
from equitygap.names import match_area, unknown_area

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Indices = NDArray[np.intp]

#: More periods than these are not written out.
_LONGEST_LIST: Final = 6


@dataclass(frozen=True)
class Areas:
    """The areas of a comparison as the data spell them; without a benchmark each focus is followed alone."""

    benchmark: str | None
    focus: tuple[str, ...]
    containing: frozenset[str]


def as_pandas(table: pd.DataFrame | pa.Table) -> pd.DataFrame:
    """Return the table as pandas."""
    import pandas as pd

    return table if isinstance(table, pd.DataFrame) else table.to_pandas()


def choose(
    frame: pd.DataFrame,
    *,
    benchmark: str | None,
    focus: Sequence[str] | str,
    pool: str | None,
    contains: Sequence[str],
) -> tuple[pd.DataFrame, Areas]:
    """Return the rows of the areas compared, with those of the pool, and the areas' names.

    `focus` empty means every other area except those in `contains`. Raises DataError for an unknown area and
    UsageError for a benchmark that is its own focus or a pool that cannot be formed.
    """
    known = [str(area) for area in frame["area"].unique()]
    base = None if benchmark is None else _known(benchmark, known)
    containing = frozenset(_known(name, known) for name in contains)
    names = [focus] if isinstance(focus, str) else focus
    chosen = tuple(_known(name, known) for name in names) or tuple(
        area for area in known if area != base and area not in containing
    )
    if base in chosen:
        raise UsageError(f"'{base}' is both the benchmark and a focus; compare it with another area")
    if not chosen:
        raise UsageError("there is no area to compare with the benchmark")
    rows = frame[frame["area"].isin([*chosen, *([base] if base is not None else [])])]
    if pool is not None:
        if match_area(pool, known) is not None:
            raise UsageError(f"a pool needs a name of its own, but '{pool}' is an area of the data")
        rows, chosen = _with_pool(rows, pool, chosen), (*chosen, pool)
    return rows, Areas(base, chosen, containing)


def _known(name: str, areas: Sequence[str]) -> str:
    found = match_area(name, areas)
    if found is None:
        raise DataError(unknown_area(name, areas))
    return found


def _with_pool(frame: pd.DataFrame, pool: str, members: tuple[str, ...]) -> pd.DataFrame:
    """Add the areas' deaths and person-years as one more area; rates alone cannot be pooled."""
    import pandas as pd

    if "rate" in frame:
        raise UsageError(f"the areas of '{pool}' cannot be pooled: rates without person-years do not add up")
    rows = frame[frame["area"].isin(members)]
    by = [name for name in (*KEYS[1:], "age", "cause") if name in rows]
    error = "population_standard_error"
    if error in rows:
        rows = rows.assign(**{error: rows[error] ** 2})
    groups = rows.groupby(by, sort=False, dropna=False)
    added = groups[[name for name in ("deaths", "population", error) if name in rows]].sum(min_count=1)
    counted = groups["area"].nunique()
    if (counted < len(members)).any():
        raise DataError(
            f"the pool '{pool}': some of its areas lack rows that others have: {counted.idxmin()}"
        )
    if error in added:
        added[error] **= 0.5
    return pd.concat([frame, added.reset_index().assign(area=pool)], ignore_index=True)


def period_rows(keys: pd.DataFrame, year: float) -> pd.DataFrame:
    """Return the strata of the period with this mid-point, else of the only window that contains the year.

    Raises DataError when there is none, or more than one window.
    """
    exact = keys[(keys["start"] + keys["end"]) / 2 == year]
    found = exact if len(exact) else keys[(keys["start"] <= year) & (year <= keys["end"])]
    windows = found[["start", "end"]].drop_duplicates()
    if len(windows) == 1:
        return found
    if len(windows):
        raise DataError(f"the year {year:g} lies in several periods ({_spans(windows)}); give a mid-point")
    known = _spans(keys[["start", "end"]].drop_duplicates())
    raise DataError(f"no period of the data is centred on or contains the year {year:g}; there are {known}")


def _spans(windows: pd.DataFrame) -> str:
    """Write periods, the middle of a long list left out."""
    spans = [
        f"{start:.0f}" if start == end else f"{start:.0f}-{end:.0f}" for start, end in windows.to_numpy()
    ]
    return ", ".join(spans if len(spans) <= _LONGEST_LIST else [*spans[:2], "…", spans[-1]])


def pairs(keys: pd.DataFrame, areas: Areas) -> tuple[Indices, Indices]:
    """Return the benchmark's and the focus's stratum of each focus, in each group and period."""
    numbered = keys.assign(stratum=np.arange(len(keys)))
    foci = _in_order(numbered, areas)
    base = numbered[numbered["area"] == areas.benchmark]
    return _beside(foci, base, list(KEYS[1:])), foci["stratum"].to_numpy(np.intp)


def changes(
    keys: pd.DataFrame, areas: Areas, first: pd.Series, second: pd.Series
) -> tuple[Indices, Indices, Indices | None, Indices | None]:
    """Return each focus's stratum in the first and second period, and the benchmark's, in each group."""
    numbered = keys.assign(stratum=np.arange(len(keys)))
    early, late = (
        numbered[(numbered["start"] == span["start"]) & (numbered["end"] == span["end"])]
        for span in (first, second)
    )
    foci = _in_order(early, areas)
    after = _beside(foci, late, ["area", "group"])
    before = foci["stratum"].to_numpy(np.intp)
    if areas.benchmark is None:
        return before, after, None, None
    own = [_beside(foci, side[side["area"] == areas.benchmark], ["group"]) for side in (early, late)]
    return before, after, own[0], own[1]


def _in_order(strata: pd.DataFrame, areas: Areas) -> pd.DataFrame:
    order = {area: i for i, area in enumerate(areas.focus)}
    chosen = strata[strata["area"].isin(areas.focus)]
    return chosen.sort_values("area", key=lambda column: column.map(order), kind="stable")


def _beside(foci: pd.DataFrame, others: pd.DataFrame, on: list[str]) -> Indices:
    """Return the stratum of `others` that shares the columns `on` with each focus."""
    joined = (
        foci[["area", *on]]
        .loc[:, lambda f: ~f.columns.duplicated()]
        .merge(others[[*on, "stratum"]], on=on, how="left")
    )
    lacking = joined["stratum"].isna().to_numpy()
    if lacking.any():
        row = foci[lacking].iloc[0]
        group = f", {row['group']}" if isinstance(row["group"], str) else ""
        raise DataError(
            f"area {row['area']}{group}, {row['start']:.0f}-{row['end']:.0f}: nothing to compare with; "
            "the other area or period has no figures there"
        )
    return joined["stratum"].to_numpy(np.intp)
