from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equitygap.stats.crossing import KINDS, crossing
from equitygap.stats.student import quantile
from equitygap.stats.trend import Line, fit_line, line_at

YEAR = np.array([2015.0, 2016, 2017, 2018, 2019, 2021, 2022, 2023])
GAP = np.array([[16.0, 15.1, 15.9, 14.6, 14.2, 14.4, 13.1, 12.9]])
ERROR = np.array([[1.6, 1.6, 1.5, 1.5, 1.5, 1.7, 1.6, 1.6]])


def make_line(level, slope, level_variance, slope_variance, df=np.inf):
    one = np.ones(1)
    return Line(
        centre=2020 * one,
        level=level * one,
        slope=slope * one,
        level_variance=level_variance * one,
        slope_variance=slope_variance * one,
        degrees_of_freedom=df * one,
        points=np.array([9]),
        scatter=one,
        inflation=one,
        residual_variance=one * np.nan,
        known=np.array([True]),
    )


@pytest.mark.parametrize(("target", "year"), [(8, 2036.49), (0, 2058.10)])
def test_worked_example_has_no_upper_bound(target, year):
    found = crossing(fit_line(YEAR, GAP, ERROR), np.array([target]))
    assert found.year.item() == pytest.approx(year, abs=0.005)
    assert found.upper.item() == np.inf
    assert found.kind.item() == "from_lower"


# Limits are bounded exactly when the slope's own interval leaves out 0.
def test_bounded_at_a_lower_confidence():
    line = fit_line(YEAR, GAP, ERROR)
    z = (np.abs(line.slope) / np.sqrt(line.slope_variance)).item()
    kinds = [crossing(line, 8.0, confidence=confidence).kind.item() for confidence in (0.92, 0.93)]
    assert quantile(0.96, np.inf) < z < quantile(0.965, np.inf)
    assert kinds == ["interval", "from_lower"]


@pytest.mark.parametrize(
    ("line", "target", "kind", "year", "bounds"),
    [
        pytest.param(make_line(10, -1, 0.01, 0.001), 5, "interval", 2025, (2024, 2026), id="closing"),
        pytest.param(make_line(10, 1, 0.01, 0.001), 5, "interval", 2015, (2014, 2016), id="was there before"),
        pytest.param(make_line(10, -1, 0, 0, 4), 5, "interval", 2025, (2025, 2025), id="exact"),
        pytest.param(make_line(10, -0.1, 0.1, 0.1), 5, "from_lower", 2070, (2026, np.inf), id="unclear"),
        pytest.param(make_line(10, 0.1, 0.1, 0.1), 5, "to_upper", 1970, (-np.inf, 2014), id="unclear, away"),
        pytest.param(make_line(10, -0.1, 9, 0.1), 9, "always", 2030, (-np.inf, np.inf), id="anywhere"),
        pytest.param(make_line(10, 0, 0.1, 0.1), 5, "from_lower", np.inf, (2028, np.inf), id="flat"),
        pytest.param(make_line(10, 0, 0, 0, 4), 5, "never", np.inf, (np.nan, np.nan), id="flat and exact"),
        pytest.param(make_line(10, 0, 0, 0, 4), 10, "always", np.nan, (-np.inf, np.inf), id="on the target"),
        pytest.param(make_line(10, -1, np.nan, np.nan, np.nan), 5, "unknown", 2025, (np.nan,) * 2, id="two"),
        pytest.param(make_line(*[np.nan] * 4), 5, "unknown", np.nan, (np.nan, np.nan), id="no line"),
    ],
)
def test_kinds(line, target, kind, year, bounds):
    found = crossing(line, target)
    assert found.kind.item() == kind
    assert found.year.item() == pytest.approx(year, nan_ok=True)
    assert (found.lower.item(), found.upper.item()) == pytest.approx(bounds, abs=1, nan_ok=True)
    assert np.isnan(found.opposite.item()) == (kind not in ("from_lower", "to_upper"))
    assert kind in KINDS


def holds(found, year):
    inside = (found.lower <= year) & (year <= found.upper)
    other = np.where(found.kind == "from_lower", year <= found.opposite, year >= found.opposite)
    return inside | (np.isin(found.kind, ["from_lower", "to_upper"]) & other)


@settings(deadline=None, max_examples=60)
@given(
    st.floats(-9, 9), st.floats(-2, 2), st.floats(0.01, 4), st.floats(0.001, 1), st.sampled_from([3, np.inf])
)
def test_the_set_is_where_the_line_cannot_be_told_from_the_target(level, slope, va, vb, df):
    line = make_line(level, slope, va, vb, df)
    found = crossing(line, 1.0)
    years = np.linspace(1900.03, 2140.07, 97)
    mean, covariance = line_at(line, years)
    distance = np.abs(mean[0] - 1) - quantile(0.975, df) * np.sqrt(np.diagonal(covariance[0]))
    clear = np.abs(distance) > 1e-6
    assert (holds(found, years) == (distance <= 0))[clear].all()


def test_limits_cover_the_true_year():
    rng = np.random.default_rng(3)
    year = np.arange(2010.0, 2020)
    y = 16 - 0.3 * (year - 2010) + rng.normal(scale=1.2, size=(6_000, 10))
    for error in (np.full_like(y, 1.2), np.full_like(y, np.nan)):
        found = crossing(fit_line(year, y, error, inflate=False), 8.0)
        assert 0.94 <= holds(found, 2010 + 8 / 0.3).mean() <= 0.96
        assert 0.2 < (found.kind == "interval").mean() < 0.9


@pytest.mark.parametrize("confidence", [0.0, 1.0, -0.5, 95])
def test_confidence_is_a_share(confidence):
    with pytest.raises(ValueError, match="confidence must be between 0 and 1"):
        crossing(make_line(10, -1, 1, 1), 5, confidence=confidence)
