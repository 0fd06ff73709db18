from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

from equitygap import tables
from equitygap.errors import OutputError, UsageError
from equitygap.present.files import format_of, write

HOSTILE = ["Loop", 'the "Loop", downtown', "a\rb\nc", "=HYPERLINK(1)", " blanks ", "01001020100", "Peña"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def estimates() -> pd.DataFrame:
    numbers = np.random.default_rng(1).normal(78, 5, len(HOSTILE))
    return pd.DataFrame(
        {
            "value": numbers,
            "extra": 1,
            "end": 2016,
            "start": 2014,
            "area": HOSTILE,
            "metric": "life_expectancy",
            "lower": [np.nan, 0.1 + 0.2, 1e-320, -0.0, 1e22, 2 / 3, 5.0],
            "note": [None, *["two_points"] * 6],
        }
    )


def written(frame: pd.DataFrame | pa.Table, format: str, table: str = "estimates") -> str:
    stream = io.StringIO()
    write(frame, table, format=format, stream=stream)
    return stream.getvalue()


def test_csv_reads_back_bit_for_bit(estimates):
    text = written(estimates, "csv")
    back = pd.read_csv(io.StringIO(text, newline=""), keep_default_na=False, na_values={"lower": [""]})
    assert list(back) == ["metric", "area", "start", "end", "value", "lower", "note"]
    assert back["area"].tolist() == HOSTILE
    assert back["value"].to_numpy().tobytes() == estimates["value"].to_numpy().tobytes()
    assert back["lower"].to_numpy().tobytes() == estimates["lower"].to_numpy().tobytes()


def test_csv_as_it_stands():
    frame = pd.DataFrame(
        [{"metric": "m", "area": "a, b", "start": 2015.0, "end": 2016, "value": 82.0, "lower": None}]
    )
    assert written(frame, "csv") == 'metric,area,start,end,value,lower\nm,"a, b",2015,2016,82,\n'


def test_mid_points_are_years_where_they_can_be():
    path = pd.DataFrame(
        {
            "metric": "m",
            "benchmark": "b",
            "focus": "f",
            "year": [2016.0, 2010.5],
            "kind": "observed",
            "value": 1.5,
        }
    )
    assert [line.split(",")[3] for line in written(path, "csv", "path").splitlines()] == [
        "year",
        "2016",
        "2010.5",
    ]


@pytest.mark.parametrize("rows", [0, 1, 7])
def test_json_and_json_lines_are_valid_and_equal(estimates, rows):
    frame = estimates.head(rows)
    records = json.loads(written(frame, "json"))
    assert records == [json.loads(line) for line in written(frame, "jsonl").split("\n")[:-1]]
    assert [record["area"] for record in records] == HOSTILE[:rows]
    assert [record["value"] for record in records] == frame["value"].tolist()


def test_a_missing_or_infinite_number_is_null_in_json():
    frame = pd.DataFrame(
        {"area": ["a"], "start": [2015], "end": [2015], "age": ["85+"], "width": [np.inf], "ex": [np.nan]}
    )
    assert json.loads(written(frame, "json", "life_tables"))[0] | {"area": "a"} == {
        "area": "a", "start": 2015, "end": 2015, "age": "85+", "width": None, "ex": None,
    }  # fmt: skip


def test_parquet_carries_versions_and_hashes(estimates, tmp_path):
    target = tmp_path / "estimates.parquet"
    write(estimates, "estimates", output=target, metadata={"config_sha256": "abc"})
    table = pyarrow.parquet.read_table(target)
    stamp = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert stamp["equitygap.schema_version"] == tables.SCHEMA_VERSION
    assert stamp["equitygap.table"] == "estimates"
    assert stamp["equitygap.config_sha256"] == "abc"
    assert stamp["equitygap.version"]
    assert table.schema.field("start").type == pa.int64()
    assert table["value"].to_pylist() == estimates["value"].tolist()
    assert table["lower"].null_count == 1


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "parquet", "markdown", "table"])
def test_the_same_input_gives_the_same_bytes_from_pandas_and_arrow(trajectory, tmp_path, format):
    frame = trajectory({}, {"status": "met"})
    for name, given in (("a", frame), ("b", frame.copy()), ("c", pa.Table.from_pandas(frame))):
        write(given, "trajectory", output=tmp_path / name, format=format)
    first = (tmp_path / "a").read_bytes()
    assert first == (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()


@pytest.mark.parametrize("table", list(tables.ALL))
@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "markdown", "table"])
def test_every_table_is_written_in_every_format_with_and_without_rows(table, format):
    example = {"text": "x", "number": 0.5, "year": 2015, "integer": 3}
    whole = pd.DataFrame([{column.name: example[column.kind] for column in tables.ALL[table]}])
    assert "x" in written(whole, format, table)
    assert written(whole.head(0), format, table) or format == "jsonl"


@pytest.mark.parametrize(
    ("format", "output", "stream", "chosen"),
    [
        ("auto", "a/b.CSV", None, "csv"),
        ("auto", "b.ndjson", None, "jsonl"),
        ("auto", "b.md", None, "markdown"),
        ("auto", "b.parquet", Terminal(), "parquet"),
        ("json", "b.csv", None, "json"),
        ("auto", None, Terminal(), "table"),
        ("auto", None, io.StringIO(), "csv"),
        ("csv", None, Terminal(), "csv"),
    ],
)
def test_format(format, output, stream, chosen):
    assert format_of(format, output and Path(output), stream) == chosen


@pytest.mark.parametrize(
    ("format", "output", "message"),
    [
        ("auto", "out.xyz", "cannot tell the format from 'out.xyz'"),
        ("parquet", None, "not text for a terminal"),
    ],
)
def test_a_format_that_cannot_be_told_is_a_usage_error(estimates, tmp_path, format, output, message):
    with pytest.raises(UsageError, match=message):
        write(estimates, "estimates", output=output and Path(output), format=format, stream=Terminal())


def test_a_terminal_does_not_obey_csv_from_a_file(estimates):
    estimates["area"] = "\x1b[2J\x9b"
    stream = Terminal()
    write(estimates, "estimates", format="csv", stream=stream)
    assert r"\x1b[2J\x9b" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()


def test_a_closed_or_full_standard_output_is_told(estimates):
    with pytest.raises(OutputError, match="standard output: it is closed"):
        write(estimates, "estimates", stream=None)
    with Path("/dev/full").open("w") as full, pytest.raises(OutputError, match="the disk is full"):
        write(estimates, "estimates", stream=full)


def test_a_broken_pipe_is_no_error(tmp_path):
    program = (
        "import sys, pandas as pd; from equitygap.present.files import write;"
        "areas = [str(i) for i in range(50_000)];"
        "write(pd.DataFrame({'area': areas, 'source': 'publisher'}), 'estimates', stream=sys.stdout)"
    )
    run = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout is not None
    run.stdout.readline()
    run.stdout.close()
    assert run.wait() == 0
    assert run.stderr is not None
    assert run.stderr.read() == b""
    run.stderr.close()


def test_output_is_utf8_with_line_feeds_whatever_the_locale(tmp_path):
    program = (
        "import sys, pandas as pd; from equitygap.present.files import write;"
        "write(pd.DataFrame({'area': ['Peña']}), 'estimates', stream=sys.stdout)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )
    assert done.stdout == "area\nPeña\n".encode()


def test_importing_the_package_is_light():
    program = (
        "import sys, equitygap.present, equitygap.present.files, equitygap.present.sentences,"
        "equitygap.present.explain, equitygap.present.listing;"
        "print(sorted({'pandas', 'pyarrow', 'rich', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
