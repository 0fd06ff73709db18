"""Products of many short rows with one matrix, the same for a row whatever other rows there are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def each_row(rows: Floats, matrix: Floats) -> Floats:
    """Return `rows` @ `matrix`, (areas, k) by (k, n), each row multiplied by itself.

    One product of all rows would be summed in an order that hangs on how many there are, so that the last
    digits of an area would depend on its neighbours in the table.

    >>> each_row(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]))
    array([[11.]])
    """
    return np.asarray((rows[:, None, :] @ matrix)[:, 0, :])
