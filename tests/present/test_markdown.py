from __future__ import annotations

import pytest

from equitygap.present.grid import MOST_ROWS, Companions, grid
from equitygap.present.markdown import escaped, markdown


def test_a_table_in_markdown(trajectory):
    frame = trajectory({})[["metric", "benchmark", "focus", "target_gap", "status", "flags"]]
    assert markdown(grid(frame, "trajectory", companions=Companions({}, ["1. +1 *told*."]))) == (
        "Metric: life_expectancy; Benchmark: Loop\n\n"
        "| Focus | Target | Status | Notes |\n"
        "| --- | ---: | --- | --- |\n"
        "| West Garfield Park | 5.6 | off track | 1 2 |\n\n"
        "- 1 standard_error_missing: no standard errors are given; "
        "the scatter around the model stands in for them\n"
        "- 2 not_closing: at the present trend the gap does not close\n\n"
        "- 1\\. +1 \\*told\\*.\n"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("<script>&amp;", "&lt;script&gt;&amp;amp;"),
        ("[a](b) ![c](d)", r"\[a\](b) !\[c\](d)"),
        ("_a_ `b` ~~c~~ life_expectancy", r"\_a\_ \`b\` \~\~c\~\~ life_expectancy"),
        ("back\\slash|", r"back\\slash\|"),
    ],
)
def test_markup_is_disarmed(text, shown):
    assert escaped(text) == shown


def test_a_line_break_or_pipe_in_a_name_does_not_end_the_row(trajectory):
    rows = markdown(grid(trajectory({"focus": "a\n|b|\r\nc"}), "trajectory")).split("\n\n")[1].splitlines()
    assert len(rows) == 3
    assert len({row.replace(r"\|", "").count("|") for row in rows}) == 1


def test_rows_left_out_are_told(trajectory):
    assert "5 more rows are not shown." in markdown(grid(trajectory(*[{}] * (MOST_ROWS + 5)), "trajectory"))
