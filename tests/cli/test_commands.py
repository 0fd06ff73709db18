"""The command line as scripts use it: pipes, formats, exit codes, one clear message for what is wrong."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from equitygap import tables
from equitygap.cli.commands import COMMANDS
from interrupts import heard

ROOT = Path(__file__).parents[2]
DATA = ROOT / "sample_data" / "chicago_life_expectancy.csv"
NEW = "Chicago Health Atlas, Life expectancy (VRLE), 2012-2020 method"
QUESTION = ["--benchmark", "Loop", "--reduce", "50%", "--baseline", "2012", "--by", "2030"]
ACCEPT = ["--accept", "interval_excludes_estimate:Dunning:2010"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(equitygap, name):
    done = equitygap(name, "--help")
    assert done.returncode == 0
    assert "Example: equitygap" in " ".join(done.stdout.split())


def test_the_main_job(equitygap):
    done = equitygap("run", "configs/west-side-united.yaml")
    assert done.returncode == 0, done.stderr
    found = pd.read_csv(StringIO(done.stdout)).set_index("focus")
    assert list(found.reset_index().columns.sort_values()) == sorted(tables.names("trajectory"))
    assert len(found) == 11
    west = found.loc["West Garfield Park"]
    assert (west["baseline_gap"], west["latest_gap"]) == pytest.approx((11.2, 12.575724))
    assert west["needed_per_year"] == pytest.approx(-0.6976, abs=1e-4)
    assert west["status"] == "off_track"
    assert "Traceback" not in done.stderr


def test_the_promise_as_it_was_made_has_a_baseline_only(equitygap):
    done = equitygap("run", "configs/west-side-united-as-promised.yaml", "--format", "table")
    assert "baseline only" in done.stdout
    assert "16.2" in done.stdout
    assert "widened from 10.5 years in 1990 to 16.2 in 2010" in " ".join(done.stdout.split())


def test_the_two_series_are_never_joined_in_silence(equitygap):
    done = equitygap("trajectory", "configs/west-side-united.yaml", "--baseline", "2010")
    found = pd.read_csv(StringIO(done.stdout))
    assert set(found["status"]) == {"not_comparable"}
    assert found["probability"].isna().all()


def test_the_same_bytes_from_a_pipe_as_from_the_file(equitygap):
    question = [*QUESTION, "--focus", "Austin", *ACCEPT]
    from_file = equitygap("trajectory", DATA, *question)
    from_pipe = equitygap("trajectory", "-", *question, stdin=DATA.read_text())
    assert from_file.returncode == from_pipe.returncode == 0
    assert from_file.stdout == from_pipe.stdout


def test_data_goes_to_standard_output_and_talk_to_standard_error(equitygap):
    done = equitygap("gap", DATA, "--benchmark", "Loop", *ACCEPT)
    assert pd.read_csv(StringIO(done.stdout))["gap"].notna().any()
    assert "Dunning" in done.stderr


def test_formats_agree(equitygap, tmp_path):
    question = ["gap", DATA, "--benchmark", "Loop", "--focus", "Austin", *ACCEPT]
    csv = pd.read_csv(StringIO(equitygap(*question).stdout))
    as_json = pd.DataFrame(json.loads(equitygap(*question, "--format", "json").stdout))
    lines = equitygap(*question, "--format", "jsonl").stdout.splitlines()
    assert list(csv["gap"]) == list(as_json["gap"]) == [json.loads(line)["gap"] for line in lines]
    target = tmp_path / "gaps.parquet"
    assert equitygap(*question, "--output", target).returncode == 0
    table = pq.read_table(target)
    assert list(csv["gap"]) == table["gap"].to_pylist()
    assert {b"equitygap.schema_version", b"equitygap.version"} <= set(table.schema.metadata)
    again = tmp_path / "again.parquet"
    equitygap(*question, "--output", again)
    assert target.read_bytes() == again.read_bytes()


def test_options_override_the_config(equitygap):
    done = equitygap(
        "trajectory", "configs/west-side-united.yaml", "--by", "2040", "--focus", "Austin", "--model", "last"
    )
    found = pd.read_csv(StringIO(done.stdout))
    assert set(found["target_year"]) == {2040}
    assert set(found["model"]) == {"last"}
    assert "Austin" in set(found["focus"])


def test_the_path_and_the_explanation(equitygap):
    path = equitygap("trajectory", "configs/west-side-united.yaml", "--path")
    assert set(pd.read_csv(StringIO(path.stdout))["kind"]) == {"observed", "required", "trend", "projected"}
    why = equitygap("trajectory", "configs/west-side-united.yaml", "--explain", "west garfield park")
    assert "82.60 against 71.40: gap 11.20" in why.stdout


def test_a_reader_that_goes_away_is_no_error():
    command = f"{sys.executable} -m equitygap gap {DATA} --benchmark Loop {' '.join(ACCEPT)} | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "Error" not in done.stderr


CONFIG = """\
title: test
data:
  - path: {data}
    where: {{source: "{source}"}}
