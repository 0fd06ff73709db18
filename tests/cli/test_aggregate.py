"""`equitygap aggregate`, and configs that start from records."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

SAMPLE = Path(__file__).parents[2] / "sample_data"
RECORDS = SAMPLE / "synthetic_records.csv"
POPULATIONS = SAMPLE / "synthetic_populations.csv"
COUNTED = {
    "path": str(RECORDS),
    "table": "records",
    "columns": {"group": "sex"},
    "windows": {"years": 5},
    "records": {
        "unknown_ages": [999],
        "redistribute": "age",
        "populations": {"path": str(POPULATIONS), "columns": {"group": "sex"}},
    },
}


@pytest.fixture
def config(tmp_path):
    """Write a config of the sample's records, with changes."""

    def write(records=None, **changes):
        source = {**COUNTED, **changes.pop("source", {})}
        if records is not None:
            source["records"] = {**source["records"], **records}
        comparisons = [{"benchmark": "Synthetic North"}]
        content = {"data": [source], "minimum_population": 1000, "comparisons": comparisons, **changes}
        path = tmp_path / "equitygap.yaml"
        path.write_text(yaml.safe_dump(content))
        return path

    return write


def test_records_become_counts_and_what_is_dropped_is_told(told):
    code, table, said = told(
        "aggregate", RECORDS, "--group-column", "sex", "--windows", "5", "--unknown-age", "999"
    )
    assert code == 0
    assert list(table) == ["area", "group", "start", "end", "age", "deaths", "population", "note"]
    assert table["deaths"].sum() == 1803 - 16
    assert said.endswith("synthetic_records.csv: 1,803 records read, 1,787 counted; dropped: 16 no_age")


def test_options_say_how_records_are_counted(told):
    code, table, said = told(
        *(
            "aggregate",
            RECORDS,
            "--bands",
            "0-64,65+",
            "--causes",
            "nchs-leading-causes",
            "--where",
            "sex=male",
        ),
        *("--unknown-age", "999", "--redistribute", "age", "--windows", "5", "--column", "area=area"),
    )
    assert code == 0
    assert set(table["age"]) == {"0-64", "65+"}
    assert "Diseases of heart" in set(table["cause"])
    assert "filtered_out" in said
    assert "redistributed: 9 no_age" in said


def test_what_is_not_counted_is_a_table(told):
    code, table, _ = told("aggregate", RECORDS, "--unknown-age", "999", "--dropped")
    assert code == 0
    assert table[["reason", "outcome", "records"]].values.tolist() == [["no_age", "dropped", 16]]


def test_the_engine_and_its_workers_leave_no_trace_in_the_file(told, tmp_path):
    for workers in (1, 2):
        told(
            "aggregate",
            RECORDS,
            "--workers",
            workers,
            "--memory",
            "1GB",
            "--output",
            tmp_path / f"{workers}.parquet",
        )
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()
    metadata = pq.read_schema(tmp_path / "1.parquet").metadata
    assert {b"equitygap.config", f"equitygap.input:{RECORDS}".encode()} <= metadata.keys()


def test_files_keep_the_hashes_of_all_that_they_were_made_of(told, config, tmp_path):
    for command in ("aggregate", "expectancy"):
        told(command, config(), "--output", tmp_path / "out.parquet")
        metadata = pq.read_schema(tmp_path / "out.parquet").metadata
        assert {f"equitygap.input:{path}".encode() for path in (RECORDS, POPULATIONS)} <= metadata.keys()


def test_populations_give_life_expectancies(told, config):
    code, table, said = told("expectancy", config())
    assert code == 0
    assert list(zip(table["area"], table["group"], table["value"].round(1), strict=True)) == [
        ("Synthetic North", "female", 81.6),
        ("Synthetic North", "male", 79.2),
        ("Synthetic South", "female", 77.6),
        ("Synthetic South", "male", 73.6),
    ]
    assert set(table["note"]) == {"deaths_redistributed"}
    assert "1,803 records read, 1,803 counted; redistributed: 16 no_age" in said


@pytest.mark.parametrize("command", ["lifetable", "rates", "gap", "run"])
def test_every_command_that_takes_counts_takes_records(told, config, command):
    code, table, _ = told(command, config())
    assert code == 0
    assert len(table)


def test_a_gap_between_records_is_split_by_cause(told, config):
    code, table, _ = told(
        "decompose", config(records={"causes": "icd10-chapters"}), "--group", "male", "--ages", "0-64,65+"
    )
    assert code == 0
    assert "Diseases of the circulatory system" in set(table["cause"])


