"""A weighted straight line through each of many series: all that the schemes by regression need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equitygap.stats.progress.targets import ROUNDING

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class WeightedLine:
    """Lines of N series with their sums of squares about the weighted means; nan with fewer than two years.

    `year_squares` is Σ w (t - t̄)² and `value_squares` Σ w (y - ȳ)².
    """

    slope: Floats
    mean_year: Floats
    mean_value: Floats
    year_squares: Floats
    value_squares: Floats

    def at(self, year: Floats) -> Floats:
        """Return the height of each line in its `year`, (N,)."""
        return self.mean_value + self.slope * (year - self.mean_year)


def weighted_line(year: Floats, value: Floats, weight: Floats) -> WeightedLine:
    """Fit a line to each row of `value` (N, T) by weighted least squares; weight 0 leaves a point out.

    `year` and `weight` broadcast to `value`, which must be finite wherever the weight is not 0.
    """
    used = weight > 0
    # Measured from one of its own points a constant series is exactly zero, and so is its slope.
    origin = np.take_along_axis(value, used.argmax(axis=1)[:, None], axis=1)
    t, y = np.where(used, year, 0.0), np.where(used, value - origin, 0.0)
    total = weight.sum(axis=1, keepdims=True)
    total = np.where(total > 0, total, np.nan)
    mean_t, mean_y = (
        (weight * t).sum(axis=1, keepdims=True) / total,
        (weight * y).sum(axis=1, keepdims=True) / total,
    )
    dt, dy = t - mean_t, y - mean_y
    s_tt, s_yy, s_ty = ((weight * part).sum(axis=1) for part in (dt**2, dy**2, dt * dy))
    # A slope that is nothing but rounding is none: the sign of its last bit must not be read.
    level = np.abs(s_ty) <= ROUNDING * np.sqrt(s_tt * s_yy)
    return WeightedLine(
        slope=np.where(level, 0.0, s_ty) / np.where(s_tt > 0, s_tt, np.nan),
        mean_year=mean_t[:, 0],
        mean_value=(mean_y + origin)[:, 0],
        year_squares=s_tt,
        value_squares=s_yy,
    )
