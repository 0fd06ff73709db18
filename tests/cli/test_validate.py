"""`equitygap validate` finds what is wrong with the files, and with what a config asks of them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "configs" / "west-side-united.yaml"


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = CONFIG.read_text().replace("../sample_data", str(ROOT / "sample_data"))
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = tmp_path / "config.yaml"
    path.write_text(text)
    return path


@pytest.fixture
def errors(equitygap):
    """Return the errors that the command finds in a file."""

    def of(path: Path) -> list[dict[str, str]]:
        done = equitygap("validate", path, "--format", "csv")
        found = [row for row in csv.DictReader(done.stdout.splitlines()) if row["severity"] == "error"]
        assert done.returncode == (11 if found else 0)
        return found

    return of


def test_a_config_that_asks_what_its_data_hold_has_no_errors(errors):
    assert errors(CONFIG) == []


def test_everything_that_the_data_lack_is_told_at_once(equitygap, errors, tmp_path):
    path = changed(tmp_path, ("West Town", "West Twon"), ("baseline: 2012", "baseline: 1985"))
    found = errors(path)
    assert [row["check"] for row in found] == ["unknown_area", "baseline_not_in_data"]
    lines = path.read_text().splitlines()
    assert "West Twon" in lines[int(found[0]["row"]) - 1]
    assert "1985" in lines[int(found[1]["row"]) - 1]
    assert "did you mean 'West Town'?" in found[0]["message"]
    run = equitygap("run", path)
    assert run.returncode == 11
    assert all(row["message"] in run.stderr for row in found)
    assert run.stdout == ""


def test_a_metric_that_is_not_there(errors, tmp_path):
    found = errors(changed(tmp_path, ("- metric: life_expectancy", "- metric: life_expectency")))
    assert [row["check"] for row in found] == ["unknown_metric"]
    assert "did you mean 'life_expectancy'?" in found[0]["message"]


@pytest.mark.parametrize(
    ("content", "check", "rows"),
    [
        ("metric,area,year,value\nx,A,2010,70,9\nx,B,2010\n", "ragged_row", ["2", "3"]),
        ("metric,area,area,year,value\nx,A,A,2010,70\n", "duplicate_column", ["1"]),
        ("", "unreadable_file", [""]),
        ("<html><body>moved</body></html>", "unreadable_file", [""]),
    ],
)
def test_a_file_that_is_no_table_is_a_problem_like_others(errors, tmp_path, content, check, rows):
    path = tmp_path / "data.csv"
    path.write_text(content)
    found = errors(path)
    assert [(row["check"], row["row"]) for row in found] == [(check, row) for row in rows]
    assert {row["file"] for row in found} == {str(path)}
