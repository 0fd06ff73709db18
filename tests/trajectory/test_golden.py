"""Golden numbers, and the arithmetic of a promise."""

from __future__ import annotations

import numpy as np
import pytest

from asking import PROMISE, one
from equitygap import tables
from equitygap.trajectory import trajectories


def test_golden_numbers_of_a_straight_line_with_known_standard_errors(known_gap):
    row = one(known_gap)
    assert row["trend_per_year"] == pytest.approx(-0.370110, abs=5e-7)
    assert row["projected_gap"] == pytest.approx(10.400977, abs=5e-7)
    assert row["projected_upper"] - row["projected_gap"] == pytest.approx(1.959964 * 2.399524, abs=1e-5)
    assert row["probability"] == pytest.approx(0.158509, abs=1e-6)
    assert row["probability_reported"] == pytest.approx(0.202563, abs=1e-6)
    assert row["reach_year"] == pytest.approx(2036.49, abs=0.01)
    assert row["parity_year"] == pytest.approx(2058.10, abs=0.01)
    assert np.isnan(row["reach_upper"])
    assert "reach_unbounded" in row["flags"].split()
    assert (row["status"], row["reliability"]) == ("off_track", "high")


def test_the_arithmetic_of_the_promise(known_gap):
    row = one(known_gap)
    assert (row["baseline_gap"], row["target_gap"], row["latest_gap"]) == pytest.approx((16.0, 8.0, 12.9))
    assert row["required_now"] == pytest.approx(16 - 8 * 8 / 15)
    assert row["deviation"] == pytest.approx(12.9 - (16 - 8 * 8 / 15))
    # The target is half of the noisy baseline: its error enters with 1 − c s, c = 1/2 and s = 8/15.
    error = np.hypot(1.6, (1 - 0.5 * 8 / 15) * 1.6)
    assert row["deviation_upper"] - row["deviation"] == pytest.approx(1.959964 * error, abs=1e-5)
    assert row["share_closed"] == pytest.approx(3.1 / 8)
    assert row["needed_per_year"] == pytest.approx((8 - 12.9) / 7)
    assert row["target_rule"] == "reduce by 50% by 2030 (baseline 2015)"


def test_columns_are_the_canonical_ones(known_gap):
    frame = trajectories(known_gap, benchmark="Loop", **PROMISE)
    assert list(frame.columns) == tables.names("trajectory")
