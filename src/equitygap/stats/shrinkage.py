"""Straight lines whose slopes are drawn towards the mean slope of all series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ShrunkLines:
    """Lines of N series: `level` at `centre`, and the slope that is left after shrinkage, all (N,).

    `weight` is B, the share of its own slope that a series keeps; `slope_variance` and `level_variance` say
    how uncertain these are, `residual_variance` how far a single figure lies off the line.
    nan for a series of under three points.
    """

    centre: Floats
    level: Floats
    slope: Floats
    weight: Floats
    level_variance: Floats
    slope_variance: Floats
    residual_variance: Floats

    def at(self, years: Floats) -> tuple[Floats, Floats, Floats]:
        """Return means (N, H), covariances of the line (N, H, H), and variances of a figure (N, H)."""
        ahead = years - self.centre[:, None]
        mean = self.level[:, None] + self.slope[:, None] * ahead
        product = ahead[:, :, None] * ahead[:, None, :]
        covariance = self.level_variance[:, None, None] + self.slope_variance[:, None, None] * product
        figure = np.diagonal(covariance, axis1=1, axis2=2) + self.residual_variance[:, None]
        return mean, covariance, figure


def shrunk_lines(year: Floats, y: Floats) -> ShrunkLines:
    """Return least squares lines with empirical-Bayes slopes.

    Series i has the slope b_i, the residual variance s_i² (half its own with k − 2 degrees of freedom, half
    the mean of all) and v_i = s_i²/Σ(t − t̄)². With the mean slope m by inverse variance and the
    variance τ² of true slopes,

        slope m + B_i (b_i − m),   B_i = τ²/(τ² + v_i),   its variance B_i v_i.

    τ² = max(0, (Q − (n − 1))/(Σw − Σw²/Σw)), w = 1/v (DerSimonian & Laird 1986, Control Clin Trials 7:177);
    Morris (1983), J Am Stat Assoc 78:47, for the shrinkage. B near 0: all slopes are the same as far as
    anyone can tell; near 1: each series keeps its own.

    `year` is (T,), `y` (N, T), nan where missing.
    """
    seen = np.isfinite(y)
    count = seen.sum(axis=1)
    k = np.where(count > 2, count, np.nan)
    centre = np.where(seen, year, 0.0).sum(axis=1) / k
    level = np.where(seen, y, 0.0).sum(axis=1) / k
    t = np.where(seen, year - centre[:, None], 0.0)
    spread = np.sum(t**2, axis=1)
    b = np.where(seen, t * (y - level[:, None]), 0.0).sum(axis=1) / spread
    residual = np.where(seen, y - level[:, None] - b[:, None] * t, 0.0)
    own = np.sum(residual**2, axis=1) / (k - 2)
    s2 = (own + np.nanmean(own)) / 2 if np.isfinite(own).any() else own
    mean, weight = _shrink(b, s2 / spread)
    return ShrunkLines(
        centre=centre,
        level=level,
        slope=mean + weight * (b - mean),
        weight=weight,
        level_variance=s2 / k,
        slope_variance=weight * s2 / spread,
        residual_variance=s2,
    )


def _shrink(b: Floats, v: Floats) -> tuple[float, Floats]:
    """Return the mean slope and the share B that each series keeps of its own."""
    known = np.isfinite(b) & (v > 0)
    if known.sum() < 2:
        return float(np.nanmean(b)) if np.isfinite(b).any() else np.nan, np.where(np.isfinite(b), 1.0, np.nan)
    w = 1 / v[known]
    mean = float(np.sum(w * b[known]) / w.sum())
    excess = np.sum(w * (b[known] - mean) ** 2) - (len(w) - 1)
    tau2 = max(0.0, float(excess / (w.sum() - np.sum(w**2) / w.sum())))
    # A slope without any uncertainty (v = 0) is kept whole, also where the true slopes do not differ.
    certain = v == 0
    return mean, np.where(certain, 1.0, tau2 / np.where(certain, 1.0, tau2 + v))
