"""Coverage of the straight line's intervals, and calibration of its probabilities, on straight truths.

Annual figures with equal, independent errors are averaged over rolling windows. Each cell simulates many
series at once; the share of nominal 95 % intervals that hold the truth should be 0.95 for intervals that
use the right variance, a little more with inflation, which can only widen. Run it with

    python benchmarks/trend_coverage.py [SERIES] [SEED]
"""

from __future__ import annotations

import sys

import numpy as np

from equitygap.stats import trend
from equitygap.stats.student import probability_at_or_under, quantile

LEVEL, SLOPE, AHEAD = 16.0, -0.4, 7
NAMES = ("known", "phi", "unknown", "naive known", "naive unknown")

#: Standard errors of annual figures: first year, last year, and extra scatter that the errors do not tell.
SETTINGS = {
    "straight": (1.6, 1.6, 0.0),
    "extra scatter 1.0": (1.6, 1.6, 1.0),
    "errors double": (1.0, 2.0, 0.0),
}


def simulate(points, window, series, setting, rng):
    """Return start and end of the windows, figures (series, points) and their true standard errors."""
    first, last, extra = SETTINGS[setting]
    years = np.arange(points + window - 1.0)
    error = np.linspace(first, last, len(years))
    annual = LEVEL + SLOPE * years + np.hypot(error, extra) * rng.normal(size=(series, len(years)))
    y = np.lib.stride_tricks.sliding_window_view(annual, window, axis=1).mean(axis=-1)
    variance = np.lib.stride_tricks.sliding_window_view(error**2, window).mean(axis=-1) / window
    return years[:points], years[window - 1 :], y, np.broadcast_to(np.sqrt(variance), y.shape)


def fits(start, end, y, known):
    """Return the lines in the order of NAMES; the naive ones forget that windows share years."""
    year, correlation = (start + end) / 2, trend.overlap_correlation(start, end)
    unknown = np.full_like(y, np.nan)
    return (
        trend.fit_line(year, y, known, correlation, inflate=False),
        trend.fit_line(year, y, known, correlation),
        trend.fit_line(year, y, unknown, correlation),
        trend.fit_line(year, y, known, inflate=False),
        trend.fit_line(year, y, unknown),
    )


def coverage(line, at):
    """Return coverage of slope and projected value, and how far P(latent <= truth) is from uniform."""
    q = quantile(0.975, line.degrees_of_freedom)
    mean, covariance = trend.line_at(line, np.array([at]))
    mean, scale, truth = mean[:, 0], np.sqrt(covariance[:, 0, 0]), LEVEL + SLOPE * at
    slope = np.abs(line.slope - SLOPE) <= q * np.sqrt(line.slope_variance)
    value = np.abs(mean - truth) <= q * scale
    df = line.degrees_of_freedom
    p = np.sort(probability_at_or_under(truth, mean=mean, scale=scale, degrees_of_freedom=df))
    distance = np.abs(p - (np.arange(len(p)) + 0.5) / len(p)).max()
    return slope.mean(), value.mean(), distance


def main(series=40_000, seed=20240607):
    rng = np.random.default_rng(seed)
    for setting in SETTINGS:
        print(
            f"\n{setting}\n\n| window | points | " + " | ".join(NAMES) + " |\n|---|---|" + "---|" * len(NAMES)
        )
        for window in (1, 3, 5):
            for points in (5, 6, 8, 10, 12, 16):
                start, end, y, known = simulate(points, window, series, setting, rng)
                at = (start[-1] + end[-1]) / 2 + AHEAD
                cells = (coverage(line, at) for line in fits(start, end, y, known))
                row = " | ".join("{:.3f} / {:.3f} / {:.3f}".format(*cell) for cell in cells)
                print(f"| {window} | {points} | {row} |")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
