"""How many metrics stand how, in words: the counts of a scorecard as people read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from equitygap.present.cells import Row, standing
from equitygap.present.text import printable
from equitygap.words import SCORECARD_STATUSES, STATUSES

if TYPE_CHECKING:
    import pandas as pd

_PLACE: Final = {status: place for place, status in enumerate((*STATUSES, *SCORECARD_STATUSES))}


def tallies(scorecard: pd.DataFrame) -> list[str]:
    """Return a line for each domain of SCORECARD, and one for all; levelling down is counted apart."""
    by_domain: dict[str, list[Row]] = {}
    for row in _rows(scorecard):
        by_domain.setdefault(str(row["domain"] or "Without a domain"), []).append(row)
    found = by_domain if len(by_domain) > 1 else {}
    return [
        f"{name}: {_counted(rows)}."
        for name, rows in [*found.items(), ("All together", _rows(scorecard))]
        if rows
    ]


def levelling_down(scorecard: pd.DataFrame) -> list[str]:
    """Return what counts by status hide: the gaps that close only because the benchmark gets worse."""
    down = [row for row in _rows(scorecard) if standing(row).endswith("down)")]
    return [f"Among them: {_counted(down)}."] if down else []


def _rows(scorecard: pd.DataFrame) -> list[Row]:
    found = scorecard.to_dict("records")
    found.sort(key=lambda row: _PLACE[row["status"]])
    return [{str(name): value for name, value in row.items()} for row in found]


def _counted(rows: Iterable[Row]) -> str:
    found = Counter(standing(row) for row in rows)
    return printable(", ".join(f"{number} {words}" for words, number in found.items()))
