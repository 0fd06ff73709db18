"""COUNTS or RATES → life tables and expectancies with intervals, for any age bands and places of any size.

Tables come back as the kind that was given, Arrow or pandas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Unpack

from equitygap.ages.grids import Block, ByAge, Table, as_arrow, by_age, like
from equitygap.lifetable.estimate import Estimated, estimate
from equitygap.lifetable.frames import estimates_table, life_tables_table
from equitygap.lifetable.policy import Policy, PolicyOptions
from equitygap.lifetable.published import estimate_published, is_rates, per_person_year

__all__ = ["Policy", "PolicyOptions", "expectancies", "life_tables"]

Progress = Callable[[int, int], None]

#: Strata worked on at a time.
_AT_ONCE: Final = 4096


def life_tables(counts: Table, *, progress: Progress | None = None, **policy: Unpack[PolicyOptions]) -> Table:
    """Return a LIFE_TABLES table: one life table for each area, group and period of COUNTS or RATES.

    The columns from qx on are null wherever the figures are withheld, and `note` says why. The options
    are those of `Policy`. `progress` is called with how much is done, of how much. Raises DataError for bands
    that make no grid, UsageError for an unknown option.
    """
    split, parts = _estimated(counts, Policy(**policy), progress)
    result: Table = like(counts, life_tables_table(split.keys, parts))
    return result


def expectancies(
    counts: Table,
    *,
    at: Sequence[int] = (0,),
    progress: Progress | None = None,
    **policy: Unpack[PolicyOptions],
) -> Table:
    """Return an ESTIMATES table: life expectancy at each of the ages `at`, for each area, group and period.

    `counts` are COUNTS, or RATES: then the standard errors of the rates make the intervals, rules about
    person-years do not apply, and there is no column `population`. The metric is `life_expectancy` at birth
    and `life_expectancy_65` at 65. A withheld value is null and `note` says why. The options are those of
    `Policy`; `progress` is called with how much is done, of how much. Raises UsageError for an age at which
    no band starts.
    """
    split, parts = _estimated(counts, Policy(**policy), progress)
    found = estimates_table(split, parts, at)
    result: Table = like(counts, found.drop_columns(["population"]) if is_rates(as_arrow(counts)) else found)
    return result


def _estimated(table: Table, policy: Policy, progress: Progress | None) -> tuple[ByAge, list[Estimated]]:
    given = as_arrow(table)
    one = estimate_published if is_rates(given) else estimate
    split = by_age(per_person_year(given) if is_rates(given) else given)
    pieces = [piece for block in split.blocks for piece in _pieces(block, policy)]
    parts = []
    for done, piece in enumerate(pieces):
        if progress:
            progress(done, len(pieces))
        parts += one(piece, policy)
    return split, parts


def _pieces(block: Block, policy: Policy) -> Iterator[Block]:
    """Cut a block so that its arrays fit the processor's cache, unless areas have parameters in common."""
    whole = policy.small_area == "shrink" or policy.variance == "draws"
    size = max(1, len(block.stratum)) if whole else _AT_ONCE
    for first in range(0, len(block.stratum), size):
        yield block.take(slice(first, first + size))
