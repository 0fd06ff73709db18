"""The published progress schemes, their own words, and why they may have none."""

from __future__ import annotations

from typing import Final

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

#: What judges a metric of a scorecard where no scheme does.
PLAIN_RULES: Final = {
    "plan": "a total against the straight line from the baseline to the target",
    "always": "a floor or ceiling that every figure must keep",
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
