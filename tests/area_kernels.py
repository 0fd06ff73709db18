"""Kernels over areas that other processes can import."""

from __future__ import annotations

import os
import signal
import time

import pyarrow as pa
import pyarrow.compute as pc

from equitygap.errors import DataError

SCHEMA = pa.schema([("area", pa.string()), ("rows", pa.int64()), ("digits", pa.string())])


def rows_and_order(table: pa.Table) -> pa.Table:
    """Return how many rows each area has, and its values in the order in which they come."""
    areas = pc.unique(table["area"]).to_pylist()
    of = {area: [] for area in areas}
    for area, value in zip(table["area"].to_pylist(), table["value"].to_pylist(), strict=True):
        of[area].append(str(value))
    rows = [len(of[area]) for area in areas]
    return pa.table([areas, rows, [" ".join(of[area]) for area in areas]], schema=SCHEMA)


def refuse(table: pa.Table) -> pa.Table:
    raise DataError(f"area {table['area'][0]} cannot be")


def divide_by_zero(table: pa.Table) -> pa.Table:
    return 1 / 0


def be_killed(table: pa.Table) -> pa.Table:
    os.kill(os.getpid(), signal.SIGKILL)


def sleep(table: pa.Table) -> pa.Table:
    print("asleep", flush=True)
    time.sleep(60)
