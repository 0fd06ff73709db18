"""Small counts on the way out; the counts here are made up."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from equitygap import partners, survey
from equitygap.cli import app
from equitygap.config import load
from equitygap.disclosure import disclosed
from equitygap.errors import DataError
from equitygap.pipeline import read


def counts(rows):
    columns = ["area", "start", "end", "age", "cause", "deaths", "population"]
    return pd.DataFrame([(a, 2020, 2020, "0+", c, d, 1000.0) for a, c, d in rows], columns=columns)


CITY = [("East", 4), ("West", 25), ("North", 60), ("City", 89)]


def test_a_small_count_goes_and_the_total_does_not_give_it_away():
    found = disclosed(
        counts([(a, None, d) for a, d in CITY]), "counts", minimum_count=10, totals={"area": ["city"]}
    )
    assert found["deaths"].isna().tolist() == [True, True, False, False]
    assert found["note"].tolist() == ["count_below_minimum", "withheld_to_protect_others", "", ""]
    assert found["population"].tolist() == [1000.0] * 4


@pytest.mark.parametrize(
    ("asked", "notes"),
    [
        ({"minimum_count": 10}, ["count_below_minimum", "count_below_minimum", "deaths_redistributed"]),
        ({"round_to": 5}, ["count_rounded"] * 3),
    ],
)
def test_a_note_does_not_part_zeros_from_small_counts(asked, notes):
    frame = counts([("East", "a", 0), ("West", "a", 2), ("North", "a", 60)])
    found = disclosed(frame.assign(note=["", *["deaths_redistributed"] * 2]), "counts", **asked)
    assert found["note"].tolist() == notes


def test_without_a_total_only_the_small_count_goes():
    found = disclosed(counts([(a, None, d) for a, d in CITY]), "counts", minimum_count=10)
    assert found["deaths"].isna().tolist() == [True, False, False, False]


def test_rows_without_a_cause_are_the_total_of_the_causes():
    rows = [("East", "heart", 3), ("East", "cancer", 20), ("East", "other", 40), ("East", None, 63)]
    found = disclosed(counts(rows), "counts", minimum_count=10)
    assert found["deaths"].isna().tolist() == [True, True, False, False]


def test_causes_and_areas_protect_each_other():
    rows = [
        (area, cause, deaths)
        for area, row in {"East": (3, 20, 40), "West": (30, 50, 70), "North": (33, 55, 71)}.items()
        for cause, deaths in zip(["heart", "cancer", "other"], row, strict=True)
    ]
    frame = counts(rows)
    by_area = frame.groupby("area", sort=False, as_index=False)["deaths"].sum().assign(cause=None)
    frame = pd.concat([frame, counts(list(by_area[["area", "cause", "deaths"]].itertuples(index=False)))])
    city = frame.groupby("cause", dropna=False, sort=False, as_index=False)["deaths"].sum()
    city = city.assign(area="City")[["area", "cause", "deaths"]]
    frame = pd.concat([frame, counts(list(city.itertuples(index=False)))], ignore_index=True)
    found = disclosed(frame, "counts", minimum_count=10, totals={"area": ["City"]})
    hidden = found[found["deaths"].isna()]
    assert len(hidden) >= 4
    assert (hidden.groupby("area").size() >= 2).all()
    assert (hidden.groupby("cause").size() >= 2).all()


def test_counts_are_rounded_and_it_is_said():
    found = disclosed(counts([("East", None, 12), ("West", None, 13)]), "counts", round_to=5)
    assert found["deaths"].tolist() == [10.0, 15.0]
    assert found["population"].tolist() == [1000.0, 1000.0]
    assert found["note"].tolist() == ["count_rounded"] * 2


def test_a_share_of_a_small_count_goes_with_it():
    frame = pd.DataFrame(
        {
            "metric": "emergency_first",
            "area": ["East", "West"],
            "start": 2020,
            "end": 2020,
            "value": [4.0, 40.0],
            "lower": [2.0, 30.0],
            "upper": [8.0, 50.0],
            "numerator": [4.0, 40.0],
            "denominator": [100.0, 100.0],
            "note": ["", "seen"],
        }
    )
    found = disclosed(frame, "estimates", minimum_count=10)
    assert found.loc[0, ["value", "lower", "upper", "numerator"]].isna().all()
    assert found["note"].tolist() == ["count_below_minimum", "seen"]
    assert found["value"][1] == 40.0


@pytest.mark.parametrize("options", [{}, {"minimum_count": 0}, {"minimum_count": None, "round_to": None}])
def test_what_is_not_asked_for_is_not_done(options):
    frame = counts([("East", None, 3)])
    assert disclosed(frame, "counts", **options)["deaths"].tolist() == [3]


def test_tables_without_counts_pass():
    frame = pd.DataFrame({"gap": [1.0]})
    assert disclosed(frame, "gaps", minimum_count=10) is frame


def test_a_count_that_is_missing_already_stays_missing_and_is_not_called_small():
    found = disclosed(counts([("East", None, np.nan), ("West", None, 30)]), "counts", minimum_count=10)
    assert found["note"].tolist() == ["", ""]


def test_counted_records_are_published_so(tmp_path):
    path = tmp_path / "records.yaml"
    sample = Path(__file__).parents[1] / "sample_data" / "synthetic_records.csv"
    path.write_text(
        f"data:\n  - path: {sample}\n    table: records\n"
        "    records: {bands: [0-44, 45-64, 65+], group_columns: [sex]}\n"
        "disclosure: {minimum_count: 60}\n"
    )
    done = CliRunner().invoke(app, ["aggregate", str(path), "--format", "csv"])
    assert done.exit_code == 0, done.output
    found = pd.read_csv(StringIO(done.stdout))
    small = found["note"].str.contains("count_below_minimum")
    assert small.any()
    assert found["deaths"].isna().equals(small)
    assert found.loc[~small, "deaths"].min() >= 60


def ladder(thriving, struggling, suffering):
    asked = thriving + struggling + suffering
    numbers = {"thriving": thriving, "struggling": struggling, "suffering": suffering}
    rows = [("West", 2020, 2020, name, 100 * n / asked, n, asked) for name, n in numbers.items()]
    rows.append(("West", 2020, 2020, "net_thriving", 100 * (thriving - suffering) / asked, np.nan, np.nan))
    columns = ["area", "start", "end", "metric", "value", "numerator", "denominator"]
    return pd.DataFrame(rows, columns=columns)


def test_the_classes_of_a_survey_are_everybody_so_that_two_of_them_go():
    found = disclosed(ladder(120, 60, 4), "estimates", minimum_count=10).set_index("metric")
    assert found["value"].isna().to_dict() == {
        "thriving": False,
        "struggling": True,
        "suffering": True,
        "net_thriving": True,
    }
    assert found["note"]["net_thriving"] == "withheld_to_protect_others"
    whole = disclosed(ladder(120, 60, 20), "estimates", minimum_count=10)
    assert whole["value"].notna().all()


def test_few_who_do_not_count_are_few_too():
    frame = pd.DataFrame(
        {
            "metric": "usual_place",
            "area": ["East", "West"],
            "start": 2020,
            "end": 2020,
            "value": [97.0, 60.0],
            "numerator": [97.0, 60.0],
            "denominator": [100.0, 100.0],
        }
    )
    found = disclosed(frame, "estimates", minimum_count=10)
    assert found["value"].isna().tolist() == [True, False]


def test_what_a_partner_alone_counts_is_a_count_too():
    frame = pd.DataFrame(
        {
            "metric": "served",
            "area": "West",
            "start": 2020,
            "end": 2020,
            "partner": ["A", "B", "C", "added up", "counted once"],
            "numerator": [60.0, 50.0, 40.0, 150.0, 120.0],
            "denominator": [100.0, 100.0, 100.0, 300.0, 250.0],
            "shared": [56.0, 20.0, 20.0, np.nan, 66.0],
            "unique": [4.0, 30.0, 20.0, np.nan, 54.0],
            "value": [60.0, 50.0, 40.0, np.nan, 48.0],
        }
    )
    found = disclosed(frame, "partner_contributions", minimum_count=10)
    assert found["numerator"].notna().all()
    assert found.loc[0, ["shared", "unique"]].isna().all()
    # The other partners' own and those of everybody would tell them.
    assert found[["shared", "unique"]].isna().all(axis=None)


def test_a_partner_who_counts_few_does_not_follow_from_the_sum():
    frame = pd.DataFrame(
        {
            "metric": "served",
            "area": "West",
            "start": 2020,
            "end": 2020,
            "partner": ["A", "B", "C", "added up", "counted once"],
            "numerator": [4.0, 50.0, 40.0, 94.0, 80.0],
            "denominator": [100.0, 100.0, 100.0, 300.0, 250.0],
        }
    )
    found = disclosed(frame, "partner_contributions", minimum_count=10)
    assert found["numerator"].isna().tolist() == [True, False, True, False, False]


PARTNERS = ["A", "B", "added up", "counted once"]


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        # 50 + 12 - 57 = 5 are shared, which the sum would tell.
        ((50.0, 12.0, 62.0, 57.0), [57.0]),
        # 57 - 50 = 7 belong to B alone, which A's count would tell; 20 are shared.
        ((50.0, 27.0, 77.0, 57.0), [77.0, 57.0]),
        ((50.0, 40.0, 90.0, 70.0), [50.0, 40.0, 90.0, 70.0]),
    ],
)
def test_whom_two_partners_share_does_not_follow_from_their_sum(numbers, shown):
    frame = pd.DataFrame(
        {"metric": "served", "area": "West", "start": 2020, "end": 2020, "partner": PARTNERS}
    ).assign(numerator=numbers)
    found = disclosed(frame, "partner_contributions", minimum_count=10)
    assert found["numerator"].dropna().tolist() == shown
    assert (found["note"] == "withheld_to_protect_others").tolist() == found["numerator"].isna().tolist()
    found = disclosed(frame, "partner_contributions", minimum_count=45)
    assert found["note"].iloc[1] == "count_below_minimum"


def test_the_unclassified_do_not_follow_from_all_who_were_asked():
    steps = {"present": [8.0] * 60 + [5.0] * 40 + [np.nan] * 3, "future": [9.0] * 60 + [6.0] * 43}
    answers = pd.DataFrame({"area": "West", "start": 2020, "end": 2020, **steps})
    found = disclosed(survey.ladder(answers), "estimates", minimum_count=3, persons=["respondents"])
    assert found.set_index("metric")["denominator"]["unclassified"] == 103.0
    found = disclosed(survey.ladder(answers), "estimates", minimum_count=4, persons=["respondents"])
    found = found.set_index("metric")
    assert found.loc["unclassified", ["value", "numerator", "denominator"]].isna().all()
    assert found["value"]["respondents"] == 100.0


def test_few_who_answered_are_a_small_count():
    answers = pd.DataFrame({"area": "West", "start": 2020, "end": 2020, "answer": [1.0, 5.0, 4.0]})
    figures = survey.scale(answers, name="trust", lowest=1, highest=5, top=4)
    found = disclosed(figures, "estimates", minimum_count=10, persons=["trust_respondents"])
    found = found.set_index("metric")
    assert found["value"].isna().all()
    assert found["note"]["trust_mean"] == "withheld_to_protect_others"
    assert np.isnan(found["denominator"]["trust_top"])
    rounded = disclosed(figures, "estimates", round_to=5, persons=["trust_respondents"]).set_index("metric")
    assert rounded["value"]["trust_respondents"] == 5.0


@pytest.mark.parametrize("result", ["count", "percent"])
def test_a_small_count_of_partners_is_withheld_among_the_figures(result):
    keys = {"area": "West", "start": 2020, "end": 2020, "numerator": 4.0, "denominator": 40.0}
    records = pd.DataFrame([{**keys, "partner": "A"}])
    figures = partners.shared_metric(records, name="served", result=result)
    found = disclosed(figures, "estimates", minimum_count=10, persons=["served"] * (result == "count"))
    assert found["value"].isna().all()
    assert found["note"].tolist() == ["count_below_minimum"]


def test_a_figure_in_two_files_is_refused_also_where_counts_are_withheld(tmp_path):
    (tmp_path / "one.csv").write_text("metric,area,year,value\nx,A,2015,1\n")
    (tmp_path / "two.csv").write_text("metric,area,year,value\nx,a,2015,2\n")
    config = tmp_path / "config.yaml"
    config.write_text("data: [{path: one.csv}, {path: two.csv}]\ndisclosure: {minimum_count: 10}\n")
    with pytest.raises(DataError, match="1 figures stand in more than one file"):
        _ = read(load(config)).estimates
