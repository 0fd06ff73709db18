"""The parts of the config that say what was promised and how the way there is judged."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import (
    BaseModel,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from equitygap import words
from equitygap.config.fields import (
    YEAR_SCHEMA,
    Amount,
    Name,
    Number,
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
    to_number,
    to_year,
    wrong,
)

GOALS: Final = ("reduce", "level", "gap")
_BASELINES: Final = ("year", "mean_of", "fitted")
_PATHS: Final = ("name", "delayed", "milestones")

#: Paths that their name alone describes; the others need a year or values.
_NAMED_PATHS: Final = [name for name in words.PATHS if name not in _PATHS]
_to_path_name: Final = one_of("{delayed: YEAR}, {milestones: {YEAR: GAP}} or a name", _NAMED_PATHS)


def _to_announced(value: Any) -> dict[str, float]:
    """Read a number, or numbers by focus area; a number alone belongs to the one gap compared."""
    named = value if isinstance(value, Mapping) else {"": value}
    figures = {str(name): to_number(figure) for name, figure in named.items()}
    if not figures or any(math.isnan(figure) for figure in figures.values()):
        raise expected("a number such as 16.2, or numbers by focus area such as {Austin: 9.9}")
    return figures


AnnouncedGap = Annotated[
    dict[str, float],
    Parsed(
        _to_announced,
        {"anyOf": [{"type": "number"}, {"type": "object", "additionalProperties": {"type": "number"}}]},
    ),
]
BenchmarkRule = Annotated[str, one_of("a rule for the benchmark", words.BENCHMARKS)]
Model = Annotated[str, one_of("a model", words.MODELS)]
Scheme = Annotated[str, one_of("a scheme", words.SCHEMES)]
PathName = Annotated[str, _to_path_name]


class Baseline(Part):
    """Where the promise starts from: a year, the mean of several, or the trend line's value in a year."""

    year: Year | None = None
    """The year, or the mid-point of the period: 2010.5 is 2009-2012."""
    mean_of: Annotated[tuple[Year, ...], Field(min_length=1)] | None = None
    """The mean of the gaps of these years."""
    fitted: Year | None = None
    """The trend line's value in this year."""

    @property
    def rule(self) -> str:
        """`year`, `mean_of` or `fitted`."""
        return given(self, _BASELINES)[0]

    @property
    def years(self) -> tuple[float, ...]:
        """The years that the baseline is made of."""
        value = getattr(self, self.rule)
        return value if isinstance(value, tuple) else (value,)

    @model_validator(mode="wrap")
    @classmethod
    def _year_alone(cls, raw: Any, made: ModelWrapValidatorHandler[Baseline]) -> Baseline:
        if not isinstance(raw, Mapping | BaseModel):
            try:
                raw = {"year": to_year(raw)}
            except PydanticCustomError:
                forms = (
                    "a year such as 2012 (or a mid-point), {mean_of: [2011, 2012, 2013]} or {fitted: 2012}"
                )
                raise expected(forms) from None
        return checked_together(made, raw, exactly_one(raw, _BASELINES))

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe the bare year beside the mapping."""
        return {"anyOf": [dict(YEAR_SCHEMA), handler.resolve_ref_schema(handler(schema))]}


class Announced(Part):
    """The promise as it was announced; a run that finds otherwise says so."""

    gap: AnnouncedGap
    """The baseline gap that was announced: a number, or one for each focus area by name."""
    members: int | None = Field(default=None, ge=1)
    """The number of focus areas that were announced."""


class Target(Part):
    """The promise: what the gap, or the focus area's level, is to be, and by when."""

    reduce: Reduction | None = None
    """Share of the baseline gap to be closed: 50% or 0.5."""
    level: Number | None = None
    """The value that the focus area is to reach."""
    gap: Number | None = None
    """The gap that may be left."""
    baseline: Baseline | None = None
    """Where the promise starts from; needed by `reduce`, else the first year of the data stands in."""
    by: Year
    """The year by which it is promised."""
    benchmark: BenchmarkRule = "moving"
    """The benchmark as it is in each year, as it was at the baseline, or along its own trend."""
    announced: Announced | None = None
    """The promise as it was announced."""

    @model_validator(mode="wrap")
    @classmethod
    def _one_goal(cls, raw: Any, made: ModelWrapValidatorHandler[Target]) -> Target:
        problems = exactly_one(raw, GOALS)
        if problems == [] and given(raw, GOALS) == ["reduce"] and not given(raw, ("baseline",)):
            problems.append(absent("baseline"))
        return checked_together(made, raw, problems)

    @field_validator("by")
    @classmethod
    def _after_the_baseline(cls, by: float, info: ValidationInfo) -> float:
        baseline = info.data.get("baseline")
        if baseline and by <= max(baseline.years):
            raise expected(f"a year after the baseline ({max(baseline.years):g})")
        return by


