"""Spark: the same tables and kernels on a cluster, or on this machine with a cluster's engine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa

from equitygap.aggregate.engines.protocol import EngineOptions, Kernel, Scan
from equitygap.aggregate.engines.spark_troubles import of_spark, without_pandas
from equitygap.aggregate.engines.whole_areas import ROWS, Partition, in_order, names
from equitygap.errors import DataError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

#: Partitions of areas for each processor, so that none is left with much more than the others.
_SHARES: Final = 4

#: What a row's place in its table is called on the way; a column of this name would be in the way.
_PLACE: Final = "place of the row"

#: Spark reads these in a path as patterns.
_PATTERNS: Final = str.maketrans({sign: f"\\{sign}" for sign in "\\*?[]{}"})


@contextmanager
def opened(options: EngineOptions) -> Iterator[Spark]:
    """Start Spark for the length of the block, or join the context that runs in this process.

    Raises UsageError where pyspark or Java is missing or Spark refuses its settings.
    """
    from equitygap.aggregate.engines.spark_session import session

    with session(options) as running:
        yield Spark(running)


@dataclass(frozen=True)
class Spark:
    """The engine on a cluster; tables of the driver travel there and back as Arrow."""

    session: SparkSession

    def scan(self, source: Scan | pa.Table) -> nw.LazyFrame:
        """Return a table to be read when it is needed."""
        with of_spark():
            return nw.from_native(self._frame(source))

    def collect(self, frame: nw.LazyFrame) -> pa.Table:
        """Compute a table and bring it to the driver."""
        with of_spark():
            return nw.to_native(frame).toArrow()

    def map_areas(
        self, table: pa.Table, kernel: Kernel, *, by: str | Sequence[str], schema: pa.Schema
    ) -> pa.Table:
        """Run a kernel over whole areas on the executors, which must be able to import it."""
        keys = names(by)
        numbered = table.append_column(_PLACE, pa.array(np.arange(len(table))))
        partition = Partition(kernel, keys, place=_PLACE, rows=ROWS, schema=schema)
        shares = _SHARES * self.session.sparkContext.defaultParallelism
        with of_spark(), without_pandas():
            areas = self.session.createDataFrame(numbered).repartition(shares, *keys)
            made = areas.sortWithinPartitions(*keys, _PLACE).mapInArrow(
                partition, self.session.createDataFrame(schema.empty_table()).schema
            )
            found = made.toArrow()
        return in_order([found], keys, schema)

    def _frame(self, source: Scan | pa.Table) -> DataFrame:
        if isinstance(source, pa.Table):
            return self.session.createDataFrame(source)
        _refuse_hidden(source)
        reader, files = self.session.read, [_pattern(_address(file)) for file in source.files]
        if source.partitions:
            reader = reader.option("basePath", _address(source.root))
        if source.format == "parquet":
            return reader.parquet(*files)
        return reader.schema(_all_text(source.columns)).csv(
            files,
            header=True,
            enforceSchema=False,  # each file's own header is compared
            mode="FAILFAST",
            sep=source.separator,
            quote='"',
            escape='"',
        )


def _all_text(columns: Sequence[str]) -> StructType:
    from pyspark.sql.types import StringType, StructField, StructType

    return StructType([StructField(name, StringType()) for name in columns])


def _address(path: str) -> str:
    """Return a path or URI as Spark names it; a path is one of this machine, whatever its default is."""
    if path.startswith("s3://"):
        return f"s3a://{path.removeprefix('s3://')}"
    return path if "://" in path else f"file://{os.path.abspath(path)}"


def _pattern(address: str) -> str:
    return address.translate(_PATTERNS)


def _refuse_hidden(source: Scan) -> None:
    hidden = [file for file in source.files if file.rsplit("/", 1)[-1].startswith(("_", "."))]
    if hidden:
        raise DataError(
            f"{hidden[0]}: Spark leaves out files whose names begin with _ or a dot; rename it, or use the "
            "engine duckdb"
        )
