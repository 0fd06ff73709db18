"""`equitygap scorecard`: how do all the metrics stand, each by its own promise?"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from equitygap.cli import options as o


def scorecard(
    context: typer.Context,
    source: o.ConfigFile,
    counts: Annotated[
        bool, typer.Option("--counts", help="How many rows have each status, in each domain and in all.")
    ] = False,
    metric: o.Metric = None,
    model: o.Model = None,
    confidence: o.Confidence = None,
    seed: o.Seed = None,
    minimum_population: o.MinimumPopulation = None,
    accept: o.Accept = None,
    bad_areas: o.BadAreas = "error",
    format: o.Format = "auto",
    output: o.Output = None,
) -> None:
    """Show every metric that the config declares, by domain: figures, promise, and the verdict of its scheme.

    Example: equitygap scorecard configs/west-side-united-scorecard.yaml
    """
    from equitygap import pipeline
    from equitygap.cli.answers import show_answer
    from equitygap.cli.question import question
    from equitygap.cli.show import provenance, tell
    from equitygap.cli.talk import say

    config = question({name: value for name, value in context.params.items() if name != "metric"})
    inputs = pipeline.read(config, stdin=sys.stdin.buffer, bad_areas=bad_areas)
    tell(inputs)
    if unknown := pipeline.not_declared(config, inputs):
        say(f"in the data, but not declared under `metrics` and not shown: {', '.join(unknown)}")
    table = pipeline.scorecard_table(config, inputs, metric=metric)
    tables = {"scorecard": table, "scorecard_counts": pipeline.scorecard_counts_table(table)}
    name = "scorecard_counts" if counts else "scorecard"
    show_answer(name, tables, config, context.params, metadata=provenance(config, inputs))
