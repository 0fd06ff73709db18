"""Pictures below a table: contributions as signed bars, power as curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from equitygap.present.bars import signed_bars
from equitygap.present.curve import curves
from equitygap.present.text import shortest

if TYPE_CHECKING:
    import pandas as pd

#: What pictures are drawn with where the terminal can show it.
CHARACTERS: Final = "█│·└─●○◆◇▲△"

#: Comparisons that are drawn; more would bury the table.
AT_MOST: Final = 3

_WHO: Final = ("metric", "benchmark", "focus", "group")
_WHEN: Final = ("start", "end", "start_2", "end_2", "side")


def contribution_pictures(contributions: pd.DataFrame, *, plain: bool = False) -> list[str]:
    """Return bars by age, and by cause where there are causes, for the latest period of each comparison.

    `contributions` is a CONTRIBUTIONS table. No more than `AT_MOST` comparisons are drawn, and that is said.
    """
    latest = contributions[contributions["end"] == contributions["end"].max()]
    keys = [name for name in (*_WHO, *_WHEN) if name in latest]
    drawn = []
    groups = [rows for _, rows in latest.groupby(keys, sort=False, dropna=False)]
    shown = [rows for rows in groups if rows["contribution"].notna().all()]
    for rows in shown[:AT_MOST]:
        for by in ("age", "cause"):
            if by in rows:
                sums = rows.groupby(by, sort=False)["contribution"].sum()
                ordered = sums if by == "age" else sums.sort_values(ascending=False)
                bars = signed_bars({str(name): float(value) for name, value in ordered.items()}, plain=plain)
                drawn.append(f"{_heading(rows.iloc[0])}, years by {by}:\n{bars}")
    return drawn + _left_out(len(shown))


def power_pictures(curve: pd.DataFrame, *, wanted: float, plain: bool = False) -> list[str]:
    """Return a curve for each window of each comparison of a POWER_CURVE table; a line is at `wanted`."""
    keys = [name for name in _WHO if name in curve]
    groups = [rows for _, rows in curve.groupby(keys, sort=False, dropna=False)]
    shown = [rows for rows in groups if rows["power"].notna().any()]
    drawn = []
    for rows in shown[:AT_MOST]:
        series = {
            _reading(window): [(float(year), float(power)) for year, power in own]
            for window in rows["window"].unique()
            for own in [rows.loc[rows["window"] == window, ["year", "power"]].to_numpy()]
        }
        drawn.append(
            f"{_heading(rows.iloc[0])}, chance of telling the promised path from no change, "
            f"by the last year of data:\n{curves(series, wanted=wanted, plain=plain)}"
        )
    return drawn + _left_out(len(shown))


def _reading(window: float) -> str:
    return "yearly readings" if window == 1 else f"readings of {window:.0f} years"


def _left_out(found: int) -> list[str]:
    return [f"Drawn: the first {AT_MOST} of {found} comparisons."] if found > AT_MOST else []


def _heading(row: pd.Series) -> str:
    against = f" against {row['benchmark']}" if isinstance(row["benchmark"], str) else ""
    group = f" ({row['group']})" if isinstance(row.get("group"), str) else ""
    spans = [
        _span(row[start], row[end])
        for start, end in (("start", "end"), ("start_2", "end_2"))
        if start in row and row[start] == row[start]
    ]
    when = f", {' to '.join(spans)}" if spans else ""
    side = f", the {row['side']}'s side" if isinstance(row.get("side"), str) else ""
    return f"{row['focus']}{against}{group}{when}{side}"


def _span(start: float, end: float) -> str:
    return shortest(float(start)) if start == end else f"{shortest(float(start))}-{shortest(float(end))}"
