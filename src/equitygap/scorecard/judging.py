"""From the word of a scheme to the statuses that all metrics share."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from equitygap.stats.progress.schemes import SCHEMES, Outcome, Reading

Words = NDArray[np.str_]

_HEALTHY_PEOPLE: Final = {
    "target_met_or_exceeded": "met",
    "improving": "improving",
    "little_or_no_detectable_change": "no_detectable_change",
    "getting_worse": "worsening",
    "baseline_only": "baseline_only",
    "informational": "informational",
    "developmental": "not_assessable",
    "cannot_be_computed": "not_assessable",
}

#: Each scheme's own words as statuses. Only what a scheme has tested counts as `improving` or `worsening`:
#: a scheme that compares two figures says no more than whether their pace leads to the target.
STATUS_OF: Final = {
    "ctg": {
        "improvement_and_on_track": "on_track",
        "improvement_not_on_track": "off_track",
        "no_change": "no_detectable_change",
        "worsening": "worsening",
        "not_assessable": "not_assessable",
    },
    "hp2020": _HEALTHY_PEOPLE,
    "hp2030": _HEALTHY_PEOPLE,
    "eurostat": {
        "target_met": "met",
        "significant_progress": "on_track",
        "moderate_progress": "off_track",
        "insufficient_progress": "off_track",
        "movement_away": "off_track",
        "cannot_be_computed": "not_assessable",
    },
    "statcan": {
        "target_achieved": "met",
        "on_track": "on_track",
        "acceleration_needed": "off_track",
        "limited_progress": "off_track",
        "deterioration": "off_track",
        "cannot_be_computed": "not_assessable",
    },
    "unsd2022": {
        "substantial_progress_or_on_track": "on_track",
        "fair_progress_but_acceleration_needed": "off_track",
        "limited_or_no_progress": "off_track",
        "deterioration": "off_track",
        "cannot_be_computed": "not_assessable",
    },
    "unsd2023": {
        "target_met_or_on_track": "on_track",
        "moderate_progress_but_acceleration_needed": "off_track",
        "stagnation_or_regression": "off_track",
        "cannot_be_computed": "not_assessable",
    },
    "sdsn": {
        "on_track_or_maintaining": "on_track",
        "moderately_improving": "off_track",
        "stagnating": "off_track",
        "decreasing": "off_track",
        "cannot_be_computed": "not_assessable",
    },
    "escap": {
        "maintain": "on_track",
        "accelerate": "off_track",
        "reverse": "off_track",
        "cannot_be_computed": "not_assessable",
    },
    "fingertips": {
        "increasing_getting_better": "improving",
        "increasing_getting_worse": "worsening",
        "decreasing_getting_better": "improving",
        "decreasing_getting_worse": "worsening",
        "no_significant_change": "no_detectable_change",
        "cannot_be_calculated": "not_assessable",
    },
}

#: Schemes that look at the figures alone, without asking what chance could do.
WITHOUT_CHANCE: Final = ("eurostat", "statcan", "unsd2022", "unsd2023", "sdsn", "escap")

#: Flags about a projection, which only the scheme by probability looks at.
OF_THE_PROJECTION: Final = (
    *("horizon_long", "horizon_too_long", "not_closing", "line_ahead_of_figures"),
    *("reach_unbounded", "parity_unbounded", "beyond_horizon", "model_fallback"),
    *("two_points", "too_few_points"),
)

#: Flags about a benchmark that moves, which a level to reach is not.
OF_A_BENCHMARK: Final = ("relative_disagrees", "fixed_benchmark_disagrees")

#: Statuses about the data and the calendar, which no scheme can overrule.
FIRST: Final = ("not_comparable", "baseline_only", "met", "missed")


def judged(scheme: str, reading: Reading) -> Outcome:
    """Return the scheme's own words on a reading."""
    return SCHEMES[scheme](reading)


def status_of(scheme: str, words: Words) -> Words:
    """Return the statuses that a scheme's own words stand for, (N,)."""
    return np.array([STATUS_OF[scheme][str(word)] for word in words])


def chosen(mask: NDArray[np.bool_], words: Words) -> NDArray[np.object_]:
    """Return the words where the mask holds, and None elsewhere."""
    out = words.astype(object)
    out[~mask] = None
    return out
