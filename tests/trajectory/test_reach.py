"""The year in which a target is reached agrees with the probability of its being reached."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from asking import one, series
from equitygap.trajectory import trajectories
from synthetic import estimates_of


def many(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    values = {"Loop": list(85 + rng.normal(0, 0.3, 12))} | {
        f"A{i}": list(75 + i / 4 + rng.normal(0, 0.2) * np.arange(12) + rng.normal(0, 0.4, 12))
        for i in range(15)
    }
    return estimates_of(values, list(range(2009, 2021)))


@pytest.mark.parametrize("model", ["default", "last", "drift", "shrunk", "pooled-fixed"])
def test_a_target_is_reached_in_time_where_that_is_as_likely_as_not(model):
    question = {"benchmark": "Loop", "gap": 6.0, "baseline": 2012, "by": 2026, "model": model}
    found = trajectories(many(1), **question).dropna(subset="probability")
    in_time = found["reach_year"] <= 2026
    assert in_time.any()
    # A probability that was over one half before the target year may have fallen under it since.
    assert (in_time | (found["probability"] < 0.5)).all()
    assert (found["reach_lower"].fillna(-np.inf) <= found["reach_year"].fillna(np.inf)).all()


def test_a_year_does_not_depend_on_the_other_rows():
    question = {"benchmark": "Loop", "gap": 6.0, "baseline": 2012, "by": 2026}
    every = trajectories(many(2), **question).set_index("focus")
    alone = trajectories(many(2), focus="A4", **question).set_index("focus")
    pd.testing.assert_frame_equal(every.loc[["A4"]], alone, rtol=1e-9)


def test_a_line_that_is_ahead_of_the_figures_names_no_year():
    row = one(series([10.0, 7.0, 5.5, 4.0, 3.0, 2.0, 1.2, 0.4, 5.4]), baseline=2012, by=2024)
    assert row["latest_gap"] > row["target_gap"]
    assert np.isnan(row["reach_year"])
    assert "line_ahead_of_figures" in row["flags"].split()


def test_the_uncertainty_of_a_projected_benchmark_counts():
    errors = {"Loop": [1.5] * 9, "West": [0.3] * 9}
    values = {"Loop": [85.0] * 9, "West": [69 + 0.4 * i for i in range(9)]}
    estimates = estimates_of(values, list(range(2012, 2021)), standard_errors=errors)
    moving, projected = (
        one(estimates, baseline=2012, benchmark_moves=how, model="linear") for how in ("moving", "projected")
    )
    assert projected["projected_gap"] == pytest.approx(moving["projected_gap"])
    assert projected["projected_upper"] == pytest.approx(moving["projected_upper"], rel=1e-6)
    assert projected["trend_upper"] == pytest.approx(moving["trend_upper"], rel=1e-6)
