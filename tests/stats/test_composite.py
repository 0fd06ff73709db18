"""Scores, weights and places of composites, where a higher score is worse."""

from __future__ import annotations

from statistics import mean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from equitygap.stats.composite import (
    Scale,
    applied_weights,
    identity_scale,
    percentiles,
    range_scale,
    rank_limits,
    ranks,
    scores,
    standard_errors,
    weighted_sums,
    z_scale,
)

#: Figures that differ enough for their spread to be no rounding.
FIGURES = arrays(float, (6, 2), elements=st.integers(-1000, 1000).map(float), unique=True)
SIGNS = st.lists(st.sampled_from([-1, 1]), min_size=2, max_size=2)
TENTHS = st.integers(1, 9).map(lambda tenth: [tenth / 10, 1 - tenth / 10])


@given(FIGURES, SIGNS)
def test_z_scores_are_those_of_the_standard_library(values, better):
    scale = z_scale(values, better)
    for column, sign in enumerate(better):
        x = values[:, column].tolist()
        assert scale.zero[column] == pytest.approx(mean(x))
        assert scale.unit[column] == pytest.approx(-sign * stdev(x))


@given(FIGURES, SIGNS, st.integers(-50, 50), st.integers(1, 50))
def test_scores_do_not_know_the_unit_of_a_measure(values, better, shift, stretch):
    for made in (z_scale, range_scale):
        before = scores(values, made(values, better))
        moved = values * stretch + shift
        assert scores(moved, made(moved, better)) == pytest.approx(before, abs=1e-9)


@given(FIGURES, SIGNS)
def test_z_scores_have_mean_zero_and_spread_one_and_ranges_end_at_0_and_100(values, better):
    z = scores(values, z_scale(values, better))
    assert z.mean(axis=0) == pytest.approx([0, 0], abs=1e-9)
    assert z.std(axis=0, ddof=1) == pytest.approx([1, 1])
    r = scores(values, range_scale(values, better))
    assert (r.min(axis=0), r.max(axis=0)) == (pytest.approx([0, 0], abs=1e-9), pytest.approx([100, 100]))


@given(FIGURES, SIGNS, TENTHS)
def test_turning_a_measure_round_turns_its_scores_round(values, better, weights):
    turned = [-sign for sign in better]
    there = scores(values, z_scale(values, better))
    back = scores(values, z_scale(values, turned))
    assert back == pytest.approx(-there)
    applied = applied_weights(~np.isnan(there), weights)
    assert weighted_sums(back, applied) == pytest.approx(-weighted_sums(there, applied))


@given(FIGURES, TENTHS)
def test_a_composite_lies_between_its_scores(values, weights):
    total = weighted_sums(values, applied_weights(np.ones_like(values), weights))
    assert (total >= values.min(axis=1) - 1e-9).all()
    assert (total <= values.max(axis=1) + 1e-9).all()


@given(arrays(bool, (5, 3)), st.booleans())
def test_applied_weights_sum_to_one_or_are_missing(known, renormalise):
    applied = applied_weights(known, [0.5, 0.3, 0.2], renormalise=renormalise)
    usable = known.any(axis=1) if renormalise else known.all(axis=1)
    assert applied[usable].sum(axis=1) == pytest.approx(np.ones(usable.sum()))
    assert np.isnan(applied[~usable]).all()
    assert (applied[usable][~known[usable]] == 0).all()


@pytest.mark.parametrize("weights", [[0.5, 0.4], [1.5, -0.5], [1.0, 0.0]])
def test_weights_that_are_none_are_refused(weights):
    with pytest.raises(ValueError, match="positive and sum to 1"):
        applied_weights([[True, True]], weights)


@pytest.mark.parametrize("made", [z_scale, range_scale])
@pytest.mark.parametrize("column", [[3.0, 3.0, 3.0], [0.1, 0.1, 0.1], [7.0, np.nan, np.nan], [np.nan] * 3])
def test_areas_that_do_not_differ_make_no_scale(made, column):
    assert np.isnan(made(np.array(column)[:, None], [-1]).unit).all()


def test_scores_are_cut_off_in_small_areas_only():
    scale = Scale(np.array([0.0]), np.array([1.0]))
    cut = scores([[-5.0], [5.0], [5.0], [np.nan]], scale, limit=[3, 3, np.inf, 3])
    assert cut[:, 0].tolist() == pytest.approx([-3, 3, 5, np.nan], nan_ok=True)


def test_what_is_as_it_is_turns_round_where_higher_is_better():
    assert scores([[2.0, 2.0]], identity_scale([-1, 1])).tolist() == [[2.0, -2.0]]


def test_the_standard_error_is_the_spread_of_simulated_scores():
    random = np.random.default_rng(3)
    values, errors = random.normal(size=(8, 3)) * [1, 5, 0.2], np.array([0.1, 0.7, 0.05])
    scale, weights = z_scale(values, [1, -1, -1]), applied_weights(np.ones((8, 3)), [0.5, 0.3, 0.2])
    drawn = [
        weighted_sums(scores(values + random.normal(size=(8, 3)) * errors, scale), weights)
        for _ in range(4000)
    ]
    expected = standard_errors(np.broadcast_to(errors, (8, 3)), scale.unit, weights)
    assert np.std(drawn, axis=0) == pytest.approx(expected, rel=0.05)


def test_a_standard_error_is_needed_only_where_the_measure_counts():
    applied = applied_weights([[True, False], [True, True]], [0.5, 0.5], renormalise=True)
    found = standard_errors([[0.2, np.nan], [0.2, np.nan]], [1.0, 1.0], applied)
    assert found.tolist() == pytest.approx([0.2, np.nan], nan_ok=True)


@given(arrays(float, 7, elements=st.sampled_from([1.0, 2.0, 3.0, np.nan])))
def test_places_from_either_end_add_up(values):
    known = ~np.isnan(values)
    assert np.isnan(ranks(values)[~known]).all()
    ties = np.array([(values == one).sum() for one in values])
    assert (ranks(values) + ranks(-values) + ties)[known] == pytest.approx(known.sum() + 2 - 0 * ties[known])


def test_percentiles_are_those_of_77_community_areas():
    found = percentiles(ranks(np.arange(77.0)), 77)
    assert found[[0, 1, 2, 3, 75, 76]].tolist() == [1, 2, 3, 5, 97, 98]


@given(
    arrays(float, 6, elements=st.integers(0, 5).map(float)),
    arrays(float, 6, elements=st.sampled_from([0.1, 1.0, np.nan])),
)
def test_the_limits_of_places_hold_the_places_and_turn_round_with_them(values, errors):
    first, last = rank_limits(values, errors)
    told = ~np.isnan(errors)
    assert ((first <= ranks(values)) & (ranks(values) <= last))[told].all()
    assert np.isnan(first[~told]).all()
    other_first, other_last = rank_limits(-values, errors)
    assert (first + other_last)[told] == pytest.approx(7)
    assert (last + other_first)[told] == pytest.approx(7)


def test_the_limits_of_all_places_hold_at_once():
    random = np.random.default_rng(4)
    truth, errors = np.sort(random.normal(size=12))[::-1], np.full(12, 0.2)
    held = 0
    for _ in range(2000):
        first, last = rank_limits(truth + random.normal(size=12) * errors, errors)
        held += ((first <= np.arange(1, 13)) & (np.arange(1, 13) <= last)).all()
    assert held / 2000 >= 0.95


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: z_scale([1.0, 2.0], [1]), "areas × measures"),
        (lambda: identity_scale([0]), r"\+1 or -1"),
    ],
)
def test_wrong_arguments_are_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
