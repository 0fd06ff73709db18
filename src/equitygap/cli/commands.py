"""The commands by name, in the order in which `--help` lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from equitygap.cli import (
    aggregate,
    backtest,
    check,
    decompose,
    expectancy,
    gap,
    inequality,
    init,
    lifetable,
    listing,
    power,
    rates,
    report,
    run,
    schema,
    scorecard,
    trajectory,
    validate,
    whatif,
)

COMMANDS: Final[dict[str, Callable[..., None]]] = {
    "run": run.run,
    "trajectory": trajectory.trajectory,
    "gap": gap.gap,
    "lifetable": lifetable.lifetable,
    "expectancy": expectancy.expectancy,
    "rates": rates.rates,
    "decompose": decompose.decompose,
    "whatif": whatif.whatif,
    "power": power.power,
    "inequality": inequality.inequality,
    "backtest": backtest.backtest,
    "scorecard": scorecard.scorecard,
    "check": check.check,
    "report": report.report,
    "validate": validate.validate,
    "aggregate": aggregate.aggregate,
    "list": listing.listing,
    "schema": schema.schema,
    "init": init.init,
}
