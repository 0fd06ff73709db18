"""The parts of the config that declare metrics: what they are, what was promised, and how that is judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import (
    BaseModel,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from equitygap.config.fields import (
    Name,
    Parsed,
    Part,
    Reduction,
    Year,
    absent,
    checked_together,
    exactly_one,
    expected,
    given,
    to_number,
    wrong,
)
from equitygap.config.target import Scheme
from equitygap.units import Unit, slip_of, unit_of
from equitygap.words import KNOWN_DIRECTIONS

GOALS: Final = ("level", "increase", "reduce", "close_gap", "parity", "total", "at_least", "at_most")

#: Goals without a year: they hold at all times.
ALWAYS: Final = ("at_least", "at_most")
_FROM_A_BASELINE: Final = ("increase", "reduce", "close_gap", "total")
_FROM_A_BENCHMARK: Final = ("close_gap", "parity")
_FIGURES: Final = ("level", "total", "at_least", "at_most")
_WAYS: Final = {"increase": "higher", "at_least": "higher", "reduce": "lower", "at_most": "lower"}
_PLAIN_SCHEME: Final = ("total", *ALWAYS)
_MARKED: Final = re.compile(r"\s*(\$?)\s*([+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?)\s*(%?)\s*")
_NAMES: Final = {"%": "a percentage", "$": "dollars"}


class Figure(NamedTuple):
    """A number as it was written, with the mark beside it: `%`, `$` or none."""

    number: float
    mark: str = ""

    def in_unit(self, unit: Unit | None) -> float:
        """Return the number in the metric's unit: 50% is 50 for percentages and 0.5 for shares."""
        return self.number / 100 if self.mark == "%" and unit and unit.highest == 1 else self.number


def _to_figure(value: Any) -> Figure:
    if isinstance(value, Figure):
        return value
    found = _MARKED.fullmatch(value) if isinstance(value, str) else None
    number = to_number(found[2].replace(",", "") if found else value)
    if number != number or (found and found[1] and found[3]):
        raise expected("a number in the metric's unit, such as 80, 50% or $1,700,000")
    return Figure(number, (found[1] or found[3]) if found else "")


def _to_increase(value: Any) -> float:
    text = value.strip() if isinstance(value, str) else value
    percent = isinstance(text, str) and text.endswith("%")
    share = to_number(text[:-1]) / 100 if percent else to_number(text)
    if not share > 0 or (share > 1 and not percent):
        raise expected("a share of the baseline to rise by, such as 10% or 0.1")
    return share


def _to_true(value: Any) -> bool:
    if value not in (True, "true"):
        raise expected("true, or no parity at all")
    return True


def _to_unit(value: Any) -> str:
    if not isinstance(value, str):
        raise expected("a unit such as percent, dollars or deaths per 100,000")
    meant = slip_of(value)
    if meant:
        raise expected(f"a unit (did you mean '{meant}'?)")
    return value


_FIGURE_SCHEMA: Final = {"anyOf": [{"type": "number"}, {"type": "string"}]}
Amount = Annotated[Figure, Parsed(_to_figure, _FIGURE_SCHEMA)]
Increase = Annotated[
    float,
    Parsed(
        _to_increase,
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0},
                {"type": "string", "pattern": r"^\s*[0-9.]+\s*%\s*$"},
            ]
        },
    ),
]
OnlyTrue = Annotated[bool, Parsed(_to_true, {"type": "boolean", "const": True})]
UnitText = Annotated[str, Parsed(_to_unit, {"type": "string"})]


class MetricBenchmark(Part):
    """Who a metric is compared with: an area of the data, or a figure that is published for none of them."""

    area: Name | None = None
    """An area of the data."""
    value: Amount | None = None
    """A figure, in the metric's unit."""
    what: Name | None = None
    """What the figure is: of whom, of when, by whom."""

    @property
    def label(self) -> str:
        """The area, or what the figure is."""
        return str(self.area or self.what)

    @model_validator(mode="wrap")
    @classmethod
    def _area_alone(cls, raw: Any, made: ModelWrapValidatorHandler[MetricBenchmark]) -> MetricBenchmark:
        if isinstance(raw, str):
            raw = {"area": raw}
        elif not isinstance(raw, Mapping | BaseModel):
            raise expected("an area, or a figure with what it is: {value: 78.8, what: United States 2010}")
        problems = exactly_one(raw, ("area", "value"))
        if not problems and given(raw, ("value",)) and not given(raw, ("what",)):
            problems.append(absent("what"))
        return checked_together(made, raw, problems)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe the bare name beside the mapping."""
        return {"anyOf": [{"type": "string"}, handler.resolve_ref_schema(handler(schema))]}


class Goal(Part):
    """What was promised of a metric, one of eight rules, and by when."""

    level: Amount | None = None
    """The value to be reached, in the metric's unit."""
    increase: Increase | None = None
    """Share of the baseline's value to rise by: 10% makes 50 to 55."""
    reduce: Reduction | None = None
    """Share of the baseline's value to fall by: 10% makes 50 to 45."""
    close_gap: Reduction | None = None
    """Share of the baseline's gap to the benchmark to close; the row then shows gaps."""
    parity: OnlyTrue | None = None
    """No gap to the benchmark; the row then shows gaps."""
    total: Amount | None = None
    """Sum to be reached since the baseline, judged against a straight line from there."""
    at_least: Amount | None = None
    """Floor that every figure must keep, without a year."""
    at_most: Amount | None = None
    """Ceiling that every figure must keep, without a year."""
    by: Year | None = None
    """The year by which it is promised; none for a floor or ceiling."""

    @property
    def rule(self) -> str:
        """Which of the rules it is."""
        return given(self, GOALS)[0]

    @model_validator(mode="wrap")
    @classmethod
    def _one_goal(cls, raw: Any, made: ModelWrapValidatorHandler[Goal]) -> Goal:
        problems = exactly_one(raw, GOALS)
        if isinstance(raw, Mapping | BaseModel) and not problems:
            held, dated = given(raw, ALWAYS), given(raw, ("by",))
            if held and dated:
                problems.append(wrong(f"{held[0]} holds at all times and has no year", at=("by",)))
            if not held and not dated:
                problems.append(absent("by"))
        return checked_together(made, raw, problems)


