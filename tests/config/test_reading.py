"""What a config may say, and what is told where it says something else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from equitygap import words
from equitygap.config import Config, build, load, overridden
from equitygap.config.models import FAIL_ON
from equitygap.errors import ConfigError

DATA = "data: [{path: a.csv}]\n"
TARGET = "reduce: 50%, baseline: 2012, by: 2030"

GOOD = """\
title: "West Side United: close half of the gap by 2030"
data:
  - path: ../sample_data/figures.csv
    table: estimates
    layout: tidy
    columns: {area: community_area}
    where: {sex: [male, female], country: NO}
    accept:
      - {check: interval_excludes_estimate, area: Dunning, year: 2010, why: as published}
  - path: s3://bucket/more.parquet
    population: average
metrics:
  life_expectancy: {label: Life expectancy at birth, unit: years, better: higher, domain: health}
comparisons:
  - metric: life_expectancy
    benchmark: Loop
    focus: [West Garfield Park, Austin, 01001020100]
    pool: West Side
    contains: [Chicago]
target:
  reduce: 50%
  baseline: {mean_of: [2011, 2012, 2013]}
  by: 2030
  announced: {gap: 11.2, members: 10}
trajectory: {model: linear, path: {milestones: {2020: 14, 2025: 11.5}}, exclude: [2020, 2021], on_track: 70%}
checks:
  accept: [{status: off_track, focus: Austin, until: 2027-06-30, why: known}]
