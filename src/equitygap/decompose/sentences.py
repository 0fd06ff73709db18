"""Contributions in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

#: How many of the largest contributions a sentence names.
NAMED: Final = 3

#: Sums closer than this are not told apart.
_SMALLEST: Final = 1e-15


def sentences(contributions: pd.DataFrame) -> list[str]:
    """Return one sentence for each comparison of a CONTRIBUTIONS table: the total and its largest parts."""
    keys = [
        name
        for name in ("benchmark", "focus", "group", "start", "end", "start_2", "end_2")
        if name in contributions
    ]
    return [_sentence(rows) for _, rows in contributions.groupby(keys, sort=False, dropna=False)]


def sum_sentence(contributions: pd.DataFrame) -> str:
    """Return how closely the contributions of a CONTRIBUTIONS table sum to what they explain.

    Where `attrs["remainder"]` is true, it also says what the cause `other` is.
    """
    rest = "; `other` is what the causes given leave of all causes"
    what = "the change" if "start_2" in contributions else "the gap"
    largest = contributions.attrs["largest_residual"]
    sums = f"contributions sum to {what}, to within {max(largest, _SMALLEST):.0e} years"
    return sums + rest * bool(contributions.attrs.get("remainder"))


def _sentence(rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    if rows["contribution"].isna().any():
        return f"{_what(first)} is withheld ({rows['note'].dropna().iloc[0]})."
    total = rows["contribution"].sum()
    if len(rows) == 1:
        return f"{_what(first)} is {total:.2f} years."
    largest = rows.loc[rows["contribution"].abs().sort_values(ascending=False, kind="stable").index[:NAMED]]
    parts = ", ".join(f"{_cell(row)} {row['contribution']:+.2f}" for _, row in largest.iterrows())
    return f"{_what(first)} is {total:.2f} years; its largest parts are {parts}."


def _what(row: pd.Series) -> str:
    group = f" ({row['group']})" if isinstance(row.get("group"), str) else ""
    against = f" against {row['benchmark']}" if isinstance(row["benchmark"], str) else ""
    span = _span(row["start"], row["end"])
    if "start_2" not in row:
        return f"{row['focus']}{against}{group}, {span}: the gap"
    thing = "the change of the gap" if against else "the change"
    return f"{row['focus']}{against}{group}, {span} to {_span(row['start_2'], row['end_2'])}: {thing}"


def _span(start: float, end: float) -> str:
    return f"{start:.0f}" if start == end else f"{start:.0f}-{end:.0f}"


def _cell(row: pd.Series) -> str:
    side = f"{row['side']}, " if isinstance(row.get("side"), str) else ""
    cause = f", {row['cause']}" if isinstance(row.get("cause"), str) else ""
    return f"{side}ages {row['age']}{cause}"
