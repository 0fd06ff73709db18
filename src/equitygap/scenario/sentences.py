"""Solutions in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def sentences(solutions: pd.DataFrame) -> list[str]:
    """Return one sentence for each row of a SOLUTIONS table: what has to fall by how much, or why not."""
    return [_sentence(row) for _, row in solutions.iterrows()]


def _sentence(row: pd.Series) -> str:
    group = f" ({row['group']})" if isinstance(row.get("group"), str) else ""
    who = f"{row['focus']} against {row['benchmark']}{group}"
    notes = str(row["note"] or "").split()
    if not isinstance(row["road"], str):
        return f"{who}: withheld ({' '.join(notes)})."
    excess = "the excess of " if row["toward"] == "benchmark" else ""
    goal = f"a gap of {row['target_gap']:.2f} years"
    if "no_baseline" in notes:
        return f"{who}: there is no figure at the baseline, so there is no target."
    if "target_already_met" in notes:
        return f"{who}: the gap of {row['gap']:.2f} years is at or under {goal} already."
    if "not_enough_alone" in notes:
        return (
            f"{who}: even removing {excess}{row['road']} entirely does not reach {goal}; "
            f"{row['smallest_gap']:.2f} years would remain."
        )
    deaths = "" if "deaths_not_given" in notes else f", {row['deaths_averted_per_year']:,.0f} deaths a year"
    return f"{who}: {goal} takes {100 * row['reduction']:.1f} % less of {excess}{row['road']}{deaths}."
