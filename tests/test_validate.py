from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equitygap import tables, validate, words
from equitygap.errors import DataError, UsageError
from equitygap.loaded import Loaded

ESTIMATES = ["metric", "area", "start", "end", "value"]


def loaded(table: str, rows: list[list[str | None]], names: list[str], **more) -> Loaded:
    columns = list(zip(*rows, strict=True))
    data = pa.table(
        {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}
    )
    return Loaded(table, data, "x.csv", hashlib.sha256(b"").hexdigest(), **more)


def estimate(
    area="Loop", year="2012", value: str | None = "80.5", metric="life_expectancy", **more: str | None
):
    return {"metric": metric, "area": area, "start": year, "end": year, "value": value, **more}


def estimates(*rows: dict[str, str | None], **more) -> Loaded:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return loaded("estimates", [[row.get(name) for name in names] for row in rows], names, **more)


AGES = ["0", "1-4", "5-84", "85+"]


def counts(*areas: str, deaths=("12", "10", "30", "50"), population="1000", ages=AGES, **more) -> Loaded:
    names = ["area", "start", "end", "age", "deaths", "population"]
    rows = [
        [a, "2010", "2012", age, d, population] for a in areas for age, d in zip(ages, deaths, strict=True)
    ]
    return loaded("counts", rows, names, **more)


def told(checked: validate.Checked) -> list[tuple[str, str, int | None]]:
    return [(problem.severity, problem.check, problem.row) for problem in checked.found]


def test_a_sound_table_is_typed_and_without_problems():
    checked = validate.check(
        estimates(estimate(lower="79.5", upper="81.5"), estimate(area="Austin", value="70.1"))
    )
    assert checked.found == ()
    frame = checked.frame
    assert list(frame["area"]) == ["Loop", "Austin"]
    assert frame["start"].dtype == "int64"
    assert frame["value"].tolist() == [80.5, 70.1]
    assert frame["lower"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("change", "check", "column"),
    [
        ({"value": "eighty"}, "wrong_type", "value"),
        ({"value": "80,5"}, "wrong_type", "value"),
        ({"value": None}, "missing_value", "value"),
        ({"value": "nan"}, "not_finite", "value"),
        ({"value": "1e999"}, "not_finite", "value"),
        ({"value": "121"}, "impossible_value", "value"),
        ({"value": "-1"}, "impossible_value", "value"),
        ({"metric": "percent_poor", "value": "101"}, "impossible_value", "value"),
        ({"metric": "poverty", "value": "101"}, "impossible_value", "value"),
        ({"area": "  "}, "missing_value", "area"),
        ({"metric": None}, "missing_value", "metric"),
        ({"start": "20l2"}, "wrong_type", "start"),
        ({"start": "12"}, "wrong_type", "start"),
        ({"start": "2012.5"}, "wrong_type", "start"),
        ({"start": None}, "missing_value", "start"),
        ({"end": "2011"}, "period_reversed", "end"),
        ({"standard_error": "-0.1"}, "negative_standard_error", "standard_error"),
        ({"lower": "80.6"}, "interval_excludes_estimate", "value"),
        ({"upper": "80.4"}, "interval_excludes_estimate", "value"),
        ({"population": "0"}, "population_not_positive", "population"),
    ],
)
def test_each_error_is_found_once_with_its_place(change, check, column):
    rows = estimates(estimate(area="Austin"), {**estimate(), **change})
    checked = validate.check(rows, units={"poverty": "percent of residents"})
    assert told(checked) == [("error", check, 3)]
    problem = checked.found[0]
    assert (problem.column, problem.file) == (column, "x.csv")
    assert problem.value == change.get(column, "80.5")


@pytest.mark.parametrize(
    "change",
    [
        {"value": " 80.5 "},
        {"value": "8.05e1"},
        {"value": None, "note": "value_withheld"},
        {"lower": "80.5", "upper": "80.5"},
        {"metric": "median_income", "value": "53437"},
        {"start": "2012.0"},
        {"metric": "percent_poor", "value": "100"},
    ],
)
def test_what_is_not_wrong_is_not_found(change):
    assert validate.check(estimates(estimate(area="Austin"), {**estimate(), **change})).found == ()


def test_all_problems_are_told_at_once():
    checked = validate.check(
        estimates(estimate(value="x"), estimate(area=None), estimate(area="Austin", year="1"))
    )
    assert {check for _, check, _ in told(checked)} == {"wrong_type", "missing_value"}
    with pytest.raises(DataError) as caught:
        validate.raise_for(checked.found)
    assert len(str(caught.value).splitlines()) == len(checked.found) == 4


