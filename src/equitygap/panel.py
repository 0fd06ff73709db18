"""A series of estimates as arrays (areas × periods), and gaps as linear contrasts of its areas.

Every stage that follows areas through time works on a `Panel`, one for each metric and group.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from equitygap.errors import DataError, UsageError
from equitygap.words import KNOWN_DIRECTIONS

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
#: Which way is better: higher or lower, for all metrics or for each of those named.
Better = str | Mapping[str, str] | None
Indices = NDArray[np.intp]

#: Published intervals are 95 % ones; a standard error is read back from them at this level.
PUBLISHED_CONFIDENCE: Final = 0.95


@dataclass(frozen=True)
class Panel:
    """Estimates of one metric and group: `areas` (A) by periods (T), missing figures as nan.

    Periods are ordered by their mid-point. `population` is person-years, nan where none is given;
    `source` holds the publisher's name and `note` words about the figure, empty where none is given.
    """

    metric: str
    group: str | None
    areas: tuple[str, ...]
    start: Floats
    end: Floats
    value: Floats
    standard_error: Floats
    population: Floats
    source: NDArray[np.object_]
    note: NDArray[np.object_] = field(default_factory=lambda: np.empty((0, 0), dtype=object))

    @property
    def year(self) -> Floats:
        """Mid-points of the periods, (T,): 2015-2017 is 2016."""
        return (self.start + self.end) / 2


@dataclass(frozen=True)
class Contrast:
    """Gaps as weighted sums of areas: `count` comparisons, each one or more (area, coefficient) entries.

    The three arrays run over the entries: which comparison, which area, and its coefficient. A plain gap is
    +1 for the benchmark and −1 for the focus; a pooled focus spreads its −1 over its areas.
    `variance_coefficient` is the coefficient squared where areas are independent; a benchmark that contains
    the focus (with share p of its population) makes it 1 − 2p for the focus (Cov(B, F) = p Var(F)).
    """

    count: int
    comparison: Indices
    area: Indices
    coefficient: Floats
    variance_coefficient: Floats

    def of(self, values: Floats) -> Floats:
        """Return the contrasts of `values` (areas × …) as (comparisons × …); nan wherever a part is nan."""
        return self._sum(values, self.coefficient)

    def variance_of(self, variances: Floats) -> Floats:
        """Return the variances of the contrasts, given the areas' `variances` (areas × …)."""
        return self._sum(variances, self.variance_coefficient)

    def _sum(self, values: Floats, coefficient: Floats) -> Floats:
        order = np.argsort(self.comparison, kind="stable")
        shape = (-1,) + (1,) * (values.ndim - 1)
        parts = coefficient[order].reshape(shape) * values[self.area[order]]
        first = np.searchsorted(self.comparison[order], np.arange(self.count))
        return np.asarray(np.add.reduceat(parts, first, axis=0))


def direction(metric: str, better: Better) -> int:
    """Return +1 where higher is better and −1 where lower is.

    Raises UsageError for a metric whose direction is neither said nor known.

    >>> direction("life_expectancy_65", None)
    1
    """
    known = [
        word for name, word in KNOWN_DIRECTIONS.items() if metric == name or metric.startswith(f"{name}_")
    ]
    said = better.get(metric) if isinstance(better, Mapping) else better
    word = said or (known[0] if known else None)
    if word not in ("higher", "lower"):
        raise UsageError(
            f"which way is better for the metric '{metric}'? Say `--better higher` or `--better lower`, "
            f"or give `metrics: {{{metric}: {{better: …}}}}` in the config."
        )
    return 1 if word == "higher" else -1


def panels(estimates: pd.DataFrame) -> list[Panel]:
    """Split an ESTIMATES table into one panel for each metric and group, in order of appearance.

    A missing standard error is read back from the interval: (upper − lower) / 2z, z at the published 95 %.
    Raises DataError for a missing column, and for two figures of the same area and period.
    """
    lacking = [name for name in ("metric", "area", "start", "end", "value") if name not in estimates]
    if lacking:
        raise DataError(f"the estimates lack the column {' and '.join(lacking)}")
    keys = ["metric", "group"] if "group" in estimates else ["metric"]
    return [
        _panel(frame, str(key[0]), str(key[1]) if len(key) > 1 and key[1] == key[1] else None)
        for key, frame in estimates.groupby(keys, sort=False, dropna=False)
    ]


def published_errors(column: Callable[[str], Floats]) -> Floats:
    """Return standard errors; a missing one is read back from the interval: (upper − lower) / 2z, at 95 %."""
    given = column("standard_error")
    interval = (column("upper") - column("lower")) / (2 * ndtri((1 + PUBLISHED_CONFIDENCE) / 2))
    return np.where(np.isnan(given), interval, given)


def _panel(frame: pd.DataFrame, metric: str, group: str | None) -> Panel:
    row, areas = frame["area"].factorize()
    start, end = frame["start"].to_numpy(float), frame["end"].to_numpy(float)
    # Complex numbers sort by one part and then the other, much faster than rows of two numbers do.
    windows, column = np.unique(start + end + 1j * end, return_inverse=True)
    place = row * len(windows) + column
    if len(np.unique(place)) < len(place):
        repeated = areas[row[np.flatnonzero(np.bincount(place)[place] > 1)[0]]]
        raise DataError(f"{metric}: '{repeated}' has two figures for the same period; keep one")

    def grid(name: str) -> Floats:
        out = np.full((len(areas), len(windows)), np.nan)
        if name in frame:
            out[row, column] = frame[name].to_numpy(float)
        return out

    def texts(name: str) -> NDArray[np.object_]:
        out = np.full((len(areas), len(windows)), "", dtype=object)
        if name in frame:
            out[row, column] = frame[name].fillna("").to_numpy(object)
        return out

    return Panel(
        metric=metric,
        group=group,
        areas=tuple(str(area) for area in areas),
        start=windows.real - windows.imag,
        end=windows.imag,
        value=grid("value"),
        standard_error=published_errors(grid),
        population=grid("population"),
        source=texts("source"),
        note=texts("note"),
    )