comparisons:
  - {{metric: life_expectancy, benchmark: Loop, focus: [{focus}]}}
target: {{reduce: 50%, baseline: 2012, by: {by}}}
"""


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["trajectory"], 2, "SOURCE"),
        (["trajectory", DATA, "--frobnicate"], 2, "No such option"),
        (["trajectory", DATA, *ACCEPT], 2, "--reduce"),
        (["trajectory", DATA, *QUESTION, "--to-gap", "5", *ACCEPT], 2, "only one of"),
        (["trajectory", DATA, *QUESTION, "--model", "poled", *ACCEPT], 2, "did you mean 'pooled'"),
        (["gap", DATA, *ACCEPT], 2, "--benchmark"),
        (["gap", DATA, "--benchmark", "Loop", "--column", "area", *ACCEPT], 2, "NAME=VALUE"),
        (["gap", DATA, "--benchmark", "Lop", *ACCEPT], 11, "did you mean 'Loop'"),
        (["gap", DATA, "--benchmark", "Loop"], 11, "chicago_life_expectancy.csv:196"),
        (["gap", "nowhere.csv", "--benchmark", "Loop"], 11, "nowhere.csv"),
        (["trajectory", DATA, *QUESTION[:4], "--baseline", "1950", "--by", "2030", *ACCEPT], 11, "1950"),
        (["run", "nowhere.yaml"], 10, "nowhere.yaml"),
        (["gap", DATA, "--benchmark", "Loop", *ACCEPT, "--output", "nowhere/gaps.csv"], 12, "nowhere"),
        (["list", "modls"], 2, "did you mean 'models'"),
    ],
)
def test_what_a_user_can_put_right_has_its_exit_code_and_no_traceback(equitygap, arguments, code, text):
    done = equitygap(*arguments)
    assert done.returncode == code, done.stderr
    assert text in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_every_problem_of_a_config_is_reported_at_once(equitygap, tmp_path):
    config = tmp_path / "bad.yaml"
    config.write_text("titel: x\ndata:\n  - path: a.csv\n    tabel: counts\ntarget: {reduce: 50, by: soon}\n")
    done = equitygap("run", config)
    assert done.returncode == 10
    for place in ("bad.yaml:1:1", "bad.yaml:4:5", "bad.yaml:5:"):
        assert place in done.stderr


def test_an_unknown_area_in_a_config_is_named_with_its_place(equitygap, tmp_path):
    config = tmp_path / "areas.yaml"
    config.write_text(CONFIG.format(data=DATA, source=NEW, focus="Austin, Wst Town", by=2030))
    done = equitygap("run", config)
    assert done.returncode == 11
    assert "areas.yaml:6:" in done.stderr
    assert "did you mean 'West Town'" in done.stderr


def test_bad_data_writes_nothing(equitygap, tmp_path):
    config = tmp_path / "bad.yaml"
    text = CONFIG.format(data=tmp_path / "bad.csv", source="x", focus="Austin", by=2030)
    config.write_text(text + "outputs: {folder: out}\n")
    (tmp_path / "bad.csv").write_text(
        "metric,area,start,end,value,source\nlife_expectancy,Loop,2012,2012,many,x\n"
    )
    done = equitygap("run", config)
    assert done.returncode == 11
    assert "bad.csv:2" in done.stderr
    assert not (tmp_path / "out").exists()


def test_outputs_are_written_where_the_config_says(equitygap, tmp_path):
    config = tmp_path / "good.yaml"
    text = CONFIG.format(data=DATA, source=NEW, focus="Austin", by=2030)
    config.write_text(text + "outputs: {folder: out, format: csv}\n")
    assert equitygap("run", config).returncode == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "gaps.csv",
        "path.csv",
        "trajectory.csv",
    ]


def test_validate_finds_dunning_and_exits_with_11(equitygap):
    done = equitygap("validate", DATA)
    assert done.returncode == 11
    found = pd.read_csv(StringIO(done.stdout))
    errors = found[found["severity"] == "error"]
    assert list(errors["check"]) == ["interval_excludes_estimate"]
    assert list(errors["area"]) == ["Dunning"]
    assert equitygap("validate", DATA, *ACCEPT).returncode == 0


def test_init_makes_a_folder_that_runs(equitygap, tmp_path):
    assert equitygap("init", tmp_path / "start").returncode == 0
    done = equitygap("run", tmp_path / "start" / "equitygap.yaml")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "start" / "out" / "trajectory.csv").exists()
    assert equitygap("init", tmp_path / "start").returncode == 12


def test_schema_is_json(equitygap):
    assert json.loads(equitygap("schema").stdout)["title"]


@pytest.mark.parametrize("what", ["models", "schemes", "layouts", "checks", "paths", "statuses", "flags"])
def test_lists(equitygap, what):
    assert len(equitygap("list", what).stdout.splitlines()) > 1


def test_text_from_files_cannot_steer_the_terminal(equitygap, tmp_path):
    data = tmp_path / "hostile.csv"
    data.write_text(
        "metric,area,start,end,value\n"
        "life_expectancy,Loop,2012,2012,85\n"
        "life_expectancy,\x1b[2Jwest,2012,2012,70\n"
    )
    done = equitygap("gap", data, "--benchmark", "Loop", "--format", "table")
    assert done.returncode == 0
    assert "\x1b[2J" not in done.stdout + done.stderr


def test_an_unknown_format_is_refused_before_anything_is_read(equitygap):
    done = equitygap("gap", "nothing.csv", "--benchmark", "Loop", "--format", "cvs")
    assert done.returncode == 2
    assert "there is no format 'cvs' (did you mean 'csv'?)" in done.stderr


def test_an_interrupt_exits_with_130():
    started = subprocess.Popen(
        [sys.executable, "-m", "equitygap", "gap", "-", "--benchmark", "Loop"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=heard,
    )
    time.sleep(3)
    started.send_signal(signal.SIGINT)
    _, error = started.communicate(timeout=30)
    assert started.returncode == 130
    assert b"Traceback" not in error


def test_the_data_are_never_replaced_by_the_result(equitygap, tmp_path):
    data = tmp_path / "data.csv"
    data.write_bytes(DATA.read_bytes())
    done = equitygap("gap", data, "--benchmark", "Loop", *ACCEPT, "--output", data)
    assert done.returncode == 2
    assert data.read_bytes() == DATA.read_bytes()


def test_a_folder_that_cannot_be_made_exits_with_12(equitygap, tmp_path):
    (tmp_path / "file").write_text("in the way")
    config = tmp_path / "out.yaml"
    text = CONFIG.format(data=DATA, source=NEW, focus="Austin", by=2030)
    config.write_text(text + "outputs: {folder: file/out}\n")
    done = equitygap("run", config)
    assert done.returncode == 12
    assert "Traceback" not in done.stderr
