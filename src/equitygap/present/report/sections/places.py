"""Maps of the level and of the gap."""

from __future__ import annotations

from equitygap.present.report import content as c
from equitygap.present.report.material import Material


def section(material: Material) -> c.Section | None:
    """Return the section; none where the config names no outlines."""
    charts = material.chart("map")
    if not charts:
        return None
    note = "The figures are those of the tables above; an area that has none is hatched or left grey."
    return c.Section("places", "Where", (*(c.Picture(chart) for chart in charts), c.Text(note, "quiet")))
