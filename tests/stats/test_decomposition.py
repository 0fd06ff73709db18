from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from equitygap import words
from equitygap.stats.decomposition import METHODS, decompose
from equitygap.stats.mortality import andreev_kingkade_a0, expectancy_gradient, life_table

REFERENCE = Path(__file__).parents[1] / "reference" / "decomposition"
WIDTH = np.array([1, 4, *[10] * 8, np.inf])
AX = np.array([0.1, 2, *[5] * 8, np.nan])
#: A schedule of the size of a rich country's, 11 bands.
BASE = np.array([0.006, 0.0003, 0.0001, 0.0007, 0.001, 0.0015, 0.003, 0.008, 0.017, 0.045, 0.14])

#: The names a peer gives to the same numbers.
SAME = {
    "arriaga": "arriaga",
    "andreev": "arriaga",
    "lopez_ruzicka": "arriaga",
    "arriaga_sym": "arriaga-symmetric",
    "andreev_sym": "arriaga-symmetric",
    "lopez_ruzicka_sym": "arriaga-symmetric",
    "chandrasekaran_ii": "arriaga-symmetric",
    "chandrasekaran_iii": "arriaga-symmetric",
    "stepwise": "stepwise",
}


def ledecomp_ax(width, mx, sex):
    """Half of the band, and Andreev and Kingkade's a0 from each side's own infant rate."""
    a = np.asarray(width, dtype=float) / 2
    a[0] = andreev_kingkade_a0(mx[0], sex=sex)
    return a


def phe_ax(width):
    return np.concatenate([[0.1], np.asarray(width, dtype=float)[1:] / 2])


@pytest.fixture(scope="module")
def by_age():
    return pd.read_csv(REFERENCE / "age_input.csv"), pd.read_csv(REFERENCE / "age_expected.csv")


@pytest.fixture(scope="module")
def by_cause():
    return pd.read_csv(REFERENCE / "cause_input.csv"), pd.read_csv(REFERENCE / "cause_expected.csv")


def pair_of(frame, pair):
    rows = frame[frame["pair"] == pair]
    return rows["width"].to_numpy(float), rows["mx1"].to_numpy(), rows["mx2"].to_numpy(), rows["sex"].iloc[0]


def cause_pair(frame, pair):
    rows = frame[frame["pair"] == pair]
    sides = [rows.pivot(index="age", columns="cause", values=m).to_numpy() for m in ("mx1", "mx2")]
    ages = np.sort(rows["age"].unique())
    return np.append(np.diff(ages), 5.0), *sides


def test_methods_are_the_ones_named():
    assert list(METHODS) == list(words.METHODS)


@pytest.mark.parametrize("peer", SAME)
@pytest.mark.parametrize("pair", ["rand_01", "rand_02", "rand_03", "rand_05"])
def test_ages_agree_with_ledecomp(by_age, pair, peer):
    width, m1, m2, sex = pair_of(by_age[0], pair)
    expected = by_age[1].loc[by_age[1]["pair"] == pair, peer].to_numpy()
    found = decompose(
        m1[None, :, None],
        m2[None, :, None],
        width=width,
        ax=ledecomp_ax(width, m1, sex),
        ax_second=ledecomp_ax(width, m2, sex),
        method=SAME[peer],
    )
    np.testing.assert_allclose(found.value[0, :, 0], expected, atol=1e-12, rtol=0)


@pytest.mark.parametrize("pair", ["rand_01", "rand_02", "rand_03", "rand_04", "rand_05"])
def test_ages_agree_with_demodecomp_also_where_nobody_survives_a_band(by_age, pair):
    width, m1, m2, _ = pair_of(by_age[0], pair)
    expected = by_age[1].loc[by_age[1]["pair"] == pair, "phe_stepwise"].to_numpy()
    for method in ("stepwise", "arriaga-symmetric"):
        found = decompose(m1[None, :, None], m2[None, :, None], width=width, ax=phe_ax(width), method=method)
        np.testing.assert_allclose(found.value[0, :, 0], expected, atol=1e-12, rtol=0)


def midpoint_horiuchi(m1, m2, width, ax, steps):
    """The peers' algorithm: central differences on a grid of mid-points, rate by rate."""
    delta = (m2 - m1) / steps
    out = np.zeros_like(m1)
    for step in range(steps):
        middle = m1 + delta * (step + 0.5)
        for cell in np.ndindex(m1.shape):
            ends = []
            for sign in (0.5, -0.5):
                moved = middle.copy()
                moved[cell] += sign * delta[cell]
                ends.append(life_table(moved.sum(axis=1), width=width, ax=ax).ex[0])
            out[cell] += ends[0] - ends[1]
    return out


