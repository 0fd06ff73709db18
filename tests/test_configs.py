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
    assert all(metric.target is None for metric in config.metrics.values())
    for _, rows in gaps.groupby("metric"):
        assert rows["focus"].tolist() == ["19104", "19131", "19139", "19143", "19151"]
    assert gaps.loc[gaps["metric"] == "life_expectancy", "lower"].notna().all()
    estimates = read(config).estimates
    means = estimates[estimates["metric"] == "life_expectancy"]
    assert means["note"].str.startswith("unweighted_mean").all()


def test_the_racial_gap_in_chicago_narrowed_by_half_a_year_in_twenty():
    gaps = run(load(named("healthy-chicago"))).tables["gaps"]
    black = gaps[(gaps["focus"] == "Non-Hispanic Black") & (gaps["group"] == "Both sexes")]
    assert black["start"].tolist() == [1990, 2000, 2010]
    assert black["gap"].tolist() == pytest.approx([7.3, 7.3, 6.8])
    assert black["lower"].lt(black["gap"]).all()
    assert black["upper"].gt(black["gap"]).all()


def test_why_the_years_are_lost_in_west_garfield_park():
    tables = run(load(named("why-west-garfield-park"))).tables
    by_age = tables["contributions"].set_index("age")["contribution"]
    assert by_age.sum() == pytest.approx(tables["gaps"]["gap"].item(), abs=1e-10)
    assert by_age.idxmax() == "55-64"
    assert by_age.max() == pytest.approx(3.22, abs=0.005)
    assert set(tables["what_if"]["note"]) == {"deaths_not_given"}


def test_the_black_white_gap_narrowed_because_black_americans_gained_more():
    tables = run(load(named("us-black-white-gap"))).tables
    gaps = tables["gaps"].set_index("start")["gap"]
    sides = tables["contributions"].groupby("side")["contribution"].sum()
    assert sides.sum() == pytest.approx(gaps[2018] - gaps[1999], abs=1e-10)
    assert sides.to_dict() == pytest.approx({"benchmark": 1.52, "focus": -4.05}, abs=0.01)


def test_violence_and_accidents_are_the_largest_part_of_the_gap_of_men():
    found = run(load(named("women-men-by-cause"))).tables["contributions"]
    by_cause = found[found["start"] == 2019].groupby("cause")["contribution"].sum()
    assert by_cause.idxmax() == "Violence and accidents"
    assert by_cause.sum() == pytest.approx(5.03, abs=0.005)


def test_the_target_of_a_scenario_is_that_of_the_trajectory():
    tables = run(load(named("halving-the-gap"))).tables
    target = tables["trajectory"]["target_gap"].item()
    assert tables["what_if"]["target_gap"].tolist() == pytest.approx([target] * 8)
    assert tables["solutions"]["target_gap"].tolist() == pytest.approx([target] * 4)
    assert tables["solutions"]["note"].dropna().tolist() == ["not_enough_alone"]
    assert {"deaths_to_avert", "power", "power_curve"} <= set(tables)
