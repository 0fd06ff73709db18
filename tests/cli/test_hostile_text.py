"""Names, sources and notes that try to be more than text stay text, wherever they are written."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from xml.etree import ElementTree

import pandas as pd
import pytest
import yaml

NAMES = (
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "+1-800",
    "-2+3",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[here](javascript:alert(1))",
    "a|b `c` **d** ~~e~~ $f$",
    "::error file=x::gotcha",
    "##[error]gotcha",
    "two\n::error::lines",
    "100%0A::error::",
    "red\x1b[31m \x1b]0;title\x07",
    "\u202egnp.exe",
    "]]> & 'quoted', \"twice\"",
    "{{ 7*7 }} ${HOME} $(reboot)",
)
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


@pytest.fixture
def asked(ran, tmp_path, monkeypatch):
    """Write data full of such names, and run a command on them."""
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    with (tmp_path / "le.csv").open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink)
        writer.writerow(["metric", "area", "year", "value", "standard_error", "source", "note"])
        for place, name in enumerate(("Loop", *NAMES)):
            for year in range(2012, 2021):
                value = 84 - place - 0.2 * (year - 2012) * (place > 0)
                writer.writerow(["life_expectancy", name, year, value, 0.3, NAMES[4], NAMES[0]])
    config = {
        "title": "<b>A title</b>\n::error::",
        "data": [{"path": "le.csv"}],
        "comparisons": [{"metric": "life_expectancy", "benchmark": "Loop", "focus": list(NAMES)}],
        "target": {"reduce": "50%", "baseline": 2012, "by": 2030},
        "checks": {"accept": [{"status": "worsening", "focus": NAMES[4], "why": "<i>why</i>|\n::error::"}]},
        "outputs": {"folder": "out", "format": "csv", "manifest": "manifest.json"},
    }
    (tmp_path / "hostile.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return lambda *arguments: ran(*arguments)


def test_csv_keeps_every_name_as_it_was(asked, tmp_path):
    code, out, _ = asked("check", "hostile.yaml", "--format", "csv")
    assert code == 3
    shown = pd.read_csv(StringIO(out), keep_default_na=False)
    assert set(shown["focus"]) == set(NAMES)
    gaps = pd.read_csv(tmp_path / "out" / "gaps.csv", keep_default_na=False)
    assert list(dict.fromkeys(gaps["focus"])) == list(NAMES)


@pytest.mark.parametrize("format", ["json", "jsonl", "parquet"])
def test_so_do_formats_for_programs(asked, tmp_path, format):
    asked("check", "hostile.yaml", "--output", f"checks.{format}")
    read = {
        "json": lambda path: json.loads(path.read_text("utf-8")),
        "jsonl": lambda path: [json.loads(line) for line in path.read_text("utf-8").split("\n") if line],
        "parquet": lambda path: pd.read_parquet(path).to_dict("records"),
    }[format]
    assert {row["focus"] for row in read(tmp_path / f"checks.{format}")} == set(NAMES)


@pytest.mark.parametrize("command", ["run", "check"])
def test_markdown_shows_them_and_does_nothing(asked, command):
    _, out, _ = asked(command, "hostile.yaml", "--format", "markdown")
    assert_harmless_markdown(out)


def test_what_a_spreadsheet_might_run_is_told(asked):
    _, _, err = asked("run", "hostile.yaml", "--format", "csv")
    assert "area, =cmd" in err
    assert "begins like a formula" in err


def assert_harmless_markdown(text: str) -> None:
    assert not re.search(r"<(script|img|b|i)\b", text)
    assert not re.search(r"(?<!\\)\[here", text)
    assert not STEERING.search(text)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    bars = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
    assert len(bars) == 1  # no name ends a cell
    assert len(rows) >= len(NAMES) + 2


def test_the_terminal_is_not_steered(asked):
    _, out, err = asked("check", "hostile.yaml", "--format", "table")
    assert not STEERING.search(out + err)
    assert not re.search("^::", out + err, re.MULTILINE)


def test_github_obeys_only_what_is_meant(asked, monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    _, _, err = asked("check", "hostile.yaml", "--output", "checks.csv")
    stopped, _, after = err.partition("::stop-commands::")[2].partition("\n")
    said, _, open_again = after.partition(f"::{stopped}::\n")
    assert "worsening" in said
    commands = [line for line in open_again.splitlines() if "::" in line]
    assert len(commands) == 11
    for line in commands:
        assert re.match(r"::(error|notice) file=hostile\.yaml,line=\d+,col=\d+,title=\w+%3A \w+::\S", line)
    assert_harmless_markdown((tmp_path / "summary.md").read_text("utf-8"))
    assert not re.search("^::", (tmp_path / "summary.md").read_text("utf-8"), re.MULTILINE)


def test_gitlab_and_junit_carry_them_as_text(asked, monkeypatch, tmp_path):
    monkeypatch.setenv("GITLAB_CI", "true")
    asked("check", "hostile.yaml", "--junit", "checks.xml", "--output", "checks.csv")
    issues = json.loads((tmp_path / "gl-code-quality-report.json").read_text("utf-8"))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) >= len(NAMES)
    assert not any(STEERING.search(issue["description"]) for issue in issues)
    names = [case.get("name") for case in ElementTree.parse(tmp_path / "checks.xml").iter("testcase")]
    for name in NAMES:
        legal = re.sub("[\x00-\x08\x0e-\x1f]", "", name)
        assert f"{legal} against Loop: status" in names


def test_a_message_about_such_a_name_is_no_command_either(asked, monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    config = (tmp_path / "hostile.yaml").read_text("utf-8")
    (tmp_path / "hostile.yaml").write_text(config.replace("benchmark: Loop", 'benchmark: "x\\n::error::y"'))
    code, _, err = asked("check", "hostile.yaml")
    assert code == 11
    (first, *others) = re.findall("^::.*$", err, re.MULTILINE)
    assert first.startswith("::stop-commands::")
    assert not any(line == f"::{first.removeprefix('::stop-commands::')}::" for line in others)
