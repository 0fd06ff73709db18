"""`equitygap check` as a scheduled job uses it."""

from __future__ import annotations

import hashlib
import json
import re
from io import StringIO
from xml.etree import ElementTree

import pandas as pd
import pyarrow.parquet as pq
import pytest

YEARS = range(2012, 2021)
CONFIG = """
title: A promise
data: [{path: le.csv}]
comparisons:
  - metric: life_expectancy
    benchmark: Loop
    focus:
      - Austin
      - Hill
target: {reduce: 50%, baseline: 2012, by: 2030}
"""


@pytest.fixture(autouse=True)
def nowhere_in_particular(monkeypatch):
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "GITLAB_CI", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def checked(ran, tmp_path):
    """Write a config and its data, run `check`; Austin falls behind, Hill catches up."""
    gaps = {
        "Austin": [10.0 + 0.2 * number + 0.1 * (number % 2) for number in range(9)],
        "Hill": [10.0 - 0.9 * number + 0.1 * (number % 2) for number in range(9)],
    }

    def run(*arguments: object, more: str = "outputs: {folder: out}", data: str | None = None):
        rows = [f"life_expectancy,Loop,{year},84,0.1" for year in YEARS]
        for area, series in gaps.items():
            rows += [
                f"life_expectancy,{area},{year},{84 - gap},0.1"
                for year, gap in zip(YEARS, series, strict=True)
            ]
        text = "\n".join(["metric,area,year,value,standard_error", *rows]) + "\n"
        (tmp_path / "le.csv").write_text(data or text)
        (tmp_path / "promise.yaml").write_text(CONFIG + more + "\n")
        return ran("check", "promise.yaml", *arguments)

    return run


def accepted(tmp_path, until: str) -> str:
    return f"checks: {{accept: [{{status: worsening, focus: Austin, until: {until}, why: A clinic opens.}}]}}"


def test_it_exits_with_3_says_why_in_a_line_and_writes_its_outputs(checked, tmp_path):
    code, out, err = checked("--format", "csv")
    assert code == 3
    table = pd.read_csv(StringIO(out))
    assert dict(zip(table["focus"], table["outcome"], strict=True)) == {"Austin": "failed", "Hill": "passed"}
    (line,) = re.findall("^failed: .*$", err, re.MULTILINE)
    assert re.search(
        r"worsening: Austin: the gap was 10\.0 years in 2012 .* chance of reaching 5\.0 is", line
    )
    assert "error: 1 of 2 checks failed" in err
    assert {one.name for one in (tmp_path / "out").iterdir()} == {
        f"{name}.parquet" for name in ("gaps", "trajectory", "path", "checks")
    }


@pytest.mark.parametrize("fail_on", ["missed", "suspicious_zero", "not_comparable"])
def test_it_exits_with_0_when_nothing_listed_is_found(checked, fail_on):
    code, _, err = checked("--fail-on", fail_on)
    assert code == 0
    assert "0 of 2 checks failed" in err


@pytest.mark.parametrize(
    ("today", "code", "said"),
    [
        ("2027-06-30", 0, "accepted: worsening: Austin: .* Accepted until 2027-06-30: A clinic opens."),
        (
            "2027-07-01",
            3,
            "expired: worsening: Austin: .* accepted until 2027-06-30, and that is over: A clinic",
        ),
    ],
)
def test_an_acceptance_holds_until_its_day_and_is_told_in_every_run(checked, tmp_path, today, code, said):
    done, _, err = checked("--today", today, more=accepted(tmp_path, "2027-06-30"))
    assert done == code
    assert re.search(said, err)


def test_an_acceptance_of_nothing_is_told(checked):
    code, _, err = checked(more="checks: {fail_on: [missed], accept: [{status: missed, focus: Hill}]}")
    assert code == 0
    assert "unused: missed: Nothing fails as 'missed' of Hill" in err


@pytest.mark.parametrize("day", ["tomorrow", "30.6.2027", "2027-02-30"])
def test_a_day_that_is_none_is_a_slip(checked, day):
    code, _, err = checked("--today", day)
    assert code == 2
    assert "expected a date such as 2027-06-30" in err


def test_what_goes_wrong_before_the_verdict_keeps_its_exit_code(checked, tmp_path):
    assert checked(data="metric,area,year,value\nlife_expectancy,Loop,2012,eighty\n")[0] == 11
    assert checked("--fail-on", "offtrack")[0] == 2
    assert not (tmp_path / "out").exists()


def test_an_output_that_cannot_be_written_leaves_all_of_the_last_run(checked, tmp_path):
    checked()
    before = (tmp_path / "out" / "gaps.parquet").read_bytes()
    (tmp_path / "out" / "checks.parquet").unlink()
    (tmp_path / "out" / "checks.parquet").mkdir()
    code, _, err = checked(data=(tmp_path / "le.csv").read_text().replace("Loop,2012,84", "Loop,2012,85"))
    assert code == 12
    assert "wrote" not in err
    assert (tmp_path / "out" / "gaps.parquet").read_bytes() == before