@pytest.mark.parametrize("pair", ["rand_01", "rand_02", "rand_03", "rand_04", "rand_05"])
def test_horiuchi_agrees_with_demodecomp_on_its_grid_and_within_its_residual_without(by_age, pair):
    width, m1, m2, _ = pair_of(by_age[0], pair)
    expected = by_age[1].loc[by_age[1]["pair"] == pair, "phe_horiuchi_20"].to_numpy()
    same_grid = midpoint_horiuchi(m1[:, None], m2[:, None], width, phe_ax(width), 20)[:, 0]
    np.testing.assert_allclose(same_grid, expected, atol=1e-9, rtol=0)
    exact = decompose(m1[None, :, None], m2[None, :, None], width=width, ax=phe_ax(width))
    gap = exact.second[0] - exact.first[0]
    assert exact.value.sum() == pytest.approx(gap, abs=1e-12)
    residual = abs(expected.sum() - gap)
    assert np.abs(exact.value[0, :, 0] - expected).max() <= max(residual, 1e-6)


@pytest.mark.parametrize("method", ["arriaga", "arriaga-symmetric", "stepwise"])
@pytest.mark.parametrize("pair", ["randc_01", "randc_02"])
def test_causes_agree_with_ledecomp(by_cause, pair, method):
    width, m1, m2 = cause_pair(by_cause[0], pair)
    rows = by_cause[1][by_cause[1]["pair"] == pair]
    expected = rows.pivot(index="age", columns="cause", values=method.replace("-", "_")).to_numpy()
    found = decompose(
        m1[None],
        m2[None],
        width=width,
        ax=ledecomp_ax(width, m1.sum(axis=1), "total"),
        ax_second=ledecomp_ax(width, m2.sum(axis=1), "total"),
        method=method,
    )
    np.testing.assert_allclose(found.value[0], expected, atol=1e-12, rtol=0)


@pytest.mark.parametrize("pair", ["randc_01", "randc_02"])
def test_horiuchi_causes_agree_with_demodecomp_within_its_grid(by_cause, pair):
    width, m1, m2 = cause_pair(by_cause[0], pair)
    rows = by_cause[1][by_cause[1]["pair"] == pair]
    expected = rows.pivot(index="age", columns="cause", values="phe_horiuchi_20").to_numpy()
    found = decompose(m1[None], m2[None], width=width, ax=phe_ax(width))
    np.testing.assert_allclose(found.value[0], expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("years", [(2010, 2019), (2019, 2020)])
def test_united_states_by_single_years_of_age(sex, years):
    frame = pd.read_csv(REFERENCE / "united_states.csv")
    m1, m2 = (frame[f"{sex}_{year}"].to_numpy() for year in years)
    width = np.ones(101)
    found = decompose(
        m1[None, :, None],
        m2[None, :, None],
        width=width,
        ax=ledecomp_ax(width, m1, sex),
        ax_second=ledecomp_ax(width, m2, sex),
        method="arriaga",
    )
    expected = frame[f"arriaga_{sex}_{years[0]}_{years[1]}"].to_numpy()
    np.testing.assert_allclose(found.value[0, :, 0], expected, atol=1e-12, rtol=0)


def test_textbook_women_in_the_united_states_1935_to_1995():
    """Preston et al. (2001), box 3.4; by seven groups Ponnapalli (2005): 15.68 years, the symmetric form."""
    frame = pd.read_csv(REFERENCE / "us_females_1935_1995.csv")
    lower, m1, m2 = (frame[c].to_numpy(float) for c in ("age", "mx_1935", "mx_1995"))
    width = np.append(np.diff(lower), np.inf)
    sides = [np.concatenate([[0.053 + 2.8 * m[0], 1.522 - 1.518 * m[0]], width[2:] / 2]) for m in (m1, m2)]
    starts = np.array([0, 5, 15, 25, 45, 65, 85])
    members = np.searchsorted(starts, lower, side="right") - 1 == np.arange(7)[:, None]
    found = decompose(
        m1[None, :, None],
        m2[None, :, None],
        width=width,
        ax=sides[0],
        ax_second=sides[1],
        method="arriaga-symmetric",
        members=members,
    )
    assert found.value.sum() == pytest.approx(15.68, abs=0.03)
    printed = [3.85, 0.73, 1.01, 2.55, 3.31, 3.66, 0.57]
    np.testing.assert_allclose(found.value[0, :, 0], printed, atol=0.015)


def test_textbook_men_in_india_and_china_by_cause():
    """Preston et al. (2001), box 4.3, from Murray and Lopez: rounded rates, shares of causes and years."""
    frame = pd.read_csv(REFERENCE / "india_china_males_1990.csv")
    first, second = (
        (frame[[f"{c}_{k}" for k in ("cd", "ncd", "inj")]].mul(frame[f"{c}_mx"], axis=0)).to_numpy()
        for c in ("india", "china")
    )
    width = np.array([5, 10, 15, 15, 15, 10, np.inf])
    ax = np.array([1.3, *width[1:-1] / 2, np.nan])
    found = decompose(first[None], second[None], width=width, ax=ax, method="arriaga")
    np.testing.assert_allclose(found.value[0].sum(axis=1), frame["years"], atol=0.11)
    split = found.value[0] / found.value[0].sum(axis=1, keepdims=True)
    printed = frame[["years_cd", "years_ncd", "years_inj"]].div(frame["years"], axis=0)
    np.testing.assert_allclose(split, printed, atol=0.005)


def rates(ages=11, causes=3, pairs=2):
    """Random rates by cause around BASE, some of them zero, some equal on both sides."""
    factor = st.one_of(st.just(0.0), st.just(1.0), st.floats(0.2, 4))
    return arrays(float, (pairs, ages, causes), elements=factor).map(
        lambda f: np.concatenate([f, np.ones((pairs, ages, 1))], axis=2) * BASE[:, None] / (causes + 1)
    )


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=30, deadline=None)
@given(first=rates(), second=rates())
def test_contributions_add_up_to_the_gap_and_turn_their_sign(method, first, second):
    found = decompose(first, second, width=WIDTH, ax=AX, method=method)
    np.testing.assert_allclose(found.value.sum(axis=(1, 2)), found.second - found.first, atol=1e-10)
    assert np.all(found.value[first == second] == 0)
    if method != "arriaga":
        back = decompose(second, first, width=WIDTH, ax=AX, method=method)
        np.testing.assert_allclose(found.value, -back.value, atol=1e-10)


