"""What a metric's declaration adds to its rows: names, the benchmark's figures, the figures' own limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from equitygap.names import match_area
from equitygap.panel import PUBLISHED_CONFIDENCE, Panel
from equitygap.scorecard.declared import AMOUNTS, Declared
from equitygap.trajectory import Assessment

if TYPE_CHECKING:
    import pandas as pd

_KEY: Final = ("metric", "area", "group", "year")
_DOUBT: Final = "target_uncertain"
_LIMITS: Final = {"latest_lower": "lower", "latest_upper": "upper"}


def described(
    rows: pd.DataFrame,
    declared: Declared,
    promised: Assessment | None = None,
    *,
    panel: Panel | None = None,
) -> pd.DataFrame:
    """Return rows with what is declared of their metric, and with the benchmark's figures.

    `promised` is the assessment of a promise made elsewhere, whose benchmark and rule are then told.
    """
    pledge = declared.pledge
    out = rows.assign(
        metric=declared.name,
        domain=declared.domain,
        label=declared.label or None,
        unit=declared.unit or None,
        kind=declared.kind,
        benchmark=declared.benchmark if promised is None else promised.benchmark,
        target_rule=declared.target_rule if promised is None else promised.promise.rule(),
        source=declared.source or None,
        note=declared.note or None,
    )
    if "direction" not in out:
        out["direction"] = declared.better
    if "target_year" not in out and pledge is not None and pledge.by is not None:
        out["target_year"] = pledge.by
    if "target" not in out and pledge is not None and pledge.rule in AMOUNTS:
        out["target"] = pledge.amount
    if declared.benchmark_value is not None:
        return out.assign(benchmark_value=declared.benchmark_value)
    return out if panel is None or promised else _with_benchmark(out, declared, panel)


def with_own_limits(table: pd.DataFrame, estimates: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return rows with the limits that their figures came with: published, or made from counts.

    Such limits need not be symmetric; the standard error beside them only stands in for them. Published
    limits are those of 95 % and serve at this `confidence` alone.
    """
    if not {"lower", "upper"} <= set(estimates.columns):
        return table
    serves = np.full(len(estimates), confidence == PUBLISHED_CONFIDENCE)
    if {"numerator", "standard_error"} <= set(estimates.columns):
        # Limits made from counts come with an error; published ones that stand beside counts may have none.
        serves |= estimates[["numerator", "standard_error"]].notna().all(axis=1).to_numpy()
    made = estimates[serves & estimates[["lower", "upper"]].notna().all(axis=1).to_numpy()]
    found = _places(table, made)
    mine = (found >= 0) & (table["quantity"] == "value").to_numpy()
    if not mine.any():
        return table
    own = {
        name: np.where(mine, made[theirs].to_numpy()[found], table[name]) for name, theirs in _LIMITS.items()
    }
    return _with_doubt(table.assign(**own), mine)


def with_periods(table: pd.DataFrame, estimates: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the first and last year of their latest figure's period; a total has a year alone."""
    found = _places(table, estimates)
    known = (found >= 0) & (table["quantity"] != "total").to_numpy()
    if not known.any():
        return table
    periods = {
        f"latest_{name}": np.where(known, estimates[name].to_numpy(dtype=float)[found], np.nan)
        for name in ("start", "end")
    }
    return table.assign(**periods)


def _places(table: pd.DataFrame, estimates: pd.DataFrame) -> NDArray[np.intp]:
    """Return the place of each row's latest figure among the estimates, (rows,); -1 where it is not there."""
    if not len(estimates):
        return np.full(len(table), -1)
    dated = estimates.assign(year=(estimates["start"] + estimates["end"]) / 2, group=_group(estimates))
    place = {key: i for i, key in enumerate(zip(*(dated[name] for name in _KEY), strict=True))}
    wanted = zip(table["metric"], table["area"], _group(table), table["latest_year"], strict=True)
    return np.array([place.get(key, -1) for key in wanted], dtype=np.intp)


def _with_doubt(table: pd.DataFrame, mine: NDArray[np.bool_]) -> pd.DataFrame:
    """Return rows whose flags say, by the limits that they now have, whether the target is within these."""
    within = (table["latest_lower"] <= table["target"]) & (table["target"] <= table["latest_upper"])
    settled = mine & table["status"].isin(("met", "missed"))
    flags = [
        " ".join([word for word in text.split() if word != _DOUBT] + [_DOUBT] * doubtful) if again else text
        for text, doubtful, again in zip(table["flags"], within, settled, strict=True)
    ]
    return table.assign(flags=flags)


def _group(frame: pd.DataFrame) -> pd.Series:
    import pandas as pd

    return frame["group"].fillna("") if "group" in frame else pd.Series("", index=frame.index)


def _with_benchmark(rows: pd.DataFrame, declared: Declared, panel: Panel) -> pd.DataFrame:
    """Return rows with the benchmark area's figure in the period of each row's latest one."""
    if declared.benchmark_area is None or "latest_year" not in rows:
        return rows
    area = match_area(declared.benchmark_area, panel.areas)
    figures = dict(zip(panel.year, panel.value[panel.areas.index(str(area))], strict=True))
    return rows.assign(benchmark_value=rows["latest_year"].map(figures))
