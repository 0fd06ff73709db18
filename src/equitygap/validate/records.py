"""Checks of single records, written as expressions that any table engine runs while it counts them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import narwhals.stable.v2 as nw

from equitygap.loaded import WEIGHT_LIMIT
from equitygap.validate.rules import Rule

_WEIGHT: Final = nw.col("weight")

#: What makes a count wrong. A record that merely cannot be counted is left out, and told by its reason.
RULES: Final = (
    Rule(
        "wrong_type",
        "weight",
        _WEIGHT.is_null(),
        "{value} is not a number of persons; give every record its weight, or name another column",
    ),
    Rule("not_finite", "weight", ~_WEIGHT.is_finite(), "{value} is not a finite number"),
    Rule(
        "excessive_weight",
        "weight",
        _WEIGHT.is_finite() & (_WEIGHT >= WEIGHT_LIMIT),
        "{value} is more persons than a record can stand for",
    ),
    Rule(
        "negative_weight", "weight", _WEIGHT < 0, "{value} is negative; a record stands for 0 persons or more"
    ),
)


def rules_of(columns: Collection[str]) -> tuple[Rule, ...]:
    """Return the rules for which records have the columns."""
    return tuple(rule for rule in RULES if rule.applies(columns))
