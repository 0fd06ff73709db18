"""Curves of a probability over the years, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import isfinite
from typing import Final

_ROWS: Final = 10
_WIDTH: Final = 60
_MARKS: Final = "●○◆◇▲△"
_PLAIN_MARKS: Final = "*o+x#%"

Points = Sequence[tuple[float, float]]


def curves(series: Mapping[str, Points], *, wanted: float, plain: bool = False, width: int = _WIDTH) -> str:
    """Return the curves of `series` on one axis from 0 to 100 %, with a line at `wanted`, and a legend.

    Each is (year, probability) in order of the years, joined by straight lines; points that are not numbers
    are left out. `plain` serves terminals that have no other marks than letters.

    >>> print(curves({"yearly": [(2010, 0.0), (2020, 1.0)]}, wanted=0.8, plain=True, width=11))
      100 % |          *
            |         *
       80 % |--------*--
            |       *
            |      *
       50 % |     *
            |    *
            |   *
            |  *
            | *
        0 % |*
            +-----------
             2010   2020
      * yearly
    """
    marks = _PLAIN_MARKS if plain else _MARKS
    rule, axis, corner = ("-", "|", "+") if plain else ("·", "│", "└")
    shown = {name: [one for one in points if isfinite(one[1])] for name, points in series.items()}
    years = [year for points in shown.values() for year, _ in points]
    if not years:
        return ""
    first, last = min(years), max(years)
    rows = [[rule if row == round(wanted * _ROWS) else " "] * width for row in range(_ROWS + 1)]
    for mark, points in zip(marks, shown.values(), strict=False):
        for column in range(width):
            value = _between(points, first + (last - first) * column / max(width - 1, 1))
            if value is not None:
                rows[round(value * _ROWS)][column] = mark
    lines = [
        f"  {_percent(row, wanted):>5} {axis}{''.join(cells).rstrip()}"
        for row, cells in reversed(list(enumerate(rows)))
    ]
    bottom = "-" if plain else "─"
    years_below = f"{first:.0f}{last:>{width - len(f'{first:.0f}')}.0f}"
    legend = [f"  {mark} {name}" for mark, name in zip(marks, shown, strict=False)]
    return "\n".join([*lines, f"        {corner}{bottom * width}", f"         {years_below}", *legend])


def _percent(row: int, wanted: float) -> str:
    return f"{10 * row} %" if row in (0, _ROWS // 2, round(wanted * _ROWS), _ROWS) else ""


def _between(points: Points, year: float) -> float | None:
    """Return the height of the line through the points in a year; None outside of them."""
    for (left, low), (right, high) in pairwise(points):
        if left <= year <= right:
            return low + (high - low) * (year - left) / (right - left)
    return next((value for at, value in points if at == year), None)
