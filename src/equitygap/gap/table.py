"""The GAPS table: the gap of every comparison in every period, with its error and its notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from equitygap import tables
from equitygap.errors import DataError
from equitygap.gap.pairing import Pairs, gap_error, pair_up, period_of
from equitygap.panel import Better, Panel, panels
from equitygap.words import FLAGS

if TYPE_CHECKING:
    import pandas as pd


def gaps(
    estimates: pd.DataFrame,
    *,
    benchmark: str,
    focus: Sequence[str] | str = (),
    pool: str | None = None,
    contains: Sequence[str] = (),
    metric: str | None = None,
    better: Better = None,
    baseline: float | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the GAPS table of every focus area against the benchmark, in each metric, group and period.

    `focus` empty means every other area except those in `contains`; `pool` names one more comparison, of the
    focus areas as one population with the weights of the `baseline` (the first period where none is given).
    Areas are independent: SE² = SE_B² + SE_F²; a benchmark that contains the focus with share p of its
    population gives SE_B² + (1 − 2p) SE_F². Intervals are normal.
    """
    import pandas as pd

    frames = []
    for panel in panels(estimates):
        if metric is not None and panel.metric != metric:
            continue
        pairs = pair_up(
            panel,
            benchmark=benchmark,
            focus=[focus] if isinstance(focus, str) else focus,
            pool=pool,
            contains=contains,
            better=better,
            weights_at=None if baseline is None else period_of(panel, baseline),
        )
        frames.append(_gaps_frame(panel, pairs, confidence))
    if not frames:
        raise DataError(f"there is no metric '{metric}' in the data")
    return pd.concat(frames, ignore_index=True)


def notes_of(panel: Panel, pairs: Pairs) -> dict[str, NDArray[np.bool_]]:
    """Return, for each word in the notes of the estimates, the gaps (C, T) with a part that bears it."""
    entries = pairs.difference
    found = {}
    for word in sorted({word for text in set(panel.note.ravel()) for word in text.split()} & set(FLAGS)):
        bears = np.array([word in text.split() for text in panel.note.ravel()]).reshape(panel.note.shape)
        mask = np.zeros((entries.count, len(panel.year)), dtype=bool)
        np.logical_or.at(mask, entries.comparison, bears[entries.area])
        found[word] = mask
    return found


def _gaps_frame(panel: Panel, pairs: Pairs, confidence: float) -> pd.DataFrame:
    import pandas as pd

    value, reference = pairs.difference.of(panel.value), pairs.benchmark_side.of(panel.value)
    focus = pairs.focus_side.of(panel.value)
    error = gap_error(panel, pairs, pairs.difference)
    shown = ~(np.isnan(reference) & np.isnan(focus))
    half = ndtri((1 + confidence) / 2) * error
    row, column = np.nonzero(shown)
    frame = pd.DataFrame(
        {
            "metric": panel.metric,
            "benchmark": pairs.benchmark,
            "focus": np.array(pairs.focus, dtype=object)[row],
            "group": panel.group,
            "start": panel.start[column],
            "end": panel.end[column],
            "benchmark_value": reference[shown],
            "focus_value": focus[shown],
            "gap": value[shown],
            "standard_error": error[shown],
            "lower": (value - half)[shown],
            "upper": (value + half)[shown],
            "relative_gap": (value / reference)[shown],
            "note": [
                " ".join([*_missing(reference[i, j], focus[i, j], error[i, j]), *pairs.flags[i], *told])
                for i, j, told in zip(row, column, _told(panel, pairs, shown), strict=True)
            ],
        }
    )
    return frame[tables.names("gaps")]


def _told(panel: Panel, pairs: Pairs, shown: NDArray[np.bool_]) -> list[list[str]]:
    notes = {word: mask[shown] for word, mask in notes_of(panel, pairs).items()}
    return [[word for word, mask in notes.items() if mask[i]] for i in range(int(shown.sum()))]


def _missing(benchmark: float, focus: float, error: float) -> list[str]:
    words = []
    if np.isnan(benchmark):
        words.append("benchmark_missing")
    if np.isnan(focus):
        words.append("focus_missing")
    if not words and np.isnan(error):
        words.append("standard_error_missing")
    return words
