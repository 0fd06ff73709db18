"""Life tables of rates that are published without deaths."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from equitygap.ages import parse_band
from equitygap.errors import UsageError
from equitygap.lifetable import expectancies, life_tables

TRACTS = Path(__file__).parent / "reference" / "usaleep" / "illinois_tracts.csv"


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return pd.read_csv(TRACTS, dtype={"tract": str})


@pytest.fixture(scope="module")
def rates(published) -> pd.DataFrame:
    """The tracts' rates, by the publisher's own convention for the years lived by those who die."""
    n = np.array([parse_band(label).width for label in published["age"]])
    a = np.where(published["age"] == "Under 1", 0.1, n / 2)
    last, q = np.isinf(n), published["qx"].to_numpy()
    with np.errstate(invalid="ignore"):  # the open band has no width
        rate = np.where(last, published["dx"] / published["Lx"], q / (n - (n - a) * q))
        slope = np.where(last, 1.0, n / (n - (n - a) * q) ** 2)
    return pd.DataFrame(
        {
            "area": published["tract"],
            "start": 2010,
            "end": 2015,
            "age": published["age"],
            "rate": rate,
            "standard_error": slope * published["qx_standard_error"],
        }
    )


def test_the_publishers_expectancies_and_standard_errors_come_back(published, rates):
    found = expectancies(rates).set_index("area")
    first = published[published["age"] == "Under 1"].set_index("tract")
    assert (found["value"] - first["ex"]).abs().max() < 0.051
    allowed = np.maximum(0.005, 0.005 * first["ex_standard_error"])
    assert ((found["standard_error"] - first["ex_standard_error"]).abs() <= allowed).all()
    assert "population" not in found
    assert (found["note"] == "").all()


def test_without_a_standard_error_there_is_no_interval(rates):
    found = expectancies(rates.drop(columns="standard_error"), at=(0, 5))
    assert found["value"].notna().all()
    assert found[["standard_error", "lower", "upper"]].isna().all(axis=None)
    assert set(found["note"]) == {"rate_standard_error_missing"}


def test_a_missing_standard_error_matters_to_younger_ages_alone(rates):
    known = rates["standard_error"].where(rates["age"] != "5-14")
    found = life_tables(rates.assign(standard_error=known))
    young = found["age"].isin(["0", "1-4", "5-14"])
    shown = found["ex"].notna()
    assert (found.loc[shown, "standard_error"].isna() == young[shown]).all()
    assert (found["note"].str.contains("rate_standard_error_missing") == young).all()


def test_causes_add_up(rates):
    half = rates.assign(rate=rates["rate"] / 2, standard_error=rates["standard_error"] / np.sqrt(2))
    causes = pd.concat([half.assign(cause="heart"), half.assign(cause="other")])
    every = expectancies(rates)
    pd.testing.assert_frame_equal(expectancies(causes), every)
    beside = pd.concat([rates.assign(cause=None), causes])
    pd.testing.assert_frame_equal(expectancies(beside), every)


def test_an_exact_rate_adds_no_variance(rates):
    found = expectancies(rates.assign(standard_error=0.0))
    assert (found["standard_error"] == 0).all()


def test_nobody_dying_in_the_open_age_withholds(rates):
    found = expectancies(rates.assign(rate=rates["rate"].where(rates["age"] != "85 and older", 0.0)))
    assert found["value"].isna().all()
    assert found["note"].str.contains("no_deaths_in_open_age").all()


@pytest.mark.parametrize(
    "policy", [{"small_area": "topals"}, {"open_age": "collapse"}, {"variance": "draws"}]
)
def test_what_needs_deaths_is_refused(rates, policy):
    with pytest.raises(UsageError, match="holds rates"):
        expectancies(rates, **policy)
