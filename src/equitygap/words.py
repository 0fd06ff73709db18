"""Every name that a user may type or read in a result, each with one line that says what it means.

The rooms that implement a name keep a registry of their own; a test holds its keys equal to the ones here.
"""

from __future__ import annotations

from typing import Final

MODELS: Final = {
    "default": "chosen by the data: pooled, pooled-fixed or last; the output says which and why",
    "last": "the last value stays, and its uncertainty grows with the changes seen so far",
    "drift": "the average change since the first value goes on",
    "linear": "a straight line by generalised least squares",
    "shrunk": "straight lines whose slopes are drawn towards the mean slope of all areas",
    "pooled": "a damped local trend whose parameters all areas share",
    "pooled-fixed": "the damped local trend, averaged over fixed parameters, for fewer than 8 areas",
}

SCHEMES: Final = {
    "probability": "probability that the gap is at or under its target in the target year",
    "ctg": "Closing the Gap (Australian Productivity Commission): line, test of change, path",
    "hp2020": "Healthy People 2020: percent of targeted change achieved",
    "hp2030": "Healthy People 2030: percent of targeted change achieved",
    "eurostat": "Eurostat: ratio of actual to required compound annual growth",
    "statcan": "Statistics Canada and Open SDG: the same ratio, zeros replaced by 0.001",
    "unsd2022": "UN Statistics Division, Progress Chart 2022",
    "unsd2023": "UN Statistics Division, Progress Chart 2023",
    "sdsn": "Sustainable Development Report: linear pace against the pace needed",
    "escap": "UN regional commissions: anticipated progress by recency-weighted regression",
    "fingertips": "UK Fingertips: recent trend of the last five periods",
}

_HEALTHY_PEOPLE: Final = {
    "target_met_or_exceeded": "at the target or better",
    "improving": "towards the target, by more than chance (or by 10 % of the promised change)",
    "little_or_no_detectable_change": "no change that can be told from chance (or less than 10 %)",
    "getting_worse": "away from the target, by more than chance (or by 10 % of the baseline)",
    "baseline_only": "no figure after the baseline",
    "informational": "no target",
    "developmental": "no baseline",
    "cannot_be_computed": "the baseline is zero, and there are no standard errors",
}

#: The published categories of each scheme, as they stand in `scheme_status`.
SCHEME_WORDS: Final = {
    "probability": {
        "on_track": "the target will probably be reached",
        "off_track": "the target will probably not be reached",
        "inconclusive": "the data cannot tell",
        "not_computable": "no probability can be given",
    },
    "ctg": {
        "improvement_and_on_track": "improvement, and the line reaches the target in time",
        "improvement_not_on_track": "improvement, but the line does not reach the target in time",
        "no_change": "a line fits no better than no change",
        "worsening": "a change for the worse",
        "not_assessable": "fewer than three points, or no target",
    },
    "hp2020": _HEALTHY_PEOPLE,
    "hp2030": _HEALTHY_PEOPLE,
    "eurostat": {
        "target_met": "at the target or better",
        "significant_progress": "at least 95 % of the growth needed",
        "moderate_progress": "60 to 95 % of the growth needed",
        "insufficient_progress": "0 to 60 % of the growth needed",
        "movement_away": "moving away from the target",
        "cannot_be_computed": "the growth rates are undefined, or a figure is missing",
    },
    "statcan": {
        "target_achieved": "at the target or better",
        "on_track": "at least 95 % of the growth needed",
        "acceleration_needed": "60 to 95 % of the growth needed",
        "limited_progress": "0 to 60 % of the growth needed",
        "deterioration": "moving away from the target",
        "cannot_be_computed": "the growth rates are undefined, or a figure is missing",
    },
    "unsd2022": {
        "substantial_progress_or_on_track": "at least 95 % of the growth needed, or at the target",
        "fair_progress_but_acceleration_needed": "50 to 95 % of the growth needed",
        "limited_or_no_progress": "-10 to 50 % of the growth needed",
        "deterioration": "growth away from the target, by more than 10 % of what is needed",
        "cannot_be_computed": "the growth rates are undefined, or a figure is missing",
    },
    "unsd2023": {
        "target_met_or_on_track": "present growth leads to 95 % of the promised change or more",
        "moderate_progress_but_acceleration_needed": "present growth leads to 10 to 95 % of it",
        "stagnation_or_regression": "present growth leads to less than 10 % of it",
        "cannot_be_computed": "the growth rate is undefined, or a figure is missing",
    },
    "sdsn": {
        "on_track_or_maintaining": "at the pace needed or faster, or at the target",
        "moderately_improving": "50 to 100 % of the pace needed",
        "stagnating": "0 to 50 % of the pace needed, or at the target but falling back",
        "decreasing": "moving the wrong way",
        "cannot_be_computed": "a figure is missing",
    },
    "escap": {
        "maintain": "at most a tenth of the promised change is expected to be missing",
        "accelerate": "a tenth to all of the promised change is expected to be missing",
        "reverse": "expected further from the target than at the baseline",
        "cannot_be_computed": "a figure is missing, or too few points",
    },
    "fingertips": {
        "increasing_getting_better": "a significant rise, which is good",
        "increasing_getting_worse": "a significant rise, which is bad",
        "decreasing_getting_better": "a significant fall, which is good",
        "decreasing_getting_worse": "a significant fall, which is bad",
        "no_significant_change": "no significant trend, or a single point makes it",
        "cannot_be_calculated": "fewer than five single years with standard errors",
    },
}

