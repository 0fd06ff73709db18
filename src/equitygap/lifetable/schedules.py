"""Standard schedules of death rates by single year of age."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv

from equitygap.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


def log_schedule(standard: str | pd.DataFrame) -> Floats:
    """Return log death rates at ages 0, 1, 2, …: a shipped schedule by name, or a table of `age` and
    `rate`.
    """
    if not isinstance(standard, str):
        return _own(standard)
    with files("equitygap").joinpath("standards/schedules.csv").open("rb") as file:
        table = csv.read_csv(file)
    return np.asarray(table.filter(pc.equal(table["schedule"], standard))["log_rate"].to_numpy())


def _own(standard: pd.DataFrame) -> Floats:
    missing = {"age", "rate"} - set(standard.columns)
    if missing:
        raise UsageError(f"standard needs the columns age and rate, but lacks {', '.join(sorted(missing))}")
    age, rate = standard["age"].to_numpy(dtype=float), standard["rate"].to_numpy(dtype=float)
    if not np.array_equal(age, np.arange(len(age))) or len(age) < 2:
        raise UsageError("standard must give single years of age from 0 on, in order, without gaps")
    if not np.all(rate > 0):
        raise UsageError(f"standard must have rates above 0, but has {rate.min()}")
    return np.asarray(np.log(rate))
