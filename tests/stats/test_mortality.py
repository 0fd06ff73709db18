from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from equitygap.ages import parse_band
from equitygap.stats.mortality import (
    andreev_kingkade_a0,
    chiang_variance,
    expectancy_draws,
    expectancy_gradient,
    expectancy_variance,
    life_table,
    phe_ax,
    population_variance,
    rate_variance,
    silcocks_variance,
)

REFERENCE = Path(__file__).parents[1] / "reference"
LOWER = np.array([0, 1, *range(5, 90, 5)], dtype=float)
WIDTH = np.append(np.diff(LOWER), np.inf)
AX = phe_ax(LOWER, WIDTH)
RATES = np.interp(LOWER, [0, 1, 5, 30, 85], [0.006, 0.0005, 0.0002, 0.001, 0.12])

rates = arrays(float, len(LOWER), elements=st.floats(1e-5, 2.0))


def table_of(mx):
    return life_table(mx, width=WIDTH, ax=AX)


def read(name):
    return pd.read_csv(REFERENCE / name)


def silcocks(table, population):
    return expectancy_variance(
        table, chiang_variance(table, population), silcocks_variance(table, population)
    )


def test_austria_1992_as_printed():
    austria = read("published/preston_austria_males_1992.csv")
    table = life_table(austria["deaths"] / austria["pop"], width=austria["n"], ax=austria["nax"])
    assert round(table.ex[0], 3) == 72.889
    assert np.abs(table.lx - austria["lx"]).max() < 1
    assert np.abs(table.Lx - austria["nLx"]).max() < 2.5


def test_california_1970_as_printed():
    california = read("published/chiang_california_1970.csv")
    width = np.append(np.diff(california["age"]), np.inf)
    fraction = california["fraction_lived"].fillna(1)
    table = life_table(california["deaths"] / california["population"], width=width, ax=fraction * width)
    at = california.set_index("age").index.get_loc
    printed = [(table.qx, 0, 0.01801, 5), (table.ex, 0, 71.95, 2), (table.qx, 40, 0.01689, 5)]
    printed += [(table.ex, 40, 35.56, 2), (table.ex, 85, 6.35, 2)]
    for column, age, value, digits in printed:
        assert round(column[at(age)], digits) == value
    variance_q = chiang_variance(table, california["population"])
    closed = expectancy_variance(table, variance_q, 0)
    assert np.sqrt(closed[0]) == pytest.approx(0.037362, abs=5e-7)
    assert np.sqrt(silcocks(table, california["population"])[0]) == pytest.approx(0.038668, abs=5e-7)


def test_ons_template():
    ons = read("published/ons_template.csv")
    width = np.append(np.diff(ons["age"]), np.inf)
    table = life_table(ons["deaths"] / ons["population"], width=width, ax=phe_ax(ons["age"], width))
    half = 1.96 * np.sqrt(silcocks(table, ons["population"]))
    for x, expected in [(0, (79.626661, 79.597640, 79.655682)), (-1, (4.269630, 4.244093, 4.295167))]:
        found = table.ex[x], table.ex[x] - half[x], table.ex[x] + half[x]
        assert found == pytest.approx(expected, abs=1e-6)


def test_agrees_with_a_peer_before_suppression():
    counts, expected = (read(f"life_expectancy/{name}.csv") for name in ("counts", "unsuppressed"))
    deaths, population = (counts[name].to_numpy(float).reshape(26, 20) for name in ("deaths", "population"))
    lower = np.array([parse_band(label).lower for label in counts["age"][:20]])
    width = np.append(np.diff(lower), np.inf)
    table = life_table(deaths / population, width=width, ax=phe_ax(lower, width))
    reached = table.lx > 0
    found = {"qi": table.qx, "l": table.lx, "ei": table.ex, "se": np.sqrt(silcocks(table, population))}
    for name, values in found.items():
        theirs = expected[name].to_numpy(float).reshape(26, 20)
        compared = reached & np.isfinite(theirs)
        assert compared.sum() > 400
        np.testing.assert_allclose(values[compared], theirs[compared], rtol=1e-9, atol=1e-12)


