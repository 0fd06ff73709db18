"""`equitygap report`: one page for a meeting, or Markdown for a job summary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from equitygap.cli import options as o


def report(
    context: typer.Context,
    source: o.ConfigFile,
    output: Annotated[
        Path | None,
        typer.Option(
            help="File to write, or - for standard output. [outputs.report of the config]", metavar="FILE"
        ),
    ] = None,
    format: Annotated[
        str, typer.Option(help="auto (by the file's extension), html or markdown.", metavar="FORMAT")
    ] = "auto",
    figures: Annotated[
        Path | None,
        typer.Option(help="Folder for every chart as SVG and PNG.", metavar="FOLDER"),
    ] = None,
    model: o.Model = None,
    scheme: o.Scheme = None,
    confidence: o.Confidence = None,
    seed: o.Seed = None,
) -> None:
    """Write what the config asks for as one page: it needs no network, and prints well.

    Example: equitygap report configs/west-side-united.yaml --output west-side-united.html
    """
    from equitygap import pipeline
    from equitygap.cli.question import question
    from equitygap.cli.reporting import destination, material, write_figures_to, write_page
    from equitygap.cli.show import tell
    from equitygap.present.report.library import Library

    config = question({name: value for name, value in context.params.items() if name != "format"})
    target, form = destination(output, format, config)
    with Library(wanted=form == "html") as library:
        results = pipeline.run(config)
        tell(results.inputs)
        found = material(config, results)
        write_page(found, target, form, library.text)
    write_figures_to(figures, found)
