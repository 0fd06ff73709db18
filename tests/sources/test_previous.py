"""The tables of an earlier run, read back."""

from __future__ import annotations

import pandas as pd
import pyarrow.parquet as parquet
import pytest

from equitygap import tables
from equitygap.errors import DataError
from equitygap.present import files
from equitygap.sources.previous import previous

NAMES = ("gaps", "path", "trajectory", "scorecard")


def gaps() -> pd.DataFrame:
    row = dict.fromkeys(tables.names("gaps")) | {
        "metric": "m",
        "benchmark": "Loop",
        "focus": "NA",  # a name, not a missing one
        "start": 2012,
        "end": 2013,
        "gap": 0.1 + 0.2,
    }
    return pd.DataFrame([row, {**row, "focus": "007", "gap": None}])


@pytest.mark.parametrize("format", ["parquet", "csv", "json", "jsonl"])
def test_a_table_comes_back_as_it_was(tmp_path, format):
    path = tmp_path / f"gaps.{format}"
    files.write(gaps(), "gaps", output=path, metadata={"config": "abc"})
    for place in (path, tmp_path):
        found = previous(place, NAMES)
        assert list(found.tables) == ["gaps"]
        frame = found.tables["gaps"]
        assert list(frame["focus"]) == ["NA", "007"]
        assert frame["gap"].iloc[0] == 0.1 + 0.2
        assert frame["gap"].isna().tolist() == [False, True]
        assert found.configs == (frozenset({"abc"}) if format == "parquet" else frozenset())


def test_a_file_with_another_name_is_known_by_its_columns(tmp_path):
    files.write(gaps(), "gaps", output=tmp_path / "last-week.csv")
    assert list(previous(tmp_path / "last-week.csv", NAMES).tables) == ["gaps"]


def other_schema(folder):
    path = folder / "gaps.parquet"
    files.write(gaps(), "gaps", output=path)
    table = parquet.read_table(path)
    metadata = {**table.schema.metadata, b"equitygap.schema_version": b"0"}
    parquet.write_table(table.replace_schema_metadata(metadata), path)
    return path


def other_parquet(folder):
    gaps()[["focus"]].to_parquet(folder / "gaps.parquet")
    return folder / "gaps.parquet"


def other_table(folder):
    files.write(gaps(), "gaps", output=folder / "x.parquet", metadata={"table": "power"})
    return folder / "x.parquet"


def truncated(folder):
    files.write(gaps(), "gaps", output=folder / "gaps.parquet")
    (folder / "gaps.parquet").write_bytes((folder / "gaps.parquet").read_bytes()[:-50])
    return folder / "gaps.parquet"


def two_formats(folder):
    for ending in ("csv", "parquet"):
        files.write(gaps(), "gaps", output=folder / f"gaps.{ending}")
    return folder


def without_a_column(folder):
    (folder / "gaps.csv").write_text("metric,focus\nm,Austin\n")
    return folder / "gaps.csv"


def with_words_for_numbers(folder):
    files.write(gaps(), "gaps", output=folder / "gaps.csv")
    (folder / "gaps.csv").write_text((folder / "gaps.csv").read_text().replace("0.30000000000000004", "many"))
    return folder / "gaps.csv"


def not_json(folder):
    (folder / "gaps.json").write_text("{")
    return folder / "gaps.json"


def markdown(folder):
    files.write(gaps(), "gaps", output=folder / "gaps.md")
    return folder / "gaps.md"


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda folder: folder / "nowhere", "no such file or folder to compare with"),
        (lambda folder: folder, "holds no table to compare with"),
        (other_schema, "in schema version 0, but this program writes"),
        (other_parquet, "that equitygap did not write"),
        (other_table, "holds the table 'power'; expected one of gaps"),
        (truncated, "cannot be read as parquet"),
        (two_formats, "it holds both gaps.parquet and gaps.csv"),
        (without_a_column, "is no table of a run"),
        (with_words_for_numbers, "could not convert"),
        (not_json, "cannot be read as json"),
        (markdown, "cannot be read back; expected a file that ends in .parquet"),
    ],
)
def test_what_cannot_be_compared_with_is_told(tmp_path, make, text):
    with pytest.raises(DataError, match=text):
        previous(make(tmp_path), NAMES)
