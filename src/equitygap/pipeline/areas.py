"""Where work on single areas is done: in this process, in several, or on the executors of a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from equitygap.aggregate.engines import Engine
    from equitygap.config import Config
    from equitygap.lifetable import AreaMap
    from equitygap.lifetable.areas import Kernel


@contextmanager
def area_map(config: Config) -> Iterator[AreaMap | None]:
    """Give what runs a kernel on whole areas elsewhere; None where the config asks for one process only.

    The engine starts when it is first needed, and ends with the block.
    """
    part = config.engine
    if part.name == "duckdb" and part.workers in (None, 1) and not (part.master or part.jars):
        yield None
        return
    # Most configs need no engine.
    from equitygap.pipeline.aggregating import engine_of

    with ExitStack() as stack:

        @cache
        def engine() -> Engine:
            return stack.enter_context(engine_of(config))

        def areas(table: pa.Table, kernel: Kernel, schema: pa.Schema) -> pa.Table:
            return engine().map_areas(table, kernel, by="area", schema=schema)

        yield areas
