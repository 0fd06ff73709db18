"""How unequal all areas are among themselves."""

from __future__ import annotations

from typing import Final

from equitygap.present.report import content as c
from equitygap.present.report.material import Material
from equitygap.present.report.tabling import pictured, table_of
from equitygap.present.text import words_of
from equitygap.words import MEASURES

_ABOUT: Final = (
    "A gap between two places says nothing of the others. These measures look at all areas; measures differ "
    "in what they stress, and may move in opposite directions."
)


def section(material: Material) -> c.Section | None:
    """Return the section; none where the run measured no inequality."""
    if not material.rows("inequality"):
        return None
    measures = [name for name in material.known("measure", table="inequality") if name in MEASURES]
    return c.Section(
        "inequality",
        "Inequality across all areas",
        (
            c.Text(_ABOUT, "quiet"),
            *(c.Picture(chart) for chart in material.chart("inequality")),
            table_of(material, "inequality", "Measures of inequality", folded=True),
            *(block for chart in material.chart("areas") for block in pictured(material, chart)),
            c.Facts(tuple((words_of(name), MEASURES[name]) for name in measures)),
        ),
    )