outputs: {folder: out, format: csv, report: out/report.html}
"""


@pytest.fixture
def good(loading):
    return loading(GOOD)


def test_fields_are_typed_from_text(good):
    assert good.target.reduce == 0.5
    assert good.target.baseline.years == (2011, 2012, 2013)
    assert good.trajectory.path.milestones == {2020: 14, 2025: 11.5}
    assert good.trajectory.on_track == 0.7
    assert good.data[0].where == {"sex": ("male", "female"), "country": ("NO",)}
    assert good.data[0].accept[0].year == 2010
    assert good.comparisons[0].focus[2] == "01001020100"
    assert good.checks.accept[0].until.isoformat() == "2027-06-30"


def test_defaults(loading):
    config = loading(DATA)
    assert config.checks.fail_on == FAIL_ON
    assert config.target is None
    assert config.comparisons == ()
    trajectory = config.trajectory
    assert (trajectory.model, trajectory.scheme, trajectory.path.rule) == ("default", "probability", "linear")
    assert (trajectory.on_track, trajectory.off_track, config.confidence, config.seed) == (
        0.66,
        0.33,
        0.95,
        0,
    )
    assert (config.outputs.format, config.data[0].population) == ("parquet", "person-years")


def test_the_default_failures_are_known_words():
    assert set(FAIL_ON) <= {*words.STATUSES, *words.FLAGS}


def test_paths_are_relative_to_the_config(tmp_path):
    (tmp_path / "configs").mkdir()
    path = tmp_path / "configs" / "c.yaml"
    path.write_text(GOOD)
    config = load(path)
    assert config.data[0].path == str(tmp_path / "sample_data" / "figures.csv")
    assert config.data[1].path == "s3://bucket/more.parquet"
    assert config.outputs.folder == str(tmp_path / "configs" / "out")
    assert config.outputs.report == str(tmp_path / "configs" / "out" / "report.html")


def test_a_path_through_a_linked_folder_keeps_its_way(tmp_path):
    (tmp_path / "real" / "configs").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real" / "configs")
    (tmp_path / "real" / "configs" / "c.yaml").write_text("data: [{path: ../a.csv}]")
    found = load(tmp_path / "link" / "c.yaml").data[0].path
    assert Path(found).resolve() == tmp_path / "real" / "a.csv"


@pytest.mark.parametrize(
    ("where", "place"),
    [
        (("comparisons", 0, "focus", 1), "c.yaml:17:33"),
        (("comparisons", 0, "benchmark"), "c.yaml:16:16"),
        (("comparisons", 0, "group"), "c.yaml:15:5"),
        (("target", "baseline", "mean_of", 1), "c.yaml:22:30"),
        (("seed",), "c.yaml:1:1"),
    ],
)
def test_position_of_a_value_or_of_what_would_hold_it(good, where, place):
    assert good.position(*where) == place


def test_a_config_built_in_code_has_no_positions():
    assert build(data=[{"path": "a.csv"}]).position("data") is None


BASELINES = {
    "2012": ("year", (2012,)),
    "2010.5": ("year", (2010.5,)),
    "{mean_of: [2011, 2012]}": ("mean_of", (2011, 2012)),
    "{fitted: 2012}": ("fitted", (2012,)),
}


@pytest.mark.parametrize(("written", "meant"), BASELINES.items())
def test_a_baseline_is_a_year_a_mean_or_a_fitted_value(loading, written, meant):
    baseline = loading(f"{DATA}target: {{reduce: 0.5, baseline: {written}, by: 2030}}").target.baseline
    assert (baseline.rule, baseline.years) == meant


PATHS = {
    "linear": ("linear", ()),
    "geometric": ("geometric", ()),
    "{delayed: 2020}": ("delayed", (2020,)),
    "{milestones: {2020: 14}}": ("milestones", (2020,)),
}


@pytest.mark.parametrize(("written", "meant"), PATHS.items())
def test_a_path_is_a_name_or_a_rule(loading, written, meant):
    path = loading(f"{DATA}trajectory: {{path: {written}}}").trajectory.path
    assert (path.rule, path.years) == meant


def test_every_path_can_be_written():
    assert {rule for rule, _ in PATHS.values()} == set(words.PATHS)


SHARES = {"50%": 0.5, "0.5": 0.5, "1": 1, "100 %": 1, "12.5%": 0.125}


@pytest.mark.parametrize(("written", "share"), SHARES.items())
def test_a_share_is_a_percentage_or_a_fraction(loading, written, share):
    assert loading(f"{DATA}target: {{reduce: {written}, baseline: 2012, by: 2030}}").target.reduce == share


BAD = [
    ("titel: x", "2:1: titel: unknown key 'titel' (did you mean 'title'?)"),
    ("xyzzy: x", "2:1: xyzzy: unknown key 'xyzzy', expected one of title, data, metrics"),
    ("title: [x]", "2:8: title: found a list, expected text"),
    ("title:", "2:7: title: found nothing, expected text"),
    ("seed: two", "2:7: seed: found 'two', expected a whole number"),
    ("seed: 1.5", "2:7: seed: found '1.5', expected a whole number"),
    ("seed: -1", "2:7: seed: found '-1', expected a number of at least 0"),
    ("confidence: two", "2:13: confidence: found 'two', expected a share between 0% and 100%"),
    ("confidence: 95", "2:13: confidence: found '95', expected a share, written 95% or 0.95"),
    ("confidence: 950", "2:13: confidence: found '950', expected a share between 0% and 100%"),
    ("confidence: 1", "2:13: confidence: found '1', expected a share above 0 and below 1"),
    ("confidence: nan", "2:13: confidence: found 'nan', expected a share between"),
    ("minimum_population: few", "2:21: minimum_population: found 'few', expected a number"),
    ("minimum_population: .inf", "2:21: minimum_population: found '.inf', expected a number"),
    ("minimum_population: inf", "2:21: minimum_population: found 'inf', expected a finite number"),
    ("outputs: out", "2:10: outputs: found 'out', expected a mapping, written {key: value}"),
    ("outputs: {format: xlsx}", "2:19: outputs.format: found 'xlsx', expected 'csv', 'json', 'jsonl'"),
    ("metrics: {le: {better: up}}", "2:24: metrics.le.better: found 'up', expected 'higher' or 'lower'"),
    ("metrics: {le: {lable: x}}", "2:16: metrics.le.lable: unknown key 'lable' (did you mean 'label'?)"),
    ("metrics: [le]", "2:10: metrics: found a list, expected a mapping"),
    ("comparisons: {benchmark: Loop}", "2:14: comparisons: found a mapping, expected a list"),
    ("comparisons: [{focus: Austin}]", "2:23: comparisons[0].focus: found 'Austin', expected a list"),
    ("comparisons: [{focus: ['']}]", "2:24: comparisons[0].focus[0]: found '', expected text"),
    (
        "comparisons: [{benchmark: Loop, focus: [Austin, Loop]}]",
        "2:49: comparisons[0].focus[1]: 'Loop' is the benchmark",
    ),
    ("comparisons: [{focus: [A, B, A]}]", "2:30: comparisons[0].focus[2]: 'A' is named twice"),
    ("target: {by: 2030}", "2:9: target: one of the keys reduce, level, gap is missing"),
    ("target: {gap: 8}", "2:9: target: the key 'by' is missing"),
    ("target: {reduce: 50%, by: 2030}", "2:9: target: the key 'baseline' is missing"),
    ("target: {redcue: 50%, baseline: 2012, by: 2030}", "2:10: target.redcue: unknown key 'redcue' (did you"),
    (
        "target: {reduce: 50%, basline: 2012, by: 2030}",
        "2:23: target.basline: unknown key 'basline' (did you",
    ),
    (
        "target: {reduce: 50%, gap: 8, baseline: 2012, by: 2030}",
        "2:28: target.gap: found reduce and gap, expected only one of reduce, level, gap",
    ),
    ("target: [x]", "2:9: target: found a list, expected a mapping"),
    ("target: x", "2:9: target: found 'x', expected a mapping"),
    (
        "target: {reduce: 50, baseline: 2012, by: 2030}",
        "2:18: target.reduce: found '50', expected a share, written 50% or 0.5",
    ),
    ("target: {reduce: -5%, baseline: 2012, by: 2030}", "2:18: target.reduce: found '-5%', expected a share"),
    (
        "target: {reduce: 101%, baseline: 2012, by: 2030}",
        "2:18: target.reduce: found '101%', expected a share",
    ),
    (
        "target: {reduce: 0, baseline: 2012, by: 2030}",
        "2:18: target.reduce: found '0', expected a share above",
    ),
    (
        "target: {reduce: half, baseline: 2012, by: 2030}",
        "2:18: target.reduce: found 'half', expected a share",
    ),
    ("target: {gap: 8, by: 20300}", "2:22: target.by: found '20300', expected a year such as 2030"),
    (
        "target: {gap: 8, baseline: 2030, by: 2030}",
        "2:38: target.by: found '2030', expected a year after the baseline (2030)",
    ),
    (
        "target: {gap: 8, baseline: {mean_of: [2029, 2031]}, by: 2030}",
        "2:57: target.by: found '2030', expected a year after the baseline (2031)",
    ),
    (
        "target: {gap: 8, baseline: twelve, by: 2030}",
        "2:28: target.baseline: found 'twelve', expected a year",
    ),
    ("target: {gap: 8, baseline: [2012], by: 2030}", "2:28: target.baseline: found a list, expected a year"),
    (
        "target: {gap: 8, baseline: {mean: 2012}, by: 2030}",
        "2:29: target.baseline.mean: unknown key 'mean' (did you mean 'mean_of'?)",
    ),
    (
        "target: {gap: 8, baseline: {mean_of: [x]}, by: 2030}",
        "2:39: target.baseline.mean_of[0]: found 'x', expected a year",
    ),
    (
        "target: {gap: 8, baseline: {mean_of: []}, by: 2030}",
        "2:38: target.baseline.mean_of: found a list, expected at least one entry",
    ),
    (
        "target: {gap: 8, by: 2030, benchmark: fxed}",
        "2:39: target.benchmark: found 'fxed', expected a rule for the benchmark (did you mean 'fixed'?)",
    ),
    (
        "target: {gap: 8, by: 2030, announced: {gap: 9, members: 0}}",
        "2:57: target.announced.members: found '0', expected a number of at least 1",
    ),
    (
        "trajectory: {model: linar}",
        "2:21: trajectory.model: found 'linar', expected a model (did you mean 'linear'?)",
    ),
    ("trajectory: {model: arima}", "2:21: trajectory.model: found 'arima', expected a model: default, last"),
    ("trajectory: {path: linaer}", "2:20: trajectory.path: found 'linaer', expected {delayed: YEAR}, {miles"),
    ("trajectory: {path: delayed}", "2:20: trajectory.path: found 'delayed', expected the year until which"),
    ("trajectory: {path: milestones}", "2:20: trajectory.path: found 'milestones', expected the values"),
    ("trajectory: {path: {}}", "2:20: trajectory.path: one of the keys name, delayed, milestones is missing"),
    (
        "trajectory: {path: {milestones: {soon: 3}}}",
        "2:34: trajectory.path.milestones.soon: found 'soon', expected a year",
    ),
    ("trajectory: {exclude: 2020}", "2:23: trajectory.exclude: found '2020', expected a list"),
    ("trajectory: {exclude: [20]}", "2:24: trajectory.exclude[0]: found '20', expected a year"),
    (
        "trajectory: {on_track: .2}",
        "2:13: trajectory.off_track: found 0.33, expected a probability of at most on_track (0.2)",
    ),
    (
        "trajectory: {off_track: .8}",
        "2:25: trajectory.off_track: found '.8', expected a probability of at most",
    ),
    (
        "trajectory: {require_backtest: maybe}",
        "2:32: trajectory.require_backtest: found 'maybe', expected true",
    ),
    (
        f"target: {{{TARGET}}}\ntrajectory: {{path: {{delayed: 2031}}}}",
        "3:30: trajectory.path.delayed: found 2031, expected a year between the baseline and 2030",
    ),
    (
        f"target: {{{TARGET}}}\ntrajectory: {{path: {{milestones: {{2020: 9, 2000: 8}}}}}}",
        "trajectory.path.milestones: found 2000, expected a year between",
    ),
    (
        "checks: {fail_on: [offtrack]}",
        "2:20: checks.fail_on[0]: found 'offtrack', expected a status, flag, check or change",
    ),
    ("checks: {accept: [{focus: Austin}]}", "2:19: checks.accept[0]: the key 'status' is missing"),
    (
        "checks: {accept: [{status: missed, until: soon}]}",
        "2:43: checks.accept[0].until: found 'soon', expected a date such as 2027-06-30",
    ),
    (
        "checks: {accept: [{status: missed, until: 2027-02-30}]}",
        "2:43: checks.accept[0].until: found '2027-02-30', expected a date",
    ),
]

BAD_DATA = [
    ("title: x", "1:1: the key 'data' is missing"),
    ("data: []", "1:7: data: found a list, expected at least one entry"),
    ("data: a.csv", "1:7: data: found 'a.csv', expected a list"),
    ("data: [{pth: a.csv}]", "1:9: data[0].pth: unknown key 'pth' (did you mean 'path'?)"),
    ("data: [{path: ''}]", "1:15: data[0].path: found '', expected text"),
    (
        "data: [{path: a, table: estimate}]",
        "1:25: data[0].table: found 'estimate', expected a table (did you",
    ),
    (
        "data: [{path: a, columns: {aera: x}}]",
        "1:28: data[0].columns.aera: found 'aera', expected a canonical column (did you mean 'area'?)",
    ),
    ("data: [{path: a, where: {sex: []}}]", "1:31: data[0].where.sex: found a list, expected at least one"),
    ("data: [{path: a, where: {sex: {a: b}}}]", "1:31: data[0].where.sex: found a mapping, expected a list"),
    (
        "data: [{path: a, accept: [{check: rounded_input}]}]",
        "1:35: data[0].accept[0].check: found 'rounded_input', expected a check of severity error",
    ),
]


@pytest.mark.parametrize(
    ("text", "message"), [(DATA + text, message) for text, message in BAD] + BAD_DATA, ids=lambda text: None
)
def test_one_mistake_gives_one_message_in_its_place(loading, text, message):
    with pytest.raises(ConfigError) as error:
        loading(text)
    assert message in str(error.value)
    assert str(error.value).count("c.yaml:") == 1


def test_every_problem_is_told_at_once_in_order_with_its_line(loading):
    with pytest.raises(ConfigError) as error:
        loading("title: x\ndata: [{path: 1, tabel: y}]\ntarget: {reduce: 50, by: two}\nseed: z\nseed: 1\n")
    assert str(error.value) == (
        "c.yaml:2:18: data[0].tabel: unknown key 'tabel' (did you mean 'table'?)\n"
        "  2 | data: [{path: 1, tabel: y}]\n"
        "    |                  ^\n"
        "c.yaml:3:9: target: the key 'baseline' is missing\n"
        "  3 | target: {reduce: 50, by: two}\n"
        "    |         ^\n"
        "c.yaml:3:18: target.reduce: found '50', expected a share, written 50% or 0.5\n"
        "  3 | target: {reduce: 50, by: two}\n"
        "    |                  ^\n"
        "c.yaml:3:26: target.by: found 'two', expected a year such as 2030, or a mid-point such as 2016.5\n"
        "  3 | target: {reduce: 50, by: two}\n"
        "    |                          ^\n"
        "c.yaml:4:7: seed: found 'z', expected a whole number\n"
        "  4 | seed: z\n"
        "    |       ^\n"
        "c.yaml:5:1: the key 'seed' is given twice, first at 4:1\n"
        "  5 | seed: 1\n"
        "    | ^"
    )


def test_a_long_line_is_cut_around_the_caret(loading):
    with pytest.raises(ConfigError) as error:
        loading(f"{DATA}comparisons: [{{focus: [{', '.join(f'area {n}' for n in range(99))}, '']}}]\n")
    _, line, caret = str(error.value).splitlines()
    assert max(len(line), len(caret)) < 120
    assert line[caret.index("^") :].startswith("''")


def test_a_control_character_in_a_value_does_not_reach_the_terminal(loading):
    with pytest.raises(ConfigError) as error:
        loading(f'{DATA}seed: "\\e[31m"\n"\\e[32m": 1\n')
    assert "\x1b" not in str(error.value)


def test_the_hash_depends_on_what_is_asked_and_on_nothing_else(loading, tmp_path):
    written_otherwise = (
        GOOD.replace("reduce: 50%", "reduce: 0.50").replace("seed: 0\n", "") + "seed: 0 # same\n"
    )
    elsewhere = tmp_path / "elsewhere" / "c.yaml"
    elsewhere.parent.mkdir()
    elsewhere.write_text(written_otherwise)
    assert loading(GOOD).hash == load(elsewhere).hash
    assert len(loading(GOOD).hash) == 64
    assert loading(GOOD).hash != loading(GOOD.replace("reduce: 50%", "reduce: 51%")).hash
    assert loading(GOOD).hash != loading(GOOD.replace("figures.csv", "other.csv")).hash


def test_a_config_survives_its_own_dump(good):
    assert Config(**good.model_dump()).model_dump() == good.model_dump()


def test_overriding_replaces_single_fields_and_checks_again(good):
    changed = overridden(good, target={"by": "2035"}, trajectory={"model": "last"}, seed=7)
    assert (changed.target.by, changed.target.reduce, changed.seed) == (2035, 0.5, 7)
    assert (changed.trajectory.model, changed.trajectory.on_track) == ("last", 0.7)
    assert (good.target.by, good.trajectory.model, good.seed) == (2030, "linear", 0)
    assert changed.hash != good.hash


def test_another_goal_takes_the_place_of_the_first(good):
    target = overridden(good, target={"level": 80}).target
    assert (target.level, target.reduce, target.gap) == (80, None, None)


def test_overridden_values_have_no_position(good):
    changed = overridden(good, target={"by": 2035}, comparisons=[{"benchmark": "Loop"}])
    assert changed.position("target", "by") is None
    assert changed.position("comparisons", 0, "benchmark") is None
    assert changed.position("target", "reduce") == good.position("target", "reduce")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"target": {"by": "soon"}}, "--by: found 'soon', expected a year"),
        ({"target": {"by": 2000}}, "--by: found 2000, expected a year after the baseline (2013)"),
        (
            {"trajectory": {"model": "linar"}},
            "--model: found 'linar', expected a model (did you mean 'linear'?)",
        ),
        ({"trajectory": {"on_track": 3}}, "--on-track: found 3, expected a share, written 3% or 0.03"),
        ({"minimum_population": -1}, "--minimum-population: found -1, expected a number of at least 0"),
        ({"comparisons": [{"benchmark": "A", "focus": ["A"]}]}, "--focus: 'A' is the benchmark"),
    ],
)
def test_a_wrong_override_names_the_option(good, changes, message):
    with pytest.raises(ConfigError) as error:
        overridden(good, **changes)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_a_missing_option_is_named():
    with pytest.raises(ConfigError) as error:
        build(data=[{"path": "a.csv"}], target={"baseline": 2012})
    assert str(error.value) == "--by is missing\n--reduce or --level or --gap is missing"


def test_importing_the_config_loads_nothing_heavy():
    heavy = ["numpy", "pandas", "scipy", "pyarrow", "yaml", "rich", "typer"]
    code = f"import json, sys, equitygap.config; print(json.dumps([m for m in {heavy} if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
