"""The parts of the config that say which data there are and what is compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from equitygap import tables, words
from equitygap.config.fields import Name, Part, Year, one_of, wrong
from equitygap.config.lifetables import Crosswalk, Merge, Windows
from equitygap.config.records import Records

#: Columns that an input may have: those of every table that can be read, and a period in one cell.
_COLUMNS: Final = dict.fromkeys([*(c for t in words.TABLES for c in tables.names(t)), "year", "period"])
_ERRORS: Final = [name for name, (severity, _) in words.CHECKS.items() if severity == "error"]

Column = Annotated[str, one_of("a canonical column", _COLUMNS)]
Table = Annotated[str, one_of("a table", words.TABLES)]
Layout = Annotated[str, one_of("a layout", words.LAYOUTS)]
ErrorCheck = Annotated[str, one_of("a check of severity error", _ERRORS)]
Values = Annotated[
    tuple[str, ...],
    Field(min_length=1),
    BeforeValidator(
        lambda value: (value,) if isinstance(value, str) else value,
        json_schema_input_type=str | tuple[str, ...],
    ),
]


class Accept(Part):
    """A problem in the data that is known and lived with: the figure is withheld and noted."""

    check: ErrorCheck
    """The check that finds the problem."""
    area: Name | None = None
    """Only in this area."""
    year: Year | None = None
    """Only in this year (the mid-point of the period)."""
    metric: Name | None = None
    """Only for this metric."""
    why: str | None = None
    """The reason, for those who read the config."""


class DataSource(Part):
    """A file with figures."""

    path: Name
    """The file: relative to the config, absolute, or remote (s3://, gs://, abfs://, https://)."""
    table: Table | None = None
    """What the file holds; recognised by its columns where left out."""
    layout: Layout | None = None
    """How its publisher lays it out; recognised where left out."""
    columns: dict[Column, Name] = Field(default_factory=dict)
    """Names of columns: ours, then the file's."""
    where: dict[Name, Values] = Field(default_factory=dict)
    """Keep only the rows whose column (as the file names it) has this value, or one of these values."""
    accept: tuple[Accept, ...] = ()
    """Problems known and lived with."""
    population: Literal["person-years", "average"] = "person-years"
    """What `population` counts: person-years of the period, or the average number of persons in it."""
    missing: Literal["error", "zero", "suppressed"] = "error"
    """What an absent count of deaths means: a mistake, no deaths, or a count that is suppressed."""
    windows: Windows | None = None
    """Add up single years of counts to windows of several years."""
    crosswalk: Crosswalk | None = None
    """Put areas together to larger ones."""
    expectancies: Literal["weighted_mean", "unweighted_mean"] | None = None
    """How a crosswalk puts together figures that come without deaths; a mean must be asked for by name."""
    merge: Merge | None = None
    """Merge areas that are too small."""
    records: Records | None = None
    """How records are counted, where the file or the folder holds records."""

    @field_validator("records")
    @classmethod
    def _of_records(cls, records: Records | None, info: ValidationInfo) -> Records | None:
        table = info.data.get("table")
        if records is not None and table not in (None, "records"):
            raise wrong(f"says how records are counted, but the table is {table}; expected table: records")
        return records

    @property
    def holds_records(self) -> bool:
        """Whether the config says that these are records."""
        return self.table == "records" or self.records is not None

    def with_paths(self, changed: Callable[[str], str]) -> DataSource:
        """Return the source with the path of every file that it reads changed."""
        update: dict[str, Any] = {"path": changed(self.path)}
        if self.crosswalk:
            update["crosswalk"] = self.crosswalk.model_copy(update={"path": changed(self.crosswalk.path)})
        if self.merge:
            update["merge"] = self.merge.model_copy(update={"hierarchy": changed(self.merge.hierarchy)})
        if self.records:
            update["records"] = self.records.with_paths(changed)
        return self.model_copy(update=update)


class Comparison(Part):
    """Areas compared with a benchmark."""

    metric: Name | None = None
    """The metric; may be left out where the data hold a single one."""
    benchmark: Name | None = None
    """The area compared with."""
    focus: tuple[Name, ...] = ()
    """The areas that the promise is about; every other area where left out."""
    pool: Name | None = None
    """A name for the focus areas as one population, compared beside the single areas."""
    contains: tuple[Name, ...] = ()
    """Areas that contain the others, such as a city among its neighborhoods: never a focus unless named."""
    group: Name | None = None
    """Only this stratum; every stratum where left out."""
    better: Literal["higher", "lower"] | None = None
    """Which way is better, where the metric does not say."""

    @field_validator("focus")
    @classmethod
    def _distinct(cls, focus: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        seen = set()
        for index, area in enumerate(focus):
            if area == info.data.get("benchmark"):
                raise wrong(f"{area!r} is the benchmark and cannot be compared with itself", at=(index,))
            if area in seen:
                raise wrong(f"{area!r} is named twice", at=(index,))
            seen.add(area)
        return focus
