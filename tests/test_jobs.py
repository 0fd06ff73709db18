"""The ready-made jobs and the hook: they parse, and what they call exists."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from equitygap.cli import app
from equitygap.cli.hosts import CODE_QUALITY

ROOT = Path(__file__).parents[1]
GITHUB = ROOT / "docs" / "equitygap-check.yml"
GITLAB = ROOT / "docs" / "equitygap-check.gitlab-ci.yml"
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
COMMANDS: Any = get_command(app)


def job(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text("utf-8"))


def lines_of(path: Path) -> list[str]:
    if path == GITHUB:
        steps = job(path)["jobs"]["check"]["steps"]
        return [line.strip() for step in steps for line in step.get("run", "").splitlines()]
    return job(path)["equitygap-check"]["script"]


@pytest.mark.parametrize("path", [GITHUB, GITLAB], ids=lambda path: path.name)
def test_the_commands_and_options_of_a_job_exist(path):
    called = [line for line in lines_of(path) if line.startswith("equitygap ")]
    assert called
    for line in called:
        _, name, *arguments = shlex.split(line)
        known = {option for parameter in COMMANDS.commands[name].params for option in parameter.opts}
        assert {word for word in arguments if word.startswith("--")} <= known
    assert "--against" in {option for p in COMMANDS.commands["check"].params for option in p.opts}


@pytest.mark.parametrize("path", [GITHUB, GITLAB], ids=lambda path: path.name)
def test_a_first_run_has_nothing_to_compare_with(path):
    assert "if [ -d out ]; then set -- --against out; fi" in lines_of(path)


def test_the_github_job_keeps_its_results_when_the_check_fails():
    steps = job(GITHUB)["jobs"]["check"]["steps"]
    kept = [step for step in steps if re.match("actions/(cache/save|upload-artifact)@", step.get("uses", ""))]
    assert [step["if"] for step in kept] == ["${{ !cancelled() }}"] * 2
    assert job(GITHUB)["permissions"] == {"contents": "read"}


def test_the_gitlab_job_hands_over_what_check_writes():
    artifacts = job(GITLAB)["equitygap-check"]["artifacts"]
    assert artifacts["when"] == "always"
    assert artifacts["reports"] == {"codequality": CODE_QUALITY, "junit": "checks.xml"}


def test_the_hook_runs_a_command_that_exists():
    program, command = HOOK["entry"].split()
    assert program == "equitygap"
    assert command in COMMANDS.commands
    assert {"id", "name", "entry", "language"} <= set(HOOK)


def test_the_hook_takes_all_files_of_a_commit_at_once():
    files = ["configs/west-side-united.yaml", "configs/why-west-garfield-park.yaml"]
    command = [sys.executable, "-m", *HOOK["entry"].split(), *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "no errors" in done.stderr


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("configs/west-side-united.yaml", True),
        ("a/configs/b.yml", True),
        ("equitygap.yaml", True),
        ("my-initiative/equitygap.yaml", True),
        (".github/workflows/equitygap-check.yml", False),
        ("docs/conf.yaml", False),
        ("configs/notes.txt", False),
    ],
)
def test_the_hook_looks_at_configs(path, meant):
    assert bool(re.search(HOOK["files"], path)) is meant
