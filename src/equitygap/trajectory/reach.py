"""The year in which a target is reached: on a line with Fieller's limits, else by its probability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from equitygap.forecast import GapForecast
from equitygap.panel import Floats
from equitygap.stats.crossing import crossing
from equitygap.stats.progress.targets import meets
from equitygap.trajectory.series import Mask
from equitygap.trajectory.standing import Standing

#: No later year is ever shown: nothing that is known today speaks of it.
LAST_YEAR = 2100.0


@dataclass(frozen=True)
class Reach:
    """The year in which a target is reached, with its limits, (C,): nan where there is none to show.

    `never` is the probability of not getting there within the horizon, nan for a line. `beyond` marks a year
    later than the horizon, `unbounded` a missing upper limit, `not_closing` a line along which the gap does
    not close, `ahead_of_figures` one that is already there while the latest figure is not.
    """

    year: Floats
    lower: Floats
    upper: Floats
    never: Floats
    beyond: Mask
    unbounded: Mask
    not_closing: Mask
    ahead_of_figures: Mask


def reach(
    forecast: GapForecast,
    facts: Standing,
    target: Floats,
    chance: Floats,
    *,
    wanted: Mask,
    last_year: float,
    confidence: float,
) -> Reach:
    """Say when each gap comes down to its `target` (C,), looking no further than `last_year`.

    `chance` (C, H) is the probability of being at or under it in each of the forecast's years. The
    distribution of the year is the highest such probability so far: its median is the first year in which
    the target is as likely reached as not, its tails are the limits, and what it lacks to one at the end is
    the share that never gets there. For the model `linear` this is Fieller's set, worked out on the line.
    """
    straight = np.array([name == "linear" for name in forecast.model])
    found = _put(_nothing(len(target)), wanted & straight, _on_the_line(facts, target, confidence, last_year))
    drawn = _by_chance(forecast.years, facts, chance, confidence, last_year)
    return _put(found, wanted & ~straight & np.isfinite(drawn.never), drawn)


def _nothing(count: int) -> Reach:
    nan, no = np.full(count, np.nan), np.zeros(count, dtype=bool)
    return Reach(nan, nan, nan, nan, no, no, no, no)


def _put(into: Reach, rows: Mask, found: Reach) -> Reach:
    return Reach(**{name: np.where(rows, getattr(found, name), old) for name, old in vars(into).items()})


def _by_chance(years: Floats, facts: Standing, chance: Floats, confidence: float, last_year: float) -> Reach:
    ahead = (years > facts.latest_year[:, None]) & (years <= last_year)
    so_far = np.maximum.accumulate(np.where(ahead, chance, 0.0), axis=1)
    tail = (1 - confidence) / 2
    low, middle, high = (_first_year(years, so_far, share) for share in (tail, 0.5, 1 - tail))
    nobody = np.zeros(len(chance), dtype=bool)
    return Reach(
        year=_finite(middle),
        lower=_finite(low),
        upper=_finite(high),
        never=1 - so_far[:, -1],
        beyond=np.isposinf(middle),
        unbounded=np.isposinf(high) & np.isfinite(middle),
        not_closing=nobody,
        ahead_of_figures=nobody,
    )


def _first_year(years: Floats, chance: Floats, share: float) -> Floats:
    """Return the first year by which the chance (C, H) has come to `share`, inf where it never does."""
    there = chance >= share
    return np.where(there[:, -1], years[there.argmax(axis=1)], np.inf)


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)


def _on_the_line(facts: Standing, target: Floats, confidence: float, last: float) -> Reach:
    line = facts.line
    found = crossing(line, target, confidence=confidence)
    closing = line.slope < 0
    too_early = closing & (found.year <= facts.latest_year) & ~meets(facts.latest_gap, target)

    def shown(year: Floats) -> Floats:
        return np.where(closing & ~too_early & np.isfinite(year) & (year <= last), year, np.nan)

    return Reach(
        year=shown(found.year),
        lower=shown(found.lower),
        upper=shown(found.upper),
        never=np.full(len(target), np.nan),
        beyond=closing & (found.year > last),
        unbounded=closing & ~too_early & ~np.isfinite(found.upper) & np.isfinite(found.year),
        not_closing=np.isfinite(line.slope) & ~closing,
        ahead_of_figures=too_early,
    )
