"""How far a projection may be relied on, from the number of points and the years that they span."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def reliability(points: ArrayLike, *, span: ArrayLike, horizon: ArrayLike) -> NDArray[np.str_]:
    """Return `high`, `medium`, `low` or `very_low` for each comparison, (N,).

    `points` is the number of figures used, `span` the years from the first to the last of them, `horizon` the
    years projected beyond the last. High asks for 8 points that span at least half of the horizon, medium for
    5 points, low for 3. A missing span or horizon is never high.

    >>> reliability([8, 8, 5, 3, 2], span=[9, 4, 5, 4, 1], horizon=10)
    array(['high', 'medium', 'medium', 'low', 'very_low'], dtype='<U8')
    """
    n, years, ahead = (np.asarray(value, dtype=np.float64) for value in (points, span, horizon))
    long_enough = years >= ahead / 2
    shape = np.broadcast_shapes(n.shape, long_enough.shape)
    rules = [np.broadcast_to(rule, shape) for rule in ((n >= 8) & long_enough, n >= 5, n >= 3)]
    return np.select(rules, ["high", "medium", "low"], default="very_low")
