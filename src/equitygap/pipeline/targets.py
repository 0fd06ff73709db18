"""What a promise means in the period from which changes start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from equitygap.decompose import period_rows
from equitygap.errors import DataError, UsageError
from equitygap.pipeline.decomposing import Asked
from equitygap.scenario import Target, what_if, who_is_compared
from equitygap.trajectory import Promise

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from equitygap.scenario.plan import Who

    #: The gap and the benchmark's expectancy of each comparison.
    Observed = dict[Who, tuple[float, float]]

_FITTED: Final = (
    "the promise starts from a fitted baseline, which only `trajectory` works out; give the gap to come down "
    "to with --to-gap"
)


def target_of(promise: Promise, rows: pd.DataFrame, asked: Asked, year: float) -> Target:
    """Return a promise as a target for the period of `year`, from the rows by age of one comparison.

    A share of the gap at an earlier baseline becomes a gap for each focus and group, and a benchmark that
    stays as it was at the baseline moves that gap by what the benchmark has gained since. Raises DataError
    where the rows do not hold the baseline.
    """
    if promise.level is not None:
        return Target(level=promise.level)
    is_fixed = promise.benchmark == "fixed"
    if promise.gap is not None and not is_fixed:
        return Target(gap=promise.gap)
    years = _baseline_years(promise)
    if promise.relative_to_baseline and _periods(rows, years) == _periods(rows, [year]):
        return Target(reduce=promise.reduce)
    before, now = _mean_observed(rows, asked, years), _mean_observed(rows, asked, [year])
    announced = dict(promise.announced_for(list(dict.fromkeys(focus for focus, _ in before))))
    return Target(
        gap={
            who: _promised(promise, announced.get(who[0], gap)) + is_fixed * (now[who][1] - benchmark)
            for who, (gap, benchmark) in before.items()
            if who in now
        }
    )


def _promised(promise: Promise, baseline_gap: float) -> float:
    return (1 - promise.reduce) * baseline_gap if promise.reduce is not None else float(promise.gap or 0.0)


def _baseline_years(promise: Promise) -> Sequence[float]:
    if promise.baseline_kind == "fitted":
        raise UsageError(_FITTED)
    if not promise.baseline_years:
        raise UsageError(
            "where does the promise start from? Say `--baseline YEAR`, or give `target.baseline`"
        )
    return promise.baseline_years


def _periods(rows: pd.DataFrame, years: Sequence[float]) -> list[list[float]]:
    try:
        return [period_rows(rows, year)[["start", "end"]].iloc[0].tolist() for year in years]
    except DataError as error:
        raise DataError(
            f"the promise starts from {', '.join(f'{year:g}' for year in years)}: {error}"
        ) from None


def _mean_observed(rows: pd.DataFrame, asked: Asked, years: Sequence[float]) -> Observed:
    """Return the means over some periods of each comparison that all of them hold."""
    each = [what_if(rows, [], period=year, **asked) for year in years]
    found = [
        dict(zip(who_is_compared(one), one[["gap", "benchmark_value"]].to_numpy(float).tolist(), strict=True))
        for one in each
    ]
    return {
        who: (
            sum(one[who][0] for one in found) / len(found),
            sum(one[who][1] for one in found) / len(found),
        )
        for who in found[0]
        if all(who in one for one in found)
    }
