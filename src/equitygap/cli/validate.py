"""`equitygap validate`: every problem in the data, as a table."""

from __future__ import annotations

import sys

import typer

from equitygap.cli import options as o
from equitygap.cli.talk import say
from equitygap.errors import DataError


def validate(
    context: typer.Context,
    source: o.Sources,
    table: o.Table = None,
    layout: o.Layout = None,
    column: o.Column = None,
    where: o.Where = None,
    accept: o.Accept = None,
    population: o.Population = None,
    format: o.Format = "auto",
    output: o.Output = None,
) -> None:
    """Find every problem in the data of one or more sources; the exit code is 11 when any is an error.

    Example: equitygap validate sample_data/chicago_life_expectancy.csv
    """
    import pandas as pd

    from equitygap import pipeline
    from equitygap.cli.question import question
    from equitygap.cli.show import show

    questions = [question({**context.params, "source": one}) for one in source]
    each = [pipeline.problems(one, stdin=sys.stdin.buffer) for one in questions]
    found = pd.concat(each, ignore_index=True)
    show(found, "problems", context.params)
    errors = int((found["severity"] == "error").sum())
    warnings = len(found) - errors
    if errors:
        raise DataError(f"{errors} error{'s' * (errors != 1)} and {warnings} warning{'s' * (warnings != 1)}")
    say(f"no errors, {warnings} warning{'s' * (warnings != 1)}")
