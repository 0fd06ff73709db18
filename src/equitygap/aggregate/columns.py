"""Columns of the files → columns of known kinds: expressions that every engine runs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import narwhals.stable.v2 as nw

from equitygap import tables
from equitygap.aggregate.question import Question
from equitygap.errors import DataError, did_you_mean

_NUMBER: Final = r"^\s*[+-]?\d+(\.\d+)?([eE][+-]?\d+)?\s*$"
_AGE: Final = r"^\s*\d{1,3}(\.\d+)?\s*$"
_YEAR: Final = r"^\s*[1-9]\d{3}\s*$"

#: More years than anybody has lived; larger figures are codes, such as 999 for unknown.
OLDEST: Final = 130
FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 9999


@dataclass(frozen=True)
class Resolved:
    """Which column of the files is what; `group` may be several, the optional ones None where absent."""

    area: str
    year: str
    age: str
    group: tuple[str, ...] = ()
    cause: str | None = None
    weight: str | None = None

    def names(self) -> tuple[str, ...]:
        """Every column that is read."""
        there = (self.area, self.year, self.age, *self.group, self.cause, self.weight)
        return tuple(dict.fromkeys(name for name in there if name is not None))


def resolved(question: Question, names: Collection[str], file: str) -> Resolved:
    """Return which columns a question reads. Raises DataError for those that are not there."""
    for ours, theirs in question.columns.items():
        if theirs not in names:
            raise DataError(
                f"{file}: there is no column '{theirs}' for '{ours}'{did_you_mean(theirs, names)}"
            )
    for name in (*question.group, *question.where):
        if name not in names:
            raise DataError(f"{file}: there is no column '{name}'{did_you_mean(name, names)}")
    found = {name: question.columns.get(name, name) for name in tables.names("records")}
    found = {name: theirs for name, theirs in found.items() if theirs in names}
    needed = [*tables.required("records"), *(["cause"] if question.causes else [])]
    lacking = [name for name in needed if name not in found]
    if lacking:
        told = [f"there is no column '{name}'{did_you_mean(name, names)}" for name in lacking]
        raise DataError(
            f"{file}: {'; '.join(told)}; if it has another name, say so: columns: {{{lacking[0]}: its name}}"
        )
    group = question.group or ((found["group"],) if "group" in found else ())
    cause = found["cause"] if question.causes else None
    return Resolved(found["area"], found["year"], found["age"], group, cause, found.get("weight"))


def refuse_kinds(frame: nw.LazyFrame, columns: Resolved, file: str) -> None:
    """Refuse columns of kinds that cannot be what they are named for, such as areas that are fractions."""
    schema = frame.collect_schema()
    for name in (columns.area, *columns.group, columns.cause):
        if name is not None and not (_is_text(schema[name]) or schema[name].is_integer()):
            raise DataError(f"{file}: the column '{name}' holds {_plain(schema[name])}; expected text")
    for name in (columns.year, columns.age, columns.weight):
        if name is not None and not (_is_text(schema[name]) or schema[name].is_numeric()):
            raise DataError(f"{file}: the column '{name}' holds {_plain(schema[name])}; expected numbers")


def text(name: str, schema: Any) -> nw.Expr:
    """Return a column as text, whatever it is."""
    return nw.col(name) if schema[name] == nw.String else nw.col(name).cast(nw.String)


def among(name: str, values: Collection[str], schema: Any) -> nw.Expr:
    """Whether a column has one of the values, blanks around it not counting."""
    return text(name, schema).str.strip_chars().is_in(list(values)).fill_null(False)


def year(name: str, schema: Any) -> nw.Expr:
    """Return a year as a whole number, null where the cell is none."""
    if _is_text(schema[name]):
        return _where(text(name, schema), _YEAR).cast(nw.Int32)
    number = nw.col(name)
    sound = (number >= FIRST_YEAR) & (number <= LAST_YEAR)
    if not schema[name].is_integer():
        sound = _finite(number, schema[name]) & sound & (number == number.floor())
    return nw.when(sound).then(number).cast(nw.Int32)


def age(name: str, schema: Any) -> nw.Expr:
    """Return completed years as a whole number, null where the cell is no age."""
    kind = schema[name]
    number = _where(text(name, schema), _AGE).cast(nw.Float64) if _is_text(kind) else nw.col(name)
    sound = nw.when(_finite(number, kind) & (number >= 0) & (number <= OLDEST)).then(number)
    return (sound if kind.is_integer() else sound.floor()).cast(nw.Int32)


def weight(name: str, schema: Any) -> nw.Expr:
    """Return a weight as a number, null where the cell is none."""
    if _is_text(schema[name]):
        return _where(text(name, schema), _NUMBER).cast(nw.Float64)
    return nw.col(name).cast(nw.Float64)


def _where(cells: nw.Expr, pattern: str) -> nw.Expr:
    return nw.when(cells.str.contains(pattern)).then(cells.str.strip_chars())


def _finite(number: nw.Expr, kind: Any) -> nw.Expr:
    """Whether a number is one: an engine may take a file's word for its largest, which leaves out nan."""
    return number.is_finite() if kind.is_float() else ~number.is_null()


def _is_text(kind: Any) -> bool:
    return bool(kind == nw.String or kind == nw.Categorical or kind == nw.Enum)


def _plain(kind: Any) -> str:
    return str(kind).lower()
