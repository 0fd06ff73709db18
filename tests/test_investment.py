"""Returns by hand, and what they hang on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from equitygap.errors import DataError
from equitygap.investment import Assumptions, returns, running_totals, sensitivity

ROW = {"area": "West Side", "group": "Home visits", "currency": "USD 2018"}
FLOWS = pd.DataFrame(
    [
        {**ROW, "start": 2018, "end": 2018, "kind": "cost", "amount": 1000.0},
        {**ROW, "start": 2019, "end": 2019, "kind": "benefit", "amount": 1100.0},
        {**ROW, "start": 2020, "end": 2020, "kind": "benefit", "amount": 1210.0},
    ]
)
#: At 10 % either benefit is worth 1,000 in 2018.
GIVEN = Assumptions(base_year=2018, discount_rate=0.1, horizon=3, attribution=0.75)
RANGES = {"discount_rate": (0.0, None), "horizon": (2, 5), "attribution": (0.5, 1.0)}
USD = {"currency": "USD 2018"}


def test_returns_are_those_worked_out_by_hand():
    found = returns(FLOWS, GIVEN, **USD, ranges=RANGES).set_index("metric")
    assert found["value"].to_dict() == pytest.approx(
        {"return_on_investment": 0.5, "social_return_on_investment": 1.5, "net_present_value": 500}
    )
    assert (found["start"].unique().tolist(), found["end"].unique().tolist()) == ([2018], [2020])
    assert found["note"].isna().all()
    assert found["group"].unique().tolist() == ["Home visits"]


def test_every_assumption_is_tried_at_its_ends_and_all_together():
    table = sensitivity(FLOWS, GIVEN, **USD, ranges=RANGES)
    own = table[table["metric"] == "return_on_investment"].set_index(["input", "end_of_range"])["value"]
    assert own.to_dict() == pytest.approx(
        {
            ("none", "as given"): 0.5,
            ("discount_rate", "low"): 0.75 * 2.31 - 1,
            ("horizon", "low"): 0.75 - 1,
            ("horizon", "high"): 0.5,
            ("attribution", "low"): 0.0,
            ("attribution", "high"): 1.0,
            ("all", "lowest"): 0.5 - 1,
            ("all", "highest"): 2.31 - 1,
        }
    )
    assert table["change"].to_numpy() == pytest.approx(
        table["value"] - table.groupby("metric")["value"].transform("first")
    )


def test_without_ranges_there_is_one_row_and_a_word_of_it():
    table = sensitivity(FLOWS, GIVEN, **USD, ranges={})
    assert table["end_of_range"].unique().tolist() == ["as given"]
    assert returns(FLOWS, GIVEN, **USD)["note"].unique().tolist() == ["range_not_given"]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"base_year": 2019}, "flows_before_base_year"),
        ({"horizon": 2}, "flows_beyond_horizon"),
        ({"horizon": 9}, "horizon_beyond_flows"),
    ],
)
def test_years_left_out_or_not_there_are_said(changes, word):
    assumptions = Assumptions(**{**vars(GIVEN), **changes})
    assert returns(FLOWS, assumptions, **USD)["note"].str.contains(word).all()


def test_without_costs_nothing_is_returned():
    found = returns(FLOWS[1:], GIVEN, **USD)
    assert np.isnan(found["value"]).all()
    assert found["note"].str.startswith("no_costs").all()


def test_groups_are_kept_apart():
    other = FLOWS.assign(group="Clinic", amount=FLOWS["amount"] * [1, 2, 2])
    both = pd.concat([FLOWS, other], ignore_index=True)
    found = returns(both, GIVEN, **USD)
    of_clinic = returns(both, GIVEN, **USD, group="Clinic")
    roi = found[found["metric"] == "return_on_investment"].set_index("group")["value"]
    assert roi.to_dict() == pytest.approx({"Home visits": 0.5, "Clinic": 2.0})
    assert of_clinic["group"].unique().tolist() == ["Clinic"]


def test_totals_run_up_year_by_year():
    found = running_totals(FLOWS)
    assert found[["metric", "start", "value"]].to_numpy().tolist() == [
        ["cumulative_costs", 2018, 1000],
        ["cumulative_benefits", 2019, 1100],
        ["cumulative_benefits", 2020, 2310],
    ]


@pytest.mark.parametrize(
    ("flows", "question", "said"),
    [
        (FLOWS, {"currency": "EUR 2018"}, "in USD 2018; all must be in EUR 2018"),
        (FLOWS.assign(currency=["USD 2018", "USD 2018", "persons"]), USD, "in USD 2018 and persons"),
        (FLOWS, {**USD, "group": "Clinic"}, "no group 'Clinic'"),
        (FLOWS.assign(end=2021), USD, "of 2018-2021 cannot be discounted"),
        (FLOWS.assign(item="life_expectancy gained"), USD, "cannot be attributed to a partnership"),
    ],
)
def test_what_cannot_be_added_or_attributed_is_refused(flows, question, said):
    with pytest.raises(DataError, match=said):
        returns(flows, GIVEN, **question)


def test_a_combination_without_costs_is_neither_the_lowest_nor_the_highest():
    flows = pd.DataFrame(
        {
            "area": "X",
            "start": [2021, 2021, 2022],
            "end": [2021, 2021, 2022],
            "kind": ["cost", "benefit", "benefit"],
            "amount": [100.0, 60.0, 90.0],
            "currency": "USD 2020",
        }
    )
    found = sensitivity(
        flows, Assumptions(2020, 0.0, 3, 1.0), currency="USD 2020", ranges={"horizon": (1, 20)}
    )
    found = found[found["metric"] == "return_on_investment"].set_index(["input", "end_of_range"])
    assert found.loc[("all", "lowest"), "value"] == found.loc[("all", "highest"), "value"] == 0.5
    assert np.isnan(found.loc[("horizon", "low"), "value"])
    assert found.loc[("horizon", "low"), "note"].split()[0] == "no_costs"
