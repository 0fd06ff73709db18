"""Rules for answers to surveys, cash flows and partners' records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa

from equitygap.validate.cells import codes
from equitygap.validate.finding import Finding
from equitygap.validate.keys import keys
from equitygap.validate.rules import Rule
from equitygap.words import FLOWS, LADDER_CLASSES

#: Tables whose rows are left out where an error is accepted or withheld.
TABLES: Final = ("responses", "cash_flows", "partner_records")

#: The lowest and the highest answer of each item; None stands for answers without an item.
Scales = Mapping[str | None, tuple[float, float]]

_STEPS: Final = "{value} is not a step of Cantril's ladder, which goes from 0 to 10"


def rules_of(table: str, data: pa.Table, scales: Scales) -> list[Rule]:
    """Return the rules of one of these tables."""
    if table == "responses":
        return [*_RESPONSES, *_filled(data, "count", "weight"), *_on_scale(scales)]
    return _CASH_FLOWS if table == "cash_flows" else _PARTNER_RECORDS


def findings(table: str, data: pa.Table) -> list[Finding]:
    """Return what is wrong across the rows: amounts of one place in more than one currency."""
    if table != "cash_flows":
        return []
    place, currency = keys(data, ["area", "group"]), codes(data["currency"])
    first = np.full(place.max(initial=0) + 1, 0)
    first[place[::-1]] = currency[::-1]
    rows = np.flatnonzero((currency != first[place]) & (currency > 0))
    message = (
        "{value} cannot be added to the other amounts of the area, which are in another currency or price"
        " level, or no money"
    )
    return [Finding("mixed_currency", "currency", rows, message)] if len(rows) else []


def _text(name: str) -> nw.Expr:
    return nw.col(name).cast(nw.String).str.strip_chars().str.to_lowercase()


def _outside(name: str, lowest: float, highest: float) -> nw.Expr:
    return (nw.col(name) < lowest) | (nw.col(name) > highest)


def _negative(name: str) -> Rule:
    return Rule("impossible_count", name, nw.col(name) < 0, "{value} is negative; it must be 0 or more")


def _filled(data: pa.Table, *names: str) -> list[Rule]:
    """A column that is there must be filled: an empty cell could mean 1 or 0."""
    return [
        Rule("missing_value", name, nw.col(name).is_null(), "the cell is empty")
        for name in names
        if name in data.column_names
    ]


def _on_scale(scales: Scales) -> list[Rule]:
    out = []
    for item, (lowest, highest) in scales.items():
        of_item = nw.lit(True) if item is None else nw.col("item").cast(nw.String) == item
        broken = _outside("answer", lowest, highest) & of_item
        message = f"{{value}} is not on the scale, which goes from {lowest:g} to {highest:g}"
        out.append(Rule("outside_scale", "answer", broken, message, ("item",) if item is not None else ()))
    return out


_RESPONSES: Final = [
    Rule("outside_scale", "present", _outside("present", 0, 10), _STEPS),
    Rule("outside_scale", "future", _outside("future", 0, 10), _STEPS),
    Rule(
        "outside_scale",
        "class",
        ~_text("class").is_in(list(LADDER_CLASSES)),
        f"{{value}} is no class of Cantril's ladder; known: {', '.join(LADDER_CLASSES)}",
    ),
    _negative("count"),
    _negative("weight"),
]

_CASH_FLOWS: Final = [
    Rule(
        "unknown_flow",
        "kind",
        ~nw.col("kind").cast(nw.String).is_in(list(FLOWS)),
        f"{{value}} is not a kind of cash flow; known: {', '.join(FLOWS)}",
    ),
    Rule(
        "unknown_flow",
        "amount",
        nw.col("amount") < 0,
        "{value} is negative; a cost is written as a positive amount of the kind cost",
    ),
    Rule(
        "unknown_flow",
        "end",
        nw.col("end") != nw.col("start"),
        "an amount of several years cannot be discounted; give one for each year",
        ("start",),
    ),
]

_PARTNER_RECORDS: Final = [
    Rule(
        "impossible_count",
        "reached",
        ~nw.col("reached").is_in([0.0, 1.0]),
        "{value} does not say whether the person counts; write 1 or 0",
    ),
    _negative("numerator"),
    _negative("denominator"),
    Rule(
        "impossible_count",
        "numerator",
        nw.col("numerator") > nw.col("denominator"),
        "{value} is more than the denominator",
        ("denominator",),
    ),
]
