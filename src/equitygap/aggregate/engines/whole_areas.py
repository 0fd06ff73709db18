"""A kernel over whole areas: a table is cut between areas, never inside one, and the rows put in order again.

Neither the cuts nor who works on which piece can be seen in the result.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from equitygap.aggregate.engines.protocol import Kernel
from equitygap.errors import DataError

#: Rows of a batch at most, save that the last area is never cut.
ROWS: Final = 200_000

#: Batches for each worker, so that none is left with much more than the others.
_SHARES: Final = 16


def map_whole_areas(
    table: pa.Table, kernel: Kernel, *, by: str | Sequence[str], schema: pa.Schema, workers: int
) -> pa.Table:
    """Run a kernel over batches of whole areas, in this process or in several; see `Engine.map_areas`.

    With several `workers` the kernel is pickled, and what it raises comes back as it is. Raises DataError
    where a worker is killed.
    """
    keys = names(by)
    rows = max(1, min(ROWS, len(table) // (_SHARES * workers)))
    batches = whole(sorted_by(table, keys).to_batches(max_chunksize=rows), keys, rows=rows)
    parts = map(kernel, batches) if workers == 1 else _in_processes(kernel, batches, workers)
    return in_order(parts, keys, schema)


def names(by: str | Sequence[str]) -> list[str]:
    """Return the columns that name an area."""
    return [by] if isinstance(by, str) else list(by)


def sorted_by(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    """Return the rows in the order of the keys; rows with the same keys keep theirs."""
    return table.take(pc.sort_indices(table, sort_keys=[(key, "ascending") for key in keys]))


def whole(batches: Iterable[pa.RecordBatch], keys: Sequence[str], *, rows: int) -> Iterator[pa.Table]:
    """Put batches, in which an area's rows follow each other, together to tables of whole areas.

    A table is cut at the start of its last area as soon as `rows` rows are together.
    """
    held: list[pa.RecordBatch] = []
    size, enough = 0, rows
    for batch in batches:
        held.append(batch)
        size += len(batch)
        if size >= enough:
            table = pa.Table.from_batches(held)
            cut = _last_start(table, keys)
            if cut:
                yield table.slice(0, cut)
            held, size = table.slice(cut).to_batches(), size - cut
            # One area that fills the table is looked at again only when it has grown twice as long.
            enough = rows if cut else 2 * size
    if size:
        yield pa.Table.from_batches(held)


@dataclass(frozen=True)
class Partition:
    """What a worker of a cluster does with its part of a table, whose areas are whole and in order.

    `place` is the column that rows of an area are sorted by, which the kernel does not see.
    """

    kernel: Kernel
    keys: Sequence[str]
    place: str
    rows: int
    schema: pa.Schema

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the kernel's answers for the batches that come, which may end within an area."""
        for areas in whole(batches, self.keys, rows=self.rows):
            found = self.kernel(areas.drop_columns([self.place]))
            yield from found.select(self.schema.names).cast(self.schema).to_batches()


def in_order(parts: Iterable[pa.Table], keys: Sequence[str], schema: pa.Schema) -> pa.Table:
    """Return all parts as one table, sorted by the keys."""
    found = [part.select(schema.names).cast(schema) for part in parts]
    return sorted_by(pa.concat_tables([schema.empty_table(), *found]), keys)


def _last_start(table: pa.Table, keys: Sequence[str]) -> int:
    """Return the place where the table's last area starts."""
    changes = np.zeros(len(table), dtype=bool)
    for key in keys:
        column = pc.dictionary_encode(table[key].combine_chunks(), null_encoding="encode")
        codes = column.indices.to_numpy()
        changes[1:] |= codes[1:] != codes[:-1]
    starts = np.flatnonzero(changes)
    return int(starts[-1]) if len(starts) else 0


def _in_processes(kernel: Kernel, batches: Iterable[pa.Table], workers: int) -> Iterator[pa.Table]:
    # A fresh interpreter each: forking a process with the threads of Arrow and DuckDB can hang.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_die_quietly) as pool:
        try:
            yield from _one_after_another(pool, kernel, batches, ahead=2 * workers)
        except BrokenProcessPool:
            raise DataError(
                "a worker process was ended from outside, most often because memory ran out; "
                "use fewer workers, or a machine with more memory"
            ) from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _one_after_another(
    pool: ProcessPoolExecutor, kernel: Kernel, batches: Iterable[pa.Table], *, ahead: int
) -> Iterator[pa.Table]:
    """Yield results in the order of the batches, with no more than `ahead` of them under way."""
    under_way: deque[Future[bytes]] = deque()
    for batch in batches:
        with _interrupts_held_back():
            under_way.append(pool.submit(_worked, kernel, _packed(batch)))
        if len(under_way) > ahead:
            yield _unpacked(under_way.popleft().result())
    while under_way:
        yield _unpacked(under_way.popleft().result())


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Start workers that wait with an interrupt until they know what to do with one, where systems can."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _die_quietly() -> None:
    """Let an interrupt end a worker without a word: the main process tells the user."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _worked(kernel: Kernel, packed: bytes) -> bytes:
    return _packed(kernel(_unpacked(packed)))


def _packed(table: pa.Table) -> bytes:
    """Return a table as bytes; a pickled slice would carry the whole table that it was cut from."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _unpacked(packed: bytes) -> pa.Table:
    with pa.ipc.open_stream(packed) as reader:
        return reader.read_all()