def test_usaleep_tracts():
    tracts = pd.read_csv(REFERENCE / "usaleep/illinois_tracts.csv", dtype={"tract": str})
    size = tracts.groupby("tract").size().iloc[0]
    q, d, L, e, q_error, e_error = (
        tracts[name].to_numpy(float).reshape(-1, size)
        for name in ("qx", "dx", "Lx", "ex", "qx_standard_error", "ex_standard_error")
    )
    lower = np.array([parse_band(label).lower for label in tracts["age"][:size]])
    width = np.append(np.diff(lower), np.inf)
    ax = phe_ax(lower, width)
    m = d / L
    n, a = width[:-1], ax[:-1]
    m[:, :-1] = q[:, :-1] / (n - (n - a) * q[:, :-1])
    table = life_table(m, width=width, ax=ax)
    assert np.abs(table.ex - e).max() < 0.051
    error = np.sqrt(expectancy_variance(table, q_error**2, (q_error / m**2)[:, -1] ** 2))
    assert np.all(np.abs(error - e_error)[:, 0] < np.maximum(0.005, 0.005 * e_error[:, 0]))


@given(rates)
def test_laws_of_a_life_table(mx):
    table = table_of(mx)
    assert np.all(np.diff(table.lx) <= 0)
    assert table.dx.sum() == pytest.approx(100_000)
    assert table.Tx[0] == pytest.approx(table.Lx.sum())
    assert table.ex[0] * 100_000 == pytest.approx(table.Tx[0])
    assert np.all((table.qx >= 0) & (table.qx <= 1))


@given(rates, st.integers(0, len(LOWER) - 1), st.floats(1.01, 3))
def test_expectancy_never_rises_with_a_rate(mx, age, factor):
    worse = mx.copy()
    worse[age] *= factor
    assert table_of(worse).ex[0] <= table_of(mx).ex[0]


@given(rates)
def test_gradient_is_the_derivative(mx):
    mx = np.minimum(mx, 0.2)
    for at in (0, 5):
        gradient = expectancy_gradient(table_of(mx), at=at)
        step = 1e-4 * mx
        up, down = (table_of(mx + sign * np.diag(step)).ex[:, at] for sign in (1, -1))
        np.testing.assert_allclose((up - down) / (2 * step), gradient, rtol=1e-4, atol=1e-4)


def test_gradient_gives_the_silcocks_variance():
    population = np.full(len(LOWER), 10_000.0)
    table = table_of(RATES)
    by_gradient = expectancy_gradient(table) ** 2 * RATES / population
    ours = silcocks(table, population)[0]
    assert by_gradient.sum() == pytest.approx(ours, rel=0.03)
    assert by_gradient[-1] == pytest.approx((table.lx[-1] / 1e5) ** 2 * silcocks_variance(table, population))


@pytest.mark.parametrize("parts", [2, 5])
def test_splitting_a_band_evenly_changes_little(parts):
    width, lower = np.append(np.full(18, 5.0), np.inf), np.arange(19) * 5.0
    mx = np.interp(lower, [0, 10, 90], [0.001, 0.0003, 0.2])
    fine = np.append(np.full(18 * parts, 5.0 / parts), np.inf)
    whole = life_table(mx, width=width, ax=width / 2)
    split = life_table(np.append(np.repeat(mx[:-1], parts), mx[-1]), width=fine, ax=fine / 2)
    assert split.ex[0] == pytest.approx(whole.ex[0], abs=0.05)


@pytest.mark.parametrize(
    ("mx", "at", "expected"),
    [
        ([0.0, 0.0], 0, np.inf),
        ([0.0, 0.5], 0, 52.0),
        ([1.0, 0.5], 0, 25.0),
        ([1.0, 0.0], 0, 25.0),
        ([1.0, 0.5], 1, 2.0),
    ],
    ids=["nobody dies", "nobody dies before", "nobody survives", "nobody survives to die", "if one did"],
)
def test_edges(mx, at, expected):
    assert life_table(mx, width=[50, np.inf], ax=[25, 0]).ex[at] == expected


