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
    from equitygap.config import load as load_config
    from equitygap.errors import EquityGapError
    from equitygap.gap import gaps
    from equitygap.pipeline import read_estimates as read, run
    from equitygap.trajectory import trajectories

#: Where each public name lives; imported when it is first asked for, so that the command line starts at once.
_HOME = {
    "EquityGapError": ("equitygap.errors", "EquityGapError"),
    "gaps": ("equitygap.gap", "gaps"),
    "load_config": ("equitygap.config", "load"),
    "read": ("equitygap.pipeline", "read_estimates"),
    "run": ("equitygap.pipeline", "run"),
    "trajectories": ("equitygap.trajectory", "trajectories"),
}

__all__ = ["EquityGapError", "gaps", "load_config", "read", "run", "trajectories"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module 'equitygap' has no attribute '{name}'")
    module, attribute = _HOME[name]
    return getattr(import_module(module), attribute)
