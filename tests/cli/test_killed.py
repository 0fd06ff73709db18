"""Killing `run` or `check` at any moment leaves every output whole; the same input gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VERSIONS = ("old", "new")
CONFIG = """
data: [{{path: {version}.csv}}]
comparisons: [{{metric: life_expectancy, benchmark: Loop}}]
target: {{reduce: 50%, baseline: 2012, by: 2030}}
outputs: {{folder: out, format: {format}, manifest: out/manifest.json}}
"""

#: Starts once and then writes one version after the other, so that most moments are moments of writing.
WRITER = """
import os
import sys
from equitygap.cli import main
print("ready", flush=True)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nobody reads what it shows
while True:
    for version in ("old", "new"):
        sys.argv = ["equitygap", sys.argv[1], version + ".yaml", *sys.argv[3:]]
        try:
            main()
        except SystemExit:
            pass
"""


def write_inputs(folder: Path, *, format: str) -> None:
    for number, version in enumerate(VERSIONS):
        rows = ["metric,area,year,value,standard_error"]
        for place in range(40):
            area = f"Area {place}" if place else "Loop"
            rows += [
                f"life_expectancy,{area},{year},{84 - place / 5 - number / 7 * (place > 0) + year % 3},0.3"
                for year in range(2012, 2021)
            ]
        (folder / f"{version}.csv").write_text("\n".join(rows) + "\n")
        (folder / f"{version}.yaml").write_text(CONFIG.format(version=version, format=format))


def contents(folder: Path) -> dict[str, bytes]:
    """The outputs by name; of the manifest what does not hang on the time."""
    found = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}
    made = json.loads(found["manifest.json"])
    return {**found, "manifest.json": json.dumps({**made, "timings": None}).encode()}


@pytest.mark.parametrize(("command", "format"), [("run", "csv"), ("check", "parquet")])
def test_a_kill_at_any_moment_leaves_every_file_whole(ran, tmp_path, command, format):
    write_inputs(tmp_path, format=format)
    whole = {}
    for version in VERSIONS:
        ran(command, f"{version}.yaml")
        whole[version] = contents(tmp_path / "out")
    assert all(whole["old"][name] != whole["new"][name] for name in whole["old"])
    seconds = random.Random(7)
    for _ in range(3):
        kill_after(seconds.uniform(0.05, 0.6), command, cwd=tmp_path)
        left = contents(tmp_path / "out")
        assert set(left) == set(whole["old"])
        for name, content in left.items():
            assert content in (whole["old"][name], whole["new"][name]), name
        assert_manifest_tells(left, whole)
        for path in (tmp_path / "out").glob(".*"):
            assert path.suffix == ".part"
            path.unlink()


def kill_after(seconds: float, command: str, *, cwd: Path) -> None:
    arguments = [sys.executable, "-c", WRITER, command, "old.yaml"]
    with subprocess.Popen(
        arguments, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        stamp = (cwd / "out" / "manifest.json").stat().st_mtime_ns
        while (cwd / "out" / "manifest.json").stat().st_mtime_ns == stamp:  # the first one loads libraries
            time.sleep(0.002)
            assert writer.poll() is None
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)


def assert_manifest_tells(left: dict[str, bytes], whole: dict[str, dict[str, bytes]]) -> None:
    """A manifest whose hashes fit is that of a run that ended; a mixed set does not fit its manifest."""
    made = json.loads(left["manifest.json"])
    fits = all(hashlib.sha256(left[one["path"]]).hexdigest() == one["sha256"] for one in made["outputs"])
    assert fits == (left in (whole["old"], whole["new"]))


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "markdown", "parquet"])
def test_two_runs_give_the_same_bytes(ran, tmp_path, format):
    write_inputs(tmp_path, format=format)
    ran("check", "old.yaml", "--today", "2027-01-01", "--junit", "one.xml", "--output", "one.csv")
    first = contents(tmp_path / "out")
    ran("check", "old.yaml", "--today", "2027-12-31", "--junit", "two.xml", "--output", "two.csv")
    assert contents(tmp_path / "out") == first
    for ending in ("xml", "csv"):
        assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()


#: Between them they make every table that a run can make.
CONFIGS = (
    "west-side-united",
    "west-side-united-scorecard",
    "why-west-garfield-park",
    "halving-the-gap",
    "together-for-west-philadelphia",
)

#: Runs every config of the folder; once for each of two seeds of the hashes that order sets of text.
EVERY = """
import sys
from pathlib import Path
from equitygap.cli import main
for path in sorted(Path().glob("*.yaml")):
    sys.argv = ["equitygap", "run", str(path)]
    try:
        main()
    except SystemExit as end:
        assert not end.code, path
"""


def test_two_processes_give_the_same_bytes(tmp_path):
    made = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        for path in [ROOT / "configs" / f"{name}.yaml" for name in CONFIGS]:
            text = re.sub("^outputs:.*$", "", path.read_text("utf-8"), flags=re.MULTILINE)
            outputs = f"outputs: {{folder: {path.stem}, manifest: {path.stem}/manifest.json}}"
            (folder / path.name).write_text(f"{text.replace('../', f'{ROOT}/')}\n{outputs}\n", "utf-8")
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-c", EVERY], cwd=folder, check=True, capture_output=True, env=environment
        )
        made.append({path.name: contents(path) for path in folder.iterdir() if path.is_dir()})
    assert made[0] == made[1]
    assert set(made[0]) == set(CONFIGS)
