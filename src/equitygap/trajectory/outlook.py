"""What is to come: the projected gap, the probability of the target, and the year in which it is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from equitygap.forecast import MODELS, GapForecast, forecast_gaps
from equitygap.panel import Floats, Panel
from equitygap.stats import student
from equitygap.stats.crossing import crossing
from equitygap.stats.first_passage import first_passage
from equitygap.trajectory.promise import Promise
from equitygap.trajectory.series import Mask, Series
from equitygap.trajectory.standing import Standing

#: Simulated futures for each comparison: the quantiles of a year are then good to about a year.
DRAWS = 2_000

#: Years beyond the latest figure in which a target or parity is looked for, and the last year ever shown.
HORIZON = 30
LAST_YEAR = 2100.0


@dataclass(frozen=True)
class Reach:
    """The year in which a target is reached, with its limits, (C,): nan where there is none to show.

    `never` is the share of simulated futures that do not get there within the horizon, nan for a line.
    `beyond` marks a year later than the horizon, `unbounded` a missing upper limit, `not_closing` a gap that
    does not close at all.
    """

    year: Floats
    lower: Floats
    upper: Floats
    never: Floats
    beyond: Mask
    unbounded: Mask
    not_closing: Mask


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
    series: Series,
    promise: Promise,
    facts: Standing,
    *,
    model: str,
    exclude: Sequence[float] = (),
    others: Sequence[Panel] = (),
    horizon: float | None = None,
    shock: float | None = None,
    confidence: float = 0.95,
    seed: int = 0,
) -> Outlook:
    """Project the gaps to the target year and to the horizon, and compare them with the target.

    The probability is P(gap ≤ target) of the true gap; where the target is a share of a noisy baseline and
    the model knows the baseline's true gap jointly with the future one, it is
    P(gap_T − (1 − c) gap_baseline ≤ 0). Where the projection would reach over twice as far ahead as the
    data reach back, there is none.
    """
    years = _years(series, promise, facts, horizon)
    forecast = forecast_gaps(
        series.comparable_panel(),
        series.contrast,
        years,
        model=model,
        exclude=np.asarray(exclude, dtype=float),
        since=promise.first_year,
        seed=seed,
        others=others,
        shock=shock,
    )
    mean = forecast.mean + series.offset_at(years)
    at = int(np.flatnonzero(years == promise.by)[0])
    alive = np.isfinite(facts.baseline_gap) & (facts.latest_year < promise.by)
    alive &= facts.latest_year > promise.first_year
    variance = forecast.covariance[:, at, at]
    half = student.quantile((1 + confidence) / 2, forecast.degrees_of_freedom) * np.sqrt(variance)
    span, ahead = _reach_back(series, facts, forecast), promise.by - facts.latest_year
    told = alive & (ahead <= 2 * span)
    return Outlook(
        forecast=forecast,
        target_column=at,
        projected=np.where(alive, mean[:, at], np.nan),
        lower=np.where(alive, mean[:, at] - half, np.nan),
        upper=np.where(alive, mean[:, at] + half, np.nan),
        probability=np.where(told, _probability(promise, facts, forecast, mean, at), np.nan),
        probability_reported=np.where(
            told,
            student.probability_at_or_under(
                facts.target_gap,
                mean=mean[:, at],
                scale=np.sqrt(forecast.reported_variance[:, at]),
                degrees_of_freedom=forecast.degrees_of_freedom,
            ),
            np.nan,
        ),
        reach=_reach(forecast, mean, facts, facts.target_gap, alive, confidence, seed),
        parity=_reach(forecast, mean, facts, np.zeros_like(span), alive, confidence, seed),
        span=span,
        ahead=ahead,
    )


def _years(series: Series, promise: Promise, facts: Standing, horizon: float | None) -> Floats:
    latest = np.nanmax(facts.latest_year, initial=promise.baseline_year)
    last = max(promise.by, min(latest + HORIZON, LAST_YEAR) if horizon is None else horizon)
    ahead = np.arange(np.floor(latest) + 1, np.floor(last) + 1)
    return np.unique(np.concatenate([[promise.baseline_year], ahead, [promise.by]]))


def _reach_back(series: Series, facts: Standing, forecast: GapForecast) -> Floats:
    """Years between the first figure that the model used and the latest one."""
    pooled = np.array([MODELS[name].uses_history if name else False for name in forecast.model])
    counted = facts.used | (series.history & pooled[:, None])
    first = np.where(counted.any(axis=1), series.year[counted.argmax(axis=1)], np.nan)
    return facts.latest_year - first


def _probability(promise: Promise, facts: Standing, forecast: GapForecast, mean: Floats, at: int) -> Floats:
    constant = facts.target_gap - mean[:, at], forecast.covariance[:, at, at]
    distance, variance = constant
    if promise.relative_to_baseline and promise.baseline_kind == "year" and promise.announced_gap is None:
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


def _reach(
    forecast: GapForecast,
    mean: Floats,
    facts: Standing,
    target: Floats,
    alive: Mask,
    confidence: float,
    seed: int,
) -> Reach:
    future = forecast.years > np.nanmax(facts.latest_year, initial=-np.inf)
    years = forecast.years[future]
    simulated = _simulated(forecast, mean, target, future, confidence, seed)
    straight = np.array([name == "linear" for name in forecast.model])
    line = _on_the_line(facts, target, confidence, years[-1])
    return Reach(
        *(
            np.where(alive, np.where(straight, on_line, drawn), nothing)
            for on_line, drawn, nothing in zip(line, simulated, (*(np.nan,) * 4, *(False,) * 3), strict=True)
        )
    )


def _simulated(
    forecast: GapForecast, mean: Floats, target: Floats, future: Mask, confidence: float, seed: int
) -> tuple[np.ndarray, ...]:
    count = len(target)
    fitted = np.isfinite(mean[:, future]).all(axis=1) & np.isfinite(target)
    passage = np.full((count, DRAWS), np.nan)
    columns = np.flatnonzero(future)
    passage[fitted] = first_passage(
        forecast.years[future],
        mean[np.ix_(fitted, columns)],
        forecast.covariance[np.ix_(np.flatnonzero(fitted), columns, columns)],
        forecast.degrees_of_freedom[fitted],
        target[fitted],
        draws=DRAWS,
        generator=np.random.default_rng(seed),
    )
    tail = (1 - confidence) / 2
    low, middle, high = np.quantile(passage, [tail, 0.5, 1 - tail], axis=1, method="inverted_cdf")
    never = np.isinf(passage).mean(axis=1)

    def shown(year: Floats) -> Floats:
        return np.where(np.isfinite(year), year, np.nan)

    nobody = np.zeros(count, dtype=bool)
    return (
        shown(middle),
        shown(low),
        shown(high),
        np.where(fitted, never, np.nan),
        np.isposinf(middle),
        np.isposinf(high) & np.isfinite(middle),
        nobody,
    )


def _on_the_line(facts: Standing, target: Floats, confidence: float, last: float) -> tuple[np.ndarray, ...]:
    found = crossing(facts.line, target, confidence=confidence)
    closing = facts.line.slope < 0
    beyond = closing & (found.year > last)

    def shown(year: Floats) -> Floats:
        return np.where(closing & np.isfinite(year) & (year <= last), year, np.nan)

    return (
        shown(found.year),
        shown(found.lower),
        shown(found.upper),
        np.full(len(target), np.nan),
        beyond,
        closing & ~np.isfinite(found.upper) & np.isfinite(found.year),
        np.isfinite(facts.line.slope) & ~closing,
    )
