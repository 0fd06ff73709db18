"""The scorecard: how many rows have which status, then every row by domain."""

from __future__ import annotations

from equitygap.present.report import content as c
from equitygap.present.report.material import Material
from equitygap.present.report.tabling import numbered, table_of
from equitygap.present.report.telling import tally_of


def section(material: Material) -> c.Section | None:
    """Return the section; none where the run made no scorecard."""
    rows = material.rows("scorecard")
    if not rows:
        return None
    domains = list(dict.fromkeys(str(row.get("domain") or "") for row in rows))
    counts = [table_of(material, "scorecard_counts", "Rows by status", folded=True)] * bool(
        material.rows("scorecard_counts")
    )
    return c.Section(
        "scorecard",
        "Scorecard",
        (
            *(c.Picture(chart) for chart in material.chart("scorecard")),
            *counts,
            *(_of_domain(material, domain) for domain in domains),
        ),
    )


def _of_domain(material: Material, domain: str) -> c.Table:
    rows = numbered(material, "scorecard", lambda row: str(row.get("domain") or "") == domain)
    counts = ", ".join(f"{one.number} {one.verdict.words}" for one in tally_of(row for _, row in rows))
    caption = f"{domain or 'Without a domain'}: {counts}"
    return table_of(material, "scorecard", caption, rows=rows, without=("domain",), early=("area", "status"))