@pytest.mark.parametrize("format", ["parquet", "csv", "json", "jsonl"])
def test_a_second_run_finds_nothing_new_in_any_format(checked, format):
    more = f"outputs: {{folder: out, format: {format}}}"
    checked(more=more)
    code, _, err = checked("--against", "out", more=more)
    assert code == 3
    assert "since the last run: nothing has changed" in err


def test_changes_are_told_written_and_may_fail(checked, tmp_path):
    checked()
    csv = (tmp_path / "le.csv").read_text()
    revised = csv.replace("Austin,2013,73.7", "Austin,2013,73.9") + "life_expectancy,Loop,2021,84,0.1\n"
    assert revised != csv
    code, out, err = checked(
        "--against", "out", "--fail-on", "history_revised", "--format", "csv", data=revised
    )
    assert code == 3
    failed = pd.read_csv(StringIO(out)).query("outcome == 'failed'")
    assert list(failed["focus"]) == ["Austin"]
    assert "focus_value of 2013 73.7 → 73.9" in failed["why"].iloc[0]
    assert "since the last run: history_revised" in err
    written = pq.read_table(tmp_path / "out" / "changes.parquet").to_pandas()
    assert set(written["year"].dropna()) >= {2013}


def test_a_single_table_will_do(checked, tmp_path):
    checked()
    for table in ("gaps", "trajectory", "path"):
        _, _, err = checked("--against", tmp_path / "out" / f"{table}.parquet")
        assert "since the last run: nothing has changed" in err


def test_a_config_without_a_promise_says_that_nothing_was_judged(checked, tmp_path, ran):
    checked()
    text = (tmp_path / "promise.yaml").read_text().replace("target:", "# target:")
    (tmp_path / "promise.yaml").write_text(text)
    code, _, err = ran("check", "promise.yaml")
    assert code == 0
    assert "warning: no verdict was checked" in err


def test_another_config_is_told(checked):
    checked()
    _, _, err = checked("--against", "out", more="outputs: {folder: out}\nconfidence: 90%")
    assert "made with another config" in err


def test_changes_without_a_run_to_compare_with_are_told(checked):
    _, _, err = checked("--fail-on", "history_revised")
    assert "not checked without --against: history_revised" in err


def test_annotations_and_summary_on_github(checked, monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    (tmp_path / "summary.md").write_text("what another command said\n")
    _, _, err = checked()
    (line,) = re.findall("^::error .*$", err, re.MULTILINE)
    assert line.startswith(
        "::error file=promise.yaml,line=8,col=9,title=failed%3A worsening::Austin: the gap"
    )
    token = re.search("^::stop-commands::([0-9a-f]{32})$", err, re.MULTILINE)[1]
    assert err.index("::stop-commands") < err.index("failed: ") < err.index(f"::{token}::") < err.index(line)
    summary = (tmp_path / "summary.md").read_text()
    assert summary.startswith("what another command said\n## A promise\n\n**1 of 2 checks failed**")
    assert "| failed | worsening | Austin |" in summary


def test_code_quality_on_gitlab(checked, monkeypatch, tmp_path):
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path))
    prints = []
    for _ in range(2):
        checked()
        (issue,) = json.loads((tmp_path / "gl-code-quality-report.json").read_text())
        prints.append(issue["fingerprint"])
    assert issue["location"] == {"path": "promise.yaml", "lines": {"begin": 8}}
    assert (issue["check_name"], issue["severity"]) == ("worsening", "major")
    assert prints[0] == prints[1]


def test_no_host_no_files(checked, tmp_path):
    checked(more="")
    assert {one.name for one in tmp_path.iterdir()} == {"le.csv", "promise.yaml"}


def test_junit(checked, tmp_path):
    checked("--junit", "checks.xml")
    root = ElementTree.parse(tmp_path / "checks.xml").getroot()
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    (failure,) = root.iter("failure")
    assert failure.get("type") == "worsening"
    assert "Austin: the gap was" in failure.text


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_manifest_lists_what_went_in_and_came_out(checked, ran, tmp_path, command):
    checked(more="outputs: {folder: out, manifest: out/manifest.json}")
    ran(command, "promise.yaml")
    made = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert made["inputs"][0]["rows"] == made["counts"]["rows_read"] == 27
    assert made["inputs"][0]["sha256"] == digest(tmp_path / "le.csv")
    for output in made["outputs"]:
        assert output["sha256"] == digest(tmp_path / "out" / output["path"])
    assert {output["table"] for output in made["outputs"]} >= {"gaps", "trajectory", "path"}
    assert {"equitygap", "schema", "python", "numpy", "pandas", "pyarrow"} <= set(made["versions"])
    assert made["seed"] == 0
    assert made["timings"]["total_seconds"] > 0


def test_only_the_timings_of_a_manifest_vary(checked, tmp_path):
    made = []
    for name in ("one.json", "two.json"):
        checked("--manifest", name)
        content = json.loads((tmp_path / name).read_text())
        del content["timings"]
        made.append(content)
    assert made[0] == made[1]


def digest(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
