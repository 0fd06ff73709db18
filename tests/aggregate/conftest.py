"""Records for the tests: small, invented, written as the test needs them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from equitygap import aggregate
from equitygap.aggregate import Aggregated, EngineOptions, Question, open_engine

Count = Callable[..., Aggregated]


@pytest.fixture(scope="session")
def count() -> Count:
    """Count the records at a path on the embedded engine."""

    def counted(path, question=None, *, workers=1, **more):
        with open_engine("duckdb", EngineOptions(workers=workers)) as engine:
            found = aggregate.find(str(path))
            return aggregate.aggregate(found, question or Question(), engine, **more)

    return counted


@pytest.fixture
def csv(tmp_path) -> Callable[..., Path]:
    """Write a CSV of lines under a header."""

    def write(header, *lines, name="records.csv"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([header, *lines, ""]))
        return path

    return write


@pytest.fixture
def parquet(tmp_path) -> Callable[..., Path]:
    """Write a Parquet file of columns."""

    def write(columns, name="records.parquet"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table(columns), path)
        return path

    return write


def rows(table: pa.Table, *names: str) -> list[tuple]:
    """Return some columns of a table as a list of rows."""
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))
