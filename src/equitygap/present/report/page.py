"""The page: its sections in their order, the verdict first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from equitygap.present.report import content as c
from equitygap.present.report.material import Material
from equitygap.present.report.sections import (
    inequality,
    methods,
    others,
    places,
    provenance,
    quality,
    reasons,
    roads,
    scorecard,
    trajectories,
    verdict,
)
from equitygap.present.report.telling import tally_of
from equitygap.present.text import printable

SECTIONS: Final[tuple[Callable[[Material], c.Section | None], ...]] = (
    verdict.section,
    trajectories.section,
    reasons.section,
    roads.section,
    places.section,
    inequality.section,
    scorecard.section,
    others.section,
    quality.section,
    methods.section,
    provenance.section,
)

#: Metrics that the top of the page names; of more it gives the number.
_NAMED: Final = 3


def page_of(material: Material) -> c.Page:
    """Return what the report says; a section with nothing to say is left out."""
    said, status = verdict.headline(material)
    sections = tuple(found for section in SECTIONS if (found := section(material)))
    return c.Page(
        title=printable(material.title) or "Health gaps",
        answer=said,
        status=status,
        tally=tally_of(material.rows("trajectory") or material.rows("scorecard")),
        facts=tuple(_facts(material)),
        sections=sections,
        areas=tuple(dict.fromkeys(area for one in sections for area in _areas(one.blocks))),
        version=material.provenance.version,
    )


def _facts(material: Material) -> Iterator[tuple[str, str]]:
    metrics = [material.label(one) for one in material.estimates["metric"].unique()]
    if metrics:
        named = ", ".join(metrics) if len(metrics) <= _NAMED else f"{len(metrics)} metrics"
        yield "About", printable(named)
    rules = material.known("target_rule")
    if len(rules) == 1:
        yield "Promise", printable(f"{str(rules[0])[:1].upper()}{str(rules[0])[1:]}")
    if date := provenance.date_of(material):
        yield "Data", f"{date[:1].upper()}{date[1:]}"


def _areas(blocks: Sequence[c.Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, c.Part):
            yield from [block.area] if block.area else []
            yield from _areas(block.blocks)
        elif isinstance(block, c.Table):
            yield from (row.area for row in block.rows if row.area)
