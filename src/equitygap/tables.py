"""The columns of every table, declared once: readers, checks, writers and the documentation all look here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Written into Parquet metadata; raised when a column is renamed or changes its meaning.
SCHEMA_VERSION: Final = "1"


@dataclass(frozen=True)
class Column:
    """A column: its name, what it holds, whether an input may lack it, and one line of meaning."""

    name: str
    kind: str  # text | number | year | integer
    meaning: str
    optional: bool = False


def _columns(*rows: tuple[str, str, str]) -> tuple[Column, ...]:
    """Build columns from rows; a name in brackets is one that an input may lack."""
    return tuple(
        Column(name.strip("[]"), kind, meaning, name.startswith("[")) for name, kind, meaning in rows
    )


_PLACE = (
    ("area", "text", "name of the area, kept as given"),
    ("[code]", "text", "official code of the area"),
    ("[group]", "text", "stratum: sex, race, country …"),
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
)
_COMPARISON = (
    ("metric", "text", "what is measured"),
    ("benchmark", "text", "the area compared with"),
    ("focus", "text", "the area, or the pool of areas, that the promise is about"),
    ("[group]", "text", "stratum"),
)
_INTERVAL = (
    ("standard_error", "number", "standard error of the estimate"),
    ("lower", "number", "lower confidence limit"),
    ("upper", "number", "upper confidence limit"),
)
_NOTE = ("note", "text", "why a figure is missing or special")

COUNTS: Final = _columns(
    *_PLACE,
    ("age", "text", "age band"),
    ("[cause]", "text", "cause of death; rows without one are all causes"),
    ("deaths", "number", "deaths in the period"),
    ("population", "number", "person-years in the period"),
    ("[population_standard_error]", "number", "standard error of the population"),
    ("[note]", "text", "why a figure is missing"),
)

RATES: Final = _columns(
    *_PLACE,
    ("age", "text", "age band"),
    ("[cause]", "text", "cause of death; rows without one are all causes"),
    ("rate", "number", "deaths per person-year"),
    ("[standard_error]", "number", "standard error of the rate"),
    ("[note]", "text", "why a figure is missing"),
)

RECORDS: Final = _columns(
    ("area", "text", "name of the area"),
    ("year", "year", "year of the event"),
    ("age", "number", "age in completed years"),
    ("[group]", "text", "stratum"),
    ("[cause]", "text", "cause of death"),
    ("[weight]", "number", "how many persons the row stands for; 1 where absent"),
)

LIFE_TABLES: Final = _columns(
    ("area", "text", "name of the area"),
    ("[group]", "text", "stratum"),
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
    ("age", "text", "age band"),
    ("width", "number", "width of the band in years; infinite for the open one"),
    ("ax", "number", "years lived in the band by those who die in it"),
    ("mx", "number", "death rate"),
    ("qx", "number", "probability of dying in the band"),
    ("lx", "number", "survivors to the start of the band, of 100,000"),
    ("dx", "number", "deaths in the band, of 100,000"),
    ("Lx", "number", "person-years lived in the band"),
    ("Tx", "number", "person-years lived from the band on"),
    ("ex", "number", "life expectancy at the start of the band"),
    *_INTERVAL,
    _NOTE,
)

ESTIMATES: Final = _columns(
    ("metric", "text", "what is measured"),
    *_PLACE,
    ("value", "number", "the estimate"),
    ("[standard_error]", "number", "standard error of the estimate"),
    ("[lower]", "number", "lower confidence limit"),
    ("[upper]", "number", "upper confidence limit"),
    ("[population]", "number", "person-years of the period"),
    ("[source]", "text", "who published the figure, by which method"),
    ("[vintage]", "text", "which edition of the publication"),
    ("[rank]", "number", "place in an order of disadvantage; 1 is the most disadvantaged"),
    ("[note]", "text", "why a figure is missing or special"),
)

GAPS: Final = _columns(
    *_COMPARISON,
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
    ("benchmark_value", "number", "the benchmark's estimate"),
    ("focus_value", "number", "the focus's estimate"),
    ("gap", "number", "difference, positive when the focus is worse off"),
    *_INTERVAL,
    ("relative_gap", "number", "gap as a share of the benchmark's estimate"),
    _NOTE,
)

PATH: Final = _columns(
    *_COMPARISON,
    ("year", "number", "mid-point of the period"),
    ("kind", "text", "observed, required, trend or projected"),
    ("value", "number", "the gap"),
    ("lower", "number", "lower confidence limit"),
    ("upper", "number", "upper confidence limit"),
    _NOTE,
)

TRAJECTORY: Final = _columns(
    *_COMPARISON,
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

CONTRIBUTIONS: Final = _columns(
    *_COMPARISON,
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
    ("[start_2]", "year", "first year of the second period"),
    ("[end_2]", "year", "last year of the second period"),
    ("[side]", "text", "benchmark or focus, where the change of a gap is decomposed"),
    ("age", "text", "age band"),
    ("[cause]", "text", "cause of death"),
    ("contribution", "number", "years of the gap that the band and cause make"),
    *_INTERVAL,
    ("share", "number", "contribution as a share of the gap"),
    _NOTE,
)

INEQUALITY: Final = _columns(
    ("metric", "text", "what is measured"),
    ("[group]", "text", "stratum"),
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
    ("measure", "text", "name of the measure"),
    ("value", "number", "the measure"),
    *_INTERVAL,
    ("areas", "integer", "how many areas it was computed from"),
    _NOTE,
)

BACKTEST: Final = _columns(
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

CALIBRATION: Final = _columns(
    ("metric", "text", "what is measured"),
    ("model", "text", "the model"),
    ("lower", "number", "lower edge of the bin of probabilities"),
    ("upper", "number", "upper edge of the bin"),
    ("forecasts", "integer", "how many forecasts fell into it"),
    ("mean_probability", "number", "what they said, on average"),
    ("observed_share", "number", "how often the reduction came"),
)

SCORECARD: Final = _columns(
    ("domain", "text", "domain of the metric"),
    ("metric", "text", "what is measured"),
    ("area", "text", "name of the area"),
    ("baseline", "number", "value at the baseline"),
    ("latest", "number", "latest value"),
    ("target", "number", "promised value"),
    ("target_year", "number", "year by which it is promised"),
    ("direction", "text", "whether higher or lower is better"),
    ("percent_achieved", "number", "percent of the targeted change achieved"),
    ("status", "text", "the verdict"),
    ("scheme", "text", "the scheme that gave it"),
    ("flags", "text", "what to know before using the row"),
)

PROBLEMS: Final = _columns(
    ("severity", "text", "error or warning"),
    ("check", "text", "name of the check"),
    ("file", "text", "the file"),
    ("row", "integer", "line in the file, counting the header as line 1"),
    ("column", "text", "the column"),
    ("area", "text", "the area"),
    ("value", "text", "what was found"),
    ("message", "text", "what is wrong and what to do"),
)

CHECKS: Final = _columns(
    ("check", "text", "the status, flag, check of the data or change"),
    ("kind", "text", "which of these it is: status, flag, problem or change"),
    ("table", "text", "the table in which it was found"),
    *_COMPARISON,
    ("outcome", "text", "failed, expired, accepted, unused or passed"),
    ("until", "text", "last day of the acceptance"),
    ("why", "text", "what was found, in a sentence, and what is known of an acceptance"),
)

CHANGES: Final = _columns(
    ("change", "text", "what kind of change it is"),
    ("table", "text", "the table in which it was found"),
    *_COMPARISON,
    ("year", "number", "mid-point of the period, where a figure of one changed"),
    ("column", "text", "the column that changed"),
    ("before", "text", "its value in the last run"),
    ("after", "text", "its value in this one"),
    ("difference", "number", "after minus before, for numbers"),
)

WHAT_IF: Final = _columns(
    *_COMPARISON,
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
    ("scenario", "text", "name of the scenario, or `as observed`"),
    ("year", "number", "year of a scenario that is phased in"),
    ("phase", "number", "share of the changes in effect"),
    ("benchmark_value", "number", "the benchmark's expectancy"),
    ("focus_value", "number", "the focus's expectancy under the scenario"),
    ("gap", "number", "the gap under the scenario, positive when the focus is worse off"),
    *_INTERVAL,
    ("closed", "number", "years of today's gap that the scenario closes"),
    ("closed_lower", "number", "its lower confidence limit"),
    ("closed_upper", "number", "its upper confidence limit"),
    ("[target_gap]", "number", "gap that is the target"),
    ("[share_of_target]", "number", "years closed as a share of those that the target asks for"),
    ("[share_lower]", "number", "its lower confidence limit"),
    ("[share_upper]", "number", "its upper confidence limit"),
    ("deaths_averted_per_year", "number", "fewer deaths a year in the focus, at its present population"),
    _NOTE,
)

SOLUTIONS: Final = _columns(
    *_COMPARISON,
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
    ("road", "text", "the causes and ages whose rates fall"),
    ("toward", "text", "what a reduction of 100 % leads to: zero or the benchmark's rates"),
    ("gap", "number", "the gap today"),
    ("target_gap", "number", "gap that is the target"),
    ("reduction", "number", "share of the rates, or of their excess, that has to go"),
    *_INTERVAL,
    ("smallest_gap", "number", "gap that remains when all of it goes; empty where nobody would die"),
    ("deaths_averted_per_year", "number", "fewer deaths a year that this means, at the present population"),
    ("years_gained", "number", "years of expectancy that the target asks for"),
    ("years_per_death", "number", "years gained for each death a year that is averted"),
    _NOTE,
)

DEATHS_TO_AVERT: Final = _columns(
    *_COMPARISON,
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
    ("road", "text", "the causes and ages whose rates fall"),
    ("age", "text", "age band"),
    ("[cause]", "text", "cause of death"),
    ("deaths_per_year", "number", "deaths a year today"),
    ("deaths_averted_per_year", "number", "fewer deaths a year on this road"),
    ("years_gained", "number", "years of expectancy gained by them; they add up to what the target asks for"),
    ("years_per_death", "number", "years of expectancy gained by averting one more death a year here, today"),
    _NOTE,
)

POWER: Final = _columns(
    *_COMPARISON,
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

POWER_CURVE: Final = _columns(
    *_COMPARISON,
    ("window", "number", "years of data in one reading"),
    ("year", "number", "last year of data"),
    ("power", "number", "chance of telling the promised path from no change"),
)

ALL: Final = {
    "records": RECORDS,
    "counts": COUNTS,
    "rates": RATES,
    "life_tables": LIFE_TABLES,
    "estimates": ESTIMATES,
    "gaps": GAPS,
    "path": PATH,
    "trajectory": TRAJECTORY,
    "contributions": CONTRIBUTIONS,
    "what_if": WHAT_IF,
    "solutions": SOLUTIONS,
    "deaths_to_avert": DEATHS_TO_AVERT,
    "power": POWER,
    "power_curve": POWER_CURVE,
    "inequality": INEQUALITY,
    "inequality_change": INEQUALITY,
    "backtest": BACKTEST,
    "calibration": CALIBRATION,
    "scorecard": SCORECARD,
    "problems": PROBLEMS,
    "checks": CHECKS,
    "changes": CHANGES,
}


def names(table: str) -> list[str]:
    """Return the column names of a table, in their order."""
    return [column.name for column in ALL[table]]


def required(table: str) -> list[str]:
    """Return the names of the columns that an input of this kind must have."""
    return [column.name for column in ALL[table] if not column.optional]
