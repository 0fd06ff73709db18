"""equitygap: says whether a promise to close a health gap is being kept.

A function is named after the table that it returns; tables are pandas frames in the columns of the
documentation.

    import equitygap
    estimates = equitygap.read("sample_data/chicago_life_expectancy.csv")
    equitygap.trajectories(estimates, benchmark="Loop", reduce="50%", baseline=2012, by=2030)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from equitygap.backtest import backtest as backtests
    from equitygap.checking import decide as checks
    from equitygap.checking.changes import changes
    from equitygap.composite import composite as composites
    from equitygap.config import load as load_config
    from equitygap.decompose.contributions import contributions
    from equitygap.errors import EquityGapError
    from equitygap.gap import gaps
    from equitygap.inequality import change_of_inequality as inequality_changes
    from equitygap.inequality import inequalities
    from equitygap.investment import returns, sensitivity
    from equitygap.lifetable import expectancies, life_tables
    from equitygap.partners import contributions as partner_contributions
    from equitygap.pipeline import read_estimates as read
    from equitygap.pipeline import run
    from equitygap.pipeline import score as scorecards
    from equitygap.power import power as detectable_changes
    from equitygap.rates import rates as standardised_rates
    from equitygap.scenario import solve as solutions
    from equitygap.scenario.what_if import what_if
    from equitygap.survey import ladder as ladder_shares
    from equitygap.survey import scale as scale_answers
    from equitygap.trajectory import trajectories

#: Where each public name lives; imported when it is first asked for, so that the command line starts at once.
_HOME = {
    "EquityGapError": ("equitygap.errors", "EquityGapError"),
    "backtests": ("equitygap.backtest", "backtest"),
    "changes": ("equitygap.checking", "changes"),
    "checks": ("equitygap.checking", "decide"),
    "composites": ("equitygap.composite", "composite"),
    "contributions": ("equitygap.decompose", "contributions"),
    "detectable_changes": ("equitygap.power", "power"),
    "expectancies": ("equitygap.lifetable", "expectancies"),
    "gaps": ("equitygap.gap", "gaps"),
    "inequalities": ("equitygap.inequality", "inequalities"),
    "inequality_changes": ("equitygap.inequality", "change_of_inequality"),
    "ladder_shares": ("equitygap.survey", "ladder"),
    "life_tables": ("equitygap.lifetable", "life_tables"),
    "load_config": ("equitygap.config", "load"),
    "partner_contributions": ("equitygap.partners", "contributions"),
    "read": ("equitygap.pipeline", "read_estimates"),
    "returns": ("equitygap.investment", "returns"),
    "run": ("equitygap.pipeline", "run"),
    "scale_answers": ("equitygap.survey", "scale"),
    "scorecards": ("equitygap.pipeline", "score"),
    "sensitivity": ("equitygap.investment", "sensitivity"),
    "solutions": ("equitygap.scenario", "solve"),
    "standardised_rates": ("equitygap.rates", "rates"),
    "trajectories": ("equitygap.trajectory", "trajectories"),
    "what_if": ("equitygap.scenario", "what_if"),
}

__all__ = [
    "EquityGapError",
    "backtests",
    "changes",
    "checks",
    "composites",
    "contributions",
    "detectable_changes",
    "expectancies",
    "gaps",
    "inequalities",
    "inequality_changes",
    "ladder_shares",
    "life_tables",
    "load_config",
    "partner_contributions",
    "read",
    "returns",
    "run",
    "scale_answers",
    "scorecards",
    "sensitivity",
    "solutions",
    "standardised_rates",
    "trajectories",
    "what_if",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module 'equitygap' has no attribute '{name}'")
    module, attribute = _HOME[name]
    return getattr(import_module(module), attribute)
