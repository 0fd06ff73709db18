"""Cells → typed columns: text becomes numbers, years and age bands, and what cannot is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from equitygap import tables
from equitygap.ages import Band, parse_band
from equitygap.loaded import Loaded
from equitygap.names import normalised
from equitygap.validate.finding import Finding, Rows

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?(?i:nan|inf|infinity)$"
_NUMERIC = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_null)
_NONE: Rows = np.empty(0, np.intp)


@dataclass(frozen=True)
class Typed:
    """Text as dictionaries (areas under one spelling each), numbers and years as floats; what was not so."""

    data: pa.Table
    findings: tuple[Finding, ...]


def typed(loaded: Loaded) -> Typed:
    """Give every known column its type. A cell that has another becomes null and is found as `wrong_type`."""
    columns: dict[str, pa.Array] = {}
    findings: list[Finding] = []
    for column in tables.ALL[loaded.table]:
        if column.name in loaded.data.column_names:
            columns[column.name], found = _READERS[column.kind](loaded.data[column.name], column.name)
            findings += found
    columns["area"], found = _one_spelling(columns["area"])
    findings += found
    if loaded.table in ("counts", "rates"):
        findings += _unreadable_bands(columns["age"])
    if loaded.table != "records" and "note" not in columns:
        columns["note"] = pa.nulls(loaded.data.num_rows, pa.string()).dictionary_encode()
    return Typed(pa.table(columns), tuple(findings))


def dictionary(column: pa.Array | pa.ChunkedArray) -> pa.DictionaryArray:
    """Return a text column as one dictionary array, its values in order of appearance."""
    if isinstance(column, pa.ChunkedArray):
        column = column.unify_dictionaries().combine_chunks()
    return column if pa.types.is_dictionary(column.type) else column.dictionary_encode()


def codes(column: pa.Array | pa.ChunkedArray) -> NDArray[np.int64]:
    """Return a number for each cell of a text column: its place in the dictionary plus 1, null being 0."""
    indices = dictionary(column).indices
    if indices.null_count:
        indices = indices.fill_null(-1)
    out: NDArray[np.int64] = indices.to_numpy().astype(np.int64)
    out += 1
    return out


def _text(cells: pa.ChunkedArray, name: str) -> tuple[pa.DictionaryArray, list[Finding]]:
    """Keep text as given; cells of blanks alone are empty."""
    encoded = _encoded(cells)
    blank = pc.equal(pc.utf8_trim_whitespace(encoded.dictionary), "")
    if not pc.any(blank).as_py():
        return encoded, []
    return pc.if_else(blank, None, encoded.dictionary).take(encoded.indices).dictionary_encode(), []


def _encoded(cells: pa.ChunkedArray) -> pa.DictionaryArray:
    """Encode text; what is encoded already is taken as it is, unless it lists values that no cell has."""
    if pa.types.is_dictionary(cells.type) and pa.types.is_string(cells.type.value_type):
        encoded = dictionary(cells)
        if pc.count_distinct(encoded.indices).as_py() == len(encoded.dictionary):
            return encoded
    return dictionary(cells.cast(pa.string()))


def _numbers(cells: pa.ChunkedArray, name: str) -> tuple[pa.Array, list[Finding]]:
    kind = cells.type
    if any(is_kind(kind) for is_kind in _NUMERIC):
        return cells.cast(pa.float64(), safe=False).combine_chunks(), []
    if pa.types.is_boolean(kind) or pa.types.is_temporal(kind):
        rows = np.flatnonzero(cells.is_valid().to_numpy(zero_copy_only=False))
        return pa.nulls(len(cells), pa.float64()), _wrong(name, rows, "{value} is not a number")
    cells = cells.cast(pa.string())
    try:
        return cells.cast(pa.float64()).combine_chunks(), []
    except pa.ArrowInvalid:
        return _repaired(cells, name)


def _repaired(cells: pa.ChunkedArray, name: str) -> tuple[pa.Array, list[Finding]]:
    """Read what is a number between blanks; find what is not a number."""
    trimmed = pc.utf8_trim_whitespace(cells)
    filled = pc.if_else(pc.equal(trimmed, ""), None, trimmed)
    good = pc.match_substring_regex(filled, _NUMBER)
    rows = np.flatnonzero(pc.invert(good).fill_null(False).to_numpy(zero_copy_only=False))
    numbers = pc.if_else(good, filled, None).cast(pa.float64()).combine_chunks()
    return numbers, _wrong(
        name, rows, "{value} is not a number; leave the cell empty where a figure is missing"
    )


def _years(cells: pa.ChunkedArray, name: str) -> tuple[pa.Array, list[Finding]]:
    # A column of years holds few values, so that it is cheaper to read each value once.
    encoded = dictionary(cells)
    numbers, _ = _numbers(pa.chunked_array([encoded.dictionary]), name)
    values = numbers.to_numpy(zero_copy_only=False)
    given = encoded.dictionary.is_valid().to_numpy(zero_copy_only=False)
    if pa.types.is_string(encoded.dictionary.type):
        given &= pc.not_equal(pc.utf8_trim_whitespace(encoded.dictionary), "").to_numpy(zero_copy_only=False)
    wrong = given & ~((values >= 1000) & (values <= 9999) & (values == np.floor(values)))
    years = pa.array(np.where(wrong | ~given, np.nan, values), from_pandas=True).take(encoded.indices)
    rows = np.flatnonzero(np.append(wrong, False)[codes(encoded) - 1]) if wrong.any() else _NONE
    return years, _wrong(name, rows, "{value} is not a year, or a period such as 2015-2017")


def _wrong(column: str, rows: Rows, message: str) -> list[Finding]:
    return [Finding("wrong_type", column, rows, message)] if len(rows) else []


def _one_spelling(areas: pa.DictionaryArray) -> tuple[pa.DictionaryArray, list[Finding]]:
    """Give areas that differ in case and blanks alone the spelling that comes first."""
    if not _variants(areas.dictionary):
        return areas, []
    names = areas.dictionary.to_pylist()
    first: dict[str, int] = {}
    place = np.array([first.setdefault(normalised(name), i) for i, name in enumerate(names)], np.int64)
    code = codes(areas) - 1
    rows = np.flatnonzero(np.append(place, -1)[code] != code)
    unified = areas.dictionary.take(pa.array(place)).take(areas.indices).dictionary_encode()
    message = "{value} is taken for the area that an earlier row spells with other capitals or blanks"
    return unified, [Finding("name_normalised", "area", rows, message, once=True)]


def _variants(names: pa.Array) -> bool:
    """Whether any two names are the same once case and blanks are ignored."""
    if pc.all(pc.string_is_ascii(names)).as_py():
        folded = pc.utf8_lower(pc.replace_substring_regex(pc.utf8_trim_whitespace(names), r"\s+", " "))
        return bool(pc.count_distinct(folded).as_py() < len(names))
    return len({normalised(name) for name in names.to_pylist()}) < len(names)


def bands(ages: pa.Array | pa.ChunkedArray) -> tuple[Band | None, ...]:
    """Return the bands that the labels in the dictionary name, None for a label that names none."""
    return tuple(_band(label) for label in dictionary(ages).dictionary.to_pylist())


def _band(label: str) -> Band | None:
    try:
        return parse_band(label)
    except ValueError:
        return None


def _unreadable_bands(ages: pa.DictionaryArray) -> list[Finding]:
    wrong = np.array([*(band is None for band in bands(ages)), False], bool)
    message = "{value} is not an age band such as 0, 1-4 or 85+; leave out rows of totals and of unknown age"
    return _wrong("age", np.flatnonzero(wrong[codes(ages) - 1]), message)


_READERS: dict[str, Callable[[pa.ChunkedArray, str], tuple[pa.Array, list[Finding]]]] = {
    "text": _text,
    "number": _numbers,
    "year": _years,
}
