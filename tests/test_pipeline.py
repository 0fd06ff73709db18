"""What a config reads: tables of every kind become figures, together or alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from equitygap.config import build, load, schema
from equitygap.config.lifetables import LifeTable, Rates
from equitygap.errors import ConfigError, DataError, UsageError
from equitygap.lifetable import Policy, expectancies
from equitygap.pipeline import expectancies as expectancies_of
from equitygap.pipeline import life_tables, read, read_estimates

AGES = ["0-64", "65+"]


def counts(area="A", year=2015, deaths=(20.0, 60.0), **columns) -> pd.DataFrame:
    frame = pd.DataFrame({"area": area, "start": year, "end": year, "age": AGES})
    return frame.assign(deaths=deaths, population=[9000.0, 1500.0], **columns)


@pytest.fixture
def at(tmp_path, monkeypatch):
    """Write tables into a folder of their own, and read a config on them."""
    monkeypatch.chdir(tmp_path)

    def reading(*sources: dict, files: dict[str, pd.DataFrame], **config):
        for name, frame in files.items():
            frame.to_csv(tmp_path / name, index=False)
        return read(build(data=list(sources), **config))

    return reading


def test_counts_become_life_expectancies(at):
    inputs = at({"path": "a.csv"}, files={"a.csv": counts()})
    assert inputs.tables[0].table == "counts"
    assert inputs.estimates["value"].tolist() == expectancies(counts())["value"].tolist()
    assert inputs.estimates["start"].tolist() == [2015]


def test_tables_of_different_kinds_stand_beside_each_other(at):
    published = pd.DataFrame(
        {"metric": "life_expectancy", "area": "B", "start": 2015, "end": 2015, "value": [80]}
    )
    inputs = at({"path": "a.csv"}, {"path": "b.csv"}, files={"a.csv": counts(), "b.csv": published})
    assert inputs.estimates["area"].tolist() == ["A", "B"]
    with pytest.raises(DataError, match=r"b\.csv holds estimates"):
        expectancies_of(inputs)


def test_the_same_area_in_two_files_is_refused(at):
    inputs = at({"path": "a.csv"}, {"path": "b.csv"}, files={"a.csv": counts(), "b.csv": counts("a")})
    with pytest.raises(DataError, match="more than one file"):
        _ = inputs.estimates


def test_two_files_of_counts_make_one_table(at):
    inputs = at(
        {"path": "a.csv"}, {"path": "b.csv"}, files={"a.csv": counts(), "b.csv": counts("B", group="f")}
    )
    assert expectancies_of(inputs)["area"].to_pylist() == ["A", "B"]
    assert life_tables(inputs)["group"].to_pylist() == [None, None, "f", "f"]


def test_the_policy_comes_from_the_config(at):
    files = {"a.csv": counts(deaths=(20.0, 0.0))}
    asked = {"at": [0, 65], "open_age": "collapse", "ax": {"0-64": 40}}
    inputs = at({"path": "a.csv"}, files=files, life_table=asked, minimum_population=100, confidence=0.9)
    expected = expectancies(
        files["a.csv"],
        at=[0, 65],
        open_age="collapse",
        ax={"0-64": 40},
        minimum_population=100,
        confidence=0.9,
    )
    pd.testing.assert_frame_equal(inputs.estimates, expected, check_dtype=False)


def test_the_smallest_population_is_5000_unless_said(at):
    small = counts().assign(population=[4000.0, 500.0])
    values = [
        at({"path": "a.csv"}, files={"a.csv": small}, **more).estimates["value"].item()
        for more in ({}, {"minimum_population": 4000})
    ]
    assert pd.isna(values[0])
    assert values[1] > 0


def test_a_minimum_is_noted_once(at):
    inputs = at({"path": "a.csv"}, files={"a.csv": counts()}, minimum_population=20_000)
    assert inputs.estimates["note"].tolist() == ["population_below_minimum"]


def test_records_have_to_be_counted_first(at):
    records = pd.DataFrame({"area": ["A"], "year": [2015], "age": [80]})
    with pytest.raises(DataError, match="count them by area, period and age first"):
        _ = at({"path": "a.csv"}, files={"a.csv": records}).estimates


def test_a_crosswalk_under_other_names_and_its_hash(at):
    crosswalk = pd.DataFrame({"tract": ["A", "B"], "side": ["West", "West"], "part": [1.0, 0.5]})
    source = {
        "path": "a.csv",
        "crosswalk": {"path": "c.csv", "columns": {"area": "tract", "into": "side", "share": "part"}},
    }
    inputs = at(source, files={"a.csv": pd.concat([counts(), counts("B")]), "c.csv": crosswalk})
    assert inputs.estimates["population"].tolist() == [10_500 * 1.5]
    assert set(inputs.hashes) == {"a.csv", "c.csv"}


@pytest.mark.parametrize(
    ("crosswalk", "message"),
    [
        ({"area": ["A"], "to": ["West"]}, r"c\.csv: a crosswalk needs the column 'into'"),
        ({"area": ["A"], "into": ["West"], "share": ["half"]}, r"c\.csv: column 'share' must hold numbers"),
        ({"area": ["A", "a"], "into": ["X", "Y"], "share": [0.7, 0.7]}, r"c\.csv: .*add up to 1\.4"),
        ({"area": ["Z"], "into": ["West"]}, "none of the 1 areas"),
    ],
)
def test_crosswalks_that_cannot_be(at, crosswalk, message):
    files = {"a.csv": counts(), "c.csv": pd.DataFrame(crosswalk)}
    with pytest.raises(DataError, match=message):
        at({"path": "a.csv", "crosswalk": {"path": "c.csv"}}, files=files)


@pytest.mark.parametrize(
    "more", [{"windows": {"years": 3}}, {"merge": {"hierarchy": "c.csv"}}, {"crosswalk": {"path": "c.csv"}}]
)
def test_what_needs_deaths_is_refused_for_estimates(at, more):
    files = {
        "a.csv": pd.DataFrame({"metric": "life_expectancy", "area": ["A"], "year": 2015, "value": 80}),
        "c.csv": pd.DataFrame({"area": ["A"], "into": ["West"]}),
    }
    with pytest.raises(UsageError, match="deaths and person-years"):
        at({"path": "a.csv", **more}, files=files)


def test_a_mean_is_refused_where_there_are_deaths(at):
    files = {"a.csv": counts(), "c.csv": pd.DataFrame({"area": ["A"], "into": ["West"]})}
    source = {"path": "a.csv", "crosswalk": {"path": "c.csv"}, "expectancies": "weighted_mean"}
    with pytest.raises(UsageError, match="which is better than a weighted mean"):
        at(source, files=files)


def test_reading_for_python(at, tmp_path):
    counts().to_csv(tmp_path / "a.csv", index=False)
    assert read_estimates("a.csv")["metric"].tolist() == ["life_expectancy"]


def test_paths_are_beside_the_config(tmp_path, monkeypatch):
    (tmp_path / "far").mkdir()
    counts().to_csv(tmp_path / "far" / "a.csv", index=False)
    pd.DataFrame({"area": ["A"], "into": ["West"]}).to_csv(tmp_path / "far" / "c.csv", index=False)
    pd.DataFrame({"age": range(100), "rate": 0.01}).to_csv(tmp_path / "far" / "s.csv", index=False)
    config = tmp_path / "far" / "q.yaml"
    config.write_text(
        "data: [{path: a.csv, crosswalk: {path: c.csv}}]\n"
        "life_table: {standard: s.csv, small_area: shrink}\nrates: {standard: esp2013}\n"
    )
    found = read(load(config)).estimates
    assert found["area"].tolist() == ["West"]
    assert "small_area_shrink" in found["note"].item()
    assert load(config).rates.standard == "esp2013"
    moved = Path(tmp_path / "near")
    (tmp_path / "far").rename(moved)
    before = load(moved / "q.yaml").hash
    moved.rename(tmp_path / "elsewhere")
    assert load(tmp_path / "elsewhere" / "q.yaml").hash == before


def test_the_config_has_the_defaults_of_the_life_tables():
    asked, made = LifeTable(), Policy()
    for name in ("ax", "sex", "variance", "open_age", "small_area", "standard", "draws"):
        assert getattr(asked, name) == getattr(made, name), name
    assert asked.at == (0,)
    assert Rates().standard == "us2000"


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"life_table": {"variance": "chaing"}}, "did you mean 'chiang'"),
        ({"life_table": {"open_age": "drop"}}, "withhold, extrapolate, collapse"),
        ({"life_table": {"ax": {"0": -1}}}, "years of 0 or more for the age band 0"),
        ({"life_table": {"standard": "us-2015"}}, "did you mean 'us-2014'"),
        ({"rates": {"standard": "esp2012"}}, "did you mean 'esp2013'"),
        ({"data": [{"path": "a.csv", "windows": {"years": 0}}]}, "at least 1"),
        ({"data": [{"path": "a.csv", "crosswalk": {"path": "c", "columns": {"inot": "x"}}}]}, "did you mean"),
        ({"data": [{"path": "a.csv", "missing": "zeros"}]}, "'zero'"),
    ],
)
def test_wrong_words_in_a_config_are_told(part, message):
    with pytest.raises(ConfigError, match=message):
        build(**{"data": [{"path": "a.csv"}], **part})


def test_the_schema_knows_the_new_parts():
    known = schema()["properties"]
    assert {"life_table", "rates", "minimum_population"} <= set(known)
