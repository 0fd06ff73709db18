"""`equitygap run`: everything that a config asks for."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from equitygap.cli import options as o
from equitygap.cli.talk import say

if TYPE_CHECKING:
    from equitygap.config import Config
    from equitygap.pipeline import Results


def run(
    context: typer.Context,
    source: o.ConfigFile,
    model: o.Model = None,
    scheme: o.Scheme = None,
    confidence: o.Confidence = None,
    seed: o.Seed = None,
    manifest: o.Manifest = None,
    format: o.Format = "auto",
) -> None:
    """Do everything that the config asks for, and show the verdict.

    Example: equitygap run configs/west-side-united.yaml
    """
    from equitygap import pipeline
    from equitygap.cli.answers import ANSWERS, HEADLINES, show_answer
    from equitygap.cli.outputs import Clock, write_manifest, write_outputs
    from equitygap.cli.question import question
    from equitygap.cli.show import companions, provenance, show, tell

    clock = Clock()
    config = question(context.params)
    results = pipeline.run(config)
    clock.mark("pipeline")
    tell(results.inputs)
    written = write_outputs(config, results, results.tables, provenance(config, results.inputs))
    clock.mark("writing")
    first = next(name for name in (*HEADLINES, *ANSWERS, *results.tables) if name in results.tables)
    if first == "trajectory":
        beside = companions(config, results.tables["trajectory"], results.tables["path"])
        show(results.tables["trajectory"], "trajectory", context.params, companions=beside)
    else:
        show_answer(first, results.tables, config, context.params)
    _show_answers(config, results, context.params, shown=first)
    write_manifest(config, results.inputs, results.tables, written, clock, option=manifest)


def _show_answers(config: Config, results: Results, options: Mapping[str, Any], *, shown: str) -> None:
    """Show people what else was asked; a pipe carries a single table, and a note says what it lacks."""
    from equitygap.cli.answers import ANSWERS, for_people, show_answer

    asked = [name for name in ANSWERS if name in results.tables and name != shown]
    if asked and not for_people(options):
        if config.outputs.folder is None:
            say(
                f"not in this output: {', '.join(asked)}; see them with --format table, or set outputs.folder"
            )
        return
    for name in asked:
        _head(name, options)
        show_answer(name, results.tables, config, options)


def _head(name: str, options: Mapping[str, Any]) -> None:
    """Set a further table apart from the one before it, and say what it is."""
    from equitygap.present import files
    from equitygap.present.text import words_of

    mark = "## " if files.format_of(options.get("format", "auto"), None, sys.stdout) == "markdown" else ""
    files.put(sys.stdout, [f"\n{mark}{words_of(name).capitalize()}\n\n".encode()])
