"""What is supposed to change, and what is to be reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from equitygap.ages import parse_band
from equitygap.decompose.schedules import Schedules
from equitygap.errors import DataError, UsageError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

#: Who is compared with the benchmark: the focus, and its group where there are groups.
Who = tuple[str, str | None]

#: Where a road's reduction leads, at its end.
TOWARD: Final = ("zero", "benchmark")


@dataclass(frozen=True)
class Change:
    """A change of some of the focus's rates; no causes or ages mean all of them.

    Exactly one of `cut` (the share by which the rates fall) and `toward_benchmark` (the share of the way to
    the benchmark's rates, where these are lower; nothing is ever raised) lies above 0.
    """

    cut: float = 0.0
    toward_benchmark: float = 0.0
    causes: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        given = [share for share in (self.cut, self.toward_benchmark) if share != 0]
        if len(given) != 1 or not 0 < given[0] <= 1:
            raise UsageError(
                "a change is a cut or a way toward the benchmark, one share above 0 and up to 100 %, "
                f"but got cut {self.cut:g} and toward_benchmark {self.toward_benchmark:g}"
            )


@dataclass(frozen=True)
class Scenario:
    """Changes made one after the other, in full at once or phased in linearly between two years."""

    name: str
    changes: tuple[Change, ...]
    start: int | None = None
    full_by: int | None = None

    def __post_init__(self) -> None:
        if not self.changes:
            raise UsageError(f"the scenario '{self.name}' changes nothing")
        if (self.start is None) != (self.full_by is None):
            raise UsageError(f"the scenario '{self.name}' is phased in: it needs both `start` and `full_by`")
        if self.start is not None and self.full_by is not None and self.full_by <= self.start:
            raise UsageError(f"the scenario '{self.name}': {self.full_by} must come after {self.start}")

    def phases(self) -> list[tuple[int | None, float]]:
        """Return the years that are shown, and the share of the changes in effect in each."""
        if self.start is None or self.full_by is None:
            return [(None, 1.0)]
        span = self.full_by - self.start
        return [(year, (year - self.start) / span) for year in range(self.start, self.full_by + 1)]


@dataclass(frozen=True)
class Road:
    """One way to the target: the same share of all the rates named falls away, or of their excess."""

    name: str
    causes: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    toward: str = "zero"

    def __post_init__(self) -> None:
        if self.toward not in TOWARD:
            hint = did_you_mean(self.toward, TOWARD)
            raise UsageError(
                f"the road '{self.name}' leads toward zero or benchmark, not '{self.toward}'{hint}"
            )


@dataclass(frozen=True)
class Target:
    """What is to be reached: exactly one of `reduce` (a share of the present gap), `gap` and `level`.

    A `gap` may be a mapping with one for each focus and group, such as shares of the gaps at a baseline; a
    comparison that it lacks has no target.
    """

    reduce: float | None = None
    gap: float | Mapping[Who, float] | None = None
    level: float | None = None

    def __post_init__(self) -> None:
        if sum(value is not None for value in (self.reduce, self.gap, self.level)) != 1:
            raise UsageError("a target is exactly one of: a share to reduce by, a gap, a level")
        if self.reduce is not None and not 0 < self.reduce <= 1:
            raise UsageError(f"the share to reduce by must lie between 0 and 100 %, but got {self.reduce:g}")

    def weights(self) -> tuple[float, float]:
        """Return w of the goal: w[0] × the benchmark's expectancy + w[1] × the focus's own + a constant."""
        if self.reduce is not None:
            return self.reduce, 1 - self.reduce
        return (1.0, 0.0) if self.gap is not None else (0.0, 0.0)

    def constant(self, labels: pd.DataFrame) -> NDArray[np.float64]:
        """Return the constant of each comparison, (P,); nan where it has no target."""
        if isinstance(self.gap, Mapping):
            return -np.array([self.gap.get(who, np.nan) for who in who_is_compared(labels)], dtype=float)
        return np.full(len(labels), (self.level or 0.0) - (self.gap or 0.0))


def who_is_compared(labels: pd.DataFrame) -> list[Who]:
    """Return the focus and the group of each row."""
    groups = labels["group"] if "group" in labels else [None] * len(labels)
    return [
        (str(focus), group if isinstance(group, str) else None)
        for focus, group in zip(labels["focus"], groups, strict=True)
    ]


def chosen(schedules: Schedules, causes: Sequence[str], ages: Sequence[str]) -> NDArray[np.bool_]:
    """Return which bands and causes are meant, (ages, causes); none named means all.

    Raises DataError for a cause that is not in the data and UsageError for ages that split a band.
    """
    known = [cause for cause in schedules.causes if cause is not None]
    for cause in causes:
        if cause not in known:
            there = f"; there are {', '.join(known)}" if known else "; the data have no causes"
            raise DataError(f"there is no cause '{cause}' in the data{did_you_mean(cause, known) or there}")
    some_causes = np.array([not causes or cause in causes for cause in schedules.causes])
    return np.asarray(_ages(schedules, ages)[:, None] & some_causes)


def _ages(schedules: Schedules, ages: Sequence[str]) -> NDArray[np.bool_]:
    out = np.full(len(schedules.bands), not ages)
    for label in ages:
        try:
            wanted = parse_band(label)
        except ValueError as error:
            raise UsageError(str(error)) from None
        inside = np.array([wanted.lower <= b.lower and b.upper <= wanted.upper for b in schedules.bands])
        within = [band for band, has in zip(schedules.bands, inside, strict=True) if has]
        if not within or (within[0].lower, within[-1].upper) != (wanted.lower, wanted.upper):
            bands = ", ".join(band.label for band in schedules.bands)
            raise UsageError(f"the ages {wanted.label} are not made up of whole bands of the data ({bands})")
        out |= inside
    return out
