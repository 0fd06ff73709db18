"""Shares and means of answers: the ladder's definition, laws, and how often the limits cover the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from equitygap.stats.proportion import wilson_limits
from equitygap.stats.survey import (
    CLASSES,
    effective_sizes,
    ladder_classes,
    mean_limits,
    means,
    net_limits,
    share_limits,
)

ONE = np.zeros(3, np.intp)
STEPS = st.one_of(st.none(), st.integers(0, 10))


@pytest.mark.parametrize(
    ("present", "future", "expected"),
    [
        (7, 8, "thriving"),
        (10, 10, "thriving"),
        (6, 10, "struggling"),
        (7, 7, "struggling"),
        (4, 4, "suffering"),
        (0, 0, "suffering"),
        (4, 5, "struggling"),
        (5, 4, "struggling"),
        (0, 10, "struggling"),
        (np.nan, 8, "unclassified"),
        (7, np.nan, "unclassified"),
    ],
)
def test_the_ladder_is_gallups(present, future, expected):
    assert CLASSES[ladder_classes([present], [future])[0]] == expected


@given(STEPS, STEPS, st.integers(0, 10))
def test_a_step_up_never_makes_a_respondent_worse_off(present, future, higher):
    order = ("suffering", "struggling", "thriving")
    if present is None or future is None or higher < present:
        return
    before, after = ladder_classes([present, higher], [future, future])
    assert order.index(CLASSES[after]) >= order.index(CLASSES[before])


@pytest.mark.parametrize("steps", [([11], [5]), ([5], [-1])])
def test_a_step_that_is_not_on_the_ladder_is_refused(steps):
    with pytest.raises(ValueError, match="between 0 and 10"):
        ladder_classes(*steps)


@given(arrays(float, 3, elements=st.integers(1, 100).map(float)))
def test_the_effective_number_is_at_most_the_number(weights):
    found = effective_sizes(weights, [1, 1, 1], ONE, 1)[0]
    assert 1 - 1e-12 <= found <= 3 + 1e-12
    assert effective_sizes(weights * 7, [1, 1, 1], ONE, 1)[0] == pytest.approx(found)


def test_counted_answers_are_as_good_as_single_ones():
    rows = np.repeat([2.0, 5.0], [3, 2]), np.repeat([1.0, 4.0], [3, 2]), np.ones(5)
    single = means(*rows, np.zeros(5, np.intp), 1)
    counted = means([2.0, 5.0], [1.0, 4.0], [3, 2], np.zeros(2, np.intp), 1)
    assert np.ravel(single) == pytest.approx(np.ravel(counted))
    effective = effective_sizes([1.0, 4.0], [3, 2], np.zeros(2, np.intp), 1)
    assert effective_sizes(*rows[1:], np.zeros(5, np.intp), 1) == pytest.approx(effective)


def test_the_mean_of_equal_weights_is_the_plain_one():
    x = np.array([1.0, 2.0, 5.0])
    mean, error = means(x, [3, 3, 3], [1, 1, 1], ONE, 1)
    assert (mean[0], error[0]) == pytest.approx((x.mean(), x.std(ddof=1) / np.sqrt(3)))


def test_one_answer_has_no_error_and_no_answer_no_mean():
    mean, error = means([4.0], [1], [1], np.array([0]), 2)
    assert mean.tolist() == pytest.approx([4.0, np.nan], nan_ok=True)
    assert np.isnan(error).all()
    assert np.isnan(mean_limits(mean, error, [1, 0])).all()


@given(st.integers(0, 50), st.integers(1, 50))
def test_unweighted_shares_have_wilsons_limits(count, extra):
    total = count + extra
    _, lower, upper = share_limits(count / total, total)
    assert (float(lower), float(upper)) == pytest.approx(tuple(map(float, wilson_limits(count, total))))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_none_or_all_claims_no_certainty(share):
    error, lower, upper = share_limits(share, 20)
    assert error > 0
    assert lower <= share <= upper


def test_nobody_gives_no_share():
    assert np.isnan(share_limits(np.nan, 0)).all()
    assert np.isnan(net_limits(np.nan, np.nan, 0)).all()


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_the_limits_of_a_difference_turn_round_with_it(first, second, other):
    n = first + second + other
    if n == 0:
        return
    error, lower, upper = net_limits(first / n, second / n, n)
    back = net_limits(second / n, first / n, n)
    assert (float(error), -float(upper), -float(lower)) == pytest.approx(tuple(map(float, back)))
    assert -1 <= lower <= (first - second) / n <= upper <= 1
    assert error > 0


@pytest.mark.parametrize("shares", [(0.55, 0.04), (0.3, 0.3), (0.9, 0.02), (0.1, 0.02)])
def test_the_limits_of_a_difference_cover_it(shares):
    random = np.random.default_rng(11)
    n = 80
    thriving, suffering, _ = random.multinomial(n, [*shares, 1 - sum(shares)], size=20_000).T
    _, lower, upper = net_limits(thriving / n, suffering / n, n)
    truth = shares[0] - shares[1]
    assert 0.945 <= ((lower <= truth) & (truth <= upper)).mean() <= 0.98


def test_the_multinomial_error_is_the_spread_of_simulated_differences():
    random = np.random.default_rng(5)
    drawn = random.multinomial(200, [0.5, 0.2, 0.3], size=20_000) / 200
    spread = (drawn[:, 0] - drawn[:, 1]).std()
    assert net_limits(0.5, 0.2, 200)[0] == pytest.approx(spread, rel=0.02)


SURVEYS, ASKED = 3000, 150


def weighted_surveys(random):
    """Return the stratum, weight and count of the respondents of many surveys."""
    stratum = np.repeat(np.arange(SURVEYS), ASKED)
    weight = random.lognormal(sigma=0.7, size=SURVEYS * ASKED)
    return stratum, weight, np.ones_like(weight)


@pytest.mark.parametrize("truth", [0.5, 0.1])
def test_limits_of_weighted_shares_cover_the_truth(truth):
    random = np.random.default_rng(2)
    stratum, weight, count = weighted_surveys(random)
    yes = (random.random(SURVEYS * ASKED) < truth).astype(float)
    share, _ = means(yes, weight, count, stratum, SURVEYS)
    _, lower, upper = share_limits(share, effective_sizes(weight, count, stratum, SURVEYS))
    assert ((lower <= truth) & (truth <= upper)).mean() == pytest.approx(0.95, abs=0.015)


def test_limits_of_weighted_means_cover_the_truth():
    random = np.random.default_rng(2)
    stratum, weight, count = weighted_surveys(random)
    answers = random.choice(np.arange(1.0, 6.0), SURVEYS * ASKED, p=[0.05, 0.1, 0.2, 0.35, 0.3])
    mean, error = means(answers, weight, count, stratum, SURVEYS)
    lower, upper = mean_limits(mean, error, effective_sizes(weight, count, stratum, SURVEYS))
    assert ((lower <= 3.75) & (upper >= 3.75)).mean() == pytest.approx(0.95, abs=0.015)
