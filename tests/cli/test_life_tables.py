"""The commands that start from deaths and populations by age, as scripts use them."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from equitygap import tables, words

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_data"
AGES = ["0", "1-4", "5-14", "15-24", "25-44", "45-64", "65-84", "85+"]
RATES = [0.006, 0.0003, 0.0002, 0.0008, 0.0015, 0.008, 0.04, 0.15]
POPULATION = [1000, 4000, 10_000, 10_000, 20_000, 15_000, 8000, 1000]
AREAS = {"Loop": 0.75, "Austin": 1.25, "West Garfield Park": 1.5}


def counts(years=(2015,), groups=("all",), areas=tuple(AREAS), size=1.0) -> pd.DataFrame:
    rows = [
        (area, group, year, age, round(rate * AREAS[area] * people * size, 1), people * size)
        for area in areas
        for group in groups
        for year in years
        for age, rate, people in zip(AGES, RATES, POPULATION, strict=True)
    ]
    return pd.DataFrame(rows, columns=["area", "group", "year", "age", "deaths", "population"])


def test_expectancies_of_areas(told):
    counts().to_csv("deaths.csv", index=False)
    code, found, _ = told("expectancy", "deaths.csv", "--at", 0, "--at", 65)
    assert code == 0
    assert set(found["metric"]) == {"life_expectancy", "life_expectancy_65"}
    born = found[found["metric"] == "life_expectancy"].set_index("area")["value"]
    assert born["Loop"] > born["Austin"] > born["West Garfield Park"]
    assert (found["population"] == 69_000).all()
    assert set(found) <= set(tables.names("estimates"))


def test_whole_life_tables(told):
    counts().to_csv("deaths.csv", index=False)
    code, found, _ = told("lifetable", "deaths.csv", "--ax", "andreev-kingkade", "--sex", "female")
    assert code == 0
    assert list(found["age"][:8]) == AGES
    assert set(found) == set(tables.names("life_tables"))


def test_rates_with_a_reference(told):
    counts().to_csv("deaths.csv", index=False)
    code, found, said = told("rates", "deaths.csv", "--standard", "esp2013", "--reference", "loop")
    ratio = found[found["metric"] == "standardised_mortality_ratio"].set_index("area")["value"]
    assert code == 0
    assert set(found["metric"]) == set(words.RATE_METRICS)
    assert "crude_rate: deaths per 100,000" in said
    assert ratio["Loop"] == pytest.approx(1)
    assert ratio["West Garfield Park"] == pytest.approx(2, rel=0.01)


def test_a_standard_of_ones_own(told):
    counts().to_csv("deaths.csv", index=False)
    pd.DataFrame({"age": AGES, "weight": POPULATION}).to_csv("own.csv", index=False)
    _, found, _ = told("rates", "deaths.csv", "--standard", "own.csv")
    value = found.set_index(["area", "metric"])["value"]["Loop"]
    assert value["directly_standardised_rate"] == pytest.approx(value["crude_rate"])


def test_one_pipe_from_deaths_to_the_verdict(tmp_path):
    years = range(2008, 2021)
    frame = counts(years, groups=("female", "male")).assign(
        deaths=lambda table: table["deaths"] * (1 - 0.01 * (table["year"] - 2008))
    )
    frame.to_csv(tmp_path / "deaths.csv", index=False)
    program = f"{sys.executable} -m equitygap"
    done = subprocess.run(
        [
            "bash",
            "-c",
            f"set -o pipefail; {program} expectancy deaths.csv --windows 5 --minimum-population 9000"
            f" | {program} trajectory - --benchmark Loop --reduce 50% --baseline 2010 --by 2030",
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = pd.read_csv(StringIO(done.stdout))
    assert set(zip(found["group"], found["focus"], strict=True)) == {
        (group, focus) for group in ("female", "male") for focus in ("Austin", "West Garfield Park")
    }
    assert found["probability"].notna().all()
    assert found["flags"].str.contains("overlapping_windows").all()
    assert not found["flags"].str.contains("standard_error_missing").any()


def test_windows_say_what_they_are_made_of(told):
    counts(range(2010, 2016)).to_csv("deaths.csv", index=False)
    _, found, _ = told("expectancy", "deaths.csv", "--windows", 3, "--step", 3)
    assert set(zip(found["start"], found["end"], strict=True)) == {(2010, 2012), (2013, 2015)}
    assert set(found["note"]) == {"pooled_years"}


def test_a_crosswalk_tells_what_it_does_not_know(told):
    counts().to_csv("deaths.csv", index=False)
    rows = [("austin", "West Side"), ("West  Garfield Park", "West Side"), ("Elsewhere", "West Side")]
    pd.DataFrame(rows, columns=["area", "into"]).to_csv("sides.csv", index=False)
    code, found, said = told("expectancy", "deaths.csv", "--crosswalk", "sides.csv")
    assert code == 0
    assert found["area"].tolist() == ["West Side"]
    assert found["note"].tolist() == ["pooled_areas areas_missing"]
    assert "not in the crosswalk sides.csv and left out: Loop" in said
    assert "without data: elsewhere" in said


def test_small_areas_are_merged_and_told(told):
    counts(size=0.1).to_csv("deaths.csv", index=False)
    rows = [("Loop", "Centre"), ("Austin", "West Side"), ("West Garfield Park", "West Side")]
    pd.DataFrame(rows, columns=["area", "side"]).to_csv("sides.csv", index=False)
    _, found, said = told(
        "expectancy", "deaths.csv", "--hierarchy", "sides.csv", "--minimum-population", 8000
    )
    found = found.set_index("area")
    assert found.loc["West Side", "note"] == "merged_below_minimum"
    assert "population_below_minimum" in found.loc["Centre", "note"]
    assert "below 8,000 person-years, merged into West Side: 2 areas: Austin, West Garfield Park" in said


def test_rates_as_published_have_the_published_expectancies(told):
    code, found, _ = told("expectancy", SAMPLES / "usaleep_chicago_tracts.csv")
    published = {"17031260100": (72.4, 1.3252), "17031260200": (65.4, 3.9413), "17031260300": (65.4, 2.2588)}
    assert code == 0
    rows = found.set_index("code")
    for tract, (value, error) in published.items():
        assert rows.loc[tract, "value"] == pytest.approx(value, abs=0.051)
        assert rows.loc[tract, "standard_error"] == pytest.approx(error, abs=0.005, rel=0.005)
    assert rows.loc["17031260100", "note"] == "rates_predicted"


def test_a_mean_of_expectancies_must_be_asked_for(told):
    crosswalk = ["--crosswalk", SAMPLES / "chicago_tracts_to_community_areas.csv", "--crosswalk-by", "code"]
    asked = ["expectancy", SAMPLES / "usaleep_chicago_tracts.csv", *crosswalk]
    code, _, said = told(*asked)
    assert code == 2
    assert "--weighted-mean" in said
    _, found, _ = told(*asked, "--weighted-mean")
    assert set(found["note"]) == {"weighted_mean areas_missing"}


def test_parquet_to_parquet_stays_the_same_figures(told):
    frame = counts()
    frame.to_parquet("deaths.parquet")
    frame.to_csv("deaths.csv", index=False)
    _, from_text, _ = told("expectancy", "deaths.csv")
    assert told("expectancy", "deaths.parquet", "--output", "le.parquet")[0] == 0
    written = pq.read_table("le.parquet")
    assert written["value"].to_pylist() == from_text["value"].tolist()
    assert b"equitygap.input:deaths.parquet" in written.schema.metadata


def test_draws_depend_on_the_seed_alone(told):
    counts().to_csv("deaths.csv", index=False)
    asked = ["expectancy", "deaths.csv", "--variance", "draws", "--draws", 200]
    first, again, other = (told(*asked, "--seed", seed)[1]["lower"].tolist() for seed in (1, 1, 2))
    assert first == again != other


def changed(row: int, **cells: object) -> pd.DataFrame:
    frame = counts().astype({"deaths": object, "population": object})
    for name, value in cells.items():
        frame.loc[row, name] = value
    return frame


BAD = {
    "deaths above population": (changed(2, deaths=10_001), "bad.csv:4: deaths"),
    "negative deaths": (changed(3, deaths=-1), "bad.csv:5: deaths"),
    "text for a number": (changed(3, deaths="many"), "bad.csv:5: deaths"),
    "no population": (changed(4, population=0), "bad.csv:6: population"),
    "an empty population": (changed(4, population=""), "bad.csv:6: population"),
    "a missing band": (counts().drop(index=3), "bad.csv:5: age"),
    "overlapping bands": (changed(3, age="10-24"), "bad.csv:5: age"),
    "no open age": (counts().drop(index=7), "bad.csv:8: age"),
    "a row twice": (pd.concat([counts(), counts().iloc[[1]]]), "bad.csv:26: area"),
    "an unreadable band": (changed(0, age="All ages"), "bad.csv:2: age"),
}


@pytest.mark.parametrize(("frame", "place"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("command", ["lifetable", "expectancy", "rates"])
def test_bad_input_is_found_at_the_door(told, command, frame, place):
    frame.to_csv("bad.csv", index=False)
    code, found, said = told(command, "bad.csv")
    assert code == 11
    assert found is None
    assert place in said


def test_bands_out_of_order_are_sorted_and_told(told):
    counts().to_csv("sorted.csv", index=False)
    counts().iloc[::-1].to_csv("reversed.csv", index=False)
    _, expected, _ = told("expectancy", "sorted.csv")
    code, found, said = told("expectancy", "reversed.csv")
    assert code == 0
    assert "do not stand in order of age; they are sorted" in said
    assert found.sort_values("area")["value"].tolist() == expected.sort_values("area")["value"].tolist()


def test_a_zero_that_may_be_suppressed_is_told(told):
    frame = counts(size=10)
    frame.loc[1, "deaths"] = 0
    frame.to_csv("zeros.csv", index=False)
    code, _, said = told("expectancy", "zeros.csv")
    assert code == 0
    assert "zeros.csv:3: deaths, Loop" in said
    assert "suppressed" in said


def test_what_an_absent_count_means_can_be_said(told):
    frame = counts().astype({"deaths": object})
    frame.loc[1, "deaths"] = ""
    frame.to_csv("gaps.csv", index=False)
    assert told("expectancy", "gaps.csv")[0] == 11
    code, zero, _ = told("expectancy", "gaps.csv", "--missing", "zero")
    assert code == 0
    assert zero["value"].notna().all()
    _, suppressed, _ = told("expectancy", "gaps.csv", "--missing", "suppressed")
    rows = suppressed.set_index("area")
    assert rows["value"].isna().to_dict() == {"Loop": True, "Austin": False, "West Garfield Park": False}
    assert "deaths_suppressed" in rows.loc["Loop", "note"]


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["--ax", "phee"], 2, "did you mean 'phe'"),
        (["--small-area", "topal"], 2, "did you mean 'topals'"),
        (["--standard", "us-2015"], 2, "us-2014"),
        (["--at", "3"], 2, "no age band starts at 3"),
        (["--step", "2"], 2, "--step goes with --windows"),
        (["--windows", "3"], 2, "do not fit"),
        (["--crosswalk", "nowhere.csv"], 11, "nowhere.csv"),
        (["--crosswalk", "deaths.csv"], 11, "a crosswalk needs the column 'into'"),
        (["--weighted-mean"], 2, "needs a crosswalk"),
        (["--variance", "draws", "--small-area", "topals"], 2, "does not go with"),
        (["--ax", "0=0.1"], 2, "ax has no value for"),
    ],
)
def test_wrong_options_are_told(told, arguments, code, text):
    counts().to_csv("deaths.csv", index=False)
    found = told("expectancy", "deaths.csv", *arguments)
    assert found[0] == code
    assert text in found[2]


@pytest.mark.parametrize("command", ["expectancy", "lifetable", "rates"])
def test_a_table_of_another_kind_is_refused(told, command):
    code, _, said = told(
        command, SAMPLES / "chicago_life_expectancy.csv", "--accept", "interval_excludes_estimate"
    )
    assert code == 11
    assert "holds estimates; this needs counts" in said


def test_gaps_straight_from_deaths(told):
    counts().to_csv("deaths.csv", index=False)
    code, found, _ = told("gap", "deaths.csv", "--benchmark", "Loop", "--focus", "Austin")
    assert code == 0
    assert found["gap"].item() > 0


@pytest.mark.parametrize("what", ["variances", "open-ages", "small-areas", "schedules", "standards"])
def test_lists(told, what):
    assert len(told("list", what)[1]) > 1
