from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from equitygap import tables
from equitygap.decompose import change_contributions, contributions, sentences
from equitygap.errors import DataError, UsageError
from equitygap.stats.mortality import life_table, phe_ax

AGES = ["0", "1-14", "15-64", "65+"]
LOWER, WIDTH = np.array([0, 1, 15, 65]), np.array([1, 14, 50, np.inf])
POPULATION = [2_000, 20_000, 60_000, 15_000]


def counts(area, deaths, *, year=2015, causes=None, population=POPULATION, **more):
    """One area's rows; `deaths` by age, or by cause a mapping of them (None: all causes)."""
    by_cause = deaths if isinstance(deaths, dict) else {None: deaths}
    rows = [
        {
            "area": area,
            "start": year,
            "end": year,
            "age": age,
            "cause": cause,
            "deaths": d,
            "population": n,
            **more,
        }
        for cause, values in by_cause.items()
        for age, d, n in zip(AGES, values, population, strict=True)
    ]
    frame = pd.DataFrame(rows)
    return frame if isinstance(deaths, dict) else frame.drop(columns="cause")


GOOD = counts("Best", [8, 4, 150, 600])
BAD = counts("Worst", [20, 6, 300, 900])
TWO = pd.concat([GOOD, BAD])
BY_CAUSE = pd.concat(
    [
        counts("Best", {None: [8, 4, 150, 600], "heart": [0, 0, 50, 300], "injury": [1, 3, 60, 20]}),
        counts("Worst", {None: [20, 6, 300, 900], "heart": [0, 1, 90, 400], "injury": [2, 3, 130, 20]}),
    ]
)


def expectancy(deaths, population=POPULATION):
    rate = np.divide(deaths, population)
    return life_table(rate, width=WIDTH, ax=phe_ax(LOWER, WIDTH)).ex[0]


GAP = expectancy([8, 4, 150, 600]) - expectancy([20, 6, 300, 900])


@pytest.mark.parametrize("method", ["horiuchi", "arriaga", "arriaga-symmetric", "stepwise"])
@pytest.mark.parametrize("table", [TWO, pa.Table.from_pandas(TWO)], ids=["pandas", "arrow"])
def test_contributions_of_ages_add_up_to_the_gap(table, method):
    found = contributions(table, benchmark="best ", focus="Worst", method=method)
    assert found["age"].tolist() == AGES
    assert found["contribution"].sum() == pytest.approx(GAP, abs=1e-10)
    assert found.attrs["largest_residual"] < 1e-10
    assert found["share"].sum() == pytest.approx(1)
    assert (found["lower"] < found["contribution"]).all()
    assert found["note"].isna().all()
    assert set(found) <= set(tables.names("contributions"))


def test_causes_leave_the_rest_to_other():
    found = contributions(BY_CAUSE, benchmark="Best", focus="Worst")
    assert found["cause"].unique().tolist() == ["heart", "injury", "other"]
    assert found["contribution"].sum() == pytest.approx(GAP, abs=1e-10)
    by_age = contributions(BY_CAUSE, benchmark="Best", focus="Worst", by_cause=False)
    np.testing.assert_allclose(
        found.groupby("age", sort=False)["contribution"].sum(), by_age["contribution"], atol=1e-10
    )
    np.testing.assert_allclose(
        contributions(TWO, benchmark="Best", focus="Worst")["standard_error"], by_age["standard_error"]
    )


def test_a_zero_that_nobody_died_of_has_no_interval_and_says_why():
    found = contributions(BY_CAUSE, benchmark="Best", focus="Worst").set_index(["cause", "age"])
    nobody = found.loc[("heart", "0")]
    assert nobody["contribution"] == 0
    assert nobody[["standard_error", "lower", "upper"]].isna().all()
    assert nobody["note"] == "nobody_died_here"
    others = found.drop(index=("heart", "0"))
    assert others["standard_error"].gt(0).all()
    assert others["note"].isna().all()


def test_causes_of_an_area_with_a_suppressed_count_are_withheld():
    hidden = BY_CAUSE.assign(
        deaths=BY_CAUSE["deaths"].mask((BY_CAUSE["area"] == "Worst") & (BY_CAUSE["age"] == "0"))
    )
    found = contributions(hidden, benchmark="Best", focus="Worst")
    assert (found["note"] == "rate_missing").all()
    assert found["contribution"].isna().all()


