"""Every chart that the results hold, in the order of a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from equitygap.present.charts import Chart
from equitygap.present.charts.contributions import contributions_chart
from equitygap.present.charts.levels import Sources, levels_chart
from equitygap.present.charts.multiples import small_multiples
from equitygap.present.charts.parts import comparisons, of_same, records
from equitygap.present.charts.trajectory import trajectory_chart
from equitygap.present.charts.wording import Wording, distinct

if TYPE_CHECKING:
    import pandas as pd

#: Comparisons that get a chart of their own; all of them are among the small multiples.
AT_MOST: Final = 12

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
    named = estimates.dropna(subset=["source"])
    keys = zip(named["metric"], named["area"], named["start"], named["end"], strict=True)
    return dict(zip(keys, named["source"], strict=True))


def _contributions(tables: Tables, wording: Wording) -> Iterator[Chart]:
    if "contributions" not in tables:
        return
    table = tables["contributions"].dropna(subset=["contribution"])
    for own in comparisons(table)[:AT_MOST]:
        periods = [name for name in ("start", "end", "start_2", "end_2") if name in own]
        for _, rows in own.groupby(periods, sort=False, dropna=False):
            yield contributions_chart(rows, wording=wording)
