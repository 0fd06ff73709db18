"""Which cells of a table of counts must be withheld so that none of the small ones can be found out.

A cell below a minimum is withheld (primary suppression). Where totals are published too, others go with it,
so that it cannot be had by subtraction (complementary suppression): Willenborg L, de Waal T, Elements of
Statistical Disclosure Control (2001), chapter 4; Hundepool A et al., Statistical Disclosure Control (2012),
section 4.2.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Lines = NDArray[np.intp]

#: In `lines`: the cell is in no line of this direction.
NO_LINE: Final = -1


def suppressed(
    counts: ArrayLike, *, minimum: float, lines: ArrayLike, total: ArrayLike
) -> tuple[Flags, Flags]:
    """Return which cells are below the minimum, and which others must be withheld with them, both (n,).

    `counts` (n,) are the cells, nan for one that is not published anyway. `lines` (D, n) numbers, for each of
    D directions, the line that a cell stands in (NO_LINE for none): in a line the cells marked in `total`
    (D, n) are each the sum of the other ones; the sum of a line without such a cell is known. Zero counts as
    small, as in CDC WONDER: that nobody died of a cause is known to be true of every person there.

    Afterwards no withheld cell follows from what is published, by however many steps; and within a line the
    withheld cells come to `minimum` at least, so that the difference from the total does not tell that they
    are small, wherever the line has cells enough for that. Of the cells that could go too the smallest is
    taken, and a total only where nothing else is left. With a minimum of 0 nothing is withheld.

    Raises ValueError where the shapes disagree.

    >>> small, with_them = suppressed([3, 20, 40, 63], minimum=10, lines=[[0] * 4], total=[[0, 0, 0, 1]])
    >>> small.tolist(), with_them.tolist()
    ([True, False, False, False], [False, True, False, False])
    """
    x, number = np.asarray(counts, dtype=float), np.asarray(lines, dtype=np.intp)
    sums = np.asarray(total, dtype=bool)
    if number.ndim != 2 or number.shape[1:] != x.shape or sums.shape != number.shape:
        raise ValueError(f"lines and total must be (D, {len(x)}), but got {number.shape} and {sums.shape}")
    small = x < minimum
    hidden = small | np.isnan(x)
    while True:
        more = _exposed(hidden, number)
        chosen = np.zeros_like(hidden)
        for line, is_total in zip(number, sums, strict=True):
            weak = np.zeros(line.max(initial=NO_LINE) + 1, dtype=bool)
            weak[line[more & (line != NO_LINE)]] = True
            weak |= _too_little(x, hidden, line, is_total, minimum)
            chosen |= _next(x, hidden, line, is_total, weak)
        if not chosen.any():
            return small, hidden & ~small & ~np.isnan(x)
        hidden |= chosen


def _too_little(x: Floats, hidden: Flags, line: Lines, is_total: Flags, minimum: float) -> Flags:
    """Return the lines whose total is known and whose withheld cells come to less than the minimum."""
    count = line.max(initial=NO_LINE) + 1
    inside = line != NO_LINE
    parts, totals = inside & hidden & ~is_total, inside & is_total
    missing = np.bincount(line[parts], minlength=count)
    amount = np.bincount(line[parts], weights=np.where(np.isnan(x), minimum, x)[parts], minlength=count)
    unknown = np.bincount(line[totals & hidden], minlength=count) > 0
    return np.asarray(~unknown & (missing > 0) & (amount < minimum))


def _next(x: Floats, hidden: Flags, line: Lines, is_total: Flags, weak: Flags) -> Flags:
    """Mark in each weak line the cell to withhold next: the smallest, parts before totals."""
    chosen = np.zeros_like(hidden)
    free = np.flatnonzero(~hidden & (line != NO_LINE))
    free = free[weak[line[free]]]
    order = free[np.lexsort((x[free], is_total[free], line[free]))]
    first = np.ones(len(order), dtype=bool)
    first[1:] = line[order][1:] != line[order][:-1]
    chosen[order[first]] = True
    return chosen


def _exposed(hidden: Flags, lines: Lines) -> Flags:
    """Mark the withheld cells that follow from the published ones.

    Each line is an equation in its withheld cells. Equations that share cells form a system of their own; a
    cell is fixed by its system exactly where every vector of the system's null space is 0.
    """
    exposed = np.zeros_like(hidden)
    cells = np.flatnonzero(hidden)
    inside = lines[:, cells] != NO_LINE
    if not inside.any():
        return exposed
    # Lines of different directions are different equations.
    first = np.cumsum([0, *(line.max(initial=NO_LINE) + 1 for line in lines[:-1])])
    direction, column = np.nonzero(inside)
    equation = lines[direction, cells[column]] + first[direction]
    names, row = np.unique(equation, return_inverse=True)
    system = sparse.csr_array((np.ones(len(row)), (row, column)), shape=(len(names), len(cells)))
    lone = (system.sum(axis=1) == 1) @ system > 0
    exposed[cells[lone]] = True
    for rows, columns in _systems(system):
        exposed[cells[columns]] = _fixed(system[rows][:, columns].toarray())
    return exposed


def _systems(system: sparse.csr_array) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return the rows and columns of each set of two or more equations that share cells."""
    from scipy.sparse.csgraph import connected_components

    rows, columns = system.shape
    row, column = system.nonzero()
    joined = sparse.coo_array((np.ones(len(row)), (row, column + rows)), shape=(rows + columns,) * 2)
    label = connected_components(joined, directed=False)[1]
    several = np.bincount(label[:rows], minlength=label.max() + 1)[label] > 1
    some = np.flatnonzero(several)
    order = some[np.argsort(label[some], kind="stable")]
    blocks = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    return [(one[one < rows], one[one >= rows] - rows) for one in blocks if len(one)]


def _fixed(equations: Floats) -> Flags:
    """Return which unknowns the equations leave no choice."""
    _, strength, directions = np.linalg.svd(equations)
    rank = int((strength > strength[0] * max(equations.shape) * np.finfo(float).eps).sum())
    return np.asarray(np.all(np.abs(directions[rank:]) < np.sqrt(np.finfo(float).eps), axis=0))
