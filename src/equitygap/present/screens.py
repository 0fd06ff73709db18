"""What people see of each table: a literal choice of columns, in order, with how each is shown.

`importance` decides what a narrow terminal drops: the highest numbers go first, 0 stays. A column `in_title`
moves to the line above the table while all rows share its value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Shown:
    """A column on the screen: its heading, how it is shown (a key of `cells.SHOW`), and of which columns."""

    heading: str
    show: str
    columns: tuple[str, ...]
    importance: int = 0
    in_title: bool = False


def _interval(heading: str, value: str, importance: int, prefix: str = "") -> Shown:
    return Shown(heading, "interval", (value, f"{prefix}lower", f"{prefix}upper"), importance)


def _title(heading: str, column: str, importance: int = 1) -> Shown:
    return Shown(heading, "text", (column,), importance, in_title=True)


_METRIC: Final = _title("Metric", "metric")
_GROUP: Final = _title("Group", "group")
_AGAINST: Final = (_METRIC, _title("Benchmark", "benchmark"), _GROUP)
_FOCUS: Final = Shown("Focus", "text", ("focus",))
_AREA: Final = Shown("Area", "text", ("area",))
_PERIOD: Final = Shown("Period", "period", ("start", "end"), 1)
_AGE: Final = Shown("Age", "text", ("age",))
_CAUSE: Final = Shown("Cause", "text", ("cause",), 1)
_NOTE: Final = Shown("Notes", "notes", ("note",), 2)
_FLAGS: Final = Shown("Notes", "notes", ("flags",), 2)

_INEQUALITY: Final = (
    _METRIC,
    _GROUP,
    Shown("Measure", "text", ("measure",)),
    _PERIOD,
    Shown("Value", "estimate", ("value", "lower", "upper")),
    Shown("Areas", "count", ("areas",), 2),
    _NOTE,
)

SCREENS: Final[dict[str, tuple[Shown, ...]]] = {
    "records": (
        _AREA,
        Shown("Year", "year", ("year",)),
        Shown("Age", "year", ("age",)),
        _GROUP,
        _CAUSE,
        Shown("Weight", "small", ("weight",), 2),
    ),
    "counts": (
        _AREA,
        Shown("Code", "text", ("code",), 4),
        _GROUP,
        _PERIOD,
        _AGE,
        _CAUSE,
        Shown("Deaths", "count", ("deaths",), 1),
        Shown("Person-years", "count", ("population",), 1),
    ),
    "rates": (
        _AREA,
        Shown("Code", "text", ("code",), 4),
        _GROUP,
        _PERIOD,
        _AGE,
        _CAUSE,
        Shown("Rate", "small", ("rate",)),
        Shown("Standard error", "small", ("standard_error",), 3),
    ),
    "life_tables": (
        _AREA,
        _GROUP,
        _PERIOD,
        _AGE,
        Shown("ax", "value", ("ax",), 6),
        Shown("mx", "small", ("mx",), 4),
        Shown("qx", "small", ("qx",), 3),
        Shown("lx", "count", ("lx",), 3),
        Shown("dx", "count", ("dx",), 6),
        Shown("Lx", "count", ("Lx",), 6),
        Shown("Tx", "count", ("Tx",), 6),
        _interval("ex", "ex", 0),
        _NOTE,
    ),
    "estimates": (
        _METRIC,
        _AREA,
        Shown("Code", "text", ("code",), 5),
        _GROUP,
        _PERIOD,
        Shown("Value", "estimate", ("value", "lower", "upper")),
        Shown("Person-years", "count", ("population",), 3),
        _NOTE,
        _title("Source", "source", 4),
    ),
    "gaps": (
        *_AGAINST,
        _FOCUS,
        _PERIOD,
        Shown("Benchmark's", "value", ("benchmark_value",), 3),
        Shown("Focus's", "value", ("focus_value",), 3),
        _interval("Gap", "gap", 0),
        Shown("Relative", "percent", ("relative_gap",), 4),
        _NOTE,
    ),
    "path": (
        *_AGAINST,
        _FOCUS,
        Shown("Year", "year", ("year",)),
        Shown("Kind", "word", ("kind",)),
        _interval("Gap", "value", 0),
        _NOTE,
    ),
    "trajectory": (
        *_AGAINST,
        _title("Promise", "target_rule", 9),
        _title("Model", "model", 9),
        _FOCUS,
        Shown("Gap", "spark", ("metric", "benchmark", "focus"), 4),
        Shown("Baseline", "value", ("baseline_gap",), 6),
        _interval("Latest", "latest_gap", 2, "latest_"),
        Shown("Target", "value", ("target_gap",), 3),
        Shown("Needed\nper year", "change", ("needed_per_year",), 7),
        Shown("Trend\nper year", "change", ("trend_per_year",), 8),
        _interval("Projected", "projected_gap", 5, "projected_"),
        Shown("Chance", "chance", ("probability",), 1),
        Shown("Status", "status", ("status", "flags")),
        Shown("Notes", "notes", ("flags",), 2),
    ),
    "contributions": (
        *_AGAINST,
        Shown("Focus", "text", ("focus",), 1, in_title=True),
        Shown("Period", "period", ("start", "end"), 1, in_title=True),
        Shown("Second period", "period", ("start_2", "end_2"), 1, in_title=True),
        Shown("Side", "word", ("side",), 1),
        _AGE,
        _CAUSE,
        Shown("Contribution", "change_interval", ("contribution", "lower", "upper")),
        Shown("Share", "percent", ("share",), 2),
        _NOTE,
    ),
    "what_if": (
        *_AGAINST,
        _title("Focus", "focus"),
        Shown("Period", "period", ("start", "end"), 1, in_title=True),
        Shown("Scenario", "text", ("scenario",)),
        Shown("Year", "year_if_any", ("year",), 1),
        Shown("Focus's", "value", ("focus_value",), 5),
        _interval("Gap", "gap", 0),
        Shown("Closed", "interval", ("closed", "closed_lower", "closed_upper"), 2),
        Shown("Target", "value", ("target_gap",), 4),
        Shown(
            "Of the way\nto the target",
            "percent_interval",
            ("share_of_target", "share_lower", "share_upper"),
            3,
        ),
        Shown("Deaths\naverted a year", "count", ("deaths_averted_per_year",), 3),
        _NOTE,
    ),
    "solutions": (
        *_AGAINST,
        _title("Focus", "focus"),
        Shown("Period", "period", ("start", "end"), 1, in_title=True),
        Shown("Road", "text", ("road",)),
        Shown("Toward", "word", ("toward",), 5),
        Shown("Gap", "value", ("gap",), 4),
        Shown("Target", "value", ("target_gap",), 3),
        Shown("Reduction", "percent_interval", ("reduction", "lower", "upper")),
        Shown("Smallest\ngap", "value", ("smallest_gap",), 2),
        Shown("Deaths\naverted a year", "count", ("deaths_averted_per_year",), 2),
        Shown("Years\nper death", "small", ("years_per_death",), 4),
        _NOTE,
    ),
    "deaths_to_avert": (
        *_AGAINST,
        _title("Focus", "focus"),
        Shown("Period", "period", ("start", "end"), 1, in_title=True),
        Shown("Road", "text", ("road",), 1, in_title=True),
        _AGE,
        _CAUSE,
        Shown("Deaths\na year", "small", ("deaths_per_year",), 2),
        Shown("To avert\na year", "small", ("deaths_averted_per_year",)),
        Shown("Years\ngained", "small", ("years_gained",), 1),
        Shown("Years gained\nper death", "small", ("years_per_death",), 1),
        _NOTE,
    ),
    "power": (
        *_AGAINST,
        _FOCUS,
        Shown("People", "count", ("population",), 3),
        Shown("Years in\na reading", "year", ("window",)),
        Shown("Standard\nerror", "small", ("standard_error",), 6),
        Shown("Detectable\nchange", "small", ("detectable_change",), 2),
        Shown("Detectable\nper year", "small", ("detectable_trend",), 5),
        Shown("Promised\nchange", "change", ("promised_change",), 3),
        Shown("Promised\nper year", "change", ("promised_per_year",), 5),
        Shown("Chance by\nthe target", "chance", ("power_at_target",), 1),
        Shown("Can be\ntold by", "year", ("detectable_by",), 1),
        Shown("Areas\nneeded", "count", ("areas_needed",), 4),
        _FLAGS,
    ),
    "power_curve": (
        *_AGAINST,
        Shown("Focus", "text", ("focus",), 1, in_title=True),
        Shown("Years in\na reading", "year", ("window",)),
        Shown("Year", "year", ("year",)),
        Shown("Chance", "chance", ("power",)),
    ),
    "inequality": _INEQUALITY,
    "inequality_change": _INEQUALITY,
    "backtest": (
        _METRIC,
        _GROUP,
        Shown("Model", "text", ("model",)),
        Shown("Horizon", "text", ("horizon",)),
        Shown("Comparison", "text", ("comparison",), 1),
        Shown("Reduction", "percent", ("reduction",), 1),
        Shown("Forecasts", "count", ("forecasts",), 3),
        Shown("Bias", "change", ("bias",), 4),
        Shown("Mean error", "small", ("mae",), 5),
        Shown("Score\n(last = 1)", "small", ("crps_relative",), 1),
        Shown("In 80 %\ninterval", "percent", ("coverage_80",), 2),
        Shown("In 95 %\ninterval", "percent", ("coverage_95",), 2),
        Shown("Brier\nskill", "small", ("brier_skill",), 3),
    ),
    "calibration": (
        _METRIC,
        Shown("Model", "text", ("model",)),
        Shown("From", "percent", ("lower",)),
        Shown("To", "percent", ("upper",)),
        Shown("Forecasts", "count", ("forecasts",), 1),
        Shown("Said", "percent", ("mean_probability",)),
        Shown("Came true", "percent", ("observed_share",)),
    ),
    "scorecard": (
        Shown("Domain", "text", ("domain",), 3),
        Shown("Metric", "text", ("metric",)),
        Shown("Area", "text", ("area",), 1, in_title=True),
        Shown("Baseline", "value", ("baseline",), 5),
        Shown("Latest", "value", ("latest",), 2),
        Shown("Target", "value", ("target",), 3),
        Shown("By", "year", ("target_year",), 4),
        Shown("Better", "word", ("direction",), 6),
        Shown("Achieved, %", "count", ("percent_achieved",), 2),
        Shown("Status", "status", ("status", "flags")),
        _FLAGS,
    ),
    "problems": (
        Shown("Severity", "severity", ("severity",)),
        Shown("Check", "text", ("check",), 3),
        Shown("File", "text", ("file",), 2, in_title=True),
        Shown("Row", "year", ("row",), 1),
        Shown("Column", "text", ("column",), 3),
        Shown("Area", "text", ("area",), 2),
        Shown("Found", "text", ("value",), 4),
        Shown("Message", "text", ("message",)),
    ),
    "checks": (
        Shown("Outcome", "severity", ("outcome",)),
        Shown("Check", "word", ("check",)),
        _title("Metric", "metric", 3),
        _title("Benchmark", "benchmark", 4),
        Shown("Focus", "text", ("focus",), 1),
        Shown("Group", "text", ("group",), 2),
        Shown("Why", "text", ("why",)),
    ),
    "changes": (
        Shown("Change", "word", ("change",)),
        Shown("Table", "text", ("table",), 3),
        _title("Metric", "metric", 2),
        _title("Benchmark", "benchmark", 4),
        Shown("Focus", "text", ("focus",)),
        _GROUP,
        Shown("Year", "year_if_any", ("year",)),
        Shown("Column", "text", ("column",)),
        Shown("Before", "text", ("before",)),
        Shown("After", "text", ("after",)),
    ),
}
