"""Scores of the areas in every period, with their limits, places, and what a reader must know of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from equitygap.composite.figures import Figures, Floats
from equitygap.errors import DataError, UsageError
from equitygap.stats import composite as kernel

if TYPE_CHECKING:
    import pandas as pd

Mask = NDArray[np.bool_]

#: How each of `SCALES` is made of the areas' figures and the directions of the measures.
MAKERS: Final[dict[str, Callable[[Floats, Floats], kernel.Scale]]] = {
    "z_score": kernel.z_scale,
    "range": kernel.range_scale,
    "as_is": lambda _, signs: kernel.identity_scale(signs),
}
#: Scales that the areas themselves set.
RELATIVE: Final = ("z_score", "range")
OWN_PERIOD: Final = "scale_of_its_period"
#: Notes on the interval of a score, which its place has not.
ABOUT_ERRORS: Final = ("measure_without_error", "scale_taken_as_exact")
NUMBERS: Final = ("value", "standard_error", "lower", "upper")


@dataclass(frozen=True)
class Rules:
    """How a composite is made: what its config says, in plain values."""

    missing: str
    truncate_at: float | None
    truncate_population: float | None
    frozen: float | None
    confidence: float


@dataclass(frozen=True)
class Scored:
    """Scores (T, A) with their standard errors and what is to be known of each.

    `scale` is the word on what they were scored against and `source` says it for each period; `own_source`
    is the source of what depends on the areas of the same period whatever the scale, such as a place.
    """

    value: Floats
    standard_error: Floats
    present: Mask
    note: NDArray[np.object_]
    scale: str
    source: tuple[str, ...]
    own_source: tuple[str, ...]
    confidence: float

    def frame(self, figures: Figures, metric: str) -> pd.DataFrame:
        """Return the ESTIMATES of the scores."""
        half = float(special.ndtri((1 + self.confidence) / 2)) * self.standard_error
        columns = {
            "value": self.value,
            "standard_error": self.standard_error,
            "lower": self.value - half,
            "upper": self.value + half,
        }
        return self._table(figures, metric, columns, (self.scale,), self.source)

    def percentiles(self, figures: Figures, metric: str) -> pd.DataFrame:
        """Return the ESTIMATES of the places as percentiles, the highest being the worst."""
        return self._of_places(figures, metric, np.array([kernel.percentiles(one) for one in self.value]))

    def places(self, figures: Figures, metric: str) -> pd.DataFrame:
        """Return the ESTIMATES of the places, 1 being the best area."""
        return self._of_places(figures, metric, np.array([kernel.ranks(-one) for one in self.value]))

    def _of_places(self, figures: Figures, metric: str, value: Floats) -> pd.DataFrame:
        words = ("place_without_interval", OWN_PERIOD)
        return self._table(figures, metric, {"value": value}, words, self.own_source)

    def _table(
        self,
        figures: Figures,
        metric: str,
        columns: dict[str, Floats],
        words: tuple[str, ...],
        source: tuple[str, ...],
    ) -> pd.DataFrame:
        import pandas as pd

        period, area = np.nonzero(self.present)
        start, end = np.array(figures.windows)[period].T
        rank = np.array([kernel.ranks(one) for one in self.value])
        population = figures.population[period, area] * (end - start + 1)
        about_errors = () if "standard_error" in columns else ABOUT_ERRORS
        notes = [_joined(*_without(text, about_errors), *words) for text in self.note[period, area]]
        data: dict[str, Any] = {
            "metric": metric,
            "area": [figures.areas[a] for a in area],
            **({"group": figures.group} if figures.grouped else {}),
            "start": start,
            "end": end,
            **{name: columns[name][period, area] if name in columns else np.nan for name in NUMBERS},
            "population": np.where(np.isfinite(population), population, np.nan),
            "source": [source[t] or None for t in period],
            "rank": rank[period, area],
            "note": [note or None for note in notes],
        }
        return pd.DataFrame(data).astype({"note": "str", "source": "str"})


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


def _period(figures: Figures, rules: Rules, period: int, scale: kernel.Scale) -> tuple[Any, Any, Any]:
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
    return score, errors, _words(notes, len(score))


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


def _words(notes: dict[str, Any], areas: int) -> NDArray[np.object_]:
    out = np.full(areas, "", dtype=object)
    for word, rows in notes.items():
        out[rows] = [_joined(text, word) for text in out[rows]]
    return out


def _source(figures: Figures, period: int, scale: int | None) -> str:
    """Say whose figures they are and what they were scored against: no trend over different scales."""
    start, end = figures.windows[period if scale is None else scale]
    years = f"{start}-{end}" if start < end else f"{start}"
    against = "" if scale is None else f"scored against the areas of {years}"
    return "; ".join(filter(None, [figures.source[period], against]))


def _joined(*words: str) -> str:
    return " ".join(dict.fromkeys(filter(None, words)))


def _without(text: str, words: tuple[str, ...]) -> list[str]:
    return [word for word in text.split() if word not in words]
