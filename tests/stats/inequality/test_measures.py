"""The registry and the laws that every measure obeys."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import settings as limits
from hypothesis import strategies as st

from equitygap import words
from equitygap.stats.inequality.measures import MEASURES, measure, measured
from equitygap.stats.inequality.settings import Options, settings

OPTIONS = Options(bounds=(0, 100))
RELATIVE_TO_BOUNDS = {"wagstaff_concentration_index", "erreygers_concentration_index"}
UNORDERED = [name for name, row in MEASURES.items() if not row.ordered]


def some(value, name="", **more):
    row = MEASURES.get(name)
    count = np.shape(value)[-1]
    return settings(
        value,
        **{
            "standard_error": 1.0,
            "population": np.arange(1.0, count + 1),
            "rank": np.arange(count) if row and row.ordered else None,
            "reference": count - 1 if row and "reference" in row.needs else -1,
            "part": np.arange(count) % 2,
        }
        | more,
    )


values = st.lists(st.floats(5, 95), min_size=4, max_size=9)


def test_every_measure_has_a_line_of_meaning():
    assert list(MEASURES) == list(words.MEASURES)


@pytest.mark.parametrize("row", MEASURES.values(), ids=lambda r: r.name)
def test_rows_are_complete(row):
    assert row.scale in ("absolute", "relative")
    assert row.needs <= {"population", "rank", "reference", "positive", "bounds", "parts"}
    assert row.source
    assert row.kernel.__doc__


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("level", [1.0, 42.0])
def test_equality_has_the_value_it_says(name, level):
    found = measure(name, some(np.full((1, 6), level), name), OPTIONS)
    np.testing.assert_allclose(found.value, MEASURES[name].equality, atol=1e-12)


@pytest.mark.parametrize("name", MEASURES)
@limits(max_examples=15, deadline=None)
@for_all(values, st.floats(0.2, 1.0))
def test_relative_measures_ignore_the_unit_and_absolute_ones_scale(name, y, factor):
    given = some(y, name, standard_error=None)
    scaled = some(np.array(y) * factor, name, standard_error=None)
    options = Options(bounds=(0, 100 * factor)) if name in RELATIVE_TO_BOUNDS else OPTIONS
    power = {"absolute": 1, "relative": 0}[MEASURES[name].scale]
    power = 2 if name == "between_group_variance" else power
    expected = measure(name, given, OPTIONS).value * factor**power
    np.testing.assert_allclose(measure(name, scaled, options).value, expected, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", [n for n, r in MEASURES.items() if r.scale == "absolute"])
@limits(max_examples=15, deadline=None)
@for_all(values, st.floats(-3, 30))
def test_absolute_measures_ignore_a_shift(name, y, shift):
    given, moved = (some(np.array(y) + by, name, standard_error=None) for by in (0, shift))
    np.testing.assert_allclose(measure(name, moved).value, measure(name, given).value, atol=1e-8)


@pytest.mark.parametrize("name", UNORDERED)
@limits(max_examples=15, deadline=None)
@for_all(values, st.randoms())
def test_the_order_of_groups_does_not_matter(name, y, random):
    order = list(range(len(y)))
    random.shuffle(order)
    population, part = np.arange(1.0, len(y) + 1), np.arange(len(y)) % 2
    chosen = 0 if "reference" in MEASURES[name].needs else -1
    one = some(y, population=population, part=part, reference=chosen, standard_error=None)
    other = some(
        np.array(y)[order],
        population=population[order],
        part=part[order],
        reference=order.index(0) if chosen == 0 else -1,
        standard_error=None,
    )
    np.testing.assert_allclose(measure(name, one).value, measure(name, other).value, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("name", MEASURES)
def test_missing_groups_are_as_if_not_there(name):
    y = np.random.default_rng(3).uniform(20, 80, (4, 5))
    chosen = 0 if "reference" in MEASURES[name].needs else -1
    whole = measure(name, some(y, name, reference=chosen), OPTIONS)
    padded = some(np.column_stack([y, np.full((4, 2), np.nan)]), name, reference=chosen)
    found = measure(name, padded, OPTIONS)
    for part in ("value", "standard_error", "lower", "upper"):
        np.testing.assert_array_equal(getattr(found, part), getattr(whole, part))


@limits(max_examples=25, deadline=None)
@for_all(values)
def test_theil_is_the_sum_of_its_parts(y):
    given = some(y, standard_error=None)
    found = measured(["theil_index", "theil_index_between", "theil_index_within"], given)
    whole, between, within = (m.value[0] for m in found.values())
    assert between + within == pytest.approx(whole, abs=1e-9)


@limits(max_examples=25, deadline=None)
@for_all(values)
def test_concentration_indices_by_their_definitions(y):
    given = some(y, "gini", standard_error=None, rank=np.argsort(np.argsort(y)))
    absolute, relative, wagstaff, erreygers = (
        measure(f"{kind}_concentration_index", given, OPTIONS).value[0]
        for kind in ("absolute", "relative", "wagstaff", "erreygers")
    )
    mean = given.mean[0]
    assert relative == pytest.approx(absolute / mean)
    assert wagstaff == pytest.approx(relative / (1 - mean / 100))
    assert erreygers == pytest.approx(4 * absolute / 100)
    # Ordered by the metric itself, the concentration index is the Gini index.
    assert relative == pytest.approx(measure("gini", given).value[0])


def test_values_worked_by_hand():
    given = some([[1.0, 3.0]], population=[1, 1])
    expected = {
        "difference": 2,
        "ratio": 3,
        "between_group_variance": 1,
        "coefficient_of_variation": 50,
        "index_of_disparity_weighted": 50,
        "gini": 0.25,
        "theil_index": 1000 * (0.25 * np.log(0.5) + 0.75 * np.log(1.5)),
        "mean_log_deviation": -500 * np.log(0.75),
        "atkinson": 1 - (0.5 * (np.sqrt(0.5) + np.sqrt(1.5))) ** 2,
        "population_attributable_fraction": 50,
    }
    for name, value in expected.items():
        assert measure(name, given).value[0] == pytest.approx(value), name


def test_atkinson_goes_over_into_its_limit_at_one():
    given = some([[1.0, 2.0, 7.0]])
    near = [measure("atkinson", given, Options(aversion=e)).value[0] for e in (0.99999, 1.0, 1.00001)]
    assert near[0] == pytest.approx(near[1], abs=1e-5)
    assert near[2] == pytest.approx(near[1], abs=1e-5)


@pytest.mark.parametrize("link", ["linear", "logit", "log"])
def test_a_line_that_fits_is_found(link):
    position = settings([[1.0] * 4], population=[1, 2, 3, 4], rank=[1, 2, 3, 4]).position
    line = 0.3 + 0.5 * position
    y = {"linear": line, "logit": 1 / (1 + np.exp(-line)), "log": np.exp(line - 1)}[link]
    given = settings(y, population=[1, 2, 3, 4], rank=[1, 2, 3, 4], standard_error=0.01)
    ends = {"linear": (0.3, 0.8), "logit": (1 / (1 + np.exp(-0.3)), 1 / (1 + np.exp(-0.8)))}
    low, high = ends.get(link, (np.exp(-0.7), np.exp(-0.2)))
    options = Options(link=link, bounds=(0, 1))
    assert measure("slope_index_of_inequality", given, options).value[0] == pytest.approx(high - low)
    assert measure("relative_index_of_inequality", given, options).value[0] == pytest.approx(high / low)


def test_the_slope_is_weighted_by_population_not_by_its_square():
    given = some([[60.0, 70.0, 72.0, 90.0]], "slope_index_of_inequality", population=[10, 40, 30, 20])
    x, y, p = given.position[0], given.value[0], given.share[0]
    slope = np.sum(p * (x - 0.5) * y) / np.sum(p * (x - 0.5) ** 2)
    assert measure("slope_index_of_inequality", given).value[0] == pytest.approx(slope)


@pytest.mark.parametrize(
    ("name", "change", "missing"),
    [
        ("theil_index", {"value": [[1.0, 0.0, 2.0]]}, "value"),
        ("between_group_variance", {"population": [1, np.nan, 2]}, "value"),
        ("slope_index_of_inequality", {"value": [[1.0, 2.0]]}, "value"),
        ("slope_index_of_inequality", {"rank": [1, np.nan, 2]}, "value"),
        ("mean_difference_from_reference_weighted", {"reference": -1}, "value"),
        ("between_group_variance", {"standard_error": [1, np.nan, 1]}, "lower"),
        ("between_group_variance", {"standard_error": [1, 0, 1]}, "lower"),
        ("between_group_variance", {"standard_error": 100.0}, "lower"),
    ],
)
def test_what_cannot_be_had_is_nan(name, change, missing):
    change = dict(change)
    found = measure(name, some(change.pop("value", [[1.0, 1.1, 1.2]]), name, **change))
    assert np.isnan(getattr(found, missing)).all()


@pytest.mark.parametrize(
    ("names", "options", "message"),
    [
        (["thiel"], Options(), "names must be in MEASURES"),
        (["gini"], Options(confidence=1.0), "confidence must be between 0 and 1"),
        (["atkinson"], Options(aversion=0), "aversion must be over 0"),
        (["wagstaff_concentration_index"], Options(), "bounds must be"),
        (["slope_index_of_inequality"], Options(link="logit", bounds=(1, 2)), "bounds must start at 0"),
    ],
)
def test_bad_input_is_refused(names, options, message):
    with pytest.raises(ValueError, match=message):
        measured(names, some([[1.0, 2.0, 3.0]], names[0]), options)
