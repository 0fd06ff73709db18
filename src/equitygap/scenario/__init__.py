"""What if the focus's rates change, and what it takes to reach a target: COUNTS or RATES in, gaps out."""

from equitygap.scenario.plan import Change, Road, Scenario, Target, who_is_compared
from equitygap.scenario.sentences import sentences
from equitygap.scenario.solution import NothingToReach, deaths_to_avert, solve
from equitygap.scenario.what_if import what_if

__all__ = [
    "Change",
    "NothingToReach",
    "Road",
    "Scenario",
    "Target",
    "deaths_to_avert",
    "sentences",
    "solve",
    "what_if",
    "who_is_compared",
]
