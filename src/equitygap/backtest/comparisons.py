"""Which gaps a backtest follows: picked on the first training years, as a promise picks its areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from equitygap.panel import Contrast, Floats, Indices

#: A group needs this many areas to be a group at all.
FEWEST_AREAS: Final = 3
#: Comparisons are picked on the mean of the first three training points.
PICKED_ON: Final = 3
#: How far under its group's mean an area must be to be followed, in years of life expectancy.
WORSE_BY: Final = 0.3
WORST_SHARE: Final = 0.1

GROUP: Final = -1


@dataclass(frozen=True)
class Picked:
    """Comparisons (C): a benchmark area (`GROUP` for the group's mean) and a focus area each."""

    kind: tuple[str, ...]
    benchmark: Indices
    focus: Indices
    areas: int

    def contrast(self, sign: int) -> Contrast:
        """Return the gaps, positive where the focus is worse, as contrasts of deviations from the mean.

        The mean of n areas holds the focus: x̄ − x varies (n − 1)/n times as much as x.
        """
        number = np.arange(len(self.focus))
        against = self.benchmark != GROUP
        coefficient = np.concatenate(
            [np.full(len(number), -float(sign)), np.full(against.sum(), float(sign))]
        )
        return Contrast(
            count=len(number),
            comparison=np.concatenate([number, number[against]]),
            area=np.concatenate([self.focus, self.benchmark[against]]),
            coefficient=coefficient,
            variance_coefficient=np.where(np.append(against, against[against]), 1.0, 1 - 1 / self.areas),
        )


def pick(deviations: Floats, *, sign: int, unit: float) -> Picked:
    """Pick the comparisons of a group from its training data (A, T), as deviations from the group's mean.

    `area-vs-group`: the group's mean against every area that is worse by more than 0.3 years.
    `best-vs-worst-decile`: the best area against each of the worst tenth (at least one). `sign` is −1 where
    lower is better; `unit` scales the 0.3 years for other metrics.
    """
    standing = sign * deviations[:, :PICKED_ON].mean(axis=1)
    order = np.argsort(standing, kind="stable")
    order = order[np.isfinite(standing[order])]
    if len(order) < FEWEST_AREAS:
        nothing = np.array([], dtype=np.intp)
        return Picked((), nothing, nothing, len(order))
    worst = order[: int(np.ceil(len(order) * WORST_SHARE))]
    below = np.flatnonzero(standing < -WORSE_BY * unit)
    return Picked(
        kind=("best-vs-worst-decile",) * len(worst) + ("area-vs-group",) * len(below),
        benchmark=np.concatenate([np.full(len(worst), order[-1]), np.full(len(below), GROUP)]),
        focus=np.concatenate([worst, below]),
        areas=len(order),
    )
