"""COUNTS or RATES → life tables and expectancies with intervals, for any age bands and places of any size.

Tables come back as the kind that was given, Arrow or pandas.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Unpack

from equitygap.ages.grids import Table, all_causes, as_arrow, like
from equitygap.lifetable.areas import AreaMap, elsewhere
from equitygap.lifetable.frames import check_ages
from equitygap.lifetable.policy import Policy, PolicyOptions
from equitygap.lifetable.whole import Progress, expectancies_of, life_tables_of

__all__ = ["AreaMap", "Policy", "PolicyOptions", "expectancies", "life_tables"]


def life_tables(
    counts: Table,
    *,
    progress: Progress | None = None,
    areas: AreaMap | None = None,
    **policy: Unpack[PolicyOptions],
) -> Table:
    """Return a LIFE_TABLES table: one life table for each area, group and period of COUNTS or RATES.

    The columns from qx on are null wherever the figures are withheld, and `note` says why. The options
    are those of `Policy`. `progress` is called with how much is done, of how much. With `areas` the work is
    done elsewhere, whole areas at a time, and the table is the same. Raises DataError for bands that make no
    grid, UsageError for an unknown option.
    """
    asked, whole = Policy(**policy), all_causes(as_arrow(counts))
    if areas is None or asked.shares_parameters:
        found = life_tables_of(whole, policy=asked, progress=progress)
    else:
        found = elsewhere(areas, whole, partial(life_tables_of, policy=asked))
    result: Table = like(counts, found)
    return result


def expectancies(
    counts: Table,
    *,
    at: Sequence[int] = (0,),
    progress: Progress | None = None,
    areas: AreaMap | None = None,
    **policy: Unpack[PolicyOptions],
) -> Table:
    """Return an ESTIMATES table: life expectancy at each of the ages `at`, for each area, group and period.

    `counts` are COUNTS, or RATES: then the standard errors of the rates make the intervals, rules about
    person-years do not apply, and there is no column `population`. The metric is `life_expectancy` at birth
    and `life_expectancy_65` at 65. A withheld value is null and `note` says why. The options are those of
    `Policy`; `progress` is called with how much is done, of how much. With `areas` the work is done
    elsewhere, whole areas at a time, and the table is the same. Raises UsageError for an age at which no band
    starts.
    """
    asked, whole = Policy(**policy), all_causes(as_arrow(counts))
    check_ages(whole["age"], at)
    if areas is None or asked.shares_parameters:
        found = expectancies_of(whole, at=tuple(at), policy=asked, progress=progress)
    else:
        found = elsewhere(areas, whole, partial(expectancies_of, at=tuple(at), policy=asked))
    result: Table = like(counts, found)
    return result
