"""The part of the config that puts several measures together to one figure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Final, Literal

from pydantic import Field

from equitygap import words
from equitygap.config.fields import Amount, Name, Part, Reduction, Year, one_of, wrong
from equitygap.config.metrics import Metric

#: Weights such as 33.33 % have been rounded by hand; a larger difference from 100 % is a mistake.
_ROUNDING: Final = 0.0005

ScaleName = Annotated[str, one_of("a scale", words.SCALES)]
MissingMeasure = Annotated[str, one_of("what becomes of an area", words.MISSING_MEASURES)]


class Measure(Part):
    """A measure in a composite: a metric of the data, or a composite declared before."""

    weight: Reduction | None = None
    """Its share of the composite; left out in all measures, they count the same."""
    better: Literal["higher", "lower"] | None = None
    """Which way is better, where the metric does not say."""
    scale: ScaleName | None = None
    """How it is made comparable, where not as the composite says."""


class Truncation(Part):
    """Scores that are cut off in small areas, where chance makes them extreme."""

    at: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    """The largest score, and with a minus sign the smallest."""
    population: Amount | None = None
    """Only in areas of up to so many people; in every area where left out."""


class Composite(Part):
    """Several measures put together to one figure; a higher one is worse."""

    name: Name
    """The name of the metric that it makes."""
    measures: Annotated[dict[Name, Measure], Field(min_length=1)]
    """What it is made of."""
    scale: ScaleName | None = None
    """How measures are made comparable."""
    missing: MissingMeasure = "withhold"
    """What becomes of an area that lacks a measure."""
    truncate: Truncation | None = None
    """Cut off extreme z-scores, as County Health Rankings do in counties of up to 20,000 people."""
    frozen: Year | None = None
    """The baseline whose areas set the scale for every period; left out, each period sets its own."""
    contains: tuple[Name, ...] = ()
    """Areas that contain the others, such as the state: not scored and no part of the scale."""
    result: Literal["score", "percentile"] = "score"
    """The score itself, or its place among the areas as a percentile, 100 being the worst."""
    best_rank: bool = False
    """Also make the metric NAME_rank, in which 1 is the best area; the column `rank` has 1 for the worst."""


def checked_composites(composites: Sequence[Composite], metrics: Mapping[str, Metric]) -> Sequence[Composite]:
    """Refuse what cannot be put together, with its place: weights, directions, scales and the order."""
    names = [one.name for one in composites]
    for index, one in enumerate(composites):
        if one.name in names[:index]:
            raise wrong(f"{one.name!r} is named twice", at=(index, "name"))
        _refuse_wrong_weights(one, index)
        for name, measure in one.measures.items():
            where = (index, "measures", name)
            if name == one.name:
                raise wrong(f"the composite {name!r} cannot be made of itself", at=where)
            if name in names[index:]:
                raise wrong(f"the composite {name!r} must be declared before {one.name!r}", at=where)
            if name not in names[:index]:
                _refuse_wrong_measure(one, name, measure, metrics, where)
    return composites


def _refuse_wrong_weights(one: Composite, index: int) -> None:
    weights = [measure.weight for measure in one.measures.values()]
    given = [weight for weight in weights if weight is not None]
    if given and len(given) < len(weights):
        raise wrong("some measures have a weight and some do not", at=(index, "measures"))
    if given and abs(sum(given) - 1) > _ROUNDING:
        message = f"the weights of {one.name!r} sum to {100 * sum(given):g}%, expected 100%"
        raise wrong(message, at=(index, "measures"))


def _refuse_wrong_measure(
    one: Composite,
    name: str,
    measure: Measure,
    metrics: Mapping[str, Metric],
    where: tuple[str | int, ...],
) -> None:
    if measure.better is None and (name not in metrics or metrics[name].better is None):
        message = f"which way is better for {name!r}? Write `better: higher` or `better: lower`"
        raise wrong(message, at=where)
    if measure.scale is None and one.scale is None:
        raise wrong(f"how is {name!r} made comparable? Write `scale: {_or(words.SCALES)}`", at=where)


def _or(names: Collection[str]) -> str:
    return " | ".join(names)
