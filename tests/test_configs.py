"""Every config that comes with the project runs, on the data that come with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from equitygap.cli import app
from equitygap.config import load
from equitygap.pipeline import read, run

CONFIGS = sorted((Path(__file__).parents[1] / "configs").glob("*.yaml"))


def named(name: str) -> Path:
    return next(path for path in CONFIGS if path.stem == name)


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_config_runs(path):
    done = CliRunner().invoke(app, ["run", str(path)])
    assert done.exit_code == 0, done.output
    assert done.stdout.count("\n") > 1


def test_the_promise_from_the_ground_up():
    found = run(load(named("loop-and-west-garfield-park-lifetables")))
    gap = found.tables["gaps"].iloc[0]
    assert (gap["benchmark_value"], gap["focus_value"]) == pytest.approx((81.885, 70.226), abs=1e-3)
    assert found.tables["trajectory"]["status"].tolist() == ["baseline_only"]
    assert set(found.inputs.estimates["note"]) == {"weighted_mean areas_missing"}
    assert any("17031839100" in note for note in found.inputs.notes)


def test_west_philadelphia_has_five_zip_codes_and_no_target():
    config = load(named("together-for-west-philadelphia"))
    gaps = run(config).tables["gaps"]
    assert config.target is None
    assert gaps["focus"].tolist() == ["19104", "19131", "19139", "19143", "19151"]
    assert gaps["lower"].notna().all()
    notes = read(config).estimates.set_index("area")["note"]
    assert notes.str.startswith("unweighted_mean").all()
