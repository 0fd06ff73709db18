"""The parts on composites, surveys, investments and partners, and what each says of a mistake."""

from __future__ import annotations

import pytest

from equitygap.errors import ConfigError

DATA = "data: [{path: a.csv}]\n"
INVESTMENT = (
    "{currency: USD 2018, base_year: 2018, discount_rate: {value: 3%}, horizon: {value: 10},"
    " attribution: {value: 50%}"
)
SCALE = "{name: a, lowest: 1, highest: 5, top: 4}"
WHOLE = f"""\
metrics: {{lead: {{better: lower}}}}
composites:
  - {{name: inner, scale: z_score, measures: {{lead: {{}}}}}}
  - name: outer
    measures: {{inner: {{weight: 66.7%}}, reading: {{weight: 33.3%, better: higher, scale: range}}}}
    truncate: {{at: 3}}
    frozen: 2014
surveys:
  ladder: {{}}
  scales: [{{name: trust, lowest: 1, highest: 5, top: 4}}]
investments: [{INVESTMENT}}}]
partners: [{{name: home}}]
"""


def test_a_whole_partnership_is_read(loading):
    config = loading(DATA + WHOLE)
    inner, outer = config.composites
    assert (inner.missing, inner.result, inner.best_rank) == ("withhold", "score", False)
    assert (outer.truncate.at, outer.truncate.population, outer.frozen) == (3, None, 2014)
    assert outer.measures["inner"].weight == pytest.approx(0.667)
    assert config.surveys.ladder.of == "classified"
    assert config.investments[0].discount_rate.value == 0.03
    assert config.partners[0].result == "percent"


def test_nothing_is_made_unless_the_config_asks(loading):
    config = loading(DATA)
    assert (config.composites, config.investments, config.partners) == ((), (), ())
    assert (config.surveys.ladder, config.surveys.scales) == (None, ())


def composite(measures: str, more: str = "") -> str:
    return f"composites: [{{name: x, scale: z_score, measures: {measures}{more}}}]"


WRONG = {
    composite(
        "{a: {weight: 50%, better: lower}, b: {weight: 45%, better: lower}}"
    ): "sum to 95%, expected 100%",
    composite("{a: {weight: 50%, better: lower}, b: {better: lower}}"): "have a weight and some do not",
    composite("{a: {}}"): "which way is better for 'a'",
    composite("{}"): "at least one entry",
    composite("{x: {}}"): "cannot be made of itself",
    composite("{y: {}}")[:-1] + ", {name: y, scale: range, measures: {a: {better: lower}}}]": (
        "'y' must be declared before 'x'"
    ),
    composite("{a: {better: lower}}", ", missing: drop"): "withhold, average, renormalise",
    composite("{a: {better: lower, scale: zscore}}"): "did you mean 'z_score'",
    composite("{a: {better: lower}}", ", truncate: {at: 0}"): "greater than 0",
    "composites: [{name: x, measures: {a: {better: lower}}}]": "how is 'a' made comparable",
    composite("{a: {better: lower}}")[:-1] + ", {name: x, scale: range, measures: {a: {better: lower}}}]": (
        "'x' is named twice"
    ),
    "surveys: {scales: [{name: a, lowest: 5, highest: 1, top: 4}]}": "above the lowest (5)",
    "surveys: {scales: [{name: a, lowest: 1, highest: 5, top: 6}]}": "above 1 and up to 5",
    "surveys: {scales: [{name: a, lowest: 1, highest: 5}]}": "'top' is missing",
    "surveys: {ladder: {of: everybody}}": "classified",
    f"surveys: {{scales: [{SCALE}, {SCALE}]}}": ("'a' is named twice"),
    "investments: [{currency: USD, base_year: 2018, horizon: {value: 1}, attribution: {value: 1}}]": (
        "'discount_rate' is missing"
    ),
    "investments: [{currency: USD, base_year: 2018, discount_rate: {value: 3%}, attribution: {value: 1}}]": (
        "'horizon' is missing"
    ),
    "investments: [{currency: USD, base_year: 2018, discount_rate: {value: 3%}, horizon: {value: 1}}]": (
        "'attribution' is missing"
    ),
    f"investments: [{INVESTMENT.replace('value: 3%', 'value: 3')}}}]": "such as 3% or 0.03",
    f"investments: [{INVESTMENT.replace('value: 3%', 'value: 3%, low: 5%')}}}]": "outside of its range",
    f"investments: [{INVESTMENT}, outcome: life_expectancy_65}}]": "cannot be attributed to a partnership",
    f"investments: [{INVESTMENT}}}, {INVESTMENT}, group: a}}]": "two investments have the same cash flows",
    "partners: [{name: a}, {name: a}]": "'a' is named twice",
    "partners: [{name: a, result: share}]": "percent",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_is_told_with_its_place(loading, text):
    with pytest.raises(ConfigError) as error:
        loading(DATA + text)
    assert WRONG[text] in str(error.value)
    assert "c.yaml:2:" in str(error.value)
    assert str(error.value).count("c.yaml:") == 1
