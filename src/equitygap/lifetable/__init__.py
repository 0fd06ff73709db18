"""COUNTS → life tables and life expectancies with intervals, for any age bands and places of any size.

Tables come back as the kind that was given, Arrow or pandas.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from equitygap.ages.grids import Table, by_age, like
from equitygap.lifetable.estimate import estimate
from equitygap.lifetable.frames import estimates_table, life_tables_table
from equitygap.lifetable.policy import Policy, PolicyOptions

__all__ = ["Policy", "PolicyOptions", "expectancies", "life_tables"]


def life_tables(counts: Table, **policy: Unpack[PolicyOptions]) -> Table:
    """Return a LIFE_TABLES table: one life table for each area, group and period of COUNTS.

    The columns from qx on are null wherever the figures are withheld, and `note` says why. The options
    are those of `Policy`. Raises DataError for bands that make no grid, UsageError for an unknown option.
    """
    chosen = Policy(**policy)
    split = by_age(counts)
    parts = [part for block in split.blocks for part in estimate(block, chosen)]
    result: Table = like(counts, life_tables_table(split.keys, parts))
    return result


def expectancies(counts: Table, *, at: Sequence[int] = (0,), **policy: Unpack[PolicyOptions]) -> Table:
    """Return an ESTIMATES table: life expectancy at each of the ages `at`, for each area, group and period.

    The metric is `life_expectancy` at birth and `life_expectancy_65` at 65. A withheld value is null and
    `note` says why. The options are those of `Policy`. Raises UsageError for an age at which no band
    starts.
    """
    chosen = Policy(**policy)
    split = by_age(counts)
    parts = [part for block in split.blocks for part in estimate(block, chosen)]
    result: Table = like(counts, estimates_table(split, parts, at))
    return result
