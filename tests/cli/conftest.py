"""The program run in this process, which costs a tenth of a process of its own."""

from __future__ import annotations

import sys
from io import StringIO

import pandas as pd
import pytest

from equitygap.cli import main


@pytest.fixture
def ran(monkeypatch, capsys, tmp_path):
    """Run the program in a folder of its own; return the exit code, what came out, and what was said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")

    def run(*arguments: object):
        monkeypatch.setattr(sys, "argv", ["equitygap", *(str(argument) for argument in arguments)])
        with pytest.raises(SystemExit) as done:
            main()
        out, err = capsys.readouterr()
        return done.value.code, out, err

    return run


@pytest.fixture
def told(ran):
    """Run the program; return the exit code, the table, and what was said, on one line."""

    def run(*arguments: object):
        code, out, err = ran(*arguments)
        table = pd.read_csv(StringIO(out), dtype={"code": str}) if out else None
        return code, table, " ".join(err.split())

    return run
