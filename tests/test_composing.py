"""Answers, cash flows and partners' records at the door and in the flow."""

from __future__ import annotations

import pytest

from equitygap import investment, pipeline, words
from equitygap.composite import scoring
from equitygap.config import build
from equitygap.errors import DataError
from equitygap.stats import survey as kernel

FILES = {
    "survey.csv": "area,year,present,future,count,source\nWest,2020,8,9,42,Panel\nWest,2020,3,4,10,Panel\n",
    "trust.csv": "area,year,item,answer\nWest,2020,trust,4\nWest,2020,trust,5\nWest,2020,trust,\n",
    "money.csv": "area,year,kind,amount,currency\nWest,2018,cost,100,USD\nWest,2019,benefit,300,USD\n",
    "partners.csv": "area,year,partner,person,reached\nWest,2020,A,1,1\nWest,2020,B,1,1\nWest,2020,B,2,0\n",
    "lead.csv": "metric,area,year,value,standard_error\nlead,West,2020,4,1\nlead,East,2020,2,1\n",
}
ASKED = {
    "surveys": {
        "ladder": {},
        "scales": [{"name": "trust", "item": "trust", "lowest": 1, "highest": 5, "top": 4}],
    },
    "investments": [
        {
            "currency": "USD",
            "base_year": 2018,
            "discount_rate": {"value": 0.0, "high": 0.1},
            "horizon": {"value": 2},
            "attribution": {"value": 0.5},
        }
    ],
    "partners": [{"name": "home"}],
    "composites": [{"name": "burden", "scale": "z_score", "measures": {"lead": {"better": "lower"}}}],
}
MADE = {
    "survey.csv": {"thriving", "struggling", "suffering", "unclassified", "net_thriving", "respondents"},
    "trust.csv": {"trust_mean", "trust_top", "trust_respondents"},
    "money.csv": {
        *("return_on_investment", "social_return_on_investment", "net_present_value"),
        *("cumulative_costs", "cumulative_benefits"),
    },
    "partners.csv": {"home"},
    "lead.csv": {"burden"},
}
TABLES = {"trust.csv": "responses", "survey.csv": "responses"}


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def config_of(*names, **asked):
    return build(data=[{"path": name, "table": TABLES.get(name)} for name in names], **asked)


def test_everything_becomes_figures_of_one_table(files):
    inputs = pipeline.read(config_of(*FILES, **ASKED))
    assert set(inputs.estimates["metric"]) == {"lead"}.union(*MADE.values())
    assert set(inputs.made["metric"]) == set().union(*MADE.values())
    sources = inputs.estimates.set_index("metric")["source"]
    assert sources["thriving"] == "Panel"
    assert sources["burden"].iloc[0] == "scored against the areas of 2020"


def test_a_run_shows_what_was_made_and_what_it_hangs_on(files):
    tables = pipeline.run(config_of(*FILES, **ASKED)).tables
    assert set(tables) >= {"estimates", "sensitivity", "partner_contributions"}
    assert "gaps" not in tables
    partners = tables["partner_contributions"].set_index("partner")["numerator"]
    assert partners.to_dict() == {"A": 1, "B": 1, "added up": 2, "counted once": 1}


def test_tables_are_known_by_their_columns(files):
    config = build(
        data=[{"path": name} for name in ("survey.csv", "money.csv", "partners.csv")],
        **{key: ASKED[key] for key in ("investments", "partners")},
        surveys={"ladder": {}},
    )
    kinds = [one.table for one in pipeline.read(config).tables]
    assert kinds == ["responses", "cash_flows", "partner_records"]


@pytest.mark.parametrize(
    ("name", "key"), [("survey.csv", "surveys"), ("money.csv", "investments"), ("partners.csv", "partners")]
)
def test_data_and_what_is_asked_of_them_belong_together(files, name, key):
    with pytest.raises(DataError, match=f"`{key}`"):
        _ = pipeline.read(config_of("lead.csv", name)).estimates
    with pytest.raises(DataError, match=f"asks for `{key}`"):
        _ = pipeline.read(config_of("lead.csv", **{key: ASKED[key]})).estimates


