"""A published table, wherever it lies and however it is laid out → canonical columns.

Nothing is judged here beyond whether a table can be read; `validate` says what is wrong with its figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from equitygap.errors import DataError, UsageError, did_you_mean
from equitygap.loaded import Loaded
from equitygap.sources import acs, chicago, formats, places, tidy, usaleep, wonder
from equitygap.sources.content import Content, fetch
from equitygap.sources.layout import ROW, Canonical, Layout
from equitygap.words import TABLES

Filter = Mapping[str, str | Sequence[str]]

LAYOUTS: Final[dict[str, Layout]] = {
    "tidy": Layout(tidy.recognise, lambda raw, _: tidy.to_canonical(raw)),
    "usaleep": Layout(usaleep.recognise, usaleep.to_canonical),
    "wonder": Layout(wonder.recognise, wonder.to_canonical, trim=wonder.trim),
    "acs": Layout(acs.recognise, acs.to_canonical),
    "places": Layout(places.recognise, places.to_canonical),
    "chicago": Layout(chicago.recognise, chicago.to_canonical),
}


def read(
    location: str | Path,
    *,
    table: str | None = None,
    layout: str | None = None,
    columns: Mapping[str, str | Sequence[str]] | None = None,
    where: Filter | None = None,
    stdin: BinaryIO | None = None,
) -> Loaded:
    """Read a table from a path, `https://`, `s3://`, `gs://` or, as `-`, from standard input.

    CSV, TSV, JSON (lines, or a list), Excel, Parquet and Feather are told apart by content; gzip and zip are
    unpacked. `table` says what the rows are, where the columns do not; `layout` how the publisher writes
    them; `columns` maps canonical columns to the file's (several are joined into one text); `where` keeps the
    rows whose column has one of the values. Raises DataError with the file and, where there is one, the line.
    """
    _refuse_unknown("table", table, TABLES)
    _refuse_unknown("layout", layout, LAYOUTS)
    content = fetch(location, stdin=stdin)
    raw = formats.parse(content, trim=LAYOUTS[layout or _recognised(formats.header(content), columns)].trim)
    chosen = layout or _recognised(raw.data.column_names, columns)
    data = raw.data.append_column(ROW, pa.array(np.arange(raw.data.num_rows)))
    try:
        kept, remaining = _kept(data, where or {})
        canonical = _canonical(chosen, kept, content, table=table, columns=columns)
        result, unknown = _kept(canonical.data, remaining)
        _refuse_unused(unknown, [*raw.data.column_names, *result.column_names])
        for name in result.column_names:
            _refuse_kind(result, name)
    except DataError as error:
        raise DataError(f"{content.label}: {error}") from None
    return Loaded(
        table=canonical.table,
        data=result.drop_columns([ROW]),
        file=content.label,
        sha256=content.sha256,
        notes=(*raw.notes, *(f"{content.label}: {note}" for note in canonical.notes)),
        ignored=canonical.ignored,
        origin=canonical.origin,
        rows=result[ROW].to_numpy(),
        lines=raw.lines,
    )


def _refuse_unknown(option: str, value: str | None, known: Mapping[str, object]) -> None:
    if value is not None and value not in known:
        raise UsageError(
            f"there is no {option} '{value}'{did_you_mean(value, known)}; known: {', '.join(known)}"
        )


def _recognised(header: Sequence[str], columns: Mapping[str, object] | None) -> str:
    if columns or tidy.recognise(header):
        return "tidy"
    return next((name for name, layout in LAYOUTS.items() if layout.recognise(header)), "tidy")


def _canonical(
    layout: str,
    data: pa.Table,
    content: Content,
    *,
    table: str | None,
    columns: Mapping[str, str | Sequence[str]] | None,
) -> Canonical:
    if layout == "tidy":
        return tidy.to_canonical(data, table=table, columns=columns)
    if columns:
        raise UsageError(f"the layout '{layout}' has columns of its own; `columns` is for tables without one")
    names = [name for name in data.column_names if name != ROW]
    if not LAYOUTS[layout].recognise(names):
        raise DataError(f"the columns are not those of the layout '{layout}': {', '.join(names[:12])}")
    canonical = LAYOUTS[layout].to_canonical(data, content)
    if table and table != canonical.table:
        raise DataError(f"the layout '{layout}' holds {canonical.table} here, not {table}")
    return canonical


def _kept(data: pa.Table, where: Filter) -> tuple[pa.Table, dict[str, str | Sequence[str]]]:
    """Filter by the columns that are there; return what remains to be filtered by other columns."""
    remaining: dict[str, str | Sequence[str]] = {}
    for column, wanted in where.items():
        if column not in data.column_names:
            remaining[column] = wanted
            continue
        _refuse_kind(data, column)
        values = [wanted] if isinstance(wanted, str) else list(wanted)
        cells = pc.utf8_trim_whitespace(pc.cast(data[column], pa.string()))
        kept = data.filter(pc.is_in(cells, pa.array(values, pa.string())))
        if kept.num_rows == 0:
            raise DataError(f"no row has {column} = {' or '.join(values)}{_nearest(values[0], cells)}")
        data = kept
    return data, remaining


def _refuse_kind(data: pa.Table, name: str) -> None:
    """Only text and numbers can be read; a Parquet file may hold lists, records or bytes."""
    kind = data.schema.field(name).type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        raise DataError(f"the column '{name}' holds {kind}; expected text or numbers")


def _nearest(value: str, cells: pa.ChunkedArray) -> str:
    return did_you_mean(value, [text for text in pc.unique(cells).to_pylist() if text])


def _refuse_unused(where: Filter, known: Sequence[str]) -> None:
    for column in where:
        raise DataError(f"there is no column '{column}' to keep rows by{did_you_mean(column, known)}")
