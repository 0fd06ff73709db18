"""`equitygap rates`: crude and standardised death rates."""

from __future__ import annotations

import sys

import typer

from equitygap import words
from equitygap.cli import options as o
from equitygap.cli import options_by_age as a
from equitygap.cli.talk import say


def rates(
    context: typer.Context,
    source: o.Source,
    standard_population: a.StandardPopulation = None,
    reference: a.Reference = None,
    missing: a.Missing = None,
    windows: a.Windows = None,
    step: a.Step = None,
    crosswalk: a.Crosswalk = None,
    crosswalk_by: a.CrosswalkBy = None,
    hierarchy: a.Hierarchy = None,
    minimum_population: o.MinimumPopulation = None,
    confidence: o.Confidence = None,
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
    """Work out crude and standardised death rates, mortality ratios and years of life lost, with intervals.

    Example: equitygap rates deaths.csv --standard esp2013 --reference Loop
    """
    from equitygap import pipeline
    from equitygap.cli.question import question
    from equitygap.cli.show import provenance, show, tell

    config = question(context.params)
    inputs = pipeline.read(config, stdin=sys.stdin.buffer, bad_areas=bad_areas)
    tell(inputs)
    found = pipeline.rates(inputs)
    for name in found["metric"].unique().to_pylist():
        say(f"{name}: {words.RATE_METRICS[name]}")
    show(found, "estimates", context.params, metadata=provenance(config, inputs))
