"""The parts of the config that say how records, one row a death or a person, become counts, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from equitygap import words
from equitygap.ages.named import bands_of
from equitygap.config.fields import Name, Parsed, Part, expected, one_of
from equitygap.config.lifetables import is_file

_grid: Final = one_of("a grid of ages, or a list of bands such as [0, 1-4, 5-9, 10+],", words.AGE_GRIDS)
_list: Final = one_of("a list of causes, or a file of code and cause", words.CAUSE_LISTS)


def _to_bands(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return str(_grid.parse(value))
    if not isinstance(value, list | tuple):
        raise expected("a grid of ages by name, or a list of bands such as [0, 1-4, 5-9, 10+]")
    try:
        return tuple(band.label for band in bands_of([str(label) for label in value]))
    except ValueError as error:
        raise expected(f"bands without gaps and with an open end ({error})") from None


def _to_causes(value: Any) -> str:
    return value if isinstance(value, str) and is_file(value) else str(_list.parse(value))


def _as_list(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


_BANDS_SCHEMA: Final = {
    "anyOf": [dict(_grid.json_schema), {"type": "array", "items": {"type": ["string", "number"]}}]
}
_CAUSES_SCHEMA: Final = {"anyOf": [dict(_list.json_schema), {"type": "string", "pattern": r"\.\w+$"}]}

Bands = Annotated[str | tuple[str, ...], Parsed(_to_bands, _BANDS_SCHEMA)]
Causes = Annotated[str, Parsed(_to_causes, _CAUSES_SCHEMA)]
Names = Annotated[
    tuple[Name, ...],
    BeforeValidator(_as_list, json_schema_input_type=str | tuple[str, ...]),
]
PopulationColumn = Annotated[
    str,
    one_of(
        "a column of populations", ("area", "group", "year", "period", "start", "end", "age", "population")
    ),
]


class Populations(Part):
    """A table of person-years, joined to counted records by area, group, period and age."""

    path: Name
    """The table: `area`, `year` (or `period`), `age` and `population`; finer ages are added up."""
    columns: dict[PopulationColumn, Name] = Field(default_factory=dict)
    """Names of its columns: ours, then the file's."""
    group_columns: Names = ()
    """Its columns that make the group together, in the order of the records' own."""
    where: dict[Name, Names] = Field(default_factory=dict)
    """Keep only the rows whose column (as the file names it) has this value, or one of these values."""
    population: Literal["person-years", "average"] = "person-years"
    """What it counts: person-years of its periods, or the average number of persons in them."""


class Records(Part):
    """How records, one row a death or a person, are counted (`table: records`)."""

    bands: Bands = "abridged-85"
    """Age bands: the name of a grid, or a list such as [0, 1-4, 5-9, 10+]."""
    group_columns: Names = ()
    """Columns of the records that make the group together, such as [sex, race]."""
    causes: Causes | None = None
    """Groups of causes: a list by its name, or a file of `code` and `cause`; left out, all causes are one."""
    unknown_ages: Names = ()
    """Values of the age that mean that it is not known, such as [999]."""
    redistribute: Annotated[tuple[Literal["age", "cause"], ...], BeforeValidator(_as_list)] = ()
    """Count deaths of unknown age or cause in proportion to the others; dropped where left out."""
    populations: Populations | None = None
    """The person-years; without them there are deaths, but no rates."""

    def with_paths(self, changed: Callable[[str], str]) -> Records:
        """Return the part with the path of every file that it reads changed."""
        update: dict[str, Any] = {}
        if self.causes and is_file(self.causes):
            update["causes"] = changed(self.causes)
        if self.populations:
            update["populations"] = self.populations.model_copy(
                update={"path": changed(self.populations.path)}
            )
        return self.model_copy(update=update)


class EnginePart(Part):
    """What reads and counts records: this machine, or a cluster."""

    name: Annotated[str, one_of("an engine", words.ENGINES)] = "duckdb"
    """The engine."""
    memory: Name | None = None
    """How much memory it may take, such as 2GB; what does not fit goes to the disk."""
    spill: Name | None = None
    """Folder for what does not fit into memory."""
    workers: int | None = Field(default=None, ge=1)
    """How many cores, or executors, work at a time; all there are where left out."""
    master: Name | None = None
    """Address of the cluster, such as spark://host:7077 or local[2]."""
    jars: Names = ()
    """Libraries that the cluster needs, such as those of an object store: Maven coordinates or paths."""
    settings: dict[Name, str] = Field(default_factory=dict)
    """Settings of the engine itself, by their own names."""

    def options(self) -> Mapping[str, Any]:
        """Return everything but the name, as the engine takes it."""
        return self.model_dump(exclude={"name"})
