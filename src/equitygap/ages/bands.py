"""One age band: its bounds from its label, and what is wrong with a row of bands."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = r"(\d{1,3})"
_YEARS = r"(?:\s*(?:years?|yrs?)(?:\s+(?:of\s+age|old))?)?"

_SINGLE = re.compile(_NUMBER + _YEARS)
_RANGE = re.compile(rf"{_NUMBER}\s*(?:-|–|—|to)\s*{_NUMBER}{_YEARS}")
_UNDER = re.compile(rf"(?:<|under|less than|below)\s*{_NUMBER}{_YEARS}")
_OPEN = re.compile(
    rf"(?:>=|≥)\s*{_NUMBER}{_YEARS}"
    rf"|{_NUMBER}{_YEARS}\s*(?:\+|-?\s*plus|(?:and|&|or)\s+(?:over|older|above|up|more)){_YEARS}"
)


@dataclass(frozen=True, order=True)
class Band:
    """Ages from `lower` up to, and not including, `upper`; an open band has an infinite `upper`."""

    lower: int
    upper: float

    @property
    def width(self) -> float:
        """Years in the band; infinite for an open one."""
        return self.upper - self.lower

    @property
    def open(self) -> bool:
        """Whether the band has no upper end."""
        return math.isinf(self.upper)

    @property
    def label(self) -> str:
        """The band's name in this tool: `0`, `1-4`, `85+`."""
        if self.open:
            return f"{self.lower}+"
        return str(self.lower) if self.width == 1 else f"{self.lower}-{int(self.upper) - 1}"


def parse_band(label: str) -> Band:
    """Return the band that a label names; upper ends of ranges are inclusive, as everywhere in print.

    Raises ValueError for a label that names no single band (`All ages`, `Not stated`, `5-`, `9-5`).

    >>> parse_band("1-4"), parse_band("Under 1"), parse_band("85 and older").label
    (Band(lower=1, upper=5), Band(lower=0, upper=1), '85+')
    """
    text = " ".join(label.split()).casefold()
    if match := _SINGLE.fullmatch(text):
        return Band(int(match[1]), int(match[1]) + 1)
    if match := _UNDER.fullmatch(text):
        return _closed(0, int(match[1]), label)
    if match := _RANGE.fullmatch(text):
        return _closed(int(match[1]), int(match[2]) + 1, label)
    if match := _OPEN.fullmatch(text):
        return Band(int(match[1] or match[2]), math.inf)
    raise ValueError(f"age band must read like '0', '1-4', 'Under 1' or '85+', but got {label!r}")


def _closed(lower: int, upper: int, label: str) -> Band:
    if upper <= lower:
        raise ValueError(f"age band must end after it starts, but got {label!r}")
    return Band(lower, upper)


def grid_problems(bands: Sequence[Band]) -> list[tuple[str, str]]:
    """Return what keeps bands, in order of age, from being a grid: pairs of a check's name and a message.

    A grid starts at any age, has neither gaps nor overlaps, and ends with an open band. An empty list
    means that it is sound.

    >>> grid_problems([parse_band("0-4"), parse_band("10+")])
    [('age_grid', 'ages 5-9 are missing between 0-4 and 10+')]
    """
    found = [
        ("age_grid", _break_between(below, above))
        for below, above in pairwise(bands)
        if below.upper != above.lower
    ]
    if bands and not bands[-1].open:
        found.append(("no_open_age", f"the last age band is {bands[-1].label}; it must be open, like 85+"))
    return found


def _break_between(below: Band, above: Band) -> str:
    if below == above:
        return f"the age band {below.label} appears more than once"
    if below.upper > above.lower:
        return f"the age bands {below.label} and {above.label} overlap"
    missing = Band(int(below.upper), above.lower).label
    return f"ages {missing} are missing between {below.label} and {above.label}"
