"""What the checks find, and how it is told: one problem a row, in the columns of PROBLEMS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from equitygap import tables
from equitygap.errors import DataError
from equitygap.loaded import Loaded
from equitygap.words import CHECKS

if TYPE_CHECKING:
    import pandas as pd

Rows = NDArray[np.intp]

#: A check that fails in every row of a large file needs no million messages; the rest is counted.
KEPT_PER_FINDING = 1000
SHOWN_PER_CHECK = 20


@dataclass(frozen=True)
class Finding:
    """Rows that break one rule. `message` may hold `{value}`; a finding told `once` makes a single problem.

    `outcome` says what became of it: nothing (it stands), `accepted` by the user, or `withheld`.
    """

    check: str
    column: str
    rows: Rows
    message: str | Callable[[int], str]
    once: bool = False
    outcome: str = ""

    @property
    def severity(self) -> str:
        """`error`, or `warning` for a lesser check and for an error that was accepted or withheld."""
        return "warning" if self.outcome else CHECKS[self.check][0]

    def only(self, chosen: NDArray[np.bool_], outcome: str = "") -> Finding:
        """Return the finding for some of its rows."""
        return replace(self, rows=self.rows[chosen], outcome=outcome or self.outcome)


@dataclass(frozen=True)
class Problem:
    """One row of PROBLEMS."""

    severity: str
    check: str
    file: str
    row: int | None
    column: str | None
    area: str | None
    value: str | None
    message: str

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        return f"{place}: {self.message}"


def problems(loaded: Loaded, findings: Iterable[Finding]) -> tuple[Problem, ...]:
    """Turn findings into problems, errors first, each in the order of the file's lines."""
    # `start` and `end` read from one column of years make the same problem twice.
    found = dict.fromkeys(problem for finding in findings for problem in _problems(loaded, finding))
    return tuple(sorted(found, key=lambda p: (p.severity != "error", p.row is None, p.row or 0, p.check)))


def _problems(loaded: Loaded, finding: Finding) -> list[Problem]:
    rows = finding.rows
    if finding.once:
        rest = f" ({len(rows)} rows)" if len(rows) > 1 else ""
        return [_problem(loaded, finding, int(rows[0]), rest)]
    found = [_problem(loaded, finding, int(row)) for row in rows[:KEPT_PER_FINDING]]
    if len(rows) > KEPT_PER_FINDING:
        more = f"{loaded.column(finding.column)}: … and {len(rows) - KEPT_PER_FINDING} more rows like these"
        found.append(
            Problem(finding.severity, finding.check, loaded.file, None, finding.column, None, None, more)
        )
    return found


def _problem(loaded: Loaded, finding: Finding, row: int, rest: str = "") -> Problem:
    value, area = _cell(loaded, finding.column, row), _cell(loaded, "area", row)
    text = finding.message if isinstance(finding.message, str) else finding.message(row)
    place = loaded.column(finding.column) + (f", {area.strip()}" if area else "")
    outcome = f" [{finding.outcome}]" if finding.outcome else ""
    return Problem(
        severity=finding.severity,
        check=finding.check,
        file=loaded.file,
        row=loaded.line(row),
        column=loaded.column(finding.column),
        area=area,
        value=value,
        message=f"{place}: {text.replace('{value}', repr(value))}{rest}{outcome}",
    )


def _cell(loaded: Loaded, column: str, row: int) -> str | None:
    if column not in loaded.data.column_names:
        return None
    cell: Any = loaded.data[column][row].as_py()
    return None if cell is None else str(cell)


def as_table(found: Sequence[Problem]) -> pd.DataFrame:
    """Return problems as a frame in the columns of PROBLEMS."""
    import pandas as pd

    frame = pd.DataFrame([astuple(problem) for problem in found], columns=tables.names("problems"))
    text = {column.name: "str" for column in tables.PROBLEMS if column.kind == "text"}
    return frame.astype({**text, "row": "Int64"})


def raise_for(found: Sequence[Problem]) -> None:
    """Raise DataError with a line for each error, at most 20 of one kind, where there is any error."""
    errors = [problem for problem in found if problem.severity == "error"]
    if not errors:
        return
    lines: list[str] = []
    for check in dict.fromkeys(problem.check for problem in errors):
        alike = [problem for problem in errors if problem.check == check]
        lines += [str(problem) for problem in alike[:SHOWN_PER_CHECK]]
        if len(alike) > SHOWN_PER_CHECK:
            lines.append(
                f"{alike[0].file}: … and {len(alike) - SHOWN_PER_CHECK} more problems of this kind ({check})"
            )
    raise DataError("\n".join(lines))
