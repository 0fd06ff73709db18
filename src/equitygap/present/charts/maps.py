"""Maps of the areas: the level of a metric, and the gap to the benchmark."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from equitygap.present.charts import Chart
from equitygap.present.charts.areas import latest, period
from equitygap.present.charts.parts import FOCUSED, Spec, field, plane, records, told, tooltip
from equitygap.present.charts.wording import Wording, fitted, inside, stem, with_interval, with_unit
from equitygap.present.text import decimals_for, missing, rounded

if TYPE_CHECKING:
    import pandas as pd

#: Areas up to which a map is drawn: beyond, one takes many seconds and megabytes, and shows little.
AT_MOST: Final = 5000

_HEIGHT: Final = 430

#: Areas without a shape that are named; more are counted.
_NAMED: Final = 5
_CLASSES: Final = 5

#: Letters in a line of the legend's title, which a phone has room for.
_LETTERS: Final = 44

Features = Mapping[str, Any]


def level_map(estimates: pd.DataFrame, features: Features, *, wording: Wording) -> Chart:
    """Draw the level of one metric and group in its latest period: rows of ESTIMATES."""
    shown = latest(estimates)
    first = records(shown)[0]
    values = {row["area"]: row for row in records(shown)}
    what = wording.label(first["metric"])
    group = "" if missing(first.get("group")) else f", {fitted(first['group'])}"
    return _map(
        values,
        features,
        wording,
        column="value",
        name=stem("map level", first["metric"], first.get("group")),
        title=f"{what} by area{group}, {period(first)}",
        legend=wording.axis(first["metric"]),
        rows=shown,
        table="estimates",
    )


def gap_map(gaps: pd.DataFrame, features: Features, *, wording: Wording) -> Chart:
    """Draw the gap of every focus area to one benchmark in the latest period: rows of GAPS."""
    known = gaps.dropna(subset=["gap"])
    shown = known[known["end"] == known["end"].max()].drop_duplicates("focus", keep="last")
    first = records(shown)[0]
    values = {row["focus"]: row for row in records(shown)}
    benchmark = fitted(first["benchmark"])
    what = inside(wording.label(first["metric"]))
    group = "" if missing(first.get("group")) else f", {fitted(first['group'])}"
    return _map(
        values,
        features,
        wording,
        column="gap",
        name=stem("map gap", first["metric"], first["benchmark"], first.get("group")),
        title=f"Gap in {what} to {benchmark}{group}, {period(first)}",
        legend=with_unit(f"Gap to {fitted(first['benchmark'])}", wording.unit_of_gaps(first["metric"])),
        rows=shown,
        table="gaps",
        benchmark=first["benchmark"],
    )


def _map(
    values: Mapping[str, Mapping[str, Any]],
    features: Features,
    wording: Wording,
    *,
    column: str,
    name: str,
    title: str,
    legend: str,
    rows: pd.DataFrame,
    table: str,
    benchmark: str | None = None,
) -> Chart:
    drawn = _features(values, features, wording, column, benchmark)
    says = _described(drawn, title) + _not_there(values, features)
    return Chart(name, title, says, _spec(drawn, legend, says), rows, table)


def _features(
    values: Mapping[str, Mapping[str, Any]],
    features: Features,
    wording: Wording,
    column: str,
    benchmark: str | None,
) -> list[dict[str, Any]]:
    """Return every shape with its figure, its class and its words."""
    on_map = [row for row in values.values() if row[column] is not None]
    decimals = decimals_for(max((abs(row[column]) for row in on_map), default=0.0))
    edges = _edges([row[column] for row in on_map], decimals)
    out = []
    for shape in features["features"]:
        area, row = shape["area"], values.get(shape["area"], {})
        value = row.get(column)
        figure = with_interval(value, row.get("lower"), row.get("upper"), decimals)
        said = "the benchmark" if area == benchmark and area is not None else "no data"
        if value is not None:
            unit = wording.unit_of_gaps if column == "gap" else wording.unit
            said = f"{figure} {unit(row['metric'])}".strip()
        out.append(
            {
                "type": "Feature",
                "geometry": shape["geometry"],
                "area": area,
                "part": "known" if value is not None else "unknown",
                "value": value,
                "band": _band(value, edges, decimals, said),
                "rank": len(edges) if value is None else sum(value >= edge for edge in edges[1:-1]),
                "name": fitted(shape["label"]),
                "figure": said,
                "told": f"{fitted(shape['label'])}: {said}",
            }
        )
    return out


def _edges(values: list[float], decimals: int) -> list[float]:
    """Return the edges of classes of the same width, rounded as the legend shows them."""
    least, most = min(values), max(values)
    width = (most - least) / _CLASSES
    inner = [round(least + width * place, decimals) for place in range(1, _CLASSES)]
    return [least, *dict.fromkeys(edge for edge in inner if least < edge < most), most]


def _band(value: float | None, edges: list[float], decimals: int, said: str) -> str:
    if value is None:
        return said
    place = sum(value >= edge for edge in edges[1:-1])
    low, high = (rounded(edge, decimals) for edge in edges[place : place + 2])
    return low if low == high else f"{low} to {high}"


def _spec(drawn: list[dict[str, Any]], legend: str, says: str) -> Spec:
    """Return the map; its shapes are flat already, so that they are only fitted into the picture."""
    hover = {
        "tooltip": tooltip(name="Area", figure="Figure"),
        "description": told(),
        "opacity": FOCUSED,
    }
    known = [row for row in drawn if row["part"] == "known"]
    bands = [band for _, band in sorted({(row["rank"], row["band"]) for row in known})]
    colour = field(
        "band",
        "ordinal",
        scale={"domain": bands, "range": "ramp"},
        legend={
            "title": wrap(legend, _LETTERS) + ["(grey, dashed: no figure)"] * (len(known) < len(drawn)),
            "orient": "bottom",
            "columns": 3,
            "symbolType": "square",
        },
    )
    return {
        **plane(height=_HEIGHT, says=says),
        "projection": {"type": "identity", "reflectY": True},
        "layer": [
            {
                "data": {"values": [row for row in drawn if row["part"] == "unknown"]},
                "mark": {"type": "geoshape", "style": "no-data"},
                "encoding": hover,
            },
            {
                "data": {"values": known},
                "mark": {"type": "geoshape", "style": "area-shape"},
                "encoding": {**hover, "color": colour},
            },
        ],
    }


def _described(drawn: list[dict[str, Any]], title: str) -> str:
    known = sorted((row for row in drawn if row["value"] is not None), key=lambda row: row["value"])
    says = f"{title}. A map of {len(drawn)} areas, {len(known)} with a figure"
    if known:
        says += f": from {known[0]['told']} to {known[-1]['told']}"
    return f"{says}. Areas without one are grey with a dashed edge."


def _not_there(values: Mapping[str, Any], features: Features) -> str:
    """Say which areas have a figure but no shape."""
    without = [fitted(area) for area in features.get("without", ()) if area in values]
    if not without:
        return ""
    more = f" and {len(without) - _NAMED} more" if len(without) > _NAMED else ""
    return f" There is no shape for {', '.join(without[:_NAMED])}{more}."
