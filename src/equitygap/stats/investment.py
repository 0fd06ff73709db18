"""Present values of dated amounts, and what comes back of what was put in.

Sources: Sanders GD et al., JAMA 2016;316:1093-1103 (discounting, sensitivity); Phillips JJ, Return on
Investment in Training and Performance Improvement Programs (2003) ((benefit - cost) / cost); Nicholls J et
al., A Guide to Social Return on Investment (2012), stage 5 (benefit / input, attribution).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def present_value(
    amounts: ArrayLike, years: ArrayLike, *, base_year: float, rate: float, horizon: float
) -> float:
    """Return Σ amount / (1 + rate)^(year - base year) of the years from the base year to the horizon's last.

    The amounts of the base year are not discounted; the horizon counts it as the first year. What lies before
    or after is left out. Raises ValueError for a rate below 0 or a horizon below 1 year.

    >>> round(present_value([100, 110], [2020, 2021], base_year=2020, rate=0.1, horizon=2), 10)
    200.0
    """
    if not rate >= 0:
        raise ValueError(f"rate must be 0 or more, but got {rate}")
    if not horizon >= 1:
        raise ValueError(f"horizon must be 1 year or more, but got {horizon}")
    age = np.asarray(years, dtype=float) - base_year
    counted = (age >= 0) & (age < horizon)
    return float((np.asarray(amounts, dtype=float)[counted] / (1 + rate) ** age[counted]).sum())


def return_on_investment(benefits: ArrayLike, costs: ArrayLike, *, attribution: ArrayLike = 1.0) -> Floats:
    """Return (a B - C) / C: 0 where the attributed benefits only pay the costs, nan without costs.

    `attribution` a is the share of the benefits that is the investment's own doing.

    >>> float(return_on_investment(300, 100, attribution=0.5))
    0.5
    """
    return social_return(benefits, costs, attribution=attribution) - 1


def social_return(benefits: ArrayLike, costs: ArrayLike, *, attribution: ArrayLike = 1.0) -> Floats:
    """Return a B / C, the attributed benefits for each unit of cost; nan without costs."""
    b, c = np.asarray(benefits, dtype=float), np.asarray(costs, dtype=float)
    return np.asarray(np.asarray(attribution, dtype=float) * b / np.where(c > 0, c, np.nan))


def running_totals(amounts: ArrayLike, years: ArrayLike) -> tuple[Floats, Floats]:
    """Return the years with amounts, rising, and the sum of all amounts up to the end of each.

    >>> [figures.tolist() for figures in running_totals([5, 1, 2], [2021, 2020, 2021])]
    [[2020.0, 2021.0], [1.0, 8.0]]
    """
    distinct, place = np.unique(np.asarray(years, dtype=float), return_inverse=True)
    sums = np.bincount(place.reshape(-1), np.asarray(amounts, dtype=float), len(distinct))
    return distinct, np.cumsum(sums)
