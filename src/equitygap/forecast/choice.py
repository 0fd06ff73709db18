"""Which model serves each comparison, and why."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from equitygap.errors import UsageError, did_you_mean
from equitygap.forecast.models import MODELS, Model
from equitygap.forecast.pool import FEWEST_AREAS, Pool
from equitygap.forecast.question import Question
from equitygap.words import MODELS as NAMES


def wanted(model: str, pool: Pool) -> tuple[str, tuple[str, ...]]:
    """Return the model to try first, with the reasons where it is the default that decides.

    Eight or more areas with five or more points: the pooled model, unless the guard speaks against it, and
    then the last value. Fewer: the same with fixed hyperparameters, for which a hold-out would tell nothing.
    """
    if model not in NAMES:
        raise UsageError(
            f"there is no model '{model}'{did_you_mean(model, NAMES)}; known: {', '.join(NAMES)}"
        )
    if model != "default":
        return model, ()
    if not pool.varies:
        return "last", ("no_scatter",)
    if pool.areas < FEWEST_AREAS:
        return "pooled-fixed", ("fewer_than_8_areas",)
    return ("last", pool.guard) if pool.guard else ("pooled", ())


def serving(
    model: str, question: Question, pool: Pool
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], NDArray[np.intp]]:
    """Return, for each comparison, the model that serves (empty for none), why, and the points it uses."""
    first, why = wanted(model, pool)
    points = {
        True: np.isfinite(question.gap).sum(axis=1),
        False: np.isfinite(question.gap_since).sum(axis=1),
    }
    balanced = question.balanced
    names, reasons, used = [], [], []
    for c in range(question.contrast.count):
        name: str | None = first
        flags = list(why)
        while name is not None:
            row = MODELS[name]
            obstacle = _obstacle(row, int(points[row.uses_history][c]), bool(balanced[c]), pool)
            if obstacle is None:
                break
            flags += [flag for flag in obstacle if flag not in flags]
            name = row.simpler
        names.append(name or "")
        reasons.append(tuple(flags))
        used.append(points[MODELS[name].uses_history][c] if name else points[True][c])
    return tuple(names), tuple(reasons), np.array(used, dtype=np.intp)


def _obstacle(model: Model, points: int, balanced: bool, pool: Pool) -> tuple[str, ...] | None:
    """Return why a model cannot serve, as flags; None where it can."""
    if model.balanced and not pool.varies:
        return ("no_scatter", "model_fallback")
    if points < model.points:
        return ("too_few_points", "model_fallback")
    if model.balanced and not balanced:
        return ("model_fallback",)
    if pool.areas < model.areas:
        return ("fewer_than_8_areas", "model_fallback")
    return None
