"""What if rates change, and what it takes to reach the target of a config."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from equitygap.config import Config
from equitygap.errors import UsageError
from equitygap.pipeline.assessing import promise_of
from equitygap.pipeline.decomposing import Asked, compared, with_benchmark
from equitygap.pipeline.reading import Inputs
from equitygap.pipeline.targets import target_of
from equitygap.scenario import (
    Change,
    Road,
    Scenario,
    Target,
    deaths_to_avert,
    solve,
    what_if,
)

if TYPE_CHECKING:
    import pandas as pd

    Asking = Iterator[tuple[pd.DataFrame, Asked, float, Target | None]]


@dataclass(frozen=True)
class Today:
    """The present from which changes start, where it is not what the config says.

    `period` is a mid-point, or a year that only one period contains; the latest period where None. `goal`
    takes the place of the config's target. `at` is the age at which expectancies are compared, as for
    `compared`.
    """

    period: float | None = None
    goal: Target | None = None
    at: int | None = None


LATEST = Today()


def what_if_table(config: Config, inputs: Inputs, today: Today = LATEST) -> pd.DataFrame:
    """Return WHAT_IF: the gaps of today under each of the config's scenarios.

    A target that is a share of an earlier baseline's gap is worked out from that baseline's data.
    """
    scenarios = [
        Scenario(
            one.name,
            tuple(Change(c.cut or 0.0, c.toward_benchmark or 0.0, c.causes, c.ages) for c in one.changes),
            one.start,
            one.full_by,
        )
        for one in config.scenarios
    ]
    return _joined(
        what_if(rows, scenarios, period=year, target=target, confidence=config.confidence, **asked)
        for rows, asked, year, target in _asking(config, inputs, today)
    )


def solutions_table(config: Config, inputs: Inputs, today: Today = LATEST) -> pd.DataFrame:
    """Return SOLUTIONS: what it takes today to reach the target, on each of the config's roads."""
    return _joined(
        solve(rows, _needed(target), roads=_roads(config), period=year, confidence=config.confidence, **asked)
        for rows, asked, year, target in _asking(config, inputs, today)
    )


def deaths_to_avert_table(config: Config, inputs: Inputs, today: Today = LATEST) -> pd.DataFrame:
    """Return DEATHS_TO_AVERT: the deaths that each of the config's roads to the target means."""
    return _joined(
        deaths_to_avert(rows, _needed(target), roads=_roads(config), period=year, **asked)
        for rows, asked, year, target in _asking(config, inputs, today)
    )


def _asking(config: Config, inputs: Inputs, today: Today) -> Asking:
    """Yield each comparison's rows by age, what is asked of them, the period and the target."""
    for rows, asked in compared(config, inputs, at=today.at):
        asked = with_benchmark(asked)
        year = _latest(rows) if today.period is None else today.period
        target = today.goal
        if target is None and config.target is not None:
            target = target_of(promise_of(config), rows, asked, year)
        yield rows, asked, year, target


def _needed(target: Target | None) -> Target:
    if target is None:
        raise UsageError("what is to be reached? Say `--reduce 50%`, --to-gap or --level, or give `target`")
    return target


def _roads(config: Config) -> list[Road]:
    return [Road(one.name, one.causes, one.ages, one.toward) for one in config.roads]


def _latest(rows: pd.DataFrame) -> float:
    end = float(rows["end"].max())
    return (float(rows.loc[rows["end"] == end, "start"].max()) + end) / 2


def _joined(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat(frames, ignore_index=True)
