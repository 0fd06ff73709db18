"""`equitygap whatif`: the gap if rates change, and what it takes to reach a target."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import typer

from equitygap.cli import options as o
from equitygap.cli import options_by_age as a
from equitygap.cli import options_of_causes as c
from equitygap.errors import UsageError

if TYPE_CHECKING:
    from equitygap.config import Config
    from equitygap.scenario import Target

_GOALS: Final = ("reduce", "to_gap", "level")
_PROMISE: Final = ("baseline", "by")


def whatif(
    context: typer.Context,
    source: o.Source,
    benchmark: o.Benchmark = None,
    focus: o.Focus = None,
    pool: o.Pool = None,
    contains: o.Contains = None,
    group: o.Group = None,
    cut: c.Cut = None,
    toward_benchmark: c.TowardBenchmark = None,
    cause: c.Cause = None,
    ages: c.ChangedAges = None,
    start: c.Start = None,
    full_by: c.FullBy = None,
    reduce: o.Reduce = None,
    to_gap: o.ToGap = None,
    level: o.Level = None,
    baseline: o.Baseline = None,
    by: o.By = None,
    solve: c.Solve = False,
    road: c.OneRoad = None,
    detail: c.Detail = False,
    period: c.Period = None,
    age: c.At = None,
    confidence: o.Confidence = None,
    minimum_population: o.MinimumPopulation = None,
    table: o.Table = None,
    layout: o.Layout = None,
    column: o.Column = None,
    where: o.Where = None,
    accept: o.Accept = None,
    bad_areas: o.BadAreas = "error",
    population: o.Population = None,
    missing: a.Missing = None,
    windows: a.Windows = None,
    step: a.Step = None,
    crosswalk: a.Crosswalk = None,
    crosswalk_by: a.CrosswalkBy = None,
    hierarchy: a.Hierarchy = None,
    format: o.Format = "auto",
    output: o.Output = None,
) -> None:
    """Say what the gap would be if rates changed; with --solve, what it takes to reach the target.

    Example: equitygap whatif deaths.csv --benchmark Loop --focus Austin --reduce 50% --solve
    """
    from equitygap import pipeline
    from equitygap.cli.answers import show_answer
    from equitygap.cli.show import provenance, tell

    _refuse_contradictions(context.params)
    config, goal = _asked(context.params)
    inputs = pipeline.read(config, stdin=sys.stdin.buffer, bad_areas=bad_areas)
    tell(inputs)
    today = pipeline.Today(period=period, goal=goal, at=age)
    name = ("deaths_to_avert" if detail else "solutions") if solve else "what_if"
    answer = {
        "what_if": pipeline.what_if_table,
        "solutions": pipeline.solutions_table,
        "deaths_to_avert": pipeline.deaths_to_avert_table,
    }[name]
    tables = {name: answer(config, inputs, today)}
    show_answer(name, tables, config, context.params, metadata=provenance(config, inputs))


def _refuse_contradictions(options: Mapping[str, Any]) -> None:
    if options["solve"]:
        unneeded = [name for name in ("cut", "toward_benchmark", "start", "full_by") if options[name]]
        because = "says how much changes, and --solve asks it"
    else:
        unneeded = [name for name in ("detail", "road") if options[name]]
        because = "goes with --solve"
    if unneeded:
        raise UsageError(f"--{unneeded[0].replace('_', '-')} {because}")


def _asked(options: Mapping[str, Any]) -> tuple[Config, Target | None]:
    """Return the config, and the target where it is one of today's gap and not the config's promise."""
    from equitygap.cli.asked import roads_of, scenario_of
    from equitygap.cli.question import question

    roads = roads_of(options) if options["solve"] else []
    scenarios = [] if options["solve"] else scenario_of(options)
    parts = {name: part for name, part in (("roads", roads), ("scenarios", scenarios)) if part}
    without_goal = {name: value for name, value in options.items() if name not in (*_GOALS, *_PROMISE)}
    config = question(without_goal, **parts)
    if not options["solve"] and not config.scenarios:
        raise UsageError("what changes? Say --cut 20% or --toward-benchmark 100%, or give `scenarios`")
    if config.target is not None or any(options[name] is not None for name in _PROMISE):
        return question(options, **parts), None
    return config, _goal(options)


def _goal(options: Mapping[str, Any]) -> Target | None:
    from equitygap.scenario import Target
    from equitygap.trajectory.promise import share

    if all(options[name] is None for name in _GOALS):
        return None
    reduce = options["reduce"]
    return Target(
        reduce=None if reduce is None else share(reduce), gap=options["to_gap"], level=options["level"]
    )