def test_areas_are_merged_after_counting(told, config, tmp_path):
    (tmp_path / "into.csv").write_text("area,into\nSynthetic North,Synthetic\nSynthetic South,Synthetic\n")
    (tmp_path / "populations.csv").write_text(
        POPULATIONS.read_text().replace("Synthetic North", "Synthetic").replace("Synthetic South", "Other")
    )
    path = config(
        records={"populations": {"path": "populations.csv", "columns": {"group": "sex"}}},
        source={"crosswalk": {"path": "into.csv"}},
    )
    code, table, _ = told("aggregate", path)
    assert code == 0
    assert set(table["area"]) == {"Synthetic"}
    assert table["population"].notna().all()


def test_records_without_populations_have_no_rates(told, config):
    path = config()
    content = yaml.safe_load(path.read_text())
    del content["data"][0]["records"]["populations"]
    path.write_text(yaml.safe_dump(content))
    code, _, said = told("expectancy", path)
    assert code == 11
    assert "records without populations, so that there are deaths, but no rates" in said


def test_a_header_alone_holds_no_records(told, tmp_path):
    path = tmp_path / "records.csv"
    path.write_text("area,year,age\n")
    code, _, said = told("aggregate", path)
    assert code == 11
    assert said.endswith("records.csv: there are no records in it")


def test_validate_tells_records_that_are_not_counted(told, config, tmp_path):
    path = tmp_path / "records.csv"
    path.write_text("area,year,age,weight\nA,2015,30,1\nA,2015,,1\n,2015,30,1\nA,2015,abc,1\n")
    code, table, said = told("validate", path, "--table", "records")
    assert (code, said) == (0, "no errors, 3 warnings")
    assert table[["check", "row", "column"]].values.tolist() == [
        ["record_not_counted", 4, "area"],
        ["record_not_counted", 3, "age"],
        ["record_not_counted", 5, "age"],
    ]


@pytest.mark.parametrize(
    ("weight", "check", "message"),
    [
        ("-2", "negative_weight", "weight, A: '-2' is negative"),
        ("5e9", "excessive_weight", "weight, A: '5e9' is more persons than a record can stand for"),
        ("many", "wrong_type", "weight, A: 'many' is not a number of persons"),
        ("", "wrong_type", "weight, A: None is not a number of persons"),
    ],
)
def test_weights_that_are_wrong_stop_the_count(told, tmp_path, weight, check, message):
    path, out = tmp_path / "records.csv", tmp_path / "counts.csv"
    path.write_text("area,year,age,weight\n" + "A,2015,30,1\n" * 3 + f"A,2015,30,{weight}\n" * 7)
    code, _, said = told("aggregate", path, "--output", out)
    assert code == 11
    assert f"records.csv:5: {message}" in said
    assert "weight: … and 2 more records like these" in said
    assert not out.exists()
    code, table, _ = told("validate", path, "--table", "records")
    assert code == 11
    assert table["check"][0] == check


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--bands", "abridged"], 2, "--bands: found 'abridged'"),
        (["--bands", "0-4,10+"], 2, "ages 5-9 are missing between 0-4 and 10+"),
        (["--causes", "icd10-chapter"], 2, "did you mean 'icd10-chapters'"),
        (["--redistribute", "sex"], 2, "--redistribute: found 'sex', expected 'age' or 'cause'"),
        (["--group-column", "sexx"], 11, "no column 'sexx' (did you mean 'sex'?)"),
        (["--engine", "duckbd"], 2, "did you mean 'duckdb'"),
        (["--master", "local[2]"], 2, "say --engine spark"),
        (["--memory", "much"], 2, "the engine duckdb refuses its settings"),
        (["--where", "sex=x"], 11, "none of the 1,803 records can be counted: 1,803 `where` leaves it out"),
        (["--step", "2"], 2, "--step goes with --windows"),
    ],
)
def test_options_that_are_wrong_are_told(told, arguments, code, message):
    found, _, said = told("aggregate", RECORDS, *arguments)
    assert (found, message in said) == (code, True), said


@pytest.mark.parametrize("source", ["-", "https://example.org/deaths.csv"])
def test_records_come_from_files(told, source):
    code, _, said = told("aggregate", source)
    assert code == 2
    assert f"not from '{source}'; save them first" in said


def test_a_config_without_records_is_told(told):
    code, _, said = told("aggregate", SAMPLE.parent / "configs" / "west-side-united.yaml")
    assert code == 2
    assert "none of the config's data are records" in said


def test_records_part_needs_a_table_of_records(told, config):
    code, _, said = told("aggregate", config(source={"table": "counts"}))
    assert code == 10
    assert "the table is counts; expected table: records" in said


def test_nothing_but_the_program_speaks_on_standard_error(tmp_path):
    program = [sys.executable, "-W", "error", "-m", "equitygap"]
    done = subprocess.run(
        [*program, "aggregate", RECORDS, "--output", tmp_path / "x.csv"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        f"{RECORDS}: 1,803 records read, 1,787 counted; dropped: 16 unreadable_age",
        f"wrote {tmp_path / 'x.csv'}",
    ]
