"""`equitygap trajectory`: is the promise being kept?"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from equitygap.cli import options as o
from equitygap.cli.talk import say
from equitygap.errors import UsageError


def trajectory(
    context: typer.Context,
    source: o.Source,
    benchmark: o.Benchmark = None,
    focus: o.Focus = None,
    pool: o.Pool = None,
    contains: o.Contains = None,
    metric: o.Metric = None,
    group: o.Group = None,
    better: o.Better = None,
    reduce: o.Reduce = None,
    to_gap: o.ToGap = None,
    level: o.Level = None,
    baseline: o.Baseline = None,
    by: o.By = None,
    benchmark_rule: o.BenchmarkRule = None,
    shape: o.Shape = None,
    model: o.Model = None,
    scheme: o.Scheme = None,
    exclude: o.Exclude = None,
    on_track: o.OnTrack = None,
    off_track: o.OffTrack = None,
    horizon: o.Horizon = None,
    shock: o.Shock = None,
    comparable_source: o.ComparableSource = None,
    confidence: o.Confidence = None,
    seed: o.Seed = None,
    minimum_population: o.MinimumPopulation = None,
    table: o.Table = None,
    layout: o.Layout = None,
    column: o.Column = None,
    where: o.Where = None,
    accept: o.Accept = None,
    bad_areas: o.BadAreas = "error",
    population: o.Population = None,
    path: Annotated[bool, typer.Option("--path", help="Write the PATH table: every year's gap.")] = False,
    explain: Annotated[
        str | None, typer.Option(help="Say why this focus area's row is what it is.", metavar="AREA")
    ] = None,
    format: o.Format = "auto",
    output: o.Output = None,
) -> None:
    """Say whether the promise to close a gap is being kept.

    Example: equitygap trajectory le.csv --benchmark Loop --reduce 50% --baseline 2012 --by 2030
    """
    from equitygap import pipeline
    from equitygap.cli.question import question
    from equitygap.cli.show import companions, provenance, show, tell
    from equitygap.trajectory import paths, trajectory_table

    if path and explain is not None:
        raise UsageError("--path and --explain are two different answers; ask for one at a time")
    config = question(context.params)
    inputs = pipeline.read(config, stdin=sys.stdin.buffer, bad_areas=bad_areas)
    tell(inputs)
    found = pipeline.assess(config, inputs)
    frame, way = trajectory_table(found), paths(found)
    if explain is not None:
        from equitygap.cli.explain import explained

        print(explained(found, frame, explain), end="")
        return
    beside = companions(config, frame, way)
    name, table_out = ("path", way) if path else ("trajectory", frame)
    show(table_out, name, context.params, metadata=provenance(config, inputs), companions=beside)
    if output is not None and not path:
        for line in beside.sentences:
            say(line)
