"""The tables of figures in sample_data: headline facts, citations, and what is marked as synthetic."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

FOLDER = Path(__file__).parents[1] / "sample_data"
TABLES = sorted(FOLDER.glob("*.csv"))
SYNTHETIC = [path for path in TABLES if path.stem.startswith("synthetic_")]
CAUSES, RACE, RANKINGS = (
    "chicago_mortality_by_cause",
    "chicago_life_expectancy_race",
    "county_health_rankings_pennsylvania",
)
SMALL = {"Cameron", "Forest", "Fulton", "Montour", "Potter", "Sullivan"}
TEN = {
    "Austin",
    "Belmont Cragin",
    "East Garfield Park",
    "Humboldt Park",
    "Lower West Side",
    "Near West Side",
    "North Lawndale",
    "South Lawndale",
    "West Garfield Park",
    "West Town",
}


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv", dtype={"area": str, "code": str})


@pytest.mark.parametrize("path", [*TABLES, *FOLDER.glob("*.geojson")], ids=lambda path: path.name)
def test_the_readme_tells_where_every_file_comes_from(path):
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert path.name in text or (path in SYNTHETIC and "synthetic_*.csv" in text)


@pytest.mark.parametrize("path", SYNTHETIC, ids=lambda path: path.stem)
def test_synthetic_rows_say_so_in_source_and_area(path):
    table = pd.read_csv(path)
    assert table["source"].eq("synthetic: made for this template").all()
    assert table["area"].str.startswith("Synthetic ").all()


def test_no_published_table_is_marked_synthetic_and_each_row_has_a_source():
    for path in set(TABLES) - set(SYNTHETIC):
        table = pd.read_csv(path, dtype=str)
        assert "source" not in table or table["source"].notna().all(), path.name
        assert not path.read_text(encoding="utf-8").casefold().count("synthetic"), path.name


def test_the_synthetic_tables_are_those_that_the_script_makes(tmp_path):
    script = tmp_path / "make_synthetic.py"
    script.write_bytes((FOLDER / "make_synthetic.py").read_bytes())
    subprocess.run([sys.executable, str(script)], check=True)
    for path in SYNTHETIC:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize(
    ("table", "metric", "area", "start", "figures"),
    [
        # City of Chicago, Selected underlying causes of death 2006-2010
        (CAUSES, "coronary_heart_disease_mortality", "West Garfield Park", 2006, (183.3, 154.3, 214.7)),
        (CAUSES, "homicide_mortality", "West Garfield Park", 2006, (47.2, 34.2, 62.1)),
        # City of Chicago, Life Expectancy By Race/Ethnicity
        (RACE, "life_expectancy", "Non-Hispanic Black", 2010, (72.4, 72.1, 72.7)),
        (RACE, "life_expectancy", "Non-Hispanic White", 2010, (79.2, 78.9, 79.4)),
        # County Health Rankings, release of 2014
        (RANKINGS, "premature_death", "Philadelphia", 2014, (10492, 10309, 10674)),
        (RANKINGS, "premature_death", "Montgomery", 2014, (5172, 4991, 5353)),
    ],
)
def test_figures_with_intervals_stand_as_published(table, metric, area, start, figures):
    found = read(table)
    row = found[(found["metric"] == metric) & (found["area"] == area) & (found["start"] == start)].iloc[0]
    assert tuple(row[["value", "lower", "upper"]]) == figures


@pytest.mark.parametrize(
    ("table", "metric", "area", "start", "value"),
    [
        ("chicago_hardship", "hardship_index", "Riverdale", 2008, 98),
        ("chicago_hardship", "per_capita_income", "Riverdale", 2008, 8201),
        ("chicago_indicators", "infant_mortality", "Rogers Park", 2005, 6.4),
        ("chicago_indicators", "poverty", "Rogers Park", 2018, 19.9834663203977),
        ("philadelphia_acs", "poverty", "19104", 2014, 45.3),
        ("philadelphia_acs", "child_poverty", "19104", 2014, 52.1),
        ("philadelphia_planning_districts", "renter_cost_burden", "West", 2015, 0.561),
        ("county_health_rankings_pennsylvania", "children_in_poverty", "Philadelphia", 2014, 0.37),
        ("sdg_indicators", "sdg_3_2_2_neonatal_mortality", "United States", 2022, 3.59),
        ("sdg_indicators", "sdg_3_2_1_under_five_mortality", "United Kingdom", 2021, 4.2398),
        ("sdg_indicators", "sdg_4_2_2_organized_learning", "World", 2019, 72.95539),
        ("west_side_united_facts", "loans_to_community_development", "West Side United", 2018, 1_700_000),
        ("west_side_united_facts", "listening_sessions", "West Side United", 2017, 21),
        ("west_side_united_facts", "residents_heard", "West Side United", 2017, 480),
        ("together_for_west_philadelphia_facts", "grant_money", "Together for West Philadelphia", 2018, 5000),
    ],
)
def test_figures_stand_as_published(table, metric, area, start, value):
    found = read(table)
    rows = found[(found["metric"] == metric) & (found["area"] == area) & (found["start"] == start)]
    assert rows["value"].tolist() == [value]


def test_margins_of_error_are_the_published_ones_and_shares_follow_the_census_bureau_s_formula():
    west = read("philadelphia_acs").query("area == '19104'").set_index("metric")
    assert west.loc["poverty", "margin_of_error"] == 2.9
    adults, adults_error, without, without_error = 22824, 1094, 3277, 463
    share = without / adults
    error = 100 * (without_error**2 - (share * adults_error) ** 2) ** 0.5 / adults
    assert west.loc["adults_without_diploma", "value"] == pytest.approx(100 * share, abs=1e-6)
    assert west.loc["adults_without_diploma", "margin_of_error"] == pytest.approx(error, abs=1e-6)


def test_chicago_s_tables_hold_the_77_areas_by_number_and_name():
    numbers = read("chicago_life_expectancy").groupby("code")["area"].first()
    for name in ("chicago_mortality_by_cause", "chicago_indicators", "chicago_hardship"):
        areas = read(name).dropna(subset="code").drop_duplicates("code").set_index("code")["area"]
        assert areas.sort_index().equals(numbers.sort_index()), name
        assert set(areas) >= TEN


def test_outlines_match_the_tables():
    outlines = json.loads((FOLDER / "chicago_community_areas.geojson").read_text(encoding="utf-8"))
    codes = {part["properties"]["code"]: part["properties"]["area"] for part in outlines["features"]}
    assert codes == read("chicago_life_expectancy").groupby("code")["area"].first().to_dict()
    outlines = json.loads((FOLDER / "philadelphia_zip_codes.geojson").read_text(encoding="utf-8"))
    zips = {part["properties"]["area"] for part in outlines["features"]}
    assert zips >= set(read("philadelphia_acs")["area"]) - {"Pennsylvania"}


def test_pennsylvania_has_67_counties_and_its_population():
    counties = read(RANKINGS).drop_duplicates("area").set_index("area")["population"]
    assert len(counties) == 68
    assert counties.drop("Pennsylvania").sum() == counties["Pennsylvania"] == 12_807_060
    assert set(counties[counties <= 20_000].index) == SMALL
