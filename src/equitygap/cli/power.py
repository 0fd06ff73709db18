"""`equitygap power`: could anyone tell that the promise is being kept?"""

from __future__ import annotations

import sys

import typer

from equitygap.cli import options as o
from equitygap.cli import options_by_age as a
from equitygap.cli import options_of_causes as c


def power(
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
    window: c.Window = None,
    people: c.People = None,
    wanted: c.Wanted = None,
    curve: c.Curve = False,
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
    format: o.Format = "auto",
    output: o.Output = None,
) -> None:
    """Say what change of a gap can be told from chance, and when the promised path could be.

    Example: equitygap power le.csv --benchmark Loop --reduce 50% --baseline 2012 --by 2030 --curve
    """
    from equitygap import pipeline
    from equitygap.cli.answers import show_answer
    from equitygap.cli.asked import power_part
    from equitygap.cli.question import question
    from equitygap.cli.show import provenance, tell

    config = question(context.params, power=power_part(context.params))
    inputs = pipeline.read(config, stdin=sys.stdin.buffer, bad_areas=bad_areas)
    tell(inputs)
    tables = {
        "power": pipeline.power_table(config, inputs),
        "power_curve": pipeline.power_curve_table(config, inputs),
    }
    name = "power_curve" if curve else "power"
    show_answer(name, tables, config, context.params, metadata=provenance(config, inputs))
