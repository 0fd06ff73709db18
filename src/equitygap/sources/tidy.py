"""The tool's own layout: one row a figure, in canonical columns or in columns renamed to them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from equitygap import tables
from equitygap.errors import DataError, did_you_mean
from equitygap.sources.layout import ROW, Canonical, constant, slug
from equitygap.words import TABLES

Renaming = Mapping[str, str | Sequence[str]]

_PERIOD = re.compile(r"\s*(\d{4})\s*[-–—]\s*(\d{4})\s*")
_PERIODS = {"start", "end"}
#: What columns can be renamed to.
RENAMABLE = sorted({"year", "period"}.union(*(tables.names(kind) for kind in TABLES)))
#: Told apart by what only they have, in this order.
_MARKS = {
    "counts": {"deaths", "age"},
    "rates": {"rate", "age"},
    "cash_flows": {"amount", "kind"},
    "partner_records": {"partner"},
    "estimates": {"value"},
    "responses": {"present", "future"},
}


#: Figures may come as these alone; their values are then computed.
_COUNTED = {"numerator", "denominator"}


def recognise(header: Sequence[str]) -> bool:
    """Whether the header is one of the tool's own tables."""
    return bool(_certain(set(header)))


def to_canonical(raw: pa.Table, *, table: str | None = None, columns: Renaming | None = None) -> Canonical:
    """Rename columns, turn `year` or `period` into `start` and `end`, and drop what has no meaning here.

    Where no column names the metric, it is named after the column that `value` is read from.
    """
    data, origin = _renamed(raw, columns or {})
    data, periods = _with_periods(data)
    kind = table or _recognised([name for name in data.column_names if name not in periods])
    notes = []
    if kind == "estimates" and set(data.column_names) >= _COUNTED:
        data = data if "value" in data.column_names else data.append_column("value", constant(None, data))
    if kind == "estimates" and "metric" not in data.column_names and "value" in origin:
        metric = slug(origin["value"])
        data = data.append_column("metric", constant(metric, data))
        notes.append(f"the metric is called '{metric}', after the column of its values")
    known = [name for name in tables.names(kind) if name in data.column_names]
    used = {*known, *origin, *periods, *periods.values(), ROW}
    ignored = tuple(name for name in data.column_names if name not in used)
    if any(ignored):
        notes.append(f"columns without a meaning here are ignored: {', '.join(filter(None, ignored))}")
    return Canonical(
        table=kind,
        data=data.select([*known, ROW]),
        notes=tuple(notes),
        ignored=ignored,
        origin={**origin, **{name: origin.get(theirs, theirs) for name, theirs in periods.items()}},
    )


def _certain(names: Collection[str]) -> str | None:
    found = [kind for kind, marks in _MARKS.items() if marks <= set(names)]
    if not found and set(names) >= _COUNTED:
        return "estimates"
    if found:
        return found[0]
    return "records" if {"area", "year", "age"} <= set(names) and "population" not in names else None


def _recognised(names: Collection[str]) -> str:
    """Return the table that the columns make, or the one that they come nearest to.

    The nearest is told so that the check of its columns can name what is missing.
    """
    certain = _certain(names)
    if certain:
        return certain
    shares = {kind: len(set(tables.required(kind)) & set(names) - _PERIODS) for kind in _MARKS}
    best = max(shares, key=lambda kind: shares[kind])
    if shares[best] < 2:
        found = ", ".join(name for name in names if name != ROW)
        raise DataError(
            f"the columns are of no known table: {found}; rename them (`columns`) or name the layout"
        )
    return best


def _renamed(raw: pa.Table, columns: Renaming) -> tuple[pa.Table, dict[str, str]]:
    parts = {ours: [theirs] if isinstance(theirs, str) else list(theirs) for ours, theirs in columns.items()}
    data = raw
    for ours, names in parts.items():
        if ours not in RENAMABLE:
            raise DataError(f"there is no column '{ours}' to rename to{did_you_mean(ours, RENAMABLE)}")
        for name in set(names) - set(raw.column_names):
            known = [column for column in raw.column_names if column != ROW]
            raise DataError(f"there is no column '{name}' for '{ours}'{did_you_mean(name, known)}")
        data = _put(data, ours, _joined([raw[name] for name in names]))
    replaced = {name for names in parts.values() for name in names} - set(columns)
    return data.drop_columns(sorted(replaced)), {ours: " and ".join(names) for ours, names in parts.items()}


def _joined(columns: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    if len(columns) == 1:
        return columns[0]
    texts = [pc.cast(column, pa.string()) for column in columns]
    return pc.binary_join_element_wise(*texts, ", ", null_handling="skip")


def _put(data: pa.Table, name: str, column: pa.ChunkedArray) -> pa.Table:
    if name in data.column_names:
        return data.set_column(data.column_names.index(name), name, column)
    return data.append_column(name, column)


def _with_periods(data: pa.Table) -> tuple[pa.Table, dict[str, str]]:
    """Add `start` and `end` from `period` or `year` where they are absent."""
    if {"start", "end"} & set(data.column_names):
        return data, {}
    if "period" in data.column_names:
        start, end = _bounds(data["period"])
        return _put(_put(data, "start", start), "end", end), {"start": "period", "end": "period"}
    if "year" in data.column_names:
        return _put(_put(data, "start", data["year"]), "end", data["year"]), {"start": "year", "end": "year"}
    return data, {}


def _bounds(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Split periods; a text that is none is left whole, for the check of types to find."""
    encoded = pc.cast(column, pa.string()).combine_chunks().dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    matches = [_PERIOD.fullmatch(text) for text in texts]
    starts = [m[1] if m else text for m, text in zip(matches, texts, strict=True)]
    ends = [m[2] if m else text for m, text in zip(matches, texts, strict=True)]
    start, end = (pa.array(part, pa.string()).take(encoded.indices) for part in (starts, ends))
    return pa.chunked_array([start]), pa.chunked_array([end])
