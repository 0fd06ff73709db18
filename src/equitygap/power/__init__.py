"""What can be detected, and when: ESTIMATES (or COUNTS) and a promise in, POWER out.

Readings of a gap are windows of one or more years that follow one another without overlap. A year's standard
error is taken from the data, and a window of w years has that over √w.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from equitygap import tables
from equitygap.panel import Better
from equitygap.power.cases import cases, known
from equitygap.power.promise import Plan, Promise
from equitygap.power.rows import chance_of, labels, last_years, rows
from equitygap.power.sentences import sentences

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["power", "power_curve", "sentences"]


def power(
    table: pd.DataFrame | pa.Table,
    *,
    benchmark: str,
    baseline: float,
    by: float,
    reduce: float | None = None,
    gap: float | None = None,
    level: float | None = None,
    focus: Sequence[str] | str = (),
    pool: str | None = None,
    contains: Sequence[str] = (),
    metric: str | None = None,
    better: Better = None,
    windows: Sequence[int] = (1, 3, 5),
    populations: Sequence[float] = (),
    wanted: float = 0.8,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return what can be told from chance, for every comparison and window: a POWER table.

    The promise is one of `reduce` (a share, 0 to 1, of the baseline gap), `gap` and `level`. Its straight
    path is told from no change by the slope of a line through the readings since the baseline, with chance
    `wanted`. `target_below_noise` flags a promise smaller than what two readings can tell apart.

    A year's variance is the mean of those known from the baseline on. `populations` adds rows for a focus
    of that many people, whose variance is the focus's own times the ratio of the two. COUNTS become life
    expectancies at birth first. Raises UsageError for a promise that is none, DataError for a baseline that
    is not in the data.
    """
    import pandas as pd

    promised = Promise(baseline, by, reduce, gap, level)
    plan = Plan(tuple(windows), tuple(populations), wanted, confidence)
    parts = [
        rows(*case, promised, plan)
        for case in cases(table, benchmark, focus, pool, contains, metric, better, baseline)
    ]
    out = pd.concat(parts, ignore_index=True)
    names = [n for n in tables.names("power") if n in out and not (n == "group" and out[n].isna().all())]
    return out[names]


def power_curve(
    table: pd.DataFrame | pa.Table,
    *,
    benchmark: str,
    baseline: float,
    by: float,
    reduce: float | None = None,
    gap: float | None = None,
    level: float | None = None,
    focus: Sequence[str] | str = (),
    pool: str | None = None,
    contains: Sequence[str] = (),
    metric: str | None = None,
    better: Better = None,
    windows: Sequence[int] = (1, 3, 5),
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the chance of telling the promised path from no change, by the last year of data: POWER_CURVE.

    Arguments: see `power`. The curve ends with the target year.
    """
    import pandas as pd

    promised = Promise(baseline, by, reduce, gap, level)
    parts = []
    for panel, pairs in cases(table, benchmark, focus, pool, contains, metric, better, baseline):
        found = known(panel, pairs, promised)
        for window in windows:
            last = last_years(found.first_year, window, by)
            chance = chance_of(found.per_year, found.yearly, window, len(last), confidence)
            frame = labels(panel, pairs).assign(window=window)
            frame = frame.loc[frame.index.repeat(len(last))].reset_index(drop=True)
            parts.append(frame.assign(year=np.tile(last, len(chance)), power=chance.reshape(-1)))
    out = pd.concat(parts, ignore_index=True)
    names = [
        n for n in tables.names("power_curve") if n in out and not (n == "group" and out[n].isna().all())
    ]
    return out[names]
