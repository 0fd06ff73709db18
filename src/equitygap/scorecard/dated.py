"""Metrics with a level or a gap to reach by a year: the assessment of the trajectory, and how it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

Words = NDArray[np.str_]


@dataclass(frozen=True)
class View:
    """How the gaps of an assessment are shown: origin + turn × gap, (C,).

    A gap to an area is shown as it is. A level is assessed as a gap to that level and shown as the value
    level − d × gap, or as the gap to a figure. `share` is the part of the baseline that the target takes
    away, nan for a constant target. `level` is the level to be reached where values are shown; `nothing` is
    the flag of those who have nothing to reach, since their baseline allows no such target, else empty.
    """

    quantity: str = "gap"
    origin: Floats | float = 0.0
    turn: float = 1.0
    share: float = np.nan
    level: Floats | float = np.nan
    nothing: Words | str = ""

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
) -> tuple[Assessment, View]:
    """Assess the areas of one metric and group, and say how that is shown.

    Raises DataError where the baseline is not in the data, UsageError where the target year does not come
    after it.
    """
    pledge = _with_a_year(declared)
    # The metric's own scheme judges what is found here; the one of other promises has no say.
    method = replace(method, scheme="probability")
    if declared.benchmark_area and pledge.rule in OF_A_GAP:
        goal: dict[str, Any] = {"gap": 0.0} if pledge.rule == "parity" else {"reduce": pledge.amount}
        share = np.nan if pledge.rule == "parity" else pledge.amount
        return _assessed(panel, declared, areas, method, goal, others), View(share=share)
    if method.model == "default":
        # Pooled models say how areas move beside each other; a level to reach is about one alone.
        method = replace(method, model="linear")
    level, nothing = _levels(panel, declared, pledge, areas)
    # Without its baseline a level is unknown; the figures are then told from zero, and judged by nothing.
    origin = np.where(np.isnan(level), 0.0, level)
    goal = {"level": 0.0, "levels_above": tuple(origin.tolist())}
    found = _assessed(panel, declared, areas, method, goal, others)
    return found, _view(declared, pledge, found.series.pairs.sign, origin, level, nothing)


def view_of(found: Assessment) -> View:
    """Return how an assessment made elsewhere is shown: a level as values, anything else as gaps."""
    promise = found.promise
    if promise.level is not None:
        return View("value", origin=promise.level, turn=-float(found.series.pairs.sign), level=promise.level)
    share = promise.reduce if promise.reduce is not None and promise.relative_to_baseline else np.nan
    return View(share=share)


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
    benchmark = None if "level" in goal else declared.benchmark_area
    pairs = pair_up(panel, benchmark=benchmark, focus=areas, better=declared.better)
    since = declared.baseline
    try:
        promise = Promise(
            by=float(_with_a_year(declared).by or 0.0),
            baseline_years=() if since is None else (since,),
            baseline_kind="assumed" if since is None else "year",
            **goal,
        )
        promise = on_time_axis(promise, panel)
    except UsageError as error:
        raise UsageError(f"{declared.name}: {error}") from None
    return assess(panel, pairs, promise, method, others=others)


def _levels(panel: Panel, declared: Declared, pledge: Pledge, areas: Sequence[str]) -> tuple[Floats, Words]:
    """Return the level that each area is to reach, nan without its baseline, and why it has none."""
    nowhere = np.full(len(areas), "")
    norm = np.nan if declared.benchmark_value is None else declared.benchmark_value
    if pledge.rule in ("level", "parity"):
        return np.full(len(areas), pledge.amount if pledge.rule == "level" else norm), nowhere
    rows = [panel.areas.index(area) for area in areas]
    year = panel.year[0] if declared.baseline is None else declared.baseline
    baseline = panel.value[rows, period_of(panel, year)]
    if pledge.rule != "close_gap":
        sign = 1.0 if pledge.rule == "increase" else -1.0
        level = improve_by_share(baseline, share=pledge.amount, sign=sign)
        # A share of a debt is a deeper debt: the sign of the change would be the wrong one.
        nothing = baseline <= 0
        return np.where(nothing, np.nan, level), np.where(nothing, "baseline_not_positive", "")
    d = direction(panel.metric, declared.better)
    gap = d * (norm - baseline)
    level = level_for_gap(norm, gap=(1 - pledge.amount) * gap, sign=d)
    return np.where(gap <= 0, norm, level), np.where(gap <= 0, "no_gap_at_baseline", "")


def _view(
    declared: Declared, pledge: Pledge, sign: int, origin: Floats, level: Floats, nothing: Words
) -> View:
    if pledge.rule in OF_A_GAP:
        norm = np.nan if declared.benchmark_value is None else declared.benchmark_value
        share = pledge.amount if pledge.rule == "close_gap" else np.nan
        return View("gap", origin=sign * (norm - origin), share=share, nothing=nothing)
    share = {"increase": -pledge.amount, "reduce": pledge.amount}.get(pledge.rule, np.nan)
    return View("value", origin=origin, turn=-float(sign), share=share, level=level, nothing=nothing)
