"""How far rates must fall for an expectancy to reach a value."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from equitygap.stats.mortality import life_table

Floats = NDArray[np.float64]

#: Halvings of the interval: enough for the last bit of a share between 0 and 1.
_HALVINGS = 60


def reduction_reaching(
    mx: ArrayLike, step: ArrayLike, target: ArrayLike, *, width: ArrayLike, ax: ArrayLike
) -> Floats:
    """Return the smallest share ρ of `step` that has to go for e₀(m − ρ step) to reach `target`.

    Bisection: e₀ rises with ρ. 0 where the target is reached already, nan where the whole step is not enough.

    `mx` and `step` (pairs, ages), deaths per person-year, with 0 ≤ step ≤ mx; `target` (pairs,) years;
    `width` and `ax` as for `life_table`. Raises ValueError for a step outside of the rates.

    A stationary population with one band lives 1/m years: from 40 to 50 the rate falls by a fifth.

    >>> reduction_reaching([[0.025]], [[0.025]], [50], width=[np.inf], ax=[np.nan]).round(12)
    array([0.2])
    """
    m, d, goal = (np.asarray(values, dtype=float) for values in (mx, step, target))
    if np.any(d < 0) or np.any(d > m):
        raise ValueError("step must lie between 0 and the rate, but some does not")

    def reached(share: Floats) -> NDArray[np.bool_]:
        return np.asarray(life_table(m - share[:, None] * d, width=width, ax=ax).ex[:, 0] >= goal)

    low, high = np.zeros(len(m)), np.ones(len(m))
    possible, already = reached(high), reached(low)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        enough = reached(middle)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(already, 0.0, np.where(possible, high, np.nan))
