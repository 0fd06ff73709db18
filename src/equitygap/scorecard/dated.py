"""Metrics with a level or a gap to reach by a year: the assessment of the trajectory, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equitygap.errors import UsageError
from equitygap.gap import pair_up, period_of
from equitygap.panel import Floats, Panel, direction
from equitygap.scorecard.declared import OF_A_GAP, Declared, Pledge
from equitygap.stats.progress.targets import improve_by_share, level_for_gap
from equitygap.trajectory import Assessment, Method, Promise, assess
from equitygap.trajectory.series import on_time_axis


@dataclass(frozen=True)
class View:
    """How the gaps of an assessment are shown: origin + turn × gap, (C,).

    A gap to an area is shown as it is. A level is assessed as a gap to that level and shown as the value
    level − d × gap, or as the gap to a figure. `share` is the part of the baseline that the target takes
    away, nan for a constant target. `level` is the level to be reached where values are shown; `no_gap` says
    that nobody shown was worse off at the baseline, so that there is nothing to reach.
    """

    quantity: str = "gap"
    origin: Floats | float = 0.0
    turn: float = 1.0
    share: float = np.nan
    level: Floats | float = np.nan
    no_gap: bool = False

    def of(self, gap: Floats) -> Floats:
        """Return gaps (C,) or (C, T) as they are shown."""
        origin = np.broadcast_to(self.origin, gap.shape[:1]).reshape(-1, *[1] * (gap.ndim - 1))
        return np.asarray(origin + self.turn * gap)

    @property
    def sign(self) -> float:
        """+1 where more of what is shown is better, −1 where less is."""
        return -self.turn


def dated(
    panel: Panel, declared: Declared, areas: Sequence[str], method: Method, *, others: Sequence[Panel] = ()
) -> Iterator[tuple[Assessment, View]]:
    """Yield assessments of the areas of one metric and group, with how they are shown.

    A pledge that means another level for each area is assessed level by level. Raises DataError where the
    baseline is not in the data, UsageError where the target year does not come after it.
    """
    pledge = _with_a_year(declared)
    if declared.benchmark_area and pledge.rule in OF_A_GAP:
        goal = {"gap": 0.0} if pledge.rule == "parity" else {"reduce": pledge.amount}
        share = np.nan if pledge.rule == "parity" else pledge.amount
        yield _assessed(panel, declared, areas, method, goal, others), View(share=share)
        return
    if method.model == "default":
        # Pooled models say how areas move beside each other; a level to reach is about one alone.
        method = replace(method, model="linear")
    for (text, no_gap), few in _by_level(panel, declared, pledge, areas).items():
        level = float(text)
        # Without its baseline a level is unknown; the figures are then told from zero, and judged by nothing.
        origin = 0.0 if np.isnan(level) else level
        found = _assessed(panel, declared, few, method, {"level": origin}, others)
        view = _view(declared, pledge, found.series.pairs.sign, origin)
        yield found, replace(view, level=level if view.quantity == "value" else np.nan, no_gap=no_gap)


def _by_level(
    panel: Panel, declared: Declared, pledge: Pledge, areas: Sequence[str]
) -> dict[tuple[str, bool], list[str]]:
    """Return the areas by the level that they are to reach, and by whether they have no gap to close.

    Levels are keys as text, since nan does not equal itself.
    """
    levels, no_gap = _levels(panel, declared, pledge, areas)
    out: dict[tuple[str, bool], list[str]] = {}
    for area, level, none in zip(areas, levels.tolist(), no_gap.tolist(), strict=True):
        out.setdefault((repr(level), none), []).append(area)
    return out


def _with_a_year(declared: Declared) -> Pledge:
    if declared.pledge is None or declared.pledge.by is None:
        raise ValueError(f"the pledge of {declared.name} must have a year, but has none")
    return declared.pledge


def _assessed(
    panel: Panel,
    declared: Declared,
    areas: Sequence[str],
    method: Method,
    goal: Mapping[str, Any],
    others: Sequence[Panel],
) -> Assessment:
    is_level = "level" in goal
    pairs = pair_up(
        panel,
        benchmark=None if is_level else declared.benchmark_area,
        focus=areas,
        better=declared.better,
    )
    known = declared.baseline is not None
    try:
        promise = on_time_axis(
            Promise(
                by=float(_with_a_year(declared).by or 0.0),
                baseline_years=(declared.baseline,) if declared.baseline is not None else (),
                baseline_kind="year" if known else "assumed",
                **goal,
            ),
            panel,
        )
    except UsageError as error:
        raise UsageError(f"{declared.name}: {error}") from None
    return assess(panel, pairs, promise, method, others=others)


def _levels(
    panel: Panel, declared: Declared, pledge: Pledge, areas: Sequence[str]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the level that each area is to reach, nan without its baseline, and whether it had no gap."""
    nowhere = np.zeros(len(areas), dtype=bool)
    norm = np.nan if declared.benchmark_value is None else declared.benchmark_value
    if pledge.rule in ("level", "parity"):
        return np.full(len(areas), pledge.amount if pledge.rule == "level" else norm), nowhere
    rows = [panel.areas.index(area) for area in areas]
    year = panel.year[0] if declared.baseline is None else declared.baseline
    baseline = panel.value[rows, period_of(panel, year)]
    if pledge.rule != "close_gap":
        sign = 1.0 if pledge.rule == "increase" else -1.0
        return improve_by_share(baseline, share=pledge.amount, sign=sign), nowhere
    d = direction(panel.metric, declared.better)
    gap = d * (norm - baseline)
    level = level_for_gap(norm, gap=(1 - pledge.amount) * gap, sign=d)
    return np.where(gap <= 0, norm, level), gap <= 0


def _view(declared: Declared, pledge: Pledge, sign: int, level: float) -> View:
    if pledge.rule in OF_A_GAP:
        norm = np.nan if declared.benchmark_value is None else declared.benchmark_value
        share = pledge.amount if pledge.rule == "close_gap" else np.nan
        return View("gap", origin=sign * (norm - level), share=share)
    share = {"increase": -pledge.amount, "reduce": pledge.amount}.get(pledge.rule, np.nan)
    return View("value", origin=level, turn=-float(sign), share=share)


def view_of(found: Assessment) -> View:
    """Return how an assessment made elsewhere is shown: a level as values, anything else as gaps."""
    promise = found.promise
    if promise.level is not None:
        return View("value", origin=promise.level, turn=-float(found.series.pairs.sign), level=promise.level)
    share = promise.reduce if promise.reduce is not None and promise.relative_to_baseline else np.nan
    return View(share=share)
