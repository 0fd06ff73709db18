"""DuckDB, in this process: reads from disk or from an object store, and spills what memory does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import narwhals.stable.v2 as nw
import pyarrow as pa

from equitygap.aggregate.engines import troubles
from equitygap.aggregate.engines.protocol import EngineOptions, Kernel, Scan
from equitygap.errors import UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation


@contextmanager
def opened(options: EngineOptions) -> Iterator[Embedded]:
    """Open a database in memory for the length of the block."""
    refused = [name for name in ("master", "jars") if getattr(options, name)]
    if refused:
        raise UsageError(f"{refused[0]} is for a cluster; say --engine spark")
    connection = _connected(options)
    try:
        yield Embedded(connection, options)
    finally:
        connection.close()


@dataclass(frozen=True)
class Embedded:
    """The engine on one machine."""

    connection: DuckDBPyConnection
    options: EngineOptions

    def scan(self, source: Scan | pa.Table) -> nw.LazyFrame:
        """Return a table to be read when it is needed."""
        with troubles.of_duckdb(self.options):
            return nw.from_native(self._relation(source))

    def collect(self, frame: nw.LazyFrame) -> pa.Table:
        """Compute a table."""
        with troubles.of_duckdb(self.options):
            return frame.collect("pyarrow").to_native()

    def map_areas(
        self,
        table: pa.Table | nw.LazyFrame,
        kernel: Kernel,
        *,
        by: str | Sequence[str],
        schema: pa.Schema,
    ) -> pa.Table:
        """Run a kernel over whole areas in `workers` processes."""
        from equitygap.aggregate.engines.whole_areas import map_whole_areas

        whole = table if isinstance(table, pa.Table) else self.collect(table)
        return map_whole_areas(whole, kernel, by=by, schema=schema, workers=self.options.workers or 1)

    def _relation(self, source: Scan | pa.Table) -> DuckDBPyRelation:
        if isinstance(source, pa.Table):
            return self.connection.from_arrow(source)
        if source.remote:
            return self.connection.from_arrow(_dataset(source))
        files, hive = list(source.files), bool(source.partitions)
        if source.format == "parquet":
            return self.connection.read_parquet(files, hive_partitioning=hive)
        return self.connection.read_csv(
            files, header=True, sep=source.separator, all_varchar=True, hive_partitioning=hive
        )


def _connected(options: EngineOptions) -> DuckDBPyConnection:
    settings: dict[str, Any] = {"preserve_insertion_order": "false"}
    settings |= {"memory_limit": options.memory} if options.memory else {}
    settings |= {"temp_directory": options.spill} if options.spill else {}
    settings |= {"threads": options.workers} if options.workers else {}
    try:
        return duckdb.connect(":memory:", config={**settings, **options.settings})
    except duckdb.Error as error:
        raise UsageError(f"the engine duckdb refuses its settings: {troubles.brief(error)}") from None


def _dataset(source: Scan) -> Any:
    # The database's own reader of object stores has to be downloaded; pyarrow's comes with it.
    from equitygap.aggregate.files import dataset

    return dataset(source)
