"""The options that commands share, each declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from equitygap import words
from equitygap.errors import UsageError, did_you_mean

_COMPARE = "What is compared"
_PROMISE = "The promise"
_METHOD = "How it is judged"
_DATA = "The data"
_OUTPUT = "Output"


Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="A YAML config; a CSV, TSV, Excel, Parquet, Feather or JSON-lines file; or - for CSV on stdin.",
    ),
]
Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="YAML configs or files of data, as many as there are; or - for CSV on stdin.",
    ),
]
ConfigFile = Annotated[Path, typer.Argument(help="A YAML config.", metavar="CONFIG")]

Benchmark = Annotated[
    str | None, typer.Option(help="Area to compare with.", metavar="AREA", rich_help_panel=_COMPARE)
]
Focus = Annotated[
    list[str] | None,
    typer.Option(
        help="Area the promise is about; repeat for several. Default: every other area.",
        metavar="AREA",
        rich_help_panel=_COMPARE,
    ),
]
Pool = Annotated[
    str | None,
    typer.Option(
        help="Name of one more comparison: the focus areas as one population.",
        metavar="NAME",
        rich_help_panel=_COMPARE,
    ),
]
Contains = Annotated[
    list[str] | None,
    typer.Option(
        help="Area that contains the others, such as the city; repeat for several.",
        metavar="AREA",
        rich_help_panel=_COMPARE,
    ),
]
Metric = Annotated[
    str | None, typer.Option(help="Only this metric.", metavar="NAME", rich_help_panel=_COMPARE)
]
Group = Annotated[
    str | None, typer.Option(help="Only this stratum.", metavar="NAME", rich_help_panel=_COMPARE)
]
Better = Annotated[
    str | None,
    typer.Option(help="Which way is better: higher or lower.", metavar="WAY", rich_help_panel=_COMPARE),
]

Reduce = Annotated[
    str | None,
    typer.Option(
        help="Share of the baseline gap to close, such as 50%.", metavar="SHARE", rich_help_panel=_PROMISE
    ),
]
ToGap = Annotated[
    float | None,
    typer.Option("--to-gap", help="Gap to come down to.", metavar="GAP", rich_help_panel=_PROMISE),
]
Level = Annotated[
    float | None,
    typer.Option(help="Level for the focus to reach.", metavar="VALUE", rich_help_panel=_PROMISE),
]
Baseline = Annotated[
    float | None,
    typer.Option(
        help="Baseline year: a mid-point, or a year inside one window.",
        metavar="YEAR",
        rich_help_panel=_PROMISE,
    ),
]
By = Annotated[float | None, typer.Option(help="Target year.", metavar="YEAR", rich_help_panel=_PROMISE)]
BenchmarkRule = Annotated[
    str | None,
    typer.Option(
        help=f"The benchmark is {', '.join(words.BENCHMARKS)}.", metavar="RULE", rich_help_panel=_PROMISE
    ),
]
Shape = Annotated[
    str | None,
    typer.Option(
        help="Shape of the promised path: linear or geometric.", metavar="NAME", rich_help_panel=_PROMISE
    ),
]

Model = Annotated[
    str | None,
    typer.Option(help=f"Model: {', '.join(words.MODELS)}.", metavar="NAME", rich_help_panel=_METHOD),
]
Scheme = Annotated[
    str | None,
    typer.Option(help=f"Scheme: {', '.join(words.SCHEMES)}.", metavar="NAME", rich_help_panel=_METHOD),
]
Exclude = Annotated[
    list[float] | None,
    typer.Option(
        help="Year that the model leaves out; repeat for several.", metavar="YEAR", rich_help_panel=_METHOD
    ),
]
OnTrack = Annotated[
    float | None,
    typer.Option(help="Probability from which it is on track.", metavar="P", rich_help_panel=_METHOD),
]
OffTrack = Annotated[
    float | None,
    typer.Option(help="Probability up to which it is off track.", metavar="P", rich_help_panel=_METHOD),
]
Horizon = Annotated[
    float | None,
    typer.Option(
        help="Last year in which reaching the target is looked for.", metavar="YEAR", rich_help_panel=_METHOD
    ),
]
Shock = Annotated[
    float | None,
    typer.Option(
        help="Labelled shock scenario: extra standard deviation in the target year.",
        metavar="SD",
        rich_help_panel=_METHOD,
    ),
]
ComparableSource = Annotated[
    list[str] | None,
    typer.Option(
        help="Source to be treated as one with the others named so.",
        metavar="SOURCE",
        rich_help_panel=_METHOD,
    ),
]
Confidence = Annotated[
    float | None,
    typer.Option(help="Level of every interval. [0.95]", metavar="LEVEL", rich_help_panel=_METHOD),
]
Seed = Annotated[
    int | None, typer.Option(help="Seed of everything random. [0]", metavar="N", rich_help_panel=_METHOD)
]
MinimumPopulation = Annotated[
    float | None,
    typer.Option(help="Withhold values of smaller populations.", metavar="N", rich_help_panel=_METHOD),
]

Table = Annotated[
    str | None,
    typer.Option(
        help=f"What the rows are: {', '.join(words.TABLES)}.", metavar="NAME", rich_help_panel=_DATA
    ),
]
Layout = Annotated[
    str | None,
    typer.Option(help="Publisher's layout (equitygap list layouts).", metavar="NAME", rich_help_panel=_DATA),
]
Column = Annotated[
    list[str] | None,
    typer.Option(
        help="Rename a column: OURS=THEIRS; repeat for several.", metavar="OURS=THEIRS", rich_help_panel=_DATA
    ),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        help="Keep rows whose column has the value; repeat for several.",
        metavar="COLUMN=VALUE",
        rich_help_panel=_DATA,
    ),
]
Accept = Annotated[
    list[str] | None,
    typer.Option(
        help="Problem known and lived with: CHECK, CHECK:AREA or CHECK:AREA:YEAR.",
        metavar="CHECK",
        rich_help_panel=_DATA,
    ),
]
BadAreas = Annotated[
    str,
    typer.Option(
        help="Errors of single areas: error, or withhold their values.", metavar="WHAT", rich_help_panel=_DATA
    ),
]
Population = Annotated[
    str | None,
    typer.Option(
        help="The population is person-years, or average (of the period).",
        metavar="KIND",
        rich_help_panel=_DATA,
    ),
]


def _known_format(name: str) -> str:
    if name not in words.FORMATS:
        known = ", ".join(words.FORMATS)
        raise UsageError(f"there is no format '{name}'{did_you_mean(name, words.FORMATS) or f': {known}'}")
    return name


Format = Annotated[
    str,
    typer.Option(
        help=f"{', '.join(words.FORMATS)}.",
        metavar="FORMAT",
        callback=_known_format,
        rich_help_panel=_OUTPUT,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        help="File to write; its extension says the format.", metavar="FILE", rich_help_panel=_OUTPUT
    ),
]
Manifest = Annotated[
    Path | None,
    typer.Option(
        help="File that says, in JSON, what went in and came out, with hashes.",
        metavar="FILE",
        rich_help_panel=_OUTPUT,
    ),
]
