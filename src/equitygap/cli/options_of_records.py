"""The options of the commands that start from records, one row a death or a person."""

from __future__ import annotations

from typing import Annotated

import typer

from equitygap import words

_COUNT = "How records are counted"
_ENGINE = "Where it runs"


Bands = Annotated[
    str | None,
    typer.Option(
        help=f"Age bands: {', '.join(words.AGE_GRIDS)}, or a list such as 0,1-4,5-64,65+. [abridged-85]",
        metavar="BANDS",
        rich_help_panel=_COUNT,
    ),
]
GroupColumn = Annotated[
    list[str] | None,
    typer.Option(
        help="Column that makes the group, such as sex; repeat for several.",
        metavar="COLUMN",
        rich_help_panel=_COUNT,
    ),
]
Causes = Annotated[
    str | None,
    typer.Option(
        help=f"Groups of causes: {', '.join(words.CAUSE_LISTS)}, or a file of code and cause. [all are one]",
        metavar="NAME",
        rich_help_panel=_COUNT,
    ),
]
UnknownAge = Annotated[
    list[str] | None,
    typer.Option(
        help="Value that means that the age is not known; repeat for several.",
        metavar="VALUE",
        rich_help_panel=_COUNT,
    ),
]
Redistribute = Annotated[
    list[str] | None,
    typer.Option(
        help="Count deaths of unknown age, or cause, in proportion to the others; repeat for both.",
        metavar="WHAT",
        rich_help_panel=_COUNT,
    ),
]
PopulationFile = Annotated[
    str | None,
    typer.Option(
        help="Table of area, year, age and population to join.", metavar="FILE", rich_help_panel=_COUNT
    ),
]
Dropped = Annotated[
    bool,
    typer.Option("--dropped", help="Write what was not counted, by reason: DROPPED.", rich_help_panel=_COUNT),
]

Engine = Annotated[
    str | None,
    typer.Option(
        help=f"Engine: {', '.join(words.ENGINES)}. [duckdb]", metavar="NAME", rich_help_panel=_ENGINE
    ),
]
Master = Annotated[
    str | None,
    typer.Option(
        help="Address of a Spark cluster, such as spark://host:7077 or local[2].",
        metavar="URL",
        rich_help_panel=_ENGINE,
    ),
]
Memory = Annotated[
    str | None,
    typer.Option(
        help="Memory that the engine may take, such as 2GB.", metavar="SIZE", rich_help_panel=_ENGINE
    ),
]
Spill = Annotated[
    str | None,
    typer.Option(help="Folder for what does not fit into memory.", metavar="FOLDER", rich_help_panel=_ENGINE),
]
Workers = Annotated[
    int | None,
    typer.Option(
        help="Cores or executors at work at a time. [all]", metavar="N", min=1, rich_help_panel=_ENGINE
    ),
]
