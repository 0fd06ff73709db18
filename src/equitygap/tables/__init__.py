"""The columns of every table, declared once: readers, checks, writers and the documentation all look here."""

from __future__ import annotations

from typing import Final

from equitygap.tables.answers import (
    BACKTEST,
    CALIBRATION,
    CHANGES,
    CHECKS,
    GAPS,
    INEQUALITY,
    PARTNER_CONTRIBUTIONS,
    PATH,
    POWER,
    POWER_CURVE,
    SCORECARD,
    SCORECARD_COUNTS,
    SENSITIVITY,
    TRAJECTORY,
)
from equitygap.tables.by_age import CONTRIBUTIONS, DEATHS_TO_AVERT, LIFE_TABLES, SOLUTIONS, WHAT_IF
from equitygap.tables.column import Column
from equitygap.tables.data import (
    CASH_FLOWS,
    COUNTS,
    DROPPED,
    ESTIMATES,
    PARTNER_RECORDS,
    PROBLEMS,
    RATES,
    RECORDS,
    RESPONSES,
)

__all__ = [
    "ALL",
    "BACKTEST",
    "CALIBRATION",
    "CASH_FLOWS",
    "CHANGES",
    "CHECKS",
    "CONTRIBUTIONS",
    "COUNTS",
    "DEATHS_TO_AVERT",
    "DROPPED",
    "ESTIMATES",
    "GAPS",
    "INEQUALITY",
    "LIFE_TABLES",
    "PARTNER_CONTRIBUTIONS",
    "PARTNER_RECORDS",
    "PATH",
    "POWER",
    "POWER_CURVE",
    "PROBLEMS",
    "RATES",
    "RECORDS",
    "RESPONSES",
    "SCHEMA_VERSION",
    "SCORECARD",
    "SCORECARD_COUNTS",
    "SENSITIVITY",
    "SOLUTIONS",
    "TRAJECTORY",
    "WHAT_IF",
    "Column",
    "names",
    "required",
]

#: Written into Parquet metadata; raised when a column is renamed or changes its meaning.
SCHEMA_VERSION: Final = "1"

ALL: Final = {
    "records": RECORDS,
    "responses": RESPONSES,
    "cash_flows": CASH_FLOWS,
    "partner_records": PARTNER_RECORDS,
    "counts": COUNTS,
    "rates": RATES,
    "life_tables": LIFE_TABLES,
    "estimates": ESTIMATES,
    "gaps": GAPS,
    "path": PATH,
    "trajectory": TRAJECTORY,
    "contributions": CONTRIBUTIONS,
    "what_if": WHAT_IF,
    "solutions": SOLUTIONS,
    "deaths_to_avert": DEATHS_TO_AVERT,
    "power": POWER,
    "power_curve": POWER_CURVE,
    "inequality": INEQUALITY,
    "inequality_change": INEQUALITY,
    "backtest": BACKTEST,
    "calibration": CALIBRATION,
    "scorecard": SCORECARD,
    "scorecard_counts": SCORECARD_COUNTS,
    "sensitivity": SENSITIVITY,
    "partner_contributions": PARTNER_CONTRIBUTIONS,
    "problems": PROBLEMS,
    "dropped": DROPPED,
    "checks": CHECKS,
    "changes": CHANGES,
}


def names(table: str) -> list[str]:
    """Return the column names of a table, in their order."""
    return [column.name for column in ALL[table]]


def required(table: str) -> list[str]:
    """Return the names of the columns that an input of this kind must have."""
    return [column.name for column in ALL[table] if not column.optional]
