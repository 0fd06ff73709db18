"""Ten million records to counts by tract, sex and age band, beside bare SQL that writes the same table.

python benchmarks/aggregate.py [ROWS] [TIMES]

The records are invented. Each side is a whole process: it starts, reads Parquet, counts, sorts and writes
Parquet. The two tables are compared, row by row.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import duckdb
import pyarrow.parquet as pq

PROGRAM = (sys.executable, "-m", "equitygap", "aggregate")
OPTIONS = ("--group-column", "sex", "--windows", "5", "--step", "5", "--workers", "2")
WRITE = """
copy (select
  lpad(cast(1000000000 + cast(floor(random() * 72000) as bigint) * 137 as varchar), 11, '0') as area,
  cast(2015 + floor(random() * 5) as smallint) as year,
  cast(least(109, floor(95 * pow(random(), 0.35) + random() * 12)) as smallint) as age,
  case when random() < 0.52 then 'male' else 'female' end as sex,
  chr(65 + cast(floor(random() * 20) as int)) || cast(cast(floor(10 + random() * 90) as int) as text) as cause
from range({rows})) to '{path}' (format parquet, compression zstd, row_group_size 1000000)
"""
BARE = """
import sys, duckdb
database = duckdb.connect(config={"threads": 2, "preserve_insertion_order": "false"})
database.execute(f'''copy (
  select area, "group", start, "end",
    case when lower = 0 then '0' when lower = 1 then '1-4' when lower = 85 then '85+'
      else lower || '-' || (lower + 4) end as age,
    deaths, null::double as population, 'population_missing' as note
  from (select area, sex as "group", 2015 as start, 2019 as "end",
      case when age < 1 then 0 when age < 5 then 1 when age < 85 then age - age % 5 else 85 end as lower,
      count(*)::double as deaths
    from '{sys.argv[1]}' where year between 2015 and 2019 group by all)
  order by area, "group", lower) to '{sys.argv[2]}' (format parquet, compression zstd)''')
"""


def measured(command: list[str]) -> tuple[float, float, float]:
    """Return a process's seconds on the clock, seconds of processor, and largest memory in MB."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[:3]} failed")
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000


def main(rows: int = 10_000_000, times: int = 5) -> None:
    """Write the records, run both sides in turn, compare their tables, and print medians."""
    with tempfile.TemporaryDirectory() as name:
        records, bare, ours = (Path(name) / f"{part}.parquet" for part in ("records", "bare", "ours"))
        duckdb.sql("select setseed(0.5)")
        duckdb.sql(WRITE.format(rows=rows, path=records))
        sides = {
            "bare SQL": [sys.executable, "-c", BARE, str(records), str(bare)],
            "equitygap": [*PROGRAM, str(records), *OPTIONS, "--output", str(ours)],
        }
        runs = [{side: measured(command) for side, command in sides.items()} for _ in range(times)]
        for side in sides:
            clock, processor, memory = (
                median(values) for values in zip(*(run[side] for run in runs), strict=True)
            )
            print(f"{side}: {clock:.1f} s, {processor:.1f} s of processor, {memory:.0f} MB")
        for place, what in enumerate(("clock", "processor")):
            ratios = sorted(run["equitygap"][place] / run["bare SQL"][place] for run in runs)
            print(f"ratio of {what}: {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
        tables = [pq.read_table(path) for path in (bare, ours)]
        columns = [[table[c].cast("string") for c in ("area", "group", "age", "deaths")] for table in tables]
        print(f"{tables[1].num_rows:,} rows, the same: {columns[0] == columns[1]}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
