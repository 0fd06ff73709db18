"""Records to counts at 10 million, 100 million and a billion rows: time, memory, disk, beside bare SQL.

python benchmarks/aggregate_at_size.py write FOLDER ROWS              invent deaths, a folder for each year
python benchmarks/aggregate_at_size.py run FOLDER AREA TIMES [MEMORY] count them by the tool and by bare SQL
python benchmarks/aggregate_at_size.py spark FOLDER                   count them on two executors

AREA is the column that is counted by: county or tract.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from equitygap.streams import stream

COUNTIES, TRACTS_OF_A_COUNTY = 3_142, 25
YEARS = range(2003, 2023)
AT_ONCE = 1_000_000
CODES = [
    f"{letter}{number:02}{digit}" for letter in "ACEIJKNVXY" for number in range(3, 83, 4) for digit in (0, 9)
]


def write(folder: Path, rows: int) -> None:
    """Invent deaths: ages by Gompertz, one in a thousand unknown, a few counties large and most small."""
    for i, year in enumerate(YEARS):
        size = rows // len(YEARS) + (i < rows % len(YEARS))
        target = folder / f"year={year}" / "part-0.parquet"
        target.parent.mkdir(parents=True)
        with pq.ParquetWriter(
            target, invented(year, 0, 0).schema, compression="zstd", store_schema=False
        ) as writer:
            for first in range(0, size, AT_ONCE):
                writer.write_table(invented(year, first, min(AT_ONCE, size - first)))


def invented(year: int, first: int, size: int) -> pa.Table:
    random = stream(0, year, first)
    share = random.random(size, dtype=np.float32)
    county = (COUNTIES * share * share * share).astype(np.int32)
    tract = county * TRACTS_OF_A_COUNTY + random.integers(0, TRACTS_OF_A_COUNTY, size, dtype=np.int32)
    quantiles = 1 - (np.arange(4096) + 0.5) / 4096
    ages = np.minimum(np.log1p(-np.log(quantiles) * 0.093 / 4e-5) / 0.093, 110).astype(np.int16)
    age = ages[random.integers(0, 4096, size, dtype=np.int16)]
    code = (len(CODES) * np.sqrt(random.random(size, dtype=np.float32))).astype(np.int32)
    named = {
        "county": (county, [f"{i:05}" for i in range(COUNTIES)]),
        "tract": (tract, [f"{i:011}" for i in range(COUNTIES * TRACTS_OF_A_COUNTY)]),
        "sex": (random.integers(0, 2, size, dtype=np.int8), ["F", "M"]),
        "cause": (code, CODES),
    }
    columns = {name: pa.DictionaryArray.from_arrays(*pair) for name, pair in named.items()}
    columns["month"] = pa.array(random.integers(1, 13, size, dtype=np.int8))
    columns["age"] = pa.array(age, mask=random.random(size, dtype=np.float32) < 0.001)
    return pa.table(columns)


SQL = """
COPY (
    SELECT area, sex, start, band, count(*) AS deaths FROM (
        SELECT {area} AS area, sex, 2003 + 5 * ((CAST(year AS INTEGER) - 2003) // 5) AS start,
            CASE WHEN age >= 85 THEN 85 WHEN age >= 5 THEN age - age % 5 ELSE least(age, 1) END AS band
        FROM read_parquet('{folder}/*/*.parquet', hive_partitioning = true) WHERE age IS NOT NULL
    ) GROUP BY ALL ORDER BY ALL
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
"""
BARE = """
import sys, duckdb
with duckdb.connect(config=dict(pair.split("=") for pair in sys.argv[2:])) as connection:
    connection.execute("SET enable_progress_bar = false").execute(sys.argv[1])
"""
ASKED = ["--group-column", "sex", "--windows", "5", "--step", "5"]


def measured(command: list[str], spill: Path | None = None) -> str:
    """Run a command; return its seconds, peak memory and the most that it put into its spill folder."""
    most, done = [0], threading.Event()

    def watch() -> None:
        while spill and not done.wait(0.2):
            most[0] = max(most[0], sum(file.stat().st_size for file in spill.rglob("*") if file.is_file()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    start = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    done.set()
    watcher.join()
    assert status == 0, command
    memory = f"{usage.ru_maxrss / 1024:,.0f} MB"
    processor = usage.ru_utime + usage.ru_stime
    return f"{seconds:.1f} s, processor {processor:.1f} s, {memory}, spilled {most[0] / 1e6:,.0f} MB"


def run(folder: Path, area: str, times: int, memory: str | None = None) -> None:
    """Count by `equitygap aggregate` and by bare SQL, one after the other, as often as asked."""
    disk = sum(file.stat().st_size for file in folder.rglob("*.parquet"))
    print(f"{folder.name}: {disk / 1e6:,.0f} MB of Parquet, memory {memory or 'as the engine likes'}")
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        scratch = Path(name)
        target, spill = scratch / "counts.parquet", scratch / "spill"
        spill.mkdir()
        limits = ["--spill", str(spill), *(["--memory", memory] if memory else [])]
        tool = [sys.executable, "-m", "equitygap", "aggregate", str(folder)]
        tool += ["--column", f"area={area}", *ASKED, *limits]
        settings = [f"temp_directory={spill}", "preserve_insertion_order=false"]
        settings += [f"memory_limit={memory}"] if memory else []
        query = SQL.format(folder=folder, area=area, target=scratch / "bare.parquet")
        for _ in range(times):
            print("  equitygap", measured([*tool, "--output", str(target)], spill), flush=True)
            print("  bare SQL ", measured([sys.executable, "-c", BARE, query, *settings], spill), flush=True)
        print(f"  {pq.read_metadata(target).num_rows:,} rows of counts, {target.stat().st_size / 1e6:.1f} MB")


def spark(folder: Path) -> None:
    """Count on Spark, two executors of one core and 1 GB."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        tool = [sys.executable, "-m", "equitygap", "aggregate", str(folder), *ASKED]
        tool += ["--column", "area=county", "--engine", "spark"]
        cluster = ["--master", "local-cluster[2,1,1024]", "--output", str(Path(name) / "counts.parquet")]
        print("  equitygap on Spark", measured([*tool, *cluster]))


if __name__ == "__main__":
    what, where, *rest = sys.argv[1:]
    if what == "write":
        write(Path(where), int(rest[0]))
    elif what == "spark":
        spark(Path(where))
    else:
        run(Path(where), rest[0], int(rest[1]), *rest[2:])
