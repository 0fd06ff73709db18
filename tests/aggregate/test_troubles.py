"""Files damaged, cut short or unlike the others, too little memory, a full disk: each one clear error."""

from __future__ import annotations

import gzip
import resource
import subprocess
import sys

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from equitygap import aggregate
from equitygap.aggregate import EngineOptions, Question, open_engine
from equitygap.aggregate.engines import troubles
from equitygap.errors import DataError, OutputError, UsageError

HEADER = "area,year,age"
LINES = [f"tract {i % 97},{2010 + i % 5},{i % 110}" for i in range(5000)]


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Records of so many areas that their counts do not fit into little memory."""
    folder = tmp_path_factory.mktemp("many")
    areas = pa.array([f"an area with a long name, number {i:09}" for i in range(400_000)])
    ones = np.ones(len(areas), np.int16)
    pq.write_table(pa.table({"area": areas, "year": 2015 * ones, "age": ones}), folder / "records.parquet")
    return folder


def test_a_parquet_file_cut_short(count, parquet):
    path = parquet({"area": ["A"] * 1000, "year": [2015] * 1000, "age": [3] * 1000})
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(DataError, match=r"records.parquet: the Parquet file is damaged or cut short"):
        count(path)


def test_a_parquet_file_damaged_inside(count, parquet):
    rng = np.random.default_rng(0)
    path = parquet({"area": rng.random(50_000).astype(str), "year": [2015] * 50_000, "age": [3] * 50_000})
    whole = bytearray(path.read_bytes())
    whole[1000:60_000] = b"\x55" * 59_000
    path.write_bytes(whole)
    with pytest.raises(DataError, match="cannot be read"):
        count(path)


@pytest.mark.parametrize(("cut", "message"), [(0.5, "cut short"), (-5, "cut short")])
def test_a_gzip_file_cut_short(count, tmp_path, cut, message):
    path = tmp_path / "records.csv.gz"
    whole = gzip.compress("\n".join([HEADER, *LINES, ""]).encode())
    path.write_bytes(whole[: int(len(whole) * cut) if 0 < cut < 1 else cut])
    with pytest.raises(DataError, match=rf"records.csv.gz: the gzip file is {message}"):
        count(path)


def test_a_gzip_file_of_several_parts_is_whole(count, tmp_path):
    path = tmp_path / "records.csv.gz"
    halves = ["\n".join([HEADER, *LINES[:2500], ""]), "\n".join([*LINES[2500:], ""])]
    path.write_bytes(b"".join(gzip.compress(half.encode()) for half in halves))
    assert count(path).read == 5000


def test_a_csv_row_cut_short(count, csv):
    path = csv(HEADER, *LINES, "tract 1,2015")
    with pytest.raises(DataError, match=r"records.csv:5002: the row has 2 cells, but the header has 3"):
        count(path)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"area": ["A"], "year": [2015]}, "it has no column 'age'"),
        ({"area": ["A"], "year": [2015], "age": [3.5]}, "'age' is double here, but int64 there"),
        ({"area": ["A"], "year": [2015], "age": [3], "sex": ["f"]}, "it has a column 'sex' more"),
    ],
)
def test_a_partition_with_other_columns(count, parquet, tmp_path, columns, message):
    parquet({"area": ["A"], "year": [2015], "age": [3]}, name="deaths/part=1/one.parquet")
    parquet(columns, name="deaths/part=2/two.parquet")
    with pytest.raises(
        DataError, match=rf"part=2/two.parquet: its columns differ .*part=1/one.parquet: {message}"
    ):
        count(tmp_path / "deaths")


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a.csv", "b.parquet"], "files of different formats"),
        (["year=1/a.csv", "b.csv"], "different partitions"),
        (["a.xlsx"], "records are read from"),
        (["_temporary/a.csv"], "holds no files of records"),
        (["empty.csv"], "the file is empty"),
    ],
)
def test_folders_that_make_no_table(count, tmp_path, names, message):
    for name in names:
        path = tmp_path / "deaths" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".parquet"):
            pq.write_table(pa.table({"area": ["A"], "year": [2015], "age": [3]}), path)
        else:
            path.write_text("" if "empty" in name else f"{HEADER}\nA,2015,3\n")
    with pytest.raises(DataError, match=message):
        count(tmp_path / "deaths")


def test_a_file_that_is_not_there(count, csv):
    path = csv(HEADER, "A,2015,3")
    with pytest.raises(DataError, match=r"no such file or folder \(did you mean 'records.csv'\?\)"):
        count(path.with_name("record.csv"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html></html>", "not a table of text"),
        (b"area,year,age\nA\xf1o,2015,3\n" * 3, "UTF-8"),
        (b"area,year,area\nA,2015,3\n", "the column 'area' is there twice"),
        (b"area,year,Year\nA,2015,3\n", "differ in capitals alone"),
        (b"area;year;age\nA;2015;3\n", None),
        (b"\xef\xbb\xbfarea\tyear\tage\nA\t2015\t3\n", None),
        (b'area,year,age\n"A, b",2015,3\n', None),
        (b'area,year,age\r\n"A ""b""",2015,3\r\n', None),
    ],
)
def test_texts_of_all_kinds(count, tmp_path, content, message):
    path = tmp_path / "records.csv"
    path.write_bytes(content)
    if message is None:
        assert count(path).counted == 1
    else:
        with pytest.raises(DataError, match=message):
            count(path)


def test_a_spill_folder_that_cannot_be_made():
    with (
        pytest.raises(OutputError, match="cannot write to '/proc/none': name another folder by --spill"),
        troubles.of_duckdb(EngineOptions(spill="/proc/none")),
    ):
        raise duckdb.IOException('Failed to create directory "/proc/none": No such file or directory')


def test_too_little_memory_and_no_room_to_spill(many):
    options = EngineOptions(memory="15MB", workers=1, settings={"max_temp_directory_size": "0KB"})
    with (
        open_engine("duckdb", options) as engine,
        pytest.raises(DataError, match="memory limit 15MB is too small"),
    ):
        aggregate.aggregate(aggregate.find(str(many)), Question(), engine)


def test_a_disk_that_fills_up(many, tmp_path):
    """A limit on the size of files stands in for the disk; it is set in a process of its own."""
    program = (
        "import resource, signal, sys\n"
        "from equitygap import aggregate as a\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "from equitygap.errors import OutputError\n"
        "options = a.EngineOptions(memory='30MB', workers=1, spill=sys.argv[2])\n"
        "try:\n"
        "    with a.open_engine('duckdb', options) as engine:\n"
        "        a.aggregate(a.find(sys.argv[1]), a.Question(), engine)\n"
        "except OutputError as error:\n"
        "    print(error)\n"
    )
    spill = tmp_path / "spill"
    done = subprocess.run(
        [sys.executable, "-c", program, str(many), str(spill)], capture_output=True, text=True, check=False
    )
    assert f"cannot write to '{spill}': the disk is full" in done.stdout, done.stderr
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_settings_that_the_engine_does_not_know():
    with (
        pytest.raises(UsageError, match="refuses its settings"),
        open_engine("duckdb", EngineOptions(memory="much")),
    ):
        pass
    with (
        pytest.raises(UsageError, match="for a cluster"),
        open_engine("duckdb", EngineOptions(master="local[2]")),
    ):
        pass
    with pytest.raises(UsageError, match="did you mean 'duckdb'"), open_engine("duckbd"):
        pass