#: Why a scheme's word is no verdict, or rests on less than usual.
SCHEME_REASONS: Final = {
    "missing_value": "the baseline, the latest figure, the target or one of their years is missing",
    "no_time_elapsed": "there is no figure after the baseline",
    "target_year_not_after_baseline": "the target year does not come after the baseline",
    "zero_value": "growth from or to zero is undefined",
    "sign_change": "growth across zero is undefined",
    "zero_replaced": "a zero was replaced by 0.001, as the scheme has it; the result hangs on that",
    "too_few_points": "too few points for the scheme",
    "fewer_than_5_points": "fewer than five points: the scheme's own publisher tests no significance",
    "standard_error_missing": "standard errors are missing",
    "overlapping_periods": "periods share years, which the scheme refuses",
    "not_annual": "periods are longer than a year, which the scheme refuses",
    "leave_one_out_sign_flip": "leaving out a single point would reverse the direction of the trend",
}

PATHS: Final = {
    "linear": "the same number of units each year",
    "geometric": "the same share of the remaining gap each year",
    "delayed": "flat until a year, then linear",
    "milestones": "straight between the values given for some years",
}

BENCHMARKS: Final = {
    "moving": "the benchmark as it is in each year",
    "fixed": "the benchmark as it was at the baseline",
    "projected": "the benchmark's own trend line",
}

STATUSES: Final = {
    "not_comparable": "the figures of the years used come from different sources or methods",
    "not_assessable": "no data at the baseline or after it, or the model cannot be fitted",
    "baseline_only": "no figure after the baseline",
    "met": "the target year has been reached, and the gap is at or under the target",
    "missed": "the target year has been reached, and the gap is over the target",
    "worsening": "the gap grows, by more than chance",
    "on_track": "the target will probably be reached",
    "off_track": "the target will probably not be reached",
    "inconclusive": "the data cannot tell",
    "no_detectable_change": "no probability can be given, and the change is within chance",
}

MECHANISMS: Final = {
    "levelling_up": "closing because the focus improves",
    "mixed": "closing, partly because the benchmark gets worse",
    "levelling_down": "closing only because the benchmark gets worse",
    "widening_both_improve": "widening although both improve",
    "diverging": "widening because the focus gets worse while the benchmark does not",
    "widening_both_worse": "widening while both get worse",
    "widening_benchmark_improves": "widening because the benchmark improves and the focus does not",
    "no_detectable_change": "the gap does not change by more than chance",
    "unknown": "too few points to tell who moved",
}

RELIABILITIES: Final = {
    "high": "8 or more points that span at least half of the years projected",
    "medium": "5 or more points",
    "low": "3 or 4 points",
    "very_low": "1 or 2 points",
}

