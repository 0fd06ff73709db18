"""The whole flow on one screen: a config's data are read, checked, assessed; tables come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from equitygap import pipeline
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
    """Do everything that the config asks for.

    Figures made of others, such as composites; gaps, unless such figures are all that is asked for; for a
    target the trajectory and its path; and where it asks why, what if, what it takes, whether anyone could
    tell or how unequal the areas are, the tables that answer.
    """
    # What few configs ask for is reached through the room, which loads a module when it is first needed.
    inputs = read(config, stdin=stdin)
    made = inputs.made
    tables = {"estimates": made} if len(made) else {}
    if config.comparisons or not (tables or config.is_scored or config.inequality):
        tables["gaps"] = gap_table(config, inputs)
    found: list[Assessment] = []
    if config.target is not None:
        found = assess(config, inputs)
        tables |= {"trajectory": trajectory_table(found), "path": paths(found)}
    if config.is_scored:
        tables["scorecard"] = pipeline.scorecard_table(config, inputs, found)
        tables["scorecard_counts"] = pipeline.scorecard_counts_table(tables["scorecard"])
    if config.decompose is not None:
        tables["contributions"] = pipeline.contributions_table(config, inputs)
    if config.scenarios:
        tables["what_if"] = pipeline.what_if_table(config, inputs)
    if config.roads:
        inputs = _with_roads(config, inputs, tables)
    if config.power is not None:
        tables["power"] = pipeline.power_table(config, inputs)
        tables["power_curve"] = pipeline.power_curve_table(config, inputs)
    if config.inequality is not None:
        tables["inequality"] = pipeline.inequality_table(config, inputs)
        if config.inequality.between is not None:
            tables["inequality_change"] = pipeline.inequality_change_table(config, inputs)
    if config.investments:
        tables["sensitivity"] = pipeline.sensitivity_table(config, inputs)
    if config.partners:
        tables["partner_contributions"] = pipeline.partner_contributions_table(config, inputs)
    return Results(tables=tables, assessments=tuple(found), inputs=inputs)


def _with_roads(config: Config, inputs: Inputs, tables: dict[str, pd.DataFrame]) -> Inputs:
    """Add what it takes to the tables; a target that is reached needs no roads, and a note says so."""
    from equitygap.scenario import NothingToReach

    try:
        tables["solutions"] = pipeline.solutions_table(config, inputs)
        tables["deaths_to_avert"] = pipeline.deaths_to_avert_table(config, inputs)
    except NothingToReach as error:
        return replace(inputs, notes=(*inputs.notes, str(error)))
    return inputs
