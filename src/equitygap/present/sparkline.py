"""A series as one line of blocks."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

BLOCKS = "▁▂▃▄▅▆▇█"
PLAIN = "_.-~=+*#"


def sparkline(values: Sequence[float | None], *, ramp: str = BLOCKS) -> str:
    """Return one character for each value, from the lowest to the highest of the series; a gap is a blank.

    It shows the shape, not the size: a series that hardly moves fills the same height as one that soars.
    `ramp` gives the characters; `PLAIN` serves terminals that have no block characters.

    >>> sparkline([1.0, 2.0, None, 8.0])
    '▁▂ █'
    """
    there = [value for value in values if value is not None and isfinite(value)]
    low, height = min(there, default=0.0), max(there, default=0.0) - min(there, default=0.0)
    top = len(ramp) - 1

    def block(value: float | None) -> str:
        if value is None or not isfinite(value):
            return " "
        return ramp[round(top * (value - low) / height) if height else top // 2]

    return "".join(map(block, values))
