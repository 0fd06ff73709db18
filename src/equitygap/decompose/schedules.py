"""Death rates by age and cause as arrays: a COUNTS or RATES table in, strata × ages × causes out.

A stratum is an area, a group and a period. All strata of a comparison have the same age bands and the same
causes; what differs is an error that says where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from equitygap.ages import Band, parse_band
from equitygap.errors import DataError, UsageError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

KEYS: Final = ("area", "group", "start", "end")


@dataclass(frozen=True)
class Schedules:
    """Death rates of strata (S) by band (X) and cause (K), with what they were counted from.

    `keys` has the strata's area, group, start and end. `causes` is (None,) where there are all causes only.
    `rate` (S, X, K) per person-year; `variance` likewise, nan where unknown; `population` (S, X) person-years
    and `population_error` (S, X) their relative standard errors; for a table of rates nan and 0.
    """

    keys: pd.DataFrame
    bands: tuple[Band, ...]
    causes: tuple[str | None, ...]
    rate: Floats
    variance: Floats
    population: Floats
    population_error: Floats

    @property
    def lower(self) -> Floats:
        """Where each band starts, (X,)."""
        return np.array([band.lower for band in self.bands], dtype=float)

    @property
    def width(self) -> Floats:
        """Years in each band, (X,); the last is infinite."""
        return np.array([band.width for band in self.bands])

    @property
    def years(self) -> Floats:
        """Years in each stratum's period, (S,)."""
        return (self.keys["end"] - self.keys["start"] + 1).to_numpy(float)

    def from_age(self, age: int) -> Schedules:
        """Return the schedules from the band that starts at `age` on."""
        if age not in self.lower:
            starts = ", ".join(f"{lower:g}" for lower in self.lower)
            raise DataError(f"no age band starts at {age}; they start at {starts}")
        kept = self.lower >= age
        return replace(
            self,
            bands=tuple(band for band in self.bands if band.lower >= age),
            rate=self.rate[:, kept],
            variance=self.variance[:, kept],
            population=self.population[:, kept],
            population_error=self.population_error[:, kept],
        )

    def with_causes(self, groups: Mapping[str, Sequence[str]]) -> Schedules:
        """Return the schedules with some causes added up under a name; those not listed stay as they are."""
        known = [cause for cause in self.causes if cause is not None]
        group_of: dict[str, str] = {}
        for name, causes in groups.items():
            for cause in causes:
                if cause not in known:
                    raise DataError(f"there is no cause '{cause}' in the data{did_you_mean(cause, known)}")
                if group_of.setdefault(cause, name) != name:
                    raise UsageError(
                        f"the cause '{cause}' is in two groups: '{group_of[cause]}' and '{name}'"
                    )
        own = [group_of.get(cause, cause) for cause in known]
        names = list(dict.fromkeys(own))
        members = np.array([[name == group for name in names] for group in own], dtype=float)
        return replace(self, causes=tuple(names), rate=self.rate @ members, variance=self.variance @ members)

    def of_all_causes(self) -> Schedules:
        """Return the schedules of all causes together."""
        return replace(
            self,
            causes=(None,),
            rate=self.rate.sum(axis=2, keepdims=True),
            variance=self.variance.sum(axis=2, keepdims=True),
        )


def age_members(bands: Sequence[Band], groups: Sequence[str]) -> tuple[list[str], Floats]:
    """Return the labels of groups of ages and which bands belong to each, (groups, bands).

    Without groups each band is its own. Raises UsageError for a group that splits a band, and for a band that
    is in no group or in two.
    """
    if not groups:
        return [band.label for band in bands], np.eye(len(bands))
    try:
        wanted = [parse_band(group) for group in groups]
    except ValueError as error:
        raise UsageError(f"groups of ages: {error}") from None
    members = np.array([[g.lower <= band.lower and band.upper <= g.upper for band in bands] for g in wanted])
    for band, times in zip(bands, members.sum(axis=0), strict=True):
        if times != 1:
            problem = "in no group, or split by one" if times == 0 else "in more than one group"
            raise UsageError(f"groups of ages: the band {band.label} is {problem}; got {', '.join(groups)}")
    return [group.label for group in wanted], members.astype(float)
