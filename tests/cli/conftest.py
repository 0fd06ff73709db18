"""The program run in this process, which costs a tenth of a process of its own."""

from __future__ import annotations

import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from subprocess import CompletedProcess

import pandas as pd
import pytest

from equitygap.cli import main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def equitygap(monkeypatch, capsys):
    """Run the program in the project's folder; return its exit code and what came out on each stream."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "120")

    def run(*arguments: object, stdin: str | None = None) -> CompletedProcess[str]:
        command = ["equitygap", *(str(argument) for argument in arguments)]
        monkeypatch.setattr(sys, "argv", command)
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as done:
            main()
        return CompletedProcess(command, done.value.code, *capsys.readouterr())

    return run


@pytest.fixture
def ran(equitygap, monkeypatch, tmp_path):
    """Run the program in a folder of its own; return the exit code, what came out, and what was said."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object):
        done = equitygap(*arguments)
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.fixture
def told(ran):
    """Run the program; return the exit code, the table, and what was said, on one line."""

    def run(*arguments: object):
        code, out, err = ran(*arguments)
        table = pd.read_csv(StringIO(out), dtype={"code": str}) if out else None
        return code, table, " ".join(err.split())

    return run
