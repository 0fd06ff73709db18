"""A table as records for programs: Arrow columns of fixed kinds, from them CSV and JSON in full precision.

Text is written as it is. In particular a name that begins with `=`, `+`, `-` or `@`, which a spreadsheet
might run as a formula, is not altered: area names are keys, and a file must read back as it was. To put an
apostrophe in front (https://owasp.org/www-community/attacks/CSV_Injection) is advice for files that only a
spreadsheet opens; here the door warns of such a name (`formula_like`).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from equitygap import tables
from equitygap.present.text import missing, shortest

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

#: Rows turned into text at a time, so that a large table does not become one string.
_CHUNK: Final = 20_000
_NEEDS_QUOTES: Final = re.compile('[",\r\n]')


def canonical(frame: pd.DataFrame | pa.Table, table: str) -> pa.Table:
    """Return the canonical columns that `frame` has, in their order, each of its kind's type.

    Text is a string, a number a 64-bit float, a year or a count a 64-bit integer; nan and None are null.
    """
    import pyarrow as pa

    types = {"text": pa.string(), "number": pa.float64(), "year": pa.int64(), "integer": pa.int64()}
    there = set(frame.column_names if isinstance(frame, pa.Table) else frame.columns)
    fields = [pa.field(c.name, types[c.kind]) for c in tables.ALL[table] if c.name in there]
    if isinstance(frame, pa.Table):
        return frame.select([field.name for field in fields]).cast(pa.schema(fields))
    arrays = [pa.array(frame[field.name], field.type, from_pandas=True) for field in fields]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def csv_text(records: pa.Table) -> Iterator[str]:
    """Yield the table as CSV (RFC 4180, but lines end in a line feed); a null is an empty cell."""
    yield csv_line(records.column_names)
    for rows in _rows(records):
        yield "".join(map(csv_line, rows))


def jsonl_text(records: pa.Table) -> Iterator[str]:
    """Yield the table as JSON lines, an object for each row."""
    for rows in _rows(records):
        yield "".join(f"{one}\n" for one in json_objects(records.column_names, rows))


def json_text(records: pa.Table) -> Iterator[str]:
    """Yield the table as a JSON array of objects, one a line."""
    before = "[\n"
    for rows in _rows(records):
        yield before + ",\n".join(json_objects(records.column_names, rows))
        before = ",\n"
    yield "\n]\n" if len(records) else "[]\n"


def csv_line(cells: Iterable[object]) -> str:
    r"""Return one line of CSV.

    >>> csv_line(["Loop", 2016.0, None, 'the "Loop", downtown'])
    'Loop,2016,,"the ""Loop"", downtown"\n'
    """
    return ",".join(map(_csv_cell, cells)) + "\n"


def json_objects(names: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield a JSON object for each row.

    >>> list(json_objects(["area", "value", "lower"], [("Peña", 82.0, None)]))
    ['{"area": "Peña", "value": 82, "lower": null}']
    """
    keys = [f"{json.dumps(name)}: " for name in names]
    for row in rows:
        yield "{" + ", ".join(key + _json_cell(cell) for key, cell in zip(keys, row, strict=True)) + "}"


def _rows(records: pa.Table) -> Iterator[list[tuple[object, ...]]]:
    for start in range(0, len(records), _CHUNK):
        part = records.slice(start, _CHUNK)
        yield list(zip(*(column.to_pylist() for column in part.columns), strict=True))


def _csv_cell(value: object) -> str:
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"' if _NEEDS_QUOTES.search(value) else value
    if missing(value):
        return ""
    return shortest(value) if isinstance(value, float) else str(value)


def _json_cell(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    # JSON has no infinity: the width of an open age band is null.
    if missing(value) or (isinstance(value, float) and math.isinf(value)):
        return "null"
    return shortest(value) if isinstance(value, float) else str(value)
