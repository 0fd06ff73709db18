"""Which figures are compared, and the gaps between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from equitygap.config import Config
from equitygap.config.data import Comparison
from equitygap.errors import DataError, UsageError
from equitygap.gap import gaps
from equitygap.panel import Better
from equitygap.pipeline.asking import refuse_absent

if TYPE_CHECKING:
    import pandas as pd

    from equitygap.pipeline.reading import Inputs


def chosen(estimates: pd.DataFrame, *, metric: str | None, group: str | None) -> pd.DataFrame:
    """Return the rows of one metric and one group, None meaning all; DataError if none is left."""
    kept = estimates
    if metric is not None:
        kept = kept[kept["metric"] == metric]
    if group is not None:
        kept = kept[kept["group"] == group] if "group" in kept else kept[:0]
    if kept.empty:
        named = [f"{kind} '{name}'" for kind, name in (("metric", metric), ("group", group)) if name]
        raise DataError(f"the data hold no {' and '.join(named) or 'figures'}")
    return kept


def better_of(config: Config) -> Better:
    """Return which way is better as the command line says, else the config for each metric."""
    return way_of(config, config.comparisons[0] if config.comparisons else Comparison())


def gap_table(config: Config, inputs: Inputs) -> pd.DataFrame:
    """Return the GAPS of each of the config's comparisons."""
    import pandas as pd

    refuse_absent(config, inputs.estimates, baseline=True)
    frames = []
    for comparison in config.comparisons or (Comparison(),):
        if comparison.benchmark is None:
            raise UsageError("which area is the benchmark? Say `--benchmark AREA`")
        estimates = chosen(inputs.estimates, metric=None, group=comparison.group)
        baseline = config.target.baseline if config.target else None
        frames.append(
            gaps(
                estimates,
                benchmark=comparison.benchmark,
                focus=comparison.focus,
                pool=comparison.pool,
                contains=comparison.contains,
                metric=comparison.metric,
                better=way_of(config, comparison),
                baseline=baseline.years[0] if baseline else None,
                confidence=config.confidence,
            )
        )
    return pd.concat(frames, ignore_index=True)


def way_of(config: Config, comparison: Comparison) -> Better:
    """Return which way is better in a comparison: as it says, or as each metric does."""
    return comparison.better or ways(config)


def ways(config: Config) -> dict[str, str]:
    """Return which way is better for each metric of which the config says so."""
    return {name: metric.better for name, metric in config.metrics.items() if metric.better}
