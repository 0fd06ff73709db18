"""`equitygap validate`: every problem in the data, as a table."""

from __future__ import annotations

import sys

import typer

from equitygap.cli import options as o
from equitygap.cli.talk import say
from equitygap.errors import DataError


def validate(
    context: typer.Context,
    source: o.Source,
    table: o.Table = None,
    layout: o.Layout = None,
    column: o.Column = None,
    where: o.Where = None,
    accept: o.Accept = None,
    population: o.Population = None,
    format: o.Format = "auto",
    output: o.Output = None,
) -> None:
    """Find every problem in the data; the exit code is 11 when any of them is an error.

    Example: equitygap validate sample_data/chicago_life_expectancy.csv
    """
    from equitygap import pipeline
    from equitygap.cli.question import question
    from equitygap.cli.show import show

    found = pipeline.problems(question(context.params), stdin=sys.stdin.buffer)
    show(found, "problems", context.params)
    errors = int((found["severity"] == "error").sum())
    warnings = len(found) - errors
    if errors:
        raise DataError(f"{errors} error{'s' * (errors != 1)} and {warnings} warning{'s' * (warnings != 1)}")
    say(f"no errors, {warnings} warning{'s' * (warnings != 1)}")
