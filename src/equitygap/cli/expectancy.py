"""`equitygap expectancy`: life expectancy from deaths and populations."""

from __future__ import annotations

import sys

import typer

from equitygap.cli import options as o
from equitygap.cli import options_by_age as a
from equitygap.cli import options_of_records as r


def expectancy(
    context: typer.Context,
    source: o.Source,
    at: a.At = None,
    ax: a.Ax = None,
    sex: a.Sex = None,
    variance: a.Variance = None,
    open_age: a.OpenAge = None,
    small_area: a.SmallArea = None,
    schedule: a.Schedule = None,
    draws: a.Draws = None,
    missing: a.Missing = None,
    windows: a.Windows = None,
    step: a.Step = None,
    crosswalk: a.Crosswalk = None,
    crosswalk_by: a.CrosswalkBy = None,
    weighted_mean: a.WeightedMean = False,
    hierarchy: a.Hierarchy = None,
    minimum_population: o.MinimumPopulation = None,
    confidence: o.Confidence = None,
    seed: o.Seed = None,
    table: o.Table = None,
    layout: o.Layout = None,
    column: o.Column = None,
    where: o.Where = None,
    accept: o.Accept = None,
    bad_areas: o.BadAreas = "error",
    population: o.Population = None,
    engine: r.Engine = None,
    master: r.Master = None,
    memory: r.Memory = None,
    workers: r.Workers = None,
    format: o.Format = "auto",
    output: o.Output = None,
) -> None:
    """Work out life expectancy with its interval from deaths and populations, or from death rates, by age.

    Example: equitygap expectancy deaths.csv --at 0 --at 65
    """
    from equitygap import pipeline
    from equitygap.cli.question import question
    from equitygap.cli.show import provenance, show, tell
    from equitygap.present.progress import progress_bar

    config = question(context.params)
    inputs = pipeline.read(config, stdin=sys.stdin.buffer, bad_areas=bad_areas)
    tell(inputs)
    with progress_bar("life tables") as progress:
        found = pipeline.expectancies(inputs, progress=progress)
    show(found, "estimates", context.params, metadata=provenance(config, inputs))
