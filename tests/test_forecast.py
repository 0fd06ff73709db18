"""Forecasts of gaps: the models, the default rule, the guard and the fallbacks, on synthetic panels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from equitygap import words
from equitygap.errors import UsageError
from equitygap.forecast import MODELS, Pool, forecast_gaps
from equitygap.panel import Contrast, Panel
from equitygap.stats import student

YEARS = np.array([2015.0, 2022.0, 2027.0])
BY_AREA = ["pooled", "pooled-fixed", "shrunk"]


def panel_of(values, *, errors=None, first=2012, width=1, metric="life_expectancy", group=None) -> Panel:
    values = np.asarray(values, dtype=float)
    start = first + np.arange(values.shape[1], dtype=float)
    return Panel(
        metric=metric,
        group=group,
        areas=tuple(f"area {i}" for i in range(len(values))),
        start=start,
        end=start + width - 1,
        value=values,
        standard_error=np.full_like(values, np.nan)
        if errors is None
        else np.broadcast_to(errors, values.shape),
        population=np.full_like(values, np.nan),
        source=np.full(values.shape, "", dtype=object),
    )


def synthetic(n=12, t=10, *, seed=0, noise=0.3, **options) -> Panel:
    rng = np.random.default_rng(seed)
    walk = np.cumsum(rng.normal(0, 0.15, (n, t)), axis=1) + rng.normal(0, 1.2, (n, 1))
    return panel_of(75 + 0.2 * np.arange(t) + walk + rng.normal(0, noise, (n, t)), **options)


def gaps(*pairs, coefficient=(1.0, -1.0)) -> Contrast:
    """Return the contrasts benchmark − focus of pairs of areas."""
    areas = np.array(pairs).reshape(-1)
    weights = np.tile(coefficient, len(pairs))
    return Contrast(len(pairs), np.repeat(np.arange(len(pairs)), 2), areas, weights, weights**2)


def test_registry_holds_every_model_but_the_default():
    assert set(MODELS) == set(words.MODELS) - {"default"}
    assert {row.simpler for row in MODELS.values()} <= {*MODELS, None}


@pytest.mark.parametrize("model", [*words.MODELS])
def test_every_model_answers(model):
    found = forecast_gaps(synthetic(), gaps((0, 1), (2, 3)), YEARS[1:], model=model)
    assert found.mean.shape == (2, 2)
    assert found.covariance.shape == (2, 2, 2)
    assert np.isfinite(found.mean).all()
    assert (np.linalg.eigvalsh(found.covariance) > -1e-9).all()
    assert (found.reported_variance > np.diagonal(found.covariance, axis1=1, axis2=2) - 1e-9).all()
    assert found.points.tolist() == [10, 10]
    assert set(found.model) <= set(MODELS)
    assert set().union(*found.reasons) <= set(words.FLAGS)


@pytest.mark.parametrize("model", words.MODELS)
def test_a_constant_for_everyone_changes_nothing(model):
    panel = synthetic()
    shifted = replace(panel, value=panel.value + np.linspace(0, 5, 10))
    one = forecast_gaps(panel, gaps((0, 1)), YEARS[1:], model=model)
    other = forecast_gaps(shifted, gaps((0, 1)), YEARS[1:], model=model)
    np.testing.assert_allclose(other.mean, one.mean, atol=1e-5)
    np.testing.assert_allclose(other.covariance, one.covariance, rtol=1e-4, atol=1e-8)


@pytest.mark.parametrize("model", words.MODELS)
def test_the_order_of_the_areas_does_not_matter(model):
    panel = synthetic()
    order = np.random.default_rng(1).permutation(12)
    place = np.argsort(order)
    permuted = replace(
        panel,
        areas=tuple(panel.areas[i] for i in order),
        value=panel.value[order],
        standard_error=panel.standard_error[order],
    )
    one = forecast_gaps(panel, gaps((0, 1)), YEARS[1:], model=model)
    other = forecast_gaps(permuted, gaps((place[0], place[1])), YEARS[1:], model=model)
    np.testing.assert_allclose(other.mean, one.mean, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(other.reported_variance, one.reported_variance, rtol=1e-5)


@pytest.mark.parametrize("model", words.MODELS)
def test_a_batch_of_comparisons_is_its_members(model):
    panel, pairs = synthetic(), [(0, 1), (2, 3), (0, 5)]
    together = forecast_gaps(panel, gaps(*pairs), YEARS[1:], model=model)
    for c, pair in enumerate(pairs):
        alone = forecast_gaps(panel, gaps(pair), YEARS[1:], model=model)
        np.testing.assert_allclose(alone.mean[0], together.mean[c], rtol=1e-9)
        np.testing.assert_allclose(alone.covariance[0], together.covariance[c], rtol=1e-9)


def test_the_other_way_round_is_the_negative():
    found = forecast_gaps(synthetic(), gaps((0, 1), (1, 0)), YEARS, model="pooled")
    np.testing.assert_allclose(found.mean[0], -found.mean[1], atol=1e-12)
    np.testing.assert_allclose(found.covariance[0], found.covariance[1])


def test_a_pooled_focus_is_the_weighted_mean_of_its_areas():
    panel = synthetic()
    weights = np.array([1.0, -0.25, -0.75])
    pooled = Contrast(1, np.zeros(3, dtype=int), np.array([0, 1, 2]), weights, weights**2)
    one = forecast_gaps(panel, pooled, YEARS, model="pooled")
    each = forecast_gaps(panel, gaps((0, 1), (0, 2)), YEARS, model="pooled")
    np.testing.assert_allclose(one.mean[0], 0.25 * each.mean[0] + 0.75 * each.mean[1], atol=1e-12)
    assert (one.reported_variance < each.reported_variance.max(axis=0)).all()


def test_a_past_year_is_known_better_than_a_future_one_and_jointly():
    found = forecast_gaps(synthetic(), gaps((0, 1)), YEARS, model="pooled")
    covariance = found.covariance[0]
    assert covariance[0, 0] < covariance[1, 1] < covariance[2, 2]
    assert covariance[0, 1] != 0


def test_missing_figures_and_areas_that_stop_are_borne():
    panel = synthetic(n=20, seed=3)
    holes = panel.value.copy()
    holes[np.random.default_rng(2).random(holes.shape) < 0.15] = np.nan
    holes[5, 4:] = np.nan
    whole = forecast_gaps(panel, gaps((0, 1)), YEARS[1:], model="pooled")
    found = forecast_gaps(replace(panel, value=holes), gaps((0, 1), (0, 5)), YEARS[1:], model="pooled")
    assert np.abs(found.mean[0] - whole.mean[0]).max() < 0.4
    assert found.reported_variance[1, 0] > found.reported_variance[0, 0]


def test_leaving_out_years_is_not_having_them():
    panel = synthetic()
    without = replace(panel, value=np.where(panel.year == 2020, np.nan, panel.value))
    one = forecast_gaps(panel, gaps((0, 1)), YEARS[1:], model="pooled", exclude=[2020])
    other = forecast_gaps(without, gaps((0, 1)), YEARS[1:], model="pooled")
    np.testing.assert_array_equal(one.mean, other.mean)
    assert one.points[0] == 9


def test_only_models_of_one_gap_start_at_the_baseline():
    panel = synthetic()
    for model in MODELS:
        whole = forecast_gaps(panel, gaps((0, 1)), YEARS[1:], model=model)
        since = forecast_gaps(panel, gaps((0, 1)), YEARS[1:], model=model, since=2016)
        same = whole.degrees_of_freedom[0] == since.degrees_of_freedom[0]
        assert same == MODELS[model].uses_history
        assert since.points[0] == (10 if MODELS[model].uses_history else 6)


def test_default_is_pooled_with_eight_areas_and_fixed_with_fewer():
    many = forecast_gaps(synthetic(), gaps((0, 1)), YEARS[1:])
    few = forecast_gaps(synthetic(n=7), gaps((0, 1)), YEARS[1:])
    short = forecast_gaps(synthetic(t=4), gaps((0, 1)), YEARS[1:])
    assert (many.model, many.reasons) == (("pooled",), ((),))
    assert (few.model, few.reasons) == (("pooled-fixed",), (("fewer_than_8_areas",),))
    assert short.model == ("pooled-fixed",)


def test_guard_trips_on_errors_that_understate_the_noise():
    found = forecast_gaps(synthetic(n=40, noise=1.0, errors=0.2), gaps((0, 1)), YEARS[1:])
    assert found.model == ("last",)
    assert "guard_noise" in found.reasons[0]


def test_guard_trips_where_the_last_value_does_better():
    # Levels jump for good just before the hold-out: to the pooled model that is noise, to be averaged away.
    rng = np.random.default_rng(4)
    level = rng.normal(0, 0.5, (40, 1)) + np.where(np.arange(12) >= 7, rng.normal(0, 3, (40, 1)), 0.0)
    panel = panel_of(75 + level + rng.normal(0, 0.02, (40, 12)), errors=0.6)
    found = forecast_gaps(panel, gaps((0, 1)), YEARS[1:])
    assert found.model == ("last",)
    assert found.reasons[0] == ("guard_holdout",)
    assert forecast_gaps(panel, gaps((0, 1)), YEARS[1:], model="pooled").model == ("pooled",)


@pytest.mark.parametrize(
    ("points", "model", "served", "flags"),
    [
        (0, "default", "", {"too_few_points", "model_fallback"}),
        (1, "default", "", {"too_few_points", "model_fallback"}),
        (2, "default", "last", {"too_few_points", "model_fallback"}),
        (2, "linear", "last", {"too_few_points", "model_fallback"}),
        (2, "drift", "last", {"too_few_points", "model_fallback"}),
        (3, "default", "pooled", set()),
        (3, "shrunk", "shrunk", set()),
    ],
)
def test_a_gap_with_few_points_goes_to_the_next_simpler_model(points, model, served, flags):
    panel = synthetic()
    value = panel.value.copy()
    value[1, : 10 - points] = np.nan
    found = forecast_gaps(replace(panel, value=value), gaps((0, 1), (2, 3)), YEARS[1:], model=model)
    assert found.model[0] == served
    assert set(found.reasons[0]) == flags
    assert np.isfinite(found.mean[0]).all() == bool(served)
    assert found.model[1] == ("pooled" if model == "default" else model)


@pytest.mark.parametrize(("n", "model", "served"), [(2, "pooled", "pooled-fixed"), (2, "shrunk", "linear")])
def test_too_few_areas_go_to_the_next_simpler_model(n, model, served):
    found = forecast_gaps(synthetic(n=n), gaps((0, 1)), YEARS[1:], model=model)
    assert found.model == (served,)
    assert "model_fallback" in found.reasons[0]


@pytest.mark.parametrize("n", [1, 12])
def test_a_level_goes_to_the_line(n):
    level = Contrast(1, np.array([0]), np.array([0]), np.array([-1.0]), np.array([1.0]))
    found = forecast_gaps(synthetic(n=n), level, YEARS[1:], model="pooled")
    assert found.model == ("linear",)
    assert "model_fallback" in found.reasons[0]


def test_figures_that_never_vary_give_the_last_value_and_no_uncertainty():
    found = forecast_gaps(panel_of(np.full((10, 8), 75.0)), gaps((0, 1)), YEARS[1:])
    assert found.model == ("last",)
    assert found.reasons == (("no_scatter",),)
    assert found.mean.tolist() == [[0.0, 0.0]]
    assert np.isnan(found.reported_variance).all()


def test_a_standard_error_of_zero_is_none():
    panel = synthetic()
    zero = replace(panel, standard_error=np.zeros_like(panel.value))
    one = forecast_gaps(panel, gaps((0, 1)), YEARS[1:], model="pooled")
    other = forecast_gaps(zero, gaps((0, 1)), YEARS[1:], model="pooled")
    np.testing.assert_array_equal(one.mean, other.mean)


def test_two_areas_are_forecast_as_one_gap():
    panel = synthetic(n=2, errors=0.3)
    found = forecast_gaps(panel, gaps((0, 1)), YEARS[1:])
    mirrored = replace(panel, value=np.stack([panel.value[0] - panel.value[1], np.zeros(10)]))
    other = forecast_gaps(mirrored, gaps((0, 1)), YEARS[1:])
    np.testing.assert_allclose(found.mean, other.mean)
    np.testing.assert_allclose(found.covariance, other.covariance)


def test_units_do_not_matter_but_for_life_expectancies():
    panel = synthetic(metric="infant_mortality")
    large = replace(panel, value=100 * panel.value)
    for model in BY_AREA:
        one = forecast_gaps(panel, gaps((0, 1)), YEARS, model=model)
        other = forecast_gaps(large, gaps((0, 1)), YEARS, model=model)
        np.testing.assert_allclose(other.mean, 100 * one.mean, rtol=1e-6)
        np.testing.assert_allclose(other.reported_variance, 1e4 * one.reported_variance, rtol=1e-6)


def test_groups_share_hyperparameters_unless_they_are_large():
    small, other = synthetic(n=10, group="a"), synthetic(n=10, group="b", seed=9, noise=0.8)
    large, wide = synthetic(n=20, group="a"), synthetic(n=20, group="b", seed=9, noise=0.8)

    def variance(panel, *others):
        return forecast_gaps(panel, gaps((0, 1)), YEARS[1:], model="pooled", others=others).reported_variance

    assert not np.allclose(variance(small), variance(small, other))
    np.testing.assert_array_equal(variance(large), variance(large, wide))


def test_groups_may_have_different_years():
    one, other = synthetic(n=10), synthetic(n=6, t=7, first=2005, seed=2)
    found = forecast_gaps(one, gaps((0, 1)), YEARS[1:], model="pooled", others=[other])
    assert np.isfinite(found.mean).all()
    assert Pool([one, other]).year.tolist() == list(np.arange(2005.0, 2022.0))


def test_a_shock_widens_the_future_only():
    plain = forecast_gaps(synthetic(), gaps((0, 1)), YEARS, model="pooled")
    shocked = forecast_gaps(synthetic(), gaps((0, 1)), YEARS, model="pooled", shock=0.4)
    extra = np.diagonal(shocked.covariance - plain.covariance, axis1=1, axis2=2)
    np.testing.assert_allclose(extra, [[0.0, 0.32, 0.32]], atol=1e-12)
    np.testing.assert_allclose(shocked.reported_variance - plain.reported_variance, extra)
    assert shocked.reasons[0] == ("shock_scenario",)


def test_rolling_windows_are_less_certain_than_as_many_annual_figures():
    annual = forecast_gaps(synthetic(errors=0.3), gaps((0, 1)), [2023.0], model="pooled-fixed")
    rolling = forecast_gaps(synthetic(errors=0.3, width=3), gaps((0, 1)), [2024.0], model="pooled-fixed")
    assert rolling.covariance[0, 0, 0] > annual.covariance[0, 0, 0]


def test_intervals_of_gaps_cover_in_a_small_and_in_a_large_group():
    for n, model in ((3, "pooled-fixed"), (30, "pooled")):
        inside = []
        for seed in range(60):
            panel = fixed_process(n, seed)
            train = first_years(panel, 10)
            pairs = gaps(*[(i, i + 1) for i in range(0, n - 1, 2)])
            found = forecast_gaps(train, pairs, panel.year[[14]], model=model)
            inside.append(inside_95(found, pairs.of(panel.value)[:, 14]))
        assert 0.92 < np.mean(np.concatenate(inside)) < 0.99, (n, model)


def straight(pace, n, *, error, published, seed) -> Panel:
    """Draw n areas: the even ones stand still, the odd ones, 10 years lower, close in at a steady pace."""
    rng = np.random.default_rng(seed)
    year = np.arange(20.0)
    values = 80 - (np.arange(n) % 2)[:, None] * (10 + pace * year)
    noise = rng.normal(0, error, values.shape)
    return panel_of(values + noise, errors=error if published else None, first=2000)


def first_years(panel: Panel, n: int) -> Panel:
    return replace(
        panel,
        **{name: getattr(panel, name)[:n] for name in ("start", "end")},
        **{name: getattr(panel, name)[:, :n] for name in ("value", "standard_error")},
    )


@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize(
    ("pace", "lowest", "least_chance"), [(0.0, 0.93, 0.4), (-0.2, 0.93, 0.15), (-0.5, 0.85, 0.1)]
)
def test_few_areas_are_covered_even_where_a_gap_closes_steadily(pace, lowest, least_chance, published):
    inside, chance = [], []
    for seed in range(25):
        panel = first_years(straight(pace, 6, error=0.8, published=published, seed=seed), 9)
        found = forecast_gaps(panel, gaps((0, 1), (2, 3), (4, 5)), [2013.0, 2018.0])
        truth = 10 + pace * np.array([13.0, 18.0])
        assert set(found.model) == {"pooled-fixed"}
        scale = np.sqrt(np.diagonal(found.covariance, axis1=1, axis2=2))
        half = student.quantile(0.975, found.degrees_of_freedom)[:, None] * scale
        inside.append(np.abs(found.mean - truth) < half)
        chance.append(
            student.probability_at_or_under(
                truth, mean=found.mean, scale=scale, degrees_of_freedom=found.degrees_of_freedom[:, None]
            )
        )
    assert np.mean(inside) > lowest
    assert least_chance < np.mean(chance) < 0.6
    assert np.median(chance) > 0.05


def test_a_gap_that_falls_on_a_line_is_not_expected_to_widen():
    value = np.stack([np.full(9, 85.0), 69 + 0.53 * np.arange(9)])
    found = forecast_gaps(panel_of(value, errors=0.8), gaps((0, 1)), [2030.0])
    chance = student.probability_at_or_under(
        8.0,
        mean=found.mean[0],
        scale=np.sqrt(found.covariance[0, 0]),
        degrees_of_freedom=found.degrees_of_freedom[0],
    )
    assert found.model == ("pooled-fixed",)
    assert found.mean[0, 0] < 10
    assert 0.2 < chance[0] < 0.7


@pytest.mark.parametrize("published", [True, False])
def test_a_benchmark_that_alone_moves_beside_the_mean_is_followed(published):
    inside = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        closing = 70 + rng.normal(0, 1, (30, 1)) + 0.5 * np.arange(9)
        noise = rng.normal(0, 0.8, (31, 9))
        panel = panel_of(
            np.concatenate([np.full((1, 9), 80.0), closing]) + noise, errors=0.8 if published else None
        )
        found = forecast_gaps(panel, gaps(*[(0, i) for i in range(1, 31)]), [2026.0])
        truth = 80 - closing[:, 0] - 0.5 * 14
        half = student.quantile(0.975, found.degrees_of_freedom) * np.sqrt(found.covariance[:, 0, 0])
        inside.append(np.abs(found.mean[:, 0] - truth) < half)
    assert np.mean(inside) > 0.9


@pytest.mark.parametrize("model", ["last", "drift", "linear", "default"])
def test_two_points_without_errors_tell_no_spread(model):
    panel = first_years(synthetic(n=2), 2)
    found = forecast_gaps(panel, gaps((0, 1)), YEARS[1:], model=model)
    assert np.isfinite(found.mean).all()
    assert np.isnan(found.covariance).all()
    assert np.isnan(found.reported_variance).all()
    assert "too_few_points" in found.reasons[0]
    known = replace(panel, standard_error=np.full((2, 2), 0.5))
    assert np.isfinite(forecast_gaps(known, gaps((0, 1)), YEARS[1:], model=model).covariance).all()


@pytest.mark.parametrize("model", ["last", "drift", "linear"])
@pytest.mark.parametrize(("points", "errors", "told"), [(3, None, False), (3, 0.5, True), (4, None, True)])
def test_scatter_stands_in_for_errors_from_four_points_on(model, points, errors, told):
    panel = first_years(synthetic(n=2, errors=errors), points)
    found = forecast_gaps(panel, gaps((0, 1)), YEARS[1:], model=model)
    assert found.model == (model,)
    assert np.isfinite(found.reported_variance).all() == told
    assert ("too_few_points" in found.reasons[0]) != told


@pytest.mark.parametrize(
    ("model", "step", "silent"),
    [
        ("linear", 0.1, True),
        ("linear", 0.0, True),
        ("drift", 0.1, True),
        ("last", 0.0, True),
        ("last", 0.1, False),
        ("default", 0.0, True),
        ("default", 0.1, False),
    ],
)
def test_a_straight_series_without_errors_does_not_tell_how_sure_one_may_be(model, step, silent):
    value = np.stack([np.full(9, 85.0), 69 + step * np.arange(9)])
    found = forecast_gaps(panel_of(value), gaps((0, 1)), YEARS[1:], model=model)
    assert np.isfinite(found.mean).all()
    assert np.isnan(found.reported_variance).all() == silent
    assert np.isnan(found.covariance).all() == silent
    assert ("no_scatter" in found.reasons[0]) == silent
    known = forecast_gaps(panel_of(value, errors=0.5), gaps((0, 1)), YEARS[1:], model=model)
    # A random walk with drift knows no errors of measurement.
    assert (known.reported_variance > 0.1).all() == (model != "drift")


def inside_95(found, outcome):
    half = student.quantile(0.975, found.degrees_of_freedom) * np.sqrt(found.reported_variance[:, 0])
    return np.abs(outcome - found.reported_mean[:, 0]) < half


def fixed_process(n, seed):
    """Draw a panel from the process that the fixed hyperparameters describe, with a common course added."""
    rng = np.random.default_rng(seed)
    level, slope, values = rng.normal(0, 1.2, n), rng.normal(0, 0.03, n), np.empty((n, 15))
    for t in range(15):
        values[:, t] = 70 + 0.3 * t + level
        level = level + slope + rng.normal(0, 0.07, n)
        slope = 0.9 * slope + rng.normal(0, 0.03 * np.sqrt(1 - 0.81), n)
    return panel_of(values + rng.normal(0, 0.4, (n, 15)), errors=0.4, first=2000)


def test_an_unknown_model_is_named_with_its_nearest():
    with pytest.raises(UsageError, match="did you mean 'linear'"):
        forecast_gaps(synthetic(), gaps((0, 1)), YEARS, model="lineal")
