"""Gaps: signs, standard errors, pools, benchmarks that contain the focus."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equitygap.errors import DataError, UsageError
from equitygap.gap import gaps
from equitygap.panel import panels
from synthetic import estimates_of

LEVELS = st.floats(50, 95)


def test_a_gap_is_positive_when_the_focus_is_worse_off():
    estimates = estimates_of({"Loop": [85.0], "West": [69.0]}, [2015])
    row = gaps(estimates, benchmark="Loop").iloc[0]
    assert (row["gap"], row["benchmark_value"], row["focus_value"]) == (16.0, 85.0, 69.0)
    assert row["relative_gap"] == pytest.approx(16 / 85)
    assert row["note"] == "standard_error_missing"


def test_lower_is_better_mirrors_the_sign():
    estimates = estimates_of({"Loop": [4.0], "West": [9.0]}, [2015], metric="infant_mortality")
    assert gaps(estimates, benchmark="Loop", better="lower").loc[0, "gap"] == 5.0


def test_an_unknown_direction_is_asked_for():
    estimates = estimates_of({"Loop": [4.0], "West": [9.0]}, [2015], metric="infant_mortality")
    with pytest.raises(UsageError, match="--better"):
        gaps(estimates, benchmark="Loop")


@given(LEVELS, LEVELS, st.floats(0.01, 3), st.floats(0.01, 3))
def test_standard_errors_of_independent_areas_add_in_squares(benchmark, focus, s_b, s_f):
    errors = {"B": [s_b], "F": [s_f]}
    row = gaps(
        estimates_of({"B": [benchmark], "F": [focus]}, [2015], standard_errors=errors), benchmark="B"
    ).iloc[0]
    assert row["standard_error"] == pytest.approx(np.hypot(s_b, s_f))
    assert row["upper"] - row["gap"] == pytest.approx(1.959963984540054 * np.hypot(s_b, s_f))


def test_a_standard_error_is_read_back_from_a_published_interval():
    # Loop and West Garfield Park, 2010, as published by the City of Chicago with 95 % intervals.
    estimates = estimates_of({"Loop": [85.0], "WGP": [68.8]}, [2010]).assign(
        standard_error=np.nan, lower=[83.6, 66.9], upper=[86.4, 70.6]
    )
    row = gaps(estimates, benchmark="Loop").iloc[0]
    assert row["gap"] == pytest.approx(16.2)
    assert row["standard_error"] == pytest.approx(np.hypot(2.8, 3.7) / 2 / 1.959963984540054)


def test_a_benchmark_that_contains_the_focus_counts_their_covariance():
    # Spearhead areas held 28 % of England: SE² = SE_B² + (1 − 2p) SE_F², not SE_B² + SE_F².
    errors = {"England": [0.03], "Spearhead": [0.05]}
    estimates = estimates_of({"England": [78.0], "Spearhead": [76.0]}, [2006], standard_errors=errors)
    estimates["population"] = [100.0, 28.0]
    row = gaps(estimates, benchmark="England", contains=["England"]).iloc[0]
    assert row["standard_error"] == pytest.approx(np.sqrt(0.03**2 + (1 - 0.56) * 0.05**2))
    assert "benchmark_contains_focus" in row["note"]


@given(st.floats(0.05, 0.95), st.floats(0.05, 1), st.floats(0.05, 1))
def test_the_contained_focus_agrees_with_the_rest_of_the_benchmark(share, s_rest, s_focus):
    # G = (1 − p)(R − F) with an independent rest R of the benchmark.
    whole = np.hypot((1 - share) * s_rest, share * s_focus)
    estimates = estimates_of(
        {"B": [80.0], "F": [75.0]}, [2015], standard_errors={"B": [whole], "F": [s_focus]}
    )
    estimates["population"] = [1.0, share]
    row = gaps(estimates, benchmark="B", contains=["B"]).iloc[0]
    assert row["standard_error"] == pytest.approx((1 - share) * np.hypot(s_rest, s_focus))


def test_without_population_the_covariance_is_left_out_and_said_so():
    errors = {"B": [0.3], "F": [0.4]}
    row = gaps(
        estimates_of({"B": [80.0], "F": [75.0]}, [2015], standard_errors=errors),
        benchmark="B",
        contains=["B"],
    )
    assert row.loc[0, "standard_error"] == pytest.approx(0.5)
    assert row.loc[0, "note"] == "benchmark_contains_focus population_missing"


@pytest.mark.parametrize(
    ("population", "error_of_whole", "text"),
    [([1.0, 0.5], 0.01, "too small for an area that contains 'F'"), ([1.0, 2.0], 0.5, "fewer people")],
)
def test_a_benchmark_that_cannot_contain_the_focus_is_refused(population, error_of_whole, text):
    errors = {"B": [error_of_whole], "F": [3.0]}
    estimates = estimates_of({"B": [80.0], "F": [75.0]}, [2015], standard_errors=errors)
    estimates["population"] = [population[0], population[1] + (0.2 if population[1] < 1 else 0)]
    with pytest.raises(DataError, match=text):
        gaps(estimates, benchmark="B", contains=["B"])


def test_containing_areas_are_no_focus_by_default():
    estimates = estimates_of({"City": [78.0], "Loop": [85.0], "West": [69.0]}, [2015])
    assert list(gaps(estimates, benchmark="Loop", contains=["City"])["focus"]) == ["West"]


def test_a_pool_is_weighted_by_the_baseline_population():
    errors = {"Loop": [0.0, 0.0], "A": [0.6, 0.6], "B": [0.8, 0.8]}
    estimates = estimates_of(
        {"Loop": [85.0, 85.0], "A": [75.0, 76.0], "B": [70.0, 70.0]}, [2012, 2020], standard_errors=errors
    )
    estimates["population"] = [1, 1, 300, 900, 100, 100]
    found = gaps(estimates, benchmark="Loop", focus=["A", "B"], pool="Both", baseline=2012)
    pooled = found[found["focus"] == "Both"]
    assert list(pooled["gap"]) == pytest.approx([85 - 73.75, 85 - 74.5])
    assert pooled["standard_error"].iloc[0] == pytest.approx(np.hypot(0.75 * 0.6, 0.25 * 0.8))
    assert set(pooled["note"]) == {"population_weighted_mean"}


def test_a_pool_without_population_is_refused():
    estimates = estimates_of({"Loop": [85.0], "A": [75.0], "B": [70.0]}, [2012])
    with pytest.raises(DataError, match="population"):
        gaps(estimates, benchmark="Loop", focus=["A", "B"], pool="Both")


@pytest.mark.parametrize(
    ("choice", "error", "text"),
    [
        ({"benchmark": "Lop"}, DataError, "did you mean 'Loop'"),
        ({"benchmark": "Loop", "focus": ["Wst"]}, DataError, "did you mean 'West'"),
        ({"benchmark": "Loop", "focus": ["Loop"]}, UsageError, "cannot be a focus"),
        ({"benchmark": "Loop", "focus": ["West", "west "]}, UsageError, "twice"),
        ({"benchmark": "Loop", "focus": ["West"], "pool": "West"}, UsageError, "name of its own"),
        ({"benchmark": "Loop", "metric": "lead"}, DataError, "no metric 'lead'"),
    ],
)
def test_bad_choices_are_refused(choice, error, text):
    with pytest.raises(error, match=text):
        gaps(estimates_of({"Loop": [85.0], "West": [69.0]}, [2015]), **choice)


def test_names_match_whatever_their_case_and_blanks():
    found = gaps(
        estimates_of({"Loop": [85.0], "West Side": [69.0]}, [2015]), benchmark=" loop", focus="west  SIDE"
    )
    assert list(found["focus"]) == ["West Side"]


def test_a_missing_side_leaves_a_gap_empty_and_says_which():
    estimates = estimates_of({"Loop": [85.0, np.nan], "West": [np.nan, 70.0]}, [2015, 2016])
    found = gaps(estimates, benchmark="Loop")
    assert found["gap"].isna().all()
    assert list(found["note"]) == ["focus_missing", "benchmark_missing"]


def test_groups_are_compared_within_themselves():
    both = pd.concat(
        [
            estimates_of({"Loop": [87.0], "West": [72.0]}, [2015]).assign(group="women"),
            estimates_of({"Loop": [82.0], "West": [65.0]}, [2015]).assign(group="men"),
        ]
    )
    found = gaps(both, benchmark="Loop")
    assert list(zip(found["group"], found["gap"], strict=True)) == [("women", 15.0), ("men", 17.0)]


def test_windows_are_ordered_by_their_mid_points():
    frame = estimates_of({"Loop": [85.0, 84.0]}, [2015, 2012])
    frame["start"] -= 2
    assert list(panels(frame)[0].year) == [2011.0, 2014.0]


def test_frames_made_by_hand_are_checked_too():
    estimates = estimates_of({"Loop": [85.0], "West": [69.0]}, [2015])
    with pytest.raises(DataError, match="lack the column start"):
        gaps(estimates.drop(columns="start"), benchmark="Loop")
    with pytest.raises(DataError, match="'West' has two figures"):
        gaps(pd.concat([estimates, estimates[1:]]), benchmark="Loop")


def test_what_the_notes_say_of_a_figure_is_said_of_its_gap():
    estimates = estimates_of({"Loop": [85.0, 85.0], "West": [69.0, 70.0]}, [2015, 2016])
    estimates["note"] = [None, "weighted_mean", "areas_missing my own words", None]
    assert list(gaps(estimates, benchmark="Loop")["note"]) == [
        "standard_error_missing areas_missing",
        "standard_error_missing weighted_mean",
    ]
