"""Checks as the systems that host scheduled jobs want them: annotations, a summary, code quality."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from equitygap.present.grid import grid
from equitygap.present.markdown import escaped, markdown
from equitygap.present.text import printable

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]

#: GitHub shows so many annotations of a level for a step; https://docs.github.com/actions (limits).
MOST_ANNOTATIONS: Final = 10
#: GitHub refuses the summary of a step that is larger.
MOST_BYTES: Final = 1024 * 1024
_MOST_ROWS: Final = 200

_LEVELS: Final = {"failed": "error", "expired": "error", "accepted": "notice", "unused": "warning"}
_SEVERITIES: Final = {"failed": "major", "expired": "major", "accepted": "info", "unused": "info"}


@dataclass(frozen=True)
class Place:
    """Where in the config a check has its cause."""

    file: str
    line: int = 1
    column: int = 1


def workflow_commands(checks: Iterable[tuple[Row, Place | None]]) -> list[str]:
    """Return GitHub's workflow commands for rows of CHECKS, those first that fail, at most 10 of a level."""
    told: dict[str, list[str]] = {"error": [], "warning": [], "notice": []}
    for row, place in checks:
        if row["outcome"] in _LEVELS:
            level = _LEVELS[row["outcome"]]
            told[level].append(_command(level, row, place))
    return [line for lines in told.values() for line in lines[:MOST_ANNOTATIONS]]


def _command(level: str, row: Row, place: Place | None) -> str:
    at = {"file": place.file, "line": place.line, "col": place.column} if place else {}
    named = {**at, "title": f"{row['outcome']}: {row['check']}"}
    properties = ",".join(f"{name}={property_escaped(str(value))}" for name, value in named.items())
    return f"::{level} {properties}::{data_escaped(printable(row['why']))}"


def data_escaped(text: str) -> str:
    r"""Return the message of a workflow command so that it stays one line.

    >>> data_escaped("100 %\n::error::")
    '100 %25%0A::error::'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property_escaped(text: str) -> str:
    """Return a property of a workflow command so that it ends neither the property nor the command.

    >>> property_escaped("a,b::c")
    'a%2Cb%3A%3Ac'
    """
    return data_escaped(text).replace(":", "%3A").replace(",", "%2C")


def summary(title: str, verdict: str, checks: pd.DataFrame, changes: pd.DataFrame | None) -> str:
    """Return what a job summary shows, in Markdown: the verdict, what did not pass, what changed."""
    parts = [f"## {escaped(printable(title))}", f"**{escaped(verdict)}**"]
    shown = checks[checks["outcome"] != "passed"]
    full = [*parts, *_table(shown, "checks")]
    if changes is not None:
        full += ["### Since the last run", *(_table(changes, "changes") or ["Nothing has changed."])]
    text = "\n\n".join(full) + "\n"
    return text if len(text.encode()) < MOST_BYTES else "\n\n".join(parts) + "\n"


def _table(frame: pd.DataFrame, table: str) -> list[str]:
    if frame.empty:
        return []
    left_out = len(frame) - _MOST_ROWS
    more = [f"{left_out:,} more rows are not shown."] if left_out > 0 else []
    return [markdown(grid(frame.head(_MOST_ROWS), table)).rstrip("\n"), *more]


def code_quality(checks: Sequence[tuple[Row, Place | None]]) -> str:
    """Return rows of CHECKS as GitLab's Code Quality report, without those that passed.

    The fingerprint is of what is checked and not of its figures, so that GitLab knows it again.
    """
    found = [
        _issue(row, place or Place("equitygap")) for row, place in checks if row["outcome"] in _SEVERITIES
    ]
    return json.dumps(found, indent=2) + "\n"


def _issue(row: Row, place: Place) -> dict[str, Any]:
    subject = [row.get(name) for name in ("check", "kind", "table", "metric", "benchmark", "focus", "group")]
    return {
        "description": printable(f"{row['outcome']}: {row['why']}"),
        "check_name": row["check"],
        "fingerprint": hashlib.sha256(json.dumps(subject).encode()).hexdigest(),
        "severity": _SEVERITIES[row["outcome"]],
        "location": {"path": place.file, "lines": {"begin": place.line}},
    }
