"""The page as Markdown."""

from __future__ import annotations

import re

import pytest

from equitygap.cli.reporting import material
from equitygap.present.report.markdown import markdown
from equitygap.present.report.page import page_of
from hostile_names import HOSTILE


@pytest.fixture(scope="module")
def west_page(results):
    return markdown(page_of(material(*results)))


def test_the_verdict_comes_first(west_page):
    lines = [line for line in west_page.split("\n") if line]
    assert lines[0] == "# West Side United: close half of the life-expectancy gap by 2030"
    assert lines[1].startswith("**The ten neighborhoods: the gap was 5.3 years in 2012")
    assert lines[2].startswith("**Of 11 comparisons, ")


def test_tables_are_well_formed(west_page):
    tables = [block.split("\n") for block in west_page.split("\n\n") if block.startswith("| ")]
    assert len(tables) > 20
    for rows in tables:
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1


def test_folded_tables_open_and_close(west_page):
    assert west_page.count("<details><summary>") == west_page.count("</details>") > 10


def test_no_name_is_markup(hostile_page):
    text = hostile_page
    assert not re.findall(r"<(?!/?details>|/?summary>)", text)
    assert "[e](" not in text
    tables = [block.split("\n") for block in text.split("\n\n") if block.startswith("| ")]
    for rows in tables:
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1
    assert not [line for line in text.split("\n") if re.fullmatch(r"=+", line)]


@pytest.fixture
def hostile_page(hostile, tmp_path, program):
    code, out, _ = program(
        "report", hostile.folder.parent / "config.yaml", "--format", "markdown", "--output", "-"
    )
    assert code == 0
    assert HOSTILE["formula"].split("|")[0] in out
    return out
