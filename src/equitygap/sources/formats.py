"""Bytes → a raw Arrow table, told by what the bytes are and not by the file's ending.

Cells of text formats stay text: codes keep their leading zeros, and `NO` stays `NO`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from equitygap.errors import UsageError
from equitygap.sources import delimited
from equitygap.sources.content import Content

Grid = list[list[str | None]]


@dataclass(frozen=True)
class Raw:
    """A table under the file's own column names; `lines()` gives the line of each row, the header being 1."""

    data: pa.Table
    lines: Callable[[], Sequence[int]] | None = None
    notes: tuple[str, ...] = ()


def parse(content: Content, *, trim: Callable[[bytes], bytes] | None = None) -> Raw:
    """Return the table that the bytes hold; `trim` removes what a publisher writes around a text table."""
    kind = _kind(content)
    raw = Raw(*delimited.read(content, trim)) if kind == "delimited" else _READERS[kind](content)
    names = raw.data.column_names
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise content.error(
            f"the column '{twice[0]}' is there twice; rename one of them", line=1, check="duplicate_column"
        )
    if raw.data.num_rows == 0:
        raise content.error("the table has a header but no rows")
    return raw


def header(content: Content) -> list[str]:
    """Return the column names of a text table; none where the names come with the format."""
    return delimited.header(content) if _kind(content) == "delimited" else []


def _kind(content: Content) -> str:
    head = content.data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    _refuse_strangers(content, head)
    return "json" if head[:1] in (b"[", b"{") else "delimited"


_MAGIC = {b"PAR1": "parquet", b"ARROW1": "feather", b"PK\x03\x04": "excel", b"\xd0\xcf\x11\xe0": "excel"}


def _refuse_strangers(content: Content, head: bytes) -> None:
    if head[:1] == b"<":
        raise content.error("this is a web page (HTML or XML), not a table; download the data file itself")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise content.error("the text is encoded as UTF-16; save it as UTF-8")
    if b"\0" in head:
        raise content.error("binary, not a table; expected CSV, TSV, JSON, Excel, Parquet or Feather")
    if content.name.lower().endswith((".parquet", ".feather", ".arrow", ".xlsx")):
        ending = content.name.rsplit(".", 1)[-1]
        raise content.error(f"the name ends in {ending}, but the content is something else")


def _parquet(content: Content) -> Raw:
    import pyarrow.parquet as pq

    try:
        kinds = pq.read_schema(pa.BufferReader(content.data))
        # Names and age bands repeat; as numbers into a list they are read, and later compared, faster.
        texts = [field.name for field in kinds if pa.types.is_string(field.type)]
        return Raw(pq.ParquetFile(pa.BufferReader(content.data), read_dictionary=texts).read())
    except (pa.ArrowException, OSError) as error:
        raise content.error(f"the Parquet file is damaged or cut short: {_brief(error)}") from None


def _feather(content: Content) -> Raw:
    try:
        return Raw(pa.ipc.open_file(pa.BufferReader(content.data)).read_all())
    except (pa.ArrowException, OSError) as error:
        raise content.error(f"the Feather file is damaged or cut short: {_brief(error)}") from None


def _excel(content: Content) -> Raw:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        message = f"{content.label}: Excel files need python-calamine: pip install 'equitygap[excel]'"
        raise UsageError(message) from None
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content.data))
        names = workbook.sheet_names
        cells = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise content.error(f"the Excel file cannot be read: {_brief(error)}") from None
    raw = _from_grid(content, [[_excel_text(cell) for cell in row] for row in cells])
    if len(names) == 1:
        return raw
    return Raw(
        raw.data, raw.lines, (f"{content.label}: read '{names[0]}', the first of {len(names)} sheets",)
    )


def _excel_text(cell: Any) -> str | None:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return None if cell is None or cell == "" else str(cell)


def _json(content: Content) -> Raw:
    text = delimited.decoded(content)
    if not text.lstrip().startswith("["):
        numbered = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
        return _from_records(content, [(n, _parsed(content, line, n)) for n, line in numbered])
    records = _parsed(content, text, None)
    if records and all(isinstance(record, list) for record in records):
        return _from_grid(content, [[_json_text(cell) for cell in record] for record in records])
    return _from_records(content, list(enumerate(records, 1)))


def _parsed(content: Content, text: str, line: int | None) -> Any:
    try:
        # Numbers stay as they are written; a check decides later whether they are numbers.
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise content.error(f"not valid JSON: {_brief(error)}", line=line) from None


def _json_text(cell: Any) -> str | None:
    return cell if cell is None or isinstance(cell, str) else json.dumps(cell)


def _from_records(content: Content, numbered: list[tuple[int, Any]]) -> Raw:
    for line, record in numbered:
        if not isinstance(record, dict):
            found = json.dumps(record)[:60]
            raise content.error(f"expected an object with the columns' names, but got {found}", line=line)
    names = list(dict.fromkeys(name for _, record in numbered for name in record))
    columns = [[_json_text(record.get(name)) for _, record in numbered] for name in names]
    return Raw(_text_table(names, columns), lambda: [line for line, _ in numbered])


def _from_grid(content: Content, grid: Grid) -> Raw:
    """Take the first row that is not empty as the header; rows that are empty do not count."""
    numbered = [(n, row) for n, row in enumerate(grid, 1) if any(cell is not None for cell in row)]
    if not numbered:
        raise content.error("the table is empty; expected a header")
    names = [(name or "").strip() for name in numbered[0][1]]
    while names and not names[-1]:
        names.pop()
    width = len(names)
    for line, row in numbered:
        if len(row) < width or any(cell is not None for cell in row[width:]):
            raise content.error(
                f"the row has not as many cells as the header, which has {width}",
                line=line,
                check="ragged_row",
            )
    lines = [line for line, _ in numbered[1:]]
    return Raw(_text_table(names, [[row[i] for _, row in numbered[1:]] for i in range(width)]), lambda: lines)


def _text_table(names: Sequence[str], columns: Sequence[list[str | None]]) -> pa.Table:
    return pa.Table.from_arrays([pa.array(column, pa.string()) for column in columns], list(names))


def _brief(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


_READERS: dict[str, Callable[[Content], Raw]] = {
    "parquet": _parquet,
    "feather": _feather,
    "excel": _excel,
    "json": _json,
}
