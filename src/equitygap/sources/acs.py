"""American Community Survey: table exports with two header rows, and the JSON of the Census Bureau's API.

Estimates stand under names such as `B01001_001E` or `S1701_C03_001E`, their 90 % margins of error under the
same with `M`. Codes in place of numbers: U.S. Census Bureau, Notes on ACS Estimate and Annotation Values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from equitygap.errors import DataError
from equitygap.sources.content import Content
from equitygap.sources.layout import ROW, Canonical, constant, numbers, stacked, words_for
from equitygap.units import Z_90

_FIGURE = re.compile(r"(?P<cell>(?:B|C|S|DP|CP|K|R)\w*_\w*\d{3}P?)E")
_VINTAGE = re.compile(r"ACS[A-Z]*(?P<span>[135])Y(?P<year>\d{4})|/data/(?P<y>\d{4})/acs/acs(?P<s>[135])\b")
_ESTIMATE = {
    "-666666666": "too_few_observations",
    "-999999999": "too_few_observations",
    "-888888888": "estimate_not_available",
    "-": "too_few_observations",
    "N": "too_few_observations",
    "(X)": "estimate_not_available",
    "null": "estimate_not_available",
}
_MARGIN = {
    "-222222222": "standard_error_missing",
    "-333333333": "standard_error_missing",
    "-555555555": "estimate_controlled",
    "**": "standard_error_missing",
    "***": "standard_error_missing",
    "*****": "estimate_controlled",
    **dict.fromkeys(_ESTIMATE, "standard_error_missing"),
}
_OPEN_ENDED = r"^[\d,.]+[+-]$"


def recognise(header: Sequence[str]) -> bool:
    """Whether the header holds a place's name and estimates under the names of the ACS."""
    return "NAME" in header and any(_FIGURE.fullmatch(name) for name in header)


def to_canonical(raw: pa.Table, content: Content) -> Canonical:
    """Return ESTIMATES: a metric for each cell of the table, with standard errors from margins of error."""
    rows = raw
    if "GEO_ID" in raw.column_names:  # the second header row says `id` or `Geography` there
        rows = raw.filter(pc.match_substring(raw["GEO_ID"], "US"))
    names = [name for name in rows.column_names if _FIGURE.fullmatch(name)]
    parts = [_figure(rows, name, _period(rows, content)) for name in names]
    return Canonical("estimates", stacked(parts))


def _period(rows: pa.Table, content: Content) -> tuple[str, str]:
    """Take the years from the file's name or address: the table itself does not tell them."""
    found = _VINTAGE.search(content.label)
    if not found:
        raise DataError(
            "an ACS table does not tell its years; keep them in the file's name, as in ACSST5Y2018.S1701.csv"
        )
    last, span = int(found["year"] or found["y"]), int(found["span"] or found["s"])
    return str(last - span + 1), str(last)


def _figure(rows: pa.Table, name: str, period: tuple[str, str]) -> pa.Table:
    cell = name.removesuffix("E")
    value, why = _cleaned(rows[name], _ESTIMATE)
    columns = {
        "metric": constant(cell, rows),
        "area": rows["NAME"],
        "code": _code(rows),
        "start": constant(period[0], rows),
        "end": constant(period[1], rows),
        "value": value,
        "source": constant(f"U.S. Census Bureau, ACS {period[0]}-{period[1]}", rows),
        "note": why,
        ROW: rows[ROW],
    }
    if f"{cell}M" in rows.column_names:
        margin, why_not = _cleaned(rows[f"{cell}M"], _MARGIN)
        columns["standard_error"] = pc.divide(numbers(margin, f"{cell}M"), Z_90)
        columns["note"] = pc.coalesce(why, why_not)
    return pa.table(columns)


def _cleaned(cells: pa.ChunkedArray, meanings: dict[str, str]) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Return the numbers, and a word for each cell that holds a code or an open-ended median instead."""
    text = pc.replace_substring(pc.utf8_trim_whitespace(cells.cast(pa.string())), ",", "")
    plain = pc.replace_substring_regex(text, r"^(-\d{9})\.0*$", r"\1")
    word = words_for(pc.fill_null(plain, "null"), meanings)
    open_ended = pc.if_else(pc.match_substring_regex(plain, _OPEN_ENDED), "median_open_ended", None)
    why = pc.coalesce(word, open_ended.cast(pa.string()))
    return pc.if_else(pc.is_valid(why), None, plain), why


def _code(rows: pa.Table) -> pa.ChunkedArray:
    """The part of GEO_ID after `US`, or the API's columns of state, county … joined."""
    if "GEO_ID" in rows.column_names:
        return pc.replace_substring_regex(rows["GEO_ID"], r"^.*US", "")
    places = [rows[name] for name in rows.column_names if name not in ("NAME", ROW) and name == name.lower()]
    return pc.binary_join_element_wise(*places, "") if places else constant(None, rows)