def test_groups_of_ages_and_causes_are_sums():
    single = contributions(BY_CAUSE, benchmark="Best", focus="Worst")
    grouped = contributions(
        BY_CAUSE,
        benchmark="Best",
        focus="Worst",
        group_ages=["Under 15", "15 and over"],
        group_causes={"named": ["heart", "injury"]},
    )
    assert grouped[["age", "cause"]].to_numpy().tolist() == [
        ["0-14", "named"],
        ["0-14", "other"],
        ["15+", "named"],
        ["15+", "other"],
    ]
    young = single["age"].isin(["0", "1-14"])
    named = single["cause"].isin(["heart", "injury"])
    assert grouped["contribution"].tolist() == pytest.approx(
        [single.loc[a & c, "contribution"].sum() for a in (young, ~young) for c in (named, ~named)]
    )
    # The parts of a group share the other side's noise, so its variance is not the sum of theirs.
    assert grouped["standard_error"].gt(0).all()


def test_rates_with_and_without_standard_errors():
    rates = TWO.assign(rate=TWO["deaths"] / TWO["population"]).drop(columns=["deaths", "population"])
    bare = contributions(rates, benchmark="Best", focus="Worst")
    assert bare["contribution"].sum() == pytest.approx(GAP, abs=1e-10)
    assert bare["standard_error"].isna().all()
    assert (bare["note"] == "rate_standard_error_missing").all()
    error = np.sqrt(TWO["deaths"]) / TWO["population"]
    same = contributions(rates.assign(standard_error=error), benchmark="Best", focus="Worst")
    from_counts = contributions(TWO, benchmark="Best", focus="Worst")
    np.testing.assert_allclose(same["standard_error"], from_counts["standard_error"])


def test_an_uncertain_population_widens_the_intervals():
    certain = contributions(TWO, benchmark="Best", focus="Worst")
    uncertain = contributions(
        TWO.assign(population_standard_error=TWO["population"] * 0.03), benchmark="Best", focus="Worst"
    )
    assert (uncertain["standard_error"] > certain["standard_error"]).all()
    assert uncertain["contribution"].tolist() == certain["contribution"].tolist()


def test_many_areas_groups_periods_and_a_pool():
    table = pd.concat(
        [
            counts(area, np.multiply(deaths, factor), year=year, group=group)
            for year, factor in ((2015, 1), (2018, 0.9))
            for group in ("women", "men")
            for area, deaths in (
                ("Best", [8, 4, 150, 600]),
                ("A", [20, 6, 300, 900]),
                ("B", [10, 6, 200, 800]),
            )
        ]
    )
    found = contributions(table, benchmark="Best", pool="Both")
    assert found["focus"].unique().tolist() == ["A", "B", "Both"]
    assert len(found) == 3 * 2 * 2 * len(AGES)
    gaps = found.groupby(["focus", "group", "start"])["contribution"].sum()
    pooled = expectancy([8, 4, 150, 600]) - expectancy([30, 12, 500, 1700], np.multiply(POPULATION, 2))
    assert gaps["Both", "men", 2015] == pytest.approx(pooled, abs=1e-10)
    assert gaps["A", "women", 2015] == pytest.approx(GAP, abs=1e-10)
    assert contributions(table, benchmark="Best", period=2018)["start"].unique().tolist() == [2018]
    assert contributions(table, benchmark="Best", contains=["B"])["focus"].unique().tolist() == ["A"]


def test_expectancy_at_a_later_age():
    found = contributions(TWO, benchmark="Best", focus="Worst", at=15)
    assert found["metric"].unique().tolist() == ["life_expectancy_15"]
    assert found["age"].tolist() == ["15-64", "65+"]


def two_periods():
    later = pd.concat(
        [counts("Best", [6, 4, 130, 560], year=2020), counts("Worst", [18, 5, 310, 880], year=2020)]
    )
    return pd.concat([TWO, later])


def test_the_change_of_a_gap_by_side():
    found = change_contributions(two_periods(), benchmark="Best", focus="Worst", periods=(2015, 2020))
    before, after = GAP, expectancy([6, 4, 130, 560]) - expectancy([18, 5, 310, 880])
    assert found["side"].unique().tolist() == ["benchmark", "focus"]
    assert found["contribution"].sum() == pytest.approx(after - before, abs=1e-10)
    sides = found.groupby("side")["contribution"].sum()
    assert sides["benchmark"] == pytest.approx(expectancy([6, 4, 130, 560]) - expectancy([8, 4, 150, 600]))
    assert sides["focus"] == pytest.approx(expectancy([20, 6, 300, 900]) - expectancy([18, 5, 310, 880]))
    assert found["share"].sum() == pytest.approx(1)
    assert set(found) <= set(tables.names("contributions"))
    together = change_contributions(
        two_periods(), benchmark="Best", focus="Worst", periods=(2015, 2020), by_side=False
    )
    assert "side" not in together
    sums = found.groupby("age", sort=False)
    np.testing.assert_allclose(together["contribution"], sums["contribution"].sum())
    np.testing.assert_allclose(
        together["standard_error"] ** 2, sums["standard_error"].apply(lambda e: (e**2).sum())
    )