def test_variance_at_the_edges():
    table = life_table([[1.0, 0.0], [0.0, 0.0]], width=[50, np.inf], ax=[25, 0])
    variance = silcocks(table, [[10.0, 10.0], [10.0, 10.0]])
    np.testing.assert_array_equal(variance, [[0, np.inf], [np.inf, np.inf]])


def test_andreev_kingkade_pieces_meet():
    for sex, knots in {"male": (0.0230, 0.08307), "female": (0.01724, 0.06891)}.items():
        for knot in knots:
            below, above = andreev_kingkade_a0(np.array([knot - 1e-9, knot + 1e-9]), sex=sex)
            assert below == pytest.approx(above, abs=2e-4)
    total = andreev_kingkade_a0(0.01, sex="total")
    both = [andreev_kingkade_a0(0.01, sex=sex) for sex in ("male", "female")]
    assert total == pytest.approx(np.mean(both))


def test_uncertain_populations_widen_as_the_gradient_says():
    table = table_of(RATES)
    relative = np.linspace(0.01, 0.1, len(LOWER))
    variance = expectancy_variance(table, *population_variance(table, relative))[0]
    expected = ((expectancy_gradient(table) * RATES * relative) ** 2).sum()
    assert variance == pytest.approx(expected)


def test_draws_agree_with_the_formula():
    population = np.full((2, len(LOWER)), 20_000.0)
    deaths = RATES * population
    settings = {"width": WIDTH, "ax": AX, "draws": 4000}
    generators = [np.random.default_rng(seed) for seed in (3, 4)]
    together = expectancy_draws(deaths, population, generators=generators, **settings)
    alone = expectancy_draws(deaths[1:], population[1:], generators=[np.random.default_rng(4)], **settings)
    np.testing.assert_array_equal(together[1:], alone)
    spread = together[:, :, 0].std(axis=1)
    np.testing.assert_allclose(spread, np.sqrt(silcocks(table_of(RATES), population[0])[0]), rtol=0.06)


def test_intervals_cover_at_50000_person_years():
    generator = np.random.default_rng(8)
    population = np.full(len(LOWER), 50_000.0) * np.append(np.full(len(LOWER) - 1, 0.054), 0.028)
    deaths = generator.poisson(RATES * population, size=(4000, len(LOWER)))
    table = table_of(deaths / population)
    half = 1.959964 * np.sqrt(silcocks(table, population)[:, 0])
    covered = np.abs(table.ex[:, 0] - table_of(RATES).ex[0]) <= half
    assert 0.935 < covered.mean() < 0.965


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: life_table([-0.1, 1], width=[5, np.inf], ax=[2, 0]), "mx must be zero or more"),
        (lambda: life_table([0.1, 1], width=[0, np.inf], ax=[2, 0]), "width must be positive"),
        (lambda: life_table([0.1, 1], width=[5, 5, np.inf], ax=[2, 0]), "width must be positive"),
        (lambda: andreev_kingkade_a0(0.01, sex="f"), "sex must be male, female or total"),
    ],
)
def test_refuses_nonsense(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_variance_of_published_rates_is_the_delta_method():
    rates, error = np.array([0.01, 0.004, 0.1]), np.array([0.002, 0.0005, 0.01])
    options = {"width": [1, 49, np.inf], "ax": [0.1, 24.5, np.nan]}
    table = life_table(rates, **options)
    step = 1e-7
    slopes = [
        (life_table(rates + step * unit, **options).ex[0] - life_table(rates - step * unit, **options).ex[0])
        / (2 * step)
        for unit in np.eye(3)
    ]
    variance = expectancy_variance(table, *rate_variance(table, error))[0]
    assert variance == pytest.approx(np.sum((np.array(slopes) * error) ** 2), rel=1e-6)
