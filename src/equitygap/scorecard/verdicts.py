"""An assessment as rows: figures as they are shown, percent achieved, and the verdict of a scheme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from equitygap.panel import Floats
from equitygap.scorecard.dated import View
from equitygap.scorecard.judging import (
    FIRST,
    OF_A_BENCHMARK,
    OF_THE_PROJECTION,
    WITHOUT_CHANCE,
    chosen,
    judged,
    status_of,
)
from equitygap.stats.progress.paths import PATHS
from equitygap.stats.progress.schemes import Reading
from equitygap.stats.progress.schemes.healthy_people import percent_achieved
from equitygap.stats.progress.targets import share_closed_standard_error
from equitygap.trajectory import Assessment

if TYPE_CHECKING:
    import pandas as pd

#: What there is nothing to say of where there is nothing to reach.
_JUDGED: Final = (
    *("target", "required_now", "percent_achieved", "achieved_lower", "achieved_upper"),
    *("probability", "scheme_status", "scheme_reason"),
)


def assessed_rows(found: Assessment, view: View, scheme: str) -> pd.DataFrame:
    """Return a row for each comparison of an assessment, judged by `scheme`."""
    import pandas as pd

    facts = found.facts
    reading = _reading(found, view)
    limits = facts.interval(facts.latest_gap, facts.latest_error, found.confidence)
    # A value falls as its gap grows: the limits change places.
    lower, upper = np.sort([view.of(limit) for limit in limits], axis=0)
    columns = {
        "area": np.array(found.series.pairs.focus, dtype=object),
        "group": found.series.panel.group,
        "quantity": view.quantity,
        "direction": "higher" if view.sign > 0 else "lower",
        "baseline_year": found.promise.baseline_year,
        "baseline": reading.baseline,
        "latest_year": facts.latest_year,
        "latest": reading.latest,
        "latest_lower": lower,
        "latest_upper": upper,
        "target": reading.target,
        "target_year": found.promise.by,
        "benchmark_value": _benchmark_value(found),
        "required_now": _required_now(reading),
        **_achieved(found, view, reading),
        **_verdict(found, reading, scheme),
    }
    rows = pd.DataFrame(columns, index=range(len(facts.latest)))
    return _with_nothing_to_reach(rows, view)


def _with_nothing_to_reach(rows: pd.DataFrame, view: View) -> pd.DataFrame:
    """Return rows where areas whose baseline allows no such target are not judged."""
    why = np.broadcast_to(view.nothing, len(rows))
    none = why != ""
    if not none.any():
        return rows
    judged_by = {name: rows[name].where(~none) for name in _JUDGED}
    status, flags = rows["status"].mask(none, "not_assessable"), rows["flags"].mask(none, why)
    return rows.assign(**judged_by, status=status, flags=flags)


def _reading(found: Assessment, view: View) -> Reading:
    """Return what a scheme reads: figures as they are shown, from the baseline on."""
    facts, series = found.facts, found.series
    count = len(facts.latest)
    known = facts.line.known
    return Reading(
        year=series.year,
        start=series.panel.start,
        end=series.panel.end,
        value=view.of(np.where(facts.used, series.gap, np.nan)),
        standard_error=np.where(facts.used, series.error, np.nan),
        baseline_year=np.full(count, found.promise.baseline_year),
        baseline=view.of(facts.baseline_gap),
        baseline_standard_error=np.where(known, facts.baseline_error, np.nan),
        latest_year=facts.latest_year,
        latest=view.of(facts.latest_gap),
        latest_standard_error=np.where(known, facts.latest_error, np.nan),
        target_year=np.full(count, found.promise.by),
        # A level stands even where there is no baseline to start from.
        target=np.where(np.isfinite(view.level), view.level, view.of(facts.target_gap)),
        sign=np.full(count, view.sign),
        covariance=np.where(known, facts.shared_error, 0.0),
    )


def _benchmark_value(found: Assessment) -> Floats:
    """Return the benchmark's figure in the period of each row's latest one; nan where none is compared."""
    side, latest = found.series.pairs.benchmark_side, found.facts.latest
    if not np.any(side.coefficient):
        return np.full(len(latest), np.nan)
    values = side.of(found.series.panel.value)
    return np.where(latest >= 0, values[np.arange(len(latest)), latest], np.nan)


def _required_now(reading: Reading) -> Floats:
    return PATHS["linear"](
        reading.latest_year[:, None],
        baseline_year=reading.baseline_year,
        baseline=reading.baseline,
        target_year=reading.target_year,
        target=reading.target,
    )[:, 0]


def _achieved(found: Assessment, view: View, reading: Reading) -> dict[str, Floats]:
    """Return Healthy People's percent of targeted change achieved with its limits.

    None before there is a later figure, and none where the baseline had met the target. The limits, by the
    delta method, are left out where the change asked for is smaller than what two readings can tell apart.
    """
    facts = found.facts
    percent = np.where(np.isnan(reading.years), np.nan, percent_achieved(reading) + 0.0)
    error = 100 * share_closed_standard_error(
        reading.baseline,
        reading.latest,
        reading.target,
        baseline_standard_error=facts.baseline_error,
        latest_standard_error=facts.latest_error,
        share=view.share,
        covariance=facts.shared_error,
    )
    told = ["target_below_noise" not in flags for flags in found.verdict.flags]
    lower, upper = facts.interval(percent, np.where(told, error, np.nan), found.confidence)
    return {"percent_achieved": percent, "achieved_lower": lower, "achieved_upper": upper}


def _verdict(found: Assessment, reading: Reading, scheme: str) -> dict[str, object]:
    status = found.verdict.status
    if scheme == "probability":
        return {
            "probability": found.future.probability,
            "status": status,
            "scheme": scheme,
            "scheme_status": np.where(status == "not_comparable", "not_computable", found.scheme_status),
            "scheme_reason": None,
            "flags": _flags(found),
        }
    outcome = judged(scheme, reading)
    by_scheme = np.where(np.isnan(reading.target), "not_assessable", status_of(scheme, outcome.word))
    compared = status != "not_comparable"
    return {
        "probability": np.nan,
        "status": np.where(np.isin(status, FIRST), status, by_scheme),
        "scheme": scheme,
        "scheme_status": chosen(compared, outcome.word),
        "scheme_reason": chosen(compared & (outcome.reason != ""), outcome.reason),
        "flags": _flags(found, without=OF_THE_PROJECTION, doubt=scheme in WITHOUT_CHANCE),
    }


def _flags(found: Assessment, *, without: Sequence[str] = (), doubt: bool = False) -> list[str]:
    """Return the flags of each row, but for those that say nothing about what it shows."""
    dropped = {*without, *(OF_A_BENCHMARK if found.promise.level is not None else ())}
    more = ["scheme_without_chance"] if doubt else []
    return [" ".join([*(f for f in flags if f not in dropped), *more]) for flags in found.verdict.flags]
