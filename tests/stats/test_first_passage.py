"""The year of coming down to a target: against closed forms, and free of what stands beside it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, stdtr

from equitygap.stats.first_passage import first_passage

#: Four standard errors of a share of so many draws.
DRAWS = 40_000
NEAR = 4 * np.sqrt(0.25 / DRAWS)


def chances(mean, covariance, targets, df=np.inf, *, draws=DRAWS, seed=1):
    mean = np.atleast_2d(np.asarray(mean, dtype=float))
    covariance = np.broadcast_to(np.asarray(covariance, dtype=float), (*mean.shape, mean.shape[1]))
    degrees = np.broadcast_to(np.asarray(df, dtype=float), len(mean))
    targets = np.broadcast_to(np.asarray(targets, dtype=float)[:, None], (len(targets), len(mean)))
    generator = np.random.default_rng(seed)
    return first_passage(mean, covariance, degrees, targets, draws=draws, generator=generator)


@pytest.mark.parametrize(("df", "chance"), [(np.inf, ndtr(-1.5)), (4.0, stdtr(4.0, -1.5))])
def test_one_year_alone_has_the_chance_of_its_distribution(df, chance):
    assert chances([5.0], [[4.0]], [2.0], df)[0, 0, 0] == pytest.approx(chance, abs=NEAR)


def test_years_that_are_independent_multiply():
    found = chances([3.0, 3.0, 3.0], np.eye(3), [2.0])[0, 0]
    assert found == pytest.approx(1 - ndtr(1.0) ** np.arange(1, 4), abs=NEAR)


def test_a_random_walk_comes_down_twice_as_often_as_it_stays_down():
    steps = 200
    time = np.arange(1, steps + 1) / steps
    found = chances(np.full(steps, 1.0), np.minimum.outer(time, time), [0.0], draws=4_000)[0, 0, -1]
    # The reflection principle, for a walk that is seen at steps only (Broadie, Glasserman & Kou 1997).
    assert found == pytest.approx(2 * ndtr(-1 - 0.5826 / np.sqrt(steps)), abs=4 * np.sqrt(0.25 / 4_000))


def test_a_certain_forecast_is_there_in_its_year():
    found = chances([[9.0, 7.0, 8.0]], np.zeros((3, 3)), [9.0, 7.5, 0.0], draws=5)
    assert found[:, 0].tolist() == [[1, 1, 1], [0, 1, 1], [0, 0, 0]]


def test_a_comparison_does_not_depend_on_its_neighbours():
    mean = np.linspace(0, 5, 70)[:, None] + [1.0, 0.5]
    degrees = np.resize([3.0, np.inf, 8.0], 70)
    together = chances(mean, np.eye(2), [0.0, 1.0], degrees, draws=50)
    for row in (0, 33, 69):
        alone = chances(mean[row], np.eye(2), [0.0, 1.0], degrees[row], draws=50)
        assert np.array_equal(alone[:, 0], together[:, row])
