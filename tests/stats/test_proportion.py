from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from equitygap.stats.proportion import (
    byar_limits,
    dobson_limits,
    exact_limits,
    poisson_limits,
    wilson_limits,
)

INDICATORS = Path(__file__).parents[1] / "reference/indicators"


@pytest.mark.parametrize(("name", "limits"), [("wilson", wilson_limits), ("byars", byar_limits)])
def test_agrees_with_a_peer(name, limits):
    for row in pd.read_csv(INDICATORS / f"{name}_expected.csv").itertuples():
        lower, upper = limits(*([row.x, row.n] if name == "wilson" else [row.x]), confidence=row.confidence)
        assert upper == pytest.approx(row.upper, rel=1e-9)
        assert lower == pytest.approx(0 if np.isnan(row.lower) else row.lower, rel=1e-9)


@pytest.mark.parametrize(
    ("count", "expected"), [(0, (0, 3.689)), (1, (0.025, 5.572)), (5, (1.623, 11.668)), (10, (4.795, 18.390))]
)
def test_exact_limits_as_tabulated(count, expected):
    # Breslow and Day (1987), table 2.11
    assert exact_limits(count) == pytest.approx(expected, abs=6e-4)


@given(st.integers(1, 500), st.sampled_from([0.8, 0.95, 0.998]))
def test_exact_limits_leave_their_tails(count, confidence):
    lower, upper = exact_limits(count, confidence=confidence)
    tail = (1 - confidence) / 2
    assert 1 - special.pdtr(count - 1, lower) == pytest.approx(tail, rel=1e-6)
    assert special.pdtr(count, upper) == pytest.approx(tail, rel=1e-6)


def test_exact_below_ten_and_byar_from_there():
    np.testing.assert_array_equal(poisson_limits([9, 10])[0], [exact_limits(9)[0], byar_limits(10)[0]])
    np.testing.assert_array_equal(poisson_limits([9, 10])[1], [exact_limits(9)[1], byar_limits(10)[1]])


@given(st.integers(0, 200), st.integers(1, 200))
def test_wilson_stays_between_0_and_1(count, more):
    total = count + more - 1 or 1
    lower, upper = wilson_limits(count, total)
    assert 0 <= lower <= count / total <= upper <= 1


@given(st.integers(1, 300), st.floats(1e-3, 1e3))
def test_dobson_of_one_band_is_byar(count, population):
    rate = count / population
    lower, upper = dobson_limits(rate, count / population**2, count)
    assert (lower, upper) == pytest.approx(
        tuple(limit / population for limit in byar_limits(count)), rel=1e-9
    )


def test_no_deaths_have_no_dobson_limits():
    assert np.isnan(dobson_limits(0.0, 0.0, 0)).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: wilson_limits(3, 2), "count must lie between 0 and total"),
        (lambda: wilson_limits(0, 0), "count must lie between 0 and total"),
        (lambda: byar_limits(-1), "count must be zero or more"),
        (lambda: exact_limits(1, confidence=95), "confidence must lie between 0 and 1"),
    ],
)
def test_refuses_nonsense(call, message):
    with pytest.raises(ValueError, match=message):
        call()
