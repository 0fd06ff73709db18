from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equitygap.stats.mortality import (
    chiang_variance,
    expectancy_variance,
    life_table,
    phe_ax,
    silcocks_variance,
)
from equitygap.stats.small_area import (
    RateModel,
    bias_reduced_deaths,
    modelled_variance,
    shape_variance,
    shrunk_rates,
)
from equitygap.stats.topals import even_weights, fit_topals, linear_basis, stationary_weights

ROOT = Path(__file__).parents[2]
LOWER = np.array([0, 1, *range(5, 90, 5)], dtype=float)
WIDTH = np.append(np.diff(LOWER), np.inf)
AX = phe_ax(LOWER, WIDTH)
SHARE = np.append(np.array([1.4, 5.5, *[7.0] * 10, 5.0, 4.0, 3.5, 3.0, 2.7, 1.8]), 1.6)
SHARE /= SHARE.sum()


def schedule(name):
    table = pd.read_csv(ROOT / "src/equitygap/standards/schedules.csv")
    return table.loc[table["schedule"] == name, "log_rate"].to_numpy()


STANDARD = schedule("us-2014")
WEIGHTS = stationary_weights(LOWER, STANDARD)
HUMP = STANDARD + 1.4 * np.exp(-(((np.arange(len(STANDARD)) - 32) / 12) ** 2))


def expectancy(rates):
    return life_table(rates, width=WIDTH, ax=AX)


def drawn(log_rates, person_years, areas, seed=5):
    rates = stationary_weights(LOWER, log_rates) @ np.exp(log_rates)
    population = np.broadcast_to(SHARE * person_years, (areas, len(LOWER)))
    deaths = np.random.default_rng(seed).poisson(population * rates).astype(float)
    return deaths, population, expectancy(rates).ex[0]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (("D", "N"), [-0.492198, -1.084818, -0.201244, -0.417267, -0.455145, -0.315056, 0.143243]),
        (("Ds", "Ns"), [-0.776487, -0.523835, -0.155223, -0.065371, -0.566811, -0.145382, 0.508514]),
    ],
    ids=["the nation", "a small sample"],
)
def test_topals_of_italy_1980(columns, expected):
    italy = pd.read_csv(ROOT / "tests/reference/published/topals_italy_female_1980.csv")
    deaths, population = ([italy[column]] for column in columns)
    weights = even_weights(italy["L"], 100)
    fit = fit_topals(deaths, population, standard=schedule("european-female"), weights=weights)
    assert fit.coefficients[0] == pytest.approx(expected, abs=5e-7)


def test_topals_solves_its_equations():
    deaths, population, _ = drawn(HUMP, 3000, 50)
    fit = fit_topals(deaths, population, standard=STANDARD, weights=WEIGHTS)
    basis = linear_basis(len(STANDARD))
    single = np.exp(STANDARD + fit.coefficients @ basis.T)
    by_coefficient = np.einsum("gx,ax,xk->agk", WEIGHTS, single, basis)
    bends = np.diff(np.eye(7), axis=0)
    score = np.einsum("agk,ag->ak", by_coefficient, deaths / fit.model.rates - population)
    np.testing.assert_allclose(score, 2 * fit.coefficients @ bends.T @ bends, atol=1e-8)


def test_topals_of_one_area_does_not_depend_on_the_others():
    deaths, population, _ = drawn(HUMP, 2000, 20)
    together = fit_topals(deaths, population, standard=STANDARD, weights=WEIGHTS)
    alone = fit_topals(deaths[7:8], population[7:8], standard=STANDARD, weights=WEIGHTS)
    np.testing.assert_allclose(together.coefficients[7], alone.coefficients[0], rtol=1e-9)


def test_weights():
    even, stationary = even_weights(LOWER, len(STANDARD)), WEIGHTS
    for weights in (even, stationary):
        np.testing.assert_allclose(weights.sum(axis=1), 1)
        assert np.all((weights > 0).sum(axis=0) == 1)
    l = np.exp(-np.append(0, np.cumsum(np.exp(STANDARD))))  # noqa: E741
    years = (l[85:-1] - l[86:]) / np.exp(STANDARD[85:])
    years[-1] = l[-2] / np.exp(STANDARD[-1])
    assert (stationary @ np.exp(STANDARD))[-1] == pytest.approx(l[85] / years.sum())


def test_shrinkage_solves_its_equations():
    deaths, population, _ = drawn(HUMP, 20_000, 40)
    standard = WEIGHTS @ np.exp(STANDARD)
    model = shrunk_rates(deaths, population, standard=standard)
    variance = shape_variance(deaths, population * standard)
    residual = deaths - population * model.rates
    level = np.log(model.rates / standard) - variance * residual
    assert variance > 0
    np.testing.assert_allclose(level, np.broadcast_to(level[:, :1], level.shape), atol=1e-9)
    np.testing.assert_allclose(residual.sum(axis=1), 0, atol=1e-7)


