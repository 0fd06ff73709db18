"""What a column is on the screen, and the columns that many tables share.

`importance` decides what a narrow terminal drops: the highest numbers go first, 0 stays. A column `in_title`
moves to the line above the table while all rows share its value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Shown:
    """A column on the screen: its heading, how it is shown (a key of `cells.SHOW`), and of which columns."""

    heading: str
    show: str
    columns: tuple[str, ...]
    importance: int = 0
    in_title: bool = False


def interval(heading: str, value: str, importance: int, prefix: str = "") -> Shown:
    """Return a column of values with their limits."""
    return Shown(heading, "interval", (value, f"{prefix}lower", f"{prefix}upper"), importance)


def title(heading: str, column: str, importance: int = 1) -> Shown:
    """Return a column of text that moves to the title while all rows share it."""
    return Shown(heading, "text", (column,), importance, in_title=True)


METRIC: Final = title("Metric", "metric")
GROUP: Final = title("Group", "group")
AGAINST: Final = (METRIC, title("Benchmark", "benchmark"), GROUP)
FOCUS: Final = Shown("Focus", "text", ("focus",))
AREA: Final = Shown("Area", "text", ("area",))
PERIOD: Final = Shown("Period", "period", ("start", "end"), 1)
AGE: Final = Shown("Age", "text", ("age",))
CAUSE: Final = Shown("Cause", "text", ("cause",), 1)
NOTE: Final = Shown("Notes", "notes", ("note",), 2)
FLAGS: Final = Shown("Notes", "notes", ("flags",), 2)
