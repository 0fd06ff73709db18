"""The scorecard of a config: its metrics' own promises, and the promises of its comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from equitygap.config import Config, build
from equitygap.config.metrics import Metric
from equitygap.config.scorecard import Scorecard
from equitygap.errors import ConfigError, DataError, UsageError, did_you_mean
from equitygap.pipeline.assessing import assess, method_of
from equitygap.scorecard import Declared, Pledge, counts, scorecard
from equitygap.trajectory import Assessment

if TYPE_CHECKING:
    import pandas as pd

    from equitygap.pipeline.reading import Inputs

#: Promises whose amount is a figure in the metric's unit; the others are shares or need none.
_FIGURES = ("level", "total", "at_least", "at_most")


def scorecard_table(
    config: Config, inputs: Inputs, gaps: Sequence[Assessment] | None = None, *, metric: str | None = None
) -> pd.DataFrame:
    """Return the SCORECARD of a config; of one metric, where it is named.

    On it are the metrics that have a domain or a target, and those whose gap the config's target is about
    (`gaps`, assessed here where they are not given). Raises DataError for a metric that is not in the data.
    """
    asked = config.scorecard or Scorecard()
    found = assess(config, inputs) if gaps is None and _has_promise(config) else gaps or ()
    shown = _declared(config, found)
    metrics = [one for one in shown if metric in (None, one.name)]
    if not metrics:
        raise UsageError(_nothing(metric, [one.name for one in shown]))
    try:
        return scorecard(
            inputs.estimates,
            metrics,
            areas=asked.areas,
            domains=asked.domains,
            without_figures=asked.without_figures,
            gaps=found,
            method=method_of(config),
        )
    except DataError as error:
        raise DataError(_with_places(config, str(error))) from None


def scorecard_counts_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return SCORECARD_COUNTS of a scorecard."""
    return counts(table)


def not_declared(config: Config, inputs: Inputs) -> list[str]:
    """Return the metrics of the data that no one declares, and that are thus on no scorecard.

    What composites are made of has its use.
    """
    used = {*config.metrics, *(name for one in config.composites for name in one.measures)}
    return [name for name in inputs.estimates["metric"].unique() if name not in used]


def score(estimates: pd.DataFrame, metrics: Mapping[str, Mapping[str, Any]], **options: Any) -> pd.DataFrame:
    """Judge many metrics, each by its own promise and scheme: the SCORECARD table, for use in Python.

    `metrics` maps names in the estimates to what a config says under `metrics`, such as
    `{"better": "lower", "unit": "percent", "baseline": 2015, "target": {"reduce": "10%", "by": 2030}}`.
    `options` are those of a config's `scorecard` (areas, domains, without_figures), and `confidence`.
    Raises UsageError for a declaration that makes no sense, DataError for what the data do not hold.
    """
    confidence = {"confidence": options.pop("confidence")} if "confidence" in options else {}
    try:
        config = build(data=[{"path": "-"}], metrics=dict(metrics), scorecard=options, **confidence)
    except ConfigError as error:
        raise UsageError(str(error)) from None
    asked = config.scorecard or Scorecard()
    return scorecard(
        estimates,
        _declared(config, ()),
        areas=asked.areas,
        domains=asked.domains,
        without_figures=asked.without_figures,
        method=method_of(config),
    )


def _has_promise(config: Config) -> bool:
    return config.target is not None and bool(config.comparisons)


def _declared(config: Config, gaps: Sequence[Assessment]) -> list[Declared]:
    promised = dict.fromkeys(one.series.panel.metric for one in gaps)
    shown = {
        name: metric
        for name, metric in config.metrics.items()
        if metric.domain or metric.target or name in promised
    }
    others = {name: Metric() for name in promised if name not in shown}
    return [_plain(name, metric) for name, metric in {**shown, **others}.items()]


def _plain(name: str, metric: Metric) -> Declared:
    unit, target, benchmark = metric.quantity, metric.target, metric.benchmark
    pledge = None
    if target:
        given = getattr(target, target.rule)
        amount = given.in_unit(unit) if target.rule in _FIGURES else float(given)
        pledge = Pledge(target.rule, amount, target.by)
    return Declared(
        name=name,
        pledge=pledge,
        benchmark=benchmark.label if benchmark else None,
        benchmark_value=benchmark.value.in_unit(unit) if benchmark and benchmark.value else None,
        **{
            field: getattr(metric, field)
            for field in (
                *("better", "baseline", "scheme", "areas", "figures"),
                *("domain", "label", "unit", "kind", "source", "note"),
            )
        },
    )


def _nothing(metric: str | None, known: Sequence[str]) -> str:
    if metric is not None and known:
        return f"there is no metric '{metric}' on the scorecard{did_you_mean(metric, known)}"
    return "there is nothing to show: a scorecard needs `metrics` with a domain or a target"


def _with_places(config: Config, message: str) -> str:
    """Put in front of each line where the metric that it names stands in the config."""
    lines = []
    for line in message.splitlines():
        named = next((name for name in config.metrics if f"'{name}'" in line.split(" in the data")[0]), None)
        place = config.position("metrics", named) if named else None
        lines.append(f"{place}: {line}" if place else line)
    return "\n".join(lines)
