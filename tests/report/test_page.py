"""What a page says, before it is written down."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from equitygap import words
from equitygap.present.report import content as c
from equitygap.present.report.material import Material, Problem, Provenance
from equitygap.present.report.methods import METHODS
from equitygap.present.report.page import page_of
from equitygap.present.report.telling import WORST_FIRST, gap_sentence, tally_of, tally_sentence
from synthetic import estimates_of

YEARS = list(range(2012, 2021))


def rows_of(*changes: dict[str, object]) -> pd.DataFrame:
    whole = {
        "metric": "life_expectancy",
        "benchmark": "Loop",
        "focus": "West",
        "group": None,
        "target_rule": "reduce by 50% by 2030 (baseline 2012)",
        "baseline_year": 2012.0,
        "baseline_gap": 10.0,
        "target_year": 2030.0,
        "target_gap": 5.0,
        "latest_year": 2020.0,
        "latest_gap": 9.123456789,
        "latest_lower": 8.0,
        "latest_upper": 10.2,
        "needed_per_year": -0.41,
        "trend_per_year": -0.1,
        "trend_lower": -0.3,
        "trend_upper": 0.1,
        "model": "linear",
        "probability": 0.2,
        "status": "off_track",
        "scheme": "hp2030",
        "flags": "",
    }
    return pd.DataFrame([whole | change for change in changes])


def material(**parts: object) -> Material:
    estimates = estimates_of({"Loop": [85.0] * 9, "West": [76.0] * 9}, YEARS)
    tables = {"gaps": gaps(), "trajectory": rows_of({})}
    whole = {"title": "A promise", "tables": tables, "estimates": estimates}
    return Material(**{**whole, "provenance": Provenance(version="1.0"), **parts})


def gaps(**changes: object) -> pd.DataFrame:
    row = {
        "metric": "life_expectancy",
        "benchmark": "Loop",
        "focus": "West",
        "group": None,
        "start": 2015,
        "end": 2017,
        "benchmark_value": 85.0,
        "focus_value": 76.0,
        "gap": 9.0,
        "standard_error": 1.0,
        "lower": 7.04,
        "upper": 10.96,
        "relative_gap": 0.1,
        "note": "",
    }
    return pd.DataFrame([row | changes])


def section(page: c.Page, anchor: str) -> c.Section:
    return next(one for one in page.sections if one.anchor == anchor)


def told(page: c.Page, anchor: str) -> str:
    """All text of a section."""
    return str(section(page, anchor))


def test_a_single_comparison_speaks_for_itself():
    page = page_of(material())
    assert page.answer[0].startswith("West: the gap was 10.0 in 2012 and 9.1 (8.0 to 10.2) in 2020")
    assert page.status == "off_track"
    assert len(page.answer) == 1


def test_a_pool_speaks_for_its_areas_and_all_are_counted():
    rows = rows_of({}, {"focus": "East", "status": "inconclusive"}, {"focus": "Both", "status": "worsening"})
    page = page_of(material(tables={"trajectory": rows}, pools=["Both"]))
    assert page.answer[0].startswith("Both: ")
    assert page.answer[1] == (
        "Of 3 comparisons, 1 is worsening, 1 is off track and 1 is inconclusive (the data cannot tell)."
    )
    assert page.status == "worsening"
    parts = [one for one in section(page, "trajectories").blocks if isinstance(one, c.Part)]
    assert [part.title for part in parts] == ["Both", "West", "East"]


def test_levelling_down_is_counted_apart():
    rows = rows_of({"status": "on_track", "flags": "levelling_down"}, {"status": "on_track"})
    tally = tally_of(material(tables={"trajectory": rows}).rows("trajectory"))
    assert [(one.verdict.words, one.number) for one in tally] == [
        ("on track", 1),
        ("on track, but by levelling down", 1),
    ]
    assert "but by levelling down" in tally_sentence(tally)
    assert tally[1].verdict.status == "levelling_down"


def test_without_a_target_there_is_no_verdict_but_gaps():
    page = page_of(material(tables={"gaps": gaps()}, units={"life_expectancy": "years"}))
    assert page.answer == (
        "No target is given, so there is no verdict.",
        "West against Loop: the gap in life_expectancy was 9.0 years (7.0 to 11.0) in 2015-2017.",
    )
    assert page.status == ""
    assert page.tally == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"gap": None}, "West against Loop: no gap in life_expectancy can be given for 2015-2017."),
        (
            {"gap": -1.0, "lower": None},
            "West against Loop: the gap in life_expectancy was -1.0, in favour of the focus, in 2015-2017.",
        ),
    ],
)
def test_a_gap_in_words(changes, said):
    found = material(tables={"gaps": gaps(**changes)})
    assert gap_sentence(found, found.rows("gaps")[0]) == said


def test_sections_without_anything_to_say_are_left_out():
    page = page_of(material())
    assert [one.anchor for one in page.sections] == [
        "verdict",
        "trajectories",
        "quality",
        "methods",
        "provenance",
    ]


def test_only_methods_that_were_used_are_told():
    text = told(page_of(material()), "methods")
    assert METHODS["model", "linear"].words in text
    assert METHODS["scheme", "hp2030"].words in text
    for other in (("model", "pooled"), ("scheme", "ctg"), ("power", ""), ("pool", ""), ("life_table", "")):
        assert METHODS[other].words not in text


def test_methods_know_the_names_that_users_know():
    known = {
        "model": set(words.MODELS) - {"default"},
        "scheme": set(words.SCHEMES) - {"probability"},
        "decompose": set(words.METHODS),
        "small_area": set(words.SMALL_AREAS) - {"none"},
    }
    for kind, names in known.items():
        assert {name for one, name in METHODS if one == kind} == names


def test_missing_figures_are_listed_with_their_reason():
    estimates = estimates_of({"Loop": [85.0] * 9, "West": [76.0] * 9}, YEARS).assign(note="")
    estimates.loc[17, ["value", "note"]] = [float("nan"), "population_below_minimum"]
    text = told(page_of(material(estimates=estimates)), "quality")
    assert "1 of 18 figures are withheld or were never published." in text
    assert words.FLAGS["population_below_minimum"] in text


def test_every_note_is_numbered_once_and_explained():
    tables = {
        "trajectory": rows_of({"flags": "horizon_long levelling_down"}),
        "gaps": gaps(note="standard_error_missing"),
    }
    page = page_of(material(tables=tables))
    quality = section(page, "quality")
    notes = next(
        one
        for part in quality.blocks
        if isinstance(part, c.Part)
        for one in part.blocks
        if isinstance(one, c.Notes)
    )
    assert [(number, word) for number, word, _, _ in notes.entries] == [
        (1, "horizon_long"),
        (2, "levelling_down"),
        (3, "standard_error_missing"),
    ]
    assert notes.entries[2][3] == "1 in gaps"


def test_problems_and_what_was_left_out_are_told():
    found = material(
        problems=[Problem("warning", "rounded_input", "file.csv, line 3", "West", "rounded to whole years")],
        excluded=["Years that the model leaves out: 2020."],
        read=["3 names matched only after blanks were ignored"],
    )
    text = told(page_of(found), "quality")
    for one in ("rounded to whole years", "file.csv, line 3", "leaves out: 2020", "3 names matched"):
        assert one in text


def test_nothing_to_report_of_the_data_is_said():
    assert "No figure is withheld" in told(page_of(material()), "quality")


def test_where_it_comes_from():
    provenance = Provenance(inputs={"a.csv": "f00d"}, config="beef", version="1.0", seed=7)
    text = told(page_of(material(provenance=provenance)), "provenance")
    for one in ("a.csv", "f00d", "beef", "equitygap 1.0", "'7'", "figures up to 2020"):
        assert one in text


def test_a_table_that_nobody_foresaw_is_shown():
    extra = pd.DataFrame([{"metric": "smoking", "area": "West", "start": 2020, "end": 2020, "value": 12.0}])
    tables = {"trajectory": rows_of({}), "estimates": extra}
    assert "smoking" in told(page_of(material(tables=tables)), "others")


def test_a_long_table_says_what_it_leaves_out():
    many = pd.concat([gaps(focus=f"Area {number}") for number in range(600)], ignore_index=True)
    page = page_of(material(tables={"gaps": many}))
    table = section(page, "verdict").blocks[0]
    assert isinstance(table, c.Table)
    assert len(table.rows) + table.left_out == 600
    assert table.left_out == 100


def test_a_scorecard_is_shown_by_domain_with_counts():
    row = {"metric": "smoking", "area": "West", "baseline": 20.0, "latest": 18.0, "target": 10.0}
    card = pd.DataFrame(
        [
            {**row, "domain": "Health", "status": "on_track", "flags": ""},
            {**row, "domain": "Work", "status": "off_track", "flags": "", "metric": "jobs"},
        ]
    )
    found = material(tables={"trajectory": rows_of({}), "scorecard": card})
    text = told(page_of(found), "scorecard")
    assert "Health: 1 on track" in text
    assert "Work: 1 off track" in text


def test_a_scorecard_alone_is_counted():
    card = pd.DataFrame([{"metric": "smoking", "area": "West", "status": "on_track", "flags": ""}] * 2)
    page = page_of(material(tables={"scorecard": card}))
    assert page.answer == ("Of 2 rows of the scorecard, 2 are on track.",)
    assert [one.number for one in page.tally] == [2]
    assert page.sections[0].anchor == "scorecard"


def test_a_scorecard_without_comparisons_opens_with_the_worst():
    rows = [
        {"metric": "smoking", "area": f"Area {place}", "status": status, "flags": "", "scheme": scheme}
        for place, (status, scheme) in enumerate(
            [("met", "hp2030"), ("informational", None), ("off_track", "sdsn"), ("worsening", "sdsn")]
        )
    ]
    page = page_of(material(tables={"scorecard": pd.DataFrame(rows)}))
    assert page.answer == (
        "Of 4 rows of the scorecard, 1 is worsening, 1 is off track, 1 is met and 1 has no target.",
    )
    assert METHODS["scheme", "sdsn"].words in told(page, "methods")
    # Nobody has figures in these rows.
    tables = [block for block in section(page, "scorecard").blocks if isinstance(block, c.Table)]
    assert [head.text for head in tables[0].headings] == ["Metric", "Area", "Status"]


def test_a_single_row_of_a_scorecard_speaks_for_itself():
    row = {"metric": "smoking", "label": "Smoking", "area": "West", "status": "missed", "flags": ""}
    figures = {
        "latest": 20.0,
        "latest_year": 2020.0,
        "unit": "percent",
        "target": 10.0,
        "target_year": 2020.0,
    }
    page = page_of(material(tables={"scorecard": pd.DataFrame([row | figures])}))
    assert page.answer == (
        "West: Smoking is 20 percent in 2020; the promise is 10 percent for 2020: missed.",
    )
    assert page.status == "missed"


def test_a_scorecard_that_holds_more_than_the_comparisons_is_counted_beside_them():
    card = pd.DataFrame([{"metric": "smoking", "area": "West", "status": "met", "flags": ""}] * 3)
    page = page_of(material(tables={"trajectory": rows_of({}), "scorecard": card}))
    assert page.answer[-1] == "Of 3 rows of the scorecard, 3 are met."


def test_every_status_has_a_place_in_the_count():
    assert set(WORST_FIRST) == {*words.STATUSES, *words.SCORECARD_STATUSES}


def test_a_single_period_is_told_once():
    found = material(tables={"gaps": gaps()})
    assert "trajectories" not in [one.anchor for one in page_of(found).sections]
    two = pd.concat([gaps(), gaps(start=2018, end=2020)])
    assert "trajectories" in [one.anchor for one in page_of(material(tables={"gaps": two})).sections]


def test_gaps_of_several_metrics_are_not_put_in_order():
    several = pd.concat(
        [gaps(metric="poverty", gap=30.0), gaps(metric="poverty", gap=20.0, focus="East"), gaps()]
    )
    said = page_of(material(tables={"gaps": several}, units={"poverty": "percent"})).answer
    assert said[1].startswith("West against Loop: the gap in poverty was 30.0 percentage points")
    assert said[2].startswith("West against Loop: the gap in life_expectancy")
    assert len(said) == 3


def test_the_page_knows_every_area_once():
    rows = rows_of({}, {"focus": "East"})
    assert page_of(material(tables={"trajectory": rows, "gaps": gaps()})).areas == ("West", "East")


def test_the_same_material_makes_the_same_page():
    assert page_of(material()) == page_of(replace(material()))
