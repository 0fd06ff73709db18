"""Composites, surveys, money and partners: how figures are made comparable, and what rows are about."""

from __future__ import annotations

from typing import Final

#: How a measure is made comparable before it enters a composite; in each a higher score is worse.
SCALES: Final = {
    "z_score": "distance from the mean of the areas, in their standard deviations (n - 1)",
    "range": "0 at the best area and 100 at the worst, in proportion between them",
    "as_is": "the figure itself, with a minus sign where higher is better",
}

#: What becomes of an area that lacks a measure of a composite.
MISSING_MEASURES: Final = {
    "withhold": "its composite is withheld",
    "average": "the mean of the areas stands in, as County Health Rankings do",
    "renormalise": "the weights of its other measures are scaled up to 100 %",
}

#: Where a respondent of Cantril's ladder stands.
LADDER_CLASSES: Final = {
    "thriving": "7 or more at present and 8 or more in five years",
    "struggling": "neither thriving nor suffering",
    "suffering": "4 or less at present and in five years",
    "unclassified": "one of the two answers is missing",
}

#: What a cash flow is.
FLOWS: Final = {
    "cost": "money or time put in",
    "benefit": "what the outcomes are worth, in money",
}

#: Metrics that costs and benefits make.
INVESTMENT_METRICS: Final = {
    "return_on_investment": "(benefits - costs) / costs, in present values and after attribution",
    "social_return_on_investment": "benefits / costs, in present values and after attribution",
    "net_present_value": "benefits - costs, in present values and after attribution",
    "cumulative_costs": "costs up to the end of the year, not discounted",
    "cumulative_benefits": "benefits up to the end of the year, neither discounted nor attributed",
}
