"""The level of every area in the latest period, in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from equitygap.present.charts import Chart
from equitygap.present.charts.parts import FOCUSED, Spec, field, layer, records, single, told, tooltip
from equitygap.present.charts.wording import Wording, distinct, fitted, inside, stem, with_interval
from equitygap.present.text import decimals_for, missing, shortest

if TYPE_CHECKING:
    import pandas as pd

#: Areas up to which each has a line and a name of its own.
_NAMED: Final = 100
_ROW: Final = 14
_CROWD: Final = 420


def latest(estimates: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of the latest period that half as many areas have as the fullest one, by value."""
    known = estimates.dropna(subset=["value"])
    counts = known.groupby(["start", "end"])["area"].nunique()
    full = counts[counts >= counts.max() / 2]
    start, end = max(full.index, key=lambda period: (period[1], period[0]))
    of_period: pd.DataFrame = known[(known["start"] == start) & (known["end"] == end)]
    return of_period.sort_values(["value", "area"], kind="stable")


def areas_chart(
    estimates: pd.DataFrame, *, wording: Wording, benchmarks: Collection[str], focus: Collection[str]
) -> Chart:
    """Draw the areas of one metric and group in their latest period: ESTIMATES, lowest first.

    The `benchmarks` are diamonds and the areas in `focus` are squares; all others are circles.
    """
    shown = latest(estimates)
    first = records(shown)[0]
    named = len(shown) <= _NAMED
    rows = _rows(shown, wording, benchmarks, focus)
    says = _described(rows, first, wording, named)
    group = "" if missing(first.get("group")) else f", {fitted(first['group'])}"
    return Chart(
        name=stem("areas", first["metric"], first.get("group")),
        title=f"{wording.label(first['metric'])} by area{group}, {period(first)}",
        description=says,
        spec=single(
            rows, _layers(first, wording, named), height=_ROW * len(rows) if named else _CROWD, says=says
        ),
        rows=shown,
        table="estimates",
    )


def period(row: Mapping[str, Any]) -> str:
    """Return the period of a row."""
    start, end = shortest(float(row["start"])), shortest(float(row["end"]))
    return start if start == end else f"{start}-{end}"


def _rows(
    shown: pd.DataFrame, wording: Wording, benchmarks: Collection[str], focus: Collection[str]
) -> list[dict[str, Any]]:
    decimals = decimals_for(float(shown["value"].abs().max()))
    found = records(shown)
    names = distinct(fitted(row["area"]) for row in found)
    out = []
    for place, (row, name) in enumerate(zip(found, names, strict=True)):
        figure = with_interval(row["value"], row.get("lower"), row.get("upper"), decimals)
        role = "benchmark" if row["area"] in benchmarks else "focus" if row["area"] in focus else "other"
        out.append(
            {
                "area": row["area"],
                "part": role,
                "place": place,
                "name": f"{name} ({role})" if role == "benchmark" else name,
                "value": row["value"],
                "lower": row.get("lower"),
                "upper": row.get("upper"),
                "figure": f"{figure} {wording.unit(row['metric'])}".strip(),
                "told": f"{name}: {figure}",
            }
        )
    return out


def _layers(first: Mapping[str, Any], wording: Wording, named: bool) -> list[Spec]:
    axis = {"title": wrap(wording.axis(first["metric"]), 36), "orient": "top", "tickCount": 5}
    scale = {"zero": False, "nice": True}
    quiet = {"title": None, "domain": False, "ticks": False, "grid": False, "labelFontSize": 10}
    by_place = {"field": "place", "op": "min"}
    y = (
        {"y": field("name", "ordinal", sort=by_place, axis=quiet)}
        if named
        else {"y": field("place", axis=quiet | {"labels": False}, scale={"reverse": True, "nice": False})}
    )
    place = {**y, "x": field("value", axis=axis, scale=scale), "opacity": FOCUSED}
    hover = {
        "tooltip": tooltip(name="Area", figure=f"Level ({wording.interval()})"),
        "description": told(),
    }
    limits = {**y, "x": field("lower", axis=axis, scale=scale), "x2": {"field": "upper"}, "opacity": FOCUSED}
    styles = {"other": "observed-point", "focus": "projected-point", "benchmark": "promised-point"}
    return [
        layer("rule", "interval", limits, aria=False),
        *(
            layer("point", style, {**place, **hover}, only=role, filled=True)
            for role, style in styles.items()
        ),
    ]


def _described(rows: list[dict[str, Any]], first: Mapping[str, Any], wording: Wording, named: bool) -> str:
    says = (
        f"The {len(rows)} areas in order of {inside(wording.label(first['metric']))} in {period(first)}, "
        f"from {rows[0]['told']} to {rows[-1]['told']} {wording.unit(first['metric'])}".rstrip()
        + ". Diamonds are benchmarks, squares the areas that the promise is about, circles all others."
    )
    return says if named else f"{says} There are too many to name each; the tooltip does."
