"""The tables of gaps, of what becomes of them, and of how much that can be trusted."""

from __future__ import annotations

from typing import Final

from equitygap.tables.column import COMPARISON, INTERVAL, NOTE, columns

GAPS: Final = columns(
    *COMPARISON,
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
    ("benchmark_value", "number", "the benchmark's estimate"),
    ("focus_value", "number", "the focus's estimate"),
    ("gap", "number", "difference, positive when the focus is worse off"),
    *INTERVAL,
    ("relative_gap", "number", "gap as a share of the benchmark's estimate"),
    NOTE,
)

PATH: Final = columns(
    *COMPARISON,
    ("year", "number", "mid-point of the period"),
    ("kind", "text", "observed, required, trend or projected"),
    ("value", "number", "the gap"),
    ("lower", "number", "lower confidence limit"),
    ("upper", "number", "upper confidence limit"),
    NOTE,
)

TRAJECTORY: Final = columns(
    *COMPARISON,
    ("target_rule", "text", "the promise as a rule"),
    ("baseline_year", "number", "mid-point of the baseline period"),
    ("baseline_gap", "number", "gap at the baseline"),
    ("target_year", "number", "year by which the target is promised"),
    ("target_gap", "number", "gap promised for the target year"),
    ("latest_year", "number", "mid-point of the latest period"),
    ("latest_gap", "number", "gap in the latest period"),
    ("latest_lower", "number", "its lower confidence limit"),
    ("latest_upper", "number", "its upper confidence limit"),
    ("relative_gap", "number", "latest gap as a share of the benchmark's estimate"),
    ("required_now", "number", "where the promised path is in the latest year"),
    ("deviation", "number", "latest gap minus the path; positive is behind"),
    ("deviation_lower", "number", "its lower confidence limit"),
    ("deviation_upper", "number", "its upper confidence limit"),
    ("share_closed", "number", "share of the promised reduction reached so far; negative when the gap grew"),
    ("trend_per_year", "number", "change of the gap per year since the baseline; negative closes it"),
    ("trend_lower", "number", "its lower confidence limit"),
    ("trend_upper", "number", "its upper confidence limit"),
    ("needed_per_year", "number", "change per year needed from now on to reach the target in time"),
    ("model", "text", "the model that made the projection"),
    ("projected_gap", "number", "gap projected for the target year"),
    ("projected_lower", "number", "its lower limit"),
    ("projected_upper", "number", "its upper limit"),
    ("probability", "number", "probability that the true gap is at or under the target in the target year"),
    ("probability_reported", "number", "probability that the published figure will be"),
    ("reach_year", "number", "year in which the target is reached as things go on"),
    ("reach_lower", "number", "its lower limit"),
    ("reach_upper", "number", "its upper limit"),
    ("parity_year", "number", "year in which the gap is closed as things go on"),
    ("parity_lower", "number", "its lower limit"),
    ("parity_upper", "number", "its upper limit"),
    ("status", "text", "the verdict"),
    ("scheme", "text", "the scheme of `scheme_status`"),
    ("scheme_status", "text", "the scheme's own word"),
    ("mechanism", "text", "which side moved"),
    ("reliability", "text", "how much data the verdict rests on"),
    ("flags", "text", "what to know before using the row, separated by blanks"),
)

INEQUALITY: Final = columns(
    ("metric", "text", "what is measured"),
    ("[group]", "text", "stratum"),
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
    ("measure", "text", "name of the measure"),
    ("value", "number", "the measure"),
    *INTERVAL,
    ("areas", "integer", "how many areas it was computed from"),
    NOTE,
)

BACKTEST: Final = columns(
    ("metric", "text", "what is measured"),
    ("[group]", "text", "stratum, or `all`"),
    ("model", "text", "the model"),
    ("horizon", "text", "years ahead, or `all`"),
    ("comparison", "text", "area-vs-group, best-vs-worst-decile, or `all`"),
    ("reduction", "number", "share of the last published gap whose closing was forecast"),
    ("forecasts", "integer", "how many forecasts were scored"),
    ("bias", "number", "mean of forecast minus outcome"),
    ("mae", "number", "mean absolute error"),
    ("crps", "number", "mean continuous ranked probability score; 0 is perfect"),
    ("crps_relative", "number", "the same as a share of that of `last`; under 1 is better"),
    ("coverage_80", "number", "share of outcomes inside the 80 % interval"),
    ("coverage_95", "number", "share of outcomes inside the 95 % interval"),
    ("width_80", "number", "mean width of the 80 % interval"),
    ("width_95", "number", "mean width of the 95 % interval"),
    ("brier", "number", "Brier score of the probability of the reduction; 0 is perfect"),
    ("brier_skill", "number", "its skill against the share seen; above 0 is better"),
)

CALIBRATION: Final = columns(
    ("metric", "text", "what is measured"),
    ("model", "text", "the model"),
    ("lower", "number", "lower edge of the bin of probabilities"),
    ("upper", "number", "upper edge of the bin"),
    ("forecasts", "integer", "how many forecasts fell into it"),
    ("mean_probability", "number", "what they said, on average"),
    ("observed_share", "number", "how often the reduction came"),
)

