from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from equitygap import tables
from equitygap.errors import DataError, UsageError
from equitygap.power import power, power_curve, sentences

SAMPLES = Path(__file__).parents[1] / "sample_data"
#: One year's standard error of the gap is 1.58, two thirds of its variance the focus's.
FOCUS_ERROR, BENCHMARK_ERROR = np.sqrt(2 / 3) * 1.58, np.sqrt(1 / 3) * 1.58


def estimates(focus_error=FOCUS_ERROR, *, years=range(2015, 2018), width=1, focus=69.0):
    return pd.DataFrame(
        [
            ("life_expectancy", area, year, year + width - 1, value, error / np.sqrt(width), people * width)
            for year in years
            for area, value, error, people in (
                ("Loop", 85.0, BENCHMARK_ERROR, 40_000),
                ("West", focus, focus_error, 17_000),
            )
        ],
        columns=["metric", "area", "start", "end", "value", "standard_error", "population"],
    )


ASK = {"benchmark": "Loop", "focus": "West", "baseline": 2015, "by": 2030, "reduce": 0.5}


def test_a_promise_to_halve_sixteen_years_in_fifteen():
    found = power(estimates(), **ASK)
    assert list(found) == [name for name in tables.names("power") if name != "group"]
    one = found.set_index("window").loc[1]
    assert one["promised_change"] == -8
    assert one["promised_per_year"] == pytest.approx(-8 / 15)
    assert one["detectable_change"] == pytest.approx(4.38, abs=0.005)
    assert one["detectable_change_powered"] == pytest.approx(6.26, abs=0.005)
    assert one["years_needed"] == 10  # power .74 with 9 yearly readings, .87 with 10
    assert one["detectable_by"] == 2024
    assert one["more_years"] == 2024 - 2017
    assert one["power_at_target"] > 0.99
    assert one["areas_needed"] == 1
    assert one["flags"] == ""


def test_longer_windows_narrow_a_reading_but_not_the_wait():
    found = power(estimates(), **ASK, windows=(1, 3, 5)).set_index("window")
    np.testing.assert_allclose(found["standard_error"], 1.58 / np.sqrt([1, 3, 5]))
    assert found["years_needed"].tolist() == [10, 12, 15]


def test_published_windows_count_with_their_length():
    three = power(estimates(width=3, years=[2014]), **ASK, windows=(1, 3)).set_index("window")
    assert three.loc[1, "standard_error"] == pytest.approx(1.58)
    assert three.loc[3, "standard_error"] == pytest.approx(1.58 / np.sqrt(3))


def test_a_smaller_focus_needs_longer():
    found = power(estimates(), **ASK, windows=(1,), populations=(1_700, 170_000))
    assert found["population"].tolist() == [17_000, 1_700, 170_000]
    expected = [np.sqrt(BENCHMARK_ERROR**2 + FOCUS_ERROR**2 * ratio) for ratio in (1, 10, 0.1)]
    np.testing.assert_allclose(found["standard_error"], expected)
    own, small, large = found["years_needed"]
    assert small > own > large


def test_areas_needed_give_the_power_wanted_by_the_target_year():
    ask = {**ASK, "by": 2022}
    row = power(estimates(focus_error=4.0), **ask, windows=(1,)).iloc[0]
    k = row["areas_needed"]
    assert k > 1

    def at_target(areas):
        error = 4.0 / np.sqrt(areas)
        return power(estimates(focus_error=error), **ask, windows=(1,)).iloc[0]["power_at_target"]

    assert at_target(k) >= 0.8 > at_target(k - 1)


@pytest.mark.parametrize(
    ("frame", "ask", "flag"),
    [
        (estimates(), {"reduce": 0.2}, "target_below_noise"),
        (estimates(focus=84.9), {"gap": 0.5, "reduce": None}, "target_already_met_at_baseline"),
        (estimates().drop(columns="standard_error"), {}, "no_standard_error"),
        (estimates(), {"reduce": 0.01, "by": 2100}, "beyond_horizon"),
        (estimates(), {"reduce": 0.05}, "benchmark_too_uncertain"),
    ],
)
def test_what_to_know_is_flagged(frame, ask, flag):
    found = power(frame, **{**ASK, **ask}, windows=(1,))
    assert flag in found.iloc[0]["flags"].split()
    assert len(sentences(found)) == 1


def test_sentences_say_from_when_it_can_be_told():
    assert sentences(power(estimates(), **ASK, windows=(1,))) == [
        "West against Loop, yearly readings: two readings tell a change of 4.4 from none; "
        "the promised path can be told from no change in 2024."
    ]


def test_the_curve_rises_to_the_target_year():
    found = power_curve(pa.Table.from_pandas(estimates()), **ASK, windows=(1, 5))
    assert list(found) == [name for name in tables.names("power_curve") if name != "group"]
    yearly, fives = found[found["window"] == 1], found[found["window"] == 5]
    assert yearly["year"].tolist() == list(range(2015, 2031))
    assert yearly["power"].is_monotonic_increasing
    assert fives["year"].tolist() == [2019, 2024, 2029]
    assert yearly.set_index("year").loc[2023, "power"] == pytest.approx(0.74, abs=0.006)
    assert yearly.set_index("year").loc[2024, "power"] == pytest.approx(0.87, abs=0.006)


def test_a_level_and_a_lower_is_better_metric():
    level = power(estimates(), **{**ASK, "reduce": None, "level": 77.0}, windows=(1,)).iloc[0]
    assert level["promised_change"] == -8
    rates = estimates().assign(metric="rate", value=lambda t: 200 - t["value"])
    same = power(rates, **ASK, better="lower", windows=(1,)).iloc[0]
    assert same["promised_change"] == -8


def test_counts_become_life_expectancies():
    counts = pd.read_csv(SAMPLES / "us_deaths_race.csv")
    row = power(counts, benchmark="White", baseline=1999, by=2018, reduce=0.5, windows=(1,)).iloc[0]
    assert row["metric"] == "life_expectancy"
    assert row["promised_change"] == pytest.approx(-2.92, abs=0.01)
    assert row["standard_error"] == pytest.approx(0.031, abs=0.001)


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        ({"reduce": None}, UsageError, "exactly one of"),
        ({"reduce": 50}, UsageError, "between 0 and 100 %"),
        ({"by": 2010}, UsageError, "must come after the baseline"),
        ({"windows": ()}, UsageError, "windows are whole years"),
        ({"populations": (0,)}, UsageError, "populations must be positive"),
        ({"wanted": 1}, UsageError, "power must lie between 0 and 1"),
        ({"metric": "asthma"}, DataError, "no metric 'asthma'"),
        ({"baseline": 1990}, DataError, "1990"),
    ],
)
def test_bad_questions_get_one_clear_message(ask, error, message):
    with pytest.raises(error, match=message):
        power(estimates(), **{**ASK, **ask})


def test_without_standard_errors_there_is_no_curve():
    curve = power_curve(estimates().drop(columns="standard_error"), **ASK)
    assert curve["power"].isna().all()


def test_sentences_name_the_population_where_there_are_several():
    said = sentences(power(estimates(), **ASK, windows=[1], populations=[100_000]))
    assert said[0].startswith("West against Loop, 17,000 people, yearly readings: ")
    assert said[1].startswith("West against Loop, 100,000 people, yearly readings: ")
