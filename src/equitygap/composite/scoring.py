"""Scores of the areas in every period, with their errors and what a reader must know of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from equitygap.composite.figures import Figures, Floats
from equitygap.composite.table import OWN_PERIOD, Scored, joined
from equitygap.errors import DataError, UsageError
from equitygap.stats import composite as kernel

Mask = NDArray[np.bool_]
Texts = NDArray[np.object_]

#: How each of `SCALES` is made of the areas' figures and the directions of the measures.
MAKERS: Final[dict[str, Callable[[Floats, Floats], kernel.Scale]]] = {
    "z_score": kernel.z_scale,
    "range": kernel.range_scale,
    "as_is": lambda _, signs: kernel.identity_scale(signs),
}
#: Scales that the areas themselves set.
RELATIVE: Final = ("z_score", "range")

#: What holds of a composite holds of those that are made of it.
HANDED_ON: Final = (
    "average_stands_in",
    "weights_renormalised",
    "score_truncated",
    "population_missing",
    "scale_taken_as_exact",
)


@dataclass(frozen=True)
class Rules:
    """How a composite is made: what its config says, in plain values."""

    missing: str
    truncate_at: float | None
    truncate_population: float | None
    frozen: float | None
    confidence: float


def scored(figures: Figures, rules: Rules, name: str) -> Scored:
    """Score every area in every period."""
    baseline = None if rules.frozen is None else _baseline(figures, rules.frozen, name)
    own = [_scale(figures, period) for period in range(len(figures.windows))]
    parts = [
        _period(figures, rules, period, own[period] if baseline is None else own[baseline])
        for period in range(len(figures.windows))
    ]
    value, error, note = (np.array([part[place] for part in parts]) for place in range(3))
    relative = any(measure.scale in RELATIVE for measure in figures.measures)
    nested = any(OWN_PERIOD in str(text) for text in figures.note.flat)
    own_period = (relative and baseline is None) or nested
    periods = range(len(figures.windows))
    return Scored(
        value=value,
        standard_error=error,
        present=np.asarray((~np.isnan(figures.value)).any(axis=2)),
        note=note,
        scale=OWN_PERIOD if own_period else "scale_frozen" * relative,
        source=tuple(
            _source(figures, period, period if own_period else baseline if relative else None)
            for period in periods
        ),
        own_source=tuple(_source(figures, period, period) for period in periods),
        confidence=rules.confidence,
    )


def _baseline(figures: Figures, year: float, name: str) -> int:
    """Return the period with this mid-point, else the only one that contains it."""
    windows = figures.windows
    middle = [t for t, (start, end) in enumerate(windows) if (start + end) / 2 == year]
    found = middle or [t for t, (start, end) in enumerate(windows) if start <= year <= end]
    if len(found) != 1:
        held = ", ".join(f"{start}-{end}" if start < end else f"{start}" for start, end in windows)
        count = "no period" if not found else "several periods"
        raise DataError(
            f"the composite '{name}' is frozen at {year:g}, but {count} of its measures has that year; "
            f"they hold {held}"
        )
    return found[0]


def _scale(figures: Figures, period: int) -> kernel.Scale:
    values, signs = figures.value[period], figures.signs
    made = {name: make(values, signs) for name, make in MAKERS.items()}
    chosen = [made[measure.scale] for measure in figures.measures]
    return kernel.Scale(
        np.array([scale.zero[m] for m, scale in enumerate(chosen)]),
        np.array([scale.unit[m] for m, scale in enumerate(chosen)]),
    )


def _period(figures: Figures, rules: Rules, period: int, scale: kernel.Scale) -> tuple[Floats, Floats, Texts]:
    """Return score, standard error and notes of the areas in one period."""
    given = figures.value[period]
    missing = np.isnan(given)
    each, cut, unsure = _scores(figures, rules, period, scale)
    try:
        applied = kernel.applied_weights(
            ~np.isnan(each), figures.weights, renormalise=rules.missing == "renormalise"
        )
    except ValueError as error:
        raise UsageError(str(error)) from None
    score = kernel.weighted_sums(each, applied)
    errors = kernel.standard_errors(figures.standard_error[period], scale.unit, applied)
    known = ~np.isnan(score)
    relative = any(measure.scale in RELATIVE for measure in figures.measures)
    notes = {
        "no_spread": np.isnan(scale.unit).any() & ~missing.all(axis=1),
        "measure_missing": ~known,
        "average_stands_in": (missing & ~np.isnan(each)).any(axis=1),
        "weights_renormalised": (applied == 0).any(axis=1),
        "score_truncated": cut,
        "population_missing": unsure,
        "measure_without_error": np.isnan(errors) & known,
        "scale_taken_as_exact": ~np.isnan(errors) & relative,
        "ranked_without_some": known & (~known & ~missing.all(axis=1)).any(),
    }
    handed_on = _handed_on(figures, period)
    return score, errors, _words({word: rows | handed_on[word] for word, rows in notes.items()}, len(score))


def _scores(figures: Figures, rules: Rules, period: int, scale: kernel.Scale) -> tuple[Floats, Mask, Mask]:
    """Return the scores of each measure, where one is cut off, and where it is not known whether to."""
    given = figures.value[period]
    values = _with_averages(given) if rules.missing == "average" else given
    whole = kernel.scores(values, scale)
    limit = np.inf if rules.truncate_at is None else rules.truncate_at
    z = np.array([measure.scale == "z_score" for measure in figures.measures])
    beyond = (z & (np.abs(whole) > limit)).any(axis=1)
    small, unsure = _small(figures, rules, period)
    cut = kernel.scores(values, scale, limit=np.where(small, limit, np.inf))
    return np.where(z, cut, whole), beyond & small, beyond & unsure


def _with_averages(values: Floats) -> Floats:
    """Put the mean of the areas where an area lacks a measure that others have."""
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        mean = np.where(known, values, 0).sum(axis=0) / known.sum(axis=0)
    return np.where(known | ~known.any(axis=1, keepdims=True), values, mean)


def _small(figures: Figures, rules: Rules, period: int) -> tuple[Mask, Mask]:
    """Return which areas have their scores cut off, and of which that cannot be told."""
    population = figures.population[period]
    if rules.truncate_population is None or rules.truncate_at is None:
        every = np.full(len(population), rules.truncate_at is not None)
        return every, np.zeros_like(every)
    unknown = ~np.isfinite(population)
    return ~unknown & (population <= rules.truncate_population), unknown


def _handed_on(figures: Figures, period: int) -> Mapping[str, Mask]:
    """Return which areas have a composite among their measures of which a word was to be known."""
    said = figures.note[period]
    return defaultdict(
        lambda: np.zeros(len(said), bool),
        {
            word: np.array([any(word in str(text).split() for text in row) for row in said])
            for word in HANDED_ON
            if any(said.flat)
        },
    )


def _words(notes: Mapping[str, Mask], areas: int) -> Texts:
    out = np.full(areas, "", dtype=object)
    for word, rows in notes.items():
        out[rows] = [joined(text, word) for text in out[rows]]
    return out


def _source(figures: Figures, period: int, scale: int | None) -> str:
    """Say whose figures they are and what they were scored against: no trend over different scales."""
    start, end = figures.windows[period if scale is None else scale]
    years = f"{start}-{end}" if start < end else f"{start}"
    against = "" if scale is None else f"scored against the areas of {years}"
    return "; ".join(filter(None, [figures.source[period], against]))
