"""Maps of the level and of the gap."""

from __future__ import annotations

from equitygap.present.report import content as c
from equitygap.present.report.material import Material
from equitygap.present.report.tabling import pictured


def section(material: Material) -> c.Section | None:
    """Return the section; none where the config names no outlines."""
    charts = material.chart("map")
    blocks = tuple(block for chart in charts for block in pictured(material, chart))
    return c.Section("places", "Where", blocks) if blocks else None
