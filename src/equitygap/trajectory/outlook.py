"""What is to come: the projected gap, the probability of the target, and the year in which it is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

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
    years = _years(series, promise, method.horizon)
    forecast = _forecast(series, promise, years, method, others)
    at = int(np.flatnonzero(years == promise.by)[0])
    alive = np.isfinite(facts.target_gap) & (facts.latest_year < promise.by)
    alive &= facts.latest_year > max(promise.baseline_years)
    lower, upper = _limits(forecast, at, method.confidence)
    span, ahead = _reach_back(series, facts, forecast), promise.by - facts.latest_year
    told = alive & (ahead <= 2 * span)
    chance = _chance(promise, facts, forecast)
    reached = partial(
        reach,
        forecast,
        facts,
        wanted=alive,
        last_year=LAST_YEAR if method.horizon is None else method.horizon,
        confidence=method.confidence,
    )
    parity = np.zeros_like(facts.target_gap)
    return Outlook(
        forecast=forecast,
        target_column=at,
        projected=np.where(alive, forecast.mean[:, at], np.nan),
        lower=np.where(alive, lower, np.nan),
        upper=np.where(alive, upper, np.nan),
        probability=np.where(told, chance[:, at], np.nan),
        probability_reported=np.where(told, _probability_reported(facts, forecast, at), np.nan),
        reach=reached(facts.target_gap, chance),
        parity=reached(parity, _chance_of(forecast, parity)),
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
    offset, of_offset = series.offset_at(years), series.offset_covariance_at(years)
    return replace(
        forecast,
        mean=forecast.mean + offset,
        covariance=forecast.covariance + of_offset,
        reported_mean=forecast.reported_mean + offset,
        reported_variance=forecast.reported_variance + np.diagonal(of_offset, axis1=1, axis2=2),
    )


def _limits(forecast: GapForecast, at: int, confidence: float) -> tuple[Floats, Floats]:
    quantile = student.quantile((1 + confidence) / 2, forecast.degrees_of_freedom)
    half = quantile * np.sqrt(forecast.covariance[:, at, at])
    return forecast.mean[:, at] - half, forecast.mean[:, at] + half


def _years(series: Series, promise: Promise, horizon: float | None) -> Floats:
    """Return the baseline, and every year from there to the horizon, the same for all comparisons."""
    latest = float(series.year[-1])
    last = max(promise.by, min(latest + HORIZON, LAST_YEAR) if horizon is None else horizon)
    ahead = np.arange(np.floor(promise.first_year) + 1, np.floor(last) + 1)
    return np.unique(np.concatenate([[promise.baseline_year], ahead, [promise.by]]))


def _reach_back(series: Series, facts: Standing, forecast: GapForecast) -> Floats:
    """Years between the first figure that the model used and the latest one."""
    pooled = np.array([MODELS[name].uses_history if name else False for name in forecast.model])
    counted = facts.used | (series.history & pooled[:, None])
    first = np.where(counted.any(axis=1), series.year[counted.argmax(axis=1)], np.nan)
    return facts.latest_year - first


def _chance(promise: Promise, facts: Standing, forecast: GapForecast) -> Floats:
    """Return the probability that the true gap is at or under the target in each year, (C, H)."""
    constant = _chance_of(forecast, facts.target_gap)
    if not promise.relative_to_baseline or promise.baseline_kind != "year":
        return constant
    kept = 1 - float(promise.reduce or 0)
    base = int(np.flatnonzero(forecast.years == promise.baseline_year)[0])
    own = np.diagonal(forecast.covariance, axis1=1, axis2=2)
    cross = forecast.covariance[:, base]
    joint = student.probability_at_or_under(
        kept * forecast.mean[:, [base]] - forecast.mean,
        mean=0.0,
        scale=_root(own + kept**2 * own[:, [base]] - 2 * kept * cross),
        degrees_of_freedom=forecast.degrees_of_freedom[:, None],
    )
    known = np.array([bool(name) and MODELS[name].joint_target for name in forecast.model])
    return np.where(known[:, None], joint, constant)


def _chance_of(forecast: GapForecast, target: Floats) -> Floats:
    return student.probability_at_or_under(
        target[:, None],
        mean=forecast.mean,
        scale=_root(np.diagonal(forecast.covariance, axis1=1, axis2=2)),
        degrees_of_freedom=forecast.degrees_of_freedom[:, None],
    )


def _root(variance: Floats) -> Floats:
    # Rounding may leave a variance that should be 0, of a baseline against itself, a little under it.
    return np.sqrt(np.maximum(variance, 0))


def _probability_reported(facts: Standing, forecast: GapForecast, at: int) -> Floats:
    return student.probability_at_or_under(
        facts.target_gap,
        mean=forecast.reported_mean[:, at],
        scale=np.sqrt(forecast.reported_variance[:, at]),
        degrees_of_freedom=forecast.degrees_of_freedom,
    )
