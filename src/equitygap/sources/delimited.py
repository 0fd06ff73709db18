"""CSV and TSV → an Arrow table of text, fast, with the line of every row at hand when it is needed."""

from __future__ import annotations

import csv as standard_csv
import io
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import pyarrow as pa
import pyarrow.csv as arrow_csv

from equitygap.errors import FileError
from equitygap.sources.content import Content

SHOWN = 20
_BOM = b"\xef\xbb\xbf"


def header(content: Content) -> list[str]:
    """Return the column names: the cells of the first line that is not empty."""
    return [cell.strip() for cell in _first_record(content)]


def read(
    content: Content, trim: Callable[[bytes], bytes] | None = None
) -> tuple[pa.Table, Callable[[], Sequence[int]]]:
    """Return every cell as text (empty ones as null), and a function that gives the line of each row."""
    content = content.replaced(trim(content.data)) if trim else content
    names = _first_record(content)
    ragged: list[arrow_csv.InvalidRow] = []

    def remember(row: arrow_csv.InvalidRow) -> str:
        ragged.append(row)
        return "skip"

    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(content.data),
            parse_options=arrow_csv.ParseOptions(
                delimiter=_separator(content.data),
                newlines_in_values=b'"' in content.data,
                invalid_row_handler=remember,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in names},
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        decoded(content)
        raise content.error(f"cannot be read as a table: {error}") from None
    if ragged:
        raise _ragged(content, len(names))
    return table.rename_columns([name.strip() for name in names]), cache(lambda: _lines(content))


def decoded(content: Content) -> str:
    """Return the text, or say which byte in which line is not UTF-8."""
    try:
        return content.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte, line = content.data[error.start], content.data.count(b"\n", 0, error.start) + 1
        message = (
            f"byte {byte:#04x} is not UTF-8 text; save the file as UTF-8 (it may be in a Windows encoding)"
        )
        raise content.error(message, line=line) from None


def _separator(data: bytes) -> str:
    """A tab where the header has one, a semicolon where it has one and no comma, else a comma."""
    first = _head(data).removeprefix(_BOM).lstrip().splitlines()[0]
    if b"\t" in first:
        return "\t"
    return ";" if b";" in first and b"," not in first else ","


def _head(data: bytes) -> bytes:
    return data if len(data) < 1 << 16 else data[: data.rfind(b"\n", 0, 1 << 16) + 1] or data


def _first_record(content: Content) -> list[str]:
    return next(_numbered(content.replaced(_head(content.data))))[1]


def _numbered(content: Content) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line that it begins in; a quoted cell may run over several lines."""
    text = io.StringIO(decoded(content), newline="")
    reader = standard_csv.reader(text, delimiter=_separator(content.data))
    before = 0
    try:
        for row in reader:
            if row:
                yield before + 1, row
            before = reader.line_num
    except standard_csv.Error as error:
        raise content.error(f"cannot be read as a table: {error}", line=before + 1) from None


def _lines(content: Content) -> list[int]:
    return [line for line, _ in _numbered(content)][1:]


def _ragged(content: Content, cells: int) -> FileError:
    wrong = [(line, len(row)) for line, row in _numbered(content) if len(row) != cells]
    shown = [
        (line, f"the row has {found} cells, but the header has {cells}") for line, found in wrong[:SHOWN]
    ]
    rest = f"… and {len(wrong) - SHOWN} more rows like these" if len(wrong) > SHOWN else ""
    return FileError(content.label, *shown, check="ragged_row", rest=rest)
