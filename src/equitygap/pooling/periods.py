"""Single years of COUNTS → windows of several years."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from equitygap.ages.grids import Table, as_arrow, like
from equitygap.errors import UsageError
from equitygap.pooling.adding import added_up, noted


def pool_periods(counts: Table, *, years: int, step: int = 1) -> Table:
    """Return counts of windows of `years` years, a window starting every `step` years from the first one.

    Windows overlap where `step` is less than `years`; their start and end say so, and a trajectory counts the
    covariance. An area that lacks some of a window's years keeps the rest, noted `years_missing`.

    Raises UsageError where a row is not a single year or no window fits in.
    """
    table = as_arrow(counts)
    if not pc.all(pc.equal(table["start"], table["end"])).as_py():
        raise UsageError("pool_periods needs single years: start and end must be equal in every row")
    first, last = (int(table["start"].to_numpy().min()), int(table["start"].to_numpy().max()))
    if years < 1 or step < 1 or first + years - 1 > last:
        raise UsageError(
            f"windows of {years} years, every {step}, do not fit into the years {first} to {last}"
        )
    windows = [_window(table, start, years) for start in range(first, last - years + 2, step)]
    result: Table = like(counts, pa.concat_tables([window for window in windows if len(window)]))
    return result


def _window(table: pa.Table, start: int, years: int) -> pa.Table:
    inside = pc.and_(pc.greater_equal(table["start"], start), pc.less(table["start"], start + years))
    rows = table.filter(inside)
    for name, year in (("start", start), ("end", start + years - 1)):
        column = pa.array(np.full(len(rows), year), table["start"].type)
        rows = rows.set_column(rows.column_names.index(name), name, column)
    added, together = added_up(rows)
    pooled = np.full(len(added), years > 1)
    return noted(added, {"pooled_years": pooled, "years_missing": together < years})
