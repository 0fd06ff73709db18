"""Measures of inequality, and the ways of making life tables, rates and decompositions."""

from __future__ import annotations

from typing import Final

#: Measures of inequality across areas, with what 0 (or, for ratios, 1) means: equality, in every one.
MEASURES: Final = {
    "difference": "most against least advantaged; unordered: reference against worst, or the two extremes",
    "ratio": "the ratio of the two groups of `difference`",
    "population_attributable_risk": "what the mean would gain if all were as the best or most advantaged",
    "population_attributable_fraction": "the same in percent of the mean",
    "between_group_variance": "weighted mean of squared distances from the mean",
    "between_group_standard_deviation": "its square root",
    "coefficient_of_variation": "the standard deviation between groups in percent of the mean",
    "mean_difference_from_mean_weighted": "weighted mean distance from the mean",
    "mean_difference_from_mean_unweighted": "plain mean distance from the weighted mean",
    "mean_difference_from_best_weighted": "weighted mean distance from the best group",
    "mean_difference_from_best_unweighted": "plain mean distance from the best group",
    "mean_difference_from_reference_weighted": "weighted mean distance from the reference group",
    "mean_difference_from_reference_unweighted": "plain mean distance from the reference group",
    "index_of_disparity_weighted": "weighted mean distance from the mean, in percent of it",
    "index_of_disparity_unweighted": "plain mean distance from the weighted mean, in percent of it",
    "theil_index": "relative inequality that stresses the upper end, × 1000",
    "mean_log_deviation": "relative inequality that stresses the lower end, × 1000",
    "slope_index_of_inequality": "fitted difference between the most and the least advantaged end",
    "relative_index_of_inequality": "fitted ratio of the two ends",
    "absolute_concentration_index": "concentration among the advantaged (over 0), in the metric's unit",
    "relative_concentration_index": "the same as a share of the mean, -1 to 1",
    "wagstaff_concentration_index": "concentration index normalised by Wagstaff, for bounded metrics",
    "erreygers_concentration_index": "concentration index corrected by Erreygers, for bounded metrics",
    "maximal_rate_difference": "Healthy People: largest minus smallest",
    "maximal_rate_ratio": "Healthy People: largest over smallest",
    "summary_rate_difference": "Healthy People: distance of the best group from the mean of all others",
    "summary_rate_ratio": "Healthy People: ratio of the best group and the mean of all others, at least 1",
    "gini": "mean difference of two persons over twice the mean, 0 to 1",
    "atkinson": "share of the mean that inequality costs at a given aversion to it, 0 to 1",
    "theil_index_between": "the part of the Theil index that lies between larger parts",
    "theil_index_within": "the part of the Theil index that lies within them",
}

#: How a difference of expectancies is split by age and cause.
METHODS: Final = {
    "horiuchi": "the gradient of the expectancy along the straight line between the two sides' rates",
    "arriaga": "the focus's rates are replaced by the benchmark's from the oldest age down",
    "arriaga-symmetric": "the mean of replacing rates from the oldest age down and from the youngest up",
    "stepwise": "one cause after the other is replaced, in both orders; it depends on their order",
}

AX_METHODS: Final = {
    "phe": "a tenth of the first year, half of every other band (Public Health England, NCHS tracts)",
    "andreev-kingkade": "from the infant death rate in the first year, half of every other band",
    "given": "years lived by those who die, for each band, from the caller",
}

VARIANCES: Final = {
    "silcocks": "Chiang's variance with the open age band's",
    "chiang": "Chiang's variance, which takes the open age band's expectancy as known",
    "draws": "simulated: deaths drawn from Poisson distributions, limits from the draws",
}

OPEN_AGES: Final = {
    "withhold": "withhold the figure where nobody died in the open age band",
    "extrapolate": "a Kannisto curve through the ages from 60 stands in for it",
    "collapse": "merge it with the bands below, down to the last one with deaths",
}

SMALL_AREAS: Final = {
    "none": "the observed rates",
    "bias-reduced": "observed rates with a part of a death added, so that expectancy is not biased upwards",
    "topals": "a smooth departure from a standard schedule, by penalised Poisson regression",
    "shrink": "log rates drawn towards a standard schedule at the area's own level, by empirical Bayes",
}

SCHEDULES: Final = {
    "us-2014": "United States 2014: mean log rates of four NCHS tables (white and black, women and men)",
    "us-2014-female": "the same, of the two tables of women",
    "us-2014-male": "the same, of the two tables of men",
    "european-female": "the standard of Gonzaga and Schmertmann's TOPALS examples",
}

STANDARD_POPULATIONS: Final = {
    "us2000": "projected population of the United States in 2000 (NCHS)",
    "esp2013": "European Standard Population 2013 (Eurostat)",
    "who2000": "WHO World Standard 2000-2025",
}

RATE_METRICS: Final = {
    "directly_standardised_rate": "deaths per 100,000, directly standardised for age (Dobson limits)",
    "crude_rate": "deaths per 100,000 (exact or Byar limits)",
    "standardised_mortality_ratio": "deaths over those expected at the reference's rates (exact or Byar)",
    "years_of_potential_life_lost_75": "years lost before age 75 per 100,000 person-years under 75",
}

#: Metrics whose good direction needs no saying, and all whose names go on with an underscore.
KNOWN_DIRECTIONS: Final = {"life_expectancy": "higher"}
