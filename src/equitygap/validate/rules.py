"""Rules that a single row must keep, written once as expressions that run on any table engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa

from equitygap import tables
from equitygap.units import unit_of
from equitygap.validate.finding import Finding

#: An interval is called asymmetric when its halves differ by more than this share of its width.
ASYMMETRY = 0.1


@dataclass(frozen=True)
class Rule:
    """A check of one column: `broken` is true where a row fails it; `reads` are the columns it needs."""

    check: str
    column: str
    broken: nw.Expr
    message: str
    reads: tuple[str, ...] = ()
    once: bool = False

    def applies(self, columns: Collection[str]) -> bool:
        """Whether the table has what the rule looks at."""
        return {self.column, *self.reads} <= set(columns)


def broken(data: pa.Table, rules: Sequence[Rule], earlier: Sequence[Finding]) -> list[Finding]:
    """Return a finding for each rule that some row breaks; cells of the wrong type are not found again."""
    applicable = [rule for rule in rules if rule.applies(data.column_names)]
    masks = nw.from_native(data, eager_only=True).select(
        *[rule.broken.fill_null(False).alias(str(i)) for i, rule in enumerate(applicable)]
    )
    findings = []
    for i, rule in enumerate(applicable):
        rows = np.flatnonzero(masks[str(i)].to_numpy())
        known = [finding.rows for finding in earlier if finding.column == rule.column]
        rows = reduce(np.setdiff1d, known, rows) if rule.check in _OF_EMPTY_CELLS else rows
        if len(rows):
            findings.append(Finding(rule.check, rule.column, rows, rule.message, rule.once))
    return findings


_OF_EMPTY_CELLS = ("missing_value", "population_not_positive")


def rules_for(table: str, data: pa.Table, *, units: Mapping[str, str]) -> list[Rule]:
    """Return the rules of a kind of table."""
    common = [*_complete(table), *_finite(table), _PERIOD]
    return [*common, *(_estimates(data, units) if table == "estimates" else _BY_AGE)]


#: Figures that may be empty where a note gives the reason.
_NOTABLE = ("value", "deaths", "rate")


def _complete(table: str) -> list[Rule]:
    """Every required column must be filled; a value may be empty where a note says why."""
    names = [name for name in tables.required(table) if name not in (*_NOTABLE, "population")]
    unexplained = "the cell is empty, and no `note` says why"
    return [
        *[Rule("missing_value", name, nw.col(name).is_null(), "the cell is empty") for name in names],
        *[
            Rule(
                "missing_value",
                name,
                nw.col(name).is_null() & nw.col("note").is_null(),
                unexplained,
                ("note",),
            )
            for name in _NOTABLE
        ],
    ]


def _finite(table: str) -> list[Rule]:
    return [
        Rule(
            "not_finite",
            column.name,
            ~nw.col(column.name).is_finite(),
            "{value} is not a finite number; leave the cell empty where the figure is missing",
        )
        for column in tables.ALL[table]
        if column.kind == "number"
    ]


_PERIOD = Rule(
    "period_reversed",
    "end",
    nw.col("end") < nw.col("start"),
    "the period ends ({value}) before it starts",
    ("start",),
)


def _negative(check: str, column: str) -> Rule:
    return Rule(check, column, nw.col(column) < 0, "{value} is negative; it must be 0 or more")


_BY_AGE = [
    _negative("negative_deaths", "deaths"),
    _negative("negative_rate", "rate"),
    _negative("negative_standard_error", "standard_error"),
    _negative("negative_standard_error", "population_standard_error"),
    Rule(
        "deaths_exceed_population",
        "deaths",
        (nw.col("deaths") > nw.col("population")) & (nw.col("population") > 0),
        "{value} deaths are more than the person-years of the band; if the population is one year's, say"
        " that it is an average",
        ("population",),
    ),
    Rule(
        "population_not_positive",
        "population",
        (nw.col("population").is_null() & nw.col("note").is_null()) | (nw.col("population") <= 0),
        "the population is {value}; it must be above 0 in every band",
        ("note",),
    ),
]


def _estimates(data: pa.Table, units: Mapping[str, str]) -> list[Rule]:
    value, lower, upper = nw.col("value"), nw.col("lower"), nw.col("upper")
    step = rounding_step(data, "lower", "upper", "value")
    lopsided = (upper + lower - 2 * value).abs() > ASYMMETRY * (upper - lower) + 2 * step
    inside = (lower <= value) & (value <= upper)
    return [
        _negative("negative_standard_error", "standard_error"),
        Rule(
            "interval_excludes_estimate",
            "value",
            value < lower,
            "{value} lies under its own interval",
            ("lower",),
        ),
        Rule(
            "interval_excludes_estimate",
            "value",
            value > upper,
            "{value} lies above its own interval",
            ("upper",),
        ),
        Rule(
            "interval_asymmetric",
            "value",
            inside & lopsided,
            "the interval is not symmetric around {value}; it is used as if it were",
            ("lower", "upper"),
            once=True,
        ),
        *_possible(units),
        Rule(
            "population_not_positive",
            "population",
            (nw.col("population") <= 0) & ~value.is_null(),
            "there is a value, but the population is {value}",
            ("value",),
        ),
    ]


def _possible(units: Mapping[str, str]) -> list[Rule]:
    metric = nw.col("metric").cast(nw.String)
    known = {name: unit for name, text in units.items() if (unit := unit_of(text))}
    expectancy = metric.str.starts_with("life_expectancy")
    # A metric whose name says percent is one, unless it is said to have another unit.
    percent = metric.str.starts_with("percent")
    for name, unit in known.items():
        percent = (percent | (metric == name)) if unit.name == "percent" else (percent & (metric != name))
    return [
        _outside(expectancy, 120, "cannot be a life expectancy in years; it must be between 0 and 120"),
        _outside(percent, 100, "cannot be a percentage; it must be between 0 and 100"),
        *(
            _outside(metric == name, unit.highest, _IMPOSSIBLE[unit.kind])
            for name, unit in known.items()
            if unit.is_bounded and unit.name != "percent"
        ),
    ]


_IMPOSSIBLE = {
    "proportion": "cannot be a share; it must be between 0 and 1",
    "rate": "cannot be a rate; it must be 0 or more",
}


def _outside(those: nw.Expr, highest: float, message: str) -> Rule:
    value = nw.col("value")
    outside = value.is_finite() & ((value < 0) | (value > highest))
    return Rule("impossible_value", "value", those & outside, f"{{value}} {message}", ("metric",))


def rounding_step(data: pa.Table, *names: str) -> float:
    """Return the coarsest of 1, 0.1, … 0.000001 that all figures of the columns are multiples of, or 0."""
    columns = [data[name].to_numpy() for name in names if name in data.column_names]
    figures = np.concatenate(columns) if columns else np.empty(0)
    figures = np.unique(figures[np.isfinite(figures)])
    for decimals in range(7):
        if len(figures) and np.array_equal(np.round(figures, decimals), figures):
            return float(10.0**-decimals)
    return 0.0
