"""`equitygap aggregate`: records, one row a death or a person, to counts."""

from __future__ import annotations

import typer

from equitygap.cli import options as o
from equitygap.cli import options_by_age as a
from equitygap.cli import options_of_records as r
from equitygap.cli.talk import say


def aggregate(
    context: typer.Context,
    source: o.Source,
    bands: r.Bands = None,
    group_column: r.GroupColumn = None,
    causes: r.Causes = None,
    unknown_age: r.UnknownAge = None,
    redistribute: r.Redistribute = None,
    population_file: r.PopulationFile = None,
    windows: a.Windows = None,
    step: a.Step = None,
    crosswalk: a.Crosswalk = None,
    crosswalk_by: a.CrosswalkBy = None,
    dropped: r.Dropped = False,
    column: o.Column = None,
    where: o.Where = None,
    engine: r.Engine = None,
    master: r.Master = None,
    memory: r.Memory = None,
    spill: r.Spill = None,
    workers: r.Workers = None,
    format: o.Format = "auto",
    output: o.Output = None,
) -> None:
    """Count records by area, group, period, age and cause: a file, or a folder of files, of any size.

    Example: equitygap aggregate sample_data/synthetic_records.csv --group-column sex --windows 3
    """
    from equitygap import pipeline
    from equitygap.cli.question import is_config, question
    from equitygap.cli.show import show
    from equitygap.pipeline.publishing import counts_as_published
    from equitygap.present.progress import progress_bar

    # A config says itself which of its data are records.
    config = question({**context.params, "table": None if is_config(source) else "records"})
    with progress_bar("records") as progress:
        found = pipeline.count(config, progress=progress)
    for note in found.notes:
        say(note)
    if dropped:
        show(found.dropped, "dropped", context.params)
    else:
        counts = counts_as_published(config, found.counts)
        show(counts, "counts", context.params, metadata={"config": config.hash, **found.inputs})
