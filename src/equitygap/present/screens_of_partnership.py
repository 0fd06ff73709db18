"""What people see of surveys, money and partners."""

from __future__ import annotations

from typing import Final

from equitygap.present.shown import AREA, GROUP, METRIC, NOTE, PERIOD, Shown

PARTNERSHIP: Final[dict[str, tuple[Shown, ...]]] = {
    "responses": (
        AREA,
        GROUP,
        PERIOD,
        Shown("Item", "text", ("item",)),
        Shown("Answer", "small", ("answer",)),
        Shown("Present", "small", ("present",)),
        Shown("Future", "small", ("future",)),
        Shown("Class", "text", ("class",)),
        Shown("Count", "count", ("count",), 1),
        Shown("Weight", "small", ("weight",), 2),
    ),
    "cash_flows": (
        AREA,
        GROUP,
        PERIOD,
        Shown("Kind", "text", ("kind",)),
        Shown("Item", "text", ("item",), 1),
        Shown("Amount", "count", ("amount",)),
        Shown("Currency", "text", ("currency",)),
    ),
    "partner_records": (
        METRIC,
        AREA,
        GROUP,
        PERIOD,
        Shown("Partner", "text", ("partner",)),
        Shown("Person", "text", ("person",), 1),
        Shown("Reached", "count", ("reached",)),
        Shown("Numerator", "count", ("numerator",)),
        Shown("Denominator", "count", ("denominator",)),
    ),
    "sensitivity": (
        Shown("Metric", "heading", ("metric",)),
        Shown("Area", "text", ("area",), in_title=True),
        GROUP,
        Shown("Varied", "text", ("input",)),
        Shown("Range", "text", ("end_of_range",)),
        Shown("Discount rate", "percent", ("discount_rate",), 1),
        Shown("Years", "count", ("horizon",), 1),
        Shown("Attributed", "percent", ("attribution",), 1),
        Shown("Value", "small", ("value",)),
        Shown("Change", "small", ("change",), 2),
        NOTE,
    ),
    "partner_contributions": (
        METRIC,
        AREA,
        GROUP,
        PERIOD,
        Shown("Partner", "text", ("partner",)),
        Shown("Reached", "count", ("numerator",)),
        Shown("Of", "count", ("denominator",), 2),
        Shown("Shared", "count", ("shared",), 1),
        Shown("Alone", "count", ("unique",), 1),
        Shown("Share of all", "percent", ("share",), 1),
        Shown("Percent", "estimate", ("value", "lower", "upper"), 2),
        NOTE,
    ),
}
