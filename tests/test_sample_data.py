from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from equitygap import tables

FILE = Path(__file__).parent.parent / "sample_data" / "chicago_life_expectancy.csv"
EARLY, LATE = {1990, 2000, 2010}, set(range(2012, 2021))


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return pd.read_csv(FILE, dtype={"code": str})


def test_77_areas_have_12_years_each_and_no_row_twice(published):
    assert len(published) == 77 * (3 + 9)
    assert set(published["code"]) == {str(number) for number in range(1, 78)}
    assert published.groupby("code")["area"].nunique().eq(1).all()
    assert not published.duplicated(["metric", "area", "start", "end"]).any()
    assert published["start"].equals(published["end"])
    assert set(published["start"]) == EARLY | LATE


def test_columns_are_those_of_an_estimates_table(published):
    assert set(tables.required("estimates")) <= set(published) <= set(tables.names("estimates"))


def test_names_carry_no_outer_blanks(published):
    assert published["area"].str.strip().equals(published["area"])
    assert {"Lake View", "Montclare", "Douglas", "Loop", "O'Hare"} <= set(published["area"])


def test_each_series_has_its_own_source_and_only_the_early_one_intervals(published):
    early = published["start"].isin(EARLY)
    assert published["source"].nunique() == 2
    assert published.loc[early, "source"].nunique() == published.loc[~early, "source"].nunique() == 1
    assert published.loc[early, ["lower", "upper"]].notna().all(axis=None)
    assert published.loc[~early, ["lower", "upper"]].isna().all(axis=None)


def test_only_dunning_2010_has_an_interval_that_excludes_its_estimate(published):
    early = published[published["start"].isin(EARLY)]
    outside = early[~early["value"].between(early["lower"], early["upper"])]
    assert outside[["area", "start"]].to_numpy().tolist() == [["Dunning", 2010]]


def test_population_is_the_2010_count_in_every_year(published):
    counts = published.groupby("area")["population"].agg(["min", "max"])
    assert counts["min"].equals(counts["max"])
    assert counts["min"].sum() == 2_718_590


@pytest.mark.parametrize(
    ("area", "year", "value", "lower", "upper"),
    [
        ("Loop", 2010, 85.0, 83.6, 86.4),
        ("West Garfield Park", 2010, 68.8, 66.9, 70.6),
        ("Lake View", 1990, 73.9, 73.0, 74.8),
        ("Dunning", 2010, 79.8, 70.0, 72.7),
        ("Loop", 2012, 82.6, None, None),
        ("West Garfield Park", 2012, 71.4, None, None),
        ("West Garfield Park", 2017, 68.4772, None, None),
        ("West Garfield Park", 2020, 67.524358853, None, None),
    ],
)
def test_figures_stand_as_published(published, area, year, value, lower, upper):
    row = published[(published["area"] == area) & (published["start"] == year)].iloc[0]
    found = [None if pd.isna(row[name]) else row[name] for name in ("value", "lower", "upper")]
    assert found == [value, lower, upper]