class RequiredPath(Part):
    """The way from the baseline to the target along which progress is due."""

    name: PathName | None = None
    """A path that its name alone describes."""
    delayed: Year | None = None
    """Flat until this year, then linear."""
    milestones: Annotated[dict[Year, Number], Field(min_length=1)] | None = None
    """Straight between these values of the gap: a year, then the value."""

    @property
    def rule(self) -> str:
        """The path's name: one of `words.PATHS`."""
        return self.name or given(self, _PATHS)[0]

    @property
    def years(self) -> tuple[float, ...]:
        """The years that the path names."""
        return tuple(self.milestones or ()) if self.delayed is None else (self.delayed,)

    @model_validator(mode="wrap")
    @classmethod
    def _name_alone(cls, raw: Any, made: ModelWrapValidatorHandler[RequiredPath]) -> RequiredPath:
        if not isinstance(raw, Mapping | BaseModel):
            raw = {"name": cls._named(raw)}
        return checked_together(made, raw, exactly_one(raw, _PATHS))

    @staticmethod
    def _named(raw: Any) -> str:
        if raw == "delayed":
            raise expected("the year until which it is flat, written {delayed: 2025}")
        if raw == "milestones":
            raise expected("the values, written {milestones: {2020: 14, 2025: 11}}")
        return str(_to_path_name.parse(raw))

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe the bare name beside the mapping."""
        return {"anyOf": [dict(_to_path_name.json_schema), handler.resolve_ref_schema(handler(schema))]}


class Trajectory(Part):
    """How the way to the target is judged."""

    model: Model = "default"
    """The model that projects the gap (`equitygap list models`)."""
    scheme: Scheme = "probability"
    """The scheme whose word stands beside the status (`equitygap list schemes`)."""
    path: RequiredPath = Field(default_factory=lambda: RequiredPath(name="linear"))
    """The promised path: linear, geometric, {delayed: YEAR} or {milestones: {YEAR: GAP}}."""
    exclude: tuple[Year, ...] = ()
    """Years that the model leaves out, such as 2020 and 2021."""
    on_track: Probability = 0.66
    """Probability from which a target counts as on track."""
    off_track: Probability = Field(default=0.33, validate_default=True)
    """Probability up to which it counts as off track."""
    comparable_sources: tuple[Name, ...] = ()
    """Sources that are treated as one series although they differ; the result is flagged."""
    horizon: Year | None = None
    """The last year for which the year of reaching the target or parity is told."""
    shock: Amount | None = None
    """Labelled shock scenario: an extra standard deviation in the target year, in units of the metric."""
    require_backtest: bool = False
    """Leave verdicts inconclusive where, in the backtest, the model did worse than the last value."""

    @field_validator("off_track")
    @classmethod
    def _bands_in_order(cls, off_track: float, info: ValidationInfo) -> float:
        on_track = info.data.get("on_track")
        if on_track is not None and off_track > on_track:
            raise expected(f"a probability of at most on_track ({on_track:g})")
        return off_track

    def within(self, target: Target) -> Trajectory:
        """Check that the path's own years lie between the baseline and the target."""
        first = max(target.baseline.years) if target.baseline else -math.inf
        span = f"between the baseline and {target.by:g}" if target.baseline else f"before {target.by:g}"
        for year in self.path.years:
            if not first <= year < target.by:
                raise wrong(f"found {year:g}, expected a year {span}", at=("path", self.path.rule))
        return self
