"""CDC PLACES, long layout: model-based prevalences with 95 % intervals, for counties down to tracts.

Downloads and the data API differ in the capitals of the header only.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from equitygap.sources.content import Content
from equitygap.sources.layout import ROW, Canonical, constant

_NEEDED = {"year", "locationname", "locationid", "measureid", "data_value", "low_confidence_limit"}
_AGE_ADJUSTED = "ageadjprv"


def recognise(header: Sequence[str]) -> bool:
    """Whether the header is that of a long PLACES table."""
    return {name.lower() for name in header} >= _NEEDED


def to_canonical(raw: pa.Table, content: Content) -> Canonical:
    """Return ESTIMATES: a metric for each measure, age-adjusted ones under a name of their own."""
    theirs = {name.lower(): name for name in raw.column_names}
    cells = {name: raw[theirs[name]].cast(pa.string()) for name in theirs if name != ROW}
    missing = pc.is_null(cells["data_value"])
    columns = {
        "metric": _metric(cells),
        "area": _area(cells),
        "code": cells["locationid"],
        "start": cells["year"],
        "end": cells["year"],
        "value": cells["data_value"],
        "lower": cells["low_confidence_limit"],
        "upper": cells["high_confidence_limit"],
        "source": constant("CDC PLACES", raw),
        "note": pc.if_else(missing, "estimate_not_available", None).cast(pa.string()),
        ROW: raw[ROW],
    }
    for name in ("totalpopulation", "totalpop18plus"):
        if name in cells and "population" not in columns:
            columns["population"] = pc.replace_substring(cells[name], ",", "")
    origin = {"value": theirs["data_value"], "area": theirs["locationname"], "metric": theirs["measureid"]}
    return Canonical("estimates", pa.table(columns), origin=origin)


def _metric(cells: dict[str, pa.ChunkedArray]) -> pa.ChunkedArray:
    measure = cells["measureid"]
    if "datavaluetypeid" not in cells:
        return measure
    adjusted = pc.equal(pc.utf8_lower(cells["datavaluetypeid"]), _AGE_ADJUSTED)
    return pc.if_else(adjusted, pc.binary_join_element_wise(measure, "age_adjusted", "_"), measure)


def _area(cells: dict[str, pa.ChunkedArray]) -> pa.ChunkedArray:
    """Name counties with their state, since many have a Washington; tracts have only a code."""
    name = cells["locationname"]
    if "stateabbr" not in cells:
        return name
    with_state = pc.binary_join_element_wise(name, cells["stateabbr"], ", ")
    return pc.if_else(pc.equal(name, cells["locationid"]), name, with_state)
