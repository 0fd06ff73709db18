"""Variance and limits of expectancies from simulated deaths, each stratum with random numbers of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from equitygap.ages.grids import Block
from equitygap.stats import mortality
from equitygap.stats.mortality import LifeTable
from equitygap.streams import stream

Floats = NDArray[np.float64]

#: Simulated numbers held at once.
_DRAWN_AT_ONCE: Final = 2_000_000
_NAME: Final = ("area", "group", "start", "end")


@dataclass(frozen=True)
class Simulated:
    """The variance (strata, ages) and the limits (2, strata, ages) of simulated expectancies.

    The variance is infinite where some draw is.
    """

    variance: Floats
    limits: Floats


def simulated(
    block: Block, table: LifeTable, keys: pa.Table, *, draws: int, seed: int, confidence: float
) -> Simulated:
    """Simulate the deaths of a block; `keys` are the columns that name its strata, by their numbers."""
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    out = Simulated(np.empty_like(table.ex), np.empty((2, *table.ex.shape)))
    at_once = max(1, _DRAWN_AT_ONCE // (draws * len(block.bands)))
    for first in range(0, len(block.stratum), at_once):
        rows = slice(first, first + at_once)
        drawn = mortality.expectancy_draws(
            block.deaths[rows],
            block.population[rows],
            width=block.width,
            ax=table.ax[rows],
            draws=draws,
            generators=_streams(keys, block.stratum[rows], seed),
        )
        infinite = np.asarray(np.isinf(drawn).any(axis=1))
        finite = np.where(infinite[:, None], 0, drawn)
        out.variance[rows] = np.where(infinite, np.inf, np.var(finite, axis=1, ddof=1))
        # An order statistic, not an average of two: a limit between a number and infinity would be infinite.
        out.limits[:, rows] = np.quantile(drawn, tails, axis=1, method="inverted_cdf")
    return out


def _streams(keys: pa.Table, strata: NDArray[np.intp], seed: int) -> Iterator[np.random.Generator]:
    here = keys.take(pa.array(strata))
    names: list[Any] = [
        here[name].to_pylist() if name in here.column_names else [None] * len(here) for name in _NAME
    ]
    return (stream(seed, *name) for name in zip(*names, strict=True))
