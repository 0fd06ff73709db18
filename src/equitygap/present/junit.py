"""Checks as JUnit XML, which nearly every system for scheduled jobs can read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.etree import ElementTree

Row = Mapping[str, Any]

#: What XML 1.0 (section 2.2) does not allow even when escaped.
_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FAILING: Final = {"failed", "expired"}
_SKIPPED: Final = {"accepted", "unused"}


def junit(checks: Sequence[Row], *, name: str) -> bytes:
    """Return rows of CHECKS as JUnit XML: a suite for each table, a case for each row.

    What failed or expired is a failure, what is accepted or unused is skipped with its reason. A verdict
    has the same name in every run, so that a system can follow it. Nothing in the file hangs on the time.
    """
    suites: dict[str, list[Row]] = defaultdict(list)
    for row in checks:
        suites[row["table"] or "checks"].append(row)
    root = ElementTree.Element("testsuites", {"name": _legal(name), **_counts(checks)})
    for table, rows in suites.items():
        suite = ElementTree.SubElement(root, "testsuite", {"name": table, **_counts(rows)})
        for row in rows:
            _add_case(suite, row)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _add_case(suite: ElementTree.Element, row: Row) -> None:
    named = {
        "classname": _legal(f"equitygap.{row['metric'] or row['kind'] or 'accept'}"),
        "name": _legal(_name(row)),
    }
    case = ElementTree.SubElement(suite, "testcase", named)
    if row["outcome"] in _FAILING:
        told = ElementTree.SubElement(case, "failure", {"message": _legal(row["why"]), "type": row["check"]})
        told.text = _legal(row["why"])
    elif row["outcome"] in _SKIPPED:
        ElementTree.SubElement(case, "skipped", {"message": _legal(row["why"])})


def _name(row: Row) -> str:
    who = " against ".join(part for part in (row["focus"], row["benchmark"]) if part)
    group = f" ({row['group']})" if row.get("group") else ""
    what = "status" if row["kind"] == "status" else row["check"]
    return f"{who}{group}: {what}" if who else what


def _counts(rows: Sequence[Row]) -> dict[str, str]:
    outcomes = [row["outcome"] for row in rows]
    return {
        "tests": str(len(rows)),
        "failures": str(sum(one in _FAILING for one in outcomes)),
        "errors": "0",
        "skipped": str(sum(one in _SKIPPED for one in outcomes)),
    }


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
