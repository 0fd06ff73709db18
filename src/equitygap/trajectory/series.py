"""The gap through time as the promise sees it: which figures count, against what, from which source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from equitygap.errors import DataError
from equitygap.gap import Pairs, gap_error, period_of
from equitygap.panel import Contrast, Floats, Panel
from equitygap.stats.trend import Line, fit_line, line_at, overlap_correlation
from equitygap.trajectory.promise import Promise

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Series:
    """Gaps of C comparisons over T periods, and what each of them may be used for.

    `gap` is offset + contrast of the areas' values, where the offset (`offset_level` + `offset_slope` × year)
    is zero for a moving benchmark and carries a fixed one, a projected one, or a level to be reached.
    `usable` marks the figures from the baseline on, `history` those before it; both come from the baseline's
    source. `foreign` says that a figure after the baseline comes from another source, `left_out` that one
    before it does, and `joined` that sources were joined because the user said so; `sources` are those that
    count as one. `benchmark_line` is the benchmark's own trend where the gap is taken to that.
    """

    panel: Panel
    pairs: Pairs
    contrast: Contrast
    offset_level: Floats
    offset_slope: Floats
    gap: Floats
    error: Floats
    relative: Floats
    usable: Mask
    history: Mask
    foreign: Mask
    left_out: Mask
    joined: Mask
    baseline_periods: tuple[int, ...]
    sources: tuple[str, ...]
    correlation: Floats
    benchmark_line: Line | None

    @property
    def year(self) -> Floats:
        """Mid-points of the periods, (T,)."""
        return self.panel.year

    def offset_at(self, years: Floats) -> Floats:
        """Return the offset of the gap in these years, (C, H)."""
        return self.offset_level[:, None] + self.offset_slope[:, None] * years

    def offset_covariance_at(self, years: Floats) -> Floats:
        """Return the covariance of that offset over these years, (C, H, H): that of a projected benchmark."""
        if self.benchmark_line is None:
            return np.zeros((len(self.gap), len(years), len(years)))
        return line_at(self.benchmark_line, years)[1]

    def with_a_year_of(self, years: Sequence[float]) -> Mask:
        """Return which windows (T,) hold one of these years."""
        return _with_a_year_of(self.panel, years)

    def comparable_panel(self) -> Panel:
        """Return the panel to learn from: figures that may stand beside the benchmark's at the baseline.

        Areas that contain others are left out unless they are compared: they would count everyone twice.
        """
        same = np.isin(self.panel.source.astype(str), self.sources)
        same[list(self.pairs.bystanders)] = False
        return replace(self.panel, value=np.where(same, self.panel.value, np.nan))


def gap_series(
    panel: Panel,
    pairs: Pairs,
    promise: Promise,
    comparable: Sequence[str] = (),
    exclude: Sequence[float] = (),
) -> Series:
    """Build the series of every comparison.

    `comparable` names sources to be treated as one; a source that stands in windows with a year of `exclude`
    only is no obstacle.
    """
    periods = _baseline_periods(panel, promise)
    _refuse_repeated_windows(panel)
    origin = _sources(panel, pairs, ())
    merged = _sources(panel, pairs, comparable) if comparable else origin
    gap = pairs.difference.of(panel.value)
    seen = np.isfinite(gap)
    same = _agrees(merged, periods)
    after = panel.year >= promise.first_year
    usable = seen & same & after
    line = _benchmark_line(panel, pairs, usable) if promise.benchmark == "projected" else None
    contrast, level, slope = _reference(panel, pairs, promise, line, periods)
    shifted = contrast.of(panel.value) + level[:, None] + slope[:, None] * panel.year
    foreign = seen & ~same & after & ~_with_a_year_of(panel, exclude)
    return Series(
        panel=panel,
        pairs=pairs,
        contrast=contrast,
        offset_level=level,
        offset_slope=slope,
        gap=shifted,
        error=np.sqrt(gap_error(panel, pairs, contrast) ** 2 + _variance_of(line, panel.year)),
        relative=shifted / _nonzero(_benchmark_level(panel, pairs, promise, level, slope)),
        usable=usable,
        history=seen & same & ~after,
        foreign=np.any(foreign, axis=1),
        left_out=np.any(seen & ~same & ~after, axis=1),
        joined=np.any(usable & ~_agrees(origin, periods), axis=1),
        baseline_periods=periods,
        sources=_as_one(panel, pairs, periods[0], comparable),
        correlation=overlap_correlation(panel.start, panel.end),
        benchmark_line=line,
    )


def on_time_axis(promise: Promise, panel: Panel) -> Promise:
    """Return the promise with its baseline years moved to the mid-points of the windows that they name."""
    if promise.baseline_kind == "assumed":
        return replace(promise, baseline_years=(float(panel.year[0]),))
    if promise.baseline_kind == "fitted":
        if promise.first_year < panel.year[0]:
            raise DataError(
                f"{panel.metric}: a baseline fitted in {promise.first_year:g} would lie before the first "
                f"figure, of {panel.year[0]:g}"
            )
        return promise
    windows = tuple(float(panel.year[period_of(panel, year)]) for year in promise.baseline_years)
    return replace(promise, baseline_years=windows)


def _baseline_periods(panel: Panel, promise: Promise) -> tuple[int, ...]:
    if promise.baseline_kind == "fitted":
        later = np.flatnonzero(panel.year >= promise.first_year)
        return (int(later[0]),) if len(later) else (period_of(panel, promise.first_year),)
    return tuple(period_of(panel, year) for year in promise.baseline_years)


def _refuse_repeated_windows(panel: Panel) -> None:
    """Refuse windows whose figures are told by others, such as 2010-2011 beside 2010 and 2011.

    Nor can two windows stand at the same mid-point, such as 2015-2017 beside 2016.
    """
    correlation = overlap_correlation(panel.start, panel.end)
    same_place = len(np.unique(panel.year)) < len(panel.year)
    if same_place or np.linalg.matrix_rank(correlation) < len(panel.year):
        windows = ", ".join(
            f"{start:.0f}-{end:.0f}" if end > start else f"{start:.0f}"
            for start, end in zip(panel.start, panel.end, strict=True)
        )
        raise DataError(
            f"{panel.metric}: some windows repeat the content of others, or their mid-point ({windows}); "
            "keep one kind of period, for instance with `where`"
        )


def _sources(panel: Panel, pairs: Pairs, comparable: Sequence[str]) -> tuple[Floats, Floats]:
    """Return the lowest and the highest source code among the areas of each comparison and period."""
    names = np.where(
        np.isin(panel.source.astype(str), list(comparable)), comparable[0] if comparable else "", panel.source
    )
    codes = np.unique(names.astype(str), return_inverse=True)[1].reshape(names.shape).astype(float)
    entries = pairs.difference
    seen = np.isfinite(panel.value)
    low = np.full((entries.count, len(panel.year)), np.inf)
    high = np.full_like(low, -np.inf)
    np.minimum.at(low, entries.comparison, np.where(seen, codes, np.inf)[entries.area])
    np.maximum.at(high, entries.comparison, np.where(seen, codes, -np.inf)[entries.area])
    return low, high


def _as_one(panel: Panel, pairs: Pairs, baseline: int, comparable: Sequence[str]) -> tuple[str, ...]:
    """Return the sources whose figures may stand beside the benchmark's at the baseline.

    Where a level stands in for the benchmark, these are the sources of the areas that are to reach it.
    """
    areas = pairs.benchmark_side.area
    seen = np.isfinite(panel.value[areas, baseline])
    at_baseline = panel.source[areas, baseline][seen] if seen.any() else panel.source
    own = set(at_baseline.astype(str).ravel())
    return tuple(sorted(own | set(comparable) if own & set(comparable) else own))


def _agrees(sources: tuple[Floats, Floats], periods: Sequence[int]) -> Mask:
    """Say where all parts of a gap share one source, and that is the source of the whole baseline.

    Without any figure at the baseline there is no source to differ from.
    """
    low, high = sources
    base = low[:, periods[0]]
    whole = np.all([(low[:, p] == base) & (high[:, p] == base) for p in periods], axis=0)
    agreed: Mask = (low == base[:, None]) & (high == base[:, None]) & whole[:, None]
    return agreed | np.isinf(base)[:, None]


def _with_a_year_of(panel: Panel, years: Sequence[float]) -> Mask:
    held = [(panel.start <= year) & (year <= panel.end) for year in years]
    return np.any(held, axis=0) if held else np.zeros(len(panel.start), dtype=bool)


def _variance_of(line: Line | None, years: Floats) -> Floats | float:
    return 0.0 if line is None else np.diagonal(line_at(line, years)[1], axis1=1, axis2=2)


def _benchmark_line(panel: Panel, pairs: Pairs, usable: Mask) -> Line:
    values = np.where(usable, pairs.benchmark_side.of(panel.value), np.nan)
    errors = np.sqrt(pairs.benchmark_side.variance_of(panel.standard_error**2))
    return fit_line(panel.year, values, errors, overlap_correlation(panel.start, panel.end))


def _reference(
    panel: Panel, pairs: Pairs, promise: Promise, line: Line | None, periods: Sequence[int]
) -> tuple[Contrast, Floats, Floats]:
    """Return the contrast to follow, and the offset (level, slope) of a benchmark that does not move.

    A fixed benchmark is the figure published at the baseline, taken as given.
    """
    nothing = np.zeros(pairs.difference.count)
    focus = pairs.focus_side
    alone = replace(focus, coefficient=-pairs.sign * focus.coefficient)
    if promise.level is not None:
        levels = promise.level + np.asarray(promise.levels_above or 0.0)
        return alone, nothing + pairs.sign * levels, nothing
    if line is not None:
        at_zero = line_at(line, np.zeros(1))[0][:, 0]
        return alone, pairs.sign * at_zero, pairs.sign * line.slope
    if promise.benchmark == "fixed":
        values = pairs.benchmark_side.of(panel.value)
        return alone, pairs.sign * values[:, list(periods)].mean(axis=1), nothing
    return pairs.difference, nothing, nothing


def _nonzero(values: Floats) -> Floats:
    """Return the values with nan for 0, of which nothing is a share."""
    return np.where(values == 0, np.nan, values)


def _benchmark_level(panel: Panel, pairs: Pairs, promise: Promise, level: Floats, slope: Floats) -> Floats:
    if promise.benchmark == "moving" and promise.level is None:
        return pairs.benchmark_side.of(panel.value)
    return pairs.sign * (level[:, None] + slope[:, None] * panel.year)
