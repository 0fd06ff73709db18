"""One promise: the gaps observed, the path promised, and where things go if they go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from equitygap.present.charts import Chart
from equitygap.present.charts.parts import (
    FOCUSED,
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
from equitygap.present.charts.wording import Wording, fitted, inside, stem, who, with_interval
from equitygap.present.text import chance, decimals_for, missing, rounded, shortest, words_of

if TYPE_CHECKING:
    import pandas as pd

HEIGHT: Final = 300

#: Room that a line of text needs, as a share of the chart's height.
_LINE: Final = 0.05

_DRAWN: Final = ("observed", "required", "projected")


def trajectory_chart(path: pd.DataFrame, row: Mapping[str, Any], *, wording: Wording) -> Chart:
    """Draw one comparison: its rows of PATH, and its row of TRAJECTORY."""
    shown = path[path["kind"].isin(_DRAWN)]
    unit, status = wording.unit_of_gaps(row["metric"]), words_of(str(row["status"]))
    says = described(shown, row, wording)
    rows = path_rows(shown, row, unit)
    first, last = float(shown["year"].min()), float(shown["year"].max())
    layers = [
        *path_layers(year_axis(first, last), wording.gap_axis(row["metric"]), wording),
        *_ends(rows),
        *_now(row),
    ]
    return Chart(
        name=stem("trajectory", row["focus"], row.get("group")),
        title=f"{who(row)} against {fitted(row['benchmark'])}: {status}",
        description=says,
        spec=single(rows, layers, height=HEIGHT, says=says),
        rows=shown,
        table="path",
    )


def path_rows(path: pd.DataFrame, row: Mapping[str, Any], unit: str) -> list[dict[str, Any]]:
    """Return what is drawn of a PATH: a row for each figure, with its text for tooltips."""
    decimals = decimals_for(float(path["value"].abs().max()))
    return [_path_row(one, row, decimals, unit) for one in records(path)]


def _path_row(one: Mapping[str, Any], row: Mapping[str, Any], decimals: int, unit: str) -> dict[str, Any]:
    figure = with_interval(one["value"], one["lower"], one["upper"], decimals)
    year = shortest(float(one["year"]))
    earlier = one["kind"] == "observed" and "before_baseline" in (one["note"] or "").split()
    return {
        "area": row["focus"],
        "part": "earlier" if earlier else one["kind"],
        "year": one["year"],
        "value": one["value"],
        "lower": one["lower"],
        "upper": one["upper"],
        "who": who(row),
        "when": year,
        "figure": f"{figure} {unit}".strip(),
        "lines": figure.replace(" (", "\n(").split("\n"),
        "kind": _KINDS[one["kind"]],
        "told": f"{who(row)}, {year}, {_KINDS[one['kind']]}: {figure} {unit}".strip(),
    }


_NAMES: Final = {"required": ["promised"], "projected": ["if things", "go on"]}
_KINDS: Final = {"observed": "observed", "required": "promised", "projected": "projected"}


def path_layers(year: Spec, title: str, wording: Wording, *, small: bool = False) -> list[Spec]:
    """Return the layers that draw a PATH: band, lines, intervals and points."""
    x = {"x": year}
    y = {"y": field("value", axis=above(title), scale={"nice": True, "zero": True})}
    limits = {"y": field("lower", axis=above(title)), "y2": {"field": "upper"}}
    hover = {
        "tooltip": tooltip(who="Area", when="Year", kind="Figure", figure=f"Gap ({wording.interval()})"),
        "description": told(),
        "opacity": FOCUSED,
    }
    size: Spec = {"size": 16} if small else {}
    quiet: Spec = {"aria": False}
    return [
        layer("area", "projected-band", {**x, **limits, "opacity": FOCUSED}, only="projected", **quiet),
        layer("rule", "zero", {"y": {"datum": 0, "type": "quantitative"}}, **quiet),
        layer("line", "promised", {**x, **y, "opacity": FOCUSED}, only="required", **quiet),
        layer("line", "projected", {**x, **y, "opacity": FOCUSED}, only="projected", **quiet),
        *(_observed(x, y, limits, quiet)),
        layer("point", "earlier-point", {**x, **y, **hover}, only="earlier", **size),
        layer("point", "observed-point", {**x, **y, **hover}, only="observed", filled=True, **size),
        # Lines answer the mouse too, at their years; in small panels there is no room to hit them.
        *(
            layer("point", "hidden-point", {**x, **y, **hover}, only=part, filled=True)
            for part in ("required", "projected")
            if not small
        ),
    ]


def _observed(x: Spec, y: Spec, limits: Spec, quiet: Spec) -> list[Spec]:
    seen = {"filter": {"field": "part", "oneOf": ["observed", "earlier"]}}
    parts = [
        layer("rule", "interval", {**x, **limits, "opacity": FOCUSED}, **quiet),
        layer("line", "observed", {**x, **y, "opacity": FOCUSED}, **quiet),
    ]
    return [part | {"transform": [seen]} for part in parts]


def _ends(rows: Sequence[Mapping[str, Any]]) -> list[Spec]:
    """Name the ends of the lines beside them."""
    ends = {part: end for part in _NAMES if (end := _last(rows, part)) is not None}
    lines = {part: [*_NAMES[part], *end["lines"]] for part, end in ends.items()}
    needed = _LINE * _span(rows) * sum(map(len, lines.values())) / 2
    places = apart([end["value"] for end in ends.values()], needed)
    out = []
    for (part, end), place in zip(ends.items(), places, strict=True):
        style = "promised" if part == "required" else "projected"
        out += [
            _at(end, "point", f"{style}-point", filled=True),
            _at(
                {**end, "value": place},
                "text",
                f"{style}-label",
                words=lines[part],
                align="left",
                baseline="line-bottom",
                dx=8,
                dy=-6 * (len(lines[part]) - 1) + 4,
            ),
        ]
    return out


def _now(row: Mapping[str, Any]) -> list[Spec]:
    """Mark the year of the latest figure: what lies beyond it is not known."""
    if missing(row["latest_year"]):
        return []
    data = {"values": [{"year": row["latest_year"], "words": "latest figure"}]}
    x = {"x": field("year")}
    words = {**x, "y": {"value": HEIGHT}, "text": field("words", "nominal")}
    return [
        {"data": data, **layer("rule", "now", x, aria=False)},
        {
            "data": data,
            **layer("text", "quiet-label", words, aria=False, align="left", baseline="bottom", dx=4, dy=-3),
        },
    ]


def _at(end: Mapping[str, Any], kind: str, style: str, words: Any = None, **mark: Any) -> Spec:
    encoding: Spec = {"x": field("year"), "y": field("value")}
    row = {name: end[name] for name in ("year", "value", "area")}
    if words is not None:
        row["words"] = words
        encoding["text"] = field("words", "nominal")
    return {"data": {"values": [row]}, **layer(kind, style, encoding, aria=False, **mark)}


def _last(rows: Sequence[Mapping[str, Any]], part: str) -> dict[str, Any] | None:
    known = [row for row in rows if row["part"] == part and row["value"] is not None]
    if not known:
        return None
    end = max(known, key=lambda row: row["year"])
    return dict(end)


def _span(rows: Sequence[Mapping[str, Any]]) -> float:
    numbers = [row[name] for row in rows for name in ("value", "lower", "upper") if row[name] is not None]
    return float(max([*numbers, 0.0]) - min([*numbers, 0.0]))


def described(path: pd.DataFrame, row: Mapping[str, Any], wording: Wording) -> str:
    """Return the text alternative of a trajectory: what is drawn, with its figures."""
    unit = wording.unit_of_gaps(row["metric"])
    decimals = decimals_for(float(path["value"].abs().max()))
    seen = path[(path["kind"] == "observed") & path["value"].notna()]
    parts = [
        f"The gap in {inside(wording.label(row['metric']))} between {fitted(row['benchmark'])} and {who(row)}"
    ]
    if len(seen):
        first, last = seen.iloc[0], seen.iloc[-1]
        then = f"{rounded(first['value'], decimals)} in {shortest(float(first['year']))}, "
        parts.append(
            f", observed: {then if len(seen) > 1 else ''}"
            f"{with_interval(last['value'], last['lower'], last['upper'], decimals)} {unit} "
            f"in {shortest(float(last['year']))}"
        )
    parts.append(".")
    if not missing(row["target_gap"]):
        by = shortest(float(row["target_year"]))
        parts.append(f" Promised: {rounded(row['target_gap'], decimals)} by {by}.")
    if not missing(row["projected_gap"]):
        figure = with_interval(row["projected_gap"], row["projected_lower"], row["projected_upper"], decimals)
        parts.append(f" If things go on: {figure}.")
    if not missing(row["probability"]):
        parts.append(f" Chance of reaching the target: {chance(row['probability'])}.")
    parts.append(f" Status: {words_of(str(row['status']))}.")
    return "".join(parts)
