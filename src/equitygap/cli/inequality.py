"""`equitygap inequality`: how unequal are the areas among themselves?"""

from __future__ import annotations

import sys

import typer

from equitygap.cli import options as o
from equitygap.cli import options_of_inequality as i


def inequality(
    context: typer.Context,
    source: o.Source,
    measure: i.Measure = None,
    rank_column: i.RankColumn = None,
    rank_metric: i.RankMetric = None,
    rank_descending: i.RankDescending = False,
    quantiles: i.Quantiles = None,
    reference: i.Reference = None,
    part: i.PartOf = None,
    bounds: i.Bounds = None,
    link: i.Link = None,
    aversion: i.Aversion = None,
    scatter: i.Scatter = False,
    first: i.From = None,
    last: i.To = None,
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
    format: o.Format = "auto",
    output: o.Output = None,
) -> None:
    """Measure inequality across all areas, in every period, each measure with its interval.

    Example: equitygap inequality le.csv --measure difference --measure theil_index
    """
    from equitygap import pipeline
    from equitygap.cli.asked import inequality_part
    from equitygap.cli.question import question
    from equitygap.cli.show import provenance, show, tell

    # Elsewhere `--reference` is a standard population.
    options = {name: value for name, value in context.params.items() if name != "reference"}
    config = question(options, inequality=inequality_part(context.params))
    inputs = pipeline.read(config, stdin=sys.stdin.buffer, bad_areas=bad_areas)
    tell(inputs)
    name, made = (
        ("inequality", pipeline.inequality_table)
        if first is None
        else ("inequality_change", pipeline.inequality_change_table)
    )
    show(made(config, inputs), name, context.params, metadata=provenance(config, inputs))
