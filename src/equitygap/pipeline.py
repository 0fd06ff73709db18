"""The whole flow on one screen: a config's data are read, checked, assessed; tables come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from equitygap import sources, validate
from equitygap.backtest import backtest, supports
from equitygap.config import Config, build
from equitygap.config.data import Comparison, DataSource
from equitygap.errors import DataError, UsageError
from equitygap.gap import gaps
from equitygap.loaded import Loaded
from equitygap.names import match_area, normalised, unknown_area
from equitygap.trajectory import (
    Assessment,
    Method,
    Promise,
    assessments,
    paths,
    trajectory_table,
)

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Inputs:
    """What was read: checked estimates, the problems found, notes for people, and the files' hashes."""

    estimates: pd.DataFrame
    problems: tuple[validate.Problem, ...]
    notes: tuple[str, ...]
    hashes: Mapping[str, str]


@dataclass(frozen=True)
class Results:
    """What `run` makes: tables by name, and what they were made from."""

    tables: Mapping[str, pd.DataFrame]
    assessments: tuple[Assessment, ...]
    inputs: Inputs


def run(config: Config, *, stdin: BinaryIO | None = None) -> Results:
    """Do everything that the config asks for: gaps, and for a target the trajectory and its path."""
    inputs = read(config, stdin=stdin)
    tables = {"gaps": gap_table(config, inputs)}
    found: list[Assessment] = []
    if config.target is not None:
        found = assess(config, inputs)
        tables |= {"trajectory": trajectory_table(found), "path": paths(found)}
    return Results(tables=tables, assessments=tuple(found), inputs=inputs)


def read(config: Config, *, stdin: BinaryIO | None = None, bad_areas: str = "error") -> Inputs:
    """Read and check every file of the config. Raises DataError with every problem of every file."""
    import pandas as pd

    loaded = [_loaded(source, stdin) for source in config.data]
    checked = [_checked(*pair, config, bad_areas) for pair in zip(config.data, loaded, strict=True)]
    found = tuple(problem for one in checked for problem in one.found)
    validate.raise_for(found)
    estimates = pd.concat([one.frame for one in checked], ignore_index=True)
    _refuse_repeated_rows(estimates)
    return Inputs(
        estimates=withhold_small(estimates, config.minimum_population),
        problems=found,
        notes=tuple(dict.fromkeys(note for one in checked for note in one.notes)),
        hashes={one.file: one.sha256 for one in loaded},
    )


def read_estimates(path: str, *, accept: Sequence[str] = (), layout: str | None = None) -> pd.DataFrame:
    """Read and check one file of figures for use in Python; the ESTIMATES table.

    `accept` names checks whose problems are lived with (their figures are withheld and noted). Raises
    DataError with every problem of the file.
    """
    config = build(data=[{"path": path, "layout": layout, "accept": [{"check": one} for one in accept]}])
    return read(config).estimates


def problems(config: Config, *, stdin: BinaryIO | None = None) -> pd.DataFrame:
    """Return the PROBLEMS of every file of the config, without raising."""
    import pandas as pd

    found = [_checked(source, _loaded(source, stdin), config, "error").problems for source in config.data]
    return pd.concat(found, ignore_index=True)


def assess(config: Config, inputs: Inputs) -> list[Assessment]:
    """Assess the config's promise in each of its comparisons.

    Where the config requires a backtest, the models that served are tested on these very data, and the
    verdicts of those that lose to the last value are inconclusive.
    """
    method = _method(config)
    found = _assess(config, inputs, method)
    if not config.trajectory.require_backtest:
        return found
    served = {name for one in found for name in one.future.forecast.model if name}
    distrusted = _distrusted(config, inputs, sorted(served))
    return _assess(config, inputs, replace(method, distrusted=distrusted)) if distrusted else found


def _refuse_repeated_rows(estimates: pd.DataFrame) -> None:
    """Refuse the same figure in two files; within a file the door has done so."""
    keys = [name for name in ("metric", "area", "group", "start", "end") if name in estimates]
    normal = estimates[keys].assign(area=estimates["area"].map(normalised))
    twice = estimates[normal.duplicated()]
    if len(twice):
        first = ", ".join(str(value) for value in twice.iloc[0][keys])
        raise DataError(f"{len(twice)} figures stand in more than one file, the first is {first}; keep one")


