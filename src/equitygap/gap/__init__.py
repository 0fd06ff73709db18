"""Gaps between a benchmark and one or many focus areas: ESTIMATES in, GAPS out.

A gap is positive when the focus is worse off: benchmark − focus where higher is better, the reverse where
lower is better. Many gaps are one `Contrast` of the areas, so that no stage loops over areas.
"""

from __future__ import annotations

from equitygap.gap.pairing import Pairs, gap_error, pair_up, period_of
from equitygap.gap.table import gaps, notes_of

__all__ = ["Pairs", "gap_error", "gaps", "notes_of", "pair_up", "period_of"]
