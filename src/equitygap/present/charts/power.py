"""Whether anyone could tell: the chance of seeing the promised path, by the last year of data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from equitygap.present.charts import Chart
from equitygap.present.charts.parts import (
    Spec,
    above,
    apart,
    field,
    layer,
    records,
    single,
    told,
    tooltip,
    year_axis,
)
from equitygap.present.charts.wording import Wording, stem, who
from equitygap.present.text import chance, shortest

if TYPE_CHECKING:
    import pandas as pd

_HEIGHT: Final = 220
_ROOM: Final = 0.075


def power_chart(curve: pd.DataFrame, *, wording: Wording) -> Chart:
    """Draw the rows of POWER_CURVE of one comparison: a line for each length of a reading."""
    known = curve.dropna(subset=["power"])
    rows = [_row(row) for row in records(known)]
    first = records(known)[0]
    years = [row["year"] for row in rows]
    says = _described(rows, wording)
    return Chart(
        name=stem("power", first["focus"], first.get("group")),
        title=f"Could anyone tell? {who(first)}: the chance of seeing the promised path",
        description=says,
        spec=single(rows, _layers(rows, min(years), max(years), wording), height=_HEIGHT, says=says),
        rows=curve,
        table="power_curve",
    )


def _row(row: dict[str, Any]) -> dict[str, Any]:
    window = shortest(float(row["window"]))
    reading = "yearly" if window == "1" else f"{window}-year"
    when, figure = shortest(float(row["year"])), chance(row["power"])
    return {
        "area": row["focus"],
        "reading": f"{reading} readings",
        "year": row["year"],
        "value": row["power"],
        "when": when,
        "figure": figure,
        "told": f"{reading} readings, data to {when}: {figure}",
    }


def _layers(rows: list[dict[str, Any]], first: float, last: float, wording: Wording) -> list[Spec]:
    y = field("value", axis=above("Chance of telling it from no change") | {"format": ".0%"})
    place = {"x": year_axis(first, last), "y": y | {"scale": {"domain": [0, 1]}}}
    dash = field("reading", "nominal", legend=None, sort=None)
    hover = {
        "tooltip": tooltip(reading="Data", when="Data to", figure="Chance"),
        "description": told(),
    }
    shape = {"shape": field("reading", "nominal", legend=None, sort=None)}
    return [
        layer("rule", "goal", {"y": {"datum": wording.power, "type": "quantitative"}}, aria=False),
        layer("line", "plain", {**place, "strokeDash": dash, "detail": dash}, aria=False),
        layer("point", "observed-point", {**place, **hover, **shape}, filled=True),
        *_names(rows),
    ]


def _names(rows: list[dict[str, Any]]) -> list[Spec]:
    ends = [
        max((row for row in rows if row["reading"] == reading), key=lambda row: row["year"])
        for reading in dict.fromkeys(row["reading"] for row in rows)
    ]
    # The first reading stays on top where lines end together; none stands above the scale.
    places = apart([end["value"] - place * 1e-6 for place, end in enumerate(ends)], _ROOM)
    over = max(0.0, max(places) - 1)
    last = max(end["year"] for end in ends)
    encoding = {"x": field("year"), "y": field("value"), "text": field("reading", "nominal")}
    values = [{**end, "year": last, "value": place - over} for end, place in zip(ends, places, strict=True)]
    return [{"data": {"values": values}, **layer("text", "label", encoding, aria=False, align="left", dx=8)}]


def _described(rows: list[dict[str, Any]], wording: Wording) -> str:
    ends: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row["year"]):
        ends[row["reading"]] = f"{row['reading']}: {row['figure']} with data to {row['when']}"
        if row["value"] >= wording.power and f"{row['reading']} enough" not in ends:
            ends[f"{row['reading']} enough"] = f"{100 * wording.power:g} % is reached in {row['when']}"
    return (
        "The chance of telling the promised path from no change, by the last year of data. "
        + "; ".join(ends.values())
        + "."
    )
