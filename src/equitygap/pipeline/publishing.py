"""Tables of a config as they may leave the house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from equitygap.config import Config

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def as_published(config: Config, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with what the config's `disclosure` asks to withhold taken out."""
    asked = config.disclosure
    if asked is None:
        return frame
    # Few configs withhold counts, and what finds those to withhold is slow to load.
    from equitygap.disclosure import disclosed

    contains = [area for comparison in config.comparisons for area in comparison.contains]
    totals: dict[str, Sequence[str]] = dict(asked.totals.items())
    totals["area"] = [*asked.totals.get("area", ()), *contains]
    return disclosed(
        frame,
        table,
        minimum_count=asked.minimum_count,
        round_to=asked.round_to,
        totals=totals,
        persons=_counts_of_persons(config),
    )


def _counts_of_persons(config: Config) -> list[str]:
    """Return the metrics that the config makes of which each value is a count of persons."""
    answered = ["respondents"] if config.surveys.ladder else []
    answered += [f"{one.name}_respondents" for one in config.surveys.scales]
    reached = [one.name for one in config.partners if one.result == "count"]
    return [*answered, *(f"effective_{name}" for name in answered), *reached]


def counts_as_published(config: Config, counts: pa.Table) -> pa.Table:
    """Return COUNTS, which may be large, with what the config asks to withhold taken out."""
    if config.disclosure is None:
        return counts
    import pyarrow as pa

    from equitygap.pipeline.pooled import without_dictionaries

    frame = as_published(config, "counts", without_dictionaries(counts).to_pandas())
    return pa.Table.from_pandas(frame, preserve_index=False)
