"""The parts of the config that say how deaths and populations by age become expectancies and rates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field

from equitygap import words
from equitygap.config.fields import Amount, Name, Parsed, Part, expected, one_of, to_number

_TABLES: Final = {".csv", ".tsv", ".txt", ".parquet", ".feather", ".json", ".jsonl", ".xlsx", ".gz", ".zip"}
_CONVENTIONS: Final = tuple(name for name in words.AX_METHODS if name != "given")
_convention: Final = one_of("a convention, or {AGE: YEARS} for every closed age band,", _CONVENTIONS)


def is_file(name: str) -> bool:
    """Whether a text names a table rather than something known by its name.

    >>> is_file("standards/ours.csv"), is_file("us2000")
    (True, False)
    """
    return PurePosixPath(name).suffix.lower() in _TABLES


def _name_or_file(kind: str, names: Iterable[str], columns: str) -> Parsed:
    choice = one_of(f"{kind}, or a file of {columns}", names)

    def parse(value: Any) -> str:
        return value if isinstance(value, str) and is_file(value) else str(choice.parse(value))

    return Parsed(parse, {"anyOf": [dict(choice.json_schema), {"type": "string", "pattern": r"\.\w+$"}]})


def _to_ax(value: Any) -> str | dict[str, float]:
    if not isinstance(value, Mapping):
        return str(_convention.parse(value))
    years = {str(band): to_number(number) for band, number in value.items()}
    for band, number in years.items():
        if not number >= 0:
            raise expected(f"years of 0 or more for the age band {band}")
    return years


_AX_SCHEMA: Final = {
    "anyOf": [
        dict(_convention.json_schema),
        {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
    ]
}

Ax = Annotated[str | dict[str, float], Parsed(_to_ax, _AX_SCHEMA)]
Variance = Annotated[str, one_of("a variance", words.VARIANCES)]
OpenAge = Annotated[str, one_of("a policy for the open age", words.OPEN_AGES)]
SmallArea = Annotated[str, one_of("a policy for small areas", words.SMALL_AREAS)]
Schedule = Annotated[str, _name_or_file("a schedule", words.SCHEDULES, "age and rate")]
StandardPopulation = Annotated[
    str, _name_or_file("a standard population", words.STANDARD_POPULATIONS, "age and weight")
]
CrosswalkColumn = Annotated[
    str, one_of("a column of a crosswalk", ("area", "code", "into", "share", "population"))
]


class Windows(Part):
    """Single years of counts are added up to windows of several years."""

    years: int = Field(ge=1)
    """Years in a window."""
    step: int = Field(default=1, ge=1)
    """Years from the start of a window to that of the next; fewer than `years` make windows overlap."""


class Crosswalk(Part):
    """A table that says which larger area each area belongs to."""

    path: Name
    """The table: `area` or `code`, `into`, and where needed `share` and `population` (residents)."""
    by: Literal["area", "code"] = "area"
    """What the areas are recognised by: their names, or their codes."""
    columns: dict[CrosswalkColumn, Name] = Field(default_factory=dict)
    """Names of its columns: ours, then the file's."""


class Merge(Part):
    """Areas too small for a figure of their own are merged along a hierarchy."""

    hierarchy: Name
    """A table of `area` and, from near to far, the names of what it lies in."""
    below: Amount | None = None
    """Person-years below which an area is merged; `minimum_population`, or else 5,000, where left out."""


class _WithFiles(Part):
    """A part whose fields may name a file instead of something known."""

    def with_paths(self, changed: Callable[[str], str]) -> Self:
        """Return the part with the path of every file that it reads changed."""
        texts = {name: value for name, value in self if isinstance(value, str) and is_file(value)}
        return self.model_copy(update={name: changed(path) for name, path in texts.items()})


class LifeTable(_WithFiles):
    """How counts and rates by age become life tables."""

    at: Annotated[tuple[Annotated[int, Field(ge=0, le=120)], ...], Field(min_length=1)] = (0,)
    """Ages at which life expectancy is given."""
    ax: Ax = "phe"
    """Years lived in a band by those who die in it: a convention, or a number for each closed band."""
    sex: Literal["total", "male", "female"] = "total"
    """Whose deaths they are; only `andreev-kingkade` asks."""
    variance: Variance = "silcocks"
    """How the variance of an expectancy is worked out."""
    open_age: OpenAge = "withhold"
    """What is done where nobody died in the open age band."""
    small_area: SmallArea = "none"
    """How the death rates of small areas are smoothed."""
    standard: Schedule = "us-2014"
    """The schedule that `topals` and `shrink` lean on: its name, or a file of `age` and `rate`."""
    draws: int = Field(default=10_000, ge=2)
    """Simulations for the variance `draws`."""


class Rates(_WithFiles):
    """How counts by age become standardised rates."""

    standard: StandardPopulation = "us2000"
    """The standard population: its name, or a file of `age` and `weight`."""
    reference: Name | None = None
    """For mortality ratios: the area whose rates are expected, or a file of `age` and `rate`."""
