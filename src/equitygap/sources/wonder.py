"""CDC WONDER: the text files that its mortality queries export.

The table stands above a line of three dashes; the query and the caveats follow it. Rows of totals have
`Total` under `Notes`; counts below ten are `Suppressed`, rates from fewer than 20 deaths `Unreliable`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from equitygap.errors import DataError
from equitygap.sources.content import Content
from equitygap.sources.layout import ROW, Canonical, constant, stacked, words_for

SOURCE = "CDC WONDER"
WHOLE = "United States"
#: From the smallest place to the largest; the first that the query is grouped by is the area.
PLACES = ("County", "State", "HHS Region", "Census Division", "Census Region")
_END = re.compile(rb'^"?---"?[ \t]*\r?$', re.MULTILINE)
_YEARS = re.compile(r'^"?(?:Year/Month|Years?): *(.*)$', re.MULTILINE)
_DATASET = re.compile(r'^"?Dataset: .*?(\d{4})\s*-\s*(\d{4})', re.MULTILINE)
_MISSING = {
    "Suppressed": "deaths_suppressed",
    "Missing": "estimate_not_available",
    "Not Applicable": "estimate_not_available",
    "Not Available": "estimate_not_available",
}
_RATES = {"crude_rate": "Crude Rate", "age_adjusted_rate": "Age Adjusted Rate"}
_LIMITS = {
    "lower": " Lower 95% Confidence Interval",
    "upper": " Upper 95% Confidence Interval",
    "standard_error": " Standard Error",
}


def recognise(header: Sequence[str]) -> bool:
    """Whether the header is that of an export with counts."""
    return {"Deaths", "Population", "Crude Rate"} <= set(header)


def trim(data: bytes) -> bytes:
    """Cut off the query and the caveats below the table."""
    end = _END.search(data)
    return data[: end.start()] if end else data


def to_canonical(raw: pa.Table, content: Content) -> Canonical:
    """Return COUNTS where the query was grouped by age, else ESTIMATES of the rates."""
    rows, notes = _single(raw)
    keys = _keys(rows)
    return _counts(rows, keys, content, notes) if keys["age"] else _estimates(rows, keys, content, notes)


def _single(raw: pa.Table) -> tuple[pa.Table, list[str]]:
    """Leave out totals, and deaths whose age or year is not known."""
    kept = pc.is_null(raw["Notes"]) if "Notes" in raw.column_names else pc.is_valid(raw["Deaths"])
    rows, notes = raw.filter(kept), []
    if rows.num_rows < raw.num_rows:
        notes.append(f"{raw.num_rows - rows.num_rows} rows of totals are left out")
    for name in [name for name in rows.column_names if "Age" in name.split("-")[-1].split()]:
        unknown = pc.fill_null(pc.is_in(rows[name], pa.array(["Not Stated", "NS"])), False)
        if pc.any(unknown).as_py() and not name.endswith(" Code"):
            notes.append(f"{pc.sum(unknown).as_py()} rows of deaths of unknown age are left out")
            rows = rows.filter(pc.invert(unknown))
    if not rows.num_rows:
        raise DataError("the export holds totals only; group the query by year, place or age")
    return rows, notes


def _keys(rows: pa.Table) -> dict[str, list[str]]:
    """Sort the columns that the query is grouped by, those that have a code beside them, by what they say."""
    names = [n for n in rows.column_names if f"{n} Code" in rows.column_names]
    keys: dict[str, list[str]] = {kind: [] for kind in ("area", "year", "age", "cause", "group")}
    for name in names:
        words = set(re.split(r"[\s-]+", name.lower()))
        kind = (
            "area" if name.removeprefix("Residence ") in PLACES
            else "year" if name == "Year"
            else "age" if words & {"age", "ages"}
            else "cause" if words & {"cause", "causes", "icd", "ucd", "injury", "drug"}
            else "group"
        )  # fmt: skip
        keys[kind].append(name)
    keys["area"].sort(key=lambda name: PLACES.index(name.removeprefix("Residence ")))
    return keys


def _who_and_when(rows: pa.Table, keys: dict[str, list[str]], content: Content) -> dict[str, pa.ChunkedArray]:
    columns = {"area": constant(WHOLE, rows)}
    if keys["area"]:
        columns = {"area": rows[keys["area"][0]], "code": rows[f"{keys['area'][0]} Code"]}
    if keys["group"]:
        cells = [rows[name] for name in keys["group"]]
        columns["group"] = pc.binary_join_element_wise(*cells, ", ", null_handling="skip")
    if keys["year"]:
        year = pc.utf8_slice_codeunits(rows[f"{keys['year'][0]} Code"], 0, 4)
        return {**columns, "start": year, "end": year}
    start, end = _years(content)
    return {**columns, "start": constant(start, rows), "end": constant(end, rows)}


def _years(content: Content) -> tuple[str, str]:
    """Read the years of a query that is not grouped by year from the text below the table."""
    below = content.data[len(trim(content.data)) :].decode("utf-8", "replace")
    asked = _YEARS.search(below)
    years = re.findall(r"\b\d{4}\b", asked[1]) if asked else []
    if years:
        whole = sorted({int(year) for year in years})
        if whole != list(range(whole[0], whole[-1] + 1)):
            raise DataError(f"the query's years have a gap ({', '.join(map(str, whole))}); group it by year")
        return str(whole[0]), str(whole[-1])
    dataset = _DATASET.search(below)
    if not dataset:
        raise DataError("the export does not say its years; group the query by year")
    return dataset[1], dataset[2]


def _count(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.is_in(cells, pa.array(list(_MISSING))), None, cells)


def _counts(rows: pa.Table, keys: dict[str, list[str]], content: Content, notes: list[str]) -> Canonical:
    reasons = [words_for(rows[name], _MISSING) for name in ("Deaths", "Population")]
    columns = {
        **_who_and_when(rows, keys, content),
        "age": rows[keys["age"][0]],
        "deaths": _count(rows["Deaths"]),
        "population": _count(rows["Population"]),
        "note": pc.coalesce(*reasons),
        ROW: rows[ROW],
    }
    if keys["cause"]:
        columns["cause"] = rows[keys["cause"][0]]
    origin = {"age": keys["age"][0], "deaths": "Deaths", "population": "Population"}
    return Canonical("counts", pa.table(columns), tuple(notes), origin=origin)


def _estimates(rows: pa.Table, keys: dict[str, list[str]], content: Content, notes: list[str]) -> Canonical:
    """Unfold the rates per 100,000; an unreliable one has its number kept away by the publisher."""
    group = [*keys["group"], *keys["cause"]]
    same = _who_and_when(rows, {**keys, "group": group}, content)
    parts = [
        pa.table({"metric": constant(metric, rows), **same, **_rate(rows, name), ROW: rows[ROW]})
        for metric, name in _RATES.items()
        if name in rows.column_names
    ]
    return Canonical("estimates", stacked(parts), tuple(notes), origin={"value": "Crude Rate"})


def _rate(rows: pa.Table, name: str) -> dict[str, pa.ChunkedArray]:
    marks = {**_MISSING, "Unreliable": "rate_unreliable"}
    cells = pc.utf8_trim_whitespace(pc.replace_substring(rows[name], "(Unreliable)", ""))
    shaky = pc.if_else(pc.match_substring(rows[name], "(Unreliable)"), "rate_unreliable", None)
    columns = {
        "value": pc.if_else(pc.is_in(cells, pa.array(list(marks))), None, cells),
        "population": _count(rows["Population"]),
        "source": constant(SOURCE, rows),
        "note": pc.coalesce(words_for(cells, marks), shaky.cast(pa.string())),
    }
    for ours, ending in _LIMITS.items():
        if f"{name}{ending}" in rows.column_names:
            limit = rows[f"{name}{ending}"]
            columns[ours] = pc.if_else(pc.is_in(limit, pa.array(list(marks))), None, limit)
    return columns
