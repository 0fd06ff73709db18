"""Who moved: why a gap closed or widened, and how much of a pooled figure's change is one of composition."""

from __future__ import annotations

from dataclasses import dataclass
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


def shares_of_change(focus_change: ArrayLike, benchmark_change: ArrayLike) -> tuple[Floats, Floats]:
    """Return the shares of a gap's change that are the focus' and the benchmark's: -f/(b - f) and b/(b - f).

    Changes are oriented as in `mechanism`. The two add up to 1; one is negative where the side worked against
    the change. nan where the gap did not change.

    >>> focus, benchmark = shares_of_change(-2.4, 2.3)
    >>> focus.round(2), benchmark.round(2)
    (np.float64(0.51), np.float64(0.49))
    """
    f, b = np.asarray(focus_change, dtype=np.float64), np.asarray(benchmark_change, dtype=np.float64)
    change = np.where(b == f, np.nan, b - f)
    return np.asarray(-f / change), np.asarray(b / change)


@dataclass(frozen=True)
class CompositionSplit:
    """Change of a pooled figure since its first period, (..., T): `within` areas and by `composition`."""

    within: Floats
    composition: Floats


def composition_split(weights: ArrayLike, values: ArrayLike) -> CompositionSplit:
    """Split a weighted mean's change since the first period into change within areas and change of weights.

        within      = sum over areas of  mean of the two weights · change of the value
        composition = sum over areas of  mean of the two values  · change of the weight

    `weights` and `values` are (..., areas, T); weights are made to add up to 1 in each period. The two parts
    add up to the change exactly. A composition term that is not near zero says that people moved rather than
    lived longer. nan wherever a part is missing.

    Kitagawa (1955), Journal of the American Statistical Association 50: 1168-1194.

    >>> split = composition_split([[1.0, 3.0], [1.0, 1.0]], [[80.0, 80.0], [70.0, 70.0]])
    >>> split.within, split.composition
    (array([0., 0.]), array([0. , 2.5]))
    """
    w, e = np.asarray(weights, dtype=np.float64), np.asarray(values, dtype=np.float64)
    total = w.sum(axis=-2, keepdims=True)
    w = w / np.where(total > 0, total, np.nan)
    w0, e0 = w[..., :1], e[..., :1]
    within = ((w + w0) / 2 * (e - e0)).sum(axis=-2)
    composition = ((e + e0) / 2 * (w - w0)).sum(axis=-2)
    return CompositionSplit(np.asarray(within), np.asarray(composition))


def _direction(change: Floats, significant: ArrayLike) -> NDArray[np.intp]:
    """Return the row or column of `_WORDS`: 0 worse, 1 no detectable change, 2 better."""
    moved = np.asarray(significant, dtype=bool) & np.isfinite(change)
    return np.asarray(1 + np.where(moved, np.sign(change), 0.0), dtype=np.intp)