@settings(max_examples=30, deadline=None)
@given(first=rates(), second=rates())
def test_identities_between_methods(first, second):
    def by_age(m1, m2, method):
        return decompose(
            m1.sum(axis=2, keepdims=True), m2.sum(axis=2, keepdims=True), width=WIDTH, ax=AX, method=method
        ).value

    forward, backward = by_age(first, second, "arriaga"), -by_age(second, first, "arriaga")
    np.testing.assert_allclose(
        by_age(first, second, "arriaga-symmetric"), (forward + backward) / 2, atol=1e-12
    )
    np.testing.assert_allclose(
        by_age(first, second, "stepwise"), by_age(first, second, "arriaga-symmetric"), atol=1e-12
    )
    for method in ("horiuchi", "arriaga", "arriaga-symmetric"):
        causes = decompose(first, second, width=WIDTH, ax=AX, method=method).value.sum(axis=2, keepdims=True)
        np.testing.assert_allclose(causes, by_age(first, second, method), atol=1e-10)


@pytest.mark.parametrize("method", METHODS)
def test_a_cause_whose_differences_cancel_has_the_gradient_for_its_slope(method):
    """Equal all-cause rates: other methods divide nothing by nothing; the limit is the gradient."""
    first = np.stack([BASE * 0.6, BASE * 0.4], axis=1)[None]
    second = np.stack([BASE * 0.6 * 1.0001, BASE * 0.4 - BASE * 0.6 * 0.0001], axis=1)[None]
    found = decompose(first, second, width=WIDTH, ax=AX, method=method)
    gradient = expectancy_gradient(life_table(BASE, width=WIDTH, ax=AX))
    expected = gradient[:, None] * (second - first)[0]
    np.testing.assert_allclose(found.value[0], expected, rtol=1e-3)
    np.testing.assert_allclose(found.value.sum(), 0, atol=1e-10)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("high", [0.15, 0.25], ids=["free", "held at one"])
