"""Who moved: why a gap closed or widened."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

#: Rows: the focus got worse, did not change, improved. Columns: the same of the benchmark. The pair of words
#: is for a gap that closed and for one that widened. Of a side that did not change by more than chance, the
#: direction of the gap says on which side of the other it stayed: a benchmark that gets worse while the focus
#: does not improve has closed the gap by levelling down, whatever the focus' own small change.
_WORDS: Final = np.array(
    [
        [
            ("levelling_down", "widening_both_worse"),
            ("levelling_down", "diverging"),
            ("diverging", "diverging"),
        ],
        [
            ("levelling_down", "widening_both_worse"),
            ("no_detectable_change", "no_detectable_change"),
            ("levelling_up", "widening_benchmark_improves"),
        ],
        [
            ("mixed", "mixed"),
            ("levelling_up", "widening_both_improve"),
            ("levelling_up", "widening_both_improve"),
        ],
    ]
)


def mechanism(
    focus_change: ArrayLike,
    benchmark_change: ArrayLike,
    *,
    focus_significant: ArrayLike,
    benchmark_significant: ArrayLike,
    gap_change: ArrayLike,
) -> NDArray[np.str_]:
    """Return who moved, (N,): a word for each comparison.

    The changes of focus f and benchmark b are oriented, so that positive is an improvement whichever
    direction is better; the gap changes by b - f, and a negative `gap_change` closes it. A change that is not
    significant counts as none. `unknown` where a change is missing; a gap that stays exactly as it was is
    `no_detectable_change`.

    >>> mechanism([-2.4, 0.5], [2.3, -1.5], focus_significant=[True, False], benchmark_significant=True,
    ...           gap_change=[4.7, -2.0])
    array(['diverging', 'levelling_down'], dtype='<U27')
    """
    f, b, g = (np.asarray(value, dtype=np.float64) for value in (focus_change, benchmark_change, gap_change))
    known = np.isfinite(f) & np.isfinite(b) & np.isfinite(g)
    row, column = _direction(f, focus_significant), _direction(b, benchmark_significant)
    word = np.where(g == 0, "no_detectable_change", _WORDS[row, column, (g > 0).astype(np.intp)])
    return np.where(known, word, "unknown")


def _direction(change: Floats, significant: ArrayLike) -> NDArray[np.intp]:
    """Return the row or column of `_WORDS`: 0 worse, 1 no detectable change, 2 better."""
    moved = np.asarray(significant, dtype=bool) & np.isfinite(change)
    return np.asarray(1 + np.where(moved, np.sign(change), 0.0), dtype=np.intp)
