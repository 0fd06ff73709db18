import gzip
import os
import re
import signal
import threading
import time
from functools import partial
from pathlib import Path

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from equitygap import lifetable
from equitygap.aggregate.engines import EngineOptions, Scan, open_engine
from equitygap.errors import DataError, UsageError

AGES = ["0", "1-4", *(f"{age}-{age + 4}" for age in range(5, 85, 5)), "85+"]
SCHEMA = pa.schema([("area", pa.string()), ("rows", pa.int64()), ("values", pa.string())])


def scan(path, format="parquet", columns=(), partitions=(), root=None):
    files = sorted(map(str, path)) if isinstance(path, list) else [str(path)]
    return Scan(str(root or files[0]), tuple(files), format, tuple(columns), tuple(partitions))


def rows_of(table):
    return sorted(table.to_pylist(), key=str)


def test_text_is_the_same_text_as_in_duckdb(spark, tmp_path):
    path = tmp_path / "deaths {1} [of 2] %20#,.csv.gz"
    text = 'area,year,age,name\n01,2015,007,"Peña, ""East"""\n 02 ,2016,,\n'
    path.write_bytes(gzip.compress(text.encode()))
    source = scan(path, "csv", ["area", "year", "age", "name"])
    with open_engine("duckdb") as duckdb:
        expected = rows_of(duckdb.collect(duckdb.scan(source)))
    assert rows_of(spark.collect(spark.scan(source))) == expected
    assert expected[1] == {"area": "01", "year": "2015", "age": "007", "name": 'Peña, "East"'}


def test_a_folder_of_partitions_keeps_leading_zeros(spark, tmp_path):
    for state in ("01", "11"):
        folder = tmp_path / "records" / f"state={state}"
        folder.mkdir(parents=True)
        pq.write_table(pa.table({"area": ["a", "b"], "year": [2015, 2016]}), folder / "part-0.parquet")
    files = sorted((tmp_path / "records").rglob("*.parquet"))
    source = scan(files, columns=["area", "year"], partitions=["state"], root=tmp_path / "records")
    counted = nw.col("state").cast(nw.String), nw.col("area")
    with open_engine("duckdb") as duckdb:
        expected = rows_of(duckdb.collect(duckdb.scan(source).select(*counted)))
    assert rows_of(spark.collect(spark.scan(source).select(*counted))) == expected
    assert {row["state"] for row in expected} == {"01", "11"}


def test_a_table_of_the_driver_joins_files(spark, tmp_path):
    pq.write_table(pa.table({"code": ["x", "y", "x", None]}), tmp_path / "records.parquet")
    groups = pa.table({"code": ["x"], "number": pa.array([7], pa.int32())})
    found = spark.scan(scan(tmp_path / "records.parquet")).join(spark.scan(groups), on="code", how="left")
    counted = spark.collect(found.group_by("number").agg(nw.len().alias("n")))
    assert rows_of(counted) == rows_of(pa.table({"number": pa.array([7, None], pa.int32()), "n": [2, 2]}))


def spoiled(path, kind):
    table = pa.table({"area": [f"{i}" for i in range(5000)], "year": np.arange(5000)})
    if kind == "ragged":
        path.write_text("area,year\n1,2015\n2\n")
        return
    pq.write_table(table, path, compression="none")
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(
        whole[:middle] if kind == "cut short" else whole[:60] + bytes(middle) + whole[60 + middle :]
    )


@pytest.mark.parametrize("kind", ["cut short", "overwritten", "ragged", "gone"])
def test_a_file_that_cannot_be_read_is_told_in_one_line(spark, tmp_path, kind):
    path = tmp_path / "records.parquet"
    if kind != "gone":
        spoiled(path, kind)
    source = scan(path, "csv" if kind == "ragged" else "parquet", ["area", "year"])
    with pytest.raises(DataError, match=f"^{re.escape(str(path))}: cannot be read: [^\n]+$") as found:
        spark.collect(spark.scan(source).select(nw.all().count()))
    assert "org.apache" not in str(found.value).replace("org.apache.parquet.format", "")


def test_a_file_that_spark_would_leave_out_is_refused(spark, tmp_path):
    with pytest.raises(DataError, match="Spark leaves out files whose names begin with _"):
        spark.scan(scan(tmp_path / "_deaths.parquet"))


