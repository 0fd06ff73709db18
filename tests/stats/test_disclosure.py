"""What is withheld of a table of counts; tables here are made up, or drawn by Hypothesis."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from equitygap.stats.disclosure import suppressed

MINIMUM = 10


def with_totals(inner):
    """A table with a last row and a last column of totals, as cells and lines."""
    table = np.block(
        [[inner, inner.sum(axis=1, keepdims=True)], [inner.sum(axis=0), np.array([[inner.sum()]])]]
    )
    r, c = np.indices(table.shape)
    lines = np.stack([r.ravel(), c.ravel()])
    total = np.stack([(c == inner.shape[1]).ravel(), (r == inner.shape[0]).ravel()])
    return table.ravel().astype(float), lines, total


def can_be_solved(hidden, lines, total):
    """The hidden cells that the published ones fix, by the rank of all equations: slow and plain."""
    equations = []
    for line, is_total in zip(lines, total, strict=True):
        for name in np.unique(line):
            sign = np.where(is_total, -1.0, 1.0) * (line == name)
            equations.append(sign[hidden])
    system = np.array(equations)
    rank = np.linalg.matrix_rank(system)
    unit = np.eye(system.shape[1])
    return [i for i in range(len(unit)) if np.linalg.matrix_rank(np.vstack([system, unit[i]])) == rank]


@pytest.mark.parametrize(
    ("counts", "small", "others"),
    [
        ([50, 60, 70, 180], [], []),
        ([3, 60, 70, 133], [0], [1]),
        ([3, 4, 70, 77], [0, 1], [2]),  # 77 − 70 = 7 would tell that both are small
        ([0, 60, 70, 130], [0], [1]),  # a zero is small
        ([9, 9, 70, 88], [0, 1], []),  # 18 between them: either could be 18
        ([3, 7], [0, 1], []),
    ],
)
def test_a_single_line(counts, small, others):
    lines, total = [[0] * len(counts)], [[False] * (len(counts) - 1) + [True]]
    first, second = suppressed(counts, minimum=MINIMUM, lines=lines, total=total)
    assert np.flatnonzero(first).tolist() == small
    assert np.flatnonzero(second).tolist() == others


def test_a_line_without_a_total_has_a_known_one():
    first, second = suppressed([3, 20, 40], minimum=MINIMUM, lines=[[0, 0, 0]], total=[[0, 0, 0]])
    assert (np.flatnonzero(first).tolist(), np.flatnonzero(second).tolist()) == ([0], [1])


def test_a_line_of_one_part_hides_its_total():
    first, second = suppressed([3, 3], minimum=MINIMUM, lines=[[0, 0]], total=[[0, 1]])
    assert (first.tolist(), second.any()) == ([True, True], False)


def test_cells_outside_of_every_line_stand_alone():
    first, second = suppressed([3, 30], minimum=MINIMUM, lines=[[-1, -1]], total=[[0, 0]])
    assert first.tolist() == [True, False]
    assert not second.any()


def test_two_blocks_that_only_one_cell_joins_do_not_give_it_away():
    # Every line has two withheld cells or more, and yet the one at (2, 2) follows from the totals.
    inner = np.full((5, 5), 100)
    for cell in [(0, 0), (0, 1), (1, 0), (1, 1), (3, 3), (3, 4), (4, 3), (4, 4), (1, 2), (2, 2), (2, 3)]:
        inner[cell] = 5
    cells, lines, total = with_totals(inner)
    first, second = suppressed(cells, minimum=MINIMUM, lines=lines, total=total)
    assert not can_be_solved(first | second, lines, total)


@given(arrays(int, st.tuples(st.integers(1, 5), st.integers(1, 5)), elements=st.integers(0, 60)))
def test_no_withheld_cell_follows_from_the_published_ones(inner):
    cells, lines, total = with_totals(inner)
    first, second = suppressed(cells, minimum=MINIMUM, lines=lines, total=total)
    assert (first == (cells < MINIMUM)).all()
    assert not (first & second).any()
    hidden = first | second
    assert not hidden.any() or can_be_solved(hidden, lines, total) == []
    for line, is_total in zip(lines, total, strict=True):
        for name in np.unique(line):
            there = line == name
            if hidden[there].any() and not hidden[there & is_total].any():
                assert cells[there & hidden].sum() >= MINIMUM


@given(arrays(int, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=st.integers(0, 60)))
def test_the_order_of_cells_does_not_matter(inner):
    cells, lines, total = with_totals(inner + np.arange(inner.size).reshape(inner.shape) / 100)
    turned = np.arange(len(cells))[::-1]
    there = np.logical_or(*suppressed(cells, minimum=MINIMUM, lines=lines, total=total))
    back = np.logical_or(
        *suppressed(cells[turned], minimum=MINIMUM, lines=lines[:, turned], total=total[:, turned])
    )
    assert (back[turned] == there).all()


def test_no_minimum_withholds_nothing_and_shapes_must_agree():
    first, second = suppressed([0, 1, 1], minimum=0, lines=[[0, 0, 0]], total=[[0, 0, 1]])
    assert not first.any()
    assert not second.any()
    with pytest.raises(ValueError, match="lines and total must be"):
        suppressed([1, 2], minimum=5, lines=[[0]], total=[[0]])
