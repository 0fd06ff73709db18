"""What a file of records says of itself: its columns, and for Parquet its rows; whether it is whole."""

from __future__ import annotations

import csv as standard_csv
import io
import zlib
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
from pyarrow import fs

from equitygap.errors import DataError

#: What a file's name ends in, and how it is read then.
FORMATS: Final = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".csv.gz": "csv",
    ".tsv": "csv",
    ".tsv.gz": "csv",
    ".txt": "csv",
    ".txt.gz": "csv",
}

_HEAD: Final = 1 << 16
_PIECE: Final = 1 << 22
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Header:
    """A file's columns with their types (`text` for all of a CSV), and its rows where it tells them."""

    format: str
    columns: dict[str, str]
    rows: int | None = None
    separator: str = ","


def parquet(store: fs.FileSystem, path: str, label: str) -> Header:
    """Read a Parquet file's footer."""
    import pyarrow.parquet as pq

    try:
        with store.open_input_file(path) as source:
            footer = pq.read_metadata(source)
            schema = footer.schema.to_arrow_schema()
    except (pa.ArrowException, OSError) as error:
        first = (str(error).splitlines() or [""])[0]
        raise DataError(f"{label}: the Parquet file is damaged or cut short: {first}") from None
    for field in schema:
        if pa.types.is_nested(field.type):
            schema = schema.remove(schema.get_field_index(field.name))
    return Header("parquet", {field.name: _kind(field.type) for field in schema}, footer.num_rows)


def csv(store: fs.FileSystem, path: str, label: str) -> Header:
    """Read the header of a CSV or TSV file, and make sure that a compressed one is whole."""
    try:
        with store.open_input_stream(path, compression=None) as stream:
            head = _whole(stream, label) if label.endswith(".gz") else stream.read(_HEAD)
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{label}: cannot be read: {error}") from None
    names, separator = _names(head, label)
    return Header("csv", dict.fromkeys(names, "text"), None, separator)


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return "string" if pa.types.is_large_string(kind) else str(kind)


def _whole(stream: Any, label: str) -> bytes:
    """Unpack a gzip file to its end, and return its beginning: an engine may take one cut short for whole."""
    unpacker, head, ended = zlib.decompressobj(31), b"", False
    try:
        while piece := bytes(stream.read(_PIECE)):
            while piece:
                if ended:
                    unpacker, ended = zlib.decompressobj(31), False
                out = unpacker.decompress(piece)
                head = head + out[: _HEAD - len(head)] if len(head) < _HEAD else head
                piece, ended = unpacker.unused_data, unpacker.eof
    except zlib.error as error:
        raise DataError(f"{label}: the gzip file is damaged: {error}") from None
    if not ended:
        raise DataError(f"{label}: the gzip file is cut short; fetch it again")
    return head


def _names(head: bytes, label: str) -> tuple[list[str], str]:
    if head[:1] == b"<" or b"\0" in head:
        raise DataError(f"{label}: this is not a table of text; expected CSV or TSV")
    try:
        text = head.removeprefix(_BOM)[: head.rfind(b"\n") + 1 or None].decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{label}: {error.reason} near its beginning: save the file as UTF-8") from None
    first = text.splitlines()[0] if text else ""
    separator = "\t" if "\t" in first else ";" if ";" in first and "," not in first else ","
    names = next(standard_csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(f"{label}:1: the column '{twice[0]}' is there twice; rename one of them")
    folded = [name.casefold() for name in names]
    alike = sorted(name for name in names if folded.count(name.casefold()) > 1)
    if alike:
        differ = f"the columns {' and '.join(alike)} differ in capitals alone"
        raise DataError(f"{label}:1: {differ}; rename one of them")
    if not any(name.strip() for name in names):
        raise DataError(f"{label}:1: there is no header")
    return names, separator
