"""What is to be counted: plain values, made from a config or by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from equitygap.ages import Band
from equitygap.ages.named import AGE_GRIDS
from equitygap.errors import UsageError
from equitygap.words import DROPPED

if TYPE_CHECKING:
    import pyarrow as pa

    from equitygap.aggregate.causes import CauseMap

#: A record's weight counts to a millionth of a person: whole numbers add up the same in every order.
UNITS: Final = 1_000_000

#: A reason stands where a band's number would: -1 is the first of `words.DROPPED`.
REASONS: Final = {name: -1 - place for place, name in enumerate(DROPPED)}


@dataclass(frozen=True)
class Windows:
    """Years that are put together, and the years from the start of a window to that of the next."""

    years: int
    step: int = 1

    @property
    def apart(self) -> bool:
        """Whether a year is in one window at most."""
        return self.step >= self.years

    def starts(self, first: int, last: int) -> tuple[int, ...]:
        """Return the first years of the windows that fit into the years of the data."""
        starts = tuple(range(first, last - self.years + 2, self.step))
        if not starts:
            raise UsageError(f"windows of {self.years} years do not fit into the years {first} to {last}")
        return starts


@dataclass(frozen=True)
class Question:
    """How records are counted.

    `columns` and `group` name columns of the files; several columns make one group. `where` keeps records
    whose column has one of the values. `causes` puts codes into groups; without it causes are not told apart.
    `crosswalk` is a table of `area`, `into` and optionally `share`, from `crosswalk_file`; `exact_areas`
    finds areas in it letter by letter. `unknown_ages` are values that mean that the age is not known. Deaths
    of unknown `age` or `cause` are counted in proportion to the others where `redistribute` names it, else
    dropped.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    group: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bands: tuple[Band, ...] = AGE_GRIDS["abridged-85"]
    causes: CauseMap | None = None
    crosswalk: pa.Table | None = None
    crosswalk_file: str = "the crosswalk"
    exact_areas: bool = False
    windows: Windows | None = None
    unknown_ages: tuple[str, ...] = ()
    redistribute: frozenset[str] = frozenset()
