"""What there is to be checked, one row each: statuses, flags, problems in the data, changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from equitygap.words import CHANGES, CHECKS, FLAGS, STATUSES

if TYPE_CHECKING:
    import pandas as pd

#: What tells rows of a table apart; a scorecard has `area` in place of a focus.
SUBJECT: Final = ("metric", "benchmark", "focus", "group")

#: Tables whose rows are verdicts; others with a `status` count or explain them.
VERDICTS: Final = ("trajectory", "scorecard")

#: How a missing cell of any kind of column reads.
_MISSING: Final = {"None", "nan", "NaT", "<NA>"}

#: Periods and figures that one sentence names.
_NAMED: Final = 3


@dataclass(frozen=True)
class Finding:
    """A status, flag, problem or change, with whom it is about and why it is there.

    `lived_with` is a problem in the data that the config accepts where the file is named.
    """

    check: str
    kind: str
    table: str
    metric: str | None
    benchmark: str | None
    focus: str | None
    group: str | None
    why: str
    lived_with: bool = False


def statuses(name: str, frame: pd.DataFrame) -> Iterator[Finding]:
    """Yield the verdict of each row; an optional column `sentence` says it in full."""
    if name not in VERDICTS:
        return
    for row in frame.to_dict("records"):
        status = str(row["status"])
        subject = _subject(row)
        why = _text(row.get("sentence")) or _said(subject, STATUSES.get(status, status))
        yield Finding(status, "status", name, *subject, why)


def flags(name: str, frame: pd.DataFrame, wanted: Collection[str]) -> Iterator[Finding]:
    """Yield the wanted words in `flags` or `note`, each once for a comparison, with its periods."""
    column = next((one for one in ("flags", "note") if one in frame), None)
    if column is None:
        return
    words = frame[column].astype("str").str.split()
    raised = frame.assign(check=words).explode("check", ignore_index=True)
    raised = raised[raised["check"].isin(list(wanted))]
    keys = [one for one in (*SUBJECT, "area", "check") if one in raised]
    for _, rows in raised.groupby(keys, sort=False, dropna=False):
        first = rows.iloc[0].to_dict()
        subject = _subject(first)
        meaning = FLAGS.get(first["check"], first["check"]) + _periods(rows)
        sentence = _text(first.get("sentence"))
        why = f"{sentence} That is flagged: {meaning}." if sentence else f"{_said(subject, meaning)}."
        yield Finding(first["check"], "flag", name, *subject, why)


def problems(found: pd.DataFrame, wanted: Collection[str]) -> Iterator[Finding]:
    """Yield the wanted checks of the data; an error that did not stop the run has been accepted before."""
    for row in found[found["check"].isin(list(wanted))].to_dict("records"):
        check = str(row["check"])
        place = str(row["file"]) + ("" if _text(row["row"]) is None else f":{int(row['row'])}")
        lived_with = row["severity"] != "error" and CHECKS[check][0] == "error"
        subject = (None, None, _text(row["area"]), None)
        yield Finding(check, "problem", "problems", *subject, f"{place}: {row['message']}", lived_with)


def changed(found: pd.DataFrame, wanted: Collection[str]) -> Iterator[Finding]:
    """Yield the wanted changes, each kind once for a comparison and table."""
    wished = found[found["change"].isin(list(wanted))]
    keys = ["change", "table", *(one for one in SUBJECT if one in wished)]
    for _, rows in wished.groupby(keys, sort=False, dropna=False):
        first = rows.iloc[0].to_dict()
        subject = _subject(first)
        named = "; ".join(_change(row) for row in rows.head(_NAMED).to_dict("records"))
        more = f"; and {len(rows) - _NAMED} more" if len(rows) > _NAMED else ""
        why = _said(subject, CHANGES[first["change"]]) + (f": {named}{more}." if named else ".")
        yield Finding(first["change"], "change", str(first["table"]), *subject, why)


def _subject(row: Mapping[Any, Any]) -> tuple[str | None, str | None, str | None, str | None]:
    metric, benchmark, focus, group = (_text(row.get(name)) for name in SUBJECT)
    return metric, benchmark, focus or _text(row.get("area")), group


def _said(subject: tuple[str | None, ...], what: str) -> str:
    metric, _, focus, group = subject
    who = focus or metric
    return (f"{who}{f' ({group})' if group else ''}: " if who else "") + what


def _periods(rows: pd.DataFrame) -> str:
    if "start" not in rows:
        return ""
    spans = [
        str(start) if start == end else f"{start}-{end}"
        for start, end in zip(rows["start"], rows["end"], strict=True)
    ]
    spans = list(dict.fromkeys(spans))
    more = f" and {len(spans) - _NAMED} more" if len(spans) > _NAMED else ""
    return f" ({', '.join(spans[:_NAMED])}{more})"


def _change(row: Mapping[Any, Any]) -> str:
    column, year = _text(row["column"]), row["year"]
    when = "" if _text(year) is None else f"{year:g}"
    what = " ".join(part for part in (column, f"of {when}" if when and column else when) if part)
    if column is None:
        return what
    before, after = (_text(row[side]) or "empty" for side in ("before", "after"))
    short, shorter = _rounded(before), _rounded(after)
    return f"{what} {short} → {shorter}" if short != shorter else f"{what} {before} → {after}"


def _rounded(text: str) -> str:
    """Write a number in five digits, for people; what is no number stays."""
    try:
        return f"{float(text):.5g}"
    except ValueError:
        return text


def _text(value: Any) -> str | None:
    """Return a cell as text; None for one that holds nothing."""
    if isinstance(value, str):  # an area may be called "nan"
        return value or None
    return None if str(value) in _MISSING else str(value)
