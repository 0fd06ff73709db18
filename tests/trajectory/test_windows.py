"""Windows of several years."""

from __future__ import annotations

import pandas as pd
import pytest

from asking import one
from equitygap.errors import DataError
from synthetic import estimates_of


def windows(width: int, count: int) -> pd.DataFrame:
    years = range(2010, 2010 + count)
    errors = {"Loop": [0.3] * count, "West": [0.6] * count}
    values = {"Loop": [85.0] * count, "West": [70 + 0.2 * i for i in range(count)]}
    frame = estimates_of(values, list(years), standard_errors=errors)
    return frame.assign(end=frame["start"] + width - 1)


def test_overlapping_windows_are_told_and_their_covariance_counted():
    apart, rolling = one(windows(1, 9), baseline=2010), one(windows(3, 9), baseline=2011)
    assert "overlapping_windows" in rolling["flags"].split()
    assert "overlapping_windows" not in apart["flags"].split()
    assert rolling["baseline_year"] == 2011
    # Rolling windows hold less information than as many years apart.
    wide, narrow = (row["trend_upper"] - row["trend_lower"] for row in (rolling, apart))
    assert wide > narrow


def test_a_year_inside_one_window_names_it():
    frame = windows(3, 9)
    frame = frame[frame["start"].isin([2010, 2013, 2016])]
    assert one(frame, baseline=2010)["baseline_year"] == 2011


def test_a_year_inside_several_windows_is_refused():
    with pytest.raises(DataError, match="several windows"):
        one(windows(4, 9), baseline=2012)


def test_a_window_that_repeats_others_is_refused():
    frame = pd.concat([windows(1, 6), windows(2, 1)])
    with pytest.raises(DataError, match="2010-2011"):
        one(frame, baseline=2010)


def test_an_excluded_year_takes_its_whole_window_out_of_line_and_forecast():
    frame = windows(3, 12)
    frame = frame[frame["start"] % 3 == 0]
    by_year, by_middle = (one(frame, baseline=2013, exclude=(year,)) for year in (2016, 2017))
    assert by_year["projected_gap"] == by_middle["projected_gap"]
    assert by_year["projected_gap"] != one(frame, baseline=2013)["projected_gap"]
