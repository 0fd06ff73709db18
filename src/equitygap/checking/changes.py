"""The tables of two runs → what changed from the one to the other.

Figures count as equal when they differ by less than what computing alone can make of them. A gap is a
difference of published figures: another processor or library changes its last bits, some 1e-15 of it, while
no publisher prints ten digits, so that a billionth parts the two. What is fitted comes from a search that
stops a little before its end, some 1e-8 of the figure away from it; there the bound is a millionth.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from equitygap import tables
from equitygap.names import normalised

if TYPE_CHECKING:
    import pandas as pd

#: What is left of two equal figures after they are subtracted.
_ALMOST_ZERO: Final = 1e-12

Key = tuple[str, ...]
Row = Mapping[str, Any]

_PROMISE: Final = dict.fromkeys(
    ("target_rule", "baseline_year", "baseline_gap", "target_year", "target_gap", "baseline", "target"),
    "promise_changed",
)
_VERDICT: Final = {
    **_PROMISE,
    "status": "status_changed",
    "scheme_status": "status_changed",
    "flags": "flags_changed",
}


@dataclass(frozen=True)
class _Compared:
    """How a table is compared: by which columns rows are matched, and what a difference is called."""

    who: tuple[str, ...]
    when: tuple[str, ...]
    words: Mapping[str, str]
    otherwise: str
    noise: float


#: Prose, headings, and what follows from other columns.
_NOT_COMPARED: Final = (
    *("note", "scheme_reason", "domain", "label", "kind", "unit", "source", "group", "benchmark"),
    "relative_gap",
)
_COMPARISON: Final = ("metric", "benchmark", "focus", "group")
COMPARED: Final[Mapping[str, _Compared]] = {
    "gaps": _Compared(_COMPARISON, ("start", "end"), {}, "history_revised", 1e-9),
    "path": _Compared(_COMPARISON, ("year",), {}, "history_revised", 1e-9),
    "trajectory": _Compared(_COMPARISON, (), _VERDICT, "value_changed", 1e-6),
    "scorecard": _Compared(
        ("metric", "benchmark", "area", "group", "quantity"), (), _VERDICT, "value_changed", 1e-6
    ),
}


def changes(before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return CHANGES from one run to the next: of the tables that both have and that are compared.

    Those are gaps, trajectory, scorecard, and of path what was observed where there are no gaps. A
    comparison that came or went is told once, not in every table. Names match whatever their case.
    """
    import pandas as pd

    both = [name for name in COMPARED if name in before and name in after]
    rows = [
        {"table": name, **row}
        for name in both
        if not (name == "path" and "gaps" in both)
        for row in _of_table(name, before[name], after[name])
    ]
    frame = pd.DataFrame(rows, columns=tables.names("changes"))
    came_or_went = frame["change"].isin(["area_new", "area_vanished"])
    again = frame.duplicated(["change", *_COMPARISON]) & came_or_went
    kinds = {column.name: column.kind for column in tables.CHANGES}
    types: dict[Hashable, str] = {n: "float64" if kinds[n] == "number" else "str" for n in kinds}
    return frame[~again].reset_index(drop=True).astype(types)


def _of_table(name: str, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[dict[str, Any]]:
    how = COMPARED[name]
    was, is_now = _by_subject(name, before), _by_subject(name, after)
    columns = _compared_columns(name)
    for subject in dict.fromkeys([*is_now, *was]):
        old, new = was.get(subject, {}), is_now.get(subject, {})
        who = _who(next(iter({**old, **new}.values())))
        if not old or not new:
            yield {"change": "area_new" if new else "area_vanished", **who}
            continue
        for when in dict.fromkeys([*new, *old]):
            for found in _of_row(how, columns, old.get(when), new.get(when)):
                yield {**who, **found}


def _of_row(
    how: _Compared, columns: Sequence[str], before: Row | None, after: Row | None
) -> Iterator[dict[str, Any]]:
    if before is None or after is None:
        yield {"change": "period_new" if after else "period_vanished", **_year(after or before or {})}
        return
    for column in columns:
        found = _difference(before.get(column), after.get(column), how.noise)
        if found is not None:
            word = how.words.get(column, how.otherwise)
            yield {"change": word, **_year(after), "column": column, **found}


def _by_subject(name: str, frame: pd.DataFrame) -> dict[Key, dict[Key, Row]]:
    """Return the rows by whom and by when they are about; several about the same by their order."""
    if name == "path":
        frame = frame[frame["kind"] == "observed"]
    how = COMPARED[name]
    found: dict[Key, dict[Key, Row]] = {}
    for row in frame.to_dict("records"):
        who = tuple(normalised(_cell(row.get(column))) for column in how.who)
        when = tuple(_cell(row[column]) for column in how.when)
        rows = found.setdefault(who, {})
        again = sum(one[: len(when)] == when for one in rows)
        rows[(*when, str(again))] = {str(column): value for column, value in row.items()}
    return found


def _compared_columns(name: str) -> list[str]:
    kept = {*COMPARED[name].who, *COMPARED[name].when, *_NOT_COMPARED}
    return [column.name for column in tables.ALL[name] if column.name not in kept]


def _who(row: Row) -> dict[str, Any]:
    return {name: row.get(name, row.get("area") if name == "focus" else None) for name in _COMPARISON}


def _year(row: Row) -> dict[str, float]:
    if "start" in row:
        return {"year": (float(row["start"]) + float(row["end"])) / 2}
    return {"year": float(row["year"])} if "year" in row else {}


def _difference(before: Any, after: Any, noise: float) -> dict[str, Any] | None:
    """Return what the cells were and are; None where they are the same up to noise."""
    was, is_now = _cell(before), _cell(after)
    if was == is_now:
        return None
    if not (_is_number(before) and _is_number(after)) or not was or not is_now:
        return {"before": was, "after": is_now}
    difference = float(after) - float(before)
    if abs(difference) <= max(noise * max(abs(float(before)), abs(float(after))), _ALMOST_ZERO):
        return None
    return {"before": was, "after": is_now, "difference": difference}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _cell(value: Any) -> str:
    """Return a cell as text, a number in full and whole numbers without a point; empty for a missing one."""
    if isinstance(value, str):  # an area may be called "nan"
        return value
    text = str(value)
    if text in {"None", "nan", "<NA>"}:
        return ""
    return text.removesuffix(".0") if _is_number(value) else text
