from __future__ import annotations

import numpy as np
import pytest

from equitygap.stats.naive import drift, last
from equitygap.stats.student import quantile

NAN = np.nan
YEAR = np.arange(2015.0, 2021)
Y = np.array([[16.0, 15.1, 15.9, 14.6, 14.2, 14.4]])
ERROR = np.array([[0.3, 0.3, 0.2, 0.2, 0.3, 0.4]])
AHEAD = np.array([1.0, 3.0, 10.0])


def test_last_by_its_formula():
    found = last(YEAR, Y, ERROR, 2020 + AHEAD)
    v = 0.4**2
    q = (np.diff(Y[0]) ** 2).mean() - 2 * v
    assert q > 0
    np.testing.assert_allclose(found.mean, [[14.4, 14.4, 14.4]])
    np.testing.assert_allclose(found.reported_variance, [AHEAD * q + 2 * v])
    np.testing.assert_allclose(found.covariance[0], np.minimum.outer(AHEAD, AHEAD) * q + v)
    assert found.degrees_of_freedom.item() == 5


def test_last_never_subtracts_more_than_there_is():
    found = last(YEAR, Y, np.full_like(Y, 2.0), 2020 + AHEAD)
    np.testing.assert_allclose(found.reported_variance, 8.0)


def test_last_without_errors_leaves_them_in_the_changes():
    found = last(YEAR, Y, np.full_like(Y, NAN), 2020 + AHEAD)
    np.testing.assert_allclose(found.reported_variance, [AHEAD * (np.diff(Y[0]) ** 2).mean()])


def test_drift_by_its_formula():
    found = drift(YEAR, Y, 2020 + AHEAD)
    change = np.diff(Y[0])
    np.testing.assert_allclose(found.mean, [14.4 + AHEAD * change.mean()])
    np.testing.assert_allclose(found.reported_variance, [change.var(ddof=1) * (AHEAD + AHEAD**2 / 5)])
    np.testing.assert_allclose(
        found.covariance[0],
        change.var(ddof=1) * (np.minimum.outer(AHEAD, AHEAD) + np.outer(AHEAD, AHEAD) / 5),
    )
    assert found.degrees_of_freedom.item() == 4


# A period of three years is the annual formula with periods for years: h counts periods.
@pytest.mark.parametrize("years", [2.0, 3.0])
def test_equal_periods_count_as_one(years):
    stretched = 2015 + (YEAR - 2015) * years
    ahead = stretched[-1] + AHEAD * years
    for one, other in (
        (last(YEAR, Y, ERROR, 2020 + AHEAD), last(stretched, Y, ERROR, ahead)),
        (drift(YEAR, Y, 2020 + AHEAD), drift(stretched, Y, ahead)),
    ):
        np.testing.assert_allclose(one.mean, other.mean)
        np.testing.assert_allclose(one.covariance, other.covariance)
        np.testing.assert_allclose(one.reported_variance, other.reported_variance)


def test_missing_points_are_dropped_and_series_stand_alone():
    year, rng = np.arange(2000.0, 2009), np.random.default_rng(1)
    y, error = rng.normal(size=(5, 9)), rng.uniform(0.1, 0.4, (5, 9))
    y[rng.random(y.shape) < 0.3] = NAN
    at = np.array([2010.0, 2014.0])
    together = last(year, y, error, at), drift(year, y, at)
    for i, seen in enumerate(~np.isnan(y)):
        part = year[seen], y[i : i + 1, seen]
        alone = last(*part, error[i : i + 1, seen], at), drift(*part, at)
        for one, other in zip(alone, together, strict=True):
            np.testing.assert_allclose(one.mean[0], other.mean[i])
            np.testing.assert_allclose(one.covariance[0], other.covariance[i])
            np.testing.assert_allclose(one.degrees_of_freedom[0], other.degrees_of_freedom[i])


def test_few_points():
    y = np.array([[NAN, NAN, NAN], [NAN, 5.0, NAN], [5.0, NAN, 4.0]])
    year, at = np.array([2010.0, 2011, 2012]), np.array([2011.0, 2014])
    stays, goes_on = last(year, y, np.ones_like(y), at), drift(year, y, at)
    np.testing.assert_allclose(stays.mean, [[NAN, NAN], [5, 5], [NAN, 4]])
    np.testing.assert_allclose(goes_on.mean, [[NAN, NAN], [NAN, NAN], [NAN, 3]])
    np.testing.assert_array_equal(stays.degrees_of_freedom, [NAN, NAN, 1])
    np.testing.assert_allclose(stays.reported_variance, [[NAN, NAN], [NAN, NAN], [NAN, 2]])
    assert np.isnan(goes_on.reported_variance).all()
    assert np.isnan(goes_on.degrees_of_freedom).all()


@pytest.mark.parametrize("year", [[2010.0, 2010.0], [2011.0, 2010.0]])
def test_years_must_rise(year):
    with pytest.raises(ValueError, match="year must rise"):
        drift(np.array(year), np.ones((1, 2)), AHEAD)


# On random walks with known error, intervals of `last` and `drift` cover.
def test_coverage_on_random_walks():
    rng = np.random.default_rng(8)
    walk = np.cumsum(rng.normal(scale=0.7, size=(8_000, 17)), axis=1)
    year = np.arange(17.0)
    goes_on = drift(year[:12], walk[:, :12] + 0.5 * year[:12], year[12:])
    stays = last(year[:12], walk[:, :12], np.full((8_000, 12), NAN), year[12:])
    future = walk[:, 12:]
    for found, truth in ((goes_on, future + 0.5 * year[12:]), (stays, future)):
        q = quantile(0.975, found.degrees_of_freedom)[:, None]
        share = np.mean(np.abs(truth - found.mean) <= q * np.sqrt(found.reported_variance), axis=0)
        assert ((share > 0.94) & (share < 0.96)).all()
