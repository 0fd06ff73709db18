"""Kinds of fields that several parts of the config share, each with one clear message for a wrong value."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, LiteralString, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from equitygap.errors import did_you_mean

_Made = TypeVar("_Made")

#: Longer lists of names are described, not written out.
_LONGEST_LIST: Final = 12


class Part(BaseModel):
    """A part of the config: closed to unknown keys, and never changed once made."""

    # Validators are built at first use, and once; the text under a field is read where the schema needs it.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def expected(what: str) -> PydanticCustomError:
    """Say what a value ought to be; what was found is told in front of it."""
    return _error("expected", f"expected {what}")


def wrong(message: str, *, at: tuple[str | int, ...] = ()) -> PydanticCustomError:
    """Say what is wrong in full; `at` is the way from the value to the part of it that is to blame."""
    return _error("wrong", message, at=at)


def _error(kind: LiteralString, message: str, **more: Any) -> PydanticCustomError:
    return PydanticCustomError(kind, "{message}", {"message": message, **more})


@dataclass(frozen=True, eq=False)
class Parsed:
    """A value read by a function of ours, and what an editor is told about it."""

    parse: Callable[[Any], Any]
    json_schema: Mapping[str, Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read the value with `parse` alone."""
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe it by `json_schema`."""
        return dict(self.json_schema)


def one_of(kind: str, names: Iterable[str]) -> Parsed:
    """Allow only known names; a wrong one gets the nearest, or the list of all where it is short."""
    known = tuple(names)
    choice = f": {', '.join(known)}" if len(known) <= _LONGEST_LIST else ""

    def parse(value: Any) -> str:
        if isinstance(value, str) and value in known:
            return value
        nearest = did_you_mean(value, known) if isinstance(value, str) else ""
        raise expected(f"{kind}{nearest or choice}")

    return Parsed(parse, {"type": "string", "enum": list(known)})


def to_number(value: Any) -> float:
    """Read a finite number; nan where it is none, so that the caller can say what it expected."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return math.nan
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return math.nan
    return number if math.isfinite(number) else math.nan


def to_share(value: Any) -> float:
    """Read `50%` or 0.5 as 0.5; a bare 50 could mean either and is refused."""
    text = value.strip() if isinstance(value, str) else value
    if isinstance(text, str) and text.endswith("%"):
        share = to_number(text[:-1]) / 100
    else:
        share = to_number(text)
        if 1 < share <= 100:
            raise expected(f"a share, written {share:g}% or {share / 100:g}")
    if not 0 <= share <= 1:
        raise expected("a share between 0% and 100%, such as 50% or 0.5")
    return share


def _to_open_share(value: Any) -> float:
    share = to_share(value)
    if not 0 < share < 1:
        raise expected("a share above 0 and below 1")
    return share


def _to_positive_share(value: Any) -> float:
    share = to_share(value)
    if share == 0:
        raise expected("a share above 0% and up to 100%, such as 50% or 0.5")
    return share


def to_year(value: Any) -> float:
    """Read a year or the mid-point of a period; a slip such as 20300 is refused."""
    year = to_number(value)
    if not 1000 <= year <= 3000:
        raise expected("a year such as 2030, or a mid-point such as 2016.5")
    return year


def _to_date(value: Any) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise expected("a date such as 2027-06-30")


_SHARE_SCHEMA: Final = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": r"^\s*[0-9]+(\.[0-9]+)?\s*%\s*$"},
    ]
}
YEAR_SCHEMA: Final = {"type": "number", "minimum": 1000, "maximum": 3000}

Name = Annotated[str, Field(min_length=1)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Amount = Annotated[float, Field(allow_inf_nan=False, ge=0)]
Year = Annotated[float, Parsed(to_year, YEAR_SCHEMA)]
Reduction = Annotated[float, Parsed(_to_positive_share, _SHARE_SCHEMA)]
Probability = Annotated[float, Parsed(_to_open_share, _SHARE_SCHEMA)]
Day = Annotated[date, Parsed(_to_date, {"type": "string", "format": "date"})]


def given(raw: Any, names: tuple[str, ...]) -> list[str]:
    """Return which of the keys a mapping, or the fields a part, gives."""
    values = raw if isinstance(raw, Mapping) else getattr(raw, "__dict__", {})
    return [name for name in names if values.get(name) is not None]


def exactly_one(raw: Any, names: tuple[str, ...]) -> list[PydanticCustomError]:
    """Check that exactly one of several keys is given; what is no mapping at all is told elsewhere."""
    if not isinstance(raw, Mapping | BaseModel):
        return []
    found = given(raw, names)
    if len(found) > 1:
        return [
            wrong(f"found {' and '.join(found)}, expected only one of {', '.join(names)}", at=(found[1],))
        ]
    return [] if found else [absent(*names)]


def absent(*names: str) -> PydanticCustomError:
    """Say that a key is needed, one of these; not told where it was only misspelt."""
    return _error("absent", missing_key(*names), names=names)


def missing_key(*names: str) -> str:
    """Write that a key, or one of several, is missing."""
    which = f"the key {names[0]!r}" if len(names) == 1 else f"one of the keys {', '.join(names)}"
    return f"{which} is missing"


def checked_together(
    made: Callable[[Any], _Made], raw: Any, problems: Iterable[PydanticCustomError]
) -> _Made:
    """Run the checks of the fields, and report what they find and `problems` all at once."""
    details = [InitErrorDetails(type=problem, input=raw) for problem in problems]
    try:
        result = made(raw)
    except ValidationError as error:
        details = [_again(found) for found in error.errors(include_url=False)] + details
    if details:
        raise ValidationError.from_exception_data("config", details)
    return result


def _again(found: Any) -> InitErrorDetails:
    kind, context = found["type"], found.get("ctx", {})
    if "message" in context:
        kind = PydanticCustomError(kind, "{message}", context)
    return InitErrorDetails(type=kind, loc=found["loc"], input=found["input"], ctx=context)
