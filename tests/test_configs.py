"""Every config that comes with the project runs, on the data that come with it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from equitygap.cli import app
from equitygap.config import load
from equitygap.pipeline import Results, read, run

CONFIGS = sorted((Path(__file__).parents[1] / "configs").glob("*.yaml"))
SCORED = [path for path in CONFIGS if load(path).is_scored]
TEMPLATES = [path for path in CONFIGS if "SYNTHETIC" in path.read_text("utf-8")]


def named(name: str) -> Path:
    return next(path for path in CONFIGS if path.stem == name)


@cache
def ran(name: str) -> Results:
    """Run a config; many tests read the results of one, and none may change them."""
    return run(load(named(name)))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_config_runs(path):
    done = CliRunner().invoke(app, ["run", str(path)])
    assert done.exit_code == 0, done.output
    assert done.stdout.count("\n") > 1


@pytest.mark.parametrize("path", SCORED, ids=lambda path: path.stem)
def test_every_scorecard_shows_each_metric_with_its_source_or_says_why_not(path):
    done = CliRunner().invoke(app, ["scorecard", str(path), "--format", "csv"])
    assert done.exit_code == 0, done.output
    config = load(path)
    card = ran(path.stem).tables["scorecard"]
    assert set(card["metric"]) >= set(config.metrics)
    withheld = card["status"] == "no_data"
    assert (card["note"].notna() | card["source"].notna()).all()
    assert card.loc[~withheld, "latest"].notna().any()
    assert card.loc[withheld, "latest"].isna().all()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_templates_say_that_they_are_synthetic_wherever_one_looks(path):
    config = load(path)
    assert "synthetic data" in config.title
    assert all(Path(source.path).name.startswith("synthetic_") for source in config.data)
    assert set(ran(path.stem).tables["scorecard"]["source"]) == {"synthetic: made for this template"}


def test_the_promise_from_the_ground_up():
    found = ran("loop-and-west-garfield-park-lifetables")
    gap = found.tables["gaps"].iloc[0]
    assert (gap["benchmark_value"], gap["focus_value"]) == pytest.approx((81.885, 70.226), abs=1e-3)
    assert found.tables["trajectory"]["status"].tolist() == ["baseline_only"]
    assert set(found.inputs.estimates["note"]) == {"weighted_mean areas_missing"}
    assert any("17031839100" in note for note in found.inputs.notes)


def test_west_philadelphia_has_five_zip_codes_and_no_target():
    config = load(named("together-for-west-philadelphia"))
    gaps = ran("together-for-west-philadelphia").tables["gaps"]
    assert config.target is None
    assert all(metric.target is None for metric in config.metrics.values())
    for _, rows in gaps.groupby("metric"):
        assert rows["focus"].tolist() == ["19104", "19131", "19139", "19143", "19151"]
    assert gaps.loc[gaps["metric"] == "life_expectancy", "lower"].notna().all()
    estimates = read(config).estimates
    means = estimates[estimates["metric"] == "life_expectancy"]
    assert means["note"].str.startswith("unweighted_mean").all()


def test_the_racial_gap_in_chicago_narrowed_by_half_a_year_in_twenty():
    gaps = ran("healthy-chicago").tables["gaps"]
    black = gaps[(gaps["focus"] == "Non-Hispanic Black") & (gaps["group"] == "Both sexes")]
    assert black["start"].tolist() == [1990, 2000, 2010]
    assert black["gap"].tolist() == pytest.approx([7.3, 7.3, 6.8])
    assert black["lower"].lt(black["gap"]).all()
    assert black["upper"].gt(black["gap"]).all()


def test_the_scorecard_of_west_side_united():
    card = ran("west-side-united-scorecard").tables["scorecard"].set_index(["metric", "area"])
    promised = card.loc["life_expectancy"]
    assert len(promised) == 11
    assert promised.loc["West Garfield Park", ["baseline", "target"]].tolist() == pytest.approx([11.2, 5.6])
    assert promised.loc["West Garfield Park", "status"] == "off_track"
    education = card[card["domain"] == "Education"].reset_index()
    assert education["metric"].nunique() == 6
    assert set(education.loc[education["status"] == "no_data", "metric"]) == {
        "high_school_graduation",
        "disconnected_youth",
        "eighth_grade_math",
        "third_grade_reading",
        "kindergarten_readiness",
    }
    homicides = card.loc[("homicide_mortality", "West Garfield Park")]
    assert homicides[["latest", "latest_lower", "latest_upper"]].tolist() == [47.2, 34.2, 62.1]
    said = card.xs("West Side United", level="area")
    assert said.loc["community_share_of_decisions", ["status", "target"]].tolist() == ["no_data", 50]
    assert said.loc["loans_to_community_development", "latest"] == 1_700_000
    assert said.loc["small_business_grants", ["latest", "target"]].tolist() == [85_000, 250_000]
    assert said.loc["health_career_trainees", "status"] == "baseline_only"


def test_one_promise_has_one_verdict_wherever_it_is_read():
    verdicts = ran("west-side-united").tables["trajectory"]
    card = ran("west-side-united-scorecard").tables["scorecard"]
    same = card[card["metric"] == "life_expectancy"]
    assert same["area"].tolist() == verdicts["focus"].tolist()
    for name in ("status", "probability", "flags"):
        assert same[name].tolist() == verdicts[name].tolist()


def test_the_hardship_index_is_the_city_s_own():
    estimates = ran("west-side-united-scorecard").tables["estimates"]
    made = estimates[estimates["metric"] == "hardship"].set_index("area")["value"]
    published = pd.read_csv(CONFIGS[0].parents[1] / "sample_data" / "chicago_hardship.csv")
    published = published[published["metric"] == "hardship_index"].set_index("area")["value"]
    assert len(published) == 77
    assert made.reindex(published.index).tolist() == published.tolist()


def test_philadelphia_is_last_and_montgomery_near_the_top_of_the_county_health_rankings():
    tables = ran("county-health-rankings-pennsylvania").tables
    ranks = tables["estimates"].pivot_table(index="area", columns="metric", values="value")
    outcomes, factors = ranks["health_outcomes_rank"], ranks["health_factors_rank"]
    assert outcomes.notna().sum() == factors.notna().sum() == 67
    assert (outcomes["Philadelphia"], factors["Philadelphia"]) == (67, 67)
    assert (outcomes["Montgomery"], factors["Montgomery"]) == (4, 1)
    assert outcomes["Union"] <= 3  # published as the healthiest county of 2014, from more measures
    card = tables["scorecard"].set_index(["metric", "area"])
    assert card.loc[("health_outcomes_rank", "Philadelphia"), "latest"] == 67
    assert set(card["status"]) == {"informational"}


@pytest.mark.parametrize(
    ("metric", "area", "status", "word"),
    [
        ("1_2_1_national_poverty", "United States", "off_track", "moderate_progress_but_acceleration_needed"),
        ("3_2_1_under_five_mortality", "United States", "met", "target_met"),
        ("3_2_1_under_five_mortality", "United Kingdom", "met", "target_met"),
        ("3_2_2_neonatal_mortality", "United States", "met", "target_achieved"),
        ("3_3_2_tuberculosis", "United States", "off_track", "accelerate"),
        ("3_6_1_road_deaths", "United States", "missed", "decreasing"),
        ("4_2_2_organized_learning", "World", "off_track", "limited_or_no_progress"),
    ],
)
def test_sdg_indicators_are_judged_by_the_schemes_of_their_publishers(metric, area, status, word):
    card = ran("sdg-indicators").tables["scorecard"].set_index(["metric", "area"])
    row = card.loc[(f"sdg_{metric}", area)]
    assert (row["status"], row["scheme_status"]) == (status, word)


@pytest.mark.parametrize(
    ("config", "table", "shown"),
    [
        ("cross-sector-shared-metrics", "partner_contributions", "counted once"),
        ("aha-partnership-success", "sensitivity", "attribution"),
    ],
)
def test_run_shows_people_what_is_behind_a_scorecard_and_tells_a_pipe_of_it(config, table, shown):
    title = table.replace("_", " ").capitalize()
    for format, heading in (("table", f"\n{title}\n\n"), ("markdown", f"\n\n## {title}\n\n")):
        seen = CliRunner().invoke(app, ["run", str(named(config)), "--format", format]).stdout
        assert heading in seen
        assert shown in seen.partition(heading)[2]
    piped = CliRunner().invoke(app, ["run", str(named(config)), "--format", "csv"])
    assert f"not in this output: {table};" in piped.stderr


def test_partners_count_each_person_once():
    tables = ran("cross-sector-shared-metrics").tables
    latest = tables["partner_contributions"].query("end == 2022").set_index("partner")["numerator"]
    assert latest["counted once"] < latest["added up"]
    card = tables["scorecard"].iloc[0]
    assert card["latest_lower"] < card["latest"] < card["latest_upper"] < 100


def test_numerators_and_margins_of_error_give_intervals():
    found = read(load(named("magnolia-community-initiative"))).estimates
    first = found[(found["area"] == "Synthetic initiative area") & (found["start"] == 2012)].iloc[0]
    assert first["value"] == pytest.approx(100 * 338 / 1400)
    # Wilson 1927: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)
    assert (first["lower"], first["upper"]) == pytest.approx((21.98, 26.45), abs=0.01)
    poor = ran("together-for-west-philadelphia").tables["scorecard"].set_index(["metric", "area"])
    west = poor.loc[("poverty", "19104")]
    half = 1.959964 * 2.9 / 1.645  # the margin of error is for 90 %
    assert (west["latest_lower"], west["latest_upper"]) == pytest.approx((45.3 - half, 45.3 + half), abs=1e-4)


def test_the_return_on_a_program_comes_with_its_range():
    tables = ran("aha-partnership-success").tables
    ranges = (
        tables["sensitivity"].query("metric == 'return_on_investment'").set_index("end_of_range")["value"]
    )
    returned = tables["scorecard"].set_index("metric").loc["return_on_investment", "latest"]
    assert ranges["lowest"] < 0 < returned < ranges["highest"]


def test_why_the_years_are_lost_in_west_garfield_park():
    tables = ran("why-west-garfield-park").tables
    by_age = tables["contributions"].set_index("age")["contribution"]
    assert by_age.sum() == pytest.approx(tables["gaps"]["gap"].item(), abs=1e-10)
    assert by_age.idxmax() == "55-64"
    assert by_age.max() == pytest.approx(3.22, abs=0.005)
    assert set(tables["what_if"]["note"]) == {"deaths_not_given"}


def test_the_black_white_gap_narrowed_because_black_americans_gained_more():
    tables = ran("us-black-white-gap").tables
    gaps = tables["gaps"].set_index("start")["gap"]
    sides = tables["contributions"].groupby("side")["contribution"].sum()
    assert sides.sum() == pytest.approx(gaps[2018] - gaps[1999], abs=1e-10)
    assert sides.to_dict() == pytest.approx({"benchmark": 1.52, "focus": -4.05}, abs=0.01)


def test_violence_and_accidents_are_the_largest_part_of_the_gap_of_men():
    found = ran("women-men-by-cause").tables["contributions"]
    by_cause = found[found["start"] == 2019].groupby("cause")["contribution"].sum()
    assert by_cause.idxmax() == "Violence and accidents"
    assert by_cause.sum() == pytest.approx(5.03, abs=0.005)


def test_the_target_of_a_scenario_is_that_of_the_trajectory():
    tables = ran("halving-the-gap").tables
    target = tables["trajectory"]["target_gap"].item()
    assert tables["what_if"]["target_gap"].tolist() == pytest.approx([target] * 8)
    assert tables["solutions"]["target_gap"].tolist() == pytest.approx([target] * 4)
    assert tables["solutions"]["note"].dropna().tolist() == ["not_enough_alone"]
    assert {"deaths_to_avert", "power", "power_curve"} <= set(tables)
