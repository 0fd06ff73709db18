"""The options of the commands that start from deaths and populations by age."""

from __future__ import annotations

from typing import Annotated

import typer

from equitygap import words

_TABLE = "How figures are worked out"
_POOL = "What is put together"


At = Annotated[
    list[int] | None,
    typer.Option(
        help="Age at which expectancy is given; repeat for several. [0]",
        metavar="AGE",
        min=0,
        max=120,
        rich_help_panel=_TABLE,
    ),
]
Ax = Annotated[
    list[str] | None,
    typer.Option(
        help=f"Years lived by those who die in a band: {', '.join(words.AX_METHODS)}; a given one is "
        "AGE=YEARS, repeated for every closed band.",
        metavar="NAME",
        rich_help_panel=_TABLE,
    ),
]
Sex = Annotated[
    str | None,
    typer.Option(
        help="Whose deaths they are: total, male, female (andreev-kingkade asks).",
        metavar="NAME",
        rich_help_panel=_TABLE,
    ),
]
Variance = Annotated[
    str | None,
    typer.Option(help=f"Variance: {', '.join(words.VARIANCES)}.", metavar="NAME", rich_help_panel=_TABLE),
]
OpenAge = Annotated[
    str | None,
    typer.Option(
        help=f"Nobody died in the open age: {', '.join(words.OPEN_AGES)}.",
        metavar="NAME",
        rich_help_panel=_TABLE,
    ),
]
SmallArea = Annotated[
    str | None,
    typer.Option(
        help=f"Rates of small areas: {', '.join(words.SMALL_AREAS)}.", metavar="NAME", rich_help_panel=_TABLE
    ),
]
Schedule = Annotated[
    str | None,
    typer.Option(
        "--standard",
        help=f"Schedule for topals and shrink: {', '.join(words.SCHEDULES)}, or a file of age and rate.",
        metavar="NAME",
        rich_help_panel=_TABLE,
    ),
]
Draws = Annotated[
    int | None,
    typer.Option(help="Simulations for the variance draws.", metavar="N", min=2, rich_help_panel=_TABLE),
]
StandardPopulation = Annotated[
    str | None,
    typer.Option(
        "--standard",
        help=f"Standard population: {', '.join(words.STANDARD_POPULATIONS)}, or a file of age and weight.",
        metavar="NAME",
        rich_help_panel=_TABLE,
    ),
]
Reference = Annotated[
    str | None,
    typer.Option(
        help="For mortality ratios: the area whose rates are expected, or a file of age and rate.",
        metavar="AREA",
        rich_help_panel=_TABLE,
    ),
]

Missing = Annotated[
    str | None,
    typer.Option(
        help="What an absent count of deaths means: error, zero or suppressed.",
        metavar="WHAT",
        rich_help_panel="The data",
    ),
]
Windows = Annotated[
    int | None,
    typer.Option(
        help="Add up single years to windows of so many years.", metavar="N", min=1, rich_help_panel=_POOL
    ),
]
Step = Annotated[
    int | None,
    typer.Option(help="Years from one window to the next. [1]", metavar="N", min=1, rich_help_panel=_POOL),
]
Crosswalk = Annotated[
    str | None,
    typer.Option(
        help="Put areas together: a file of area (or code), into and, where needed, share and population.",
        metavar="FILE",
        rich_help_panel=_POOL,
    ),
]
CrosswalkBy = Annotated[
    str | None,
    typer.Option(
        help="What the crosswalk knows areas by: area or code. [area]", metavar="WHAT", rich_help_panel=_POOL
    ),
]
WeightedMean = Annotated[
    bool,
    typer.Option(
        "--weighted-mean",
        help="Where no deaths are published: the population-weighted mean of expectancies.",
        rich_help_panel=_POOL,
    ),
]
Hierarchy = Annotated[
    str | None,
    typer.Option(
        help="Merge areas below the minimum population: a file of area and what it lies in, near to far.",
        metavar="FILE",
        rich_help_panel=_POOL,
    ),
]
