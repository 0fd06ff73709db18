"""`equitygap inequality`: how unequal are the areas among themselves?"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from equitygap.cli import options as o


def inequality(
    context: typer.Context,
    source: o.Source,
    measure: Annotated[
        list[str] | None,
        typer.Option(help="Measure (equitygap list measures); repeat for several. Default: all that apply."),
    ] = None,
    rank_column: Annotated[
        str | None,
        typer.Option(help="Column that orders the areas; 1 is the most disadvantaged.", metavar="NAME"),
    ] = None,
    rank_descending: Annotated[
        bool, typer.Option("--rank-descending", help="The largest rank is the most disadvantaged.")
    ] = False,
    quantiles: Annotated[
        int | None, typer.Option(help="Join the areas into so many groups by rank.", metavar="N")
    ] = None,
    reference: Annotated[
        str | None, typer.Option(help="Reference area of the measures that need one.", metavar="AREA")
    ] = None,
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
    from equitygap.cli.question import question
    from equitygap.cli.show import provenance, show, tell
    from equitygap.inequality import inequalities

    options = dict(context.params)
    if rank_column is not None:
        options["column"] = [*(column or []), f"rank={rank_column}"]
    config = question({name: value for name, value in options.items() if name != "reference"})
    inputs = pipeline.read(config, stdin=sys.stdin.buffer, bad_areas=bad_areas)
    tell(inputs)
    estimates = pipeline.chosen(inputs.estimates, metric=metric, group=group)
    if rank_descending:
        estimates = estimates.assign(rank=-estimates["rank"])
    found = inequalities(
        estimates,
        measures=measure,
        better=pipeline.better_of(config, estimates),
        ordered=rank_column is not None,
        quantiles=quantiles,
        reference=reference,
        contains=contains or (),
        confidence=config.confidence,
    )
    show(found, "inequality", context.params, metadata=provenance(config, inputs))
