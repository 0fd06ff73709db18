"""Whole areas → their tables: what runs here in one go, and elsewhere on one batch of areas after another.

An area's rows are the same to the last bit whatever other areas are in its batch, unless `Policy` says that
areas share parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import pyarrow as pa

from equitygap.ages.grids import Block, ByAge, by_age
from equitygap.lifetable.estimate import Estimated, estimate
from equitygap.lifetable.frames import estimates_table, life_tables_table
from equitygap.lifetable.policy import Policy
from equitygap.lifetable.published import estimate_published, is_rates, per_person_year

Progress = Callable[[int, int], None]

#: Strata worked on at a time.
_AT_ONCE: Final = 4096


def life_tables_of(counts: pa.Table, *, policy: Policy, progress: Progress | None = None) -> pa.Table:
    """Return the LIFE_TABLES of counts or rates, strata in the order of the counts."""
    split, parts = _estimated(counts, policy, progress)
    return life_tables_table(split.keys, parts)


def expectancies_of(
    counts: pa.Table, *, at: tuple[int, ...], policy: Policy, progress: Progress | None = None
) -> pa.Table:
    """Return the ESTIMATES of counts or rates at the ages `at`, strata in the order of the counts."""
    split, parts = _estimated(counts, policy, progress)
    found = estimates_table(split.keys, parts, at)
    return found.drop_columns(["population"]) if is_rates(counts) else found


def _estimated(counts: pa.Table, policy: Policy, progress: Progress | None) -> tuple[ByAge, list[Estimated]]:
    published = is_rates(counts)
    split = by_age(per_person_year(counts) if published else counts)
    pieces = [piece for block in split.blocks for piece in _pieces(block, policy)]
    parts = []
    for done, piece in enumerate(pieces):
        if progress:
            progress(done, len(pieces))
        parts += estimate_published(piece, policy) if published else estimate(piece, policy, split.keys)
    return split, parts


def _pieces(block: Block, policy: Policy) -> Iterator[Block]:
    """Cut a block so that its arrays fit the processor's cache, unless areas have parameters in common."""
    size = max(1, len(block.stratum)) if policy.shares_parameters else _AT_ONCE
    for first in range(0, len(block.stratum), size):
        yield block.take(slice(first, first + size))