class Metric(Part):
    """A metric: how it is written, which way is better, what was promised, and how that is judged."""

    label: str = ""
    """Its name for readers."""
    unit: UnitText = ""
    """Its unit: percent, share, per 1,000 (10,000, 100,000), dollars, count, years, score, index or ratio,
    alone or in a longer text such as deaths per 100,000; anything else is only a label."""
    better: Literal["higher", "lower"] | None = None
    """Which way is better; known for life expectancies, needed for others."""
    domain: str = ""
    """The heading under which a scorecard shows it."""
    kind: Literal["outcome", "process"] = "outcome"
    """Whether it measures how people fare, or what the partnership does."""
    figures: Literal["each_period", "cumulative", "none"] = "each_period"
    """What the data hold: a figure of each period, the total so far, or none because none is published."""
    areas: tuple[Name, ...] = ()
    """Areas that the scorecard shows it for; those of the scorecard where left out."""
    benchmark: MetricBenchmark | None = None
    """Who it is compared with: an area of the data, or a figure with what it is."""
    baseline: Year | None = None
    """The year from which progress counts. Targets that start from it (increase, reduce, close_gap, total)
    need it; for others it is the first one in the data where left out."""
    target: Goal | None = None
    """What was promised; without it the figures are shown and not judged."""
    scheme: Scheme | None = None
    """The scheme that judges it (`equitygap list schemes`); by probability where left out."""
    source: str = ""
    """Who published the figures and the target, for readers."""
    note: str = ""
    """A remark for readers, such as why there are no figures."""

    @property
    def quantity(self) -> Unit | None:
        """What is known of the unit; None for one that is only a label."""
        return unit_of(self.unit)

    @model_validator(mode="wrap")
    @classmethod
    def _makes_sense(cls, raw: Any, made: ModelWrapValidatorHandler[Metric]) -> Metric:
        metric = checked_together(made, raw, ())
        return checked_together(lambda _: metric, raw, metric._contradictions())

    @field_validator("target")
    @classmethod
    def _after_the_baseline(cls, target: Goal | None, info: ValidationInfo) -> Goal | None:
        baseline = info.data.get("baseline")
        if target and target.by is not None and baseline is not None and target.by <= baseline:
            message = f"found {target.by:g}, expected a year after the baseline ({baseline:g})"
            raise wrong(message, at=("by",))
        return target

    def _contradictions(self) -> list[PydanticCustomError]:
        if self.target is None:
            return self._wrong_figures({})
        rule = self.target.rule
        way, found = _WAYS.get(rule), []
        if way and self.better and way != self.better:
            found.append(wrong(f"{rule} makes no sense where {self.better} is better", at=("target", rule)))
        found += [absent("baseline")] * (rule in _FROM_A_BASELINE and self.baseline is None)
        found += [absent("benchmark")] * (rule in _FROM_A_BENCHMARK and self.benchmark is None)
        if rule in _PLAIN_SCHEME and self.scheme is not None:
            found.append(wrong(f"{rule} is judged by its own rule, not by a scheme", at=("scheme",)))
        unit = self.quantity
        if rule == "total" and unit and unit.name not in ("count", "dollars", "years"):
            found.append(
                wrong(f"figures in the unit {unit.name!r} cannot be added up", at=("target", "total"))
            )
        if self.figures == "cumulative" and rule != "total":
            found.append(wrong(f"a total so far has a total as its target, not {rule}", at=("target", rule)))
        return found + self._wrong_figures(
            {("target", rule): getattr(self.target, rule)} if rule in _FIGURES else {}
        )

    def _wrong_figures(self, figures: dict[tuple[str, ...], Figure]) -> list[PydanticCustomError]:
        if self.benchmark and self.benchmark.value:
            figures = {**figures, ("benchmark", "value"): self.benchmark.value}
        return [wrong(said, at=at) for at, figure in figures.items() if (said := self._what_is_wrong(figure))]

    def _what_is_wrong(self, figure: Figure) -> str | None:
        unit = self.quantity
        if figure.mark and not (unit and unit.mark == figure.mark):
            return f"found {_NAMES[figure.mark]}, but the unit is {self.unit!r}"
        number = figure.in_unit(unit)
        if unit and unit.is_bounded and not 0 <= number <= unit.highest:
            top = "0 or more" if unit.kind == "rate" else f"between 0 and {unit.highest:g}"
            return f"found {number:g}, expected a figure in the unit {unit.name!r}, {top}"
        return None


def with_directions(metrics: dict[str, Metric]) -> dict[str, Metric]:
    """Refuse a target of a metric of which nobody says, or knows, which way is better."""
    for name, metric in metrics.items():
        is_known = any(name == one or name.startswith(f"{one}_") for one in KNOWN_DIRECTIONS)
        if metric.target and metric.better is None and not is_known:
            raise wrong(f"which way is better for {name!r}? Say better: higher or better: lower", at=(name,))
    return metrics
