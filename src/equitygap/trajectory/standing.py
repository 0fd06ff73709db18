"""Where a promise stands: baseline, target, latest figure, the trend since, and the path between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from equitygap.panel import Floats
from equitygap.stats import student
from equitygap.stats.progress.paths import PATHS
from equitygap.stats.trend import Line, fit_line, leave_one_out_slopes, line_at
from equitygap.trajectory.promise import Promise
from equitygap.trajectory.series import Mask, Series

#: Residuals smaller than this share of the figures are rounding, not scatter.
NO_SCATTER = 1e-9


@dataclass(frozen=True)
class Standing:
    """The facts of C comparisons so far; arrays are (C,) unless said otherwise, nan where there is no figure.

    `error` (C, T) is the standard error of each gap: the published one, or, where none is published, the
    scatter around the trend line, with the degrees of freedom in `error_degrees_of_freedom`. `shared_error`
    is the covariance of the errors of baseline and latest figure, whose windows may overlap.
    `line` is the trend since the baseline without the excluded years, `line_with_all` with them.
    """

    baseline_gap: Floats
    baseline_error: Floats
    target_gap: Floats
    latest: np.ndarray
    latest_year: Floats
    latest_gap: Floats
    latest_error: Floats
    error: Floats
    error_degrees_of_freedom: Floats
    shared_error: Floats
    used: Mask
    line: Line
    line_with_all: Line
    leave_one_out: Floats
    revised: Mask

    def interval(self, centre: Floats, error: Floats, confidence: float) -> tuple[Floats, Floats]:
        """Return the limits of figures whose standard error is `error`."""
        half = student.quantile((1 + confidence) / 2, self.error_degrees_of_freedom) * error
        return centre - half, centre + half

    def trend_limits(self, confidence: float) -> tuple[Floats, Floats]:
        """Return the limits of the trend per year."""
        half = student.quantile((1 + confidence) / 2, self.line.degrees_of_freedom)
        error = np.sqrt(self.line.slope_variance)
        return self.line.slope - half * error, self.line.slope + half * error


def standing(series: Series, promise: Promise, *, exclude: Sequence[float] = ()) -> Standing:
    """Work out where each comparison stands; the trend leaves out windows with a year of `exclude`."""
    used = series.usable & ~series.with_a_year_of(exclude)
    line = _line(series, used)
    error, degrees = _errors(series, line)
    baseline, baseline_error = _baseline(series, promise, line, error)
    from_the_end = series.usable[:, ::-1].argmax(axis=1)
    latest = np.where(series.usable.any(axis=1), len(series.year) - 1 - from_the_end, -1)
    at_latest = latest[:, None]

    def pick(values: Floats) -> Floats:
        found = np.take_along_axis(values, np.maximum(at_latest, 0), axis=1)[:, 0]
        return np.where(latest >= 0, found, np.nan)

    announced, revised = _announced(promise, baseline, series.pairs.focus)
    return Standing(
        baseline_gap=baseline,
        baseline_error=baseline_error,
        target_gap=_target(promise, announced),
        latest=latest,
        latest_year=pick(np.broadcast_to(series.year, error.shape)),
        latest_gap=pick(series.gap),
        latest_error=pick(error),
        error=error,
        error_degrees_of_freedom=degrees,
        shared_error=_shared_error(series, promise, error, latest),
        used=used,
        line=line,
        line_with_all=_line(series, series.usable),
        leave_one_out=leave_one_out_slopes(
            series.year, np.where(used, series.gap, np.nan), series.error, series.correlation
        ),
        revised=revised,
    )


def path_at(promise: Promise, facts: Standing, years: Floats) -> Floats:
    """Return the promised path at `years` (H,) or (C, H), as (C, H); nan before the baseline."""
    extra: dict[str, object] = {}
    if promise.path == "delayed":
        extra["start_year"] = promise.delayed_until
    if promise.path == "milestones":
        extra["milestone_years"] = [year for year, _ in promise.milestones]
        extra["milestone_values"] = [value for _, value in promise.milestones]
    n = len(facts.baseline_gap)
    return PATHS[promise.path](
        np.broadcast_to(years, (n, np.shape(years)[-1])),
        baseline_year=np.full(n, promise.baseline_year),
        baseline=facts.baseline_gap,
        target_year=np.full(n, promise.by),
        target=facts.target_gap,
        **extra,
    )


def _line(series: Series, used: Mask) -> Line:
    own = series.error
    if series.benchmark_line is not None:
        # The line of a projected benchmark is independent of the focus: fitted alone, and added after.
        own = np.sqrt(series.contrast.variance_of(series.panel.standard_error**2))
    line = fit_line(series.year, np.where(used, series.gap, np.nan), own, series.correlation)
    line = _without_false_certainty(line, np.nanmax(np.abs(series.panel.value)))
    return line if series.benchmark_line is None else _with_variance_of(line, series.benchmark_line)


def _without_false_certainty(line: Line, size: float) -> Line:
    """Take the variances from lines on which figures without standard errors lie to the last digit.

    Nothing then tells how sure one may be; certainty is the one thing that it is not.
    """
    exact = ~line.known & (line.residual_variance <= (NO_SCATTER * size) ** 2)

    def told(variance: Floats) -> Floats:
        return np.where(exact, np.nan, variance)

    return replace(
        line,
        level_variance=told(line.level_variance),
        slope_variance=told(line.slope_variance),
        residual_variance=told(line.residual_variance),
    )


def _with_variance_of(line: Line, other: Line) -> Line:
    at_centre = other.level_variance + (line.centre - other.centre) ** 2 * other.slope_variance
    return replace(
        line,
        level_variance=line.level_variance + at_centre,
        slope_variance=line.slope_variance + other.slope_variance,
    )


def _baseline(series: Series, promise: Promise, line: Line, error: Floats) -> tuple[Floats, Floats]:
    if promise.baseline_kind == "fitted":
        mean, covariance = line_at(line, np.array([promise.baseline_year]))
        return mean[:, 0], np.sqrt(covariance[:, 0, 0])
    at = list(series.baseline_periods)
    whole = series.usable[:, at].all(axis=1)
    own = error[:, at]
    shared = np.einsum("ci,ij,cj->c", own, series.correlation[np.ix_(at, at)], own)
    gap = np.where(whole, series.gap[:, at].mean(axis=1), np.nan)
    return gap, np.where(whole, np.sqrt(shared) / len(at), np.nan)


def _stand_in(line: Line) -> Floats:
    return np.sqrt(line.residual_variance)


def _errors(series: Series, line: Line) -> tuple[Floats, Floats]:
    """Where a series has no standard errors, the scatter around its line stands in, with n − 2 degrees."""
    error = np.where(line.known[:, None], series.error, _stand_in(line)[:, None])
    return error, np.where(line.known, np.inf, line.degrees_of_freedom)


def _shared_error(series: Series, promise: Promise, error: Floats, latest: np.ndarray) -> Floats:
    if promise.baseline_kind == "fitted":
        return np.zeros(len(latest))
    at = list(series.baseline_periods)
    with_latest = (series.correlation[at][:, latest].T * error[:, at]).mean(axis=1)
    return np.where(latest >= 0, with_latest * error[np.arange(len(latest)), latest], 0.0)


def _announced(promise: Promise, baseline: Floats, focus: Sequence[str]) -> tuple[Floats, Mask]:
    """Return the baseline gaps that the promise is locked to, and where the data now say otherwise.

    An announced figure counts as the same when rounding the data's to its digits gives it.
    """
    locked, revised = baseline.copy(), np.zeros(len(baseline), dtype=bool)
    for name, figure in promise.announced_for(focus):
        at = focus.index(name)
        digits = len(f"{figure:g}".partition(".")[2])
        locked[at], revised[at] = figure, np.round(baseline[at], digits) != figure
    return locked, revised


def _target(promise: Promise, baseline: Floats) -> Floats:
    """Return the gap promised; nan where there was no gap to reduce."""
    if promise.reduce is not None:
        return np.where(baseline > 0, (1 - promise.reduce) * baseline, np.nan)
    level = 0.0 if promise.gap is None else promise.gap
    return np.where(np.isnan(baseline), np.nan, level)