#: Why a figure is what it is, or why it is withheld; they stand in `flags` and `note`.
FLAGS: Final = {
    "levelling_down": "the gap closes only because the benchmark gets worse",
    "fixed_benchmark_disagrees": "against the benchmark as it was at the baseline the verdict would differ",
    "relative_disagrees": "the absolute and the relative gap move in opposite directions",
    "overlapping_windows": "windows share years; their covariance is counted",
    "source_mismatch": "figures of different sources or methods stand in one series",
    "other_sources_left_out": "figures of other sources than the baseline's are not used",
    "rounded_input": "the figures are rounded so coarsely that it matters",
    "shock_years": "years named in `exclude` are left out of the model",
    "leave_one_out_sign_flip": "leaving out a single point would reverse the direction of the trend",
    "lack_of_fit": "the points scatter more around the line than their standard errors allow",
    "horizon_long": "the projection reaches further ahead than the data reach back",
    "horizon_too_long": "the projection would reach over twice as far as the data: it gets no probability",
    "target_below_noise": "the change asked for is smaller than what two readings could tell apart",
    "revised_baseline": "the baseline gap differs from the announced one",
    "membership_changed": "the number of areas differs from the announced one",
    "standard_error_missing": "no standard errors are given; the scatter around the model stands in for them",
    "baseline_extreme": "the focus was the worst area at the baseline: part of any later gain is chance",
    "benchmark_contains_focus": "the benchmark contains the focus area",
    "population_missing": "no population is given where a weight was needed",
    "population_weighted_mean": "the pooled figure is a population-weighted mean with fixed weights",
    "target_reached_early": "the gap is at or under the target before the target year",
    "target_already_met_at_baseline": "the gap was at or under the target at the baseline",
    "target_uncertain": "the interval of the latest gap contains the target",
    "two_points": "only two points: no uncertainty of the trend can be given",
    "too_few_points": "too few points for the model",
    "no_baseline": "there is no figure at the baseline",
    "benchmark_missing": "there is no figure for the benchmark in this period",
    "focus_missing": "there is no figure for the focus in this period",
    "no_gap_at_baseline": "the focus was not worse off at the baseline: there was no gap to reduce",
    "path_undefined": "the promised path is undefined: a geometric path cannot lead to zero or below",
    "line_ahead_of_figures": "the trend line is already at the target, but the latest figure is not",
    "no_data_after_baseline": "there is no figure after the baseline",
    "not_closing": "at the present trend the gap does not close",
    "reach_unbounded": "the data allow no upper limit for the year in which the target is reached",
    "parity_unbounded": "the data allow no upper limit for the year in which the gap is closed",
    "beyond_horizon": "the year lies beyond the horizon of the projection",
    "model_fallback": "the model asked for cannot serve here; a simpler one does",
    "fewer_than_8_areas": "fewer than 8 areas with 5 or more points: no parameter is estimated",
    "guard_noise": "the published intervals understate the noise (estimated factor above 3)",
    "guard_holdout": "on a hold-out inside the series the model did worse than the last value",
    "backtest_failed": "in the backtest the model did worse than the last value",
    "backtest_impossible": "the series are too short to test the model on, as the config requires",
    "no_scatter": "the figures do not vary around the model, so that nothing tells how sure one may be",
    "shock_scenario": "a labelled shock scenario widens the projection",
    "before_baseline": "a figure from before the baseline",
    "baseline_assumed": "no baseline was said: the first year of the data stands in",
    "interval_excludes_estimate": "the published interval does not contain its estimate; it is withheld",
    "interval_asymmetric": "an asymmetric interval is used as if symmetric",
    "value_withheld": "the value has been withheld at the door",
    "interval_withheld": "the interval has been withheld at the door",
    "deaths_suppressed": "the publisher suppresses the count of deaths",
    "estimate_not_available": "the publisher gives no figure here",
    "too_few_observations": "the publisher had too few observations for a figure",
    "median_open_ended": "the median lies in an open class; the publisher gives only its bound",
    "estimate_controlled": "the figure is tied to an independent count and has no sampling error",
    "rate_unreliable": "the publisher calls the rate unreliable: fewer than 20 deaths",
    "rates_observed": "the life table rests on observed death rates in every age band",
    "rates_predicted": "the life table rests on death rates predicted by a model",
    "rates_combined": "the life table rests on observed and predicted death rates",
    "population_below_minimum": "fewer person-years than the minimum; the figure is withheld",
    "interval_wider_than_20_years": "the 95 % interval is wider than 20 years; the figure is withheld",
    "no_deaths": "nobody died; nothing can be said about expectancy",
    "no_deaths_in_open_age": "nobody died in the open age band; the figure is withheld",
    "open_age_extrapolated": "the open age band had no deaths; a curve through the ages from 60 stands in",
    "open_age_collapsed": "the open age band had no deaths; it is merged with the bands below it",
    "age_inside_band": "the age asked for is not the start of an age band of this area",
    "population_uncertain": "the interval counts the standard error of the population",
    "draws_infinite": "some simulations left the open age band without deaths; what is infinite is withheld",
    "small_area_bias_reduced": "a part of a death is added to each band, against the upward bias",
    "small_area_topals": "rates are a smooth departure from a standard schedule (TOPALS)",
    "small_area_shrink": "rates are drawn towards a standard schedule at the area's own level",
    "small_area_not_fitted": "the model of rates did not converge; the figure is withheld",
    "fewer_than_10_deaths": "fewer than 10 deaths; a standardised rate is withheld",
    "bands_merged": "age bands are merged to those that the data and the standard share",
    "pooled_years": "deaths and person-years of several periods are added",
    "years_missing": "some of the window's years have no data",
    "pooled_areas": "deaths and person-years of several areas are added",
    "merged_below_minimum": "areas below the minimum are merged along the hierarchy",
    "areas_missing": "some of the areas that belong here have no data",
    "rate_standard_error_missing": "a rate comes without a standard error, so no interval can be given",
    "deaths_not_given": "rates come without deaths and person-years, so deaths cannot be counted",
    "target_already_met": "the gap is at or under the target as it is",
    "not_enough_alone": "even all of this would not reach the target",
    "no_standard_error": "no standard errors are given, so nothing can be told from chance",
    "benchmark_too_uncertain": "no number of areas like the focus would do: the benchmark is too uncertain",
    "rate_missing": "a count of deaths or a rate is missing; the figure is withheld",
    "gap_is_zero": "the two expectancies are equal, so a share of the gap is undefined",
    "weighted_mean": "a population-weighted mean of published figures, not a life table of pooled deaths",
    "too_few_groups": "fewer groups than the measure needs",
    "rank_missing": "an area has no rank, so that the areas cannot be ordered",
    "quantile_empty": "equal ranks leave a quantile without areas",
    "reference_missing": "there is no figure for the reference group in this period",
    "reference_chosen": "no reference group was named: the most advantaged one, else the largest, stands in",
    "reference_worse_than_mean": "the reference group is worse off than the mean; the measure is set to 0",
    "parts_missing": "an area belongs to none of the larger parts",
    "not_positive": "a value, mean or fitted end of the line is not positive; the measure is undefined",
    "bounds_missing": "the measure needs the lowest and highest value that the metric can take",
    "outside_bounds": "a value lies outside of the bounds given",
    "standard_error_zero": "a standard error is zero, which claims certainty; the interval is withheld",
    "interval_needs_standard_errors": "an area has no standard error; the interval is withheld",
    "inflated_by_noise": "noise makes the estimate larger than its interval, which is of the true inequality",
    "less_than_noise": "the values vary less than their standard errors allow; the interval is withheld",
    "periods_overlap": "the periods share years; the interval of the change is wider than need be",
    "unweighted_mean": "a mean of published figures in which every area counts the same",
}

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

