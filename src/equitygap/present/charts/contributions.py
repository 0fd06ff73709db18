"""Why the gap is there: its years by age, and by cause where there are causes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from equitygap.present.charts import Chart
from equitygap.present.charts.parts import FOCUSED, Spec, field, layer, panels, records, told, tooltip
from equitygap.present.charts.wording import (
    Wording,
    distinct,
    fitted,
    inside,
    stem,
    who,
    with_interval,
    with_unit,
)
from equitygap.present.text import missing, rounded, shortest

if TYPE_CHECKING:
    import pandas as pd

#: Causes that are drawn, the largest first.
AT_MOST: Final = 12
_ROW: Final = 17
_LEAST: Final = 230
_DECIMALS: Final = 2


def contributions_chart(contributions: pd.DataFrame, *, wording: Wording) -> Chart:
    """Draw one comparison in one period (or between two): bars by age, in a panel for each cause and side.

    `contributions` are its rows of CONTRIBUTIONS. Bars to the right make the gap larger.
    """
    first = records(contributions)[0]
    by_panel = _panels(contributions)
    ages = list(contributions["age"].unique())
    rows = [
        {**_row(one, first, wording), "panel": label, "order": order, "place": ages.index(one["age"])}
        for order, (label, own) in enumerate(by_panel.items())
        for one in records(own)
    ]
    says = _described(contributions, first, wording, by_panel)
    return Chart(
        name=stem("contributions", first["focus"], first.get("group"), _when(first).replace(" to ", " ")),
        title=f"Where the gap comes from: {who(first)} against {fitted(first['benchmark'])}, {_when(first)}",
        description=says,
        spec=panels(rows, _layers(first, wording), says=says, height=_ROW * len(ages) + 6, least=_LEAST),
        rows=contributions,
        table="contributions",
    )


def _panels(contributions: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the rows of each cause and side by the panel's heading; the largest causes come first."""
    keys = [name for name in ("side", "cause") if name in contributions and contributions[name].notna().any()]
    groups = (
        [own for _, own in contributions.groupby(keys, sort=False, dropna=False)] if keys else [contributions]
    )
    if "cause" in keys:
        groups.sort(key=lambda own: -abs(own["contribution"].sum()))
    headings = distinct(_named(records(own.head(1))[0], keys) for own in groups)
    totals = [f"{rounded(float(own['contribution'].sum()), _DECIMALS)} in all" for own in groups]
    named = [f"{name}\n{total}" for name, total in zip(headings, totals, strict=True)]
    return dict(list(zip(named, groups, strict=True))[:AT_MOST])


def _named(row: Mapping[str, Any], keys: list[str]) -> str:
    parts = [
        f"the {row[key]}'s side" if key == "side" else fitted(row[key])
        for key in keys
        if not missing(row[key])
    ]
    return ", ".join(parts).capitalize() if keys == ["side"] else ", ".join(parts) or "All causes"


def _row(one: Mapping[str, Any], first: Mapping[str, Any], wording: Wording) -> dict[str, Any]:
    figure = with_interval(one["contribution"], one["lower"], one["upper"], _DECIMALS)
    said = f"{figure} {wording.unit_of_gaps(first['metric'])}".strip()
    cause = one.get("cause")
    about = "" if missing(cause) else f"{fitted(cause)}, "
    worse = one["contribution"] >= 0
    return {
        "area": first["focus"],
        "part": "worse" if worse else "better",
        "age": fitted(one["age"]),
        "value": one["contribution"],
        "lower": one["lower"],
        "upper": one["upper"],
        # The figure stands beyond the bar and its interval.
        "edge": (one["upper"] if worse else one["lower"]) or one["contribution"],
        "cause": "all" if missing(cause) else fitted(cause),
        "figure": said,
        "words": rounded(one["contribution"], _DECIMALS),
        "told": f"{about}age {fitted(one['age'])}: {said}",
    }


def _layers(first: Mapping[str, Any], wording: Wording) -> list[Spec]:
    title = with_unit("← smaller gap, larger gap →", wording.unit_of_gaps(first["metric"]))
    by_place = {"field": "place", "op": "min"}
    y = {"y": field("age", "ordinal", sort=by_place, axis={"title": None, "domain": False, "ticks": False})}
    # Room on both sides for the figures beyond the bars.
    x: Spec = {"axis": {"title": title, "tickCount": 4}, "scale": {"nice": False, "padding": 34}}
    bar = {**y, "x": field("value", **x, stack=None)}
    limits = {**y, "x": field("lower", **x), "x2": {"field": "upper"}}
    words = {**y, "x": field("edge", **x), "text": field("words", "nominal"), "opacity": FOCUSED}
    hover = {
        "tooltip": tooltip(age="Age", cause="Cause", figure=f"Contribution ({wording.interval()})"),
        "description": told(),
        "opacity": FOCUSED,
    }
    return [
        layer("bar", "worse-bar", {**bar, **hover}, only="worse"),
        layer("bar", "better-bar", {**bar, **hover}, only="better"),
        layer("rule", "interval", limits, aria=False),
        layer("rule", "zero", {"x": {"datum": 0, "type": "quantitative"}}, aria=False),
        layer("text", "label", words, only="worse", align="left", dx=4, aria=False),
        layer("text", "label", words, only="better", align="right", dx=-4, aria=False),
    ]


def _when(row: Mapping[str, Any]) -> str:
    """Return the period, or the two between which the gap changed."""
    spans = [
        shortest(float(row[start])) if row[start] == row[end] else f"{row[start]:g}-{row[end]:g}"
        for start, end in (("start", "end"), ("start_2", "end_2"))
        if not missing(row.get(start))
    ]
    return " to ".join(spans)


def _described(
    contributions: pd.DataFrame,
    first: Mapping[str, Any],
    wording: Wording,
    by_panel: Mapping[str, pd.DataFrame],
) -> str:
    total = float(contributions["contribution"].sum())
    what = "change of the gap" if not missing(first.get("start_2")) else "gap"
    by_age = contributions.groupby("age", sort=False)["contribution"].sum()
    largest = str((by_age if total >= 0 else -by_age).idxmax())
    unit = wording.unit_of_gaps(first["metric"])
    says = (
        f"Bars show how much each age adds to the {what} in {inside(wording.label(first['metric']))}, "
        f"{_when(first)}: {rounded(total, _DECIMALS)} {unit} in all, most of it "
        f"({rounded(float(by_age.loc[largest]), _DECIMALS)}) at ages {fitted(largest)}. "
        f"Bars to the left make the gap smaller."
    )
    headings = [label.replace("\n", ", ") for label in by_panel]
    if len(headings) > 1:
        says += f" Each panel is a cause or side: {'; '.join(headings)}."
    return says
