"""`equitygap gap`: how far are the focus areas behind the benchmark?"""

from __future__ import annotations

import sys

import typer

from equitygap.cli import options as o


def gap(
    context: typer.Context,
    source: o.Source,
    benchmark: o.Benchmark = None,
    focus: o.Focus = None,
    pool: o.Pool = None,
    contains: o.Contains = None,
    metric: o.Metric = None,
    group: o.Group = None,
    better: o.Better = None,
    confidence: o.Confidence = None,
    minimum_population: o.MinimumPopulation = None,
    table: o.Table = None,
    layout: o.Layout = None,
    column: o.Column = None,
    where: o.Where = None,
    accept: o.Accept = None,
    bad_areas: o.BadAreas = "error",
    population: o.Population = None,
    format: o.Format = "auto",
    output: o.Output = None,
) -> None:
    """Measure the gap of each focus area to the benchmark in every period, with its interval.

    Example: equitygap gap le.csv --benchmark Loop --focus "West Garfield Park"
    """
    from equitygap import pipeline
    from equitygap.cli.question import question
    from equitygap.cli.show import provenance, show, tell

    config = question(context.params)
    inputs = pipeline.read(config, stdin=sys.stdin.buffer, bad_areas=bad_areas)
    tell(inputs)
    frame = pipeline.gap_table(config, inputs)
    show(frame, "gaps", context.params, metadata=provenance(config, inputs))
