"""How far each promise of a scorecard has come, in percent of what was promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from equitygap.present.cells import standing
from equitygap.present.charts import Chart
from equitygap.present.charts.parts import FOCUSED, Spec, field, layer, records, single, told, tooltip
from equitygap.present.charts.wording import Wording, distinct, fitted
from equitygap.present.text import missing, status_words

if TYPE_CHECKING:
    import pandas as pd

#: Rows that are drawn; the table holds the others.
AT_MOST: Final = 60
_ROW: Final = 40
_BAR: Final = 9

#: Percent between which bars are drawn at their length; longer ones end there, and their figure says so.
_LEAST: Final = -100.0
_MOST: Final = 150.0


def scorecard_chart(scorecard: pd.DataFrame, *, wording: Wording) -> Chart:
    """Draw the rows of SCORECARD that have a percent achieved: a bar each, with figure and status."""
    rated = scorecard.dropna(subset=["percent_achieved"])
    rows = _rows(rated.head(AT_MOST), wording)
    says = _described(scorecard, rated)
    return Chart(
        name="scorecard",
        title="How much of each promise has been achieved",
        description=says,
        spec=single(rows, _layers(rows), height=_ROW * len(rows), says=says),
        rows=scorecard,
        table="scorecard",
    )


def _rows(rated: pd.DataFrame, wording: Wording) -> list[dict[str, Any]]:
    found = records(rated)
    # What all rows share tells none from another.
    told = [key for key in ("area", "group") if len({row.get(key) for row in found}) > 1]
    names = distinct(_name(row, told, wording) for row in found)
    return [_row(row, name, place) for place, (row, name) in enumerate(zip(found, names, strict=True))]


def _name(row: Mapping[str, Any], told: Sequence[str], wording: Wording) -> str:
    label = row.get("label")
    metric = wording.label(row["metric"]) if missing(label) else str(label)
    whom = ", ".join(fitted(row[name], 24) for name in told if not missing(row.get(name)))
    # Who comes first: where there is no room, the end of a name is cut off.
    return fitted(f"{whom}: {metric}" if whom else metric, 54)


def _row(row: Mapping[str, Any], name: str, place: int) -> dict[str, Any]:
    achieved = float(row["percent_achieved"])
    status = standing(row)
    figure = f"{achieved:.0f} %".replace("-0 %", "0 %")
    drawn = min(max(achieved, _LEAST), _MOST)
    return {
        "area": row["area"],
        "part": "better" if achieved >= 0 else "worse",
        "place": place,
        "name": name,
        "value": drawn,
        "figure": figure,
        "status": status,
        "domain": "" if missing(row["domain"]) else fitted(row["domain"]),
        "words": f"{figure}, {status}",
        "told": f"{name}: {figure} achieved, {status}",
    }


def _layers(rows: list[dict[str, Any]]) -> list[Spec]:
    """Return a line of text above each bar, so that long names leave the bars their room on a phone."""
    y = {"y": field("place", "ordinal", axis=None)}
    axis = {"title": "Percent of the promised change", "orient": "top", "tickCount": 4}
    values = [row["value"] for row in rows]
    x: Spec = {"axis": axis, "scale": {"domain": [min(0.0, *values), max(100.0, *values)]}}
    hover = {
        "tooltip": tooltip(name="Metric", domain="Domain", figure="Achieved", status="Status"),
        "description": told(),
        "opacity": FOCUSED,
    }
    bar = {**y, "x": field("value", **x)}
    name = {**y, "x": {"value": 0}, "text": field("name", "nominal"), "opacity": FOCUSED}
    words = {**y, "x": {"value": "width"}, "text": field("words", "nominal"), "opacity": FOCUSED}
    shape = {"height": _BAR, "yOffset": _BAR}
    return [
        layer("bar", "promised-bar", {**bar, **hover}, only="better", **shape),
        layer("bar", "worse-bar", {**bar, **hover}, only="worse", **shape),
        layer("rule", "zero", {"x": {"datum": 0, "type": "quantitative"}}, aria=False),
        layer("rule", "goal", {"x": {"datum": 100, "type": "quantitative"}}, aria=False),
        layer("text", "halo", name, align="left", dy=-_BAR + 2, aria=False),
        layer("text", "label", name, align="left", dy=-_BAR + 2, aria=False),
        layer("text", "label", words, align="left", dx=6, dy=_BAR, aria=False),
    ]


def _described(scorecard: pd.DataFrame, rated: pd.DataFrame) -> str:
    counts = scorecard["status"].value_counts(sort=False)
    found = ", ".join(f"{number} {status_words(str(status))}" for status, number in counts.items())
    says = (
        f"Percent of the promised change achieved, for {len(rated)} of {len(scorecard)} rows; the others "
        f"have none, for reasons that the table gives. 100 is the target; below 0 is a move away from it. "
        f"Status: {found}."
    )
    return says + (f" The first {AT_MOST} are drawn." if len(rated) > AT_MOST else "")
