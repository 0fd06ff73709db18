"""The parts of the config that ask why a gap is there, what would close it, and whether one could tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    ValidationInfo,
    field_validator,
    model_validator,
)

from equitygap import words
from equitygap.ages import parse_band
from equitygap.config.fields import (
    Name,
    Parsed,
    Part,
    Probability,
    Reduction,
    Year,
    absent,
    checked_together,
    exactly_one,
    expected,
    given,
    one_of,
    wrong,
)

_CHANGES: Final = ("cut", "toward_benchmark")
_PHASE: Final = ("start", "full_by")


def _to_ages(value: Any) -> str:
    try:
        return parse_band(str(value)).label
    except ValueError:
        raise expected("ages such as 0, 15-64 or 85+") from None


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Method = Annotated[str, one_of("a method", words.METHODS)]
Ages = Annotated[str, Parsed(_to_ages, {"type": ["string", "integer"]})]
AgeList = Annotated[
    tuple[Ages, ...], BeforeValidator(_listed, json_schema_input_type=Ages | tuple[Ages, ...])
]
Causes = Annotated[tuple[Name, ...], BeforeValidator(_listed, json_schema_input_type=Name | tuple[Name, ...])]
CalendarYear = Annotated[int, Field(ge=1000, le=3000)]
People = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Decompose(Part):
    """Why a gap is there: years of life by age and cause."""

    method: Method = "horiuchi"
    """How a difference of expectancies is split (`equitygap list methods`)."""
    causes: bool = True
    """Whether causes are told apart, where the data have them."""
    ages: AgeList = ()
    """Groups of ages, made of whole bands and together all of them; each band where left out."""
    cause_groups: dict[Name, Annotated[Causes, Field(min_length=1)]] = Field(default_factory=dict)
    """Causes that are added up under a name."""
    at: Annotated[int, Field(ge=0, le=120)] | None = None
    """Age at which expectancies are compared; the first one where left out."""
    period: Year | None = None
    """Only the period with this mid-point, or that alone contains the year; every period where left out."""
    between: tuple[Year, ...] | None = None
    """Two years, such as [1999, 2018]: the change of the gap between them, in place of the gap itself."""
    together: bool = False
    """Whether the two sides of a change are added up, in place of telling who moved."""

    @field_validator("together")
    @classmethod
    def _of_a_change(cls, together: bool, info: ValidationInfo) -> bool:
        if together and info.data.get("between") is None:
            raise wrong("only a change, between two years, has sides to add up")
        return together

    @field_validator("between")
    @classmethod
    def _two_years(cls, between: tuple[float, ...] | None, info: ValidationInfo) -> tuple[float, ...] | None:
        if between is not None and info.data.get("period") is not None:
            raise wrong("found a period as well; expected only one of period, between")
        if between is not None and (len(between) != 2 or between[1] <= between[0]):
            raise expected("two years, the earlier one first")
        return between


class Change(Part):
    """A change of some of the focus's rates: by how much, and which."""

    cut: Reduction | None = None
    """Share by which the rates fall."""
    toward_benchmark: Reduction | None = None
    """Share of the way to the benchmark's rates, where these are lower."""
    causes: Causes = ()
    """Only these causes; all of them where left out."""
    ages: AgeList = ()
    """Only these ages; all of them where left out."""

    @model_validator(mode="wrap")
    @classmethod
    def _one_kind(cls, raw: Any, made: ModelWrapValidatorHandler[Change]) -> Change:
        return checked_together(made, raw, exactly_one(raw, _CHANGES))


class Scenario(Part):
    """What if: changes made one after the other."""

    name: Name
    """Its name in the tables."""
    changes: Annotated[tuple[Change, ...], Field(min_length=1)]
    """What changes."""
    start: CalendarYear | None = None
    """Last year without the changes, where they are phased in."""
    full_by: CalendarYear | None = None
    """First year with all of them."""

    @model_validator(mode="wrap")
    @classmethod
    def _both_years(cls, raw: Any, made: ModelWrapValidatorHandler[Scenario]) -> Scenario:
        found = given(raw, _PHASE) if isinstance(raw, Mapping | BaseModel) else []
        lacking = [name for name in _PHASE if name not in found]
        return checked_together(made, raw, [absent(*lacking)] if len(found) == 1 else [])

    @field_validator("full_by")
    @classmethod
    def _after_the_start(cls, full_by: int | None, info: ValidationInfo) -> int | None:
        start = info.data.get("start")
        if full_by is not None and start is not None and full_by <= start:
            raise expected(f"a year after the start ({start})")
        return full_by


class Road(Part):
    """A road to the target: the rates that fall, all by the same share."""

    name: Name
    """Its name in the tables."""
    causes: Causes = ()
    """Only these causes; all of them where left out."""
    ages: AgeList = ()
    """Only these ages; all of them where left out."""
    toward: Literal["zero", "benchmark"] = "zero"
    """Where the whole reduction leads: to nobody dying of them, or to the benchmark's rates."""


class Power(Part):
    """Whether anyone could tell: what change can be told from chance, and when."""

    windows: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1)] = (1, 3, 5)
    """Years of data in one reading."""
    populations: tuple[People, ...] = ()
    """People a year in a focus that is supposed to be as large."""
    power: Probability = 0.8
    """The chance of telling the promised path from no change that counts as enough."""


def distinct_names(parts: Sequence[Any]) -> Any:
    """Refuse a name that is given twice, with its place."""
    seen = set()
    for index, part in enumerate(parts):
        if part.name in seen:
            raise wrong(f"{part.name!r} is named twice", at=(index, "name"))
        seen.add(part.name)
    return parts
