"""The damped local trend: against a Kalman filter, a general optimiser, and simulated series."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special
from scipy.optimize import minimize

from equitygap.stats import local_trend
from equitygap.stats.local_trend import FEW, FIXED, Hyperparameters, Sets, likelihood
from equitygap.stats.trend import overlap_correlation

TRUTH = Hyperparameters(
    level_spread=1.0, level_noise=0.02, slope_spread=0.004, error_factor=1.0, damping=0.85
)


def simulate(p: Hyperparameters, n: int, years: int, error: float, generator: np.random.Generator):
    """Draw true levels and published figures, (n, years), by the state equations themselves."""
    level = generator.normal(0, np.sqrt(p.level_spread), n)
    slope = generator.normal(0, np.sqrt(p.slope_spread), n)
    levels = np.empty((n, years))
    for t in range(years):
        levels[:, t] = level
        level = level + slope + generator.normal(0, np.sqrt(p.level_noise), n)
        slope = p.damping * slope + generator.normal(0, np.sqrt(p.slope_spread * (1 - p.damping**2)), n)
    return levels, levels + generator.normal(0, error * np.sqrt(p.error_factor), (n, years))


def kalman(y: np.ndarray, variance: float, p: Hyperparameters, ahead: int):
    """Filter an annual series; return mean and variance of the level `ahead` years after it, and logL."""
    transition = np.array([[1.0, 1.0], [0.0, p.damping]])
    noise = np.diag([p.level_noise, p.slope_spread * (1 - p.damping**2)])
    mean, cov, log_likelihood = np.zeros(2), np.diag([p.level_spread, p.slope_spread]), 0.0
    for t, value in enumerate(y):
        if t > 0:
            mean, cov = transition @ mean, transition @ cov @ transition.T + noise
        if np.isfinite(value):
            total = cov[0, 0] + variance + 1e-6
            gain, error = cov[:, 0] / total, value - mean[0]
            log_likelihood -= 0.5 * (np.log(total) + error**2 / total)
            mean, cov = mean + gain * error, cov - np.outer(gain, cov[0])
    for _ in range(ahead):
        mean, cov = transition @ mean, transition @ cov @ transition.T + noise
    return mean[0], cov[0, 0], log_likelihood


@pytest.mark.parametrize("missing", [(), (2,), (0, 3, 4), (7,)])
def test_conditional_distribution_is_that_of_the_kalman_filter(missing):
    rng = np.random.default_rng(1)
    y = simulate(TRUTH, 4, 8, 0.3, rng)[1]
    y[:, list(missing)] = np.nan
    years = np.append(np.arange(8.0), [10.0, 14.0])
    found = local_trend.project(y, np.full((4, 10), 0.3), np.eye(10), years, TRUTH, prior_degrees=np.inf)
    expected = np.array([[kalman(row, 0.09, TRUTH, h)[:2] for h in (3, 7)] for row in y])
    np.testing.assert_allclose(found.mean, expected[:, :, 0], rtol=1e-9)
    np.testing.assert_allclose(np.diagonal(found.scale, axis1=1, axis2=2), expected[:, :, 1], rtol=1e-9)
    np.testing.assert_allclose(found.reported_scale, expected[:, :, 1] + 0.09, rtol=1e-9)


def test_likelihood_is_that_of_the_kalman_filter():
    rng = np.random.default_rng(2)
    y = simulate(TRUTH, 5, 9, 0.3, rng)[1]
    y[1, 4], y[3, 0] = np.nan, np.nan
    arguments = y, np.full((5, 9), 0.3), np.eye(9), np.arange(9.0)
    thetas = [np.array([0.2, -4.0, -6.0, 0.3, 1.0]), np.array([-0.5, -3.0, -8.0, -0.2, 2.5])]
    ours, filtered = [], []
    for theta in thetas:
        p = Hyperparameters.from_theta(theta)
        penalty = 0.5 * np.sum(((theta - likelihood.PRIOR_MEAN) / likelihood.PRIOR_DEVIATION) ** 2)
        ours.append(likelihood.Likelihood(*arguments).value(theta) - penalty)
        filtered.append(-sum(kalman(row, 0.09 * p.error_factor, p, 0)[2] for row in y))
    np.testing.assert_allclose(ours, filtered, rtol=1e-8)


def test_score_is_the_gradient():
    rng = np.random.default_rng(3)
    y = simulate(TRUTH, 6, 7, 0.3, rng)[1]
    y[2, 3] = np.nan
    start = np.arange(2010.0, 2017)
    correlation = overlap_correlation(start, start + 2)
    model = likelihood.Likelihood(y, rng.uniform(0.2, 0.4, (6, 7)), correlation, np.arange(7.0))
    theta = np.array([0.2, -4.0, -6.0, 0.3, 1.0])
    step = 1e-5 * np.eye(5)
    numeric = [(model.value(theta + e) - model.value(theta - e)) / 2e-5 for e in step]
    np.testing.assert_allclose(model.score_and_information(theta)[0], numeric, rtol=1e-5, atol=1e-6)


def test_information_is_the_expected_hessian():
    rng = np.random.default_rng(4)
    theta = np.array([0.0, np.log(0.02), np.log(0.004), 0.0, 1.7])
    p = Hyperparameters.from_theta(theta)
    y = simulate(p, 20_000, 6, 0.3, rng)[1]
    model = likelihood.Likelihood(y, np.full_like(y, 0.3), np.eye(6), np.arange(6.0))
    step = 1e-4 * np.eye(5)
    score = [model.score_and_information(theta + sign * e)[0] for e in step for sign in (1, -1)]
    hessian = (np.array(score[::2]) - np.array(score[1::2])) / 2e-4
    information = model.score_and_information(theta)[1]
    scale = np.sqrt(np.outer(np.diag(information), np.diag(information)))
    np.testing.assert_allclose(hessian / scale, information / scale, atol=0.05)


@pytest.mark.parametrize(("seed", "n", "t"), [(0, 40, 6), (1, 77, 9), (2, 25, 14)])
def test_scoring_finds_the_optimum_of_a_general_optimiser(seed, n, t):
    y = simulate(TRUTH, n, t, 0.3, np.random.default_rng(seed))[1]
    arguments = y, np.full_like(y, 0.3), np.eye(t), np.arange(float(t))
    model = likelihood.Likelihood(*arguments)
    bounds = list(zip(likelihood.LOWER, likelihood.UPPER, strict=True))
    peer = min(
        minimize(model.value, start, method="L-BFGS-B", bounds=bounds).fun for start in likelihood.STARTS
    )
    p = local_trend.fit(*arguments)
    theta = np.log([p.level_spread, p.level_noise, p.slope_spread, p.error_factor, p.damping])
    theta[4] = special.logit(p.damping)
    assert model.value(theta) < peer + 1e-3


def test_parameters_are_recovered_and_intervals_cover():
    rng = np.random.default_rng(5)
    levels, y = simulate(TRUTH, 1500, 20, 0.3, rng)
    future = y[:, [14, 19]]
    s, years = np.full((1500, 12), 0.3), np.arange(10.0)
    p = local_trend.fit(y[:400, :10], s[:400, :10], np.eye(10), years)
    assert p.level_spread == pytest.approx(TRUTH.level_spread, rel=0.2)
    assert p.level_noise == pytest.approx(TRUTH.level_noise, rel=0.5)
    assert p.error_factor == pytest.approx(1.0, rel=0.15)
    found = local_trend.project(
        y[:, :10], s, np.eye(12), np.append(years, [14.0, 19.0]), p, prior_degrees=np.inf
    )
    scale = np.diagonal(found.scale, axis1=1, axis2=2)
    latent = np.abs(levels[:, [14, 19]] - found.mean) < 1.96 * np.sqrt(scale)
    published = np.abs(future - found.reported_mean) < 1.96 * np.sqrt(found.reported_scale)
    assert 0.94 < latent.mean() < 0.96
    assert 0.94 < published.mean() < 0.96


def test_series_that_differ_in_scale_are_covered_by_their_own_t():
    rng = np.random.default_rng(6)
    own = np.sqrt(5 / rng.chisquare(5, 3000))[:, None]
    y = own * simulate(TRUTH, 3000, 16, 0.3, rng)[1]
    found = local_trend.project(
        y[:, :10], np.full((3000, 11), 0.3), np.eye(11), np.append(np.arange(10.0), 15.0), TRUTH
    )
    half = special.stdtrit(found.degrees_of_freedom, 0.975) * np.sqrt(found.reported_scale[:, 0])
    assert found.degrees_of_freedom[0] == 14
    assert 0.94 < np.mean(np.abs(y[:, 15] - found.reported_mean[:, 0]) < half) < 0.96


def test_a_batch_is_its_members():
    rng = np.random.default_rng(7)
    y = simulate(TRUTH, 5, 8, 0.3, rng)[1]
    y[1, 2], y[4, :3] = np.nan, np.nan
    s, years = rng.uniform(0.2, 0.5, (5, 10)), np.append(np.arange(8.0), [9.5, 12.0])
    whole = local_trend.project(y, s, np.eye(10), years, FIXED)
    for i in range(5):
        one = local_trend.project(y[[i]], s[[i]], np.eye(10), years, FIXED)
        np.testing.assert_allclose(one.mean[0], whole.mean[i], rtol=1e-10)
        np.testing.assert_allclose(one.scale[0], whole.scale[i], rtol=1e-10)


def test_a_missing_year_is_a_column_left_out():
    y = simulate(TRUTH, 3, 7, 0.3, np.random.default_rng(8))[1]
    gap = y.copy()
    gap[:, 3] = np.nan
    years, keep = np.append(np.arange(7.0), 12.0), [0, 1, 2, 4, 5, 6, 7]
    masked = local_trend.project(gap, np.full((3, 8), 0.3), np.eye(8), years, FIXED)
    left_out = local_trend.project(y[:, keep[:-1]], np.full((3, 7), 0.3), np.eye(7), years[keep], FIXED)
    np.testing.assert_allclose(masked.mean, left_out.mean, rtol=1e-9)
    np.testing.assert_allclose(masked.reported_scale, left_out.reported_scale, rtol=1e-9)


def test_a_past_year_is_smoothed_and_a_series_without_figures_knows_nothing():
    y = np.array([[1.0, 1.2, 0.8, 1.1], [np.nan] * 4])
    years = np.append(np.arange(4.0), [1.0, 6.0])
    found = local_trend.project(y, np.full((2, 6), 0.3), np.eye(6), years, FIXED)
    assert 0.8 < found.mean[0, 0] < 1.2
    assert found.scale[0, 0, 0] < found.scale[0, 1, 1]
    assert found.mean[1].tolist() == [0.0, 0.0]
    assert found.scale[1, 0, 0] > FIXED.level_spread


def test_levels_between_years_lie_between():
    k = local_trend.level_covariance(np.array([0.0, 1.0, 1.5, 2.0]), FIXED)
    assert k[2, 0] == pytest.approx((k[1, 0] + k[3, 0]) / 2)
    assert k[1, 1] < k[2, 2] < k[3, 3]


@pytest.mark.parametrize("width", [1, 3])
def test_scatter_recovers_the_error_variance(width):
    rng = np.random.default_rng(9)
    annual = rng.normal(0, 0.4 * np.sqrt(width), (400, 22))
    rolling = np.stack([annual[:, i : i + width].mean(axis=1) for i in range(20)], axis=1)
    start = np.arange(20.0)
    found = local_trend.scatter_variance(rolling, start, overlap_correlation(start, start + width - 1))
    assert found.mean() == pytest.approx(0.16, rel=0.05)


def test_scatter_is_a_sixth_of_the_squared_second_difference():
    d = np.array([[0.0, 1.0, 0.5, 0.7]])
    expected = np.mean(np.diff(d[0], 2) ** 2) / 6
    assert local_trend.scatter_variance(d, np.arange(4.0), np.eye(4))[0] == pytest.approx(expected)
    assert np.isnan(local_trend.scatter_variance(d[:, :2], np.arange(2.0), np.eye(2))).all()


def pair_of_sets(share: float) -> Sets:
    """Return steady slopes of two sizes."""
    wide = Hyperparameters(1.0, 0.01, 0.25, 1.0, 0.95)
    return Sets((TRUTH, wide), (1 - share, share))


def test_density_is_that_of_the_kalman_filter():
    y = simulate(TRUTH, 5, 9, 0.3, np.random.default_rng(10))[1]
    y[1, 4], y[3, 0] = np.nan, np.nan
    s = np.full((5, 9), 0.3)
    found = local_trend.log_likelihood(y, s, np.eye(9), np.arange(9.0), TRUTH, prior_degrees=np.inf)
    np.testing.assert_allclose(found, [kalman(row, 0.09, TRUTH, 0)[2] for row in y], rtol=1e-8)


def test_density_with_a_scale_of_its_own_is_the_integral_over_scales():
    y = 2.0 * simulate(TRUTH, 1, 6, 0.3, np.random.default_rng(11))[1]
    arguments = np.full((1, 6), 0.3), np.eye(6), np.arange(6.0), TRUTH
    first = local_trend.log_likelihood(y[:, :1], np.full((1, 1), 0.3), np.eye(1), np.zeros(1), TRUTH)
    normal = local_trend.log_likelihood(y, *arguments, prior_degrees=np.inf)
    scaled = local_trend.log_likelihood(y, *arguments, prior_degrees=5.0)
    residuals = local_trend.log_likelihood(0.0 * y, *arguments, prior_degrees=np.inf) - normal
    half = float(residuals[0] - 0.5 * y[0, 0] ** 2 / (1.09 + 1e-6))
    precision = (np.arange(200_000) + 0.5) / 10_000
    # χ²₅/5 is the density of the precision; a residual's density goes with its root.
    density = precision**1.5 * np.exp(-2.5 * precision) * 2.5**2.5 / special.gamma(2.5)
    integral = np.mean(density * precision**2.5 * np.exp(-(precision - 1) * half)) * 20
    assert scaled[0] - normal[0] == pytest.approx(np.log(integral), rel=1e-6)
    assert np.isfinite(first).all()


def test_an_average_over_one_set_is_its_projection():
    y = simulate(TRUTH, 4, 8, 0.3, np.random.default_rng(12))[1]
    s, years = np.full((4, 10), 0.3), np.append(np.arange(8.0), [9.5, 12.0])
    one = local_trend.average(y, s, np.eye(10), years, Sets((TRUTH, TRUTH), (0.5, 0.5)))
    other = local_trend.project(y, s, np.eye(10), years, TRUTH)
    for name, values in vars(other).items():
        np.testing.assert_allclose(getattr(one, name), values, rtol=1e-12)


def test_an_average_lies_between_its_parts_and_follows_the_density():
    y = np.stack([0.4 * np.arange(9.0), np.full(9, 0.1)])
    s, years = np.full((2, 10), 0.3), np.append(np.arange(9.0), 14.0)
    low, high = (local_trend.project(y, s, np.eye(10), years, p).mean for p in pair_of_sets(0.5).parameters)
    steps = [local_trend.average(y, s, np.eye(10), years, pair_of_sets(w)) for w in (1e-9, 1e-3, 0.5)]
    steep = np.array([step.mean[0, 0] for step in steps])
    assert low[0, 0] - 1e-9 <= steep[0] < steep[1] < steep[2] <= high[0, 0]
    log_density = [
        local_trend.log_likelihood(y, s[:, :9], np.eye(9), years[:9], p) for p in pair_of_sets(0.5).parameters
    ]
    share = 1 / (1 + np.exp(log_density[0] - log_density[1]))
    np.testing.assert_allclose(steps[2].mean[:, 0], (low + share[:, None] * (high - low))[:, 0], rtol=1e-5)


def test_a_mixture_has_the_variance_of_its_parts_and_of_their_means():
    y = 0.25 * np.arange(9.0)[None]
    s, years, sets = np.full((1, 10), 0.3), np.append(np.arange(9.0), 14.0), pair_of_sets(0.01)
    a, b = (local_trend.project(y, s, np.eye(10), years, p) for p in sets.parameters)
    found = local_trend.average(y, s, np.eye(10), years, sets)
    w = ((found.mean - a.mean) / (b.mean - a.mean)).item()
    assert 0.05 < w < 0.95
    factor = found.degrees_of_freedom.item() / (found.degrees_of_freedom.item() - 2)
    expected = (1 - w) * a.scale + w * b.scale
    between = w * (1 - w) * (b.mean - a.mean).item() ** 2
    assert factor * found.scale.item() == pytest.approx(factor * expected.item() + between, rel=1e-9)


def test_sets_are_probabilities():
    assert sum(FEW.weight) == pytest.approx(1)
    assert FEW.parameters[0] == FIXED
    assert FEW.weight[0] > 0.9
    assert {p.error_factor for p in FEW.with_error_factor(3.0).parameters} == {3.0}
    with pytest.raises(ValueError, match="prior_degrees must be over 2"):
        local_trend.average(np.ones((1, 3)), np.ones((1, 4)), np.eye(4), np.arange(4.0), FEW, prior_degrees=2)
