"""How many rows of a scorecard have each status: counts, for a mean of statuses is no status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from equitygap import tables, words

if TYPE_CHECKING:
    import pandas as pd

#: Stands for all domains together.
ALL: Final = "all"


def counts(scorecard: pd.DataFrame) -> pd.DataFrame:
    """Return the SCORECARD_COUNTS: rows by status in each domain, in the order of both, and in all."""
    import pandas as pd

    domains = [*dict.fromkeys(scorecard["domain"]), ALL]
    both = pd.concat([scorecard, scorecard.assign(domain=ALL)], ignore_index=True)
    found = both.groupby(["domain", "status"]).size()
    rows = [
        (domain, status, int(found[domain, status]))
        for domain in domains
        for status in (*words.STATUSES, *words.SCORECARD_STATUSES)
        if (domain, status) in found.index
    ]
    return pd.DataFrame(rows, columns=tables.names("scorecard_counts"))