def test_a_composite_may_not_take_the_name_of_a_metric(files):
    asked = [{"name": "lead", "scale": "z_score", "measures": {"thriving": {"better": "higher"}}}]
    config = config_of("lead.csv", "survey.csv", surveys={"ladder": {}}, composites=asked)
    with pytest.raises(DataError, match=r"more than one .*lead, West"):
        _ = pipeline.read(config).estimates


WRONG = [
    ("survey.csv", "8,9", "11,9", "outside_scale", "'11.0' is not a step of Cantril's ladder"),
    ("survey.csv", "9,42", "9,-1", "impossible_count", "is negative"),
    ("survey.csv", "9,42", "9,", "missing_value", "the cell is empty"),
    ("trust.csv", "trust,4", "trust,6", "outside_scale", "not on the scale, which goes from 1 to 5"),
    ("money.csv", "cost", "spending", "unknown_flow", "known: cost, benefit"),
    ("money.csv", ",100,", ",-100,", "unknown_flow", "is negative"),
    ("money.csv", "300,USD", "300,persons", "mixed_currency", "cannot be added"),
    ("money.csv", "300,USD", "300,", "missing_value", "the cell is empty"),
    ("partners.csv", "A,1,1", "A,1,2", "impossible_count", "write 1 or 0"),
]


@pytest.mark.parametrize(("name", "good", "bad", "check", "said"), WRONG)
def test_the_door_finds_what_cannot_be(files, name, good, bad, check, said):
    (files / name).write_text(FILES[name].replace(good, bad), encoding="utf-8")
    found = pipeline.problems(config_of(name, **ASKED))
    assert found[["severity", "check"]].to_numpy().tolist() == [["error", check]]
    assert said.replace("'11.0'", "'11'") in found["message"].iloc[0]


def test_more_than_the_denominator_and_a_class_that_is_none_are_found(files):
    (files / "partners.csv").write_text("area,year,partner,numerator,denominator\nWest,2020,A,5,4\n")
    assert pipeline.problems(config_of("partners.csv"))["check"].tolist() == ["impossible_count"]
    (files / "survey.csv").write_text("area,year,class,count\nWest,2020,Thriving,5\nWest,2020,happy,4\n")
    assert pipeline.problems(config_of("survey.csv"))["check"].tolist() == ["outside_scale"]


def test_an_accepted_problem_leaves_its_row_out(files):
    (files / "survey.csv").write_text(FILES["survey.csv"] + "West,2020,99,9,7,Panel\n")
    data = [{"path": "survey.csv", "accept": [{"check": "outside_scale"}]}]
    figures = pipeline.read(build(data=data, surveys={"ladder": {}})).estimates
    assert figures.set_index("metric")["value"]["respondents"] == 52


def test_stages_hold_the_names_of_words():
    assert set(kernel.CLASSES) == set(words.LADDER_CLASSES)
    assert {*investment.RETURNS, *investment.TOTALS.values()} == set(words.INVESTMENT_METRICS)
    assert set(investment.TOTALS) == set(words.FLOWS)
    assert set(scoring.MAKERS) == set(words.SCALES)


def test_a_year_has_the_source_of_its_own_answers(files):
    # Under one name for both years a change of the survey would pass for progress.
    rows = [(2020, 42, "Panel"), (2021, 60, "Panel"), (2022, 70, "Phone"), (2022, 9, "Panel")]
    text = "\n".join(f"West,{year},8,9,{count},{source}" for year, count, source in rows)
    (files / "survey.csv").write_text(f"area,year,present,future,count,source\n{text}\n", encoding="utf-8")
    found = pipeline.read(config_of("survey.csv", surveys={"ladder": {}})).estimates
    thriving = found[found["metric"] == "thriving"].set_index("start")["source"]
    assert thriving.to_dict() == {2020: "Panel", 2021: "Panel", 2022: "Panel; Phone"}
