"""What to know of the data: what was withheld, flagged and left out, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final

from equitygap.present.cells import Row, known_flags
from equitygap.present.report import content as c
from equitygap.present.report.material import Material, Problem
from equitygap.present.report.telling import period_of
from equitygap.present.text import printable, words_of
from equitygap.words import CHECKS, FLAGS

#: Rows of a list at most; a bad file may have thousands of problems.
MOST: Final = 100

_NOTHING: Final = "No figure is withheld, none carries a note, and reading the files found no problem."


def section(material: Material) -> c.Section:
    """Return the section."""
    parts = [*_withheld(material), *_notes(material), *_problems(material), *_left_out(material)]
    return c.Section("quality", "Data quality", tuple(parts) or (c.Text(_NOTHING),))


def _withheld(material: Material) -> list[c.Block]:
    """Figures of the input that are missing, each with its reason."""
    rows = [_row(row) for row in _missing(material)]
    if not rows:
        return []
    total = len(material.estimates)
    heads = tuple(map(c.Heading, ("Area", "Figure", "Period", "Why")))
    return [
        c.Text(f"{len(rows):,} of {total:,} figures are withheld or were never published."),
        c.Table("Figures that are missing", heads, tuple(rows[:MOST]), left_out=max(len(rows) - MOST, 0)),
    ]


def _missing(material: Material) -> list[Row]:
    frame = material.estimates
    if frame.empty:
        return []
    gone = frame[frame["value"].isna()]
    return [{str(name): value for name, value in row.items()} for row in gone.to_dict("records")]


def _row(row: Row) -> c.Row:
    note = row.get("note")
    own = note if isinstance(note, str) else ""
    why = "; ".join(FLAGS[flag] for flag in known_flags(note)) or own or "no reason is given"
    cells = (str(row["area"]), str(row["metric"]), period_of(row), why)
    return c.Row(tuple(c.Cell((printable(cell),)) for cell in cells), str(row["area"]))


def _notes(material: Material) -> list[c.Block]:
    """The meaning of every note, and how many rows of which table carry it."""
    where: dict[str, Counter[str]] = defaultdict(Counter)
    for name in material.tables:
        for row in material.rows(name):
            for flag in [*known_flags(row.get("flags")), *known_flags(row.get("note"))]:
                where[flag][name] += 1
    for note, count in material.notes_read.items():
        for flag in known_flags(note):
            where[flag]["the figures read"] += count
    entries = tuple(
        (number, flag, FLAGS[flag], _counts(where[flag])) for flag, number in material.notes.items()
    )
    return [c.Part("What the notes mean", (c.Notes(entries),))] if entries else []


def _counts(found: Counter[str]) -> str:
    return ", ".join(f"{number:,} in {words_of(name)}" for name, number in found.items())


def _problems(material: Material) -> list[c.Block]:
    """What reading the files brought to light."""
    blocks: list[c.Block] = []
    if material.problems:
        heads = tuple(map(c.Heading, ("Check", "Severity", "Where", "Area", "What was found")))
        rows = tuple(_problem(one) for one in material.problems[:MOST])
        left_out = max(len(material.problems) - MOST, 0)
        blocks.append(c.Table("Problems found in the files", heads, rows, left_out=left_out))
    if material.read:
        blocks.append(c.Bullets(tuple(map(printable, material.read))))
    return blocks


def _problem(one: Problem) -> c.Row:
    check = f"{words_of(one.check)}: {CHECKS[one.check][1]}" if one.check in CHECKS else words_of(one.check)
    cells = (check, one.severity, one.place, one.area, one.message)
    return c.Row(tuple(c.Cell((printable(cell),)) for cell in cells), one.area)


def _left_out(material: Material) -> list[c.Block]:
    if not material.excluded:
        return []
    return [c.Part("Left out on purpose", (c.Bullets(tuple(map(printable, material.excluded))),))]
