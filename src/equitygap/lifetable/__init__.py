"""COUNTS or RATES → life tables and expectancies with intervals, for any age bands and places of any size.

Tables come back as the kind that was given, Arrow or pandas.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from equitygap.ages.grids import ByAge, Table, as_arrow, by_age, like
from equitygap.lifetable.estimate import Estimated, estimate
from equitygap.lifetable.frames import estimates_table, life_tables_table
from equitygap.lifetable.policy import Policy, PolicyOptions
from equitygap.lifetable.published import estimate_published, is_rates, per_person_year

__all__ = ["Policy", "PolicyOptions", "expectancies", "life_tables"]


def life_tables(counts: Table, **policy: Unpack[PolicyOptions]) -> Table:
    """Return a LIFE_TABLES table: one life table for each area, group and period of COUNTS or RATES.

    The columns from qx on are null wherever the figures are withheld, and `note` says why. The options
    are those of `Policy`. Raises DataError for bands that make no grid, UsageError for an unknown option.
    """
    split, parts = _estimated(counts, Policy(**policy))
    result: Table = like(counts, life_tables_table(split.keys, parts))
    return result


def expectancies(counts: Table, *, at: Sequence[int] = (0,), **policy: Unpack[PolicyOptions]) -> Table:
    """Return an ESTIMATES table: life expectancy at each of the ages `at`, for each area, group and period.

    `counts` are COUNTS, or RATES: then the standard errors of the rates make the intervals, rules about
    person-years do not apply, and there is no column `population`. The metric is `life_expectancy` at birth
    and `life_expectancy_65` at 65. A withheld value is null and `note` says why. The options are those of
    `Policy`. Raises UsageError for an age at which no band starts.
    """
    split, parts = _estimated(counts, Policy(**policy))
    found = estimates_table(split, parts, at)
    result: Table = like(counts, found.drop_columns(["population"]) if is_rates(as_arrow(counts)) else found)
    return result


def _estimated(table: Table, policy: Policy) -> tuple[ByAge, list[Estimated]]:
    given = as_arrow(table)
    one = estimate_published if is_rates(given) else estimate
    split = by_age(per_person_year(given) if is_rates(given) else given)
    return split, [part for block in split.blocks for part in one(block, policy)]
