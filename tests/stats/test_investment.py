"""Present values and returns, by hand and by law."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equitygap.stats.investment import present_value, return_on_investment, running_totals, social_return

AMOUNTS = st.lists(st.integers(0, 1000), min_size=1, max_size=6)


def test_a_loan_at_the_discount_rate_is_worth_what_was_lent():
    # 1,000 paid back in three equal parts at 5 %: 1000 × 0.05 / (1 - 1.05^-3) = 367.2085646312451
    found = present_value([367.2085646312451] * 3, [2021, 2022, 2023], base_year=2020, rate=0.05, horizon=4)
    assert found == pytest.approx(1000)


@pytest.mark.parametrize(
    ("horizon", "expected"), [(1, 100), (2, 100 + 100 / 1.1), (9, 100 + 100 / 1.1 + 100 / 1.21)]
)
def test_only_the_years_of_the_horizon_count(horizon, expected):
    years = [2019, 2020, 2021, 2022]
    found = present_value([100] * 4, years, base_year=2020, rate=0.1, horizon=horizon)
    assert found == pytest.approx(expected)


@given(AMOUNTS, st.floats(0, 0.3), st.floats(0, 0.3))
def test_a_higher_rate_never_makes_later_amounts_worth_more(amounts, one, other):
    years = 2020 + np.arange(len(amounts))
    low, high = (
        present_value(amounts, years, base_year=2020, rate=rate, horizon=20) for rate in sorted((one, other))
    )
    assert high <= low + 1e-9
    assert low <= sum(amounts) + 1e-9


@given(st.floats(1, 1e6), st.floats(0, 1e6), st.floats(0.01, 1), st.floats(0.1, 10))
def test_returns_do_not_know_the_currency(cost, benefit, share, rate):
    there = return_on_investment(benefit, cost, attribution=share)
    assert return_on_investment(benefit * rate, cost * rate, attribution=share) == pytest.approx(there)
    assert social_return(benefit, cost, attribution=share) == pytest.approx(there + 1)


def test_without_costs_there_is_no_return():
    assert np.isnan(return_on_investment(100, 0))


@given(AMOUNTS)
def test_the_last_total_is_the_sum(amounts):
    years, totals = running_totals(amounts, [2020 + place // 2 for place in range(len(amounts))])
    assert totals[-1] == pytest.approx(sum(amounts))
    assert (np.diff(years) > 0).all()


@pytest.mark.parametrize(("rate", "horizon", "said"), [(-0.1, 5, "rate"), (0.1, 0, "horizon")])
def test_impossible_assumptions_are_refused(rate, horizon, said):
    with pytest.raises(ValueError, match=said):
        present_value([1], [2020], base_year=2020, rate=rate, horizon=horizon)
