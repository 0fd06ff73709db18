"""How many metrics stand how, in words: the counts of a scorecard as people read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from equitygap.present.text import words_of

if TYPE_CHECKING:
    import pandas as pd


def tallies(counts: pd.DataFrame) -> list[str]:
    """Return a line for each domain of SCORECARD_COUNTS, and one for all of them."""
    domains = list(dict.fromkeys(counts["domain"]))
    shown = domains if len(domains) > 2 else domains[-1:]
    return [f"{_name(domain)}: {', '.join(_parts(counts[counts['domain'] == domain]))}." for domain in shown]


def _name(domain: str) -> str:
    return {"all": "All together", "": "Without a domain"}.get(domain, domain)


def _parts(rows: pd.DataFrame) -> Iterator[str]:
    for status, number in zip(rows["status"], rows["rows"], strict=True):
        yield f"{number} {words_of(status)}"
