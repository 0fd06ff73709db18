"""Forecasts of gaps and a promise make the verdict: ESTIMATES in, TRAJECTORY or PATH out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from equitygap.errors import DataError, UsageError
from equitygap.gap import pair_up, period_of
from equitygap.names import unknown_metric
from equitygap.panel import Better, Panel, panels
from equitygap.trajectory.assessment import Assessment, assess
from equitygap.trajectory.explanation import explanation
from equitygap.trajectory.frames import path_frame, trajectory_frame
from equitygap.trajectory.method import Method
from equitygap.trajectory.promise import Promise, promise
from equitygap.trajectory.series import on_time_axis

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Assessment",
    "Method",
    "Promise",
    "assess",
    "assessments",
    "explanation",
    "paths",
    "promise",
    "trajectories",
    "trajectory_table",
]


def trajectories(
    estimates: pd.DataFrame,
    *,
    benchmark: str | None = None,
    by: float,
    baseline: float | Mapping[str, object] | None = None,
    reduce: float | str | None = None,
    gap: float | None = None,
    level: float | None = None,
    focus: Sequence[str] | str = (),
    pool: str | None = None,
    contains: Sequence[str] = (),
    metric: str | None = None,
    better: Better = None,
    benchmark_moves: str = "moving",
    path: str | Mapping[str, object] = "linear",
    announced: Mapping[str, object] | None = None,
    **method: object,
) -> pd.DataFrame:
    """Say of every focus area whether the promise to close its gap is being kept: the TRAJECTORY table.

    The promise is one of `reduce` (a share such as `"50%"`), `gap` (a gap to come down to) and `level` (a
    value for the focus to reach; it needs no benchmark), `by` a year, from a `baseline`: a year,
    `{"mean_of": [2011, 2012]}` or `{"fitted": 2012}`; without one the first year of the data stands in,
    flagged. `focus` empty means every other area; `pool` names one more comparison, of the focus areas as one
    population. `benchmark_moves` is `moving`, `fixed` or `projected`; `path` the shape of the way to the
    target. `method` takes the fields of `Method`: model, scheme, exclude, confidence, seed …

    Raises UsageError for a promise that makes no sense, DataError for areas or years that are not there.
    """
    rule = promise(
        by=by,
        baseline=baseline,
        reduce=reduce,
        gap=gap,
        level=level,
        benchmark_moves=benchmark_moves,
        path=path,
        announced=announced,
    )
    found = assessments(
        estimates,
        rule,
        Method(**method),  # type: ignore[arg-type]
        benchmark=benchmark,
        focus=[focus] if isinstance(focus, str) else focus,
        pool=pool,
        contains=contains,
        metric=metric,
        better=better,
    )
    return trajectory_table(found)


def trajectory_table(found: Sequence[Assessment]) -> pd.DataFrame:
    """Return the TRAJECTORY table of the assessments, a row for each comparison."""
    return _stacked(trajectory_frame(one) for one in found)


def paths(found: Sequence[Assessment]) -> pd.DataFrame:
    """Return the PATH table of the assessments: observed, required, trend and projected gaps by year."""
    return _stacked(path_frame(one) for one in found)


def assessments(
    estimates: pd.DataFrame,
    rule: Promise,
    method: Method,
    *,
    benchmark: str | None,
    focus: Sequence[str] = (),
    pool: str | None = None,
    contains: Sequence[str] = (),
    metric: str | None = None,
    better: Better = None,
    group: str | None = None,
) -> list[Assessment]:
    """Assess a promise in every metric and group of the estimates (or in the one named)."""
    everything = panels(estimates)
    known = list(dict.fromkeys(panel.metric for panel in everything))
    if metric is not None and metric not in known:
        raise DataError(unknown_metric(metric, known))
    chosen = [
        panel for panel in everything if metric in (None, panel.metric) and group in (None, panel.group)
    ]
    if not chosen:
        raise DataError(f"there is no group '{group}' in the data")
    found = []
    for panel in chosen:
        dated = on_time_axis(rule, panel)
        pairs = pair_up(
            panel,
            benchmark=_needed(rule, benchmark),
            focus=focus,
            pool=pool,
            contains=contains,
            better=better,
            weights_at=_weights_at(panel, dated) if pool or contains else None,
        )
        found.append(assess(panel, pairs, dated, method, others=list(_siblings(panel, everything))))
    return found


def _needed(rule: Promise, benchmark: str | None) -> str | None:
    if benchmark is None and rule.level is None:
        raise UsageError("which area is the benchmark? Say `--benchmark AREA`")
    return benchmark


def _weights_at(panel: Panel, rule: Promise) -> int:
    return period_of(panel, rule.first_year)


def _siblings(panel: Panel, everything: Sequence[Panel]) -> Iterator[Panel]:
    return (other for other in everything if other is not panel and other.metric == panel.metric)


def _stacked(frames: Iterator[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat(list(frames), ignore_index=True)
