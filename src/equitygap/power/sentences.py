"""POWER in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def sentences(power: pd.DataFrame) -> list[str]:
    """Return one sentence for each row of a POWER table: whether the promise can be told, and from when.

    Where a focus stands there with several populations, each sentence names its own.
    """
    keys = [name for name in ("metric", "benchmark", "focus", "group") if name in power]
    several = power.groupby(keys, dropna=False)["population"].transform("nunique") > 1
    return [
        _sentence(row, f", {row['population']:,.0f} people" if named else "")
        for (_, row), named in zip(power.iterrows(), several, strict=True)
    ]


def _sentence(row: pd.Series, people: str) -> str:
    group = f" ({row['group']})" if isinstance(row.get("group"), str) else ""
    years = "yearly readings" if row["window"] == 1 else f"readings of {row['window']:.0f} years"
    start = f"{row['focus']} against {row['benchmark']}{group}{people}, {years}:"
    flags = row["flags"].split()
    if "no_standard_error" in flags:
        return f"{start} without standard errors nothing can be told from chance."
    if "target_already_met_at_baseline" in flags:
        return f"{start} the target asks for no change."
    noise = f"two readings tell a change of {row['detectable_change']:.2g} from none"
    if "target_below_noise" in flags:
        noise += f", more than the {-row['promised_change']:.2g} promised"
    if "beyond_horizon" in flags:
        return f"{start} {noise}; the promised path cannot be told from no change."
    when = f"the promised path can be told from no change in {row['detectable_by']:.0f}"
    late = "" if row["detectable_by"] <= row["target_year"] else ", after the target year"
    return f"{start} {noise}; {when}{late}."
