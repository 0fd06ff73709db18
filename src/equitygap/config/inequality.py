"""The part of the config that asks how unequal the areas are among themselves."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from equitygap import words
from equitygap.config.fields import Name, Number, Part, Year, expected, one_of, wrong

Measure = Annotated[str, one_of("a measure", words.MEASURES)]


class Inequality(Part):
    """How unequal the areas are, in every period of every metric."""

    measures: tuple[Measure, ...] = ()
    """The measures (`equitygap list measures`); all that apply where left out."""
    metrics: tuple[Name, ...] = ()
    """Only these metrics; all of them where left out."""
    rank_column: Name | None = None
    """Column of the data that orders the areas; 1 is the most disadvantaged."""
    rank_metric: Name | None = None
    """Metric of the data whose latest figure orders the areas, in place of a column."""
    rank_descending: bool = False
    """Whether the largest rank is the most disadvantaged, as with a hardship score."""
    quantiles: Annotated[int, Field(ge=2)] | None = None
    """Join the areas into so many groups by rank."""
    reference: Name | None = None
    """The area that some measures compare with; where left out they choose one, and say so."""
    parts: dict[Name, Annotated[tuple[Name, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """Larger parts and their areas, for inequality between and within them."""
    bounds: tuple[Number, ...] | None = None
    """The lowest and the highest value that the metric can take, such as [0, 100]."""
    link: Literal["linear", "logit", "log"] = "linear"
    """The scale of the slope and relative indices of inequality."""
    aversion: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 0.5
    """Atkinson's aversion to inequality; more weighs the worst off more."""
    scatter: bool = False
    """Whether errors of slopes and concentration indices come from the areas' scatter around the line."""
    between: tuple[Year, ...] | None = None
    """Two years, such as [2012, 2019]: also the change of every measure between them."""

    @field_validator("rank_metric")
    @classmethod
    def _one_order(cls, metric: str | None, info: ValidationInfo) -> str | None:
        if metric is not None and info.data.get("rank_column") is not None:
            raise wrong("found a rank_column as well; expected only one of rank_column, rank_metric")
        return metric

    @field_validator("quantiles")
    @classmethod
    def _of_an_order(cls, quantiles: int | None, info: ValidationInfo) -> int | None:
        ranked = info.data.get("rank_column") or info.data.get("rank_metric")
        if quantiles is not None and not ranked:
            raise wrong("quantiles need an order of the areas: say rank_column or rank_metric")
        return quantiles

    @field_validator("bounds")
    @classmethod
    def _rising(cls, bounds: tuple[float, ...] | None) -> tuple[float, ...] | None:
        if bounds is not None and (len(bounds) != 2 or bounds[0] >= bounds[1]):
            raise expected("a lower and a higher number, such as [0, 100]")
        return bounds

    @field_validator("between")
    @classmethod
    def _two_years(cls, between: tuple[float, ...] | None) -> tuple[float, ...] | None:
        if between is not None and (len(between) != 2 or between[1] <= between[0]):
            raise expected("two years, the earlier one first")
        return between

    @property
    def ordered(self) -> bool:
        """Whether the areas have an order."""
        return self.rank_column is not None or self.rank_metric is not None
