"""Why, what if, what it takes and whether one could tell, as scripts and people use them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from equitygap import tables

SAMPLES = Path(__file__).parents[2] / "sample_data"
RACE = SAMPLES / "us_deaths_race.csv"
CAUSES = SAMPLES / "us_rates_cause.csv"
TRACTS = SAMPLES / "usaleep_loop_west_garfield_park.csv"
CHICAGO = SAMPLES / "chicago_life_expectancy.csv"
WHITE = ["--benchmark", "White"]
PROMISE = ["--reduce", "50%", "--baseline", "2010", "--by", "2030"]
AGES = ["--ages", "0-14,15-64,65+"]


def test_the_gap_by_age(told):
    code, found, said = told("decompose", TRACTS, "--benchmark", "loop", "--focus", "West Garfield Park")
    assert code == 0
    assert "contributions sum to the gap, to within " in said
    assert set(found) <= set(tables.names("contributions"))
    assert found["contribution"].sum() == pytest.approx(12.13, abs=0.005)
    assert found["lower"].lt(found["upper"]).all()


@pytest.mark.parametrize("method", ["horiuchi", "arriaga", "arriaga-symmetric", "stepwise"])
def test_methods_agree_on_the_sum(told, method):
    _, found, _ = told("decompose", RACE, *WHITE, *AGES, "--period", 2018, "--method", method)
    assert found["age"].tolist() == ["0-14", "15-64", "65+"]
    assert found["contribution"].sum() == pytest.approx(3.297, abs=0.001)


def test_the_change_of_a_gap_and_of_one_area(told):
    _, sides, said = told("decompose", RACE, *WHITE, *AGES, "--from", 1999, "--to", 2018)
    _, both, _ = told("decompose", RACE, *WHITE, *AGES, "--from", 1999, "--to", 2018, "--together")
    _, alone, _ = told("decompose", RACE, "--focus", "White", *AGES, "--from", 1999, "--to", 2018)
    assert "sum to the change" in said
    assert sides["side"].unique().tolist() == ["benchmark", "focus"]
    by_age = sides.groupby("age")["contribution"].sum()
    assert both["contribution"].tolist() == pytest.approx(by_age.tolist())
    of_benchmark = sides[sides["side"] == "benchmark"]["contribution"]
    assert alone["contribution"].tolist() == pytest.approx(of_benchmark.tolist())


def test_causes_told_apart_put_together_or_not_at_all(told):
    asked = ["decompose", CAUSES, "--benchmark", "Women", "--period", 2019, "--ages", "0+"]
    _, each, _ = told(*asked)
    _, none, _ = told(*asked, "--no-causes")
    _, some, _ = told(*asked, "--cause-group", "Two=Neoplasms, Circulatory")
    assert (len(each), len(none), len(some)) == (18, 1, 17)
    two = each.set_index("cause")["contribution"][["Neoplasms", "Circulatory"]].sum()
    assert some.set_index("cause").loc["Two", "contribution"] == pytest.approx(two)
    assert "cause" not in none
    assert none["contribution"].item() == pytest.approx(each["contribution"].sum())


def test_a_gap_at_65(told):
    _, found, _ = told(
        "decompose", CAUSES, "--benchmark", "Women", "--no-causes", "--at", 65, "--period", 2019
    )
    assert set(found["metric"]) == {"life_expectancy_65"}
    assert found["age"].tolist() == ["65-69", "70-74", "75-79", "80-84", "85+"]


def test_people_see_bars_and_sentences(ran):
    code, out, said = ran("decompose", RACE, *WHITE, *AGES, "--period", 2018, "--format", "table")
    assert code == 0
    assert "Period: 2018" in out
    assert "the gap is 3.30 years; its largest parts are ages 15-64 +2.14" in " ".join(out.split())
    assert "Black against White, 2018, years by age:" in said
    assert "15-64  +2.14  │███" in said


def test_a_pipe_gets_the_table_alone_and_a_file_is_spoken_of(told, ran, tmp_path):
    _, _, said = told("decompose", RACE, *WHITE, *AGES)
    assert "years by age" not in said
    _, out, said = ran("decompose", RACE, *WHITE, *AGES, "--output", "out.parquet")
    assert out == ""
    assert "And" not in said
    assert "Black against White, 1999: the gap is 5.83 years" in said
    schema = pq.read_schema(tmp_path / "out.parquet")
    assert b"equitygap.config" in schema.metadata


def test_what_if_deaths_fell(told):
    _, found, _ = told("whatif", RACE, *WHITE, "--cut", "20%", "--ages", "15-64", "--reduce", "50%")
    first, second = found.to_dict("records")
    assert (first["scenario"], second["scenario"]) == ("as observed", "cut by 20%: ages 15-64")
    assert first["start"] == 2018
    assert first["target_gap"] == pytest.approx(first["gap"] / 2)
    assert second["share_of_target"] == pytest.approx(second["closed"] / (first["gap"] / 2))
    assert second["deaths_averted_per_year"] > 20_000


def test_a_phased_scenario_has_its_years(told):
    how = ["--toward-benchmark", "50%", "--start", 2020, "--full-by", 2022]
    _, found, _ = told("whatif", RACE, *WHITE, *how, "--period", 2010)
    assert found["year"].dropna().tolist() == [2020, 2021, 2022]
    assert set(found["start"]) == {2010}


def test_what_it_takes_from_today_and_since_the_baseline(told):
    roads = ["--road", "infants: ages=0; toward=benchmark", "--road", "15 to 64: ages=15-64"]
    _, today, said = told("whatif", RACE, *WHITE, "--reduce", "50%", "--solve", *roads)
    assert today["road"].tolist() == ["infants", "15 to 64"]
    assert today["target_gap"].tolist() == pytest.approx((today["gap"] / 2).tolist())
    assert said == ""
    _, since, _ = told("whatif", RACE, *WHITE, *PROMISE, "--solve", *roads)
    _, gaps, _ = told("gap", RACE, *WHITE)
    promised = gaps.set_index("start")["gap"][2010] / 2
    assert since["target_gap"].tolist() == pytest.approx([promised] * 2)


def test_applying_what_it_takes_lands_on_the_target(told):
    _, solved, _ = told("whatif", RACE, *WHITE, "--to-gap", 2, "--solve", "--ages", "15-64")
    share = solved["reduction"].item()
    _, found, _ = told("whatif", RACE, *WHITE, "--to-gap", 2, "--ages", "15-64", "--cut", repr(share))
    assert solved["road"].item() == "ages 15-64"
    assert found["gap"].iloc[1] == pytest.approx(2, abs=1e-8)


def test_deaths_to_avert_by_age(told):
    _, found, _ = told("whatif", RACE, *WHITE, "--reduce", "50%", "--solve", "--detail")
    assert len(found) == 11
    assert found["years_gained"].sum() == pytest.approx(3.297 / 2, abs=0.001)


def test_the_chance_of_telling_with_its_curve(told, ran):
    asked = ["power", RACE, *WHITE, *PROMISE, "--window", 1, "--window", 5, "--people", 100_000]
    _, found, _ = told(*asked)
    assert found["window"].tolist() == [1, 5, 1, 5]
    assert found["population"].tolist()[2:] == [100_000, 100_000]
    _, curve, _ = told(*asked, "--curve")
    assert curve["year"].max() == 2030
    _, out, said = ran(*asked, "--format", "table")
    assert "White, 100,000 people, yearly readings: two readings tell a change of" in " ".join(out.split())
    assert "● yearly readings" in said
    assert "   80 % │·" in said


def test_without_standard_errors_nothing_can_be_told(told):
    question = [
        "--benchmark",
        "Loop",
        "--focus",
        "Austin",
        "--reduce",
        "50%",
        "--baseline",
        2012,
        "--by",
        2030,
    ]
    only = "source=Chicago Health Atlas, Life expectancy (VRLE), 2012-2020 method"
    code, found, _ = told("power", CHICAGO, *question, "--where", only)
    assert code == 0
    assert set(found["flags"]) == {"no_standard_error"}


CONFIG = """\
data: [{{path: {data}}}]
comparisons: [{{benchmark: White, focus: [Black]}}]
target: {{reduce: 50%, baseline: 2010, by: 2030}}
decompose: {{ages: [0-14, 15-64, 65+], period: 2018}}
scenarios: [{{name: a tenth, changes: [{{cut: 10%}}]}}]
roads: [{{name: everything}}]
power: {{windows: [1]}}
outputs: {{folder: out, format: csv}}
"""
ASKED = ["contributions", "deaths_to_avert", "gaps", "path", "power", "power_curve", "solutions"]


@pytest.fixture
def config(tmp_path):
    (tmp_path / "why.yaml").write_text(CONFIG.format(data=RACE))
    return "why.yaml"


def test_run_writes_every_answer_and_shows_it_to_people(ran, config, tmp_path):
    code, out, said = ran("run", config, "--format", "table")
    assert code == 0, said
    written = sorted(path.stem for path in (tmp_path / "out").iterdir())
    assert written == [*ASKED, "trajectory", "what_if"]
    for title in ("Contribution", "Scenario", "Reduction", "Detectable"):
        assert title in out
    _, out, _ = ran("run", config)
    assert out.startswith("metric,benchmark,focus")
    assert out.count("\n") == 2


def test_options_override_the_config(told, config):
    _, by_age, _ = told("decompose", config, "--from", 2000, "--to", 2010, "--ages", "0-64,65+")
    assert len(by_age) == 4
    _, found, _ = told("whatif", config, "--cut", "30%")
    assert found["scenario"].tolist() == ["as observed", "cut by 30%"]
    _, harder, _ = told("whatif", config, "--solve", "--reduce", "80%")
    _, solved, _ = told("whatif", config, "--solve")
    assert harder["target_gap"].item() == pytest.approx(solved["target_gap"].item() * 0.2 / 0.5)


def test_a_target_that_is_reached_does_not_stop_a_run(ran, config, tmp_path):
    text = CONFIG.format(data=RACE).replace("reduce: 50%", "gap: 20")
    (tmp_path / "why.yaml").write_text(text)
    code, _, said = ran("run", config)
    assert code == 0, said
    assert "at or under the target of 20.00 already" in said
    assert not (tmp_path / "out" / "solutions.csv").exists()


def by_cause() -> pd.DataFrame:
    race = pd.read_csv(RACE).query("start == 2018")
    parts = {None: 1.0, "heart": 0.5, "other": 0.5}
    frames = [race.assign(cause=name, deaths=race["deaths"] * part) for name, part in parts.items()]
    return pd.concat(frames, ignore_index=True)


def other_bands(table: pd.DataFrame) -> pd.DataFrame:
    """The same deaths, of one area in wider bands."""
    black = table["area"] == "Black"
    wider = table[black].assign(age=table["age"].replace({"1-4": "1-14", "5-14": "1-14"}))
    keys = ["area", "start", "end", "age", "cause"]
    summed = wider.groupby(keys, dropna=False)[["deaths", "population"]].sum().reset_index()
    return pd.concat([table[~black], summed])


def times(column: str, factor: float, *, cause: str = "heart"):
    def changed(table: pd.DataFrame) -> pd.DataFrame:
        where = (table["area"] == "Black") & (table["cause"] == cause) & (table["age"] == "15-24")
        return table.assign(**{column: table[column].where(~where, table[column] * factor)})

    return changed


BAD_TABLES = {
    "other bands": (other_bands, "the age bands differ: area Black, 2018 has 1-14 where area White"),
    "too many": (times("deaths", 1.5), "2018, age 15-24: the causes exceed all causes by 25 % of them"),
    "too few": (times("deaths", 0.5), "'other' among them, fall short of all causes by 25 % of them"),
    "one side": (
        lambda table: table[(table["area"] == "White") | (table["cause"] != "heart")],
        "the cause 'heart' is given for area White, 2018 but not for area Black, 2018",
    ),
    "nobody": (times("population", 0), "the population is '0"),
}


@pytest.mark.parametrize(("spoilt", "message"), BAD_TABLES.values(), ids=BAD_TABLES)
@pytest.mark.parametrize("command", [["decompose"], ["whatif", "--cut", "10%"]], ids="-".join)
def test_a_bad_table_gets_one_clear_message(told, tmp_path, command, spoilt, message):
    spoilt(by_cause()).to_csv(tmp_path / "bad.csv", index=False)
    code, found, said = told(*command, "bad.csv", *WHITE, "--output", "out.csv")
    assert (code, found) == (11, None)
    assert message in said
    assert said.count("error:") == 1
    assert not (tmp_path / "out.csv").exists()


def test_what_the_causes_leave_is_named_and_said(told, tmp_path):
    table = by_cause()
    table[table["cause"] != "other"].to_csv(tmp_path / "rest.csv", index=False)
    _, found, said = told("decompose", "rest.csv", *WHITE)
    assert found["cause"].unique().tolist() == ["heart", "other"]
    assert "`other` is what the causes given leave of all causes" in said


SOLVE = ["--reduce", "50%", "--solve"]
REFUSED = [
    (["decompose", RACE], 2, "--benchmark"),
    (["decompose", RACE, *WHITE, "--method", "ariaga"], 2, "did you mean 'arriaga'"),
    (["decompose", RACE, *WHITE, "--from", 1999], 2, "both --from and --to"),
    (["decompose", RACE, *WHITE, "--from", 1999, "--to", 2018, "--period", 2010], 2, "give only one"),
    (["decompose", RACE, *WHITE, "--from", 2018, "--to", 1999], 2, "the earlier one first"),
    (["decompose", RACE, *WHITE, "--together"], 2, "--together"),
    (["decompose", RACE, *WHITE, "--ages", "0-14,65+"], 2, "the band 15-24 is in no group"),
    (["decompose", RACE, *WHITE, "--cause-group", "heart"], 2, "NAME=CAUSE"),
    (["decompose", RACE, *WHITE, "--period", 1980], 11, "there are 1999, 2000, …, 2018"),
    (["decompose", RACE, *WHITE, "--at", 66], 11, "no age band starts at 66"),
    (["decompose", RACE, "--benchmark", "Wite"], 11, "did you mean 'White'"),
    (["decompose", CAUSES, "--benchmark", "Women", "--cause-group", "x=Skn"], 11, "did you mean 'Skin'"),
    (["decompose", CHICAGO, "--benchmark", "Loop", "--accept", "interval_excludes_estimate"], 11, "by age"),
    (["whatif", RACE, *WHITE], 2, "what changes?"),
    (["whatif", RACE, *WHITE, "--ages", "0-14"], 2, "say also --cut"),
    (["whatif", RACE, *WHITE, "--cut", "10%", "--toward-benchmark", "10%"], 2, "only one of"),
    (["whatif", RACE, *WHITE, "--cut", "120%"], 2, "between 0% and 100%"),
    (["whatif", RACE, *WHITE, "--cut", "10%", "--start", 2020], 2, "--full-by is missing"),
    (["whatif", RACE, *WHITE, "--cut", "10%", "--ages", "0-7"], 2, "not made up of whole bands"),
    (["whatif", RACE, *WHITE, "--cut", "10%", "--cause", "heart"], 11, "the data have no causes"),
    (["whatif", RACE, *WHITE, "--cut", "10%", "--road", "x"], 2, "--road goes with --solve"),
    (["whatif", RACE, *WHITE, "--cut", "10%", "--detail"], 2, "--detail goes with --solve"),
    (["whatif", RACE, *WHITE, "--solve"], 2, "what is to be reached?"),
    (["whatif", RACE, *WHITE, *SOLVE, "--cut", "10%"], 2, "--solve asks it"),
    (["whatif", RACE, *WHITE, *SOLVE, "--road", "x: caus=a"], 2, "did you mean 'causes'"),
    (["whatif", RACE, *WHITE, *SOLVE, "--baseline", 2010], 2, "--by is missing"),
    (["whatif", RACE, *WHITE, *SOLVE, "--baseline", 1980, "--by", 2030], 11, "the promise starts from 1980"),
    (["whatif", RACE, *WHITE, "--to-gap", 5, "--solve"], 11, "at or under the target of 5.00 already"),
    (["whatif", RACE, *WHITE, "--level", 70, "--solve"], 11, "already"),
    (["whatif", RACE, "--benchmark", "Black", *SOLVE], 11, "there is no gap to close"),
    (["power", RACE, *WHITE], 2, "what was promised?"),
    (["power", RACE, *WHITE, *PROMISE, "--power", "80"], 2, "80% or 0.8"),
    (["power", RACE, *WHITE, "--reduce", "50%", "--baseline", 2010, "--by", 2005], 2, "after the baseline"),
    (["power", RACE, *WHITE, "--reduce", "50%", "--baseline", 1980, "--by", 2030], 11, "1980"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), REFUSED)
def test_what_a_user_can_put_right_has_its_exit_code(told, arguments, code, message):
    found, table, said = told(*arguments)
    assert (found, table) == (code, None)
    assert message in said
