"""Counts of sets that share members: how many there are in all, and how many in one set alone."""

from __future__ import annotations

from collections.abc import Mapping

Members = frozenset[str]
Counts = Mapping[Members, float]


def undeclared(counts: Counts) -> list[Members]:
    """Return the intersections that are needed to count each member once and are not given.

    Every pair of sets is needed; a larger one only where all its parts are given and none is empty, since an
    empty intersection has empty ones within.

    >>> [sorted(one) for one in undeclared({frozenset("A"): 3.0, frozenset("B"): 2.0})]
    [['A', 'B']]
    """
    names = {name for one in counts for name in one}
    missing = []
    needed = {frozenset((a, b)) for a in names for b in names if a < b}
    while needed:
        missing += sorted((one for one in needed if one not in counts), key=sorted)
        filled = [one for one in needed if counts.get(one, 0) > 0]
        larger = {one | {name} for one in filled for name in names - one}
        needed = {one for one in larger if all(counts.get(one - {name}, 0) > 0 for name in one)}
    return missing


def exactly(counts: Counts) -> dict[Members, float]:
    """Return how many belong to exactly these sets and no other, by inclusion and exclusion.

    exactly(S) = Σ_{T ⊇ S} (-1)^{|T| - |S|} count(T), intersections that are not given being empty. The sum of
    the result is the number of members, each counted once.

    >>> found = exactly({frozenset("A"): 3.0, frozenset("B"): 2.0, frozenset("AB"): 1.0})
    >>> found[frozenset("A")], found[frozenset("B")], sum(found.values())
    (2.0, 1.0, 4.0)
    """
    return {
        one: sum((-1) ** (len(other) - len(one)) * count for other, count in counts.items() if one <= other)
        for one in counts
    }
