"""The comparisons of a table, and what the data say of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from equitygap.errors import DataError
from equitygap.gap import Pairs, pair_up, period_of
from equitygap.lifetable import expectancies
from equitygap.panel import Better, Floats, Panel, panels
from equitygap.power.promise import Promise

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True)
class Known:
    """What the data say of each comparison (C): variances are of one year's gap, and of its focus's part."""

    first_year: int
    last_year: int
    baseline_year: float
    change: Floats
    per_year: Floats
    yearly: Floats
    of_focus: Floats
    population: Floats
    flags: tuple[tuple[str, ...], ...]


def cases(
    table: pd.DataFrame | pa.Table,
    benchmark: str,
    focus: Sequence[str] | str,
    pool: str | None,
    contains: Sequence[str],
    metric: str | None,
    better: Better,
    baseline: float,
) -> list[tuple[Panel, Pairs]]:
    """Return each metric and group with its comparisons."""
    import pandas as pd

    frame = table if isinstance(table, pd.DataFrame) else table.to_pandas()
    estimates = expectancies(frame) if "deaths" in frame else frame
    found = [
        (
            panel,
            pair_up(
                panel,
                benchmark=benchmark,
                focus=[focus] if isinstance(focus, str) else focus,
                pool=pool,
                contains=contains,
                better=better,
                weights_at=period_of(panel, baseline),
            ),
        )
        for panel in panels(estimates)
        if metric in (None, panel.metric)
    ]
    if not found:
        raise DataError(f"there is no metric '{metric}' in the data")
    return found


def known(panel: Panel, pairs: Pairs, promised: Promise) -> Known:
    at = period_of(panel, promised.baseline)
    years = panel.end - panel.start + 1
    since = panel.year >= panel.year[at]
    gap, level = pairs.difference.of(panel.value)[:, at], pairs.benchmark_side.of(panel.value)[:, at]
    variance = panel.standard_error**2 * years
    yearly, of_benchmark = (
        _mean_of_known(side.variance_of(variance)[:, since])
        for side in (pairs.difference, pairs.benchmark_side)
    )
    people = panel.population / years
    change = promised.change(gap, level, pairs.sign)
    index = {name: i for i, name in enumerate(panel.areas)}
    return Known(
        first_year=int(panel.start[at]),
        last_year=int(panel.end.max()),
        baseline_year=float(panel.year[at]),
        change=change,
        per_year=change / (promised.by - panel.year[at]),
        yearly=yearly,
        of_focus=yearly - of_benchmark,
        population=np.array([people[[index[name] for name in m], at].sum() for m in pairs.members]),
        flags=pairs.flags,
    )


def _mean_of_known(variance: Floats) -> Floats:
    """Return the mean of each row's known variances; nan where none is known."""
    known = ~np.isnan(variance)
    count = known.sum(axis=1)
    total = np.where(known, variance, 0).sum(axis=1)
    mean: Floats = np.divide(total, count, out=np.full(len(variance), np.nan), where=count > 0)
    return mean
