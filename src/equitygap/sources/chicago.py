"""Chicago: wide tables of the city's data portal (a column a year and limit), and Health Atlas downloads.

Portal: Public Health Statistics, life expectancy by community area and by race and ethnicity. Health Atlas:
`CODE_period` and `CODE_period_se`, with up to four rows of annotation under the header.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from equitygap.sources.content import Content
from equitygap.sources.layout import ROW, Canonical, constant, numbers, slug, stacked

CITY = "Chicago"
ATLAS = "Chicago Health Atlas"
PORTAL = "City of Chicago, Public Health Statistics"
_PARTS = {
    "life_expectancy": "value",
    "lower_95_ci": "lower",
    "upper_95_ci": "upper",
    "le": "value",
    "lo": "lower",
    "hi": "upper",
}
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})_(?P<part>{'|'.join(_PARTS)})")
_YEAR_LAST = re.compile(rf"(?P<part>{'|'.join(_PARTS)})_(?P<year>\d{{4}})")
_ATLAS_HEADER = {"Layer", "Name", "GEOID"}
_ATLAS_CELL = re.compile(r"(?P<code>.+?)_(?P<start>\d{4})(?:-(?P<end>\d{4}))?")
_GROUPS = ("race_ethnicity", "sex")

Figure = dict[str, str]


def recognise(header: Sequence[str]) -> bool:
    """Whether the header is that of a portal table by year, or of a Health Atlas download."""
    return set(header) >= _ATLAS_HEADER or _by_year(header) != {}


def to_canonical(raw: pa.Table, content: Content) -> Canonical:
    """Return ESTIMATES, one row for each area and period."""
    return _atlas(raw) if set(raw.column_names) >= _ATLAS_HEADER else _portal(raw)


def _by_year(header: Sequence[str]) -> dict[str, Figure]:
    """Return the columns of each year: `value`, `lower` and `upper`, where there is a value at least."""
    years: dict[str, Figure] = {}
    for name in header:
        found = _YEAR_FIRST.fullmatch(slug(name)) or _YEAR_LAST.fullmatch(slug(name))
        if found:
            years.setdefault(found["year"], {})[_PARTS[found["part"]]] = name
    return {year: figure for year, figure in years.items() if "value" in figure}


def _portal(raw: pa.Table) -> Canonical:
    theirs = {slug(name): name for name in raw.column_names if name != ROW}
    same = {"metric": constant("life_expectancy", raw), "source": constant(PORTAL, raw), ROW: raw[ROW]}
    same["area"] = raw[theirs["community_area"]] if "community_area" in theirs else constant(CITY, raw)
    if "ca" in theirs:
        same["code"] = raw[theirs["ca"]]
    groups = [raw[theirs[name]] for name in _GROUPS if name in theirs]
    if groups:
        same["group"] = pc.binary_join_element_wise(*groups, ", ", null_handling="skip")
    parts = [_figures(raw, same, year, year, figure) for year, figure in _by_year(raw.column_names).items()]
    return Canonical("estimates", stacked(parts))


def _atlas(raw: pa.Table) -> Canonical:
    # Rows of annotation have no layer, or one such as `(Definition)` or `---`.
    rows = raw.filter(pc.match_substring_regex(raw["Layer"], r"^\s*[A-Za-z]").fill_null(False))
    same = {"area": rows["Name"], "code": rows["GEOID"], "source": constant(ATLAS, rows), ROW: rows[ROW]}
    cells = {name: found for name in rows.column_names if (found := _ATLAS_CELL.fullmatch(name))}
    parts = []
    for name, found in cells.items():
        start, end = found["start"], found["end"] or found["start"]
        figure = {"value": name, "standard_error": f"{name}_se"}
        figure = {ours: column for ours, column in figure.items() if column in rows.column_names}
        more = {"metric": constant(found["code"], rows), **_person_years(rows, int(end) - int(start) + 1)}
        parts.append(_figures(rows, {**same, **more}, start, end, figure))
    notes = ["population is the one of the download, times the years of the period"]
    if rows.num_rows < raw.num_rows:
        notes.append(f"{raw.num_rows - rows.num_rows} rows of annotation are left out")
    return Canonical("estimates", stacked(parts), tuple(notes))


def _person_years(rows: pa.Table, years: int) -> dict[str, pa.ChunkedArray]:
    if "Population" not in rows.column_names:
        return {}
    return {"population": pc.multiply(numbers(rows["Population"], "Population"), float(years))}


def _figures(
    rows: pa.Table, same: Mapping[str, pa.ChunkedArray], start: str, end: str, figure: Figure
) -> pa.Table:
    empty = pc.is_null(rows[figure["value"]])
    columns = {
        **same,
        "start": constant(start, rows),
        "end": constant(end, rows),
        **{ours: rows[theirs] for ours, theirs in figure.items()},
        "note": pc.if_else(empty, "estimate_not_available", None).cast(pa.string()),
    }
    return pa.table(columns)
