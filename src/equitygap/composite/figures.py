"""The measures of a composite as arrays: periods × areas × measures, for each group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from equitygap.panel import Panel, panels

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Measure:
    """What enters a composite: which way is better, on which scale, and its weight (None: all the same)."""

    better: str
    scale: str = "z_score"
    weight: float | None = None


@dataclass(frozen=True)
class Figures:
    """The measures of one group: `value` and `standard_error` are (T, A, M), nan where missing.

    `population` (T, A) is people, the years of a period averaged; `source` (T,) is whose figures they are,
    `note` (T, A, M) what is known of each.
    """

    group: str | None
    grouped: bool
    areas: tuple[str, ...]
    windows: tuple[tuple[int, int], ...]
    measures: tuple[Measure, ...]
    value: Floats
    standard_error: Floats
    population: Floats
    source: tuple[str, ...]
    note: Texts

    @property
    def weights(self) -> Floats:
        """The weights, (M,), equal where none are given."""
        given = [measure.weight for measure in self.measures]
        return np.array([1 / len(given) if weight is None else weight for weight in given])

    @property
    def signs(self) -> Floats:
        """+1 for the measures in which higher is better, -1 for the others, (M,)."""
        return np.array([1.0 if measure.better == "higher" else -1.0 for measure in self.measures])


def figures_of(estimates: pd.DataFrame, measures: Mapping[str, Measure]) -> Iterator[Figures]:
    """Arrange the figures of the measures, one group after the other."""
    by_group: dict[str | None, dict[str, Panel]] = {}
    for panel in panels(estimates):
        by_group.setdefault(panel.group, {})[panel.metric] = panel
    for group, found in by_group.items():
        yield _arranged(group, "group" in estimates, found, measures)


def _arranged(
    group: str | None, grouped: bool, found: Mapping[str, Panel], measures: Mapping[str, Measure]
) -> Figures:
    areas = tuple(dict.fromkeys(area for panel in found.values() for area in panel.areas))
    windows = tuple(sorted({window for panel in found.values() for window in _windows(panel)}))
    placed = [_placed(found.get(metric), areas, windows) for metric in measures]
    years = np.array([end - start + 1 for start, end in windows], dtype=float)
    population = np.stack([one["population"] for one in placed], axis=2)
    source = np.stack([one["source"] for one in placed], axis=2)
    return Figures(
        group=group,
        grouped=grouped,
        areas=areas,
        windows=windows,
        measures=tuple(measures.values()),
        value=np.stack([one["value"] for one in placed], axis=2),
        standard_error=np.stack([one["standard_error"] for one in placed], axis=2),
        population=np.where(np.isnan(population), -np.inf, population).max(axis=2) / years[:, None],
        source=tuple("; ".join(sorted({text for text in cells.flat if text})) for cells in source),
        note=np.stack([one["note"] for one in placed], axis=2),
    )


def _placed(
    panel: Panel | None, areas: tuple[str, ...], windows: tuple[tuple[int, int], ...]
) -> dict[str, NDArray[Any]]:
    """Return a measure's figures and texts as periods × areas; all missing where the group lacks it."""
    shape = (len(windows), len(areas))
    out = {
        **{name: np.full(shape, np.nan) for name in ("value", "standard_error", "population")},
        **{name: np.full(shape, "", dtype=object) for name in ("source", "note")},
    }
    if panel is not None:
        column = {area: place for place, area in enumerate(areas)}
        row = {window: place for place, window in enumerate(windows)}
        cells = np.ix_([row[one] for one in _windows(panel)], [column[area] for area in panel.areas])
        for name, target in out.items():
            target[cells] = getattr(panel, name).T
    return out


def _windows(panel: Panel) -> list[tuple[int, int]]:
    return [(int(start), int(end)) for start, end in zip(panel.start, panel.end, strict=True)]
