"""Deaths of unknown age or cause, shared out in proportion to those whose age and cause are known.

They stay in their area, group and period. An unknown age goes by the ages of the same cause, or of all causes
where none of its ages is known; an unknown cause by the causes at the same age, or at all ages.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from equitygap.aggregate.tally import KEYS, UNKNOWN, Codes, Dropped, Mask, Tally, combined, joined

_STRATUM: Final = ("area", "group", "start")
#: What may be unknown: its column, and the rows it goes by, first those most like it.
WAYS: Final = {
    "age": ("band", ((*_STRATUM, "cause"), _STRATUM)),
    "cause": ("cause", ((*_STRATUM, "band"), _STRATUM)),
}


@dataclass(frozen=True)
class Shared:
    """A tally without unknown ages and causes, and the rows (N,) of it that got a share."""

    tally: Tally
    received: Mask
    dropped: Dropped


def shared_out(tally: Tally, what: Collection[str], dropped: Dropped) -> Shared:
    """Share out the deaths whose `age` or `cause`, as named in `what`, is unknown; the rest is dropped."""
    tally = tally.added_up()  # Sums of shares depend on their order, and an engine gives rows in any.
    shares = [tally.take(np.zeros(len(tally.units), bool))]
    for name in [name for name in WAYS if name in what]:
        column, ways = WAYS[name]
        for within in ways:
            share, given, tally = _spread(tally, column, within)
            shares.append(share)
            tally = joined([tally, share])
            dropped = dropped.plus(f"no_{name}", "redistributed", given)
        unknown = getattr(tally, column) == UNKNOWN
        dropped = dropped.plus(f"no_{name}", "dropped", tally.take(unknown))
        tally = tally.take(~unknown).added_up()
    return Shared(tally, _among(tally, joined(shares)), dropped)


def _spread(tally: Tally, column: str, within: Sequence[str]) -> tuple[Tally, Tally, Tally]:
    """Return the shares of what can be shared out among rows alike in `within`, their whole, and the rest."""
    values, key = getattr(tally, column), tally.key(*within)
    known = np.flatnonzero((values != UNKNOWN) & (tally.units > 0))  # Nothing goes by weights of 0.
    known = known[np.argsort(key[known], kind="stable")]
    keys, first, size = np.unique(key[known], return_index=True, return_counts=True)
    unknown = np.flatnonzero((values == UNKNOWN) & np.isin(key, keys))
    place = np.searchsorted(keys, key[unknown])
    times = size[place]
    of = np.repeat(unknown, times)
    within_key = np.arange(len(of)) - np.repeat(np.cumsum(times) - times, times)
    by = known[np.repeat(first[place], times) + within_key] if len(of) else of
    total = np.add.reduceat(tally.units[known], first) if len(known) else np.zeros(0)
    part = tally.units[by] / np.repeat(total[place], times)
    whole = tally.take(of)
    figures = {"records": whole.units * part} | {name: f * part for name, f in whole.figures.items()}
    share = replace(whole, **figures, **{column: values[by]})
    rest = np.setdiff1d(np.arange(len(values)), unknown)
    return share, tally.take(unknown), tally.take(rest)


def _among(tally: Tally, others: Tally) -> Mask:
    """Whether each row of a tally has the keys of some row of another."""
    both: list[Codes] = [np.concatenate([getattr(tally, n), getattr(others, n)]) for n in KEYS]
    key = combined(both)
    return np.isin(key[: len(tally.units)], key[len(tally.units) :])
