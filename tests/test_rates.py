from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from equitygap import words
from equitygap.errors import DataError, UsageError
from equitygap.rates import rates
from equitygap.rates.standards import standard_population
from equitygap.stats.proportion import exact_limits

INDICATORS = Path(__file__).parent / "reference/indicators"
ESP = [*(f"{age}-{age + 4}" for age in range(0, 90, 5)), "90+"]


def counts(ages, deaths, population, area="A", **columns):
    frame = pd.DataFrame({"area": area, "start": 2015, "end": 2017, "age": ages, **columns})
    return frame.assign(deaths=np.asarray(deaths, float), population=np.asarray(population, float))


def only(found, metric):
    return found[found["metric"] == metric].reset_index(drop=True)


@pytest.fixture(scope="module")
def peer():
    given = pd.read_csv(INDICATORS / "dsr_input.csv")
    reference = pd.read_csv(INDICATORS / "isr_input.csv").head(19)
    table = counts(ESP * 10, given["x"].fillna(0), given["n"]).assign(area=given["area"])
    rate = pd.DataFrame({"age": ESP, "rate": reference["xr"] / reference["nr"]})
    return rates(table, standard="esp2013", reference=rate)


@pytest.mark.parametrize(
    ("metric", "file"),
    [("directly_standardised_rate", "dsr_expected"), ("standardised_mortality_ratio", "isratio_expected")],
)
def test_agrees_with_a_peer(peer, metric, file):
    expected = pd.read_csv(INDICATORS / f"{file}.csv")
    both = only(peer, metric).merge(expected, on="area", suffixes=("", "_theirs"))
    # One area lacks a cell, which the peer takes as no death for one measure and as missing for the other.
    both = both[both["value_theirs"].notna()]
    assert len(both) >= 9
    for column, theirs in [("value", "value_theirs"), ("lower", "lower95_0cl"), ("upper", "upper95_0cl")]:
        np.testing.assert_allclose(both[column], both[theirs], rtol=1e-9)


def test_crude_rate_and_its_exact_limits():
    found = only(rates(counts(["0-64", "65+"], [1, 4], [9000, 1000]), standard=two_bands()), "crude_rate")
    lower, upper = exact_limits(5)
    assert found[["value", "lower", "upper"]].iloc[0].tolist() == pytest.approx([50, lower * 10, upper * 10])
    assert found["standard_error"][0] == pytest.approx(5**0.5 * 10)


def two_bands():
    return pd.DataFrame({"age": ["0-64", "65+"], "weight": [3, 1]})


def test_years_of_potential_life_lost():
    table = counts(["0-24", "25-74", "75+"], [4, 16, 50], [4000, 6000, 500])
    found = only(rates(table), "years_of_potential_life_lost_75")
    assert found["value"][0] == pytest.approx((4 * 62.5 + 16 * 25) / 10_000 * 1e5)
    inside = only(rates(counts(["0-64", "65+"], [5, 6], [9000, 1000])), "years_of_potential_life_lost_75")
    assert (inside["value"].isna()[0], inside["note"][0]) == (True, "age_inside_band")


def test_rates_like_the_standard_are_themselves():
    everywhere = rates(counts(ESP, np.full(19, 30), np.full(19, 1000)), standard="esp2013")
    assert only(everywhere, "directly_standardised_rate")["value"][0] == pytest.approx(3000)
    assert only(everywhere, "crude_rate")["value"][0] == pytest.approx(3000)


def test_bands_are_merged_to_the_shared_ones():
    fine = ["0", "1-4", *ESP[1:-2], "85+"]
    deaths, population = np.arange(19) + 3.0, np.full(19, 1000.0)
    found = only(rates(counts(fine, deaths, population), standard="who2000"), "directly_standardised_rate")
    coarse = [*ESP[:-2], "85+"]
    by_hand = counts(coarse, [deaths[:2].sum(), *deaths[2:]], [2000, *population[2:]])
    assert found["note"][0] == "bands_merged"
    again = only(rates(by_hand, standard="who2000"), "directly_standardised_rate")
    assert (found["value"][0], again["note"][0]) == (again["value"][0], "")


@pytest.mark.parametrize("name", list(words.STANDARD_POPULATIONS))
def test_standards(name):
    total = {"us2000": 1_000_000, "esp2013": 100_000, "who2000": 100.035}[name]
    standard = standard_population(name)
    assert standard.values.sum() == pytest.approx(total)
    assert standard.bands[-1].open


def test_a_reference_area():
    chicago = counts(["0-64", "65+"], [100, 400], [90_000, 10_000], area="Chicago")
    west = counts(["0-64", "65+"], [3, 6], [1500, 100], area="West")
    found = rates(pd.concat([chicago, west]), standard=two_bands(), reference="chicago ")
    ratio = only(found, "standardised_mortality_ratio")
    assert ratio["value"].tolist() == pytest.approx([1, 9 / (1500 / 900 + 4)])
    assert list(found["area"].unique()) == ["Chicago", "West"]
    with pytest.raises(DataError, match="no area 'Chicagoo' in the data \\(did you mean 'Chicago'"):
        rates(chicago, reference="Chicagoo")
    other = west.assign(start=2018, end=2020)
    with pytest.raises(DataError, match="'Chicago' has no counts for \\(2018, 2020\\)"):
        rates(pd.concat([chicago, other]), standard=two_bands(), reference="Chicago")


@pytest.mark.parametrize(
    ("table", "options", "metric", "note"),
    [
        (
            counts(["0-64", "65+"], [4, 5], [900, 100]),
            {},
            "directly_standardised_rate",
            "fewer_than_10_deaths",
        ),
        (
            counts(["0-64", "65+"], [40, 50], [900, 100]),
            {"minimum_population": 1001},
            "crude_rate",
            "population_below_minimum",
        ),
        (counts(["0-64", "65+"], [np.nan, 50], [900, 100]), {}, "crude_rate", "value_withheld"),
    ],
)
def test_withheld_values_say_why(table, options, metric, note):
    found = only(rates(table, standard=two_bands(), **options), metric)
    assert found["note"][0] == note
    assert found[["value", "lower", "upper"]].isna().all(axis=None)
    assert note in words.FLAGS


def test_metrics_and_notes():
    table = counts(ESP, np.full(19, 3), np.full(19, 100), note="pooled_years")
    found = rates(table, reference="A")
    assert set(found["metric"]) == set(words.RATE_METRICS)
    assert set(found["note"]) == {"pooled_years", "pooled_years bands_merged"}
    assert "standardised_mortality_ratio" not in set(rates(table)["metric"])


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"standard": "us200"}, UsageError, "did you mean 'us2000'"),
        ({"standard": two_bands().drop(columns="weight")}, UsageError, "lacks weight"),
        ({"standard": two_bands().assign(age="all")}, UsageError, "age band must read like"),
        ({"standard": two_bands().assign(age=["0-4", "65+"])}, UsageError, "ages 5-64 are missing"),
        ({"standard": two_bands().assign(weight=[-1, 1])}, UsageError, "weight must be zero or more"),
        ({"confidence": 95}, UsageError, "confidence must lie between 0 and 1"),
    ],
)
def test_options_that_cannot_be(options, error, message):
    with pytest.raises(error, match=message):
        rates(counts(["0-64", "65+"], [4, 5], [900, 100]), **options)


def test_data_that_start_inside_a_band_of_the_standard():
    with pytest.raises(DataError, match="start at 2, which is inside a band of the standard population"):
        rates(counts(["2-64", "65+"], [40, 50], [900, 100]))
