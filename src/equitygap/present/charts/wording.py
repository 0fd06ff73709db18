"""How a chart names metrics, areas and figures; every name is made harmless and short enough to be drawn."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from equitygap.present.text import missing, printable, rounded, words_of
from equitygap.units import unit_of_gaps

#: Characters of a name that are drawn; the whole name is in the tooltip and in the table.
LONGEST: Final = 32
_LONGEST_STEM: Final = 60

#: What the zero of an axis of gaps means, with blanks at which no line is broken.
_PARITY: Final = "0 = no gap".replace(" ", "\N{NO-BREAK SPACE}")


@dataclass(frozen=True)
class Wording:
    """Labels and units by metric, the confidence of the intervals, and the power that was asked for."""

    labels: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    confidence: float = 0.95
    power: float = 0.8

    def label(self, metric: str) -> str:
        """Return the metric's name for readers."""
        return printable(self.labels.get(metric) or words_of(metric).capitalize())

    def unit(self, metric: str) -> str:
        """Return the metric's unit, empty where none is known."""
        return printable(self.units.get(metric, ""))

    def unit_of_gaps(self, metric: str) -> str:
        """Return the unit of gaps in the metric, empty where none is known."""
        return unit_of_gaps(self.unit(metric))

    def axis(self, metric: str) -> str:
        """Return the title of an axis that shows the metric."""
        return with_unit(self.label(metric), self.unit(metric))

    def gap(self, metric: str) -> str:
        """Return what a gap in the metric is called, with its unit."""
        return with_unit(f"Gap in {inside(self.label(metric))}", self.unit_of_gaps(metric))

    def gap_axis(self, metric: str) -> str:
        """Return the title of an axis that shows gaps in the metric."""
        return f"{self.gap(metric)}, {_PARITY}"

    def interval(self) -> str:
        """Return the name of an interval.

        >>> Wording().interval()
        '95 % interval'
        """
        return f"{100 * self.confidence:g} % interval"


def with_unit(title: str, unit: str) -> str:
    """Return a title of an axis with its unit.

    >>> with_unit("Gap", "years"), with_unit("Gap", "")
    ('Gap (years)', 'Gap')
    """
    return f"{title} ({unit})" if unit else title


def inside(label: str) -> str:
    """Return a label as it is written inside a sentence; an acronym stays as it is.

    >>> inside("Life expectancy"), inside("HIV cases")
    ('life expectancy', 'HIV cases')
    """
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def fitted(name: object, longest: int = LONGEST) -> str:
    r"""Return a name on one line, cut to `longest` characters.

    >>> fitted("West\nTown"), fitted("Llanfairpwllgwyngyll", 10)
    ('West Town', 'Llanfairp…')
    """
    text = printable(" ".join(str(name).split()))
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def who(row: Mapping[str, object], longest: int = LONGEST) -> str:
    """Return the focus of a comparison, and its group where there is one."""
    group = row.get("group")
    return fitted(row["focus"], longest) + ("" if missing(group) else f" ({fitted(group, longest)})")


def distinct(names: Iterable[str]) -> list[str]:
    """Return the names with a number behind each that has been there before.

    >>> distinct(["loop", "austin", "loop"])
    ['loop', 'austin', 'loop 2']
    """
    out: dict[str, None] = {}
    for name in names:
        candidate, number = name, 1
        while candidate.casefold() in (taken.casefold() for taken in out):
            number += 1
            candidate = f"{name} {number}"
        out[candidate] = None
    return list(out)


def stem(*parts: object) -> str:
    """Return the stem of a file name: letters, digits and hyphens only, whatever the parts hold.

    >>> stem("trajectory", "O'Hare / <b>"), stem("gap", "東京")
    ('trajectory-o-hare-b', 'gap')
    """
    text = unicodedata.normalize("NFKD", " ".join(str(part) for part in parts if not missing(part)))
    plain = re.sub(r"[^a-z0-9]+", "-", text.encode("ascii", "ignore").decode().lower())
    return plain[:_LONGEST_STEM].strip("-") or "chart"


def with_interval(value: object, lower: object, upper: object, decimals: int) -> str:
    """Return a figure with its limits, where it has them."""
    if not isinstance(value, (int, float)) or missing(value):
        return "not known"
    shown = rounded(value, decimals)
    limits = [rounded(one, decimals) for one in (lower, upper) if isinstance(one, float) and not missing(one)]
    return f"{shown} ({limits[0]} to {limits[1]})" if len(limits) == 2 else shown
