"""What goes wrong inside Spark, told to people in one message instead of a trace of Java's calls."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from equitygap import errors
from equitygap.aggregate.engines.troubles import brief
from equitygap.errors import DataError, EquityGapError, OutputError, UsageError

#: What an error of ours looks like at the end of a worker's traceback.
_OURS: Final = re.compile(r"^equitygap\.errors\.(\w+): (.+)$", re.MULTILINE)
_MISSING: Final = re.compile(r"^ModuleNotFoundError: No module named '([^']+)'", re.MULTILINE)
_FILE: Final = re.compile(
    r"(?:reading file|does not exist:) (?:file:(?://)?)?(\S.*?)\.?\s+(?:Could|SQLSTATE|Caused|$)", re.DOTALL
)
_OF_FILES: Final = re.compile(
    r"FAILED_READ_FILE|PATH_NOT_FOUND|UNABLE_TO_INFER_SCHEMA|MALFORMED_CSV|CANNOT_READ"
)
_OF_MEMORY: Final = re.compile(
    r"OutOfMemoryError|Java heap space|GC overhead|ExecutorLostFailure|maxResultSize"
)
_NO_ROOM: Final = "No space left on device"


@contextmanager
def of_spark() -> Iterator[None]:
    """Turn what Spark raises into an error of ours; defects of the program stay what they are."""
    from py4j.protocol import Py4JError, Py4JNetworkError
    from pyspark.errors import PySparkException

    try:
        yield
    except Py4JNetworkError:
        raise DataError(
            "the driver's Java has ended, most often because memory ran out; give it more by --memory"
        ) from None
    except (PySparkException, Py4JError) as error:
        # A defect is told in full, and now: Java answers for its errors only while it runs.
        raise _told(error) or RuntimeError(_everything(error)) from None


@contextmanager
def without_pandas() -> Iterator[None]:
    """Keep back what Spark says about the version of pandas: no table of pandas goes to Spark from here."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        yield


def root_message(error: BaseException) -> str:
    """Return what the innermost cause of an error says, without its codes."""
    return _without_codes(_messages(error)[-1])


def _told(error: BaseException) -> EquityGapError | None:
    """Return the error of ours that an error of Spark's comes to; None for a defect."""
    everything = _everything(error)
    if match := _OURS.search(everything):
        kind: type[EquityGapError] = getattr(errors, match[1])
        return kind(match[2])
    if match := _MISSING.search(everything):
        return UsageError(
            f"the executors' Python has no module '{match[1]}'; send an environment along that has it, "
            "or name one by PYSPARK_PYTHON"
        )
    if _NO_ROOM in everything:
        return OutputError(
            "the disk of Spark's temporary files is full; make room, or name another by --spill"
        )
    if _OF_MEMORY.search(everything):
        return DataError(
            "memory ran out on the cluster again and again: raise --memory, or count fewer groups "
            f"({root_message(error)})"
        )
    if _OF_FILES.search(everything):
        file = _FILE.search(everything)
        return DataError(f"{file[1] if file else 'the records'}: cannot be read: {root_message(error)}")
    return None


def _everything(error: BaseException) -> str:
    return "\n".join([str(error), *_messages(error)])


def _messages(error: BaseException) -> list[str]:
    """Return what an error in Java and its causes say, the innermost last."""
    cause: Any = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    messages = [brief(error)]
    while cause is not None:
        messages += [cause.getMessage()] if cause.getMessage() else []
        cause = cause.getCause()
    return messages


def _without_codes(message: str) -> str:
    """Return the first line of a message without `[ERROR_CODE]` and `SQLSTATE: 12345`.

    >>> _without_codes("[MALFORMED_CSV_RECORD] Malformed CSV record: 02,2015 SQLSTATE: KD000")
    'Malformed CSV record: 02,2015'
    """
    first = message.strip().splitlines()[0]
    return re.sub(r"^\[[A-Z_.]+\] | *SQLSTATE: \w+$", "", first)