def test_variance_is_that_of_the_numerical_gradient(method, high):
    """Central differences in every rate, also for groups of ages and a band that nobody survives."""
    rng = np.random.default_rng(5)
    shape = (1, len(BASE), 3)
    first = BASE[:, None] * rng.uniform(0.2, 0.5, shape)
    second = BASE[:, None] * rng.uniform(0.1, 0.3, shape)
    first[0, 9] = high / 3 * np.array([1.2, 0.9, 0.9])
    variances = [m / rng.uniform(500, 5000, shape) for m in (first, second)]
    members = np.concatenate([np.eye(len(BASE)), [np.arange(11) < 4, np.ones(11)]])

    def value(m1, m2):
        return decompose(m1, m2, width=WIDTH, ax=AX, method=method, members=members).value

    expected = np.zeros_like(value(first, second))
    for cell in np.ndindex(shape):
        for side in (0, 1):
            moved = np.zeros(shape)
            moved[cell] = 1e-4 * (first, second)[side][cell]
            ends = [
                value(*((first + s * moved, second) if side == 0 else (first, second + s * moved)))
                for s in (1, -1)
            ]
            expected += ((ends[0] - ends[1]) / (2 * moved[cell])) ** 2 * variances[side][cell]
    found = decompose(
        first,
        second,
        width=WIDTH,
        ax=AX,
        method=method,
        members=members,
        variance_first=variances[0],
        variance_second=variances[1],
    )
    np.testing.assert_allclose(found.variance, expected, rtol=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_intervals_cover_in_poisson_draws(method):
    """Deaths of two populations of 150,000 person-years drawn 4,000 times; 95 % intervals of every cell."""
    rng = np.random.default_rng(20)
    share = np.array([0.5, 0.3, 0.2])
    people = 15_000.0
    truth = [BASE[:, None] * share * 1.5, BASE[:, None] * share[::-1]]
    # A rate under about 20 deaths is not normal: bands are grouped until each cell has that many.
    members = np.array([np.arange(11) < 7, np.arange(11) == 7, np.arange(11) == 8, np.arange(11) >= 9])
    exact = decompose(*(m[None] for m in truth), width=WIDTH, ax=AX, method=method, members=members).value
    drawn = [rng.poisson(m * people, size=(4000, *m.shape)) / people for m in truth]
    found = decompose(
        *drawn,
        width=WIDTH,
        ax=AX,
        method=method,
        members=members,
        variance_first=drawn[0] / people,
        variance_second=drawn[1] / people,
    )
    inside = np.abs(found.value - exact) <= 1.959964 * np.sqrt(found.variance)
    assert 0.94 <= inside.mean() <= 0.96
    assert np.all((inside.mean(axis=0) > 0.93) & (inside.mean(axis=0) < 0.965))
    spread = found.value.std(axis=0) / np.sqrt(found.variance.mean(axis=0))
    np.testing.assert_allclose(spread, 1, atol=0.06)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"method": "kitagawa"}, "method must be one of horiuchi"),
        ({"first": np.ones((1, 2))}, "rates must be"),
        ({"first": np.array([[[0.1], [0.0]]])}, "open age must be positive"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    good = {"first": np.full((1, 2, 1), 0.1), "second": np.full((1, 2, 1), 0.2)}
    if arguments.get("first", good["first"]).ndim == 2:
        good["second"] = good["second"][..., 0]
    call = {**good, **arguments}
    with pytest.raises(ValueError, match=message):
        decompose(call.pop("first"), call.pop("second"), width=[10, np.inf], ax=[5, np.nan], **call)


def test_a_rate_that_falls_a_thousandfold_still_sums_exactly():
    first, second = BASE.copy(), BASE.copy()
    first[-1], second[-1] = 1.0, 0.001
    found = decompose(first[None, :, None], second[None, :, None], width=WIDTH, ax=AX)
    assert found.value.sum() == pytest.approx((found.second - found.first)[0], abs=1e-9)


def test_batches_change_nothing(monkeypatch):
    rng = np.random.default_rng(3)
    first, second = (BASE[:, None] * rng.uniform(0.5, 2, (7, 11, 2)) for _ in range(2))
    whole = decompose(first, second, width=WIDTH, ax=AX, variance_first=first, variance_second=second)
    monkeypatch.setattr("equitygap.stats.decomposition.split._BATCH", 3 * 11**2)
    parts = decompose(first, second, width=WIDTH, ax=AX, variance_first=first, variance_second=second)
    np.testing.assert_array_equal(whole.value, parts.value)
    np.testing.assert_allclose(whole.variance, parts.variance, rtol=1e-13)


@pytest.mark.parametrize("method", METHODS)
def test_an_uncertain_population_moves_all_causes_of_an_age_together(method):
    rng = np.random.default_rng(8)
    sides = [BASE[:, None] * rng.uniform(0.2, 0.5, (1, 11, 2)) for _ in range(2)]
    spread = rng.uniform(0, 0.05, (2, 1, 11))
    expected = np.zeros((1, 11, 2))
    for side in (0, 1):
        for age in range(11):
            ends = []
            for sign in (1, -1):
                moved = [m.copy() for m in sides]
                moved[side][0, age] *= 1 + sign * 1e-5
                ends.append(decompose(*moved, width=WIDTH, ax=AX, method=method).value)
            expected += ((ends[0] - ends[1]) / 2e-5 * spread[side, 0, age]) ** 2
    found = decompose(
        *sides,
        width=WIDTH,
        ax=AX,
        method=method,
        variance_first=0.0,
        variance_second=0.0,
        spread_first=spread[0],
        spread_second=spread[1],
    )
    np.testing.assert_allclose(found.variance, expected, rtol=1e-5)
