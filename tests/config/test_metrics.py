"""Metrics as the config declares them: what can be written, and one clear message for what makes no sense."""

from __future__ import annotations

import pytest

from equitygap.config.metrics import Figure
from equitygap.errors import ConfigError
from equitygap.units import slip_of, unit_of


def declared(loading, text: str):
    return loading(f"data: [{{path: a.csv}}]\nmetrics:\n  m: {{{text}}}\n").metrics["m"]


@pytest.mark.parametrize(
    ("text", "rule", "number"),
    [
        ("unit: percent, better: higher, target: {level: 80%, by: 2030}", "level", 80.0),
        ("unit: share, better: higher, target: {level: 80%, by: 2030}", "level", 0.8),
        ("unit: share, better: higher, target: {at_least: 0.5}", "at_least", 0.5),
        (
            'unit: dollars, better: higher, baseline: 2017, target: {total: "$1,700,000", by: 2021}',
            "total",
            1.7e6,
        ),
        ("unit: points won, better: lower, target: {at_most: -3}", "at_most", -3.0),
    ],
)
def test_figures_are_written_in_the_metrics_unit(loading, text, rule, number):
    metric = declared(loading, text)
    assert metric.target.rule == rule
    assert getattr(metric.target, rule).in_unit(metric.quantity) == number


@pytest.mark.parametrize(
    ("goal", "rule"),
    [
        ("increase: 10%", "increase"),
        ("increase: 150%", "increase"),
        ("parity: true", "parity"),
        ("close_gap: 0.5", "close_gap"),
    ],
)
def test_rules_that_need_no_figure(loading, goal, rule):
    metric = declared(
        loading, f"better: higher, benchmark: Loop, baseline: 2015, target: {{{goal}, by: 2030}}"
    )
    assert (metric.target.rule, metric.benchmark.label) == (rule, "Loop")


def test_a_benchmark_is_an_area_or_a_figure(loading):
    figure = declared(loading, "benchmark: {value: 4.9, what: United States 2016}").benchmark
    assert (figure.area, figure.value, figure.label) == (None, Figure(4.9), "United States 2016")
    assert (
        declared(loading, "benchmark: {area: Loop}").benchmark
        == declared(loading, "benchmark: Loop").benchmark
    )


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("unit: percent, target: {level: 5, by: 2030}", "m", "which way is better for 'm'?"),
        ("unit: precent", "m.unit", "expected a unit (did you mean 'percent'?)"),
        (
            "unit: count, better: higher, target: {level: $5, by: 2030}",
            "m.target.level",
            "found dollars, but the unit is",
        ),
        (
            "unit: dollars, better: higher, target: {at_least: 5%}",
            "m.target.at_least",
            "found a percentage, but the unit",
        ),
        (
            "unit: percent, better: higher, target: {level: 120, by: 2030}",
            "m.target.level",
            "found 120, expected a",
        ),
        ("unit: share, better: higher, target: {level: 80, by: 2030}", "m.target.level", "between 0 and 1"),
        ("unit: 'per 1,000', better: lower, target: {at_most: -1}", "m.target.at_most", "0 or more"),
        ("unit: percent, benchmark: {value: 101, what: X}", "m.benchmark.value", "found 101"),
        ("benchmark: {value: 10}", "m.benchmark", "the key 'what' is missing"),
        ("benchmark: {value: 10, what: X, area: Y}", "m.benchmark.value", "only one of area, value"),
        ("benchmark: [Loop]", "m.benchmark", "expected an area, or a figure with what it is"),
        (
            "better: higher, baseline: 2030, target: {level: 5, by: 2030}",
            "m.target.by",
            "a year after the baseline",
        ),
        ("better: higher, target: {increase: 10%, by: 2030}", "m", "the key 'baseline' is missing"),
        ("better: higher, target: {parity: true, by: 2030}", "m", "the key 'benchmark' is missing"),
        ("better: higher, target: {level: 5}", "m.target", "the key 'by' is missing"),
        ("better: higher, target: {at_least: 5, by: 2030}", "m.target.by", "at_least holds at all times"),
        ("better: higher, target: {level: 5, gap: 3, by: 2030}", "m.target.gap", "unknown key 'gap'"),
        (
            "better: higher, target: {level: 5, total: 3, by: 2030}",
            "m.target.total",
            "only one of level, increase",
        ),
        ("better: higher, target: {parity: false, by: 2030}", "m.target.parity", "expected true"),
        (
            "better: higher, target: {increase: 10, by: 2030}",
            "m.target.increase",
            "expected a share of the baseline",
        ),
        (
            "better: higher, target: {level: much, by: 2030}",
            "m.target.level",
            "expected a number in the metric's unit",
        ),
        (
            "better: higher, baseline: 2015, target: {reduce: 10%, by: 2030}",
            "m.target.reduce",
            "makes no sense where",
        ),
        (
            "better: lower, target: {at_least: 5}",
            "m.target.at_least",
            "at_least makes no sense where lower is better",
        ),
        ("better: higher, scheme: hp2030, target: {at_least: 5}", "m.scheme", "judged by its own rule"),
        ("better: higher, scheme: hp2031", "m.scheme", "did you mean 'hp20"),
        (
            "unit: percent, better: higher, baseline: 2015, target: {total: 50, by: 2030}",
            "m.target.total",
            "cannot be added up",
        ),
        (
            "unit: count, better: higher, figures: cumulative, target: {level: 50, by: 2030}",
            "m.target.level",
            "a total so far has a total as its target",
        ),
    ],
)
def test_what_makes_no_sense_is_told_with_its_place(loading, text, place, message):
    with pytest.raises(ConfigError) as told:
        declared(loading, text)
    assert f"metrics.{place}: " in str(told.value)
    assert message in str(told.value)


def test_every_mistake_is_told_at_once(loading):
    with pytest.raises(ConfigError) as told:
        declared(loading, "unit: percent, better: sideways, target: {level: 120%, at_least: 3, by: 20300}")
    assert len([line for line in str(told.value).splitlines() if "c.yaml:" in line]) == 3


def test_domains_are_those_of_metrics(loading):
    text = "data: [{path: a.csv}]\nmetrics: {m: {domain: Health}}\nscorecard: {domains: [Helth]}\n"
    with pytest.raises(ConfigError, match="no metric has the domain 'Helth' \\(did you mean 'Health'"):
        loading(text)
    with pytest.raises(ConfigError, match=r"scorecard.areas.*'Hill' is named twice"):
        loading("data: [{path: a.csv}]\nscorecard: {areas: [Hill, Hill]}\n")


def test_a_config_is_scored_where_it_asks_for_it(loading):
    head = "data: [{path: a.csv}]\n"
    assert not loading(head + "metrics: {m: {domain: Health, better: higher}}\n").is_scored
    assert loading(head + "scorecard: {}\n").is_scored
    assert loading(head + "metrics: {m: {better: higher, target: {at_least: 5}}}\n").is_scored


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("%", "percent"),
        ("Percent of adults", "percent"),
        ("$ per household", "dollars"),
        ("deaths per 100,000", "per 100,000"),
        ("per 1000 births", "per 1,000"),
        ("per 7 days", None),
        ("people", None),
        ("", None),
    ],
)
def test_units_are_known_by_how_they_begin(text, name):
    unit = unit_of(text)
    assert (unit and unit.name) == name


@pytest.mark.parametrize(
    ("text", "meant"), [("dolars", "dollars"), ("shares", "share"), ("days", None), ("", None)]
)
def test_slips_of_the_pen(text, meant):
    assert slip_of(text) == meant