def test_a_missing_column_names_the_nearest():
    data = loaded("estimates", [["Loop", "m", "2012"]], ["area", "metric", "start"], ignored=("vlaue",))
    checked = validate.check(data)
    assert [problem.column for problem in checked.found] == ["end", "value"]
    assert "did you mean 'vlaue'?" in checked.found[1].message


def test_a_figure_given_twice_names_both_lines():
    checked = validate.check(estimates(estimate(), estimate(area="Austin"), estimate()))
    assert told(checked) == [("error", "duplicate_key", 4)]
    assert "line 2" in checked.found[0].message


def test_groups_and_periods_make_figures_different():
    rows = [estimate(group="F"), estimate(group="M"), estimate(group="F", year="2013")]
    assert validate.check(estimates(*rows)).found == ()


def test_spellings_of_one_area_are_joined_and_told():
    checked = validate.check(
        estimates(estimate(), estimate(area=" LOOP", year="2013"), estimate(area="loop"))
    )
    assert checked.frame["area"].unique().tolist() == ["Loop"]
    assert told(checked) == [("error", "duplicate_key", 4), ("warning", "name_normalised", 3)]


@pytest.mark.parametrize(
    ("rows", "check"),
    [
        ([estimate(source="A"), estimate(year="2013", source="B")], "mixed_sources"),
        ([estimate(), estimate(year="2011", end="2013")], "overlapping_periods"),
        ([estimate(value="80", area=a) for a in "ABCD"] + [estimate(value="70")], "rounded_input"),
        ([estimate(lower="79.5", upper="84.5")], "interval_asymmetric"),
    ],
)
def test_warnings_are_told_once_for_a_metric(rows, check):
    found = validate.check(estimates(*rows)).found
    assert [(problem.severity, problem.check) for problem in found] == [("warning", check)]


def test_rounding_alone_does_not_make_an_interval_asymmetric():
    assert validate.check(estimates(estimate(value="73.9", lower="73.8", upper="74.1"))).found == ()


def test_an_accepted_interval_is_withheld_and_noted():
    rows = estimates(
        estimate(lower="70.0", upper="72.7"), estimate(area="Austin", lower="79.9", upper="81.1")
    )
    wish = {"check": "interval_excludes_estimate", "area": "loop", "year": 2012}
    checked = validate.check(rows, accept=[wish, {"check": "duplicate_key"}])
    assert told(checked) == [("warning", "interval_excludes_estimate", 2)]
    assert checked.found[0].message.endswith("[accepted]")
    assert checked.notes == ("accepted, but not found in the data: duplicate_key",)
    frame = checked.frame
    assert frame["value"].tolist() == [80.5, 80.5]
    assert frame["upper"].isna().tolist() == [True, False]
    assert frame["note"][0] == "interval_excludes_estimate"


@pytest.mark.parametrize("wish", [{"area": "Austin"}, {"year": 2013}, {"metric": "poverty"}])
def test_an_accepted_problem_elsewhere_changes_nothing(wish):
    rows = estimates(estimate(lower="70.0", upper="72.7"))
    checked = validate.check(rows, accept=[{"check": "interval_excludes_estimate", **wish}])
    assert told(checked) == [("error", "interval_excludes_estimate", 2)]


def test_bad_areas_can_be_withheld():
    rows = [
        estimate(value="x"),
        estimate(area="Austin"),
        estimate(area="Austin", year="x"),
        estimate(area="Uptown"),
    ]
    checked = validate.check(estimates(*rows), bad_areas="withhold")
    assert {severity for severity, _, _ in told(checked)} == {"warning"}
    frame = checked.frame
    assert frame["area"].tolist() == ["Loop", "Austin", "Uptown"]
    assert frame["value"].isna().tolist() == [True, False, False]
    assert frame["note"][0] == "value_withheld"
    assert frame["note"].isna().tolist() == [False, True, True]


def test_a_figure_given_twice_is_withheld_and_kept_once():
    rows = [estimate(), estimate(value="79"), estimate(area="Austin")]
    frame = validate.check(estimates(*rows), bad_areas="withhold").frame
    assert frame["area"].tolist() == ["Loop", "Austin"]
    assert frame["value"].isna().tolist() == [True, False]


def test_errors_in_every_area_are_the_files_and_stay_errors():
    rows = [estimate(value="x"), estimate(area="Austin", value="y")]
    assert {severity for severity, _, _ in told(validate.check(estimates(*rows), bad_areas="withhold"))} == {
        "error"
    }


def test_sound_counts_are_sorted_by_age_within_areas():
    checked = validate.check(counts("B", "A"))
    assert checked.found == ()
    assert checked.data["area"].to_pylist() == ["B"] * 4 + ["A"] * 4
    assert checked.data["deaths"].to_pylist()[:4] == [12.0, 10.0, 30.0, 50.0]


