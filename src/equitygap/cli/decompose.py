"""`equitygap decompose`: why is the gap there?"""

from __future__ import annotations

import sys

import typer

from equitygap.cli import options as o
from equitygap.cli import options_by_age as a
from equitygap.cli import options_of_causes as c


def decompose(
    context: typer.Context,
    source: o.Source,
    benchmark: o.Benchmark = None,
    focus: o.Focus = None,
    pool: o.Pool = None,
    contains: o.Contains = None,
    group: o.Group = None,
    method: c.Method = None,
    no_causes: c.NoCauses = False,
    ages: c.AgeGroups = None,
    cause_group: c.CauseGroup = None,
    age: c.At = None,
    period: c.Period = None,
    first: c.From = None,
    last: c.To = None,
    together: c.Together = False,
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
    """Split a gap in life expectancy, or its change between two years, into years by age and cause.

    Example: equitygap decompose deaths.csv --benchmark Loop --focus Austin --ages 0-14,15-64,65+
    """
    from equitygap import pipeline
    from equitygap.cli.answers import show_answer
    from equitygap.cli.asked import decompose_part
    from equitygap.cli.question import question
    from equitygap.cli.show import provenance, tell

    config = question(context.params, decompose=decompose_part(context.params))
    inputs = pipeline.read(config, stdin=sys.stdin.buffer, bad_areas=bad_areas)
    tell(inputs)
    tables = {"contributions": pipeline.contributions_table(config, inputs)}
    show_answer("contributions", tables, config, context.params, metadata=provenance(config, inputs))
