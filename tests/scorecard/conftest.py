from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import pytest

Series = Mapping[tuple[str, str], Mapping[int, float]]


@pytest.fixture
def estimates() -> Callable[..., pd.DataFrame]:
    """Make ESTIMATES from figures by (metric, area) and year."""

    def make(series: Series, *, standard_error: float | None = 0.5) -> pd.DataFrame:
        rows = [
            (metric, area, year, year, float(value))
            for (metric, area), figures in series.items()
            for year, value in figures.items()
        ]
        frame = pd.DataFrame(rows, columns=["metric", "area", "start", "end", "value"])
        return frame if standard_error is None else frame.assign(standard_error=standard_error)

    return make


@pytest.fixture
def one() -> Callable[[pd.DataFrame], pd.Series]:
    """Return the only row of a table."""

    def only(table: pd.DataFrame) -> pd.Series:
        assert len(table) == 1, table.to_string()
        return table.iloc[0]

    return only