def test_bands_out_of_order_are_sorted_and_told():
    checked = validate.check(counts("A", ages=["0", "5-84", "1-4", "85+"]))
    assert told(checked) == [("warning", "age_order", 2)]
    assert checked.data["age"].to_pylist() == AGES


def test_areas_within_ages_are_in_order():
    rows = [[area, "2010", "2012", age, "12", "1000"] for age in AGES for area in "AB"]
    checked = validate.check(loaded("counts", rows, ["area", "start", "end", "age", "deaths", "population"]))
    assert checked.found == ()
    assert checked.data["area"].to_pylist() == ["A"] * 4 + ["B"] * 4


@given(st.permutations(range(12)))
def test_the_order_of_rows_changes_nothing(order):
    rows = [[area, "2010", "2012", age, str(10 + n), "1000"] for area in "ABC" for n, age in enumerate(AGES)]
    names = ["area", "start", "end", "age", "deaths", "population"]
    checked = validate.check(loaded("counts", [rows[i] for i in order], names))
    assert {problem.check for problem in checked.found} <= {"age_order"}
    assert sorted(checked.data["area"].to_pylist()[::4]) == ["A", "B", "C"]
    assert checked.data["age"].to_pylist() == AGES * 3
    assert checked.data["deaths"].to_pylist() == [10.0, 11.0, 12.0, 13.0] * 3


@pytest.mark.parametrize(
    ("ages", "check", "row", "words_of_message"),
    [
        (["0", "1-4", "10-84", "85+"], "age_grid", 4, "5-9"),
        (["0", "1-4", "4-84", "85+"], "age_grid", 4, "overlap"),
        (["0", "1-4", "5-84", "85-89"], "no_open_age", 5, "85-89"),
        (["0", "1-4", "5-84", "All"], "wrong_type", 5, "All"),
        (["0", "1-4", "5-84", "5 to 84"], "duplicate_key", 5, "line 4"),
    ],
)
def test_age_grids(ages, check, row, words_of_message):
    checked = validate.check(counts("A", ages=ages))
    problem = next(problem for problem in checked.found if problem.check == check)
    assert problem.row == row
    assert words_of_message in problem.message


def test_a_series_that_starts_later_than_others_has_a_gap():
    rows = [["A", "2010", "2010", age, "12", "1000"] for age in AGES]
    rows += [["B", "2010", "2010", age, "12", "1000"] for age in AGES[1:]]
    checked = validate.check(loaded("counts", rows, ["area", "start", "end", "age", "deaths", "population"]))
    assert told(checked) == [("error", "age_grid", 6)]


@pytest.mark.parametrize(
    ("deaths", "population", "check"),
    [
        ("-1", "1000", "negative_deaths"),
        ("1001", "1000", "deaths_exceed_population"),
        (None, "1000", "missing_value"),
        ("x", "1000", "wrong_type"),
        ("inf", "inf", "not_finite"),
        ("1", None, "population_not_positive"),
        ("0", "0", "population_not_positive"),
        ("0", "-1", "population_not_positive"),
    ],
)
def test_counts_that_cannot_be(deaths, population, check):
    checked = validate.check(counts("A", "B", deaths=("9", deaths, "9", "9"), population=population))
    assert check in {problem.check for problem in checked.found}
    assert checked.found[0].severity == "error"


def test_an_average_population_becomes_person_years():
    checked = validate.check(counts("A"), population="average")
    assert checked.data["population"].to_pylist() == [3000.0] * 4


def test_zeros_without_small_counts_may_be_suppressed_ones():
    checked = validate.check(counts("A", deaths=("0", "10", "0", "12")))
    assert told(checked) == [("warning", "suspicious_zero", 2)]
    assert "(2 rows)" in checked.found[0].message
    assert validate.check(counts("A", deaths=("0", "9", "0", "12"))).found == ()


@pytest.mark.parametrize(
    ("missing", "deaths", "note"), [("zero", 0.0, None), ("suppressed", None, "deaths_suppressed")]
)
def test_an_empty_count_can_be_given_a_meaning(missing, deaths, note):
    checked = validate.check(counts("A", deaths=("9", None, "9", "9")), missing=missing)
    assert checked.found == ()
    assert checked.data["deaths"].to_pylist()[1] == deaths
    assert checked.data["note"].to_pylist()[1] == note


def by_cause(drop: int) -> Loaded:
    rows = [
        ["A", "2010", "2010", age, cause, "5", str(n)] for n, age in enumerate(AGES, 100) for cause in "xy"
    ]
    del rows[drop]
    return loaded("counts", rows, ["area", "start", "end", "age", "cause", "deaths", "population"])


