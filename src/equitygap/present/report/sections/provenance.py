"""Where every figure comes from: files, config and program, and never the day of the run."""

from __future__ import annotations

from typing import Final

from equitygap import tables
from equitygap.present.report import content as c
from equitygap.present.report.material import Material
from equitygap.present.text import printable, shortest

_ABOUT: Final = (
    "The same files, config and seed give the same page, byte for byte. A hash (SHA-256) tells whether a "
    "file is the one that was used."
)


def section(material: Material) -> c.Section:
    """Return the section."""
    known = material.provenance
    blocks: list[c.Block] = [
        c.Facts(
            (
                ("Date of the data", date_of(material) or "not known"),
                ("Program", f"equitygap {known.version}"),
                ("Version of the tables", tables.SCHEMA_VERSION),
                ("Hash of the config", known.config or "none"),
                ("Seed", str(known.seed)),
                ("Confidence of every interval", f"{100 * material.confidence:g} %"),
            )
        )
    ]
    if known.inputs:
        rows = tuple(c.Row((c.Cell((printable(n),)), c.Cell((h,)))) for n, h in known.inputs.items())
        blocks.append(c.Table("Files that were read", (c.Heading("File"), c.Heading("SHA-256")), rows))
    sources = _sources(material)
    if sources:
        blocks.append(c.Table("Sources of the figures", tuple(map(c.Heading, ("Source", "Years"))), sources))
    return c.Section("provenance", "Where this comes from", (*blocks, c.Text(_ABOUT, "quiet")))


def date_of(material: Material) -> str:
    """Return the last year of the data, and the edition of its figures where the data name one."""
    frame = material.estimates
    if frame.empty:
        return ""
    year = f"figures up to {shortest(float(frame['end'].max()))}"
    last = frame[frame["end"] == frame["end"].max()]
    editions = last["vintage"].dropna().astype(str).unique() if "vintage" in frame else ()
    return "; ".join([year, *map(printable, sorted(editions))])


def _sources(material: Material) -> tuple[c.Row, ...]:
    frame = material.estimates
    if "source" not in frame or not frame["source"].notna().any():
        return ()
    rows = []
    for source, found in frame[frame["source"].notna()].groupby("source", sort=False):
        years = f"{shortest(float(found['start'].min()))}-{shortest(float(found['end'].max()))}"
        rows.append(c.Row((c.Cell((printable(str(source)),)), c.Cell((years,)))))
    return tuple(rows)
