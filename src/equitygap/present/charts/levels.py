"""Who moved: the levels of the benchmark and of the focus behind a gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from equitygap.present.charts import Chart
from equitygap.present.charts.parts import (
    Sources,
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
from equitygap.present.charts.wording import Wording, fitted, inside, stem, who
from equitygap.present.text import decimals_for, rounded, shortest

if TYPE_CHECKING:
    import pandas as pd

_HEIGHT: Final = 220
#: Room for the name at the end of a line, as a share of the chart's height.
_ROOM: Final = 0.09
#: Letters beside the end of a line.
_LONGEST: Final = 18


def levels_chart(gaps: pd.DataFrame, *, wording: Wording, sources: Sources | None = None) -> Chart:
    """Draw the benchmark's and the focus's figures of one comparison, its rows of GAPS.

    Where `sources` change from one period to the next the line breaks: figures of two methods are not joined.
    """
    first = records(gaps)[0]
    rows = _rows(gaps, wording, sources or {})
    says = _described(gaps, first, wording)
    years = [row["year"] for row in rows]
    return Chart(
        name=stem("levels", first["focus"], first.get("group")),
        title=f"Who moved: {who(first)} and {fitted(first['benchmark'])}",
        description=says,
        spec=single(rows, _layers(rows, min(years), max(years), first, wording), height=_HEIGHT, says=says),
        rows=gaps,
        table="gaps",
    )


def _rows(gaps: pd.DataFrame, wording: Wording, sources: Sources) -> list[dict[str, Any]]:
    decimals = decimals_for(float(gaps[["benchmark_value", "focus_value"]].abs().max().max()))
    out, piece, before = [], 0, None
    for row in sorted(records(gaps), key=lambda one: (one["start"], one["end"])):
        source = sources.get((row["metric"], row["start"], row["end"]))
        piece += source != before
        before = source
        for side in ("benchmark", "focus"):
            if row[f"{side}_value"] is not None:
                out.append(_row(row, side, piece, decimals, wording))
    return out


def _row(row: Mapping[str, Any], side: str, piece: int, decimals: int, wording: Wording) -> dict[str, Any]:
    start, end = float(row["start"]), float(row["end"])
    when = shortest(start) if start == end else f"{shortest(start)}-{shortest(end)}"
    figure = f"{rounded(row[f'{side}_value'], decimals)} {wording.unit(row['metric'])}".strip()
    name = who(row) if side == "focus" else fitted(row["benchmark"])
    return {
        "area": row[side],
        "part": side,
        "piece": f"{side} {piece}",
        "year": (start + end) / 2,
        "value": row[f"{side}_value"],
        "who": name,
        "when": when,
        "figure": figure,
        # A unit of many words stands in the axis' title alone, and leaves the lines their room.
        "words": figure if len(figure) <= _LONGEST else rounded(row[f"{side}_value"], decimals),
        "told": f"{name}, {when}: {figure}",
    }


def _layers(
    rows: list[dict[str, Any]], first: float, last: float, row: Mapping[str, Any], wording: Wording
) -> list[Spec]:
    place = {
        "x": year_axis(first, last),
        "y": field("value", axis=above(wording.axis(row["metric"])), scale={"zero": False, "nice": True}),
    }
    hover = {"tooltip": tooltip(who="Area", when="Year", figure="Level"), "description": told()}
    pieces = {**place, "detail": field("piece", "nominal")}
    styles = {"benchmark": "promised", "focus": "observed"}
    lines = [
        layer("line", style, pieces, only=side, aria=False, strokeDash=[1, 0])
        for side, style in styles.items()
    ]
    points = [
        layer("point", f"{style}-point", {**place, **hover}, only=side, filled=True, size=45)
        for side, style in styles.items()
    ]
    return [*lines, *points, *_names(rows, place)]


def _names(rows: list[dict[str, Any]], place: Spec) -> list[Spec]:
    ends = [
        max(own, key=lambda row: row["year"])
        for side in ("benchmark", "focus")
        if (own := [row for row in rows if row["part"] == side])
    ]
    values = [row["value"] for row in rows]
    room = _ROOM * ((max(values) - min(values)) or 1.0)
    places = apart([end["value"] for end in ends], 2 * room)
    words = {
        "x": field("year"),
        "y": field("value"),
        "text": field("words", "nominal"),
    }
    return [
        {
            "data": {"values": [{"year": end["year"], "value": at, "words": _end(end)}]},
            **layer(
                "text",
                "promised-label" if end["part"] == "benchmark" else "label",
                words,
                aria=False,
                align="left",
                baseline="middle",
                dx=8,
                dy=-5,
            ),
        }
        for end, at in zip(ends, places, strict=True)
    ]


def _end(row: Mapping[str, Any]) -> list[str]:
    return [fitted(row["who"], _LONGEST), row["words"]]


def _described(gaps: pd.DataFrame, row: Mapping[str, Any], wording: Wording) -> str:
    known = gaps.dropna(subset=["benchmark_value", "focus_value"])
    label, unit = inside(wording.label(row["metric"])), wording.unit(row["metric"])
    names = f"{fitted(row['benchmark'])} and of {who(row)}"
    if not len(known):
        return f"The levels of {label} of {names}: none is known."
    then, now = known.iloc[0], known.iloc[-1]
    decimals = decimals_for(float(known["benchmark_value"].abs().max()))
    moves = [
        f"{name}: {rounded(then[f'{side}_value'], decimals)} in {shortest(float(then['start']))}, "
        f"{rounded(now[f'{side}_value'], decimals)} {unit} in {shortest(float(now['end']))}"
        for side, name in (("benchmark", fitted(row["benchmark"])), ("focus", who(row)))
    ]
    return f"The level of {label} of {names}. {'; '.join(moves)}. Lines break where the source changes."
