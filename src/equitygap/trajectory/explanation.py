"""Why a row of the trajectory is what it is: the numbers and rules behind it, line by line."""

from __future__ import annotations

import numpy as np

from equitygap.stats.progress.targets import smallest_detectable_change
from equitygap.stats.trend import Line
from equitygap.trajectory.assessment import Assessment

Lines = list[tuple[str, str]]


def explanation(found: Assessment, i: int) -> Lines:
    """Return (what, text) lines on comparison `i`, for people to check the figures by hand."""
    return [*_series_lines(found, i), *_trend_lines(found, i), *_projection_lines(found, i)]


def _series_lines(found: Assessment, i: int) -> Lines:
    series, pairs = found.series, found.series.pairs
    benchmark, focus = pairs.benchmark_side.of(series.panel.value), pairs.focus_side.of(series.panel.value)
    lines: Lines = []
    for t in np.flatnonzero(series.usable[i] | series.history[i]):
        error = "" if np.isnan(series.error[i, t]) else f", standard error {series.error[i, t]:.3f}"
        when = "" if series.usable[i, t] else " (before the baseline)"
        reference = benchmark[i, t] if found.promise.level is None else found.promise.level
        text = f"{reference:.2f} against {focus[i, t]:.2f}: gap {series.gap[i, t]:.2f}{error}{when}"
        lines.append((f"{series.year[t]:g}", text))
    if len(pairs.members[i]) > 1:
        weights = pairs.focus_side.coefficient[pairs.focus_side.comparison == i]
        shares = ", ".join(f"{name} {w:.1%}" for name, w in zip(pairs.members[i], weights, strict=True))
        lines.append(("weights of the pool", shares))
    return lines


def _trend_lines(found: Assessment, i: int) -> Lines:
    line, everything = found.facts.line, found.facts.line_with_all
    lines = [("trend since the baseline", _line_text(line, i))]
    if line.points[i] != everything.points[i]:
        lines.append(("the same with those years in", _line_text(everything, i)))
    without = found.facts.leave_one_out[i]
    if np.isfinite(without).any():
        low, high = np.nanmin(without), np.nanmax(without)
        lines.append(
            ("leaving out any one point", f"the slope lies between {low:+.4f} and {high:+.4f} a year")
        )
    facts = found.facts
    detectable = smallest_detectable_change(
        facts.baseline_error[i], facts.latest_error[i], covariance=facts.shared_error[i]
    )
    if np.isfinite(detectable):
        text = f"a change of {detectable:.2f} between baseline and latest would be more than chance (95 %)"
        lines.append(("smallest detectable change", text))
    return lines


def _line_text(line: Line, i: int) -> str:
    if not np.isfinite(line.slope[i]):
        return "needs two points or more"
    parts = [f"{line.slope[i]:+.6f} a year over {line.points[i]} points"]
    if np.isfinite(line.slope_variance[i]):
        parts.append(f"standard error {np.sqrt(line.slope_variance[i]):.6f}")
    if np.isfinite(line.inflation[i]):
        inflated = "inflates the variances" if line.inflation[i] > 1 else "is not above 1: no inflation"
        parts.append(f"scatter {line.scatter[i]:.3f}, φ {line.inflation[i]:.3f} {inflated}")
    if np.isfinite(line.residual_variance[i]):
        parts.append(f"residual standard deviation {np.sqrt(line.residual_variance[i]):.3f}")
    df = line.degrees_of_freedom[i]
    if not np.isnan(df):
        parts.append("normal quantiles" if np.isinf(df) else f"t quantiles with {df:.0f} degrees of freedom")
    return "; ".join(parts)


def _projection_lines(found: Assessment, i: int) -> Lines:
    future, promise = found.future, found.promise
    name = future.forecast.model[i]
    lines: Lines = [("promise", promise.rule())]
    if name and np.isfinite(future.projected[i]):
        asked = found.method.model
        chosen = f"{name}" + (f" (asked for: {asked})" if asked != name else "")
        reasons = future.forecast.reasons[i]
        lines.append(("model", chosen + (f"; because: {', '.join(reasons)}" if reasons else "")))
        scale = np.sqrt(future.forecast.covariance[i, future.target_column, future.target_column])
        df = future.forecast.degrees_of_freedom[i]
        text = f"{future.projected[i]:.4f}, standard error {scale:.4f}, " + (
            "normal" if np.isinf(df) else f"t with {df:.0f} degrees of freedom"
        )
        lines.append((f"gap in {promise.by:g}", text))
        lines.append(
            ("data reach back, projection ahead", f"{future.span[i]:g} and {future.ahead[i]:g} years")
        )
    if np.isfinite(future.reach.never[i]):
        never = future.reach.never[i]
        lines.append(("never within the horizon", f"the probability is {never:.0%}"))
    return lines
