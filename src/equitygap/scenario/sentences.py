"""Solutions in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

_COMPARISON: Final = ("metric", "benchmark", "focus", "group", "start", "end", "toward")


def sentences(solutions: pd.DataFrame) -> list[str]:
    """Return sentences on a SOLUTIONS table: what has to fall by how much, or why not.

    One for each row, but the roads of a comparison that are not enough alone share one.
    """
    keys = [name for name in _COMPARISON if name in solutions]
    short = solutions["note"].str.contains("not_enough_alone", na=False)
    alike = {rows.index[0]: rows for _, rows in solutions[short].groupby(keys, sort=False, dropna=False)}
    return [
        _not_enough(alike[index]) if index in alike else _sentence(row)
        for (index, row), left_out in zip(solutions.iterrows(), short, strict=True)
        if index in alike or not left_out
    ]


def _not_enough(rows: pd.DataFrame) -> str:
    first, left = rows.iloc[0], rows["smallest_gap"]
    excess = "the excess of " if first["toward"] == "benchmark" else ""
    if len(rows) == 1:
        return (
            f"{_who(first)}: even removing {excess}{first['road']} entirely does not reach {_goal(first)}; "
            f"{left.iloc[0]:.2f} years would remain."
        )
    excess = " the excess" if first["toward"] == "benchmark" else ""
    return (
        f"{_who(first)}: none of {', '.join(rows['road'])} is enough for {_goal(first)}, even if all{excess} "
        f"went; {left.min():.2f} to {left.max():.2f} years would remain."
    )


def _sentence(row: pd.Series) -> str:
    who = _who(row)
    notes = str(row["note"] or "").split()
    if not isinstance(row["road"], str):
        return f"{who}: withheld ({' '.join(notes)})."
    excess = "the excess of " if row["toward"] == "benchmark" else ""
    goal = _goal(row)
    if "no_baseline" in notes:
        return f"{who}: there is no figure at the baseline, so there is no target."
    if "target_already_met" in notes:
        return f"{who}: the gap of {row['gap']:.2f} years is at or under {goal} already."
    deaths = "" if "deaths_not_given" in notes else f", {row['deaths_averted_per_year']:,.0f} deaths a year"
    return f"{who}: {goal} takes {100 * row['reduction']:.1f} % less of {excess}{row['road']}{deaths}."


def _who(row: pd.Series) -> str:
    group = f" ({row['group']})" if isinstance(row.get("group"), str) else ""
    return f"{row['focus']} against {row['benchmark']}{group}"


def _goal(row: pd.Series) -> str:
    return f"a gap of {row['target_gap']:.2f} years"
