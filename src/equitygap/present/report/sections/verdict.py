"""The verdict first: every comparison in one table, or the latest gaps where nothing was promised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from equitygap.present.cells import Row, comparison_of
from equitygap.present.report import content as c
from equitygap.present.report.material import Material
from equitygap.present.report.tabling import Numbered, numbered, table_of
from equitygap.present.report.telling import gap_sentence, tally_of, tally_sentence, verdict_in, verdict_of
from equitygap.present.scored import scored

_NO_TARGET: Final = "No target is given, so there is no verdict."

#: Statuses of a scorecard that judge nothing.
_UNJUDGED: Final = ("informational", "no_data")

#: Gaps that are told in a sentence each.
_TOLD: Final = 3


def headline(material: Material) -> tuple[tuple[str, ...], str]:
    """Return the answer in one sentence or two, and the status that it gives (empty where there is none).

    A single comparison speaks for itself, several are spoken for by their pool; then they are counted, and
    so are the rows of a scorecard that holds more than them.
    """
    rows, card = material.rows("trajectory"), material.rows("scorecard")
    if not rows:
        return tuple(_without_promise(material)), verdict_in(card[0]).status if len(card) == 1 else ""
    speakers = [row for row in rows if row["focus"] in material.pools] or (rows if len(rows) == 1 else [])
    said = [verdict_of(material, row) for row in speakers[:1]]
    if len(rows) > 1:
        said.append(tally_sentence(tally_of(rows)))
    if len(card) > len(rows):
        said.append(_counted(card))
    return tuple(said), verdict_in(speakers[0]).status if speakers else ""


def _without_promise(material: Material) -> Iterator[str]:
    """Say what a scorecard counts, and the largest gaps."""
    card = material.rows("scorecard")
    tally = tally_of(card)
    if not any(one.verdict.status not in _UNJUDGED for one in tally):
        yield _NO_TARGET
    else:
        yield scored(card[0]) if len(card) == 1 else _counted(card)
    yield from _largest(material)


def _counted(card: Sequence[Row]) -> str:
    return tally_sentence(tally_of(card), "row of the scorecard", "rows of the scorecard")


def section(material: Material) -> c.Section | None:
    """Return the section; none where there are no gaps, as in a scorecard of levels."""
    if not material.rows("gaps") and not material.rows("trajectory"):
        return None
    if not material.rows("trajectory"):
        caption = "The latest gap of each comparison"
        return c.Section(
            "verdict", "The gaps", (table_of(material, "gaps", caption, rows=latest_gaps(material)),)
        )
    about = "The limits in brackets hold with a confidence of "
    return c.Section(
        "verdict",
        "The verdict",
        (
            table_of(
                material, "trajectory", "Each comparison, its promise and its verdict", early=("status",)
            ),
            c.Text(
                f"{about}{100 * material.confidence:g} %. Numbers under Notes lead to their meaning.", "quiet"
            ),
        ),
    )


def latest_gaps(material: Material) -> list[Numbered]:
    """Return the last row of GAPS of each comparison that has a gap; its last row where none has."""
    found: dict[object, Numbered] = {}
    for pair in numbered(material, "gaps"):
        key = comparison_of(pair[1])
        if pair[1]["gap"] is not None or key not in found:
            found[key] = pair
    return list(found.values())


def _largest(material: Material) -> list[str]:
    """Tell the largest gaps; of several metrics, whose figures have no order, the largest of each."""
    rows = sorted((row for _, row in latest_gaps(material)), key=_size, reverse=True)
    metrics = list(dict.fromkeys(row["metric"] for _, row in latest_gaps(material)))
    if len(metrics) > 1:
        rows = [next(row for row in rows if row["metric"] == metric) for metric in metrics]
    return [gap_sentence(material, row) for row in rows[:_TOLD]]


def _size(row: Row) -> float:
    gap = row["gap"]
    return gap if isinstance(gap, float) else float("-inf")
