"""The README shows what really happens: its commands are run, and its Python too."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)


def shown(block: str) -> tuple[str, list[str]]:
    """Return the command of a block and the lines that it says come out."""
    command, _, output = block.replace("\\\n", " ").partition("\n")
    return command.removeprefix("$ "), output.splitlines()


@pytest.mark.parametrize("block", [block for block in BLOCKS if "$ equitygap" in block])
def test_commands_give_the_output_shown(block):
    command, lines = shown(block)
    arguments = shlex.split(command)[1:]
    if "--format" not in arguments:
        arguments += ["--format", "table"]  # what a terminal would show
    done = subprocess.run(
        [sys.executable, "-m", "equitygap", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        env=os.environ | {"COLUMNS": "100", "NO_COLOR": "1"},
    )
    position = 0
    for line in lines:
        for piece in filter(None, (part.strip() for part in line.split("…"))):
            position = done.stdout.index(piece, position) + len(piece)


def test_the_python_in_it_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    parser = doctest.DocTestParser()
    test = parser.get_doctest(README, {}, "README.md", "README.md", 0)
    assert doctest.DocTestRunner().run(test).failed == 0


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_it_shows_the_two_commands(command):
    assert f"$ {command}" in README


def test_its_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("http") or (ROOT / target).exists(), target
