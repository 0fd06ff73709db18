"""The program starts without what it does not need yet, and says nothing that is not its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {"pandas", "numpy", "scipy", "pyarrow", "narwhals", "yaml"}
#: Runs the program, then tells on standard error what has been loaded.
TELLING = """
import json, sys
from equitygap.cli import main
sys.argv = ["equitygap", *sys.argv[1:]]
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def loaded_by(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", TELLING, *arguments], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(json.loads(done.stderr))


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["run", "--help"], ["list", "models"]], ids=" ".join
)
def test_little_is_loaded_where_nothing_is_read(arguments):
    loaded = loaded_by(*arguments)
    assert not HEAVY & loaded
    assert not {name for name in loaded if name.startswith(("equitygap.config", "equitygap.pipeline"))}


def test_the_schema_needs_no_data_library():
    assert not HEAVY & loaded_by("schema")


def test_a_run_says_nothing_but_its_own_on_standard_error():
    config = "configs/west-side-united-as-promised.yaml"
    done = subprocess.run(
        [sys.executable, "-m", "equitygap", "run", config, "--format", "csv"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert [line for line in done.stderr.splitlines() if not line.startswith("warning: sample_data/")] == []
