"""The small parts that charts are put together from: layers, axes, facets, and rows without holes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil, floor
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from equitygap.present.text import missing

if TYPE_CHECKING:
    import pandas as pd

Spec = dict[str, Any]

#: Which sources the figures of a metric come from, by its name, start and end of the period.
Sources = Mapping[tuple[str, float, float], str]

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"

#: Who is compared: the columns that tell one comparison from another.
WHO: Final = ("metric", "benchmark", "focus", "group")

#: The area that the reader has chosen anywhere in the page; none where null.
AREA: Final[Spec] = {"name": "area", "value": None}

#: All other areas step back while one is chosen.
FOCUSED: Final[Spec] = {
    "condition": {"test": "area === null || datum.area === null || datum.area === area", "value": 1},
    "value": 0.2,
}

#: Rounds of moving labels apart; a handful of labels rests long before.
_PASSES: Final = 20

#: Years so few that each is marked.
_FEW_YEARS: Final = 5

#: Pixels from one line of an axis's title to the next.
_LINE: Final = 13

#: Pixels beside the panel of a facet: its axis, and the room to the next.
MARGIN: Final = 50


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table with None for what is missing."""
    rows = frame.to_dict("records")
    return [{str(name): None if missing(value) else value for name, value in row.items()} for row in rows]


def comparisons(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the rows of each comparison, in the order in which they come."""
    keys = [name for name in WHO if name in frame]
    return [rows for _, rows in frame.groupby(keys, sort=False, dropna=False)]


def of_same(frame: pd.DataFrame, row: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows of a table that belong to the comparison of `row`."""
    kept = frame
    for name in WHO:
        if name in frame:
            value = row.get(name)
            kept = kept[kept[name].isna() if missing(value) else kept[name] == value]
    return kept


def layer(kind: str, style: str, encoding: Spec, *, only: str | None = None, **mark: Any) -> Spec:
    """Return a layer of one mark, for the rows whose `part` is `only`."""
    out: Spec = {"mark": {"type": kind, "style": style, **mark}, "encoding": encoding}
    if only is not None:
        out["transform"] = [{"filter": {"field": "part", "equal": only}}]
    return out


def field(name: str, kind: str = "quantitative", **more: Any) -> Spec:
    """Return an encoding by a field."""
    return {"field": name, "type": kind, **more}


def tooltip(**titles: str) -> list[Spec]:
    """Return a tooltip: fields that hold text, with their titles."""
    return [{"field": name, "type": "nominal", "title": title} for name, title in titles.items()]


def told() -> Spec:
    """Return the encoding of a mark's text alternative."""
    return {"field": "told", "type": "nominal"}


def year_axis(first: float, last: float, **more: Any) -> Spec:
    """Return the encoding of years, without thousands commas, from the first to the last."""
    axis: Spec = {"title": None, "format": "d", "tickMinStep": 1, "grid": False, "tickCount": 6, **more}
    if last - first < _FEW_YEARS:
        # Of a short span half years would be marked, and rounded to years that are there already.
        axis |= {"values": list(range(ceil(first), floor(last) + 1))}
    return field("year", scale={"domain": [first, last], "nice": False, "padding": 8}, axis=axis)


def above(title: str) -> Spec:
    """Return a y axis whose title lies flat above it."""
    lines = wrap(title, 42)
    return {
        "title": lines or None,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "end",
        "titleBaseline": "bottom",
        "titleX": 0,
        "titleY": -8 - _LINE * max(len(lines) - 1, 0),
        "tickCount": 5,
        "domain": False,
        "ticks": False,
    }


def single(rows: Sequence[Mapping[str, Any]], layers: Sequence[Spec], *, height: int, says: str) -> Spec:
    """Return a chart of layers on one plane, as wide as what it stands in."""
    return {**plane(height=height, says=says), "data": {"values": list(rows)}, "layer": list(layers)}


def plane(*, height: int, says: str) -> Spec:
    """Return what every chart on one plane begins with; its layers are to be added."""
    return {
        "$schema": SCHEMA,
        "description": says,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "params": [AREA],
    }


def panels(
    rows: Sequence[Mapping[str, Any]],
    layers: Sequence[Spec],
    *,
    says: str,
    height: int,
    least: int,
    shared: bool = True,
) -> Spec:
    """Return a chart of one panel for each value of `panel`, ordered by `order`.

    Vega-Lite cannot make facets as wide as what they stand in: `usermeta` tells the page how.
    """
    count = len({row["panel"] for row in rows})
    spec: Spec = {
        "$schema": SCHEMA,
        "description": says,
        "usermeta": {"equitygap": {"panel": least, "margin": MARGIN, "count": count}},
        "params": [AREA],
        "data": {"values": list(rows)},
        "columns": 1,
        "facet": {
            "field": "panel",
            "type": "nominal",
            "title": None,
            "sort": {"field": "order", "op": "min"},
            "header": {"labelExpr": "split(datum.label, '\\n')", "title": None},
        },
        "spec": {"width": least, "height": height, "layer": list(layers)},
    }
    if not shared:
        spec["resolve"] = {"scale": {"y": "independent"}}
    return spec


def apart(values: Sequence[float], least: float) -> list[float]:
    """Return the values moved as little as needed so that neighbours are `least` apart; the order stays.

    >>> apart([1.0, 1.1, 5.0], 0.5)
    [0.8, 1.3, 5.0]
    """
    out = list(values)
    order = sorted(range(len(out)), key=out.__getitem__)
    for below, over in [*pairwise(order)] * _PASSES:
        short = least - (out[over] - out[below])
        if short > 0:
            out[below], out[over] = out[below] - short / 2, out[over] + short / 2
    return [round(value, 9) for value in out]
