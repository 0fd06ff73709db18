"""The year in which a target is reached: on a line with Fieller's limits, else by simulated futures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from equitygap.forecast import GapForecast
from equitygap.panel import Floats
from equitygap.stats.crossing import crossing
from equitygap.stats.first_passage import first_passage
from equitygap.stats.trend import Line
from equitygap.trajectory.series import Mask

#: Simulated futures for each comparison: the quantiles of a year are then good to about a year.
DRAWS = 2_000

#: No later year is ever shown: nothing that is known today speaks of it.
LAST_YEAR = 2100.0


@dataclass(frozen=True)
class Reach:
    """The year in which a target is reached, with its limits, (C,): nan where there is none to show.

    `never` is the share of simulated futures that do not get there within the horizon, nan for a line.
    `beyond` marks a year later than the horizon, `unbounded` a missing upper limit, `not_closing` a line
    along which the gap does not close.
    """

    year: Floats
    lower: Floats
    upper: Floats
    never: Floats
    beyond: Mask
    unbounded: Mask
    not_closing: Mask


def reach(
    forecast: GapForecast,
    line: Line,
    targets: Floats,
    *,
    after: float,
    wanted: Mask,
    last_year: float,
    confidence: float,
    seed: int,
) -> list[Reach]:
    """Say when each gap comes down to each of `targets` (G, C), looking no further than `last_year`.

    Only years after `after` count. For the model `linear` the year is where the line crosses, which may lie
    in the past; for others it is the median of the first years in which simulated gaps are at or under the
    target.
    """
    straight = np.array([name == "linear" for name in forecast.model])
    future = (forecast.years > after) & (forecast.years <= last_year)
    known = np.isfinite(forecast.mean[:, future]).all(axis=1) & np.isfinite(targets).all(axis=0)
    drawn = wanted & ~straight & known
    found = [
        _put(_nothing(len(target)), wanted & straight, _on_the_line(line, target, confidence, last_year))
        for target in targets
    ]
    if drawn.any() and future.any():
        simulated = _simulated(forecast, targets, drawn, future, confidence, seed)
        found = [_put(into, drawn, one) for into, one in zip(found, simulated, strict=True)]
    return found


def _nothing(count: int) -> Reach:
    nan, no = np.full(count, np.nan), np.zeros(count, dtype=bool)
    return Reach(nan, nan, nan, nan, no, no, no)


def _put(into: Reach, rows: Mask, found: Reach) -> Reach:
    return Reach(**{name: np.where(rows, getattr(found, name), old) for name, old in vars(into).items()})


def _simulated(
    forecast: GapForecast,
    targets: Floats,
    rows: Mask,
    future: Mask,
    confidence: float,
    seed: int,
) -> Iterator[Reach]:
    columns, at = np.flatnonzero(future), np.flatnonzero(rows)
    chances = first_passage(
        forecast.mean[np.ix_(at, columns)],
        forecast.covariance[np.ix_(at, columns, columns)],
        forecast.degrees_of_freedom[at],
        targets[:, at],
        draws=DRAWS,
        generator=np.random.default_rng(seed),
    )
    years, tail = forecast.years[future], (1 - confidence) / 2
    for chance in chances:
        low, middle, high = (
            _spread(_first_year(years, chance, share), rows) for share in (tail, 0.5, 1 - tail)
        )
        yield Reach(
            year=_finite(middle),
            lower=_finite(low),
            upper=_finite(high),
            never=_spread(1 - chance[:, -1], rows),
            beyond=np.isposinf(middle),
            unbounded=np.isposinf(high) & np.isfinite(middle),
            not_closing=np.zeros(len(rows), dtype=bool),
        )


def _first_year(years: Floats, chance: Floats, share: float) -> Floats:
    """Return the first year by which the chance (C, H) has come to `share`, inf where it never does."""
    there = chance >= share
    return np.where(there[:, -1], years[there.argmax(axis=1)], np.inf)


def _spread(values: Floats, rows: Mask) -> Floats:
    out = np.full(len(rows), np.nan)
    out[rows] = values
    return out


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)


def _on_the_line(line: Line, target: Floats, confidence: float, last: float) -> Reach:
    found = crossing(line, target, confidence=confidence)
    closing = line.slope < 0

    def shown(year: Floats) -> Floats:
        return np.where(closing & np.isfinite(year) & (year <= last), year, np.nan)

    return Reach(
        year=shown(found.year),
        lower=shown(found.lower),
        upper=shown(found.upper),
        never=np.full(len(target), np.nan),
        beyond=closing & (found.year > last),
        unbounded=closing & ~np.isfinite(found.upper) & np.isfinite(found.year),
        not_closing=np.isfinite(line.slope) & ~closing,
    )
