"""Small synthetic tables that many tests start from."""

from __future__ import annotations

import numpy as np
import pandas as pd


def estimates_of(
    values: dict[str, list[float]],
    years: list[int],
    *,
    standard_errors: dict[str, list[float]] | None = None,
    metric: str = "life_expectancy",
    **columns: object,
) -> pd.DataFrame:
    """Return an ESTIMATES frame: a list of values by area, over the same years; nan leaves a row out."""
    rows = [
        {
            "metric": metric,
            "area": area,
            "start": year,
            "end": year,
            "value": value,
            "standard_error": standard_errors[area][i] if standard_errors else np.nan,
        }
        for area, series in values.items()
        for i, (year, value) in enumerate(zip(years, series, strict=True))
    ]
    frame = pd.DataFrame(rows).assign(**columns)
    return frame[frame["value"].notna()].reset_index(drop=True)


#: A published-looking gap series with standard errors; the expected figures in the tests were worked out
#: independently by weighted least squares.
GAP_YEARS = [2015, 2016, 2017, 2018, 2019, 2021, 2022, 2023]
GAPS = [16.0, 15.1, 15.9, 14.6, 14.2, 14.4, 13.1, 12.9]
GAP_ERRORS = [1.6, 1.6, 1.5, 1.5, 1.5, 1.7, 1.6, 1.6]
