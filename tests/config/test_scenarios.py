"""The parts that ask why, what if, what it takes, and whether anyone could tell."""

from __future__ import annotations

import pytest

from equitygap.errors import ConfigError

DATA = "data: [{path: a.csv}]\n"
WHOLE = """\
decompose:
  method: arriaga-symmetric
  ages: [0-14, 15 to 64, 65 and older]
  cause_groups: {Circulatory: [heart, stroke], Violence: injury}
  at: 0
  period: 2015
scenarios:
  - {name: half, changes: [{cut: 50%, causes: heart}, {toward_benchmark: 1, ages: 0}],
     start: 2025, full_by: 2030}
  - {name: all, changes: [{cut: 0.2}]}
roads: [{name: the young, ages: 0-14, toward: benchmark}, {name: heart, causes: [heart]}]
power: {windows: [1, 5], populations: [20000], power: 90%}
"""


def test_a_whole_question_is_read(loading):
    config = loading(DATA + WHOLE)
    assert config.decompose.ages == ("0-14", "15-64", "65+")
    assert config.decompose.cause_groups == {"Circulatory": ("heart", "stroke"), "Violence": ("injury",)}
    first, second = config.scenarios
    assert [(one.cut, one.toward_benchmark, one.causes, one.ages) for one in first.changes] == [
        (0.5, None, ("heart",), ()),
        (None, 1, (), ("0",)),
    ]
    assert (first.start, first.full_by, second.start) == (2025, 2030, None)
    assert [(road.name, road.toward) for road in config.roads] == [
        ("the young", "benchmark"),
        ("heart", "zero"),
    ]
    assert (config.power.windows, config.power.populations, config.power.power) == ((1, 5), (20000,), 0.9)


def test_nothing_is_asked_unless_the_config_asks(loading):
    config = loading(DATA)
    assert (config.decompose, config.scenarios, config.roads, config.power) == (None, (), (), None)


WRONG = {
    "decompose: {method: ariaga}": "did you mean 'arriaga'",
    "decompose: {ages: [old]}": "expected ages such as",
    "decompose: {between: [2018, 1999]}": "the earlier one first",
    "decompose: {between: [1999]}": "two years",
    "decompose: {between: [1999, 2018], period: 2010}": "only one of period, between",
    "scenarios: [{name: x, changes: []}]": "at least one entry",
    "scenarios: [{name: x, changes: [{cut: 50%, toward_benchmark: 50%}]}]": "only one of",
    "scenarios: [{name: x, changes: [{causes: heart}]}]": "cut, toward_benchmark",
    "scenarios: [{name: x, changes: [{cut: 0}]}]": "above 0%",
    "scenarios: [{name: x, changes: [{cut: 50%}], start: 2020}]": "'full_by' is missing",
    "scenarios: [{name: x, changes: [{cut: 50%}], start: 2020, full_by: 2020}]": "after the start (2020)",
    "roads: [{name: x}, {name: x}]": "c.yaml:2:27: roads[1].name: 'x' is named twice",
    "roads: [{name: x, toward: nowhere}]": "'zero' or 'benchmark'",
    "power: {power: 80}": "80% or 0.8",
    "power: {windows: [0]}": "at least 1",
}


@pytest.mark.parametrize(("text", "message"), WRONG.items())
def test_a_mistake_is_told_with_its_place(loading, text, message):
    with pytest.raises(ConfigError) as told:
        loading(f"{DATA}{text}\n")
    assert "c.yaml:2:" in str(told.value)
    assert message in str(told.value)
