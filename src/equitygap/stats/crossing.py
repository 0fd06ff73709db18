"""When a line reaches a value: the year, and Fieller's limits for it, which may be unbounded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from equitygap.stats.student import quantile
from equitygap.stats.trend import Line

Floats = NDArray[np.float64]

#: What the set of years that the data allow looks like.
KINDS: Final = {
    "interval": "between `lower` and `upper`",
    "from_lower": "at or after `lower`, and also at or before `opposite`",
    "to_upper": "at or before `upper`, and also at or after `opposite`",
    "always": "any year at all",
    "never": "no year: a flat line without uncertainty, away from the target",
    "unknown": "the line or its uncertainty is unknown",
}


@dataclass(frozen=True)
class Crossing:
    """The years (N,) at which lines reach their targets, with limits.

    `year` is the estimate: infinite where a flat line is away from its target, nan where it lies on it.
    `lower` and `upper` bound the part of the confidence set that holds the estimate, -inf or inf where it is
    unbounded, nan where there is none. `opposite` is the end of the other part where there are two (the line
    may as well rise as fall), else nan. `kind` is one of KINDS.
    """

    year: Floats
    lower: Floats
    upper: Floats
    opposite: Floats
    kind: NDArray[np.str_]


def crossing(line: Line, target: Floats | float, *, confidence: float = 0.95) -> Crossing:
    """Return when each line is at `target` (N,), whether rising or falling, in the past or in the future.

    The limits are Fieller's: all t with (level + slope (t - centre) - target)² <= q² Var(line at t), where q
    is the line's normal or t quantile. They form an interval if and only if the slope differs from 0 at
    this confidence; otherwise two rays or all years. A `confidence` not between 0 and 1 raises ValueError.

    Source: Fieller EC (1954), Some problems in interval estimation, J R Stat Soc B 16:175.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, but got {confidence}")
    u = line.level - target
    q2 = quantile((1 + confidence) / 2, line.degrees_of_freedom) ** 2
    # The set is k2 d² + 2 k1 d + k0 <= 0, where d counts years from the centre.
    k2 = line.slope**2 - q2 * line.slope_variance
    k1, k0 = u * line.slope, u**2 - q2 * line.level_variance
    discriminant = q2 * (line.level_variance * k2 + u**2 * line.slope_variance)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ahead = np.where((line.slope == 0) & (u != 0), np.inf, -u / line.slope)
    low, high = _roots(k2, k1, k0, discriminant)
    flat = (k2 == 0) & (k1 == 0)
    kind = np.select(
        [np.isnan(k2), flat & (k0 > 0), flat | (discriminant < 0), k2 >= 0, ahead >= high],
        ["unknown", "never", "always", "interval", "from_lower"],
        "to_upper",
    )
    year = line.centre + ahead
    return _limits(year, kind, line.centre + low, line.centre + high)


def _roots(k2: Floats, k1: Floats, k0: Floats, discriminant: Floats) -> tuple[Floats, Floats]:
    """Solutions of k2 d² + 2 k1 d + k0 = 0 in order, without cancellation; nan where there is none."""
    far = -(k1 + np.copysign(np.sqrt(np.where(discriminant >= 0, discriminant, np.nan)), k1))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        one, other = far / k2, np.where(far == 0, far / k2, k0 / far)
    return np.minimum(one, other), np.maximum(one, other)


def _limits(year: Floats, kind: NDArray[np.str_], low: Floats, high: Floats) -> Crossing:
    interval, after, before, always = (
        kind == name for name in ("interval", "from_lower", "to_upper", "always")
    )
    return Crossing(
        year=year,
        lower=np.select([interval, after, before | always], [low, high, -np.inf], np.nan),
        upper=np.select([interval, before, after | always], [high, low, np.inf], np.nan),
        opposite=np.select([after, before], [low, high], np.nan),
        kind=kind,
    )