SEVERITIES: Final = ("error", "warning")

#: What `validate` looks for, with its severity.
CHECKS: Final = {
    "unreadable_file": (
        "error",
        "the file is not a table: empty, binary, HTML, truncated or wrongly encoded",
    ),
    "ragged_row": ("error", "a row has more or fewer cells than the header"),
    "missing_column": ("error", "a required column is missing"),
    "duplicate_column": ("error", "two columns have the same name"),
    "wrong_type": ("error", "a cell is not a number, or not a period"),
    "missing_value": ("error", "a required cell is empty"),
    "not_finite": ("error", "a number is infinite or not a number"),
    "duplicate_key": ("error", "two rows describe the same thing"),
    "period_reversed": ("error", "a period ends before it starts"),
    "negative_standard_error": ("error", "a standard error is negative"),
    "interval_excludes_estimate": ("error", "an interval does not contain its estimate"),
    "impossible_value": ("error", "a value is outside of what the metric can be"),
    "age_grid": ("error", "the age bands of an area have a gap or an overlap"),
    "no_open_age": ("error", "the last age band of an area is not open"),
    "age_order": ("warning", "the age bands of an area are not in order; they are sorted"),
    "negative_deaths": ("error", "deaths are negative"),
    "deaths_exceed_population": ("error", "more deaths than person-years"),
    "population_not_positive": ("error", "the population is zero, negative or missing"),
    "negative_rate": ("error", "a rate is negative"),
    "unknown_area": ("error", "an area named in the question is not in the data"),
    "unknown_metric": ("error", "a metric named in the question is not in the data"),
    "baseline_not_in_data": ("error", "there is no figure at the baseline"),
    "suspicious_zero": ("warning", "zero cells may be suppressed ones"),
    "interval_asymmetric": ("warning", "an interval is not symmetric around its estimate"),
    "overlapping_periods": ("warning", "periods of the same area overlap"),
    "rounded_input": ("warning", "figures are rounded coarsely"),
    "name_normalised": ("warning", "area names match only after case and blanks are ignored"),
    "mixed_sources": ("warning", "one series comes from more than one source"),
}

TABLES: Final = {
    "estimates": "a value by metric, area and period",
    "counts": "deaths and person-years by area, period and age",
    "rates": "death rates by area, period and age",
    "records": "one row per death or person",
}

LAYOUTS: Final = {
    "tidy": "one row per figure, in the columns of this tool (or renamed to them)",
    "usaleep": "NCHS USALEEP: life expectancies (A) or life tables (B) of U.S. census tracts",
    "wonder": "CDC WONDER: text export of a mortality query",
    "acs": "American Community Survey: table export or API JSON, with margins of error",
    "places": "CDC PLACES: long table of prevalences",
    "chicago": "Chicago Data Portal tables by year, or a Chicago Health Atlas download",
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

FORMATS: Final = ("auto", "table", "csv", "json", "jsonl", "parquet", "markdown")
