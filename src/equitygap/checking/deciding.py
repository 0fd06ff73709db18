"""What fails: findings against the lists of what fails and of what is accepted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from equitygap import tables as columns
from equitygap.checking import finding
from equitygap.checking.acceptance import Acceptance, best
from equitygap.checking.finding import Finding
from equitygap.words import CHECK_OUTCOMES

if TYPE_CHECKING:
    import pandas as pd


def decide(
    tables: Mapping[str, pd.DataFrame],
    *,
    fail_on: Collection[str],
    today: date,
    accept: Sequence[Acceptance] = (),
    problems: pd.DataFrame | None = None,
    changes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return CHECKS: each verdict, and each flag, problem and change that is listed in `fail_on`.

    Verdicts are the rows of the tables that have a `status`; flags are the words in `flags` or `note` of any
    table; `problems` and `changes` are tables of those names. A column `sentence` in a table, where there is
    one, says why. An acceptance holds up to and including its day; one that covers no failure makes a row of
    its own. Failures come first.
    """
    found = [one for name, frame in tables.items() for one in finding.statuses(name, frame)]
    found += [one for name, frame in tables.items() for one in finding.flags(name, frame, fail_on)]
    found += finding.problems(problems, fail_on) if problems is not None else ()
    found += finding.changed(changes, fail_on) if changes is not None else ()
    rows = [_row(one, fail_on, accept, today) for one in found]
    failing = [one for one in found if one.check in fail_on]
    unused = [one for one in accept if not any(map(one.covers, failing))]
    return _table(chain(rows, (_unused_row(one, today) for one in unused)))


def failures(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of CHECKS that make a run fail."""
    return checks[checks["outcome"].isin(["failed", "expired"])]


def _row(one: Finding, fail_on: Collection[str], accept: Sequence[Acceptance], today: date) -> dict[str, Any]:
    acceptance = best(accept, one, today) if one.check in fail_on else None
    if one.check not in fail_on:
        outcome = "passed"
    elif acceptance is not None:
        outcome = "expired" if acceptance.expired(today) else "accepted"
    else:
        outcome = "accepted" if one.lived_with else "failed"
    told = [one.why, *([acceptance.told(today)] if acceptance else [])]
    return {
        **{name: getattr(one, name) for name in ("check", "kind", "table", *finding.SUBJECT)},
        "outcome": outcome,
        "until": acceptance.last_day if acceptance else None,
        "why": " ".join(told),
    }


def _unused_row(one: Acceptance, today: date) -> dict[str, Any]:
    where = f" of {one.focus}" if one.focus else ""
    why = f"Nothing fails as '{one.status}'{where}; the acceptance can go. {one.told(today)}"
    row = dict.fromkeys(columns.names("checks"))
    return {**row, "check": one.status, "focus": one.focus, "outcome": "unused", "until": one.last_day} | {
        "why": why
    }


def _table(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    places = {outcome: place for place, outcome in enumerate(CHECK_OUTCOMES)}
    ordered = sorted(rows, key=lambda row: places[row["outcome"]])
    return pd.DataFrame(ordered, columns=columns.names("checks")).astype("str")
