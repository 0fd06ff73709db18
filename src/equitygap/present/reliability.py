"""A reliability diagram for the terminal: what was promised against what came true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from equitygap.present.text import percent

_WIDTH: Final = 40


def reliability(rows: Sequence[Mapping[str, float]], *, plain: bool = False) -> str:
    """Return a bar for each bin of the probability: the share that came true, and a mark where it should end.

    `rows` hold `mean_probability`, `observed_share` and `forecasts` of each bin; bins without forecasts are
    left out. `plain` serves terminals without block characters.

    >>> print(reliability([{"mean_probability": 0.2, "observed_share": 0.3, "forecasts": 50}], plain=True))
      said  came true
      20 %       30 %  ########|###                              (50 forecasts)
    """
    lines = ["  said  came true"]
    for row in rows:
        if row["forecasts"] > 0:
            said, seen = row["mean_probability"], row["observed_share"]
            bar = _bar(said, seen, plain)
            lines.append(f"{percent(said):>6} {percent(seen):>10}  {bar}  ({row['forecasts']:.0f} forecasts)")
    return "\n".join(lines)


def _bar(said: float, seen: float, plain: bool) -> str:
    full, mark = ("#", "|") if plain else ("█", "│")
    length, at = round(seen * _WIDTH), min(round(said * _WIDTH), _WIDTH - 1)
    cells = [full if i < length else " " for i in range(_WIDTH)]
    cells[at] = mark
    return "".join(cells)