def _distrusted(config: Config, inputs: Inputs, models: Sequence[str]) -> dict[str, str]:
    try:
        scores = backtest(
            inputs.estimates,
            better=better_of(config, inputs.estimates),
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
    rule = _promise(config)
    found = []
    for index, comparison in enumerate(config.comparisons or (Comparison(),)):
        _refuse_unknown(config, index, inputs.estimates)
        found += assessments(
            inputs.estimates,
            rule,
            method,
            benchmark=comparison.benchmark,
            focus=comparison.focus,
            pool=comparison.pool,
            contains=comparison.contains,
            metric=comparison.metric,
            better=_better(config, comparison, inputs.estimates),
            group=comparison.group,
        )
    return found


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


def better_of(config: Config, estimates: pd.DataFrame) -> str | None:
    """Return which way is better as the config or the command line says, or None."""
    first = config.comparisons[0] if config.comparisons else Comparison()
    return _better(config, first, estimates)


def gap_table(config: Config, inputs: Inputs) -> pd.DataFrame:
    """Return the GAPS of each of the config's comparisons."""
    import pandas as pd

    frames = []
    for index, comparison in enumerate(config.comparisons or (Comparison(),)):
        _refuse_unknown(config, index, inputs.estimates)
        if comparison.benchmark is None:
            raise UsageError("which area is the benchmark? Say `--benchmark AREA`")
        estimates = inputs.estimates
        if comparison.group is not None:
            estimates = estimates[estimates["group"] == comparison.group]
        baseline = config.target.baseline if config.target else None
        frames.append(
            gaps(
                estimates,
                benchmark=comparison.benchmark,
                focus=comparison.focus,
                pool=comparison.pool,
                contains=comparison.contains,
                metric=comparison.metric,
                better=_better(config, comparison, estimates),
                baseline=baseline.years[0] if baseline else None,
                confidence=config.confidence,
            )
        )
    return pd.concat(frames, ignore_index=True)


def withhold_small(estimates: pd.DataFrame, minimum: float | None) -> pd.DataFrame:
    """Withhold the values of populations below the minimum, or of unknown size; `note` says why."""
    if minimum is None:
        return estimates
    if "population" not in estimates:
        raise DataError("a minimum population was asked for, but the data hold no column `population`")
    small = ~(estimates["population"] >= minimum)
    out = estimates.copy()
    shown = [name for name in ("value", "standard_error", "lower", "upper") if name in out]
    out.loc[small, shown] = np.nan
    note = out["note"].fillna("") if "note" in out else ""
    out["note"] = note + np.where(small, " population_below_minimum", "")
    out["note"] = out["note"].str.strip()
    return out


def _loaded(source: DataSource, stdin: BinaryIO | None) -> Loaded:
    return sources.read(
        source.path,
        table=source.table,
        layout=source.layout,
        columns=source.columns,
        where=source.where,
        stdin=stdin,
    )


def _checked(source: DataSource, loaded: Loaded, config: Config, bad_areas: str) -> validate.Checked:
    return validate.check(
        loaded,
        accept=source.accept,
        bad_areas=bad_areas,
        population=source.population,
        units={name: metric.unit for name, metric in config.metrics.items()},
    )


def _promise(config: Config) -> Promise:
    target = config.target
    if target is None:
        raise UsageError(
            "what was promised? Say `--reduce 50% --baseline YEAR --by YEAR`, or give `target` in the config"
        )
    if target.baseline is None:
        raise UsageError(
            "where does the promise start from? Say `--baseline YEAR`, or give `target.baseline`"
        )
    path, announced = config.trajectory.path, target.announced
    return Promise(
        by=target.by,
        baseline_years=target.baseline.years,
        baseline_kind=target.baseline.rule,
        reduce=target.reduce,
        gap=target.gap,
        level=target.level,
        benchmark=target.benchmark,
        path=path.rule,
        milestones=tuple(sorted((path.milestones or {}).items())),
        delayed_until=path.delayed,
        announced_gap=announced.gap if announced else None,
        announced_members=announced.members if announced else None,
    )


def _method(config: Config) -> Method:
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


def _better(config: Config, comparison: Comparison, estimates: pd.DataFrame) -> str | None:
    names = [comparison.metric] if comparison.metric else list(estimates["metric"].unique())
    declared = [config.metrics[name].better for name in names if name in config.metrics]
    return comparison.better or (declared[0] if declared else None)


def _refuse_unknown(config: Config, index: int, estimates: pd.DataFrame) -> None:
    """Refuse every area that the comparison names and the data lack, each with its place in the config."""
    comparison = config.comparisons[index] if config.comparisons else Comparison()
    known = list(estimates["area"].unique())
    named: list[tuple[str, tuple[str | int, ...]]] = [
        (name, ("focus", i)) for i, name in enumerate(comparison.focus)
    ]
    if comparison.benchmark is not None:
        named.insert(0, (comparison.benchmark, ("benchmark",)))
    messages = []
    for name, where in named:
        if match_area(name, known) is None:
            place = config.position("comparisons", index, *where)
            messages.append(f"{place}: " * bool(place) + unknown_area(name, known))
    if messages:
        raise DataError("\n".join(messages))
