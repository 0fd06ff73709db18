from __future__ import annotations

import numpy as np
import pytest

from equitygap.stats.detection import detectable_change, power_of_test, slope_error


@pytest.mark.parametrize(
    ("error", "just", "powered"),
    [(1.58, 4.38, 6.26), (0.92, 2.55, 3.65), (0.71, 1.97, 2.81), (0.25, 0.69, 0.99)],
)
def test_the_change_that_two_readings_tell_from_none(error, just, powered):
    assert detectable_change(error, error) == pytest.approx(just, abs=0.006)
    assert detectable_change(error, error, power=0.8) == pytest.approx(powered, abs=0.006)


@pytest.mark.parametrize(
    ("readings", "power"), [(5, 0.19), (6, 0.29), (8, 0.59), (9, 0.74), (10, 0.87), (11, 0.94)]
)
def test_power_of_a_slope(readings, power):
    """A gap that has to close by 8 years in 15, read once a year with a standard error of 1.58."""
    assert power_of_test(-8 / 15, slope_error(1.58, readings=readings)) == pytest.approx(power, abs=0.006)


def test_slope_error_is_that_of_least_squares():
    t = np.arange(7) * 3.0
    expected = 2 / np.sqrt(((t - t.mean()) ** 2).sum())
    assert slope_error(2.0, readings=7, spacing=3) == pytest.approx(expected)
    assert slope_error(2.0, readings=[0, 1]).tolist() == [np.inf, np.inf]


def test_power_without_an_effect_is_the_level_of_the_test():
    assert power_of_test(0, 1) == pytest.approx(0.05)
    assert power_of_test(1, np.inf, confidence=0.9) == pytest.approx(0.1)


@pytest.mark.parametrize("readings", [5, 9, 12])
def test_power_is_that_of_a_simulation(readings):
    rng = np.random.default_rng(readings)
    t = np.arange(readings) - (readings - 1) / 2
    y = -8 / 15 * t + rng.normal(0, 1.58, (40_000, readings))
    error = float(slope_error(1.58, readings=readings))
    significant = np.abs(y @ t / (t @ t)) > 1.959964 * error
    assert power_of_test(-8 / 15, error) == pytest.approx(significant.mean(), abs=0.008)


def test_a_change_as_large_as_detectable_is_found_as_often_as_said():
    rng = np.random.default_rng(1)
    change = float(detectable_change(1.2, 0.9, power=0.8))
    seen = change + rng.normal(0, np.hypot(1.2, 0.9), 40_000)
    assert (np.abs(seen) > 1.959964 * np.hypot(1.2, 0.9)).mean() == pytest.approx(0.8, abs=0.008)
