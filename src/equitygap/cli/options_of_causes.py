"""The options of the commands that ask why, what if, what it takes, and whether anyone could tell."""

from __future__ import annotations

from typing import Annotated

import typer

from equitygap import words

_SPLIT = "How the gap is split"
_CHANGE = "What changes"
_ROADS = "What it takes"
_POWER = "What could be told"

Method = Annotated[
    str | None,
    typer.Option(help=f"Method: {', '.join(words.METHODS)}.", metavar="NAME", rich_help_panel=_SPLIT),
]
NoCauses = Annotated[
    bool, typer.Option("--no-causes", help="Do not tell causes apart.", rich_help_panel=_SPLIT)
]
AgeGroups = Annotated[
    str | None,
    typer.Option(
        "--ages",
        help="Groups of ages, together all of them, such as 0-14,15-64,65+.",
        metavar="AGES",
        rich_help_panel=_SPLIT,
    ),
]
CauseGroup = Annotated[
    list[str] | None,
    typer.Option(
        help="Causes to add up under a name: NAME=CAUSE,CAUSE; repeat for several.",
        metavar="NAME=CAUSES",
        rich_help_panel=_SPLIT,
    ),
]
At = Annotated[
    int | None,
    typer.Option(
        "--at",
        help="Age at which expectancies are compared. [the first]",
        metavar="AGE",
        min=0,
        max=120,
        rich_help_panel=_SPLIT,
    ),
]
Period = Annotated[
    float | None,
    typer.Option(
        help="Only the period with this mid-point, or that alone contains the year.",
        metavar="YEAR",
        rich_help_panel=_SPLIT,
    ),
]
From = Annotated[
    float | None,
    typer.Option(
        "--from", help="The change of the gap since this year.", metavar="YEAR", rich_help_panel=_SPLIT
    ),
]
To = Annotated[
    float | None,
    typer.Option("--to", help="The year up to which it changed.", metavar="YEAR", rich_help_panel=_SPLIT),
]
Together = Annotated[
    bool,
    typer.Option(
        "--together", help="Add the two sides of a change, without who moved.", rich_help_panel=_SPLIT
    ),
]

Cut = Annotated[
    str | None,
    typer.Option(
        help="Share by which the focus's rates fall, such as 20%.", metavar="SHARE", rich_help_panel=_CHANGE
    ),
]
TowardBenchmark = Annotated[
    str | None,
    typer.Option(
        help="Share of the way to the benchmark's rates, where these are lower.",
        metavar="SHARE",
        rich_help_panel=_CHANGE,
    ),
]
Cause = Annotated[
    list[str] | None,
    typer.Option(help="Only this cause; repeat for several. [all]", metavar="CAUSE", rich_help_panel=_CHANGE),
]
ChangedAges = Annotated[
    str | None,
    typer.Option(
        "--ages",
        help="Only these ages, such as 0-14,15-64. [all]",
        metavar="AGES",
        rich_help_panel=_CHANGE,
    ),
]
Start = Annotated[
    int | None,
    typer.Option(
        help="Last year without the change, where it is phased in.", metavar="YEAR", rich_help_panel=_CHANGE
    ),
]
FullBy = Annotated[
    int | None, typer.Option(help="First year with all of it.", metavar="YEAR", rich_help_panel=_CHANGE)
]

Solve = Annotated[
    bool,
    typer.Option("--solve", help="What it takes to reach the target: SOLUTIONS.", rich_help_panel=_ROADS),
]
Detail = Annotated[
    bool,
    typer.Option(
        "--detail", help="With --solve: the deaths to avert, by age and cause.", rich_help_panel=_ROADS
    ),
]
OneRoad = Annotated[
    list[str] | None,
    typer.Option(
        "--road",
        help='A road: "NAME: causes=a, b; ages=15-64; toward=benchmark"; repeat for several. '
        "[all rates together, and each cause]",
        metavar="ROAD",
        rich_help_panel=_ROADS,
    ),
]

Window = Annotated[
    list[int] | None,
    typer.Option(
        help="Years of data in one reading; repeat for several. [1 3 5]",
        metavar="YEARS",
        min=1,
        rich_help_panel=_POWER,
    ),
]
People = Annotated[
    list[float] | None,
    typer.Option(
        help="Suppose a focus of so many people; repeat for several.", metavar="N", rich_help_panel=_POWER
    ),
]
Wanted = Annotated[
    str | None,
    typer.Option(
        "--power", help="The chance that counts as enough. [80%]", metavar="SHARE", rich_help_panel=_POWER
    ),
]
Curve = Annotated[
    bool,
    typer.Option(
        "--curve", help="Write the POWER_CURVE: the chance by last year of data.", rich_help_panel=_POWER
    ),
]
