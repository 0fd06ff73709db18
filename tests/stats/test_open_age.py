import numpy as np
import pytest

from equitygap.stats.open_age import KannistoFit, fit_kannisto, kannisto_expectancy

MIDDLE = np.arange(62.5, 90, 5)


def hazard(age, level=-2.9, slope=0.11):
    return 1 / (1 + np.exp(-level - slope * (age - 75)))


def test_recovers_a_curve_without_noise():
    population = np.full((1, 6), 1e6)
    fit = fit_kannisto(population * hazard(MIDDLE), population, middle=MIDDLE)
    assert fit.centre == 75
    assert (fit.level[0], fit.slope[0]) == pytest.approx((-2.9, 0.11))


def test_expectancy_is_the_integral_of_survival():
    fit = KannistoFit(np.array([-2.9]), np.array([0.11]), 75.0, np.zeros((1, 2, 2)))
    step = 0.001
    ages = np.arange(90, 130, step)
    survival = np.exp(-np.cumsum(hazard(ages + step / 2)) * step)
    expected = (np.append(1, survival[:-1]) + survival).sum() * step / 2
    years, variance = kannisto_expectancy(fit, age=90)
    assert years[0] == pytest.approx(expected, abs=1e-5)
    assert variance[0] == 0


def test_interval_covers():
    generator = np.random.default_rng(4)
    population = np.broadcast_to(np.linspace(9000, 1500, 6), (3000, 6))
    deaths = generator.poisson(population * hazard(MIDDLE))
    years, variance = kannisto_expectancy(fit_kannisto(deaths, population, middle=MIDDLE), age=90)
    truth = kannisto_expectancy(
        KannistoFit(np.array([-2.9]), np.array([0.11]), 75.0, np.zeros((1, 2, 2))), age=90
    )[0][0]
    covered = np.abs(years - truth) <= 1.959964 * np.sqrt(variance)
    assert 0.93 < covered.mean() < 0.97


@pytest.mark.parametrize(
    "deaths", [[0, 0, 0], [0, 0, 5], [9, 5, 1]], ids=["no deaths", "deaths in one band", "falling rates"]
)
def test_what_cannot_be_fitted_is_nan(deaths):
    deaths = np.array([deaths, [2, 4, 9]], dtype=float)
    fit = fit_kannisto(deaths, np.full((2, 3), 100.0), middle=[62.5, 67.5, 72.5])
    years, variance = kannisto_expectancy(fit, age=75)
    assert np.isnan([fit.level[0], fit.slope[0], years[0], variance[0]]).all()
    assert np.isfinite([years[1], variance[1]]).all()
