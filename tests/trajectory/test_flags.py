"""Flags: what a reader must know."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from asking import one, series
from equitygap.errors import UsageError
from equitygap.present.sentences import sentence
from equitygap.trajectory import trajectories
from synthetic import estimates_of


def flags(estimates: pd.DataFrame, **question: object) -> set[str]:
    return set(one(estimates, **question)["flags"].split())


def test_levelling_down_is_never_a_success():
    years = list(range(2012, 2020))
    estimates = estimates_of(
        {"Loop": [85 - 0.9 * i for i in range(8)], "West": [69 - 0.05 * (i % 2) for i in range(8)]}, years
    )
    row = one(estimates, baseline=2012)
    assert row["mechanism"] == "levelling_down"
    assert "levelling_down" in row["flags"].split()


def test_a_gap_that_does_not_change_by_more_than_chance_has_no_mechanism():
    years = list(range(2012, 2020))
    values = {"Loop": [85 - 0.3 * i for i in range(8)], "West": [69 + (-1.5, 1.2)[i % 2] for i in range(8)]}
    row = one(estimates_of(values, years), baseline=2012)
    assert row["mechanism"] == "no_detectable_change"
    assert "levelling_down" not in row["flags"].split()


def test_an_announced_gap_is_nobody_elses():
    values = {"Loop": [85.0] * 5, "A": [75.0] * 5, "B": [70.0] * 5}
    estimates = estimates_of(values, list(range(2012, 2017)))
    question = {"benchmark": "Loop", "reduce": 0.5, "baseline": 2012, "by": 2020, "model": "last"}
    with pytest.raises(UsageError, match="one figure, but 2 gaps"):
        trajectories(estimates, announced={"gap": 16.0}, **question)
    with pytest.raises(UsageError, match="'C', which is not compared"):
        trajectories(estimates, announced={"gap": {"C": 16.0}}, **question)
    found = trajectories(estimates, announced={"gap": {"b": 16.0}}, **question).set_index("focus")
    assert list(found["target_gap"]) == [5.0, 8.0]
    assert "revised_baseline" in found.loc["B", "flags"]


def test_an_announced_promise_is_locked(known_gap):
    row = one(known_gap, announced={"gap": 14.0, "members": 3})
    assert row["target_gap"] == 7.0
    assert row["target_rule"].endswith("as announced)")
    # The target is then a constant: the baseline's error enters the deviation with 1 − s, s = 8/15.
    error = np.hypot(1.6, 1.6 * 7 / 15)
    assert row["deviation_upper"] - row["deviation"] == pytest.approx(1.959964 * error, abs=1e-5)
    assert {"revised_baseline", "membership_changed"} <= set(row["flags"].split())
    # An announced figure is as good as its digits.
    assert "revised_baseline" not in flags(known_gap, announced={"gap": 16, "members": 1})


def test_excluded_years_are_left_out_of_the_trend_and_told(known_gap):
    row = one(known_gap, exclude=(2021, 2022))
    assert "shock_years" in row["flags"].split()
    assert row["latest_year"] == 2023
    assert row["trend_per_year"] != pytest.approx(-0.370110, abs=1e-4)


def test_long_horizons_are_flagged_and_then_refused():
    assert "horizon_long" in flags(series([16.0, 15, 14, 13.5, 13, 12.5, 12, 11.5]), baseline=2012)
    row = one(series([16.0, 15.0, 14.1, 13.0]), baseline=2012)
    assert "horizon_too_long" in row["flags"].split()
    assert np.isnan(row["probability"])
    assert row["status"] == "inconclusive"


def test_a_line_that_hangs_on_one_point_is_flagged():
    assert "leave_one_out_sign_flip" in flags(
        series([12.0, 11.9, 12.1, 12.0, 11.9, 11.8, 12.6]), baseline=2012
    )


def test_scatter_beyond_the_errors_is_flagged():
    errors = {"Loop": [0.1] * 6, "West": [0.1] * 6}
    values = {"Loop": [85.0] * 6, "West": [70.0, 73.0, 69.0, 74.0, 68.0, 75.0]}
    assert "lack_of_fit" in flags(
        estimates_of(values, list(range(2012, 2018)), standard_errors=errors), baseline=2012
    )


def test_the_worst_of_many_at_the_baseline_is_flagged():
    values = {"Loop": [85.0] * 4, "West": [66.0] * 4} | {f"A{i}": [70.0 + i] * 4 for i in range(5)}
    assert "baseline_extreme" in flags(estimates_of(values, list(range(2012, 2016))), baseline=2012)


def test_a_straight_series_without_errors_is_no_certainty():
    row = one(series([16.0, 15.5, 15.0, 14.5, 14.0, 13.5, 13.0]), baseline=2012)
    limits = ["latest_lower", "latest_upper", "trend_lower", "trend_upper", "deviation_lower", "reach_upper"]
    assert row[limits].isna().all()
    assert np.isnan(row["probability"])
    assert "no_scatter" in row["flags"].split()


def test_a_baseline_that_noise_made_large_explains_a_chance_that_the_projection_seems_to_deny():
    gaps = [12.0, 8.4, 8.0, 7.6, 7.4, 7.0, 6.8]
    asked = {"model": "pooled-fixed", "baseline": 2012, "by": 2021}
    row = one(series([*gaps, 6.4], first=2012), **asked)
    assert row["projected_gap"] < row["target_gap"] == 6.0
    assert row["probability"] < 0.5
    assert "baseline_smoothed" in row["flags"].split()
    assert "the chance of halving the gap of 2012, its noise taken out, is 40 %" in sentence(row.to_dict())
    agreeing = one(series([*gaps, 5.6], first=2012), **asked)
    assert "baseline_smoothed" not in agreeing["flags"].split()
