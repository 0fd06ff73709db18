"""Fixtures that many tests share."""

from __future__ import annotations

import pandas as pd
import pytest

from synthetic import GAP_ERRORS, GAP_YEARS, GAPS, estimates_of


@pytest.fixture
def known_gap() -> pd.DataFrame:
    """A benchmark without error at 85, and a focus that is behind it by GAPS."""
    return estimates_of(
        {"Loop": [85.0] * 8, "West": [85.0 - gap for gap in GAPS]},
        GAP_YEARS,
        standard_errors={"Loop": [0.0] * 8, "West": GAP_ERRORS},
    )