def test_a_kernel_sees_whole_areas_with_their_rows_in_order(spark):
    def seen(table):
        areas = pc.unique(table["area"]).to_pylist()
        values = [table.filter(pc.equal(table["area"], area))["value"].to_pylist() for area in areas]
        return pa.table([areas, list(map(len, values)), list(map(str, values))], schema=SCHEMA)

    # More rows of an area than Spark hands over at a time.
    area = [f"{i * i % 7:02}" for i in range(60_000)]
    table = pa.table({"area": area, "value": np.arange(60_000)[::-1]})
    with open_engine("duckdb") as duckdb:
        expected = duckdb.map_areas(table, seen, by="area", schema=SCHEMA)
    assert spark.map_areas(table, seen, by="area", schema=SCHEMA) == expected
    assert expected["area"].to_pylist() == ["00", "01", "02", "04"]


def refuse(message):
    def kernel(table):
        from equitygap.errors import DataError

        raise DataError(message)

    return kernel


@pytest.mark.parametrize(
    ("kernel", "error", "message"),
    [
        (refuse("area A cannot be"), DataError, "^area A cannot be$"),
        (lambda table: 1 / 0, RuntimeError, "ZeroDivisionError: division by zero"),
        (lambda table: __import__("nowhere_to_be_found"), UsageError, "has no module 'nowhere_to_be_found'"),
    ],
)
def test_what_goes_wrong_in_an_executor_reaches_the_user(spark, kernel, error, message):
    with pytest.raises(error, match=message):
        spark.map_areas(pa.table({"area": ["A"]}), kernel, by="area", schema=SCHEMA)


def counts(areas=60):
    rng = np.random.default_rng(8)
    n = len(AGES)
    rates = np.exp(np.interp(np.arange(n), [0, 1, 3, 6, 18], np.log([0.006, 5e-4, 2e-4, 1e-3, 0.13])))
    population = np.repeat(np.geomspace(300, 5000, areas), n).round(2)
    return pa.table(
        {
            "area": np.repeat([f"{i:03}" for i in rng.permutation(areas)], n),
            "group": np.repeat(rng.choice(["F", "M"], areas), n),
            "start": np.full(areas * n, 2015),
            "end": np.full(areas * n, 2017),
            "age": np.tile(AGES, areas),
            "deaths": rng.poisson(np.tile(rates, areas) * population).astype(float),
            "population": population,
        }
    )


def on(engine, kernel=None):
    """Return an area map of an engine, with a kernel around the one that it is given."""

    def areas(table, inner, schema):
        return engine.map_areas(table, kernel(inner) if kernel else inner, by="area", schema=schema)

    return areas


@pytest.mark.parametrize("policy", [{"variance": "draws", "draws": 60, "seed": 4}, {"small_area": "topals"}])
def test_life_tables_are_the_same_bytes_on_every_engine(spark, policy):
    made = partial(lifetable.expectancies, counts(), at=(0, 65), **policy)
    here = made()
    for workers in (1, 2):
        with open_engine("duckdb", EngineOptions(workers=workers)) as duckdb:
            assert made(areas=on(duckdb)) == here
    assert made(areas=on(spark)) == here


def executors(spark):
    """Return the processes of this machine that are executors of this driver, known by its port."""
    found = []
    driver = f":{spark.session.sparkContext.getConf().get('spark.driver.port')}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:  # it has ended meanwhile
            continue
        if b"--executor-id" in command and b"CoarseGrainedScheduler@" in command and driver in command:
            found.append(int(folder.name))
    return found


def test_an_executor_that_dies_in_the_middle_changes_nothing(spark, tmp_path):
    begun = tmp_path / "begun"

    def slow(inner):
        def kernel(table):
            begun.touch()
            time.sleep(0.4)
            return inner(table)

        return kernel

    killed = []

    def kill():
        while not begun.exists():
            time.sleep(0.05)
        killed.append(executors(spark)[0])
        os.kill(killed[0], signal.SIGKILL)

    made = partial(lifetable.expectancies, counts(), variance="draws", draws=60)
    killer = threading.Thread(target=kill)
    killer.start()
    found = made(areas=on(spark, slow))
    killer.join()
    assert killed
    assert killed[0] not in executors(spark)
    assert found == made()
