"""What every engine can do, and what it is told: three methods, and a source to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    import pyarrow as pa

#: A table of whole areas → a table; pickled where it runs in another process.
Kernel = Callable[["pa.Table"], "pa.Table"]


@dataclass(frozen=True)
class EngineOptions:
    """How an engine may use its machines; what an engine has no use for it refuses by name.

    `memory` is written as `2GB`; `spill` is the folder of what does not fit; `master` is a cluster's address,
    `jars` are Maven coordinates or paths, `settings` the engine's own settings by name. `progress` is called
    with (done, total) while an engine that knows how far it is works.
    """

    memory: str | None = None
    spill: str | None = None
    workers: int | None = None
    master: str | None = None
    jars: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    progress: Callable[[int, int], None] | None = None


@dataclass(frozen=True)
class Scan:
    """Files of one table, their columns all the same.

    `files` are paths, or URIs such as s3://bucket/file.parquet, in order of name. `format` is `csv` (gzip
    where the name ends so) or `parquet`. `columns` are what the files hold; `partitions` those whose values
    stand in the names of folders, as in `year=2015/`. `root` is the folder or the file that was asked for.
    """

    root: str
    files: tuple[str, ...]
    format: str
    columns: tuple[str, ...]
    partitions: tuple[str, ...] = ()
    separator: str = ","

    @property
    def remote(self) -> bool:
        """Whether the files are in an object store."""
        return "://" in self.root


class Engine(Protocol):
    """Something that reads tables, adds them up, and runs a kernel over whole areas."""

    def scan(self, source: Scan | pa.Table) -> nw.LazyFrame:
        """Return a table to be read when it is needed.

        Cells of CSV and values of partitions are text; an empty cell of CSV is null. Columns of Parquet keep
        their types. A row of CSV with more or fewer cells than the header is an error, never a row of nulls.
        """
        ...

    def collect(self, frame: nw.LazyFrame) -> pa.Table:
        """Compute a table. Raises DataError for files that cannot be read, and where memory does not do."""
        ...

    def map_areas(
        self,
        table: pa.Table,
        kernel: Kernel,
        *,
        by: str | Sequence[str],
        schema: pa.Schema,
    ) -> pa.Table:
        """Run a kernel over batches of whole areas: rows equal in the columns `by` stay together, in order.

        The result's rows are sorted by `by`, rows of one area as the kernel gives them, in `schema`. It does
        not depend on how many workers or batches there are, if the kernel's answer for an area does not
        depend on the other areas of its batch.
        """
        ...
