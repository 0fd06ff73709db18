"""The scorecard: every metric by domain, with its status in words."""

from __future__ import annotations

from collections import Counter

from equitygap.present.report import content as c
from equitygap.present.report.material import Material
from equitygap.present.report.tabling import numbered, table_of
from equitygap.present.text import words_of


def section(material: Material) -> c.Section | None:
    """Return the section; none where the run made no scorecard."""
    rows = material.rows("scorecard")
    if not rows:
        return None
    domains = list(dict.fromkeys(str(row.get("domain") or "") for row in rows))
    return c.Section(
        "scorecard",
        "Scorecard",
        (
            c.Text(_counted(str(row["status"]) for row in rows)),
            *(c.Picture(chart) for chart in material.chart("scorecard")),
            *(_of_domain(material, domain) for domain in domains),
        ),
    )


def _of_domain(material: Material, domain: str) -> c.Table:
    rows = numbered(material, "scorecard", lambda row: str(row.get("domain") or "") == domain)
    counts = _counted(str(row["status"]) for _, row in rows)
    caption = f"{domain or 'Without a domain'}: {counts}"
    return table_of(material, "scorecard", caption, rows=rows, without=("domain",))


def _counted(statuses: object) -> str:
    found = Counter(statuses)  # type: ignore[call-overload]
    return ", ".join(f"{number} {words_of(status)}" for status, number in found.items())
