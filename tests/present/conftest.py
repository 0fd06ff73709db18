from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from equitygap import tables

#: Loop against West Garfield Park, as a forecast might have it.
ROW = {
    "metric": "life_expectancy",
    "benchmark": "Loop",
    "focus": "West Garfield Park",
    "target_rule": "reduce by 50% by 2030 (baseline 2012)",
    "baseline_year": 2012.0,
    "baseline_gap": 11.2,
    "target_year": 2030.0,
    "target_gap": 5.6,
    "latest_year": 2020.0,
    "latest_gap": 12.575724,
    "needed_per_year": -0.697572,
    "trend_per_year": 0.2834,
    "model": "pooled",
    "projected_gap": 13.9,
    "projected_lower": 9.2,
    "projected_upper": 18.6,
    "probability": 0.031,
    "status": "off_track",
    "scheme": "probability",
    "scheme_status": "off_track",
    "mechanism": "diverging",
    "reliability": "high",
    "flags": "standard_error_missing not_closing",
}


@pytest.fixture
def row() -> Callable[..., dict[str, object]]:
    """A function that returns a whole row of TRAJECTORY, with changes; what is not named is missing."""
    absent = {c.name: None for c in tables.ALL["trajectory"] if not c.optional}
    return lambda **changes: absent | ROW | changes


@pytest.fixture
def trajectory(row) -> Callable[..., pd.DataFrame]:
    """A function that returns a TRAJECTORY table with a row for each dictionary of changes."""
    return lambda *changes: pd.DataFrame([row(**change) for change in changes or [{}]])
