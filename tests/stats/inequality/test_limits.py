"""The distributions behind the limits, against exact ones, and the limits against simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from equitygap.stats.inequality import largest
from equitygap.stats.inequality.folded import folded
from equitygap.stats.inequality.limits import Path, chi_cdf, limit, quadratic_cdf, skewed_cdf
from equitygap.stats.inequality.measures import MEASURES, measured
from equitygap.stats.inequality.settings import Options, settings

OPTIONS = Options(bounds=(0, 100))


@pytest.mark.parametrize("degrees", [1, 2, 5, 50])
def test_a_chi_is_its_own_approximation(degrees):
    mean = np.sqrt(2) * np.exp(special.gammaln((degrees + 1) / 2) - special.gammaln(degrees / 2))
    t = mean * np.array([0.5, 1.0, 1.5])
    exact = special.gammainc(degrees / 2, t**2 / 2)
    np.testing.assert_allclose(chi_cdf(t, mean, degrees - mean**2), exact, atol=0.005)


@pytest.mark.parametrize(("degrees", "centrality"), [(1, 0), (1, 4), (3, 0.5), (9, 30), (4, 5000)])
def test_a_chi_square_is_its_own_approximation(degrees, centrality):
    mean, variance = degrees + centrality, 2 * (degrees + 2 * centrality)
    t = mean + np.sqrt(variance) * np.array([-0.5, 0.0, 2.0])
    exact = special.chndtr(t, degrees, centrality)
    found = quadratic_cdf(t, np.full(3, mean), np.full(3, variance), np.full(3, float(degrees)))
    np.testing.assert_allclose(found, exact, atol=0.005)


def test_a_skewed_distribution_without_skewness_is_normal():
    t = np.array([-2.0, 0.0, 1.96])
    np.testing.assert_allclose(
        skewed_cdf(t, np.zeros(3), np.ones(3), np.zeros(3)), special.ndtr(t), atol=1e-3
    )


def test_moments_of_folded_normals_match_simulation():
    mean, deviation = np.array([0.0, 0.3, -1.0, 4.0, 90.0]), np.array([1.0, 2.0, 1.0, 1.5, 2.0])
    draws = abs(mean + deviation * np.random.default_rng(1).normal(size=(400_000, 5)))
    found = folded(mean, deviation)
    np.testing.assert_allclose(found.mean, draws.mean(axis=0), rtol=0.01)
    np.testing.assert_allclose(found.variance, draws.var(axis=0), rtol=0.01)
    third = np.mean((draws - draws.mean(axis=0)) ** 3, axis=0) / draws.std(axis=0) ** 3
    np.testing.assert_allclose(found.third / found.variance**1.5, third, atol=0.02)


@pytest.mark.parametrize("uneven", [0.0, 0.7])
@pytest.mark.parametrize("groups", [2, 4, 12])
def test_the_largest_and_the_range_match_simulation(groups, uneven):
    rng = np.random.default_rng(groups)
    true, error = rng.normal(0, 1.5, (1, groups)), np.exp(rng.normal(0, uneven, (1, groups)))
    draws = true + error * rng.normal(size=(200_000, groups))
    weight = np.full((1, groups), 1 / groups)
    mean, variance = largest._moments_above(true, error, largest.Level(weight=weight))
    above = draws.max(axis=1) - draws.mean(axis=1)
    assert mean[0] == pytest.approx(above.mean(), abs=0.01)
    assert variance[0] == pytest.approx(above.var(), rel=0.02)
    for probability in (0.1, 0.5, 0.975):
        t = np.quantile(np.ptp(draws, axis=1), probability)
        assert largest._range_cdf(np.array([t]), true, error)[0] == pytest.approx(probability, abs=0.008)


def test_a_limit_is_where_its_probability_is_met():
    path = Path(lambda c: special.ndtr(2 * c - 1), lambda c: 10 - c, np.array([1.0, 50.0]))
    expected = 10 - (special.ndtri(0.975) + 1) / 2
    np.testing.assert_allclose(limit(path, 0.975), [expected, expected], atol=1e-3)
    np.testing.assert_allclose(limit(path, 0.975, np.array([0.9, 0.99])), [0.0, expected], atol=1e-3)


def test_limits_hold_their_estimate_when_noise_is_small():
    value = np.array([[50.0, 60.0, 75.0, 80.0]])
    given = settings(value, standard_error=0.1, population=[1, 2, 3, 4], part=[0, 0, 1, 1], reference=0)
    for name, found in measured([n for n, r in MEASURES.items() if not r.ordered], given, OPTIONS).items():
        half = 1.959964 * found.standard_error
        np.testing.assert_allclose(found.lower, found.value - half, rtol=0.003, err_msg=name)
        np.testing.assert_allclose(found.upper, found.value + half, rtol=0.003, err_msg=name)


def coverage(shape, spread, error, count, seed):
    rng = np.random.default_rng(seed)
    groups = len(shape)
    true = 50 + spread * shape
    noisy = true + error * rng.normal(size=(count, groups))
    common = dict(standard_error=error, population=1000 / error**2, part=np.arange(groups) % 2)
    plans = (
        ([n for n, r in MEASURES.items() if r.ordered], {"rank": np.arange(groups)}),
        ([n for n, r in MEASURES.items() if "reference" in r.needs], {"reference": 2}),
        ([n for n, r in MEASURES.items() if not r.ordered and "reference" not in r.needs], {}),
    )
    out = {}
    for names, more in plans:
        truth = measured(names, settings(true, **common, **more), OPTIONS)
        for name, found in measured(names, settings(noisy, **common, **more), OPTIONS).items():
            said = ~np.isnan(found.lower)
            hit = (found.lower <= truth[name].value + 1e-9) & (truth[name].value <= found.upper + 1e-9)
            out[name] = hit[said].mean()
    return out


SHAPE = np.array([-1.5, -0.9, -0.2, 0.1, 0.6, 1.1, 1.7, 2.4])


@pytest.mark.parametrize(
    ("spread", "lowest", "highest"),
    # Far apart limits are as good as exact; near equality they may hold too much, not too little.
    [(4.0, 0.93, 0.97), (1.0, 0.925, 0.995), (0.0, 0.94, 0.99)],
)
def test_limits_cover_the_true_inequality(spread, lowest, highest):
    # Ours differ from the peer's on purpose, whose simulated limits count the noise twice, whose Theil index
    # and mean log deviation have a thousandth, and attributable fractions a hundredth, of their width.
    for name, share in coverage(SHAPE, spread, np.array([1.0, 0.7] * 4), 1_200, 20240607).items():
        assert lowest <= share <= highest, name


def test_attributable_risks_and_slopes_cover_when_groups_are_ordered():
    rng = np.random.default_rng(5)
    true, error = np.array([60.0, 64.0, 67.0, 71.0, 76.0]), np.array([2.0, 1.0, 1.5, 1.0, 2.5])
    names = [n for n in MEASURES if n.startswith("population_attributable")] + ["difference", "ratio"]
    common = dict(standard_error=error, population=[5, 9, 8, 7, 4], rank=np.arange(5))
    truth = measured(names, settings(true, **common))
    found = measured(names, settings(true + error * rng.normal(size=(4_000, 5)), **common))
    for name in names:
        hit = (found[name].lower <= truth[name].value) & (truth[name].value <= found[name].upper)
        assert 0.94 <= hit.mean() <= 0.96, name
