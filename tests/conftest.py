"""Fixtures that many tests share."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import settings

from synthetic import GAP_ERRORS, GAP_YEARS, GAPS, estimates_of

# A slow or busy machine is no failure.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture
def known_gap() -> pd.DataFrame:
    """A benchmark without error at 85, and a focus that is behind it by GAPS."""
    return estimates_of(
        {"Loop": [85.0] * 8, "West": [85.0 - gap for gap in GAPS]},
        GAP_YEARS,
        standard_errors={"Loop": [0.0] * 8, "West": GAP_ERRORS},
    )
