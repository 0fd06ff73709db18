"""The promise of a config, assessed on what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from equitygap.config import Config
from equitygap.config.data import Comparison
from equitygap.errors import DataError, UsageError
from equitygap.pipeline.asking import refuse_absent
from equitygap.pipeline.comparing import better_of, way_of
from equitygap.pipeline.reading import Inputs
from equitygap.trajectory import Assessment, Method, Promise, assessments


def assess(config: Config, inputs: Inputs) -> list[Assessment]:
    """Assess the config's promise in each of its comparisons.

    Where the config requires a backtest, the models that served are tested on these very data, and the
    verdicts of those that lose to the last value are inconclusive.
    """
    method = method_of(config)
    found = _assess(config, inputs, method)
    if not config.trajectory.require_backtest:
        return found
    served = {name for one in found for name in one.future.forecast.model if name}
    distrusted = _distrusted(config, inputs, sorted(served))
    return _assess(config, inputs, replace(method, distrusted=distrusted)) if distrusted else found


def _distrusted(config: Config, inputs: Inputs, models: Sequence[str]) -> dict[str, str]:
    from equitygap.backtest import backtest, supports

    try:
        scores = backtest(
            inputs.estimates,
            better=better_of(config),
            models=tuple(dict.fromkeys(["last", *models])),
            seed=config.seed,
        )
    except DataError:
        return {name: "backtest_impossible" for name in models if name != "last"}
    metrics = list(scores["metric"].unique())
    lost = [
        name
        for name in models
        if name != "last" and not all(supports(scores, model=name, metric=metric) for metric in metrics)
    ]
    return dict.fromkeys(lost, "backtest_failed")


def _assess(config: Config, inputs: Inputs, method: Method) -> list[Assessment]:
    rule = promise_of(config)
    refuse_absent(config, inputs.estimates, baseline=True)
    found = []
    for comparison in config.comparisons or (Comparison(),):
        found += assessments(
            inputs.estimates,
            rule,
            method,
            benchmark=comparison.benchmark,
            focus=comparison.focus,
            pool=comparison.pool,
            contains=comparison.contains,
            metric=comparison.metric,
            better=way_of(config, comparison),
            group=comparison.group,
        )
    return found


def promise_of(config: Config) -> Promise:
    """Return the promise of a config; UsageError where there is none, or it cannot be."""
    target = config.target
    if target is None:
        raise UsageError(
            "what was promised? Say `--reduce 50% --baseline YEAR --by YEAR`, or give `target` in the config"
        )
    path, announced = config.trajectory.path, target.announced
    return Promise(
        by=target.by,
        baseline_years=target.baseline.years if target.baseline else (),
        baseline_kind=target.baseline.rule if target.baseline else "assumed",
        reduce=target.reduce,
        gap=target.gap,
        level=target.level,
        benchmark=target.benchmark,
        path=path.rule,
        milestones=tuple(sorted((path.milestones or {}).items())),
        delayed_until=path.delayed,
        announced_gaps=tuple(announced.gap.items()) if announced else (),
        announced_members=announced.members if announced else None,
    )


def method_of(config: Config) -> Method:
    """Return how a config wants promises to be assessed."""
    options = config.trajectory
    return Method(
        model=options.model,
        scheme=options.scheme,
        exclude=options.exclude,
        on_track=options.on_track,
        off_track=options.off_track,
        comparable_sources=options.comparable_sources,
        horizon=options.horizon,
        shock=options.shock,
        confidence=config.confidence,
        seed=config.seed,
    )
