"""The door for figures that come with numerators, margins of error or units of their own."""

from __future__ import annotations

import pytest

from equitygap import sources, validate

UNITS = {
    "smoking": "percent of adults",
    "deaths": "per 1,000",
    "income": "dollars",
    "label": "points won",
    "members": "share",
}


def checked(tmp_path, text: str, **units: str) -> validate.Checked:
    (tmp_path / "data.csv").write_text(text, encoding="utf-8")
    return validate.check(sources.read(tmp_path / "data.csv"), units={**UNITS, **units})


HEAD = "metric,area,year,value,numerator,denominator\n"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("smoking,Hill,2020,,20,80", 25.0),
        ("smoking,Hill,2020,25,20,80", 25.0),
        ("smoking,Hill,2020,33.3,1,3", 33.3),  # rounded as published
        ("deaths,Hill,2020,,5,2500", 2.0),
        ("income,Hill,2020,,90000,3", 30000.0),
        ("label,Hill,2020,,9,3", 3.0),
    ],
)
def test_a_value_is_made_of_its_parts(tmp_path, line, value):
    found = checked(tmp_path, HEAD + line + "\n")
    assert [str(problem) for problem in found.found] == []
    assert found.frame["value"].tolist() == [value]


@pytest.mark.parametrize(
    ("line", "check", "message"),
    [
        (
            "smoking,Hill,2020,26,20,80",
            "parts_contradict",
            "'26' is not what numerator and denominator give, 25",
        ),
        ("smoking,Hill,2020,33.4,1,3", "parts_contradict", "'33.4' is not what"),
        ("smoking,Hill,2020,,90,80", "parts_impossible", "'90' is more than its denominator"),
        ("smoking,Hill,2020,5,-1,80", "parts_impossible", "'-1' is negative"),
        ("deaths,Hill,2020,5,1,0", "parts_impossible", "'0' is not above 0"),
        ("smoking,Hill,2020,5,1,", "parts_impossible", "there is a numerator, but no denominator beside it"),
        ("smoking,Hill,2020,5,,8", "parts_impossible", "there is a denominator, but no numerator beside it"),
        ("smoking,Hill,2020,,,", "missing_value", "the cell is empty, and no `note` says why"),
        (
            "other,Hill,2020,,1,2",
            "missing_value",
            "takes the unit; say it: metrics: {other: {unit: percent}}",
        ),
        ("smoking,Hill,2020,120,,", "impossible_value", "'120' cannot be a percentage"),
        ("members,Hill,2020,50,,", "impossible_value", "'50' cannot be a share; it must be between 0 and 1"),
        ("deaths,Hill,2020,-5,,", "impossible_value", "'-5' cannot be a rate; it must be 0 or more"),
    ],
)
def test_parts_that_cannot_be_or_contradict(tmp_path, line, check, message):
    found = [
        problem for problem in checked(tmp_path, HEAD + line + "\n").found if problem.severity == "error"
    ]
    assert check in [problem.check for problem in found]
    assert message in " ".join(problem.message for problem in found)
    assert found[0].row == 2


def test_a_file_of_parts_alone_is_one_of_figures(tmp_path):
    found = checked(tmp_path, "metric,area,year,numerator,denominator\nsmoking,Hill,2020,1,4\n")
    assert found.table == "estimates"
    assert found.frame["value"].tolist() == [25.0]


def test_parts_without_a_unit_are_told_and_not_used(tmp_path):
    found = checked(tmp_path, HEAD + "other,Hill,2020,5,1,20\n")
    assert found.notes == ("numerators and denominators are not used, for nobody says the unit: other",)
    found = checked(tmp_path, HEAD + "smoking,Hill,2020,5,1,20\n")
    assert "Wilson" in found.notes[0]


def test_margins_of_error(tmp_path):
    head = "metric,area,year,value,margin_of_error,standard_error\n"
    found = checked(tmp_path, head + "income,Hill,2020,50000,1645,1000\nincome,Dale,2020,50000,1645,\n")
    assert [str(problem) for problem in found.found] == []
    assert found.notes == ("90 % margins of error give standard errors: income",)
    found = checked(tmp_path, head + "income,Hill,2020,50000,1645,1645\nincome,Dale,2020,50000,-5,\n")
    assert [problem.check for problem in found.found] == ["parts_contradict", "negative_standard_error"]


@pytest.mark.parametrize(
    ("metric", "given", "wrong"),
    [
        ("income", ["dollars per household", "$"], []),
        ("income", ["dollars", "count"], [3]),
        ("smoking", ["%", "percent"], []),
        ("smoking", ["share", "percent"], [2]),
        ("unheard", ["percent", "", "dollars"], [4]),
        ("unheard", ["Points  won", "points won"], []),
    ],
)
def test_one_metric_has_one_unit(tmp_path, metric, given, wrong):
    rows = [f"{metric},{'ABC'[i]},2020,5,{unit}" for i, unit in enumerate(given)]
    found = checked(tmp_path, "metric,area,year,value,unit\n" + "\n".join(rows) + "\n").found
    assert [problem.row for problem in found if problem.check == "unit_differs"] == wrong
