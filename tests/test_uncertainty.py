"""Standard errors and limits from numerators, margins of error, and what is published."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equitygap.uncertainty import with_uncertainty

BLANK = {"standard_error": np.nan, "lower": np.nan, "upper": np.nan}


def row(**columns: object) -> pd.DataFrame:
    return pd.DataFrame([{"metric": "x", "area": "Hill", "start": 2020, "end": 2020, **columns}])


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    # Newcombe RG, Stat Med 1998;17:857-872, Table I, method 3 (the score interval of Wilson).
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.0, 16.11), (1, 29, 0.61, 17.18)],
)
def test_percentages_have_the_limits_of_a_proportion(numerator, denominator, lower, upper):
    value = 100 * numerator / denominator
    data = row(value=value, numerator=float(numerator), denominator=float(denominator))
    found = with_uncertainty(data, {"x": "percent of adults"}).iloc[0]
    assert (found["lower"], found["upper"]) == (
        pytest.approx(lower, abs=0.005),
        pytest.approx(upper, abs=0.005),
    )
    assert found["standard_error"] > 0  # none and all are no certainty


def test_shares_are_the_same_on_another_scale():
    data = row(value=0.308, numerator=81.0, denominator=263.0, unit="share")
    assert with_uncertainty(data).iloc[0]["upper"] == pytest.approx(0.3662, abs=5e-5)


@pytest.mark.parametrize(("events", "lower", "upper"), [(3, 0.619, 8.767), (0, 0.0, 3.689)])
def test_rates_have_the_limits_of_a_poisson_count(events, lower, upper):
    # Exact limits: Garwood F, Biometrika 1936;28:437-442.
    data = row(value=10.0 * events, numerator=float(events), denominator=10_000.0)
    found = with_uncertainty(data, {"x": "deaths per 100,000"}).iloc[0]
    assert (found["lower"], found["upper"]) == pytest.approx((10 * lower, 10 * upper), abs=0.005)


def test_a_margin_of_error_is_for_90_percent():
    found = with_uncertainty(row(value=52_000.0, margin_of_error=1645.0)).iloc[0]
    assert found["standard_error"] == pytest.approx(1000.0)
    assert np.isnan(found["lower"])


@pytest.mark.parametrize(
    ("given_too", "error"),
    [
        ({"standard_error": 2.0}, 2.0),
        ({"lower": 14.0, "upper": 26.0}, np.nan),  # published; the standard error is read from it later
        ({"margin_of_error": 1.645}, 1.0),
    ],
)
def test_what_is_published_goes_before_what_can_be_worked_out(given_too, error):
    data = row(value=20.0, numerator=20.0, denominator=100.0, **{**BLANK, **given_too})
    found = with_uncertainty(data, {"x": "percent"}).iloc[0]
    assert found["standard_error"] == pytest.approx(error, nan_ok=True)
    assert found["lower"] == pytest.approx(given_too.get("lower", np.nan), nan_ok=True)


@pytest.mark.parametrize("unit", ["dollars", "years", "micrograms per litre", ""])
def test_a_mean_tells_nothing_of_its_spread(unit):
    data = row(value=20.0, numerator=2000.0, denominator=100.0)
    assert with_uncertainty(data, {"x": unit}).iloc[0][list(BLANK)].isna().all()


def test_other_tables_stay_as_they_are():
    data = row(value=20.0)
    assert with_uncertainty(data) is data
    withheld = row(value=np.nan, numerator=2.0, denominator=10.0)
    assert with_uncertainty(withheld, {"x": "percent"}).iloc[0][list(BLANK)].isna().all()


@given(st.integers(0, 500), st.integers(1, 500), st.sampled_from([0.8, 0.95, 0.99]))
def test_limits_contain_the_value_and_stay_within_what_can_be(x, n, confidence):
    data = row(value=100 * min(x, n) / n, numerator=float(min(x, n)), denominator=float(n))
    found = with_uncertainty(data, {"x": "percent"}, confidence=confidence).iloc[0]
    assert 0 <= found["lower"] <= found["value"] + 1e-9
    assert found["value"] - 1e-9 <= found["upper"] <= 100
