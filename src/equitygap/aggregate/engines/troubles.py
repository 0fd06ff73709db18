"""What goes wrong inside an engine, told to people: a damaged file, too little memory, a full disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from equitygap.errors import DataError, EquityGapError, OutputError

if TYPE_CHECKING:
    from equitygap.aggregate.engines.protocol import EngineOptions


_RAGGED: Final = re.compile(
    r"CSV Error on Line: (\d+).*?Expected Number of Columns: (\d+) Found: (\d+)", re.DOTALL
)
_FILE: Final = re.compile(r"^\s*file = (.*)$", re.MULTILINE)


def brief(error: BaseException) -> str:
    """Return the first line of an error that says something."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


@contextmanager
def of_duckdb(options: EngineOptions) -> Iterator[None]:
    """Turn what DuckDB raises into an error of ours; defects of the program stay what they are."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise _out_of_memory(error, options) from None
    except (duckdb.ProgrammingError, duckdb.InternalError, duckdb.NotSupportedError) as error:
        if not isinstance(error, duckdb.InvalidInputException):
            raise
        raise _of_files(error, options) from None
    except duckdb.Error as error:
        raise _of_files(error, options) from None


def _out_of_memory(error: BaseException, options: EngineOptions) -> EquityGapError:
    if "max_temp_directory_size" in str(error) or "No space left" in str(error):
        return _disk_full(options)
    limit = options.memory or "of this machine"
    return DataError(
        f"the memory limit {limit} is too small for these records: raise --memory, name a folder with room "
        f"by --spill, or count fewer groups ({brief(error)})"
    )


def _of_files(error: BaseException, options: EngineOptions) -> EquityGapError:
    if "No space left" in str(error) or "File too large" in str(error):
        return _disk_full(options)
    if "Failed to create directory" in str(error):
        return OutputError(
            f"cannot write to '{options.spill}': name another folder by --spill ({brief(error)})"
        )
    ragged, file = _RAGGED.search(str(error)), _FILE.search(str(error))
    if ragged and file:
        line, expected, found = ragged.groups()
        return DataError(f"{file[1]}:{line}: the row has {found} cells, but the header has {expected}")
    place = f"{file[1]}: " if file else ""
    return DataError(f"{place}the records cannot be read: {brief(error)}")


def _disk_full(options: EngineOptions) -> OutputError:
    where = options.spill or "the folder for what does not fit into memory"
    return OutputError(f"cannot write to '{where}': the disk is full; make room, or name another by --spill")
