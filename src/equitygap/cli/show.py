"""Results on their way out: notes on standard error, tables where the user wants them."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from equitygap.cli.talk import say
from equitygap.config import Config
from equitygap.errors import UsageError
from equitygap.present import files
from equitygap.present.cells import comparison_of
from equitygap.present.grid import NOTHING, Companions, series_of
from equitygap.present.sentences import sentence

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from equitygap.pipeline import Inputs


def show(
    frame: pd.DataFrame | pa.Table,
    table: str,
    options: Mapping[str, Any],
    *,
    metadata: Mapping[str, str] | None = None,
    companions: Companions = NOTHING,
) -> None:
    """Write a table as `--format` and `--output` say."""
    output: Path | None = options.get("output")
    sources = options.get("source", "-")
    for source in sources if isinstance(sources, list) else [sources]:
        _refuse_own_source(output, str(source))
    files.write(
        frame,
        table,
        output=output,
        format=options.get("format", "auto"),
        metadata=metadata,
        stream=sys.stdout,
        companions=companions,
    )
    if output is not None:
        say(f"wrote {output}")


def _refuse_own_source(output: Path | None, source: str) -> None:
    """Keep a slip of the hand from replacing the data by the result."""
    if output is not None and output.exists() and os.path.exists(source) and output.samefile(source):
        raise UsageError(f"--output names the file that was read, '{output}'; name another one")


def tell(inputs: Inputs) -> None:
    """Say on standard error what reading the data brought to light."""
    for note in inputs.notes:
        say(note)
    for problem in dict.fromkeys(str(problem) for problem in inputs.problems):
        say(problem, kind="warning")


def provenance(config: Config, inputs: Inputs) -> dict[str, str]:
    """Return what a Parquet file keeps of its origin."""
    return {"config": config.hash, **{f"input:{name}": digest for name, digest in inputs.hashes.items()}}


def companions(config: Config, trajectory: pd.DataFrame, path: pd.DataFrame) -> Companions:
    """Return what people see beside a trajectory: a sparkline of its gaps, and a sentence for each row."""
    observed = path[path["kind"] == "observed"]
    gaps = defaultdict(list)
    for row in _records(observed):
        gaps[comparison_of(row)].append((row["year"], row["value"]))
    sentences = []
    for row in _records(trajectory):
        before = [(year, gap) for year, gap in gaps[comparison_of(row)] if year < row["baseline_year"]]
        sentences.append(sentence(row, unit=_unit(config, row["metric"]), history=before))
    return Companions(series=series_of(observed), sentences=sentences)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _unit(config: Config, metric: str) -> str:
    """Return the metric's unit as the config has it; only that of life expectancies needs no saying."""
    declared = config.metrics.get(metric)
    if declared and declared.unit:
        return declared.unit
    return "years" if metric.startswith("life_expectancy") else ""
