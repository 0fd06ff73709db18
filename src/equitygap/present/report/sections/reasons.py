"""Why there is a gap: its years by age and cause."""

from __future__ import annotations

from typing import Final

from equitygap.present.report import content as c
from equitygap.present.report.material import Material
from equitygap.present.report.tabling import table_of

_ABOUT: Final = (
    "Each age and cause contributes years to the gap; a negative contribution makes it smaller. "
    "This is arithmetic: it says where the years are, not what would bring them back."
)


def section(material: Material) -> c.Section | None:
    """Return the section; none where the run did not ask why."""
    if not material.rows("contributions"):
        return None
    return c.Section(
        "reasons",
        "Why: years of the gap by age and cause",
        (
            c.Bullets(tuple(material.said.get("contributions", ()))),
            *(c.Picture(chart) for chart in material.chart("contributions")),
            table_of(material, "contributions", "Contributions to the gap", folded=True),
            c.Text(_ABOUT, "quiet"),
        ),
    )