def test_the_change_of_one_area():
    found = change_contributions(two_periods(), focus="Worst", periods=(2015, 2020))
    gain = expectancy([18, 5, 310, 880]) - expectancy([20, 6, 300, 900])
    assert found["contribution"].sum() == pytest.approx(gain, abs=1e-10)
    assert found["benchmark"].isna().all()
    assert found[["start", "start_2"]].drop_duplicates().to_numpy().tolist() == [[2015, 2020]]


@pytest.mark.parametrize(
    ("worst", "note"),
    [
        (counts("Worst", [1, 1, 3, 9], population=[50, 500, 1500, 400]), "population_below_minimum"),
        (counts("Worst", [20, 6, 300, 0]), "no_deaths_in_open_age"),
        (counts("Worst", [20, None, 300, 900]), "rate_missing"),
    ],
)
def test_what_cannot_be_trusted_is_withheld(worst, note):
    table = pd.concat([GOOD, worst, counts("Fine", [20, 6, 300, 900])])
    found = contributions(table, benchmark="Best")
    withheld, fine = found[found["focus"] == "Worst"], found[found["focus"] == "Fine"]
    assert (withheld["note"] == note).all()
    assert withheld[["contribution", "standard_error", "share"]].isna().all(axis=None)
    assert fine["contribution"].sum() == pytest.approx(GAP)
    assert note in sentences(found)[0]


def test_a_zero_gap_gives_zero_everywhere():
    table = pd.concat([GOOD, counts("Same", [8, 4, 150, 600])])
    found = contributions(table, benchmark="Best", focus="Same")
    assert (found["contribution"] == 0).all()
    assert found["share"].isna().all()
    assert (found["note"] == "gap_is_zero").all()
    assert (found["standard_error"] > 0).all()


def without(frame, **where):
    keep = np.ones(len(frame), dtype=bool)
    for column, value in where.items():
        keep &= frame[column].eq(value).to_numpy()
    return frame[~keep]


@pytest.mark.parametrize(
    ("table", "options", "error", "message"),
    [
        (TWO, {"focus": "Wurst"}, DataError, r"no area 'Wurst'.*did you mean 'Worst'"),
        (TWO, {"focus": "Best"}, UsageError, "both the benchmark and a focus"),
        (TWO, {"method": "horiushi"}, UsageError, r"did you mean 'horiuchi'"),
        (TWO, {"at": 30}, DataError, "no age band starts at 30"),
        (TWO, {"period": 1990}, DataError, "contains the year 1990; there are 2015"),
        (TWO, {"group_ages": ["0-64"]}, UsageError, r"65\+ is in no group"),
        (TWO, {"group_ages": ["0-40", "41+"]}, UsageError, "15-64 is in no group, or split by one"),
        (TWO, {"group_ages": ["0-64", "15+"]}, UsageError, "15-64 is in more than one group"),
        (BY_CAUSE, {"group_causes": {"x": ["hart"]}}, DataError, r"no cause 'hart'.*did you mean 'heart'"),
        (
            BY_CAUSE,
            {"group_causes": {"x": ["heart"], "y": ["heart"]}},
            UsageError,
            "'heart' is in two groups: 'x' and 'y'",
        ),
        (pd.concat([TWO, GOOD]), {}, DataError, "area Best, 2015, age 0: more than one row"),
        (
            pd.concat([GOOD, BAD.assign(age=["0", "1-14", "15-69", "70+"])]),
            {},
            DataError,
            r"area Worst, 2015 has 15-69, 70\+ where area Best, 2015 has 15-64, 65\+",
        ),
        (TWO[TWO["age"] != "1-14"], {}, DataError, "ages 1-14 are missing between 0 and 15-64"),
        (TWO[TWO["age"] != "65+"], {}, DataError, "must be open"),
        (TWO.assign(age=TWO["age"].replace("0", "newborn")), {}, DataError, "newborn"),
        (TWO.assign(population=0), {}, DataError, "area Best, 2015, age 0: the population must be positive"),
        (
            BY_CAUSE.assign(deaths=BY_CAUSE["deaths"].where(BY_CAUSE["cause"].isna(), 200)),
            {},
            DataError,
            "area Best, 2015, age 0: the causes exceed all causes by 4,900 % of them",
        ),
        (
            without(BY_CAUSE, area="Worst", cause="injury"),
            {},
            DataError,
            "the cause 'injury' is given for area Best, 2015 but not for area Worst, 2015",
        ),
        (
            without(BY_CAUSE, area="Worst", cause="injury", age="0"),
            {},
            DataError,
            "area Worst, 2015, age 0, injury: the row is missing",
        ),
        (
            BY_CAUSE.assign(population=BY_CAUSE["population"] + BY_CAUSE["cause"].eq("heart")),
            {},
            DataError,
            "the causes give different populations",
        ),
        (
            BY_CAUSE.assign(cause=BY_CAUSE["cause"].replace("heart", "other")),
            {},
            DataError,
            "'other' among them, fall short of all causes",
        ),
        (
            pd.concat([GOOD, counts("Worst", [20, 6, 300, 900], year=2016)]),
            {},
            DataError,
            "area Worst, 2016-2016: nothing to compare with",
        ),
        (TWO, {"pool": "Worst"}, UsageError, "a pool needs a name of its own"),
        (
            TWO.assign(rate=0.1).drop(columns=["deaths", "population"]),
            {"pool": "All"},
            UsageError,
            "rates without person-years do not add up",
        ),
        (
            TWO.assign(rate=-0.1).drop(columns=["deaths", "population"]),
            {},
            DataError,
            "the rate is negative",
        ),
    ],
)
def test_bad_input_gets_one_clear_message(table, options, error, message):
    with pytest.raises(error, match=message):
        contributions(table, **{"benchmark": "Best", **options})


