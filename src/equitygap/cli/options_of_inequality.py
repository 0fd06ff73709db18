"""The options of `equitygap inequality`."""

from __future__ import annotations

from typing import Annotated

import typer

_WHAT = "What is measured"
_ORDER = "In which order"
_HOW = "How it is measured"

Measure = Annotated[
    list[str] | None,
    typer.Option(
        help="Measure (equitygap list measures); repeat for several. [all that apply]", rich_help_panel=_WHAT
    ),
]
From = Annotated[
    float | None,
    typer.Option(
        "--from", help="The change of the measures since this year.", metavar="YEAR", rich_help_panel=_WHAT
    ),
]
To = Annotated[
    float | None,
    typer.Option("--to", help="The year up to which they changed.", metavar="YEAR", rich_help_panel=_WHAT),
]
RankColumn = Annotated[
    str | None,
    typer.Option(
        help="Column that orders the areas; 1 is the most disadvantaged.",
        metavar="NAME",
        rich_help_panel=_ORDER,
    ),
]
RankMetric = Annotated[
    str | None,
    typer.Option(help="Metric whose latest figure orders the areas.", metavar="NAME", rich_help_panel=_ORDER),
]
RankDescending = Annotated[
    bool,
    typer.Option(
        "--rank-descending", help="The largest rank is the most disadvantaged.", rich_help_panel=_ORDER
    ),
]
Quantiles = Annotated[
    int | None,
    typer.Option(help="Join the areas into so many groups by rank.", metavar="N", rich_help_panel=_ORDER),
]
Reference = Annotated[
    str | None,
    typer.Option(help="Reference area of the measures that need one.", metavar="AREA", rich_help_panel=_HOW),
]
PartOf = Annotated[
    list[str] | None,
    typer.Option(
        help="A larger part and its areas, for inequality between and within parts: NAME=AREA,AREA; "
        "repeat for each part.",
        metavar="NAME=AREAS",
        rich_help_panel=_HOW,
    ),
]
Bounds = Annotated[
    tuple[float, float] | None,
    typer.Option(
        help="Lowest and highest value that the metric can take, such as 0 100.", rich_help_panel=_HOW
    ),
]
Link = Annotated[
    str | None,
    typer.Option(
        help="Scale of the slope index: linear, logit or log. [linear]", metavar="NAME", rich_help_panel=_HOW
    ),
]
Aversion = Annotated[
    float | None,
    typer.Option(help="Aversion to inequality of Atkinson's index. [0.5]", rich_help_panel=_HOW),
]
Scatter = Annotated[
    bool,
    typer.Option(
        "--scatter",
        help="Errors of slopes from the scatter of the areas around the line.",
        rich_help_panel=_HOW,
    ),
]
