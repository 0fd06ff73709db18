"""What a promise means in the period from which changes start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from equitygap.config.target import Target as Promise
from equitygap.decompose import period_rows
from equitygap.errors import DataError, UsageError
from equitygap.pipeline.decomposing import Asked
from equitygap.scenario import Target, what_if, who_is_compared

if TYPE_CHECKING:
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
    if promise.reduce is not None and promise.announced is not None and not is_fixed:
        return Target(gap=(1 - promise.reduce) * promise.announced.gap)
    years = _baseline_years(promise)
    if (
        promise.reduce is not None
        and promise.announced is None
        and _periods(rows, years) == _periods(rows, [year])
    ):
        return Target(reduce=promise.reduce)
    before, now = _mean_observed(rows, asked, years), _mean_observed(rows, asked, [year])
    return Target(
        gap={
            who: _promised_gap(promise, gap) + is_fixed * (now[who][1] - benchmark)
            for who, (gap, benchmark) in before.items()
            if who in now
        }
    )


def _promised_gap(promise: Promise, baseline_gap: float) -> float:
    if promise.reduce is None:
        return float(promise.gap or 0.0)
    return (1 - promise.reduce) * (promise.announced.gap if promise.announced else baseline_gap)


def _baseline_years(promise: Promise) -> list[float]:
    if promise.baseline is None:
        raise UsageError(
            "where does the promise start from? Say `--baseline YEAR`, or give `target.baseline`"
        )
    if promise.baseline.rule == "fitted":
        raise UsageError(_FITTED)
    return list(promise.baseline.years)


def _periods(rows: pd.DataFrame, years: list[float]) -> list[list[float]]:
    try:
        return [period_rows(rows, year)[["start", "end"]].iloc[0].tolist() for year in years]
    except DataError as error:
        raise DataError(
            f"the promise starts from {', '.join(f'{year:g}' for year in years)}: {error}"
        ) from None


def _mean_observed(rows: pd.DataFrame, asked: Asked, years: list[float]) -> Observed:
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
