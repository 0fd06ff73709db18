"""Both sides of every comparison as arrays, and the delta method on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from equitygap.decompose.frames import Words, joined
from equitygap.decompose.schedules import Floats, Indices, Schedules
from equitygap.decompose.setting import Setting, withheld
from equitygap.errors import DataError
from equitygap.scenario.plan import Target
from equitygap.stats.mortality import expectancy_gradient, life_table, phe_ax

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Side:
    """Rates (P, X, K), their variances, the spread of populations (P, X), e₀ (P,) and its gradient (P, X)."""

    rate: Floats
    variance: Floats
    spread: Floats
    expectancy: Floats
    gradient: Floats

    def noise(self, slope: Floats) -> Floats:
        """Return the variance, (P,), of something with these derivatives by the rates, (P, X, K).

        Rates are independent, but for the population that the causes of an age share.
        """
        own = (slope**2 * self.variance).sum(axis=(1, 2))
        return np.asarray(own + ((slope * self.rate).sum(axis=2) ** 2 * self.spread**2).sum(axis=1))


@dataclass(frozen=True)
class Sides:
    """Comparisons that can be judged (P); `population` (P, X) is the focus's a year, nan for rates."""

    schedules: Schedules
    labels: pd.DataFrame
    note: Words
    benchmark: Side
    focus: Side
    population: Floats

    @property
    def gap(self) -> Floats:
        """The gap today, (P,)."""
        return self.benchmark.expectancy - self.focus.expectancy

    def table(self, rate: Floats) -> tuple[Floats, Floats]:
        """Return e₀ (P,) and its gradient (P, X) for rates by cause (P, X, K)."""
        return expectancy_of(self.schedules, rate)

    def goal(self, target: Target) -> Floats:
        """Return the expectancy that the focus is to reach, (P,); nan where it has no target."""
        of_benchmark, own = target.weights()
        varying = of_benchmark * self.benchmark.expectancy + own * self.focus.expectancy
        return np.asarray(varying + target.constant(self.labels))


def expectancy_of(schedules: Schedules, rate: Floats) -> tuple[Floats, Floats]:
    """Return e₀ and its gradient, (P,) and (P, X), for rates by cause (P, X, K)."""
    ax = phe_ax(schedules.lower, schedules.width)
    found = life_table(rate.sum(axis=2), width=schedules.width, ax=ax)
    return found.ex[:, 0], expectancy_gradient(found)


def sides(asked: Setting, minimum_population: float) -> tuple[Sides, pd.DataFrame]:
    """Return the comparisons that can be judged, and the labels and notes of those that are withheld.

    Raises DataError when none can be judged.
    """
    schedules = asked.schedules
    reasons = withheld(schedules, minimum_population)
    reason = joined(reasons[asked.focus], reasons[asked.benchmark])
    good = reason == ""
    if not good.any():
        raise DataError(f"no comparison can be made: {', '.join(dict.fromkeys(reason))}")

    def side(strata: Indices) -> Side:
        rate = schedules.rate[strata]
        return Side(
            rate,
            schedules.variance[strata],
            schedules.population_error[strata],
            *expectancy_of(schedules, rate),
        )

    focus = asked.focus[good]
    out = Sides(
        schedules=schedules,
        labels=asked.labels[good].reset_index(drop=True),
        note=asked.note[good],
        benchmark=side(asked.benchmark[good]),
        focus=side(focus),
        population=schedules.population[focus] / schedules.years[focus][:, None],
    )
    return out, asked.labels[~good].assign(note=joined(reason[~good], asked.note[~good]))


def why_no_way(way: Floats) -> Words:
    """Return why there is no way to go to a target, (P,), in words of `FLAGS`; empty where there is."""
    met = np.where(way > 0, "", "target_already_met")
    return np.where(np.isnan(way), "no_baseline", met).astype(object)


def finished(parts: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    """Return the parts as one table with its columns in order; a group that nobody has is left out."""
    import pandas as pd

    out = pd.concat([part for part in parts if len(part)], ignore_index=True)
    kept = [name for name in columns if name in out and not (name == "group" and out[name].isna().all())]
    out["note"] = pd.Series([note or None for note in out["note"]], dtype=object)
    return out[kept]
