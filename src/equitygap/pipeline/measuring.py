"""How unequal a config's areas are among themselves, and how that has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from equitygap.config import Config
from equitygap.config.inequality import Inequality
from equitygap.errors import DataError
from equitygap.inequality import Asked, change_of_inequality, inequalities
from equitygap.names import match_area, normalised, unknown_area, unknown_metric
from equitygap.pipeline.comparing import chosen, ways

if TYPE_CHECKING:
    import pandas as pd

    from equitygap.pipeline.reading import Inputs


def inequality_table(config: Config, inputs: Inputs) -> pd.DataFrame:
    """Return the INEQUALITY of the config's areas in every period."""
    return inequalities(_figures(config, inputs), **_asked(config, inputs))


def inequality_change_table(config: Config, inputs: Inputs) -> pd.DataFrame:
    """Return the change of every measure between the two years that the config names."""
    first, last = (config.inequality or Inequality()).between or (float("nan"),) * 2
    return change_of_inequality(_figures(config, inputs), first=first, last=last, **_asked(config, inputs))


def _asked(config: Config, inputs: Inputs) -> Asked:
    how = config.inequality or Inequality()
    _refuse_unknown_parts(how, inputs.estimates)
    declared = ways(config)
    said = config.comparisons[0].better if config.comparisons else None
    others = dict.fromkeys(set(inputs.estimates["metric"]) - set(declared), said) if said else {}
    return {
        "measures": how.measures or None,
        "better": declared | others,
        "ordered": how.ordered,
        "quantiles": how.quantiles,
        "reference": how.reference,
        "parts": {area: part for part, areas in how.parts.items() for area in areas},
        "bounds": (how.bounds[0], how.bounds[1]) if how.bounds else None,
        "link": how.link,
        "aversion": how.aversion,
        "scatter": how.scatter,
        "contains": [area for comparison in config.comparisons for area in comparison.contains],
        "confidence": config.confidence,
    }


def _figures(config: Config, inputs: Inputs) -> pd.DataFrame:
    """Return the figures of the metrics asked about, with `rank` 1 for the most disadvantaged area."""
    how = config.inequality or Inequality()
    estimates = _ranked_by(inputs.estimates, how.rank_metric) if how.rank_metric else inputs.estimates
    if how.metrics:
        estimates = _of_metrics(estimates, how.metrics)
    elif how.rank_metric:
        estimates = estimates[estimates["metric"] != how.rank_metric]
        if estimates.empty:
            raise DataError(f"'{how.rank_metric}', which orders the areas, is the only metric in the data")
    if config.comparisons:
        parts = [
            chosen(estimates, metric=None if how.metrics else one.metric, group=one.group)
            for one in config.comparisons
        ]
        estimates = estimates[estimates.index.isin({row for part in parts for row in part.index})]
    return estimates.assign(rank=-estimates["rank"]) if how.ordered and how.rank_descending else estimates


def _refuse_unknown_parts(how: Inequality, estimates: pd.DataFrame) -> None:
    known = list(estimates["area"].unique())
    named = [area for areas in how.parts.values() for area in areas]
    messages = [f"parts: {unknown_area(name, known)}" for name in named if match_area(name, known) is None]
    if messages:
        raise DataError("\n".join(messages))


def _of_metrics(estimates: pd.DataFrame, metrics: tuple[str, ...]) -> pd.DataFrame:
    known = list(estimates["metric"].unique())
    for name in metrics:
        if name not in known:
            raise DataError(unknown_metric(name, known))
    return estimates[estimates["metric"].isin(metrics)]


def _ranked_by(estimates: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Give every area the latest figure of a metric as its rank, in all periods."""
    scores = _of_metrics(estimates, (metric,)).dropna(subset="value").sort_values("end", kind="stable")
    latest = dict(zip(scores["area"].map(normalised), scores["value"], strict=True))
    return estimates.assign(rank=estimates["area"].map(normalised).map(latest))
