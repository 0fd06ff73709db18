"""Every other table of the run, so that none is lost."""

from __future__ import annotations

from typing import Final

from equitygap.present.report import content as c
from equitygap.present.report.material import Material
from equitygap.present.report.tabling import table_of
from equitygap.present.screens import SCREENS
from equitygap.present.text import words_of

#: Tables that have a section of their own.
_ELSEWHERE: Final = {
    "gaps",
    "trajectory",
    "path",
    "contributions",
    "what_if",
    "solutions",
    "deaths_to_avert",
    "power",
    "power_curve",
    "inequality",
    "scorecard",
    "scorecard_counts",
}

#: Rows up to which a table stands open.
_LONGEST: Final = 30


def section(material: Material) -> c.Section | None:
    """Return the section; none where every table has its own."""
    names = [
        name for name in material.tables if name not in _ELSEWHERE and name in SCREENS and material.rows(name)
    ]
    if not names:
        return None
    found = tuple(
        table_of(material, name, words_of(name).capitalize(), folded=len(material.rows(name)) > _LONGEST)
        for name in names
    )
    return c.Section("others", "Beside the promise", found)
