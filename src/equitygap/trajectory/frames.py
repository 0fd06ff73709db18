"""The assessment of a promise as tables: TRAJECTORY and PATH."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from equitygap import tables
from equitygap.panel import Floats
from equitygap.stats import student
from equitygap.stats.progress import targets
from equitygap.stats.trend import line_at
from equitygap.trajectory.assessment import Assessment
from equitygap.trajectory.standing import path_at

if TYPE_CHECKING:
    import pandas as pd

#: Status whose figures after the baseline are withheld, for they would mislead.
_WITHHELD = ("not_comparable",)


def trajectory_frame(found: Assessment) -> pd.DataFrame:
    """Return one TRAJECTORY row for each comparison of the assessment."""
    import pandas as pd

    columns = {
        **_promise_columns(found),
        **_latest_columns(found),
        **_trend_columns(found),
        **_outlook_columns(found),
        **_verdict_columns(found),
    }
    frame = pd.DataFrame(columns, index=range(len(found.facts.latest)))
    return _withhold(frame[tables.names("trajectory")])


def path_frame(found: Assessment) -> pd.DataFrame:
    """Return the PATH rows of the assessment: observed, required, trend and projected gaps by year."""
    import pandas as pd

    series, facts, promise = found.series, found.facts, found.promise
    shown = series.usable | series.history
    year = np.broadcast_to(series.year, shown.shape)
    lower, upper = facts.interval(series.gap.T, facts.error.T, found.confidence)
    flags = np.where(series.history, "before_baseline", "")
    frames = [_long(found, "observed", year, series.gap, lower.T, upper.T, shown, flags)]
    on_path = np.unique(np.append(np.arange(promise.baseline_year, promise.by), promise.by))
    required = path_at(promise, facts, on_path)
    frames.append(_long(found, "required", on_path, required))
    withheld = np.isin(found.verdict.status, _WITHHELD)
    after = ~withheld & np.isfinite(facts.line.slope)
    mean, covariance = line_at(facts.line, on_path)
    half = student.quantile((1 + found.confidence) / 2, facts.line.degrees_of_freedom)[:, None]
    spread = half * np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    frames.append(_long(found, "trend", on_path, mean, mean - spread, mean + spread, after[:, None]))
    frames.append(_projected(found, ~withheld))
    frame = pd.concat(frames, ignore_index=True)
    order = {name: i for i, name in enumerate(series.pairs.focus)}
    frame = frame.sort_values("focus", key=lambda names: names.map(order), kind="stable")
    return frame[tables.names("path")].reset_index(drop=True)


def _projected(found: Assessment, alive: np.ndarray) -> pd.DataFrame:
    forecast, facts = found.future.forecast, found.facts
    mean = forecast.mean
    half = student.quantile((1 + found.confidence) / 2, forecast.degrees_of_freedom)[:, None]
    spread = half * np.sqrt(np.diagonal(forecast.covariance, axis1=1, axis2=2))
    ahead = (forecast.years > facts.latest_year[:, None]) & (forecast.years <= found.promise.by)
    return _long(
        found, "projected", forecast.years, mean, mean - spread, mean + spread, ahead & alive[:, None]
    )


def _promise_columns(found: Assessment) -> dict[str, object]:
    facts, promise = found.facts, found.promise
    return {
        "metric": found.series.panel.metric,
        "benchmark": found.benchmark,
        "focus": np.array(found.series.pairs.focus, dtype=object),
        "group": found.series.panel.group,
        "target_rule": promise.rule(),
        "baseline_year": promise.baseline_year,
        "baseline_gap": facts.baseline_gap,
        "target_year": promise.by,
        "target_gap": facts.target_gap,
        "needed_per_year": targets.needed_per_year(
            facts.latest_gap, facts.target_gap, latest_year=facts.latest_year, target_year=promise.by
        ),
    }


def _outlook_columns(found: Assessment) -> dict[str, object]:
    future = found.future
    model = np.array(future.forecast.model, dtype=object)
    years = {
        f"{name}_{part}": getattr(reach, part)
        for name, reach in (("reach", future.reach), ("parity", future.parity))
        for part in ("year", "lower", "upper")
    }
    return {
        "model": np.where(np.isfinite(future.projected), model, np.array(None, dtype=object)),
        "projected_gap": future.projected,
        "projected_lower": future.lower,
        "projected_upper": future.upper,
        "probability": future.probability,
        "probability_reported": future.probability_reported,
        **years,
    }


def _verdict_columns(found: Assessment) -> dict[str, object]:
    return {
        "status": found.verdict.status,
        "scheme": found.scheme,
        "scheme_status": np.where(
            found.verdict.status == "not_comparable", "not_computable", found.scheme_status
        ),
        "mechanism": found.verdict.mechanism,
        "reliability": found.verdict.reliability,
        "flags": [" ".join(flags) for flags in found.verdict.flags],
    }


def _latest_columns(found: Assessment) -> dict[str, Floats]:
    facts, promise, series = found.facts, found.promise, found.series
    lower, upper = facts.interval(facts.latest_gap, facts.latest_error, found.confidence)
    now = path_at(promise, facts, facts.latest_year[:, None])[:, 0]
    behind = targets.deviation(
        facts.latest_gap,
        now,
        latest_standard_error=facts.latest_error,
        baseline_standard_error=facts.baseline_error,
        elapsed=targets.share_closed(facts.baseline_gap, now, facts.target_gap),
        share=promise.reduce if promise.reduce and promise.relative_to_baseline else np.nan,
        covariance=facts.shared_error,
    )
    # At the baseline itself the path has not begun: there is nothing to be behind of.
    begun = np.where(facts.latest_year > max(promise.baseline_years), 1.0, np.nan)
    behind_lower, behind_upper = facts.interval(behind.value, behind.standard_error, found.confidence)
    rows = np.arange(len(facts.latest))
    return {
        "latest_year": facts.latest_year,
        "latest_gap": facts.latest_gap,
        "latest_lower": lower,
        "latest_upper": upper,
        "relative_gap": np.where(facts.latest >= 0, series.relative[rows, facts.latest], np.nan),
        "required_now": now,
        "deviation": behind.value * begun,
        "deviation_lower": behind_lower * begun,
        "deviation_upper": behind_upper * begun,
        "share_closed": begun * targets.share_closed(facts.baseline_gap, facts.latest_gap, facts.target_gap),
    }


def _trend_columns(found: Assessment) -> dict[str, Floats]:
    lower, upper = found.facts.trend_limits(found.confidence)
    return {"trend_per_year": found.facts.line.slope, "trend_lower": lower, "trend_upper": upper}


def _withhold(frame: pd.DataFrame) -> pd.DataFrame:
    after_baseline = frame.columns[frame.columns.get_loc("latest_year") : frame.columns.get_loc("status")]
    hidden = frame["status"].isin(_WITHHELD)
    if not hidden.any():
        return frame
    return frame.assign(**{name: frame[name].where(~hidden) for name in after_baseline})


def _long(
    found: Assessment,
    kind: str,
    year: Floats,
    value: Floats,
    lower: Floats | None = None,
    upper: Floats | None = None,
    shown: np.ndarray | None = None,
    note: np.ndarray | None = None,
) -> pd.DataFrame:
    import pandas as pd

    mask = np.isfinite(value) & (True if shown is None else shown)
    row, column = np.nonzero(mask)
    blank = np.full(value.shape, np.nan)
    return pd.DataFrame(
        {
            "metric": found.series.panel.metric,
            "benchmark": found.benchmark,
            "focus": np.array(found.series.pairs.focus, dtype=object)[row],
            "group": found.series.panel.group,
            "year": np.broadcast_to(year, value.shape)[row, column],
            "kind": kind,
            "value": value[row, column],
            "lower": (blank if lower is None else lower)[row, column],
            "upper": (blank if upper is None else upper)[row, column],
            "note": "" if note is None else note[row, column],
        }
    )
