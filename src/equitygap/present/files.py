"""The way out for every table: to a file, whole or not at all, or to a stream."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from equitygap import tables
from equitygap.errors import OutputError, UsageError
from equitygap.present.grid import NOTHING, Companions, grid
from equitygap.present.markdown import markdown
from equitygap.present.records import canonical, csv_text, json_text, jsonl_text
from equitygap.present.terminal import IN_A_FILE, Screen, drawn, screen_of
from equitygap.present.text import printable
from equitygap.present.whole import Opened, unwritable, written_whole

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FORMAT_OF_EXTENSION: Final = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "table",
}
_RECORDS: Final[Mapping[str, Callable[[pa.Table], Iterable[str]]]] = {
    "csv": csv_text,
    "json": json_text,
    "jsonl": jsonl_text,
}


def write(
    frame: pd.DataFrame | pa.Table,
    table: str,
    *,
    output: Path | None = None,
    format: str = "auto",
    metadata: Mapping[str, str] | None = None,
    stream: TextIO | None = None,
    companions: Companions = NOTHING,
    opened: Opened = written_whole,
) -> None:
    """Write a table to the file `output`, or to `stream` where there is none.

    `table` is its name in `tables.ALL`; only its canonical columns are written, in their order, in full
    precision. `format` is a word of `words.FORMATS`; `auto` goes by the file's extension, and without a file
    is a table on a terminal and CSV elsewhere. `metadata` (the config's hash, the inputs' hashes) is kept in
    Parquet files, beside the versions of the schema and of the tool. `table` and `markdown` are for people:
    rounded, with a choice of columns, and with what `companions` adds. The same input gives the same bytes.
    `opened` opens the file.

    Raises UsageError where the format cannot be told, OutputError where nothing can be written.
    """
    chosen = format_of(format, output, stream)
    screen = screen_of(stream) if output is None else IN_A_FILE
    pieces = _pieces(frame, table, chosen, metadata or {}, companions, screen)
    if output is None:
        put(stream, pieces)
        return
    with opened(output) as sink:
        sink.writelines(pieces)


def format_of(format: str, output: Path | None, stream: TextIO | None) -> str:
    """Return the format that `auto` means here, or `format` itself.

    >>> format_of("auto", Path("out/gaps.parquet"), None)
    'parquet'
    """
    terminal = output is None and stream is not None and stream.isatty()
    if format == "parquet" and terminal:
        raise UsageError("a Parquet file is not text for a terminal; name a file with --output")
    if format != "auto":
        return format
    if output is None:
        return "table" if terminal else "csv"
    if output.suffix.lower() not in FORMAT_OF_EXTENSION:
        known = ", ".join(FORMAT_OF_EXTENSION)
        raise UsageError(f"cannot tell the format from '{output}': end its name in {known}, or say --format")
    return FORMAT_OF_EXTENSION[output.suffix.lower()]


def put(stream: TextIO | None, pieces: Iterable[bytes]) -> None:
    """Write bytes to a stream. A reader that has gone away is no error; a full disk is (OutputError)."""
    if stream is None:
        raise OutputError("cannot write to standard output: it is closed; name a file with --output")
    try:
        stream.flush()
        for piece in pieces:
            # A stream's own encoding and line ends must not change the bytes; a StringIO takes only text.
            stream.buffer.write(piece) if hasattr(stream, "buffer") else stream.write(piece.decode())
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
    except OSError as error:
        _silence(stream)
        raise unwritable("standard output", error) from error


def _pieces(
    frame: pd.DataFrame | pa.Table,
    table: str,
    format: str,
    metadata: Mapping[str, str],
    companions: Companions,
    screen: Screen,
) -> Iterator[bytes]:
    if format in _RECORDS:
        for text in _RECORDS[format](canonical(frame, table)):
            yield (_harmless(text, screen.encoding) if screen.terminal else text).encode()
    elif format == "parquet":
        yield _parquet(canonical(frame, table), {"table": table, **metadata})
    elif format == "markdown":
        yield markdown(grid(frame, table, companions=companions)).encode()
    else:
        seen = grid(frame, table, companions=companions, encoding=screen.encoding)
        yield drawn(seen, screen).encode(screen.encoding, "replace")


def _harmless(text: str, encoding: str) -> str:
    """Files and pipes get text as it is; a terminal must not obey it."""
    return "\n".join(printable(line, encoding) for line in text.split("\n"))


def _parquet(records: pa.Table, metadata: Mapping[str, str]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet

    known = {"schema_version": tables.SCHEMA_VERSION, "version": version("equitygap"), **metadata}
    stamped = records.replace_schema_metadata({f"equitygap.{key}": value for key, value in known.items()})
    sink = pa.BufferOutputStream()
    pyarrow.parquet.write_table(stamped, sink, compression="zstd")
    return bytes(sink.getvalue())


def _silence(stream: TextIO) -> None:
    """Point the stream nowhere, so that what it still holds does not fail when the program ends."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
