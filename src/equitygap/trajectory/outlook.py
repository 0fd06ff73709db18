"""What is to come: the projected gap, the probability of the target, and the year in which it is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from equitygap.forecast import MODELS, GapForecast, forecast_gaps
from equitygap.panel import Floats, Panel
from equitygap.stats import student
from equitygap.trajectory.method import Method
from equitygap.trajectory.promise import Promise
from equitygap.trajectory.reach import LAST_YEAR, Reach, reach
from equitygap.trajectory.series import Series
from equitygap.trajectory.standing import Standing

#: Years beyond the latest figure to which the forecast runs.
HORIZON = 30


@dataclass(frozen=True)
class Outlook:
    """The forecast of C comparisons and what it says of the promise; nan where nothing is projected."""

    forecast: GapForecast
    target_column: int
    projected: Floats
    lower: Floats
    upper: Floats
    probability: Floats
    probability_reported: Floats
    reach: Reach
    parity: Reach
    span: Floats
    ahead: Floats


def outlook(
    series: Series, promise: Promise, facts: Standing, method: Method, *, others: Sequence[Panel] = ()
) -> Outlook:
    """Project the gaps to the target year and to the horizon, and compare them with the target.

    The probability is P(gap ≤ target) of the true gap; where the target is a share of a noisy baseline and
    the model knows the baseline's true gap jointly with the future one, it is
    P(gap_T − (1 − c) gap_baseline ≤ 0). Where the projection would reach over twice as far ahead as the
    data reach back, there is none.
    """
    years = _years(promise, facts, method.horizon)
    forecast = _forecast(series, promise, years, method, others)
    at = int(np.flatnonzero(years == promise.by)[0])
    alive = np.isfinite(facts.baseline_gap) & (facts.latest_year < promise.by)
    alive &= facts.latest_year > promise.first_year
    lower, upper = _limits(forecast, at, method.confidence)
    span, ahead = _reach_back(series, facts, forecast), promise.by - facts.latest_year
    told = alive & (ahead <= 2 * span)
    reached, parity = reach(
        forecast,
        facts.line,
        np.stack([facts.target_gap, np.zeros_like(facts.target_gap)]),
        after=float(np.nanmax(facts.latest_year, initial=promise.first_year)),
        wanted=alive,
        last_year=LAST_YEAR if method.horizon is None else method.horizon,
        confidence=method.confidence,
        seed=method.seed,
    )
    return Outlook(
        forecast=forecast,
        target_column=at,
        projected=np.where(alive, forecast.mean[:, at], np.nan),
        lower=np.where(alive, lower, np.nan),
        upper=np.where(alive, upper, np.nan),
        probability=np.where(told, _probability(promise, facts, forecast, at), np.nan),
        probability_reported=np.where(told, _probability_reported(facts, forecast, at), np.nan),
        reach=reached,
        parity=parity,
        span=span,
        ahead=ahead,
    )


def _forecast(
    series: Series, promise: Promise, years: Floats, method: Method, others: Sequence[Panel]
) -> GapForecast:
    """Forecast what moves, and add the part of the gap that is given (a fixed benchmark, a level)."""
    forecast = forecast_gaps(
        series.comparable_panel(),
        series.contrast,
        years,
        model=method.model,
        exclude=series.year[series.with_a_year_of(method.exclude)],
        since=promise.first_year,
        seed=method.seed,
        others=others,
        shock=method.shock,
    )
    offset = series.offset_at(years)
    return replace(forecast, mean=forecast.mean + offset, reported_mean=forecast.reported_mean + offset)


def _limits(forecast: GapForecast, at: int, confidence: float) -> tuple[Floats, Floats]:
    quantile = student.quantile((1 + confidence) / 2, forecast.degrees_of_freedom)
    half = quantile * np.sqrt(forecast.covariance[:, at, at])
    return forecast.mean[:, at] - half, forecast.mean[:, at] + half


def _years(promise: Promise, facts: Standing, horizon: float | None) -> Floats:
    latest = np.nanmax(facts.latest_year, initial=promise.first_year)
    last = max(promise.by, min(latest + HORIZON, LAST_YEAR) if horizon is None else horizon)
    ahead = np.arange(np.floor(latest) + 1, np.floor(last) + 1)
    return np.unique(np.concatenate([[promise.baseline_year], ahead, [promise.by]]))


def _reach_back(series: Series, facts: Standing, forecast: GapForecast) -> Floats:
    """Years between the first figure that the model used and the latest one."""
    pooled = np.array([MODELS[name].uses_history if name else False for name in forecast.model])
    counted = facts.used | (series.history & pooled[:, None])
    first = np.where(counted.any(axis=1), series.year[counted.argmax(axis=1)], np.nan)
    return facts.latest_year - first


def _probability(promise: Promise, facts: Standing, forecast: GapForecast, at: int) -> Floats:
    mean = forecast.mean
    distance, variance = facts.target_gap - mean[:, at], forecast.covariance[:, at, at]
    if promise.relative_to_baseline and promise.baseline_kind == "year":
        kept = 1 - float(promise.reduce or 0)
        joint = np.array([bool(name) and MODELS[name].joint_target for name in forecast.model])
        base = int(np.flatnonzero(forecast.years == promise.baseline_year)[0])
        cross = forecast.covariance[:, at, base]
        spread = variance + kept**2 * forecast.covariance[:, base, base] - 2 * kept * cross
        distance = np.where(joint, kept * mean[:, base] - mean[:, at], distance)
        variance = np.where(joint, spread, variance)
    return student.probability_at_or_under(
        distance, mean=0.0, scale=np.sqrt(variance), degrees_of_freedom=forecast.degrees_of_freedom
    )


def _probability_reported(facts: Standing, forecast: GapForecast, at: int) -> Floats:
    return student.probability_at_or_under(
        facts.target_gap,
        mean=forecast.reported_mean[:, at],
        scale=np.sqrt(forecast.reported_variance[:, at]),
        degrees_of_freedom=forecast.degrees_of_freedom,
    )
