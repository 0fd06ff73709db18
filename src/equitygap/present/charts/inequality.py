"""Measures of inequality over time, a panel each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from equitygap.present.charts import Chart
from equitygap.present.charts.areas import period
from equitygap.present.charts.parts import (
    Sources,
    Spec,
    field,
    layer,
    panels,
    records,
    told,
    tooltip,
    year_axis,
)
from equitygap.present.charts.wording import Wording, fitted, inside, stem, with_interval
from equitygap.present.text import missing, words_of

if TYPE_CHECKING:
    import pandas as pd

_HEIGHT: Final = 110
_LEAST: Final = 200


def inequality_chart(measures: pd.DataFrame, *, wording: Wording, sources: Sources | None = None) -> Chart:
    """Draw the rows of INEQUALITY of one metric and group: every measure on a scale of its own.

    Where `sources` change from one period to the next the lines break.
    """
    known = measures.dropna(subset=["value"])
    first = records(known)[0]
    rows = [
        _row(row, order, sources or {})
        for order, (_, own) in enumerate(_by_measure(known))
        for row in records(own)
    ]
    says = _described(known, first, wording)
    years = [row["year"] for row in rows]
    group = "" if missing(first.get("group")) else f", {fitted(first['group'])}"
    return Chart(
        name=stem("inequality", first["metric"], first.get("group")),
        title=f"Inequality in {inside(wording.label(first['metric']))} across areas{group}",
        description=says,
        spec=panels(
            rows,
            _layers(min(years), max(years), wording),
            says=says,
            height=_HEIGHT,
            least=_LEAST,
            shared=False,
        ),
        rows=measures,
        table="inequality",
    )


def _by_measure(known: pd.DataFrame) -> list[tuple[Any, pd.DataFrame]]:
    return list(known.groupby("measure", sort=False))


def _row(row: Mapping[str, Any], order: int, sources: Sources) -> dict[str, Any]:
    # A measure may be a share or count hundreds; each has the decimals that its own size needs.
    figure = with_interval(row["value"], row["lower"], row["upper"], 1 if abs(row["value"]) >= 10 else 3)
    measure = words_of(str(row["measure"])).capitalize()
    return {
        "area": None,
        "panel": measure,
        "order": order,
        "piece": sources.get((row["metric"], row["start"], row["end"]), ""),
        "year": (row["start"] + row["end"]) / 2,
        "value": row["value"],
        "lower": row["lower"],
        "upper": row["upper"],
        "when": period(row),
        "figure": figure,
        "told": f"{measure}, {period(row)}: {figure}",
    }


def _layers(first: float, last: float, wording: Wording) -> list[Spec]:
    axis = {"title": None, "tickCount": 4, "domain": False, "ticks": False}
    scale = {"zero": False, "nice": True}
    x = {"x": year_axis(first, last, tickCount=3)}
    y = {"y": field("value", axis=axis, scale=scale)}
    limits = {"y": field("lower", axis=axis, scale=scale), "y2": {"field": "upper"}}
    hover = {
        "tooltip": tooltip(panel="Measure", when="Period", figure=f"Value ({wording.interval()})"),
        "description": told(),
    }
    return [
        layer("rule", "interval", {**x, **limits}, aria=False),
        layer("line", "observed", {**x, **y, "detail": field("piece", "nominal")}, aria=False, strokeWidth=1),
        layer("point", "observed-point", {**x, **y, **hover}, filled=True),
    ]


def _described(known: pd.DataFrame, first: Mapping[str, Any], wording: Wording) -> str:
    told_ = []
    for measure, own in _by_measure(known):
        rows = sorted(records(own), key=lambda row: (row["end"], row["start"]))
        then, now = _row(rows[0], 0, {}), _row(rows[-1], 0, {})
        moved = f"{then['figure']} in {then['when']}, " if len(rows) > 1 else ""
        told_.append(f"{words_of(str(measure))} {moved}{now['figure']} in {now['when']}")
    return (
        f"Measures of inequality in {inside(wording.label(first['metric']))} across areas, each in a panel "
        f"with its own scale and the {wording.interval()}: {'; '.join(told_)}."
    )
