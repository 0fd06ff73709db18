"""The question that most tests of the trajectory ask, and the series they ask it of (synthetic)."""

from __future__ import annotations

import pandas as pd

from equitygap.trajectory import trajectories
from synthetic import estimates_of

PROMISE = {"reduce": "50%", "baseline": 2015, "by": 2030}


def one(estimates: pd.DataFrame, **question: object) -> pd.Series:
    asked = {"benchmark": "Loop", "focus": "West", "model": "linear", **PROMISE, **question}
    asked = {name: value for name, value in asked.items() if value is not None}
    return trajectories(estimates, **asked).iloc[0]


def series(gaps: list[float], first: int = 2012, **columns: object) -> pd.DataFrame:
    years = list(range(first, first + len(gaps)))
    return estimates_of({"Loop": [85.0] * len(gaps), "West": [85.0 - gap for gap in gaps]}, years, **columns)
