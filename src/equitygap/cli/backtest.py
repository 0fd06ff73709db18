"""`equitygap backtest`: would the projections have come true?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from equitygap import words
from equitygap.cli import options as o
from equitygap.cli.talk import say

if TYPE_CHECKING:
    import pandas as pd


def backtest(
    context: typer.Context,
    source: o.Source,
    model: Annotated[
        list[str] | None,
        typer.Option(help=f"Model to test; repeat for several. Default: all of {', '.join(words.MODELS)}."),
    ] = None,
    train: Annotated[
        list[int] | None, typer.Option(help="Number of periods known; repeat for several. [5 8 10 12]")
    ] = None,
    horizon: Annotated[
        list[float] | None, typer.Option(help="Years ahead; repeat for several. [3 5 8 10]")
    ] = None,
    reduce: Annotated[str, typer.Option(help="Reduction of the last gap that is forecast.")] = "10%",
    calibration: Annotated[
        bool, typer.Option("--calibration", help="Write the calibration of the probabilities instead.")
    ] = False,
    metric: o.Metric = None,
    group: o.Group = None,
    better: o.Better = None,
    seed: o.Seed = None,
    table: o.Table = None,
    layout: o.Layout = None,
    column: o.Column = None,
    where: o.Where = None,
    accept: o.Accept = None,
    bad_areas: o.BadAreas = "error",
    format: o.Format = "auto",
    output: o.Output = None,
) -> None:
    """Forecast the past from what was known then, and score every model against what was published.

    Example: equitygap backtest le.csv --calibration
    """
    from equitygap import backtest as stage
    from equitygap import pipeline
    from equitygap.cli.question import question
    from equitygap.cli.show import provenance, show, tell
    from equitygap.present.progress import progress_bar
    from equitygap.trajectory.promise import share

    own = ("model", "train", "horizon", "reduce")
    config = question({name: value for name, value in context.params.items() if name not in own})
    inputs = pipeline.read(config, stdin=sys.stdin.buffer, bad_areas=bad_areas)
    tell(inputs)
    with progress_bar("backtest") as progress:
        found = stage.forecasts(
            pipeline.chosen(inputs.estimates, metric=metric, group=group),
            better=pipeline.better_of(config),
            models=model or tuple(words.MODELS),
            train=train or stage.TRAIN,
            horizon=horizon or stage.HORIZON,
            reduce=share(reduce),
            seed=config.seed,
            progress=progress,
        )
    scores, bins = stage.summarise(found), stage.calibration(found)
    if calibration:
        show(bins, "calibration", context.params, metadata=provenance(config, inputs))
    else:
        show(scores, "backtest", context.params, metadata=provenance(config, inputs))
    say(stage.verdict_sentence(scores, model=model[0] if model else "default"))
    _picture(bins, model[0] if model else "default")


def _picture(bins: pd.DataFrame, model: str) -> None:
    from equitygap.present.reliability import reliability
    from equitygap.present.text import can_carry

    plain = not can_carry(sys.stderr.encoding, "█│")
    for metric in bins["metric"].unique():
        own = bins[(bins["metric"] == metric) & (bins["model"] == model)]
        if len(own):
            say(f"How often what {model} said of {metric} came true (the mark is where the bar should end):")
            say(reliability(own.to_dict("records"), plain=plain))
