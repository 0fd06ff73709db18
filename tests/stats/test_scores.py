"""Scores of probabilistic forecasts: closed forms, propriety, and edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from equitygap.stats import scores


def score(outcome: float, mean: float, scale: float, df: float) -> float:
    arrays = {"mean": mean, "scale": scale, "degrees_of_freedom": df}
    return float(scores.crps(np.array([outcome]), **{k: np.array([v]) for k, v in arrays.items()})[0])


@pytest.mark.parametrize("z", [-2.0, -0.5, 0.0, 1.0, 2.5])
def test_crps_of_the_normal_is_near_its_closed_form(z):
    # Gneiting & Raftery (2007), equation 21: σ [z (2Φ(z) − 1) + 2φ(z) − 1/√π].
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    exact = z * (2 * ndtr(z) - 1) + 2 * density - 1 / np.sqrt(np.pi)
    assert score(z, 0.0, 1.0, np.inf) == pytest.approx(exact, rel=0.011, abs=0.004)


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(0.1, 3), st.sampled_from([2.0, 5.0, np.inf]))
def test_crps_laws(outcome, mean, scale, df):
    base = score(outcome, mean, scale, df)
    assert base > 0
    assert score(outcome + 7, mean + 7, scale, df) == pytest.approx(base, abs=1e-9)
    assert score(3 * outcome, 3 * mean, 3 * scale, df) == pytest.approx(3 * base, abs=1e-9)
    assert score(2 * mean - outcome, mean, scale, df) == pytest.approx(base, abs=1e-9)


def test_crps_is_best_for_the_true_distribution_and_becomes_the_absolute_error():
    y = np.random.default_rng(0).normal(0, 1, 4000)
    one = np.ones_like(y)
    mean = {
        s: scores.crps(y, mean=0 * y, scale=s * one, degrees_of_freedom=np.inf * one).mean()
        for s in (0.6, 1.0, 1.6)
    }
    assert mean[1.0] < min(mean[0.6], mean[1.6])
    assert score(3.0, 1.0, 0.0, 5.0) == pytest.approx(2.0)


def test_half_width_covers():
    arrays = {"scale": np.array([2.0, 2.0]), "degrees_of_freedom": np.array([np.inf, 5.0])}
    assert scores.half_width(0.95, **arrays).round(4).tolist() == [3.9199, 5.1412]


@pytest.mark.parametrize(
    ("probability", "came", "skill"),
    [
        ([1.0, 0.0, 1.0, 0.0], [1, 0, 1, 0], 1.0),
        ([0.5, 0.5, 0.5, 0.5], [1, 0, 1, 0], 0.0),
        ([0.0, 1.0, 0.0, 1.0], [1, 0, 1, 0], -3.0),
        ([0.5, 0.5], [1, 1], np.nan),
    ],
)
def test_brier_skill(probability, came, skill):
    outcome = np.array(came, dtype=float)
    score = scores.brier(np.array(probability), outcome).mean()
    assert scores.brier_skill(score, outcome.mean()) == pytest.approx(skill, nan_ok=True)
    assert np.isnan(scores.brier_skill(np.array(np.nan), np.array(np.nan)))


def test_calibration_bins():
    found = scores.calibration(np.array([0.0, 0.05, 0.95, 1.0]), np.array([0.0, 1.0, 1.0, 1.0]))
    assert found.forecasts.tolist() == [2, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    assert found.mean_probability[[0, 9]].tolist() == [0.025, 0.975]
    assert found.observed_share[[0, 9]].tolist() == [0.5, 1.0]
    assert np.isnan(found.observed_share[1:9]).all()
