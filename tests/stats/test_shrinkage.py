"""Lines with slopes drawn towards their mean (synthetic series)."""

from __future__ import annotations

import numpy as np

from equitygap.stats.shrinkage import shrunk_lines

YEAR = np.arange(2010.0, 2018)


def test_slopes_lie_between_their_own_and_the_mean():
    rng = np.random.default_rng(0)
    y = rng.normal(0, 0.3, (30, 1)) * (YEAR - 2010) + rng.normal(0, 1, (30, 8))
    own = np.polyfit(YEAR, y.T, 1)[0]
    found = shrunk_lines(YEAR, y)
    weights = 1 / (found.slope_variance / found.weight)
    mean = np.average(own, weights=weights)
    np.testing.assert_allclose((found.slope - mean) / (own - mean), found.weight)
    assert ((found.weight > 0) & (found.weight < 1)).all()


def test_without_true_differences_all_slopes_are_the_mean():
    # Residuals that are orthogonal to time leave every slope alike, so nothing is left to tell them apart.
    wave = np.array([1.0, -1, -1, 1, 1, -1, -1, 1])
    found = shrunk_lines(YEAR, np.outer([1.0, 2.0, 3.0], wave) + 0.5 * (YEAR - 2010))
    assert found.weight.tolist() == [0.0, 0.0, 0.0]
    np.testing.assert_allclose(found.slope, 0.5)


def test_exact_lines_are_kept():
    found = shrunk_lines(YEAR, np.outer([0.1, -0.4], YEAR - 2010))
    mean, covariance, figure = found.at(np.array([2020.0]))
    np.testing.assert_allclose(mean[:, 0], [1.0, -4.0], atol=1e-9)
    assert np.abs(covariance).max() < 1e-18
    assert np.abs(figure).max() < 1e-18


def test_uncertainty_is_that_of_the_formula():
    y = np.random.default_rng(1).normal(0, 1, (6, 8)).cumsum(axis=1)
    found = shrunk_lines(YEAR, y)
    ahead = 3.5 + 4
    expected = found.slope_variance * ahead**2 + found.residual_variance / 8
    mean, covariance, figure = found.at(np.array([2021.0]))
    np.testing.assert_allclose(covariance[:, 0, 0], expected)
    np.testing.assert_allclose(figure[:, 0], expected + found.residual_variance)
    np.testing.assert_allclose(mean[:, 0], y.mean(axis=1) + found.slope * ahead)


def test_a_series_of_two_points_has_no_line():
    y = np.random.default_rng(2).normal(0, 1, (3, 8))
    y[1, 2:] = np.nan
    found = shrunk_lines(YEAR, y)
    assert np.isnan(found.slope).tolist() == [False, True, False]
