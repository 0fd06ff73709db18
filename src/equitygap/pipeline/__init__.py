"""A config's data are read, checked, turned into figures and compared: `running` has the whole flow."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from equitygap.pipeline.aggregating import count
    from equitygap.pipeline.assessing import assess
    from equitygap.pipeline.by_age import expectancies, life_tables, rates
    from equitygap.pipeline.comparing import better_of, chosen, gap_table
    from equitygap.pipeline.composing import partner_contributions_table, sensitivity_table
    from equitygap.pipeline.decomposing import contributions_table
    from equitygap.pipeline.detecting import power_curve_table, power_table
    from equitygap.pipeline.measuring import inequality_change_table, inequality_table
    from equitygap.pipeline.planning import Today, deaths_to_avert_table, solutions_table, what_if_table
    from equitygap.pipeline.reading import Inputs, problems, read, read_estimates
    from equitygap.pipeline.running import Results, run
    from equitygap.pipeline.scoring import not_declared, score, scorecard_counts_table, scorecard_table

#: Where each name lives; imported when it is first asked for, since no command needs them all.
_HOME = {
    "Inputs": "reading",
    "Results": "running",
    "Today": "planning",
    "assess": "assessing",
    "better_of": "comparing",
    "chosen": "comparing",
    "contributions_table": "decomposing",
    "count": "aggregating",
    "deaths_to_avert_table": "planning",
    "expectancies": "by_age",
    "gap_table": "comparing",
    "inequality_change_table": "measuring",
    "inequality_table": "measuring",
    "life_tables": "by_age",
    "not_declared": "scoring",
    "partner_contributions_table": "composing",
    "power_curve_table": "detecting",
    "power_table": "detecting",
    "problems": "reading",
    "rates": "by_age",
    "read": "reading",
    "read_estimates": "reading",
    "run": "running",
    "score": "scoring",
    "scorecard_counts_table": "scoring",
    "scorecard_table": "scoring",
    "sensitivity_table": "composing",
    "solutions_table": "planning",
    "what_if_table": "planning",
}

__all__ = [
    "Inputs",
    "Results",
    "Today",
    "assess",
    "better_of",
    "chosen",
    "contributions_table",
    "count",
    "deaths_to_avert_table",
    "expectancies",
    "gap_table",
    "inequality_change_table",
    "inequality_table",
    "life_tables",
    "not_declared",
    "partner_contributions_table",
    "power_curve_table",
    "power_table",
    "problems",
    "rates",
    "read",
    "read_estimates",
    "run",
    "score",
    "scorecard_counts_table",
    "scorecard_table",
    "sensitivity_table",
    "solutions_table",
    "what_if_table",
]


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module 'equitygap.pipeline' has no attribute '{name}'")
    return getattr(import_module(f"equitygap.pipeline.{_HOME[name]}"), name)
