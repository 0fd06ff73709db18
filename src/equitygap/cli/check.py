"""`equitygap check`: a run that fails when the promise is not kept, for scheduled jobs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from equitygap.cli import options as o
from equitygap.cli.talk import say
from equitygap.errors import CheckFailed, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from equitygap.config import Config
    from equitygap.pipeline import Results
    from equitygap.sources.previous import Previous


def check(
    context: typer.Context,
    source: o.ConfigFile,
    against: Annotated[
        Path | None,
        typer.Option(
            help="What the last run wrote: a table (gaps, trajectory, ...) or its folder; changes are told.",
            metavar="PREVIOUS",
        ),
    ] = None,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(help="Status, flag, check or change that fails; repeat for several.", metavar="NAME"),
    ] = None,
    today: Annotated[
        str | None,
        typer.Option(help="The day by which acceptances expire. [the system's date]", metavar="DATE"),
    ] = None,
    junit: Annotated[
        Path | None, typer.Option(help="File for the checks as JUnit XML.", metavar="FILE")
    ] = None,
    model: o.Model = None,
    scheme: o.Scheme = None,
    confidence: o.Confidence = None,
    seed: o.Seed = None,
    manifest: o.Manifest = None,
    format: o.Format = "auto",
    output: o.Output = None,
) -> None:
    """Run a config, write its outputs, and exit with 3 when anything under `checks.fail_on` is found.

    Example: equitygap check configs/west-side-united.yaml --against out --junit checks.xml
    """
    from equitygap import pipeline
    from equitygap.cli.answers import for_people
    from equitygap.cli.hosts import commands_stopped, tell_hosts
    from equitygap.cli.outputs import Clock, write_junit, write_manifest, write_outputs
    from equitygap.cli.question import question
    from equitygap.cli.show import provenance, show, tell

    clock, day = Clock(), _day(today)
    config = question(context.params)
    # The folder of the last run may be the one that this run writes to, so that it is read first.
    last = _last_run(against)
    with commands_stopped():
        results = pipeline.run(config)
        clock.mark("pipeline")
        tell(results.inputs)
        found = _checked(config, results, last, day)
        every = {**results.tables, **found}
        written = write_outputs(config, results, every, provenance(config, results.inputs))
        show(found["checks"], "checks", context.params, metadata=provenance(config, results.inputs))
        _say(found, lines=output is not None or not for_people(context.params))
        write_junit(junit, found["checks"], config)
        clock.mark("writing")
    tell_hosts(config, found["checks"], found.get("changes"), _verdict(found["checks"]))
    write_manifest(config, results.inputs, every, written, clock, option=manifest)
    _raise(found["checks"])


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        raise UsageError(f"--today: expected a date such as 2027-06-30, but got '{text}'") from None


def _last_run(path: Path | None) -> Previous | None:
    from equitygap.checking.changes import COMPARED
    from equitygap.sources.previous import previous

    return None if path is None else previous(path, list(COMPARED))


def _checked(config: Config, results: Results, last: Previous | None, day: date) -> dict[str, pd.DataFrame]:
    """Return CHECKS, and CHANGES where there is a run to compare with."""
    from equitygap.checking import Acceptance, changes, decide
    from equitygap.validate.finding import as_table
    from equitygap.words import CHANGES

    found = {}
    if last is not None:
        found["changes"] = changes(last.tables, results.tables)
        if last.configs - {config.hash}:
            say("the last run was made with another config; what changed may be due to that")
    elif asked := [name for name in config.checks.fail_on if name in CHANGES]:
        say(f"not checked without --against: {', '.join(asked)}")
    checks = decide(
        _with_sentences(config, results),
        fail_on=config.checks.fail_on,
        today=day,
        accept=[Acceptance(**one.model_dump()) for one in config.checks.accept],
        problems=as_table(results.inputs.problems),
        changes=found.get("changes"),
    )
    if not (checks["kind"] == "status").any():
        say("no verdict was checked: the config asks for no trajectory and no scorecard", kind="warning")
    return {"checks": checks, **found}


def _with_sentences(config: Config, results: Results) -> dict[str, pd.DataFrame]:
    from equitygap.cli.show import companions
    from equitygap.present.scored import scored

    tables = dict(results.tables)
    if "trajectory" in tables:
        told = companions(config, tables["trajectory"], tables["path"]).sentences
        tables["trajectory"] = tables["trajectory"].assign(sentence=list(told))
    if "scorecard" in tables:
        card = tables["scorecard"]
        tables["scorecard"] = card.assign(sentence=[scored(row) for row in card.to_dict("records")])
    return tables


def _say(found: dict[str, pd.DataFrame], *, lines: bool) -> None:
    """Say each check that did not pass, unless people see it in the table, and count the changes."""
    for row in found["checks"].to_dict("records"):
        if lines and row["outcome"] != "passed":
            say(f"{row['check']}: {row['why']}", kind=row["outcome"])
    if "changes" not in found:
        return
    kinds = found["changes"]["change"].value_counts(sort=False)
    counts = ", ".join(f"{name} {count:,}" for name, count in kinds.items())
    say(f"since the last run: {counts or 'nothing has changed'}")


def _verdict(checks: pd.DataFrame) -> str:
    from equitygap.checking import failures

    failed, accepted = len(failures(checks)), int((checks["outcome"] == "accepted").sum())
    done = int((checks["outcome"] != "unused").sum())
    beside = f", {accepted} accepted" if accepted else ""
    return f"{failed} of {done} check{'s' * (done != 1)} failed{beside}"


def _raise(checks: pd.DataFrame) -> None:
    from equitygap.checking import failures

    if len(failures(checks)):
        raise CheckFailed(_verdict(checks))
    say(_verdict(checks))
