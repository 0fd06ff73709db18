"""Figures of different sources are never joined in silence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from asking import one, series


@pytest.fixture
def broken_series() -> pd.DataFrame:
    frame = series([16.0, 15.0, 11.0, 10.5, 10.0])
    return frame.assign(source=np.where(frame["start"] < 2014, "old method", "new method"))


def test_a_trajectory_that_would_join_sources_is_refused(broken_series):
    row = one(broken_series, baseline=2012)
    assert row["status"] == "not_comparable"
    assert "source_mismatch" in row["flags"].split()
    assert row[["latest_gap", "trend_per_year", "projected_gap", "probability"]].isna().all()
    assert row["baseline_gap"] == 16.0


def test_sources_are_joined_only_when_both_are_named(broken_series):
    row = one(broken_series, baseline=2012, by=2020, comparable_sources=("old method", "new method"))
    assert row["status"] == "on_track"
    assert "source_mismatch" in row["flags"].split()
    assert one(broken_series, baseline=2012, comparable_sources=("old method",))["status"] == "not_comparable"


def test_earlier_figures_of_another_source_are_left_out_and_said_so(broken_series):
    row = one(broken_series, baseline=2014)
    assert row["status"] != "not_comparable"
    assert "other_sources_left_out" in row["flags"].split()


def test_a_gap_between_sources_is_no_gap(broken_series):
    mixed = broken_series.assign(source=np.where(broken_series["area"] == "Loop", "a", "b"))
    assert one(mixed, baseline=2012)["status"] == "not_comparable"
