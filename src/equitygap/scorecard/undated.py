"""Metrics that no model looks ahead for: floors and ceilings, and figures that are shown and not judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from equitygap.gap import period_of
from equitygap.panel import Floats, Panel, direction
from equitygap.scorecard.declared import Declared, Pledge
from equitygap.scorecard.judging import chosen, judged, status_of
from equitygap.stats.progress.schemes import Reading
from equitygap.stats.progress.targets import meets
from equitygap.stats.trend import overlap_correlation
from equitygap.words import FLAGS

if TYPE_CHECKING:
    import pandas as pd

Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

#: The scheme that can judge without a target.
_WITHOUT_A_TARGET: Final = "fingertips"


@dataclass(frozen=True)
class Figures:
    """Series (C, T) of some areas of a panel; `first` is the baseline's column, None where none was said."""

    panel: Panel
    areas: tuple[str, ...]
    rows: Indices
    first: int | None

    @property
    def value(self) -> Floats:
        """The figures, (C, T)."""
        return self.panel.value[self.rows]

    @property
    def error(self) -> Floats:
        """Their standard errors, (C, T)."""
        return self.panel.standard_error[self.rows]

    @property
    def counted(self) -> Mask:
        """Which figures are there, and not from before the baseline, (C, T)."""
        return np.isfinite(self.value) & (np.arange(len(self.panel.year)) >= (self.first or 0))

    @property
    def latest(self) -> Indices:
        """The column of the latest figure that counts, (C,); −1 where there is none."""
        last = len(self.panel.year) - 1 - self.counted[:, ::-1].argmax(axis=1)
        return np.where(self.counted.any(axis=1), last, -1)

    def at(self, values: Floats, column: Indices) -> Floats:
        """Return the value of each row in a column of its own; nan where that is −1."""
        return np.where(column >= 0, values[np.arange(len(values)), column], np.nan)


def figures_of(panel: Panel, declared: Declared, areas: Sequence[str]) -> Figures:
    """Return the series of the areas; DataError where the baseline is not in the data."""
    rows = np.array([panel.areas.index(area) for area in areas], dtype=np.intp)
    first = None if declared.baseline is None else period_of(panel, declared.baseline)
    return Figures(panel, tuple(areas), rows, first)


def held_rows(
    panel: Panel, declared: Declared, pledge: Pledge, areas: Sequence[str], confidence: float
) -> pd.DataFrame:
    """Return rows of a floor or a ceiling: `met` while the latest figure keeps it, else `missed`."""
    figures = figures_of(panel, declared, areas)
    floor, d = pledge.amount, 1 if pledge.rule == "at_least" else -1
    rows = _plain(figures, declared, confidence).assign(target=floor, scheme="always")
    known, now = figures.latest >= 0, meets(rows["latest"], floor, sign=d)
    broken = np.any(figures.counted & ~meets(figures.value, floor, sign=d), axis=1)
    doubtful = (rows["latest_lower"] <= floor) & (floor <= rows["latest_upper"])
    return rows.assign(
        status=np.select([~known, now], ["no_data", "met"], "missed"),
        flags=flag_words(figures, target_uncertain=doubtful.to_numpy(), broken_before=now & broken),
    )


def shown_rows(
    panel: Panel,
    declared: Declared,
    areas: Sequence[str],
    confidence: float,
    *,
    comparable: Sequence[str] = (),
) -> pd.DataFrame:
    """Return rows of a metric without a target: its figures, and the word of a scheme where one is asked.

    Figures of different sources are no trend, but for those in `comparable`, which count as one.
    """
    figures = figures_of(panel, declared, areas)
    known = figures.latest >= 0
    rows = _plain(figures, declared, confidence).assign(
        status=np.where(known, "informational", "no_data"), flags=flag_words(figures, no_target=known)
    )
    if declared.scheme in (None, "probability"):
        return rows
    outcome = judged(str(declared.scheme), _reading(figures, declared))
    mixed = mixed_sources(figures, figures.counted, comparable)
    told = known & ~mixed
    if declared.scheme == _WITHOUT_A_TARGET:
        word = status_of(_WITHOUT_A_TARGET, outcome.word)
        rows["status"] = np.select([~known, mixed], ["no_data", "not_comparable"], word)
    return rows.assign(
        scheme=declared.scheme,
        scheme_status=chosen(told, outcome.word),
        scheme_reason=chosen(told & (outcome.reason != ""), outcome.reason),
        flags=flag_words(figures, source_mismatch=mixed, no_target=known),
    )