def test_an_absent_row_without_deaths_takes_its_population_from_other_causes():
    assert told(validate.check(by_cause(3))) == [("error", "age_grid", 6)]
    checked = validate.check(by_cause(3), missing="zero")
    assert checked.found == ()
    row = checked.data.to_pylist()[5]
    assert (row["age"], row["cause"], row["deaths"], row["population"]) == ("1-4", "y", 0.0, 101.0)


def test_an_absent_row_of_unknown_population_is_an_error_unless_suppressed():
    rows = [["A", "2010", "2010", age, "12", "1000"] for age in AGES]
    rows += [["B", "2010", "2010", age, "12", "1000"] for age in ("0", "5-84", "85+")]
    data = loaded("counts", rows, ["area", "start", "end", "age", "deaths", "population"])
    assert told(validate.check(data, missing="zero")) == [("error", "age_grid", 6)]
    checked = validate.check(data, missing="suppressed")
    assert checked.found == ()
    assert checked.data["age"].to_pylist() == AGES * 2
    assert checked.data["deaths"].to_pylist()[5] is None
    assert checked.data["note"].to_pylist()[5] == "deaths_suppressed"


def test_a_bad_series_is_replaced_by_an_empty_one():
    rows = [["A", "2010", "2010", age, "12", "1000"] for age in AGES]
    rows += [["B", "2010", "2010", age, "12", "1000"] for age in ("0", "0", "85+")]
    data = loaded("counts", rows, ["area", "start", "end", "age", "deaths", "population"])
    checked = validate.check(data, bad_areas="withhold")
    assert {severity for severity, _, _ in told(checked)} == {"warning"}
    assert checked.data["age"].to_pylist() == AGES * 2
    assert checked.data["deaths"].to_pylist() == [12.0] * 4 + [None] * 4
    assert checked.data["note"].to_pylist() == [None] * 4 + ["value_withheld"] * 4


def test_rates_are_checked_as_counts_are():
    rows = [
        ["A", "2010", "2010", age, rate] for age, rate in zip(AGES, ["0.1", "-1", "x", None], strict=True)
    ]
    checked = validate.check(loaded("rates", rows, ["area", "start", "end", "age", "rate"]))
    assert [problem.check for problem in checked.found] == ["negative_rate", "wrong_type", "missing_value"]


def test_types_of_parquet_are_kept_or_refused():
    data = pa.table(
        {
            "metric": ["m"] * 3,
            "area": pa.array([7, 8, 9]),
            "start": pa.array([2010, 2010, 2010], pa.int16()),
            "end": pa.array([2010, 2010, 2010], pa.int16()),
            "value": pa.array([1.5, np.nan, None]),
            "rank": pa.array([True, None, None]),
            "note": ["", "x", "withheld"],
        }
    )
    checked = validate.check(Loaded("estimates", data, "x.parquet", ""))
    assert told(checked) == [("error", "wrong_type", 2), ("error", "not_finite", 3)]
    assert checked.data["area"].to_pylist() == ["7", "8", "9"]


def test_many_problems_of_a_kind_are_counted():
    rows = [estimate(area=f"A{i}", value="x") for i in range(1500)]
    checked = validate.check(estimates(*rows))
    assert len(checked.found) == 1001
    assert "500 more rows" in checked.found[-1].message
    with pytest.raises(DataError, match="more problems of this kind"):
        validate.raise_for(checked.found)


def test_one_column_of_years_makes_one_problem():
    data = estimates(estimate(year=None), origin={"start": "year", "end": "year"})
    assert [problem.column for problem in validate.check(data).found] == ["year"]


def test_problems_are_a_table_of_their_own():
    frame = validate.check(estimates(estimate(value="x"))).problems
    assert list(frame.columns) == tables.names("problems")
    assert frame["row"].tolist() == [2]
    assert list(validate.check(estimates(estimate())).problems.columns) == tables.names("problems")


def test_what_was_found_is_known_to_words():
    problems = validate.check(estimates(estimate(value="x"), estimate(), estimate())).found
    assert {problem.check for problem in problems} <= set(words.CHECKS)


@pytest.mark.parametrize("option", ["bad_areas", "population", "missing"])
def test_unknown_options_are_refused(option):
    with pytest.raises(UsageError, match=option):
        validate.check(estimates(estimate()), **{option: "nonsense"})


def test_values_that_an_encoded_column_lists_but_no_row_has_do_not_count():
    whole = counts("Loop", "Austin")
    listed = pa.array([*AGES, "All ages"]).dictionary_encode()
    encoded = whole.data.set_column(3, "age", listed.take(pa.array([0, 1, 2, 3] * 2)))
    checked = validate.check(Loaded("counts", encoded, "x.parquet", ""), missing="zero")
    assert checked.found == ()
    assert checked.data.num_rows == 8
