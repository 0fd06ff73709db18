"""The parts of the config on what a partnership does: surveys, money, and whom several partners reach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from equitygap.config.fields import Name, Number, Parsed, Part, Reduction, expected, to_number, wrong
from equitygap.config.scenarios import CalendarYear


def _to_rate(value: object) -> float:
    """Read a rate a year, `3%` or 0.03; a bare 3 is refused as a slip for 3 %."""
    text = value.strip() if isinstance(value, str) else value
    percent = isinstance(text, str) and text.endswith("%")
    rate = to_number(text[:-1]) / 100 if percent and isinstance(text, str) else to_number(text)
    if not 0 <= rate < 1:
        raise expected("a rate a year such as 3% or 0.03")
    return rate


_RATE_SCHEMA = {
    "anyOf": [
        {"type": "number", "minimum": 0, "exclusiveMaximum": 1},
        {"type": "string", "pattern": r"^\s*[0-9]+(\.[0-9]+)?\s*%\s*$"},
    ]
}
Rate = Annotated[float, Parsed(_to_rate, _RATE_SCHEMA)]
Years = Annotated[int, Field(ge=1, le=200)]


class Ladder(Part):
    """The two items of Cantril's ladder, 0 to 10: life at present, and expected in five years."""

    of: Literal["classified", "all"] = "classified"
    """Shares of those who answered both items, or of all who were asked."""


class Scale(Part):
    """A survey item answered on a scale."""

    name: Name
    """Its name: NAME_mean and NAME_top are the metrics that it makes."""
    item: Name | None = None
    """Its name in the column `item` of the data; every row where left out."""
    lowest: Number
    """The lowest answer that can be given."""
    highest: Number
    """The highest answer that can be given."""
    top: Number
    """The lowest answer that counts as a good one (the top box)."""

    @field_validator("highest")
    @classmethod
    def _above_the_lowest(cls, highest: float, info: ValidationInfo) -> float:
        lowest = info.data.get("lowest")
        if lowest is not None and highest <= lowest:
            raise expected(f"an answer above the lowest ({lowest:g})")
        return highest

    @field_validator("top")
    @classmethod
    def _on_the_scale(cls, top: float, info: ValidationInfo) -> float:
        lowest, highest = info.data.get("lowest"), info.data.get("highest")
        if lowest is not None and highest is not None and not lowest < top <= highest:
            raise expected(f"an answer above {lowest:g} and up to {highest:g}")
        return top


class Surveys(Part):
    """What is made of the answers to a survey."""

    ladder: Ladder | None = None
    """Cantril's ladder: the metrics thriving, struggling, suffering, unclassified and net_thriving."""
    scales: tuple[Scale, ...] = ()
    """Items answered on a scale."""

    @field_validator("scales")
    @classmethod
    def _distinct(cls, scales: tuple[Scale, ...]) -> tuple[Scale, ...]:
        seen = set()
        for index, scale in enumerate(scales):
            if scale.name in seen:
                raise wrong(f"{scale.name!r} is named twice", at=(index, "name"))
            seen.add(scale.name)
        return scales


class DiscountRate(Part):
    """The discount rate a year, with the range to try."""

    value: Rate
    """The rate."""
    low: Rate | None = None
    """The lowest rate to try."""
    high: Rate | None = None
    """The highest rate to try."""


class Horizon(Part):
    """The number of years counted, with the range to try."""

    value: Years
    """The number of years, the base year being the first."""
    low: Years | None = None
    """The fewest years to try."""
    high: Years | None = None
    """The most years to try."""


class Attribution(Part):
    """The share of the benefits that is due to the investment, with the range to try."""

    value: Reduction
    """The share."""
    low: Reduction | None = None
    """The lowest share to try."""
    high: Reduction | None = None
    """The highest share to try."""


class Investment(Part):
    """What costs and benefits come to; none of its assumptions is guessed."""

    group: Name | None = None
    """Only the cash flows of this group, such as a program; every group, each on its own, where left out."""
    currency: Name
    """The currency and its year, such as USD 2018; other money in the data is refused."""
    base_year: CalendarYear
    """The year to which amounts are discounted; its own are not."""
    discount_rate: DiscountRate
    """What a year's wait costs."""
    horizon: Horizon
    """How many years are counted."""
    attribution: Attribution
    """How much of the benefits is the investment's own doing."""
    outcome: Name | None = None
    """The metric whose change the benefits value; a life expectancy is refused."""

    @field_validator("discount_rate", "horizon", "attribution")
    @classmethod
    def _value_within(cls, one: DiscountRate | Horizon | Attribution) -> DiscountRate | Horizon | Attribution:
        low = one.value if one.low is None else one.low
        high = one.value if one.high is None else one.high
        if not low <= one.value <= high:
            raise wrong(
                f"the value {one.value:g} lies outside of its range, {low:g} to {high:g}", at=("value",)
            )
        return one

    @field_validator("outcome")
    @classmethod
    def _no_life_expectancy(cls, outcome: str | None) -> str | None:
        if outcome is not None and outcome.startswith("life_expectancy"):
            raise wrong(
                "a change of life expectancy cannot be attributed to a partnership: value an outcome that its"
                " own services reach"
            )
        return outcome


class SharedMetric(Part):
    """A metric to which several partners contribute, each person counted once."""

    name: Name
    """The metric: its name in the column `metric` of the data, and of what it makes."""
    result: Literal["percent", "count"] = "percent"
    """The percentage of the persons known to the partners, or the number reached."""


def distinct_investments(investments: Sequence[Investment]) -> Sequence[Investment]:
    """Refuse two investments with the same cash flows."""
    seen: set[str | None] = set()
    for index, one in enumerate(investments):
        if one.group in seen or (seen and None in (one.group, *seen)):
            raise wrong("two investments have the same cash flows; give each its `group`", at=(index,))
        seen.add(one.group)
    return investments
