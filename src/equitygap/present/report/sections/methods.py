"""How the figures were made: the methods that this page used, and no others."""

from __future__ import annotations

from typing import Final

from equitygap.present.report import content as c
from equitygap.present.report.material import Material
from equitygap.present.report.methods import METHODS

#: The methods of a table, by kind; what was chosen among several of a kind is named elsewhere.
_OF_TABLE: Final = {
    "gaps": ("gap",),
    "trajectory": ("promise", "trend", "probability", "status", "reach"),
    "what_if": ("what_if",),
    "solutions": ("what_if",),
    "power": ("power",),
    "inequality": ("inequality",),
    "scorecard": ("scorecard",),
}


def section(material: Material) -> c.Section | None:
    """Return the section; none where nothing was computed."""
    used = [METHODS[key] for key in METHODS if key in _used(material)]
    told = tuple(
        (one.title, f"{one.words} Source: {one.source}." if one.source else one.words) for one in used
    )
    return c.Section("methods", "Methods in plain words", (c.Facts(told),)) if told else None


def _used(material: Material) -> set[tuple[str, str]]:
    kinds = [kind for name in material.tables for kind in _OF_TABLE.get(name, ())]
    kinds += ["pool"] * bool(material.pools)
    models = {("model", str(name)) for name in material.known("model")}
    judges = {name for table in ("trajectory", "scorecard") for name in material.known("scheme", table=table)}
    kinds += ["status"] * ("probability" in judges)
    schemes = {("scheme", str(name)) for name in judges}
    return {(kind, "") for kind in kinds} | models | schemes | set(material.choices.items())
