"""Scores → ESTIMATES: of the scores themselves, of their percentiles and of their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from equitygap.composite.figures import Figures, Floats
from equitygap.stats import composite as kernel

if TYPE_CHECKING:
    import pandas as pd

#: The note of what was scored, or placed, among the areas of its own period.
OWN_PERIOD: Final = "scale_of_its_period"

_NO_ERROR: Final = "measure_without_error"
_NUMBERS: Final = ("value", "standard_error", "lower", "upper")


@dataclass(frozen=True)
class Scored:
    """Scores (T, A) with their standard errors and what is to be known of each.

    `scale` is the word on what they were scored against and `source` says it for each period; `own_source`
    is the source of what depends on the areas of the same period whatever the scale, such as a place.
    """

    value: Floats
    standard_error: Floats
    present: NDArray[np.bool_]
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
        return self._table(figures, metric, columns, _noted(self.note, self.scale), self.source)

    def percentiles(self, figures: Figures, metric: str) -> pd.DataFrame:
        """Return the ESTIMATES of the places as percentiles, the highest being the worst."""
        parts = []
        for value, error in zip(self.value, self.standard_error, strict=True):
            first, last = kernel.rank_limits(value, error, confidence=self.confidence)
            number = int((~np.isnan(value)).sum())
            parts.append([kernel.percentiles(one, number) for one in (kernel.ranks(value), last, first)])
        return self._of_places(figures, metric, np.array(parts))

    def places(self, figures: Figures, metric: str) -> pd.DataFrame:
        """Return the ESTIMATES of the places, 1 being the best area."""
        parts = []
        for value, error in zip(self.value, self.standard_error, strict=True):
            limits = kernel.rank_limits(-value, error, confidence=self.confidence)
            parts.append([kernel.ranks(-value), *limits])
        return self._of_places(figures, metric, np.array(parts))

    def _of_places(self, figures: Figures, metric: str, parts: Floats) -> pd.DataFrame:
        """Make a table of values and limits, periods × three × areas."""
        columns = {name: parts[:, place] for place, name in enumerate(("value", "lower", "upper"))}
        told = ~np.isnan(columns["lower"])
        notes = _noted(self.note, OWN_PERIOD, without=(_NO_ERROR,))
        unlimited = ~told & ~np.isnan(columns["value"])
        notes = np.where(told, _noted(notes, "places_together"), notes)
        notes = np.where(unlimited, _noted(notes, "place_without_interval"), notes)
        return self._table(figures, metric, columns, notes, self.own_source)

    def _table(
        self,
        figures: Figures,
        metric: str,
        columns: dict[str, Floats],
        notes: NDArray[np.object_],
        source: tuple[str, ...],
    ) -> pd.DataFrame:
        import pandas as pd

        period, area = np.nonzero(self.present)
        start, end = np.array(figures.windows)[period].T
        rank = np.array([kernel.ranks(one) for one in self.value])
        population = figures.population[period, area] * (end - start + 1)
        data: dict[str, Any] = {
            "metric": metric,
            "area": [figures.areas[a] for a in area],
            **({"group": figures.group} if figures.grouped else {}),
            "start": start,
            "end": end,
            **{name: columns[name][period, area] if name in columns else np.nan for name in _NUMBERS},
            "population": np.where(np.isfinite(population), population, np.nan),
            "source": [source[t] or None for t in period],
            "rank": rank[period, area],
            "note": [note or None for note in notes[period, area]],
        }
        return pd.DataFrame(data).astype({"note": "str", "source": "str"})


def joined(*words: str) -> str:
    """Return words with a blank between them, each once; empty ones are left out."""
    return " ".join(dict.fromkeys(filter(None, words)))


def _noted(notes: NDArray[np.object_], word: str, *, without: tuple[str, ...] = ()) -> NDArray[np.object_]:
    """Return the notes with a word more, and without some."""
    made = {}
    for text in {str(note) for note in notes.flat}:
        kept = [one for one in text.split() if one not in without]
        made[text] = joined(*kept, word)
    return np.array([[made[text] for text in row] for row in notes], dtype=object)
