"""POWER rows: one for each comparison, population and window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from equitygap.gap import Pairs
from equitygap.panel import Floats, Panel
from equitygap.power.cases import Known, known
from equitygap.power.promise import Plan, Promise
from equitygap.stats.detection import detectable_change, power_of_test, slope_error

if TYPE_CHECKING:
    import pandas as pd

#: Years after the baseline beyond which nobody is told to wait.
HORIZON: Final = 100


def rows(panel: Panel, pairs: Pairs, promised: Promise, plan: Plan) -> pd.DataFrame:
    """Return the comparisons' rows: their own population first, then those asked for, by window."""
    import pandas as pd

    found = known(panel, pairs, promised)
    parts = []
    for people in (None, *plan.populations):
        size = 1.0 if people is None else found.population / people
        of_focus = found.of_focus * size
        variance = found.yearly - found.of_focus + of_focus
        population = found.population if people is None else np.full(len(variance), people)
        for window in plan.windows:
            frame = labels(panel, pairs).assign(population=population, window=window)
            parts.append(_judged(frame, found, variance, of_focus, window, promised, plan))
    out = pd.concat(parts)
    return out.sort_index(kind="stable")


def labels(panel: Panel, pairs: Pairs) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {"metric": panel.metric, "benchmark": pairs.benchmark, "focus": pairs.focus, "group": panel.group}
    )


def _judged(
    frame: pd.DataFrame,
    found: Known,
    variance: Floats,
    of_focus: Floats,
    window: int,
    promised: Promise,
    plan: Plan,
) -> pd.DataFrame:
    """Return one window's rows."""
    error = np.sqrt(variance / window)
    just = detectable_change(error, error, confidence=plan.confidence)
    chance = chance_of(found.per_year, variance, window, HORIZON // window, plan.confidence)
    needed = _first_reached(chance, plan.wanted) * window
    at_target = len(last_years(found.first_year, window, promised.by))
    slope = slope_error(error, readings=at_target, spacing=window)
    factor = ndtri(0.5 + plan.confidence / 2) + ndtri(plan.wanted)
    detectable_by = found.first_year + needed - 1
    areas = _areas_needed(found.per_year, variance, of_focus, slope / error, window, factor)
    return frame.assign(
        standard_error=error,
        detectable_change=just,
        detectable_change_powered=detectable_change(
            error, error, confidence=plan.confidence, power=plan.wanted
        ),
        detectable_trend=np.where(np.isfinite(slope), factor * slope, np.nan),
        baseline_year=found.baseline_year,
        target_year=promised.by,
        promised_change=found.change,
        promised_per_year=found.per_year,
        power_at_target=chance[:, at_target - 1] if at_target else np.nan,
        years_needed=needed,
        detectable_by=detectable_by,
        more_years=np.maximum(detectable_by - found.last_year, 0),
        areas_needed=areas,
        flags=_flags(found, error, just, needed, areas),
    )


def last_years(first: int, window: int, until: float) -> NDArray[np.int_]:
    """Return the last year of each window from the first one on, as far as they end by `until`."""
    return np.arange(first + window - 1, int(until) + 1, window)


def chance_of(per_year: Floats, yearly: Floats, window: int, readings: int, confidence: float) -> Floats:
    """Return the power, (C, readings), after 1, 2, … windows; nan where nothing is promised or known."""
    error = np.sqrt(yearly / window)[:, None]
    slope = slope_error(error, readings=np.arange(1, readings + 1), spacing=window)
    power = power_of_test(per_year[:, None], slope, confidence=confidence)
    # A single reading has no slope, whatever its error: its power would be a number even where none is known.
    return np.where((per_year[:, None] < 0) & ~np.isnan(error), power, np.nan)


def _first_reached(chance: Floats, wanted: float) -> Floats:
    """Return how many windows it takes to reach the chance wanted; nan where it is not reached."""
    enough = chance >= wanted
    return np.where(enough.any(axis=1), enough.argmax(axis=1) + 1.0, np.nan)


def _areas_needed(
    per_year: Floats, yearly: Floats, of_focus: Floats, spread: Floats, window: int, factor: float
) -> Floats:
    """Return k so that a focus of k such areas has the power wanted by the target year; nan where none does.

    The gap's yearly variance may be V = w (b / (factor × spread))², of which the benchmark takes its part.
    """
    allowed = window * (per_year / (factor * spread)) ** 2
    room = allowed - (yearly - of_focus)
    share = np.divide(of_focus, room, out=np.full_like(room, np.nan), where=(room > 0) & (per_year < 0))
    return np.maximum(np.ceil(share), 1.0)


def _flags(found: Known, error: Floats, just: Floats, needed: Floats, areas: Floats) -> list[str]:
    words = {
        "no_standard_error": np.isnan(error),
        "target_already_met_at_baseline": found.change >= 0,
        "target_below_noise": np.abs(found.change) < just,
        "beyond_horizon": (found.change < 0) & ~np.isnan(error) & np.isnan(needed),
        "benchmark_too_uncertain": (found.change < 0) & ~np.isnan(error) & np.isnan(areas),
    }
    return [
        " ".join([*own, *(word for word, where in words.items() if where[i])])
        for i, own in enumerate(found.flags)
    ]
