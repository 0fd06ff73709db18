"""What a promise is judged by and with: models, paths, statuses and the words beside them."""

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
    "met": "at the target or better: in the target year, or by a rule that counts it earlier",
    "missed": "the target year has been reached without the target, or a floor or ceiling is not kept",
    "worsening": "the gap grows, or the figure gets worse, by more than chance",
    "on_track": "the target will probably be reached",
    "off_track": "the target will probably not be reached",
    "inconclusive": "the data cannot tell",
    "no_detectable_change": "no probability can be given, and the change is within chance",
}

#: Statuses that only a row of a scorecard can have.
SCORECARD_STATUSES: Final = {
    "improving": "better by more than chance; the scheme does not say whether it will be enough",
    "informational": "no target is declared: the figures are shown and not judged",
    "no_data": "the metric is declared, and no figures are published or given",
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
