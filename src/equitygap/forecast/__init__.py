"""Forecasts of gaps from the estimates of all areas: the models, the default rule, and the fallbacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from equitygap.forecast.choice import serving
from equitygap.forecast.models import MODELS, Model
from equitygap.forecast.pool import Pool, share_pool
from equitygap.forecast.question import Answer, Booleans, GapForecast, Question
from equitygap.forecast.series import ROUNDING, largest
from equitygap.panel import Contrast, Floats, Indices, Panel

__all__ = [
    "MODELS",
    "GapForecast",
    "Model",
    "Pool",
    "Question",
    "answer",
    "forecast_gaps",
    "share_pool",
]


def forecast_gaps(
    panel: Panel,
    contrast: Contrast,
    years: Floats,
    *,
    model: str = "default",
    exclude: Floats | Sequence[float] = (),
    since: float | None = None,
    seed: int = 0,
    others: Sequence[Panel] = (),
    shock: float | None = None,
) -> GapForecast:
    """Forecast the gaps of a panel's `contrast` in `years` (H,).

    `model` is a name of `words.MODELS`. Years (mid-points) in `exclude` are left out. `since` is the first
    year that counts for models that look at one gap alone; pooled models learn from all years. `others` are
    the metric's other groups, which share hyperparameters unless every group has 20 or more areas. `seed`
    draws the 400 areas that these are estimated from where there are more. `shock` is a scenario: a standard
    deviation, in the metric's unit, by which each area is thrown off in every projected year.

    Pooled models describe deviations from the group's mean, which cancels in a gap. A comparison in which it
    does not (a level to be reached, a benchmark held fixed) goes to the straight line, with `model_fallback`.
    A model that cannot serve a comparison hands it to the next simpler one, with flags that say why.
    """
    without = [_without(p, exclude) for p in (panel, *others)]
    pool = share_pool(without, seed=seed)[0]
    question = Question(without[0], contrast, np.asarray(years, dtype=float), since)
    return _shocked(answer(question, pool, model), question, shock)


def answer(question: Question, pool: Pool, model: str) -> GapForecast:
    """Answer with `model`, or with simpler ones for comparisons that it cannot serve."""
    names, reasons, points = serving(model, question, pool)
    out = Answer.unknown(question.contrast.count, len(question.years))
    for name in sorted(set(names) - {""}):
        mine = np.array([served == name for served in names])
        out.put(mine, MODELS[name].answer(replace(question, contrast=_only(question.contrast, mine)), pool))
    few, still = _untold(out, question, names, points)
    flags = tuple(
        _with(_with(why, "too_few_points", short), "no_scatter", silent)
        for why, short, silent in zip(reasons, few, still, strict=True)
    )
    told = out.without_spread(few | still)
    return GapForecast(**vars(told), years=question.years, points=points, model=names, reasons=flags)


def _untold(
    found: Answer, question: Question, names: tuple[str, ...], points: Indices
) -> tuple[Booleans, Booleans]:
    """Return where too few points, or points without any scatter, would have to say how sure one may be."""
    history = np.array([bool(name) and MODELS[name].uses_history for name in names])
    gap = np.where(history[:, None], question.gap, question.gap_since)
    unknown = ~question.errors_known(gap)
    needed = np.array([MODELS[name].scatter_points if name else 0 for name in names])
    widest = np.max(found.reported_variance, axis=1, where=found.reported_variance >= 0, initial=-1.0)
    rounding = (ROUNDING * largest(question.panel.value)) ** 2
    still = (widest >= 0) & (widest <= rounding)
    return unknown & (points < needed) & ~still, still


def _with(reasons: tuple[str, ...], flag: str, wanted: bool) -> tuple[str, ...]:
    return (*reasons, flag) if wanted and flag not in reasons else reasons


def _without(panel: Panel, exclude: Floats | Sequence[float]) -> Panel:
    left_out = np.isin(panel.year, np.asarray(exclude, dtype=float))
    return replace(panel, value=np.where(left_out, np.nan, panel.value)) if left_out.any() else panel


def _only(contrast: Contrast, mine: np.ndarray) -> Contrast:
    """Return the comparisons in `mine` (C,) as a contrast of their own."""
    keep = mine[contrast.comparison]
    number = np.cumsum(mine) - 1
    return Contrast(
        int(mine.sum()),
        number[contrast.comparison[keep]],
        contrast.area[keep],
        contrast.coefficient[keep],
        contrast.variance_coefficient[keep],
    )


def _shocked(forecast: GapForecast, question: Question, shock: float | None) -> GapForecast:
    """Add the variance of a shock to every year after the last figure."""
    if shock is None:
        return forecast
    areas = len(question.panel.areas)
    extra = question.contrast.variance_of(np.full(areas, shock**2))
    seen = np.isfinite(question.panel.value).any(axis=0)
    ahead = (forecast.years > question.panel.year[seen].max(initial=-np.inf)).astype(float)
    return replace(
        forecast,
        covariance=forecast.covariance + extra[:, None, None] * np.diag(ahead),
        reported_variance=forecast.reported_variance + extra[:, None] * ahead,
        reasons=tuple((*reasons, "shock_scenario") for reasons in forecast.reasons),
    )