def test_areas_like_the_standard_are_fitted_by_their_level():
    standard = WEIGHTS @ np.exp(STANDARD)
    population = np.broadcast_to(SHARE * 1e6, (3, len(LOWER)))
    deaths = population * standard * np.array([[0.8], [1.0], [1.3]])
    assert shape_variance(deaths, population * standard) == 0
    model = shrunk_rates(deaths, population, standard=standard)
    np.testing.assert_allclose(model.rates, deaths / population)
    np.testing.assert_allclose(model.variance_along(1 / model.rates), len(LOWER) ** 2 / deaths.sum(axis=1))


def test_variance_of_shapes_is_recovered():
    generator = np.random.default_rng(2)
    expected = np.broadcast_to(SHARE * 400, (3000, len(LOWER)))
    deaths = generator.poisson(expected * np.exp(generator.normal(0, 0.3, expected.shape)))
    assert shape_variance(deaths, expected) == pytest.approx(0.09, rel=0.15)


def topals_rates(deaths, population):
    return fit_topals(deaths, population, standard=STANDARD, weights=WEIGHTS).model


def shrunk_to_the_standard(deaths, population):
    return shrunk_rates(deaths, population, standard=WEIGHTS @ np.exp(STANDARD))


@pytest.mark.parametrize(
    ("model", "log_rates"),
    [(topals_rates, STANDARD), (shrunk_to_the_standard, HUMP)],
    ids=["topals", "shrink"],
)
def test_a_large_population_needs_no_model(model, log_rates):
    deaths, population, truth = drawn(log_rates, 5e7, 1)
    table = expectancy(deaths / population)
    plain = expectancy_variance(
        table, chiang_variance(table, population), silcocks_variance(table, population)
    )
    rates = model(deaths, population)
    modelled = expectancy(rates.rates)
    assert modelled.ex[0, 0] == pytest.approx(truth, abs=0.05)
    assert modelled_variance(modelled, rates)[0, 0] == pytest.approx(plain[0, 0], rel=0.1)


def test_an_area_without_deaths_is_not_fitted():
    population = np.broadcast_to(SHARE * 1000, (2, len(LOWER)))
    deaths = np.zeros(population.shape)
    deaths[1, 15] = 3
    for model in (topals_rates(deaths, population), shrunk_to_the_standard(deaths, population)):
        assert model.fitted.tolist() == [False, True]
        assert np.isnan(model.rates[0]).all()


def test_variance_along_a_direction():
    shared = np.array([[[0.1, 0.0], [0.2, 0.3]]])
    model = RateModel(np.array([[1.0, 2.0]]), np.array([[0.04, 0.09]]), shared, np.array([True]))
    covariance = np.diag([0.04, 0.09]) + shared[0] @ shared[0].T
    by_log = np.array([3.0, -4.0]) * [1.0, 2.0]
    assert model.variance_along(np.array([[3.0, -4.0]])) == pytest.approx(by_log @ covariance @ by_log)


@given(st.floats(0.5, 60), st.floats(0.01, 0.3))
def test_one_more_death_makes_the_open_expectancy_unbiased(expected, rate):
    deaths = np.arange(400)
    log_factorial = np.cumsum(np.log(np.maximum(deaths, 1)))
    probability = np.exp(deaths * np.log(expected) - expected - log_factorial)
    population = np.full((400, 2), expected / rate)
    two = np.column_stack([np.zeros(400), deaths])
    corrected = bias_reduced_deaths(two, population, width=[5, np.inf], ax=[2.5, np.nan])[:, 1]
    mean = (probability * population[:, 1] / corrected).sum()
    assert mean == pytest.approx((1 - np.exp(-expected)) / rate, rel=1e-9)


@pytest.mark.parametrize("log_rates", [STANDARD, HUMP], ids=["like the standard", "unlike it"])
def test_bias_and_coverage_at_2500_person_years(log_rates):
    deaths, population, truth = drawn(log_rates, 2500, 8000)
    table = expectancy(bias_reduced_deaths(deaths, population, width=WIDTH, ax=AX) / population)
    variance = expectancy_variance(
        table, chiang_variance(table, population), silcocks_variance(table, population)
    )
    covered = np.abs(table.ex[:, 0] - truth) <= 1.959964 * np.sqrt(variance[:, 0])
    assert abs(table.ex[:, 0].mean() - truth) < 0.15
    assert 0.93 < covered.mean() < 0.97


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: shrunk_rates([[1.0]], [[10.0]], standard=[0.0]), "standard must be above 0"),
        (
            lambda: fit_topals([[1.0]], [[10.0]], standard=STANDARD, weights=WEIGHTS),
            "weights must be 1 bands by 110 ages",
        ),
    ],
)
def test_refuses_nonsense(call, message):
    with pytest.raises(ValueError, match=message):
        call()
