"""Every status, and when it applies."""

from __future__ import annotations

import numpy as np
import pytest

from asking import one, series
from equitygap import words
from synthetic import estimates_of


@pytest.mark.parametrize(
    ("gaps", "question", "status"),
    [
        ([16.0, 15.4, 15.1, 14.4, 14.0, 13.4, 13.1], {}, "on_track"),
        ([16.0, 15.9, 16.1, 15.9, 16.0, 16.1, 15.9], {}, "off_track"),
        ([16.0, 16.5, 17.1, 17.4, 18.0, 18.6, 19.1], {}, "worsening"),
        ([16.0, 14.4, 15.8, 13.4, 14.9, 12.6, 13.4], {}, "inconclusive"),
        ([16.0], {}, "baseline_only"),
        ([16.0, 9.0], {"by": 2013}, "missed"),
        ([16.0, 7.9], {"by": 2013}, "met"),
        ([16.0, 15.0], {}, "no_detectable_change"),
    ],
)
def test_statuses(gaps, question, status):
    row = one(series(gaps), baseline=2012, **{"by": 2030, **question})
    assert row["status"] == status


def test_every_status_has_its_word():
    assert set(words.STATUSES) >= {"on_track", "off_track", "worsening", "inconclusive", "met", "missed"}


def test_without_a_figure_at_the_baseline_it_cannot_be_assessed():
    gaps = series([16.0, 15.0, 14.0, 13.0])
    gaps.loc[gaps["area"].eq("West") & gaps["start"].eq(2012), "value"] = np.nan
    row = one(gaps, baseline=2012)
    assert row["status"] == "not_assessable"
    assert row["latest_gap"] == 13.0
    assert row[["target_gap", "share_closed", "deviation", "probability"]].isna().all()
    assert "no_baseline" in row["flags"].split()


def test_where_there_was_no_gap_there_is_nothing_to_reduce():
    row = one(series([-0.5, 0.1, 0.3, 0.6, 0.8]), baseline=2012, by=2020)
    assert row["status"] == "not_assessable"
    assert row[["target_gap", "share_closed", "needed_per_year", "probability"]].isna().all()
    assert "no_gap_at_baseline" in row["flags"].split()


def test_nothing_is_projected_before_the_whole_baseline_is_over():
    row = one(series([16.0, 15.0, 14.0, 13.0]), baseline={"mean_of": [2012, 2015]}, by=2020)
    assert row["status"] == "baseline_only"
    assert row[["probability", "projected_gap", "deviation", "share_closed"]].isna().all()
    assert "no_data_after_baseline" in row["flags"].split()


def test_a_target_that_has_been_reached_early_keeps_its_trajectory_status():
    row = one(series([16.0, 13.0, 11.0, 9.0, 7.5, 6.0]), baseline=2012, by=2025)
    assert row["status"] == "on_track"
    assert "target_reached_early" in row["flags"].split()


def test_met_says_how_surely():
    errors = {"Loop": [0.0] * 2, "West": [1.0] * 2}
    estimates = estimates_of(
        {"Loop": [85.0, 85.0], "West": [69.0, 77.2]}, [2012, 2030], standard_errors=errors
    )
    row = one(estimates, baseline=2012)
    assert row["status"] == "met"
    assert "target_uncertain" in row["flags"].split()
    assert row["latest_lower"] == pytest.approx(7.8 - 1.959964, abs=1e-5)


def test_two_points_with_errors_test_the_change_and_say_no_more():
    errors = {"Loop": [0.1] * 2, "West": [0.1] * 2}
    estimates = estimates_of(
        {"Loop": [85.0, 85.0], "West": [69.0, 67.0]}, [2012, 2016], standard_errors=errors
    )
    row = one(estimates, baseline=2012)
    assert row["status"] == "worsening"
    assert (row["reliability"], row["mechanism"]) == ("very_low", "unknown")
