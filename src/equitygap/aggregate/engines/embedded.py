"""DuckDB, in this process: reads from disk or from an object store, and spills what memory does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final

import duckdb
import narwhals.stable.v2 as nw
import pyarrow as pa

from equitygap.aggregate.engines import troubles
from equitygap.aggregate.engines.protocol import EngineOptions, Kernel, Scan
from equitygap.errors import UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

_SECONDS_BETWEEN: Final = 0.5
#: The database would take such a name for a pattern of names.
_GLOB: Final = frozenset("*?[")


@contextmanager
def opened(options: EngineOptions) -> Iterator[Embedded]:
    """Open a database in memory for the length of the block."""
    refused = [name for name in ("master", "jars") if getattr(options, name)]
    if refused:
        raise UsageError(f"{refused[0]} is for a cluster; say --engine spark")
    with TemporaryDirectory(prefix="equitygap-") as folder:
        connection = _connected(options, options.spill or folder)
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
        with troubles.of_duckdb(self.options), self._watched():
            return frame.collect("pyarrow").to_native()

    def map_areas(
        self,
        table: pa.Table,
        kernel: Kernel,
        *,
        by: str | Sequence[str],
        schema: pa.Schema,
    ) -> pa.Table:
        """Run a kernel over whole areas in `workers` processes."""
        from equitygap.aggregate.engines.whole_areas import map_whole_areas

        return map_whole_areas(table, kernel, by=by, schema=schema, workers=self.options.workers or 1)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Tell now and then how far the work in the block is."""
        progress = self.options.progress
        if progress is None:
            yield
            return
        done = Event()

        def watch() -> None:
            while not done.wait(_SECONDS_BETWEEN):
                progress(max(0, int(self.connection.query_progress())), 100)

        watcher = Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def _relation(self, source: Scan | pa.Table) -> DuckDBPyRelation:
        if isinstance(source, pa.Table):
            return self.connection.from_arrow(source)
        if source.remote or any(_GLOB & set(file) for file in source.files):
            return self.connection.from_arrow(_dataset(source))
        hive = {"hive_partitioning": bool(source.partitions), "hive_types_autocast": False}
        if source.format == "parquet":
            return self._table_function("read_parquet", source.files, hive)
        # Nothing is guessed: the header has been read, every cell is text.
        text = {"columns": dict.fromkeys(source.columns, "VARCHAR"), "auto_detect": False, "header": True}
        marks = {"delim": source.separator, "quote": '"', "escape": '"'}
        return self._table_function("read_csv", source.files, {**text, **marks, **hive})

    def _table_function(self, name: str, files: Sequence[str], options: dict[str, Any]) -> DuckDBPyRelation:
        given = ", ".join(f"{key} = {_literal(value)}" for key, value in options.items())
        return self.connection.sql(f"SELECT * FROM {name}({_literal(list(files))}, {given})")


def _literal(value: Any) -> str:
    """Write a value for a query; every text is quoted, so that a file may have any name."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_literal(key)}: {_literal(one)}" for key, one in value.items()) + "}"
    return "'" + str(value).replace("'", "''") + "'"


def _connected(options: EngineOptions, spill: str) -> DuckDBPyConnection:
    # Rows come in any order, which costs less; memory goes back to the system while counts are made of it.
    settings: dict[str, Any] = {"preserve_insertion_order": "false", "allocator_background_threads": "true"}
    settings |= {"temp_directory": spill}
    settings |= {"memory_limit": options.memory} if options.memory else {}
    settings |= {"threads": options.workers} if options.workers else {}
    try:
        connection = duckdb.connect(":memory:", config={**settings, **options.settings})
    except duckdb.Error as error:
        raise UsageError(f"the engine duckdb refuses its settings: {troubles.brief(error)}") from None
    if options.progress is not None:  # Without these it does not know how far it is.
        connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
    return connection


def _dataset(source: Scan) -> Any:
    # The database's own reader of object stores has to be downloaded; pyarrow's comes with it.
    from equitygap.aggregate.files import dataset

    return dataset(source)
