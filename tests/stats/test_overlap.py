"""Members of sets that overlap, against sets that are there to be counted."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equitygap.stats.overlap import exactly, undeclared

SETS = st.fixed_dictionaries({name: st.sets(st.integers(0, 12)) for name in "ABC"})


def intersections(sets):
    return {
        frozenset(some): float(len(set.intersection(*(sets[name] for name in some))))
        for size in range(1, len(sets) + 1)
        for some in combinations(sets, size)
    }


@given(SETS)
def test_inclusion_and_exclusion_count_what_is_there(sets):
    counts = intersections(sets)
    found = exactly(counts)
    everybody = set().union(*sets.values())
    assert undeclared(counts) == []
    assert sum(found.values()) == len(everybody)
    for name, members in sets.items():
        others = set().union(*(other for key, other in sets.items() if key != name))
        assert found[frozenset(name)] == len(members - others)


@given(SETS)
def test_persons_counted_once_are_never_more_than_the_sum_nor_fewer_than_the_largest(sets):
    counts = intersections(sets)
    once = sum(exactly(counts).values())
    own = [counts[frozenset(name)] for name in sets]
    assert max(own) <= once <= sum(own)


@given(SETS)
def test_an_empty_intersection_needs_no_larger_ones(sets):
    counts = intersections(sets)
    kept = {one: n for one, n in counts.items() if len(one) < 3}
    whole = all(counts[frozenset(pair)] > 0 for pair in combinations("ABC", 2))
    assert undeclared(kept) == ([frozenset("ABC")] if whole else [])
    if not whole:
        assert sum(exactly(kept).values()) == pytest.approx(sum(exactly(counts).values()))


def test_every_pair_must_be_said():
    counts = {frozenset("A"): 1.0, frozenset("B"): 0.0, frozenset("C"): 1.0, frozenset("AB"): 0.0}
    assert undeclared(counts) == [frozenset("AC"), frozenset("BC")]
