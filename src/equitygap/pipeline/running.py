"""The whole flow on one screen: a config's data are read, checked, assessed; tables come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from equitygap.config import Config
from equitygap.pipeline.assessing import assess
from equitygap.pipeline.comparing import gap_table
from equitygap.pipeline.reading import Inputs, read
from equitygap.trajectory import Assessment, paths, trajectory_table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Results:
    """What `run` makes: tables by name, and what they were made from."""

    tables: Mapping[str, pd.DataFrame]
    assessments: tuple[Assessment, ...]
    inputs: Inputs


def run(config: Config, *, stdin: BinaryIO | None = None) -> Results:
    """Do everything that the config asks for: gaps, and for a target the trajectory and its path."""
    inputs = read(config, stdin=stdin)
    tables = {"gaps": gap_table(config, inputs)}
    found: list[Assessment] = []
    if config.target is not None:
        found = assess(config, inputs)
        tables |= {"trajectory": trajectory_table(found), "path": paths(found)}
    return Results(tables=tables, assessments=tuple(found), inputs=inputs)
