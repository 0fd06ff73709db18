"""Every chart that the results hold, in the order of a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

from equitygap.present.charts import Chart
from equitygap.present.charts.areas import areas_chart
from equitygap.present.charts.contributions import contributions_chart
from equitygap.present.charts.inequality import inequality_chart
from equitygap.present.charts.levels import levels_chart
from equitygap.present.charts.maps import AT_MOST as LARGEST_MAP
from equitygap.present.charts.maps import gap_map, level_map
from equitygap.present.charts.multiples import small_multiples
from equitygap.present.charts.parts import Sources, comparisons, of_same, records
from equitygap.present.charts.power import power_chart
from equitygap.present.charts.scorecard import scorecard_chart
from equitygap.present.charts.trajectory import trajectory_chart
from equitygap.present.charts.wording import Wording, distinct

if TYPE_CHECKING:
    import pandas as pd

#: Comparisons that get a chart of their own; all of them are among the small multiples.
AT_MOST: Final = 12

#: Areas from which their order is worth a chart.
FEWEST_AREAS: Final = 4

Tables = Mapping[str, "pd.DataFrame"]


def charts_of(
    tables: Tables, *, wording: Wording | None = None, features: Mapping[str, Any] | None = None
) -> tuple[Chart, ...]:
    """Return every chart that the tables hold, in the order of a report, each with a name of its own."""
    wording = wording or Wording()
    charts = [
        *_overviews(tables, wording),
        *_trajectories(tables, wording),
        *_levels(tables, wording),
        *_contributions(tables, wording),
        *_maps(tables, features, wording),
        *_inequalities(tables, wording),
        *_areas(tables, wording),
        *_scorecards(tables, wording),
        *_powers(tables, wording),
    ]
    names = distinct(chart.name for chart in charts)
    return tuple(
        replace(chart, name=name.replace(" ", "-")) for chart, name in zip(charts, names, strict=True)
    )


def _overviews(tables: Tables, wording: Wording) -> Iterator[Chart]:
    """Draw the small multiples of each metric that has more than one comparison."""
    if "trajectory" not in tables:
        return
    for _, own in tables["trajectory"].groupby("metric", sort=False):
        rows = [row for row in records(own) if len(_drawn(tables, row))]
        if len(rows) > 1:
            yield small_multiples(tables["path"], rows, wording=wording, single=AT_MOST)


def _trajectories(tables: Tables, wording: Wording) -> Iterator[Chart]:
    if "trajectory" not in tables:
        return
    for row in records(tables["trajectory"])[:AT_MOST]:
        if len(_drawn(tables, row)):
            yield trajectory_chart(of_same(tables["path"], row), row, wording=wording)


def _drawn(tables: Tables, row: Mapping[str, Any]) -> pd.DataFrame:
    """The figures that there are of a comparison; a chart of none would be empty."""
    return of_same(tables["path"], row).dropna(subset=["value"])


def _levels(tables: Tables, wording: Wording) -> Iterator[Chart]:
    if "gaps" not in tables:
        return
    sources = _sources(tables)
    for own in comparisons(tables["gaps"])[:AT_MOST]:
        known = own.dropna(subset=["benchmark_value", "focus_value"], how="all")
        if len(known) > 1:
            yield levels_chart(known, wording=wording, sources=sources)


def _sources(tables: Tables) -> Sources:
    estimates = tables.get("estimates")
    if estimates is None or "source" not in estimates:
        return {}
    named = estimates.dropna(subset=["source"]).groupby(["metric", "start", "end"])["source"]
    return {cast("tuple[str, float, float]", key): " ".join(sorted(set(own))) for key, own in named}


def _contributions(tables: Tables, wording: Wording) -> Iterator[Chart]:
    if "contributions" not in tables:
        return
    table = tables["contributions"].dropna(subset=["contribution"])
    for own in comparisons(table)[:AT_MOST]:
        periods = [name for name in ("start", "end", "start_2", "end_2") if name in own]
        for _, rows in own.groupby(periods, sort=False, dropna=False):
            yield contributions_chart(rows, wording=wording)


def _maps(tables: Tables, features: Mapping[str, Any] | None, wording: Wording) -> Iterator[Chart]:
    """Draw the level and the gap of every metric that areas on the map have."""
    if features is None or len(features["features"]) > LARGEST_MAP:
        return
    there = {shape["area"] for shape in features["features"]}
    for own in _on_map(tables.get("estimates"), "area", "value", there, ("metric", "group")):
        yield level_map(own, features, wording=wording)
    for own in _on_map(tables.get("gaps"), "focus", "gap", there, ("metric", "benchmark", "group")):
        yield gap_map(own, features, wording=wording)


def _on_map(
    table: pd.DataFrame | None, area: str, figure: str, there: set[str], by: tuple[str, ...]
) -> Iterator[pd.DataFrame]:
    if table is not None:
        yield from _grouped(table[table[area].isin(there)].dropna(subset=[figure]), by)


def _grouped(table: pd.DataFrame, by: tuple[str, ...]) -> Iterator[pd.DataFrame]:
    """The rows of each metric, and what else they are told apart by; the first few of them."""
    keys = [name for name in by if name in table]
    groups = [rows for _, rows in table.groupby(keys, sort=False, dropna=False)]
    yield from groups[:AT_MOST]


def _inequalities(tables: Tables, wording: Wording) -> Iterator[Chart]:
    if "inequality" in tables:
        for own in _grouped(tables["inequality"].dropna(subset=["value"]), ("metric", "group")):
            yield inequality_chart(own, wording=wording, sources=_sources(tables))


def _areas(tables: Tables, wording: Wording) -> Iterator[Chart]:
    """Draw the order of the areas, of metrics that are compared and where more than a few have a figure."""
    estimates, gaps = tables.get("estimates"), tables.get("gaps")
    if estimates is None or gaps is None:
        return
    for own in _grouped(estimates.dropna(subset=["value"]), ("metric", "group")):
        compared = gaps[gaps["metric"] == own["metric"].iloc[0]]
        if len(compared) and own["area"].nunique() >= FEWEST_AREAS:
            yield areas_chart(
                own, wording=wording, benchmarks=set(compared["benchmark"]), focus=set(compared["focus"])
            )


def _scorecards(tables: Tables, wording: Wording) -> Iterator[Chart]:
    if "scorecard" in tables and tables["scorecard"]["percent_achieved"].notna().any():
        yield scorecard_chart(tables["scorecard"], wording=wording)


def _powers(tables: Tables, wording: Wording) -> Iterator[Chart]:
    if "power_curve" in tables:
        for own in comparisons(tables["power_curve"].dropna(subset=["power"]))[:AT_MOST]:
            yield power_chart(own, wording=wording)