SCORECARD: Final = columns(
    ("domain", "text", "domain of the metric"),
    ("metric", "text", "what is measured"),
    ("area", "text", "name of the area; empty where no figures are published for any"),
    ("baseline", "number", "value, gap or total at the baseline"),
    ("latest", "number", "latest value, gap or total"),
    ("target", "number", "promised value, gap or total"),
    ("target_year", "number", "year by which it is promised; empty for a floor or ceiling"),
    ("direction", "text", "whether higher or lower is better for what the row shows"),
    ("percent_achieved", "number", "percent of the targeted change achieved; negative for a move away"),
    ("status", "text", "the verdict"),
    ("scheme", "text", "the scheme or plain rule that gave it"),
    ("flags", "text", "what to know before using the row"),
    ("label", "text", "the metric's name for readers"),
    ("group", "text", "stratum"),
    ("kind", "text", "outcome or process"),
    ("unit", "text", "unit of the metric"),
    ("quantity", "text", "what baseline, latest and target are: value, gap (to the benchmark) or total"),
    ("benchmark", "text", "who the metric is compared with"),
    ("benchmark_value", "number", "the benchmark's value in the latest year"),
    ("target_rule", "text", "the promise as a rule"),
    ("baseline_year", "number", "mid-point of the baseline period; a total counts from the year after"),
    ("latest_year", "number", "mid-point of the latest period; of a total, its last year"),
    ("latest_lower", "number", "lower confidence limit of the latest value, gap or total"),
    ("latest_upper", "number", "its upper confidence limit"),
    ("required_now", "number", "where the straight line from baseline to target is in the latest year"),
    ("achieved_lower", "number", "lower confidence limit of the percent achieved"),
    ("achieved_upper", "number", "its upper confidence limit"),
    ("probability", "number", "probability that the true value or gap is at its target in the target year"),
    ("scheme_status", "text", "the scheme's own word"),
    ("scheme_reason", "text", "why the scheme's word is no verdict, or rests on less than usual"),
    ("source", "text", "who published figures and target, as declared"),
    ("note", "text", "a remark, as declared"),
    ("latest_start", "number", "first year of the latest period; empty for a total"),
    ("latest_end", "number", "its last year"),
)

SCORECARD_COUNTS: Final = columns(
    ("domain", "text", "domain of the metrics, or `all`"),
    ("status", "text", "the verdict"),
    ("rows", "integer", "how many rows of the scorecard have it"),
)

CHECKS: Final = columns(
    ("check", "text", "the status, flag, check of the data or change"),
    ("kind", "text", "which of these it is: status, flag, problem or change"),
    ("table", "text", "the table in which it was found"),
    *COMPARISON,
    ("outcome", "text", "failed, expired, accepted, unused or passed"),
    ("until", "text", "last day of the acceptance"),
    ("why", "text", "what was found, in a sentence, and what is known of an acceptance"),
)

CHANGES: Final = columns(
    ("change", "text", "what kind of change it is"),
    ("table", "text", "the table in which it was found"),
    *COMPARISON,
    ("year", "number", "mid-point of the period, where a figure of one changed"),
    ("column", "text", "the column that changed"),
    ("before", "text", "its value in the last run"),
    ("after", "text", "its value in this one"),
    ("difference", "number", "after minus before, for numbers"),
)

POWER: Final = columns(
    *COMPARISON,
    ("population", "number", "people a year in the focus, its own or supposed"),
    ("window", "number", "years of data in one reading"),
    ("standard_error", "number", "standard error of a gap read from such a window"),
    ("detectable_change", "number", "smallest change between two readings that is told from none"),
    ("detectable_change_powered", "number", "change that is told from none with the power asked for"),
    ("detectable_trend", "number", "change per year told from none with that power by the target year"),
    ("baseline_year", "number", "mid-point of the baseline period"),
    ("target_year", "number", "year by which the target is promised"),
    ("promised_change", "number", "change of the gap that the promise asks for; negative closes it"),
    ("promised_per_year", "number", "the same for each year"),
    ("power_at_target", "number", "chance of telling the promised path from no change by the target year"),
    ("years_needed", "number", "years after the baseline until that chance is the power asked for"),
    ("detectable_by", "number", "the year in which it is"),
    ("more_years", "number", "years of data still to come until then"),
    ("areas_needed", "number", "areas like the focus to pool so that it is by the target year"),
    ("flags", "text", "what to know before using the row, separated by blanks"),
)

POWER_CURVE: Final = columns(
    *COMPARISON,
    ("window", "number", "years of data in one reading"),
    ("year", "number", "last year of data"),
    ("power", "number", "chance of telling the promised path from no change"),
)

SENSITIVITY: Final = columns(
    ("metric", "text", "what is measured"),
    ("area", "text", "name of the area"),
    ("[group]", "text", "stratum, such as a program"),
    ("start", "year", "first year counted"),
    ("end", "year", "last year counted"),
    ("input", "text", "what is varied: discount_rate, horizon, attribution, or all of them together"),
    ("end_of_range", "text", "as given, low, high; lowest and highest where all are varied"),
    ("discount_rate", "number", "discount rate a year"),
    ("horizon", "number", "years counted"),
    ("attribution", "number", "share of the benefits due to the investment"),
    ("value", "number", "the metric under these assumptions"),
    ("change", "number", "difference from the value under the assumptions as given"),
    NOTE,
)

PARTNER_CONTRIBUTIONS: Final = columns(
    ("metric", "text", "what is measured"),
    ("area", "text", "name of the area"),
    ("[group]", "text", "stratum"),
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
    ("partner", "text", "the partner, `added up` or `counted once`"),
    ("numerator", "number", "persons who count"),
    ("denominator", "number", "of how many"),
    ("shared", "number", "of the numerator, those whom another partner counts too"),
    ("unique", "number", "of the numerator, those whom no other partner counts"),
    ("share", "number", "numerator as a share of the persons who count, each counted once"),
    ("value", "number", "numerator in percent of the denominator"),
    ("lower", "number", "lower confidence limit"),
    ("upper", "number", "upper confidence limit"),
    NOTE,
)
