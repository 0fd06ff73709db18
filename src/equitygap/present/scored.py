"""A row of SCORECARD in plain language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from equitygap.present.text import missing, printable, shortest, significant, words_of


def scored(row: Mapping[Any, Any]) -> str:
    """Return what a row of SCORECARD says: the figures that there are, and the verdict.

    >>> scored({"metric": "smoking", "area": "Hill", "baseline": 9.8, "latest": 9.3, "target": 5.0,
    ...         "target_year": 2030.0, "percent_achieved": 10.4, "status": "off_track"})
    'Hill: smoking was 9.80 and is 9.30; 5.00 are promised for 2030; 10 % of the way is done: off track.'
    """
    there = {name: value for name, value in row.items() if not missing(value)}
    so_far = " and ".join(
        f"{verb} {significant(there[name])}"
        for name, verb in (("baseline", "was"), ("latest", "is"))
        if name in there
    )
    facts = [f"{there.get('metric', '')} {so_far}".strip()]
    if "target" in there:
        when = f" for {shortest(float(there['target_year']))}" if "target_year" in there else ""
        facts.append(f"{significant(there['target'])} are promised{when}")
    if "percent_achieved" in there:
        facts.append(f"{there['percent_achieved']:.0f} % of the way is done")
    who = f"{there['area']}: " if "area" in there else ""
    return printable(f"{who}{'; '.join(facts)}: {words_of(str(row['status']))}.")
