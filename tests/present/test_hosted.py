"""Annotations, summaries, code quality and JUnit of checks."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pandas as pd
import pytest

from equitygap import tables
from equitygap.present.hosted import MOST_BYTES, Place, code_quality, summary, workflow_commands
from equitygap.present.junit import junit
from equitygap.present.scored import scored


def row(outcome: str = "failed", **more: object) -> dict[str, object]:
    return {
        **dict.fromkeys(tables.names("checks")),
        "check": "off_track",
        "kind": "status",
        "table": "trajectory",
        "metric": "m",
        "benchmark": "Loop",
        "focus": "Austin",
        "outcome": outcome,
        "why": "Austin lags.",
        **more,
    }


def test_a_command_is_one_line_with_its_place():
    (line,) = workflow_commands([(row(why="50 % of\nAustin"), Place("a,b:c.yaml", 3, 7))])
    assert line == ("::error file=a%2Cb%3Ac.yaml,line=3,col=7,title=failed%3A off_track::50 %25 of\\nAustin")


@pytest.mark.parametrize(
    ("outcome", "level"),
    [("failed", "error"), ("expired", "error"), ("accepted", "notice"), ("unused", "warning")],
)
def test_each_outcome_has_its_level(outcome, level):
    (line,) = workflow_commands([(row(outcome), None)])
    assert line.startswith(f"::{level} title={outcome}%3A off_track::")


def test_what_passed_is_not_annotated_and_no_more_than_a_host_shows():
    many = [(row(focus=f"Area {number}"), None) for number in range(30)]
    assert len(workflow_commands([*many, (row("accepted"), None), (row("passed"), None)])) == 11


def checks(count: int, **more: object) -> pd.DataFrame:
    return pd.DataFrame([row(focus=f"Area {number}", **more) for number in range(count)])


def test_a_summary_shows_the_verdict_and_not_what_passed():
    text = summary(
        "A *promise*", "1 of 2 checks failed", pd.DataFrame([row(), row("passed", focus="Hill")]), None
    )
    assert text.startswith("## A \\*promise\\*\n\n**1 of 2 checks failed**\n\n")
    assert "Austin" in text
    assert "Hill" not in text
    assert "Since the last run" not in text


def test_a_summary_tells_what_changed():
    nothing = pd.DataFrame(columns=tables.names("changes"))
    assert "Nothing has changed." in summary("", "", checks(1), nothing)
    one = dict.fromkeys(tables.names("changes")) | {"change": "area_new", "focus": "Hill"}
    assert "| area new | Hill |" in summary("", "", checks(1), pd.DataFrame([one]))


def test_a_long_summary_is_cut_and_one_that_no_host_takes_is_its_verdict():
    assert "300 more rows are not shown." in summary("", "", checks(500), None)
    short = summary("Title", "verdict", checks(200, why="x" * (MOST_BYTES // 100)), None)
    assert short == "## Title\n\n**verdict**\n"


def test_code_quality_has_what_gitlab_asks_for():
    place = Place("configs/a.yaml", 8, 3)
    told = json.loads(code_quality([(row(), place), (row("passed"), place), (row("accepted"), None)]))
    assert [one["severity"] for one in told] == ["major", "info"]
    assert set(told[0]) == {"description", "check_name", "fingerprint", "severity", "location"}
    assert told[0]["location"] == {"path": "configs/a.yaml", "lines": {"begin": 8}}


def test_a_fingerprint_is_of_what_is_checked_and_not_of_its_figures():
    def fingerprint(**more: object) -> str:
        return json.loads(code_quality([(row(**more), None)]))[0]["fingerprint"]

    assert fingerprint() == fingerprint(why="Austin lags even more.", outcome="expired")
    assert len({fingerprint(), fingerprint(focus="Hill"), fingerprint(check="missed")}) == 3


def test_junit_counts_fails_and_skips():
    text = junit([row(), row("expired"), row("accepted"), row("passed")], name="A promise")
    root = ElementTree.fromstring(text)
    assert [root.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["4", "2", "0", "1"]
    (suite,) = root
    assert suite.get("name") == "trajectory"
    assert suite[0].get("name") == "Austin against Loop: status"
    assert [len(case) for case in suite] == [1, 1, 1, 0]


def test_junit_drops_what_xml_does_not_allow():
    text = junit([row(focus="a\x00b\x1b[2J\ufffe\ud800c <&>", why="\x07]]>\n")], name="\x01t")
    (case,) = ElementTree.fromstring(text).iter("testcase")
    assert case.get("name") == "ab[2Jc <&> against Loop: status"
    assert case[0].text == "]]>\n"


def test_junit_names_what_is_about_no_area():
    rows = [
        row(kind="problem", check="rounded_input", table="problems", metric=None, benchmark=None, focus=None)
    ]
    (case,) = ElementTree.fromstring(junit(rows, name="t")).iter("testcase")
    assert (case.get("classname"), case.get("name")) == ("equitygap.problem", "rounded_input")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"metric": "m", "status": "baseline_only", "baseline": 4.0}, "m was 4.0: baseline only."),
        ({"metric": "m", "status": "no_target"}, "there is no figure of m: no target."),
        (
            {"metric": "m", "area": "\x1bHill", "status": "met", "latest": 4.0, "target": 5.0},
            "\\x1bHill: m is 4.0; the promise is 5.0: met.",
        ),
        (
            {"metric": "m", "quantity": "total", "status": "met", "latest": 4000.0, "latest_year": 2020.0},
            "the total of m is 4,000.0 in 2020: met.",
        ),
        (
            {
                "label": "Life expectancy",
                "quantity": "gap",
                "benchmark": "Loop",
                "unit": "years",
                "latest": 11.4,
                "latest_lower": 9.6,
                "latest_upper": 13.2,
                "probability": 0.015,
                "status": "off_track",
                "target": 4.95,
                "target_year": 2030.0,
            },
            "the gap to Loop in Life expectancy is 11.4 years (9.6 to 13.2); "
            "the promise is 5.0 years for 2030; the chance of it is 2 %: off track.",
        ),
    ],
)
def test_a_row_of_a_scorecard_says_what_there_is(given, said):
    assert scored({**dict.fromkeys(tables.names("scorecard")), **given}) == said
