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
    "pooled-fixed": "the damped local trend with fixed parameters, for fewer than 8 areas",
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
    "no_detectable_change": "neither side changes by more than chance",
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
    "source_mismatch": "figures of different sources are joined because the config says that they may be",
    "other_sources_left_out": "figures of other sources than the baseline's are not used",
    "rounded_input": "the figures are rounded so coarsely that it matters",
    "shock_years": "years named in `exclude` are left out of the model",
    "leave_one_out_sign_flip": "leaving out a single point would reverse the direction of the trend",
    "lack_of_fit": "the points scatter more around the line than their standard errors allow",
    "horizon_long": "the projection reaches further ahead than the data reach back",
    "horizon_too_long": "the projection would reach more than twice as far as the data: no probability is given",
    "target_below_noise": "the change asked for is smaller than what two readings could tell apart",
    "revised_baseline": "the baseline gap differs from the announced one",
    "membership_changed": "the number of areas differs from the announced one",
    "standard_error_missing": "no standard errors are given; the scatter around the model stands in for them",
    "baseline_extreme": "the focus was the worst area at the baseline: part of any later gain is chance",
    "benchmark_contains_focus": "the benchmark contains the focus area",
    "population_missing": "no population is given where a weight was needed",
    "population_weighted_mean": "the pooled figure is a population-weighted mean, with the baseline's weights",
    "target_reached_early": "the gap is at or under the target before the target year",
    "target_already_met_at_baseline": "the gap was at or under the target at the baseline",
    "target_uncertain": "the interval of the latest gap contains the target",
    "two_points": "only two points: no uncertainty of the trend can be given",
    "too_few_points": "too few points for the model",
    "no_baseline": "there is no figure at the baseline",
    "benchmark_missing": "there is no figure for the benchmark in this period",
    "focus_missing": "there is no figure for the focus in this period",
    "no_data_after_baseline": "there is no figure after the baseline",
    "not_closing": "at the present trend the gap does not close",
    "reach_unbounded": "the data allow no upper limit for the year in which the target is reached",
    "parity_unbounded": "the data allow no upper limit for the year in which the gap is closed",
    "beyond_horizon": "the year lies beyond the horizon of the projection",
    "model_fallback": "the model asked for cannot serve here; a simpler one does",
    "fewer_than_8_areas": "fewer than 8 areas with 5 or more points: parameters are fixed",
    "guard_noise": "the published intervals understate the noise (estimated factor above 3)",
    "guard_holdout": "on a hold-out inside the series the model did worse than the last value",
    "backtest_failed": "in the backtest the model did worse than the last value",
    "shock_scenario": "a labelled shock scenario widens the projection",
    "announced_target": "the target is the announced one, not the one recomputed from the data",
    "interval_excludes_estimate": "the published interval does not contain its estimate; it is withheld",
    "interval_asymmetric": "an asymmetric interval is used as if symmetric",
    "value_withheld": "the value has been withheld at the door",
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
}

FORMATS: Final = ("auto", "table", "csv", "json", "jsonl", "parquet", "markdown")
