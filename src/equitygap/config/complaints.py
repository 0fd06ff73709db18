"""What pydantic finds wrong, told to the person who wrote the config: what was found, what was expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError

from equitygap.config.fields import missing_key
from equitygap.config.models import Config
from equitygap.config.places import Problem, Where, printable
from equitygap.errors import did_you_mean

_EXPECTED: Final = {
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number of usual size",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "string_type": "text",
    "string_too_short": "text",
    "tuple_type": "a list, written [one, two]",
    "dict_type": "a mapping, written {{key: value}}",
    "model_type": "a mapping, written {{key: value}}",
    "too_short": "at least one entry",
    "greater_than_equal": "a number of at least {ge:g}",
    "literal_error": "{expected}",
}
#: pydantic's mark for the key of a mapping, at the end of an error's location.
_KEY: Final = "[key]"


def complaints(error: ValidationError) -> list[Problem]:
    """Turn a validation error into problems, one for each mistake, with the way to the value to blame."""
    found = error.errors(include_url=False)
    misspelt = {(one["loc"][:-1], name) for one in found for name in _meant(one)}
    return [_problem(one) for one in found if not _follows_from(one, misspelt)]


def _follows_from(error: Any, misspelt: set[tuple[Where, str]]) -> bool:
    where: Where = error["loc"]
    if error["type"] == "too_short" and error["input"]:  # only its wrong entries made it too short
        return True
    if error["type"] == "missing":
        return (where[:-1], str(where[-1])) in misspelt
    return error["type"] == "absent" and any((where, name) in misspelt for name in error["ctx"]["names"])


def _meant(error: Any) -> Iterator[str]:
    """The known keys that a misspelt one may stand for."""
    if error["type"] == "extra_forbidden":
        key = str(error["loc"][-1])
        yield from (name for name in _known_keys(error["loc"][:-1]) if did_you_mean(key, [name]))


def _problem(error: Any) -> Problem:
    where: Where = tuple(part for part in error["loc"] if part != _KEY)
    context = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            return Problem(_unknown_key(where), where, on_key=True)
        case "missing":
            return Problem(missing_key(str(where[-1])), where[:-1], missing=(str(where[-1]),))
        case "wrong":
            return Problem(context["message"], (*where, *context["at"]))
        case "absent":
            return Problem(context["message"], where, missing=context["names"])
        case "expected":
            said = context["message"]
        case kind if kind in _EXPECTED:
            said = f"expected {_EXPECTED[kind].format_map(context)}"
        case _:
            said = error["msg"]
    return Problem(f"found {found(error['input'])}, {said}", where, on_key=error["loc"][-1:] == (_KEY,))


def _unknown_key(where: Where) -> str:
    known = _known_keys(where[:-1])
    nearest = did_you_mean(str(where[-1]), known)
    return f"unknown key {where[-1]!r}{nearest or ', expected one of ' + ', '.join(known)}"


def _known_keys(where: Where) -> list[str]:
    """Follow a way through the models; keys of free mappings and places in lists are no fields."""
    part: type[BaseModel] = Config
    for step in where:
        field = part.model_fields.get(str(step))
        part = (field and _model_in(field.annotation)) or part
    return list(part.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for one in get_args(annotation) if (model := _model_in(one))), None)


def found(value: object) -> str:
    """Write what was found, short enough for one line.

    >>> found("two"), found(None), found(["Loop"])
    ("'two'", 'nothing', 'a list')
    """
    if value is None:
        return "nothing"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, Mapping | BaseModel):
        return "a mapping"
    whole = isinstance(value, float) and value.is_integer()
    written = f"{value:.0f}" if whole else printable(repr(value))
    return written if len(written) <= 80 else f"{written[:77]}..."
