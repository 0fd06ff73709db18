"""Tables of a config as they may leave the house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from equitygap.config import Config
from equitygap.disclosure import disclosed

if TYPE_CHECKING:
    import pandas as pd


def as_published(config: Config, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with what the config's `disclosure` asks to withhold taken out."""
    asked = config.disclosure
    if asked is None:
        return frame
    contains = [area for comparison in config.comparisons for area in comparison.contains]
    totals: dict[str, Sequence[str]] = dict(asked.totals.items())
    totals["area"] = [*asked.totals.get("area", ()), *contains]
    return disclosed(frame, table, minimum_count=asked.minimum_count, round_to=asked.round_to, totals=totals)
