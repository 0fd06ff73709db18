"""Signed bars for the terminal: what widens a gap points right, what narrows it left."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Final

from equitygap.present.text import signed

_WIDTH: Final = 44


def signed_bars(values: Mapping[str, float], *, plain: bool = False, width: int = _WIDTH) -> str:
    """Return a line for each label: its value, and a bar to the right of zero, or to the left below it.

    All bars share one scale; a value that is not a number has none. `plain` serves terminals without block
    characters.

    >>> print(signed_bars({"0": 0.5, "1-14": -0.25, "15+": 2.0}, plain=True, width=10))
      0     +0.50   |##
      1-14  -0.25  #|
      15+   +2.00   |########
    """
    full, axis = ("#", "|") if plain else ("█", "│")
    there = [value for value in values.values() if isfinite(value)]
    low, high = min([0.0, *there]), max([0.0, *there])
    scale = (width - 1) / (high - low) if high > low else 0.0
    left = round(-low * scale)
    names = max(map(len, values), default=0)
    figures = {label: signed(value) if isfinite(value) else "-" for label, value in values.items()}
    digits = max(map(len, figures.values()), default=0)
    lines = []
    for label, value in values.items():
        length = round(abs(value) * scale) if isfinite(value) else 0
        before = full * length if value < 0 else ""
        after = full * length if value > 0 else ""
        lines.append(f"  {label:{names}}  {figures[label]:>{digits}}  {before:>{left}}{axis}{after}")
    return "\n".join(lines)
