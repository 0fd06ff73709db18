"""What if the focus's rates change, and what it takes to reach a target: COUNTS or RATES in, gaps out."""

from equitygap.scenario.plan import Change, Road, Scenario, Target
from equitygap.scenario.sentences import sentences
from equitygap.scenario.solution import deaths_to_avert, solve
from equitygap.scenario.what_if import what_if

__all__ = ["Change", "Road", "Scenario", "Target", "deaths_to_avert", "sentences", "solve", "what_if"]
