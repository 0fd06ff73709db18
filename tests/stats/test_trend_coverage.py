"""Intervals and probabilities of lines on straight truths, simulated."""

from __future__ import annotations

import numpy as np
import pytest

from equitygap.stats.student import probability_at_or_under, quantile
from equitygap.stats.trend import fit_line, line_at, overlap_correlation


def scale_at(line, years):
    mean, covariance = line_at(line, np.asarray(years, dtype=float))
    return mean, np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))


def straight(points, window, rng, series=6_000):
    """Figures (series, points) of rolling windows over annual ones around 16 - 0.4 t, and their error."""
    years = np.arange(points + window - 1.0)
    annual = 16 - 0.4 * years + rng.normal(scale=1.6, size=(series, len(years)))
    y = np.lib.stride_tricks.sliding_window_view(annual, window, axis=1).mean(axis=-1)
    start, end = years[:points], years[window - 1 :]
    return (start + end) / 2, y, np.full_like(y, 1.6 / np.sqrt(window)), overlap_correlation(start, end)


# Nominal 95 %; the φ rule can only widen. The full table, with other settings, is in benchmarks/README.md.
@pytest.mark.parametrize("window", [1, 3, 5])
@pytest.mark.parametrize("points", [5, 8, 12, 16])
def test_intervals_cover_and_probabilities_are_calibrated(points, window):
    year, y, error, correlation = straight(points, window, np.random.default_rng(points * 10 + window))
    unknown = np.full_like(error, np.nan)
    cells = {
        "known": (fit_line(year, y, error, correlation, inflate=False), 0.94, 0.965),
        "phi": (fit_line(year, y, error, correlation), 0.955, 0.975),
        "unknown": (fit_line(year, y, unknown, correlation), 0.94, 0.965),
    }
    at = year[-1] + 7
    truth = 16 - 0.4 * at
    for name, (line, low, high) in cells.items():
        mean, scale = scale_at(line, [at])
        q = quantile(0.975, line.degrees_of_freedom)
        assert low <= np.mean(np.abs(line.slope + 0.4) <= q * np.sqrt(line.slope_variance)) <= high, name
        assert low <= np.mean(np.abs(mean - truth)[:, 0] <= q * scale[:, 0]) <= high, name
        p = probability_at_or_under(
            truth, mean=mean[:, 0], scale=scale[:, 0], degrees_of_freedom=line.degrees_of_freedom
        )
        # The 99.9 % point of Kolmogorov's distance; the φ rule leaves too many p near a half, by design.
        distance = np.abs(np.sort(p) - (np.arange(len(p)) + 0.5) / len(p)).max()
        assert distance < 1.95 / np.sqrt(len(p)) or name == "phi"


def test_extra_scatter_needs_the_inflation():
    year, y, error, correlation = straight(8, 3, np.random.default_rng(5))
    plain = fit_line(year, y, error / 1.3, correlation, inflate=False)
    inflated = fit_line(year, y, error / 1.3, correlation)
    share = [
        np.mean(
            np.abs(line.slope + 0.4) <= quantile(0.975, line.degrees_of_freedom) * line.slope_variance**0.5
        )
        for line in (plain, inflated)
    ]
    assert share[0] < 0.90
    assert 0.94 <= share[1] <= 0.97
