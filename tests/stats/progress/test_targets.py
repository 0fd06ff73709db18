from __future__ import annotations

import numpy as np
import pytest

from equitygap.stats.progress import targets

# Closing the Gap and West Side United: baseline, latest, target, percent of targeted change achieved.
ACHIEVED = [
    (11.4, 8.6, 0.0, 24.56),
    (9.5, 7.8, 0.0, 17.89),
    (11.4, 8.8, 0.0, 22.81),
    (9.6, 8.1, 0.0, 15.63),
    (16.0, 20.7, 8.0, -58.75),
    (16.0, 13.0, 8.0, 37.5),
]


@pytest.mark.parametrize(("baseline", "latest", "target", "percent"), ACHIEVED)
def test_percent_of_targeted_change(baseline, latest, target, percent):
    assert 100 * targets.share_closed(baseline, latest, target) == pytest.approx(percent, abs=0.006)


def test_pace_needed_by_west_side_united():
    needed = targets.needed_per_year(20.7, 8.0, latest_year=2023.0, target_year=2030.0)
    original = (8.0 - 16.0) / 15
    assert needed == pytest.approx(-1.81, abs=0.005)
    assert needed / original == pytest.approx(3.40, abs=0.005)
    assert np.isnan(targets.needed_per_year(9.0, 8.0, latest_year=2030.0, target_year=2030.0))


def test_levels_that_the_focus_needs():
    gap = targets.improve_by_share(16.0, share=0.5)
    assert targets.level_for_gap(85.0, gap=gap, sign=1.0) == pytest.approx(77.0)
    assert targets.level_for_gap(85.0 + 0.2 * 15, gap=gap, sign=1.0) == pytest.approx(80.0)
    assert targets.level_for_gap(300.0, gap=50.0, sign=-1.0) == pytest.approx(350.0)


def test_improving_by_a_share_follows_the_direction():
    assert targets.improve_by_share([10.0, 10.0], share=0.1, sign=[1.0, -1.0]) == pytest.approx([11.0, 9.0])


@pytest.mark.parametrize(
    ("value", "target", "sign", "expected"),
    [
        (14.58, 16.2 * 0.9, -1.0, True),
        (14.581, 16.2 * 0.9, -1.0, False),
        (77.0, 77.0, 1.0, True),
        (76.9, 77.0, 1.0, False),
        (-1.0, 0.0, -1.0, True),
        (np.nan, 8.0, -1.0, False),
    ],
)
def test_meeting_a_target(value, target, sign, expected):
    assert bool(targets.meets(value, target, sign=sign)) is expected


def test_standard_error_of_the_share_closed():
    error = {"baseline_standard_error": 1.58, "latest_standard_error": 1.58}
    fixed = targets.share_closed_standard_error(16.0, 14.0, 8.0, **error)
    relative = targets.share_closed_standard_error(16.0, 14.0, 8.0, share=0.5, **error)
    assert 100 * fixed == pytest.approx(24.7, abs=0.05)
    assert 100 * relative == pytest.approx(26.2, abs=0.05)


def test_standard_error_of_the_share_closed_against_simulation():
    rng = np.random.default_rng(7)
    b, f = 16 + 1.58 * rng.standard_normal((2, 400_000)) - np.array([[0.0], [2.0]])
    # The ratio is skewed, so the simulated spread lies a little above the delta method's 24.7 and 26.2.
    assert 100 * np.std(targets.share_closed(b, f, 8.0)) == pytest.approx(27.8, abs=0.3)
    assert 100 * np.std(targets.share_closed(b, f, 0.5 * b)) == pytest.approx(26.9, abs=0.3)


def test_delta_method_is_right_for_small_errors():
    rng = np.random.default_rng(8)
    draws = rng.multivariate_normal([16.0, 14.0], [[0.01, 0.004], [0.004, 0.02]], 200_000)
    error = {"baseline_standard_error": 0.1, "latest_standard_error": np.sqrt(0.02), "covariance": 0.004}
    for share, target in [(np.nan, 8.0), (0.5, 0.5 * draws[:, 0])]:
        spread = np.std(targets.share_closed(draws[:, 0], draws[:, 1], target))
        expected = targets.share_closed_standard_error(16.0, 14.0, 8.0, share=share, **error)
        assert spread == pytest.approx(float(expected), rel=0.01)


@pytest.mark.parametrize(("share", "weight"), [(np.nan, 7 / 15), (0.5, 0.5 + 0.5 * 7 / 15)])
def test_deviation_carries_the_noise_of_its_own_baseline(share, weight):
    got = targets.deviation(
        20.7, 11.733, latest_standard_error=0.9, baseline_standard_error=1.5, elapsed=8 / 15, share=share
    )
    assert got.value == pytest.approx(8.967)
    assert got.standard_error == pytest.approx(np.hypot(0.9, weight * 1.5))


@pytest.mark.parametrize("share", [np.nan, 0.5])
def test_deviation_spread_against_simulation(share):
    rng = np.random.default_rng(9)
    b, f = rng.multivariate_normal([16.0, 14.0], [[2.0, 0.5], [0.5, 1.0]], 200_000).T
    target = 8.0 if np.isnan(share) else share * b
    spread = np.std(f - (b + (target - b) * 0.4))
    got = targets.deviation(
        14.0,
        12.8,
        latest_standard_error=1.0,
        baseline_standard_error=np.sqrt(2.0),
        elapsed=0.4,
        share=share,
        covariance=0.5,
    )
    assert spread == pytest.approx(float(got.standard_error), rel=0.01)


@pytest.mark.parametrize(
    ("error", "detectable", "with_power"),
    [(1.58, 4.38, 6.26), (0.92, 2.55, 3.65), (0.71, 1.97, 2.81), (0.25, 0.69, 0.99)],
)
def test_smallest_detectable_change(error, detectable, with_power):
    assert targets.smallest_detectable_change(error, error) == pytest.approx(detectable, abs=0.006)
    assert targets.smallest_detectable_change(error, error, power=0.8) == pytest.approx(with_power, abs=0.006)


def test_windows_that_share_years_make_smaller_changes_detectable():
    assert targets.smallest_detectable_change(1.0, 1.0, covariance=0.5) == pytest.approx(1.959964, abs=1e-6)


@pytest.mark.parametrize("wrong", [{"confidence": 1.0}, {"confidence": 95.0}, {"power": 0.2}, {"power": 1.0}])
def test_detectable_change_refuses_what_is_no_probability(wrong):
    with pytest.raises(ValueError, match="must lie between"):
        targets.smallest_detectable_change(1.0, 1.0, **wrong)


def test_no_promise_has_no_share():
    assert np.isnan(targets.share_closed(8.0, 7.0, 8.0))
    error = {"baseline_standard_error": 1.0, "latest_standard_error": 1.0}
    assert np.isnan(targets.share_closed_standard_error(8.0, 7.0, 8.0, **error))
