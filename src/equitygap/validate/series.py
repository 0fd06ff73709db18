"""Checks across the rows of a table of estimates: figures given twice, overlapping periods, mixed sources."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from equitygap.loaded import Loaded
from equitygap.validate.cells import codes
from equitygap.validate.finding import Finding, Rows
from equitygap.validate.keys import keys, placed, same_as_before
from equitygap.validate.rules import rounding_step

#: Figures are called coarse when they are whole and one unit is more than this share of their range.
COARSE = 0.01
FEW = 5


def findings(loaded: Loaded, data: pa.Table) -> list[Finding]:
    """Return what is wrong with a typed table of estimates beyond its single rows."""
    rows = np.flatnonzero(placed(data, ["metric", "area", "start", "end"]))
    series = keys(data, ["metric", "area", "group"])
    period = keys(data, ["start", "end"])
    order = rows[np.lexsort((period[rows], series[rows]))]
    same_series = same_as_before(series[order])
    same_figure = same_series & same_as_before(period[order])
    start, end = (data[name].to_numpy()[order] for name in ("start", "end"))
    overlap = same_series & ~same_figure & (start <= np.append(np.nan, end[:-1]))
    found = [duplicate_finding(loaded, order, same_figure)] if same_figure.any() else []
    found += _by_metric(data, "overlapping_periods", "start", order[overlap], "periods of one area overlap")
    if "source" in data.column_names:
        source = codes(data["source"])[order]
        mixed = order[same_series & ~same_as_before(source)]
        found += _by_metric(
            data, "mixed_sources", "source", mixed, "one series comes from more than one source"
        )
    return found + _rounded(data)


def duplicate_finding(loaded: Loaded, order: Rows, again: np.ndarray) -> Finding:
    """Find the rows that describe what the row before them in `order` describes."""
    places = np.flatnonzero(again)
    earlier = dict(zip(order[places].tolist(), order[places - 1].tolist(), strict=True))

    def message(row: int) -> str:
        return f"the same figure is given in line {loaded.line(earlier[row])}; keep one of them"

    return Finding("duplicate_key", "area", np.sort(order[places]), message)


def _by_metric(data: pa.Table, check: str, column: str, rows: Rows, message: str) -> list[Finding]:
    """Make one finding for each metric, so that a warning is not told for every area."""
    metric = codes(data["metric"])[rows]
    names = data["metric"].combine_chunks().dictionary
    return [
        Finding(check, column, np.sort(rows[metric == code]), f"{names[int(code) - 1]}: {message}", once=True)
        for code in np.unique(metric)
    ]


def _rounded(data: pa.Table) -> list[Finding]:
    """Find metrics whose figures are all whole numbers in a narrow range."""
    metric, values = codes(data["metric"]), data["value"].to_numpy()
    coarse: list[Rows] = []
    for code in np.unique(metric[np.isfinite(values)]):
        rows = np.flatnonzero((metric == code) & np.isfinite(values))
        step = rounding_step(data.take(pa.array(rows)), "value")
        if len(rows) >= FEW and step == 1 and 0 < COARSE * np.ptp(values[rows]) < 1:
            coarse.append(rows)
    message = "the figures are whole numbers; rounding may hide the changes looked for"
    return [f for rows in coarse for f in _by_metric(data, "rounded_input", "value", rows, message)]
