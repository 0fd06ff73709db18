"""A backtest: what the models would have said in the past, against what was then published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from equitygap.backtest.rolling import Plan, rolling_forecasts
from equitygap.backtest.summary import calibration, overall, summarise, supports, verdict_sentence
from equitygap.errors import DataError, UsageError, did_you_mean
from equitygap.panel import Better
from equitygap.words import MODELS

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "HORIZON",
    "TRAIN",
    "backtest",
    "calibration",
    "forecasts",
    "overall",
    "summarise",
    "supports",
    "verdict_sentence",
]

#: Numbers of training points, and years ahead, as far as the data allow.
TRAIN: Final = (5, 8, 10, 12)
HORIZON: Final = (3.0, 5.0, 8.0, 10.0)


def backtest(
    estimates: pd.DataFrame,
    *,
    better: Better = None,
    models: Sequence[str] = tuple(MODELS),
    train: Sequence[int] = TRAIN,
    horizon: Sequence[float] = HORIZON,
    reduce: float = 0.10,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Return the BACKTEST table of an ESTIMATES table: bias, error, CRPS, coverage, width and Brier score.

    One row for each metric, group, model, horizon and comparison, with `all` for the totals. See `forecasts`,
    which takes the same arguments, for what is forecast.
    """
    return summarise(
        forecasts(
            estimates,
            better=better,
            models=models,
            train=train,
            horizon=horizon,
            reduce=reduce,
            seed=seed,
            progress=progress,
        )
    )


def forecasts(
    estimates: pd.DataFrame,
    *,
    better: Better = None,
    models: Sequence[str] = tuple(MODELS),
    train: Sequence[int] = TRAIN,
    horizon: Sequence[float] = HORIZON,
    reduce: float = 0.10,
    every: int = 1,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Return every forecast with its outcome: rolling origins over the series of an ESTIMATES table.

    At each origin (every `every`-th period) the last `train` periods are known, and comparisons are picked on
    the first three of them: `area-vs-group`, the group's mean against every area that is worse by more than
    0.3 years, and `best-vs-worst-decile`, the best area against each of the worst tenth. What is forecast is
    the gap published `horizon` years later (by the same `source`, where the table has one), and `probability`
    that of its being at or under (1 − `reduce`) times the last published gap, where that is above 0.5 years.
    For other metrics than life expectancies the two thresholds scale with the spread between areas.

    `progress` is called with the origins done and their number. Raises UsageError for an unknown model or a
    reduction that is not a share, DataError where no series is long enough.
    """
    for name in models:
        if name not in MODELS:
            raise UsageError(
                f"there is no model '{name}'{did_you_mean(name, MODELS)}; known: {', '.join(MODELS)}"
            )
    if not 0 < reduce < 1:
        raise UsageError(f"the reduction must be a share between 0 and 1, but it is {reduce:g}")
    if min(train) < 3:
        raise UsageError(f"a training length must be 3 points or more, but one is {min(train)}")
    plan = Plan(tuple(models), tuple(train), tuple(horizon), reduce, every, seed)
    found = rolling_forecasts(estimates, plan, better=better, progress=progress)
    if found.empty:
        raise DataError(
            f"no series is long enough for a backtest: it takes {min(train)} periods and another one "
            f"{min(horizon):g} years after the last of them, in groups of 3 or more areas; "
            "give a shorter training length or horizon, or more years"
        )
    return found