def test_a_change_needs_two_periods():
    with pytest.raises(UsageError, match="lie in the same one"):
        change_contributions(TWO, benchmark="Best", focus="Worst", periods=(2015, 2015))


def test_sentences_name_the_largest_parts():
    (sentence,) = sentences(contributions(BY_CAUSE, benchmark="Best", focus="Worst"))
    assert sentence.startswith(
        f"Worst against Best, 2015: the gap is {GAP:.2f} years; its largest parts are ages "
    )
    (change,) = sentences(
        change_contributions(two_periods(), benchmark="Best", focus="Worst", periods=(2015, 2020))
    )
    assert "Worst against Best, 2015 to 2020: the change of the gap is" in change
    assert "focus, ages" in change


SAMPLES = Path(__file__).parents[1] / "sample_data"


def test_sample_black_and_white_americans():
    table = pd.read_csv(SAMPLES / "us_deaths_race.csv")
    found = change_contributions(table, benchmark="White", focus="Black", periods=(1999, 2018))
    assert found["contribution"].sum() == pytest.approx(-2.54, abs=0.005)
    latest = contributions(table, benchmark="White", focus="Black", period=2018)
    assert latest["contribution"].sum() == pytest.approx(3.30, abs=0.005)


def test_sample_women_and_men_by_cause():
    table = pd.read_csv(SAMPLES / "us_rates_cause.csv")
    men = change_contributions(table, focus="Men", periods=(2019, 2020), group_ages=["0+"])
    by_cause = men.set_index("cause")["contribution"]
    assert by_cause.sum() == pytest.approx(-2.10, abs=0.005)
    assert by_cause["COVID-19 and special codes"] == pytest.approx(-1.36, abs=0.005)


def test_sample_loop_and_west_garfield_park():
    table = pd.read_csv(SAMPLES / "usaleep_loop_west_garfield_park.csv", dtype={"code": str})
    found = contributions(table, benchmark="Loop", focus="West Garfield Park")
    assert found["contribution"].sum() == pytest.approx(12.13, abs=0.005)
    assert found.loc[found["contribution"].idxmax(), "age"] == "55-64"
    # The two areas are their tracts' rates, weighted by residents in the 2010 Census.
    residents = {"17031320100": 10848, "17031320600": 4256, "17031839000": 7311}
    tracts = table[table["code"].isin(residents)]
    weight = tracts["code"].map(residents) / sum(residents.values())
    rate = (tracts["rate"] * weight).groupby(tracts["age"]).sum()
    loop = table[table["area"] == "Loop"].set_index("age")["rate"]
    np.testing.assert_allclose(rate[loop.index], loop, rtol=1e-6)
