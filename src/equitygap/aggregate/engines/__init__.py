"""The engines by name: the only room that knows the libraries which read and add up records."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from equitygap.aggregate.engines.protocol import Engine, EngineOptions, Kernel, Scan
from equitygap.errors import UsageError, did_you_mean

__all__ = ["ENGINES", "Engine", "EngineOptions", "Kernel", "Scan", "open_engine"]

Opener = Callable[[EngineOptions], AbstractContextManager[Engine]]


def _duckdb(options: EngineOptions) -> AbstractContextManager[Engine]:
    from equitygap.aggregate.engines import embedded

    return embedded.opened(options)


def _spark(options: EngineOptions) -> AbstractContextManager[Engine]:
    from equitygap.aggregate.engines import spark

    return spark.opened(options)


#: Each opens its engine for the length of a `with` block; the libraries load only then.
ENGINES: Final[dict[str, Opener]] = {"duckdb": _duckdb, "spark": _spark}


def open_engine(name: str = "duckdb", options: EngineOptions | None = None) -> AbstractContextManager[Engine]:
    """Return an engine for a `with` block, which closes it. Raises UsageError for an unknown name."""
    if name not in ENGINES:
        known = ", ".join(ENGINES)
        raise UsageError(f"there is no engine '{name}'{did_you_mean(name, ENGINES)}; known: {known}")
    return ENGINES[name](options or EngineOptions())