def flag_words(figures: Figures, **raised: Mask) -> list[str]:
    """Return the flags of each row, with the words in the notes of the figures that count."""
    noted = figures.panel.note[figures.rows]
    out = []
    for row in range(len(figures.rows)):
        used = noted[row, figures.counted[row]] if figures.latest[row] >= 0 else noted[row]
        words = [word for text in used for word in text.split() if word in FLAGS]
        own = [name for name, where in raised.items() if where[row]]
        out.append(" ".join(dict.fromkeys([*own, *words])))
    return out


def mixed_sources(figures: Figures, used: Mask, comparable: Sequence[str] = ()) -> Mask:
    """Say which rows rest on figures of more than one source, (C,); a source that is not said is one too."""
    source = figures.panel.source[figures.rows]
    if comparable:
        source = np.where(np.isin(source.astype(str), list(comparable)), comparable[0], source)
    return np.array([len(set(row[one])) > 1 for row, one in zip(source, used, strict=True)], dtype=bool)


def limits(value: Floats, error: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Return normal limits of figures; nan where a standard error is missing."""
    half = ndtri((1 + confidence) / 2) * error
    return value - half, value + half


def _plain(figures: Figures, declared: Declared, confidence: float) -> pd.DataFrame:
    import pandas as pd

    panel, column = figures.panel, figures.latest
    latest = figures.at(figures.value, column)
    lower, upper = limits(latest, figures.at(figures.error, column), confidence)
    year = np.broadcast_to(panel.year, figures.value.shape)
    first = figures.first
    sign = _direction(declared)
    columns = {
        "area": np.array(figures.areas, dtype=object),
        "group": panel.group,
        "quantity": "value",
        "direction": None if sign is None else "higher" if sign > 0 else "lower",
        "baseline_year": np.nan if first is None else panel.year[first],
        "baseline": np.nan if first is None else figures.value[:, first],
        "latest_year": figures.at(year, column),
        "latest": latest,
        "latest_lower": lower,
        "latest_upper": upper,
    }
    return pd.DataFrame(columns, index=range(len(figures.areas)))


def _direction(declared: Declared) -> int | None:
    """Return which way is better; a metric without a target may leave it open."""
    if declared.pledge is None and declared.scheme is None and declared.better is None:
        return None
    return direction(declared.name, declared.better)


def _reading(figures: Figures, declared: Declared) -> Reading:
    panel, first, column = figures.panel, figures.first or 0, figures.latest
    count = len(figures.rows)
    counted = figures.counted
    correlation = overlap_correlation(panel.start, panel.end)[first][np.maximum(column, 0)]
    latest_error = figures.at(figures.error, column)
    covariance = correlation * figures.error[:, first] * latest_error
    unknown = np.full(count, np.nan)
    return Reading(
        year=panel.year,
        start=panel.start,
        end=panel.end,
        value=np.where(counted, figures.value, np.nan),
        standard_error=np.where(counted, figures.error, np.nan),
        baseline_year=np.full(count, panel.year[first]),
        baseline=figures.value[:, first],
        baseline_standard_error=figures.error[:, first],
        latest_year=figures.at(np.broadcast_to(panel.year, figures.value.shape), column),
        latest=figures.at(figures.value, column),
        latest_standard_error=latest_error,
        target_year=unknown,
        target=unknown,
        sign=np.full(count, float(direction(declared.name, declared.better))),
        covariance=np.where(np.isnan(covariance), 0.0, covariance),
    )
