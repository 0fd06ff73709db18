"""Direction, targets, baselines and paths."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asking import one, series
from equitygap.errors import DataError, UsageError
from equitygap.trajectory import trajectories
from synthetic import estimates_of


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0.5, 15), min_size=4, max_size=9))
def test_either_direction_of_better_is_the_mirror_of_the_other(gaps):
    higher = series(gaps)
    lower = higher.assign(value=-higher["value"] + 200, metric="deaths")
    question = {"baseline": 2012, "benchmark": "Loop", "model": "linear", "reduce": 0.5, "by": 2030}
    a = trajectories(higher, better="higher", **question).drop(columns=["metric", "relative_gap", "flags"])
    b = trajectories(lower, better="lower", **question).drop(columns=["metric", "relative_gap", "flags"])
    pd.testing.assert_frame_equal(a, b, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(
    ("goal", "target_gap", "rule"),
    [
        ({"reduce": "25%"}, 12.0, "reduce by 25% by 2030 (baseline 2015)"),
        ({"reduce": None, "gap": 5.0}, 5.0, "gap of 5 by 2030 (baseline 2015)"),
        ({"reduce": None, "level": 80.0}, 0.0, "level of 80 by 2030 (baseline 2015)"),
    ],
)
def test_targets(known_gap, goal, target_gap, rule):
    row = one(known_gap, **goal)
    assert row["target_gap"] == pytest.approx(target_gap)
    assert row["target_rule"] == rule


def test_a_level_is_a_shortfall_to_come_down_to_zero(known_gap):
    row = one(known_gap, reduce=None, level=80.0)
    assert row["baseline_gap"] == pytest.approx(80 - 69)
    assert row["latest_gap"] == pytest.approx(80 - (85 - 12.9))
    assert row["benchmark"] == "level of 80"


def test_a_fixed_benchmark_does_not_move():
    values = {"Loop": [85.0, 85.5, 86.0, 86.5, 87.0], "West": [69.0, 70.0, 71.0, 72.0, 73.0]}
    estimates = estimates_of(values, list(range(2012, 2017)))
    moving, fixed = (one(estimates, baseline=2012, benchmark_moves=how) for how in ("moving", "fixed"))
    assert (moving["latest_gap"], fixed["latest_gap"]) == (14.0, 12.0)
    assert fixed["trend_per_year"] == pytest.approx(-1.0)


def test_a_projected_benchmark_asks_for_a_level_on_its_own_line():
    # The Loop gains .2 a year: by 2030 the focus needs 80, not 77.
    years = list(range(2015, 2024))
    estimates = estimates_of(
        {"Loop": [85 + 0.2 * (y - 2015) for y in years], "West": [69 + 0.5 * (y - 2015) for y in years]},
        years,
    )
    row = one(estimates, benchmark_moves="projected")
    assert row["projected_gap"] == pytest.approx(88 - 76.5)
    assert row["target_gap"] == pytest.approx(8.0)


def test_a_mean_of_years_as_baseline():
    row = one(series([16.0, 14.0, 15.0, 14.0, 13.0]), baseline={"mean_of": [2012, 2013, 2014]})
    assert row["baseline_gap"] == pytest.approx(15.0)
    assert row["baseline_year"] == 2013


def test_a_fitted_baseline_is_the_lines_value(known_gap):
    assert one(known_gap, baseline={"fitted": 2015})["baseline_gap"] == pytest.approx(15.952621, abs=1e-6)


@pytest.mark.parametrize(
    ("path", "now"),
    [
        ("linear", 16 - 8 * 8 / 15),
        ("geometric", 16 * 0.5 ** (8 / 15)),
        ({"delayed": 2020}, 16 - 8 * 3 / 10),
        ({"milestones": {2020: 14.0}}, 14 - 6 * 3 / 10),
    ],
)
def test_paths_say_where_the_gap_should_be_now(known_gap, path, now):
    assert one(known_gap, path=path)["required_now"] == pytest.approx(now)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ({"reduce": "50"}, "50% or 0.5"),
        ({"reduce": "150%"}, "share"),
        ({"gap": 5.0}, "exactly one"),
        ({"by": 2014}, "must come after the baseline"),
        ({"benchmark_moves": "sideways"}, "moving"),
        ({"path": "zigzag"}, "linear"),
        ({"on_track": 0.2}, "bands"),
        ({"scheme": "eurostt"}, "did you mean 'eurostat'"),
        ({"confidence": 95}, "between 0 and 1"),
    ],
)
def test_promises_that_make_no_sense_are_refused(known_gap, question, text):
    with pytest.raises(UsageError, match=text):
        one(known_gap, **question)


def test_a_baseline_that_is_not_in_the_data_is_refused(known_gap):
    with pytest.raises(DataError, match="2001"):
        one(known_gap, baseline=2001)


def test_a_level_needs_no_benchmark():
    values = {"A": [70.0, 71.2, 71.9, 73.1, 74.0], "B": [78.0, 78.5, 79.0, 79.5, 80.5]}
    question = {"level": 80.0, "baseline": 2012, "by": 2018, "model": "linear"}
    found = trajectories(estimates_of(values, list(range(2012, 2017))), **question).set_index("focus")
    assert list(found.index) == ["A", "B"]
    assert list(found["latest_gap"]) == pytest.approx([6.0, -0.5])
    assert found.loc["A", "mechanism"] == "levelling_up"
    assert "target_reached_early" in found.loc["B", "flags"]


def test_without_a_baseline_the_first_year_stands_in_and_is_told(known_gap):
    row = one(known_gap, reduce=None, gap=8.0, baseline=None)
    assert row["baseline_year"] == 2015
    assert "baseline_assumed" in row["flags"].split()
    with pytest.raises(UsageError, match="--baseline"):
        one(known_gap, baseline=None)
