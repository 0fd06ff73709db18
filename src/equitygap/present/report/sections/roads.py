"""What it takes, what if, and whether anyone could tell."""

from __future__ import annotations

from typing import Final

from equitygap.present.report import content as c
from equitygap.present.report.material import Material
from equitygap.present.report.tabling import table_of

#: The tables of the section: name, caption, and whether it is opened on demand.
_TABLES: Final = (
    ("what_if", "What if: the gap under each scenario", False),
    ("solutions", "What it takes: how much less of what reaches the target", False),
    ("deaths_to_avert", "Deaths to avert on each road, by age", True),
    ("power", "What can be told from chance, and when", False),
    ("power_curve", "The chance of telling the promised path from no change, by year", True),
)

_ABOUT: Final = (
    "Everything that a scenario or road does not name stays as it is today, the benchmark too: "
    "this is the size of a lever, not a forecast."
)


def section(material: Material) -> c.Section | None:
    """Return the section; none where the run asked for nothing of it."""
    blocks: list[c.Block] = []
    for name, caption, folded in _TABLES:
        if material.rows(name):
            said = tuple(material.said.get(name, ()))
            blocks += [c.Bullets(said)] * bool(said)
            blocks += [c.Picture(chart) for chart in material.chart(name)]
            blocks.append(table_of(material, name, caption, folded=folded))
    if not blocks:
        return None
    return c.Section("roads", "What it takes, and what if", (*blocks, c.Text(_ABOUT, "quiet")))
