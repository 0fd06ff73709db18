"""Units of figures: which are percentages, shares, rates or money, and what each can be."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final


@dataclass(frozen=True)
class Unit:
    """What a unit says of its figures.

    `kind` is `proportion`, `rate`, `money` or `plain`. A figure made of events and persons at risk is `scale`
    × numerator / denominator; nan where a unit has no such scale. Figures lie between 0 and `highest`; `mark`
    is what a figure in this unit may be written with, such as 50% or $5.
    """

    name: str
    kind: str = "plain"
    scale: float = math.nan
    highest: float = math.inf
    mark: str = ""

    @property
    def is_bounded(self) -> bool:
        """Whether a figure outside of 0 to `highest` is impossible."""
        return self.kind in ("proportion", "rate")


UNITS: Final = {
    "percent": Unit("percent", "proportion", 100.0, 100.0, "%"),
    "share": Unit("share", "proportion", 1.0, 1.0, "%"),
    "per 1,000": Unit("per 1,000", "rate", 1_000.0),
    "per 10,000": Unit("per 10,000", "rate", 10_000.0),
    "per 100,000": Unit("per 100,000", "rate", 100_000.0),
    "dollars": Unit("dollars", "money", mark="$"),
    "count": Unit("count"),
    "years": Unit("years"),
    "score": Unit("score"),
    "index": Unit("index"),
    "ratio": Unit("ratio"),
}
#: Margins of error are for 90 % (U.S. Census Bureau, Understanding and Using ACS Data, 2020, chapter 7).
Z_90: Final = 1.645

_SIGNS: Final = {"%": "percent", "$": "dollars", "usd": "dollars"}
_RATE: Final = re.compile(r"\bper\s+(1,?000|10,?000|100,?000)\b")

#: What differences of percentages are in: 40 % less 30 % is 10 of these, and no percentage of anything.
PERCENTAGE_POINTS: Final = "percentage points"

#: Nearer than this to a known unit, another word is taken for a slip of the pen.
_SLIP: Final = 0.8


def unit_of(text: str) -> Unit | None:
    """Return the unit that a text begins with or, for a rate, ends in; None for one that is only a label.

    >>> unit_of("percent of adults").name, unit_of("deaths per 100000").name, unit_of("micrograms per litre")
    ('percent', 'per 100,000', None)
    """
    folded = " ".join(text.split()).casefold()
    rate = _RATE.search(folded)
    if rate:
        return UNITS[f"per {int(rate[1].replace(',', '')):,}"]
    if folded[:1] in _SIGNS:
        return UNITS[_SIGNS[folded[:1]]]
    first = folded.split(" ")[0]
    return UNITS.get(_SIGNS.get(first, first))


def slip_of(text: str) -> str | None:
    """Return the unit that a misspelt one probably means, or None.

    >>> slip_of("precent of adults"), slip_of("counties"), slip_of("percentage points")
    ('percent', None, None)
    """
    if unit_of(text) or not text.strip() or text.split()[1:2] == ["points"]:
        return None
    nearest = get_close_matches(text.split()[0].casefold(), UNITS, n=1, cutoff=_SLIP)
    return nearest[0] if nearest else None


def unit_of_gaps(text: str) -> str:
    """Return the unit of differences between figures in a unit.

    >>> unit_of_gaps("percent of residents"), unit_of_gaps("years")
    ('percentage points', 'years')
    """
    known = unit_of(text)
    return PERCENTAGE_POINTS if known and known.name == "percent" else text
