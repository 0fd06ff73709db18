"""Lines: a worked example, laws and edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from equitygap.stats.student import probability_at_or_under
from equitygap.stats.trend import (
    fit_line,
    leave_one_out_slopes,
    line_at,
    overlap_correlation,
    recency_weighted_line,
)

GAP_YEAR = np.array([2015.0, 2016, 2017, 2018, 2019, 2021, 2022, 2023])
GAP = np.array([[16.0, 15.1, 15.9, 14.6, 14.2, 14.4, 13.1, 12.9]])
GAP_ERROR = np.array([[1.6, 1.6, 1.5, 1.5, 1.5, 1.7, 1.6, 1.6]])


def scale_at(line, years):
    mean, covariance = line_at(line, np.asarray(years, dtype=float))
    return mean, np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))


# A gap of 16 years over 8 years, worked by hand with known standard errors; φ is under 1 and shrinks nothing.
def test_worked_example():
    line = fit_line(GAP_YEAR, GAP, GAP_ERROR)
    mean, scale = scale_at(line, [2015, 2030])
    df = line.degrees_of_freedom
    assert line.slope.item() == pytest.approx(-0.370110, abs=5e-7)
    assert np.sqrt(line.slope_variance).item() == pytest.approx(0.208466, abs=5e-7)
    assert line.scatter.item() == pytest.approx(0.545460, abs=5e-7)
    assert mean[0] == pytest.approx([15.952621, 10.400977], abs=5e-7)
    assert scale[0] == pytest.approx([0.967844, 2.399524], abs=5e-7)
    assert (line.slope**2 / line.slope_variance).item() == pytest.approx(3.152032, abs=5e-7)
    assert df.item() == np.inf
    ahead = {"mean": mean[:, 1], "degrees_of_freedom": df}
    latent = probability_at_or_under(8, scale=scale[:, 1], **ahead)
    reported = probability_at_or_under(8, scale=np.hypot(scale[:, 1], 1.6), **ahead)
    pace = probability_at_or_under(
        -8 / 15, mean=line.slope, scale=np.sqrt(line.slope_variance), degrees_of_freedom=df
    )
    found = np.concatenate([latent, reported, pace])
    assert found == pytest.approx([0.158509, 0.202563, 0.216820], abs=1e-6)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ([2015, 2016], [2015, 2016], 0.0),
        ([2015, 2015], [2017, 2017], 1.0),
        ([2015, 2016], [2017, 2018], 2 / 3),
        ([2015, 2016], [2019, 2016], 1 / np.sqrt(5)),
        ([2010, 2014], [2014, 2018], 1 / 5),
    ],
)
def test_overlap_correlation(start, end, expected):
    found = overlap_correlation(np.array(start, dtype=float), np.array(end, dtype=float))
    np.testing.assert_allclose(found, [[1, expected], [expected, 1]])


def test_generalised_least_squares_by_the_book():
    start = GAP_YEAR - 1
    correlation = overlap_correlation(start, start + 2)
    line = fit_line(GAP_YEAR, GAP, GAP_ERROR, correlation, inflate=False)
    x = np.column_stack([np.ones(8), GAP_YEAR - line.centre])
    precision = np.linalg.inv(correlation * np.outer(GAP_ERROR, GAP_ERROR))
    covariance = np.linalg.inv(x.T @ precision @ x)
    estimate = covariance @ x.T @ precision @ GAP[0]
    residual = GAP[0] - x @ estimate
    np.testing.assert_allclose([line.level.item(), line.slope.item()], estimate)
    np.testing.assert_allclose(line.covariance[0], covariance, atol=1e-12)
    assert line.scatter.item() == pytest.approx(residual @ precision @ residual)


# ESCAP's weights 1 to 2: slope of sum w x y / sum w x x by hand for three points.
def test_recency_weighted_line():
    line = recency_weighted_line(np.array([2020.0, 2021, 2022]), np.array([[0.0, 0.0, 3.0], [1.0, 2.0, 3.0]]))
    x, w, y = np.array([0.0, 1, 2]), np.array([1, 1.5, 2]), np.array([0.0, 0, 3])
    slope, level = np.polyfit(x - (w @ x) / w.sum(), y, 1, w=np.sqrt(w))
    np.testing.assert_allclose(line.slope, [slope, 1])
    np.testing.assert_allclose(line.level, [level, 1 + (w @ x) / w.sum()])
    np.testing.assert_allclose(line.degrees_of_freedom, 1)
    assert not line.known.any()


NAN = np.nan


@pytest.mark.parametrize(
    ("y", "error", "points", "slope", "df", "known"),
    [
        pytest.param([NAN] * 4, [1.0] * 4, 0, NAN, NAN, False, id="nothing"),
        pytest.param([5, NAN, NAN, NAN], [1.0] * 4, 1, NAN, NAN, True, id="one"),
        pytest.param([5, NAN, 1, NAN], [1, NAN, 1, NAN], 2, -2, np.inf, True, id="two known"),
        pytest.param([5, NAN, 1, NAN], [1, NAN, NAN, NAN], 2, -2, NAN, False, id="two, one known"),
        pytest.param([5, 4, 3, NAN], [1, 1, 1, NAN], 3, -1, np.inf, True, id="three known"),
        pytest.param([5, 4, 3, NAN], [0, 0, 0, 0], 3, -1, 1, False, id="errors of zero"),
        pytest.param([5, 4, 3, NAN], [1, 0, 1, 0], 3, -1, 1, False, id="an error of zero"),
        pytest.param([5, 5, 5, 5], [NAN] * 4, 4, 0, 2, False, id="all equal"),
    ],
)
def test_few_points(y, error, points, slope, df, known):
    line = fit_line(np.arange(2020.0, 2024), np.array([y], dtype=float), np.array([error], dtype=float))
    np.testing.assert_allclose(line.slope, slope)
    np.testing.assert_array_equal(line.degrees_of_freedom, df)
    assert (line.points.item(), line.known.item()) == (points, known)
    assert np.isnan(line.slope_variance.item()) == np.isnan(df)


def test_two_points_have_the_exact_variance_of_their_difference():
    correlation = overlap_correlation(np.array([2010.0, 2011]), np.array([2012.0, 2013]))
    line = fit_line(np.array([2011.0, 2012]), np.array([[3.0, 5.0]]), np.array([[1.0, 2.0]]), correlation)
    assert line.slope_variance.item() == pytest.approx(1 + 4 - 2 * 2 / 3 * 2)
    assert np.isnan(line.inflation.item())


def test_a_constant_series_without_errors_has_no_uncertainty():
    line = fit_line(np.arange(2010.0, 2016), np.full((1, 6), 0.1), np.full((1, 6), NAN))
    assert (line.slope.item(), line.level.item(), line.slope_variance.item()) == (0.0, 0.1, 0.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"y": np.array([[1.0, np.inf, 2.0]])}, "y must be finite"),
        ({"standard_error": np.array([[1.0, -1.0, 2.0]])}, "standard_error must be"),
        ({"standard_error": np.array([[1.0, np.inf, 2.0]])}, "standard_error must be"),
        ({"correlation": overlap_correlation(np.zeros(3), np.array([2.0, 2, 3]))}, "windows must"),
        ({"correlation": overlap_correlation(np.array([0.0, 2, 0]), np.array([1.0, 3, 3]))}, "windows must"),
    ],
)
def test_bad_input(change, message):
    good = {"year": np.arange(3.0), "y": np.ones((1, 3)), "standard_error": np.ones((1, 3))}
    with pytest.raises(ValueError, match=message):
        fit_line(**(good | change))


def test_a_repeated_window_that_is_missing_does_no_harm():
    correlation = overlap_correlation(np.array([0.0, 0, 1, 2]), np.array([2.0, 2, 3, 4]))
    y = np.array([[1.0, NAN, 2.0, 2.5]])
    assert np.isfinite(fit_line(np.array([1.0, 1, 2, 3]), y, np.ones((1, 4)), correlation).slope).all()


def test_a_window_that_ends_before_it_starts():
    with pytest.raises(ValueError, match="end must not be before start"):
        overlap_correlation(np.array([2010.0]), np.array([2008.0]))


@st.composite
def panels(draw):
    """Four series of 4 to 9 windows of one width, some figures missing and some errors unknown."""
    points, width = draw(st.integers(4, 9)), draw(st.integers(1, 4))
    shape = (4, points)
    y = draw(arrays(float, shape, elements=st.floats(-20, 20).map(lambda v: round(v, 3))))
    error = draw(arrays(float, shape, elements=st.floats(0.2, 3).map(lambda v: round(v, 3))))
    y[draw(arrays(bool, shape, elements=st.booleans(), fill=st.just(False)))] = np.nan
    error[draw(st.integers(0, 3))] = np.nan
    start = 2000.0 + np.arange(points) * draw(st.integers(1, 3))
    return (start + (width - 1) / 2, y, error, overlap_correlation(start, start + width - 1))


def same(one, other, **tolerance):
    np.testing.assert_allclose(one, other, **({"rtol": 1e-7, "atol": 1e-8} | tolerance))


def uncertainty(line):
    return np.stack([line.slope_variance, line.level_variance])


@settings(deadline=None, max_examples=60)
@given(panels(), st.integers(-50, 50), st.integers(-30, 30), st.sampled_from([-3.0, 0.5, 4.0]))
def test_shifts_and_scales(panel, up, later, factor):
    year, y, error, correlation = panel
    line = fit_line(year, y, error, correlation, inflate=False)
    moved = fit_line(year + later, y + up, error, correlation, inflate=False)
    same(moved.slope, line.slope)
    same(moved.level, line.level + up)
    same(moved.centre, line.centre + later)
    same(uncertainty(moved), uncertainty(line))
    scaled = fit_line(year, y * factor, error * abs(factor), correlation, inflate=False)
    same(scaled.slope, line.slope * factor)
    same(uncertainty(scaled), uncertainty(line) * factor**2)
    same(scaled.inflation, line.inflation)


@settings(deadline=None, max_examples=60)
@given(panels(), st.randoms(use_true_random=False))
def test_order_does_not_matter(panel, random):
    year, y, error, correlation = panel
    order = random.sample(range(len(year)), len(year))
    line = fit_line(year, y, error, correlation, inflate=False)
    mixed = fit_line(
        year[order], y[:, order], error[:, order], correlation[np.ix_(order, order)], inflate=False
    )
    same(mixed.slope, line.slope)
    same(mixed.level, line.level)
    same(uncertainty(mixed), uncertainty(line))


@settings(deadline=None, max_examples=60)
@given(panels())
def test_alone_and_without_its_gaps_a_series_is_itself(panel):
    year, y, error, correlation = panel
    line = fit_line(year, y, error, correlation, inflate=False)
    out = leave_one_out_slopes(year, y, error, correlation)
    for i, seen in enumerate(~np.isnan(y)):
        if seen.sum() < 2:
            assert np.isnan(line.slope[i])
            continue
        part = (year[seen], y[i : i + 1, seen], error[i : i + 1, seen], correlation[np.ix_(seen, seen)])
        alone = fit_line(*part, inflate=False)
        same(alone.slope, line.slope[i])
        same(alone.level, line.level[i])
        same(uncertainty(alone)[:, 0], uncertainty(line)[:, i])
        same(leave_one_out_slopes(*part)[0], out[i, seen])


@settings(deadline=None, max_examples=60)
@given(panels())
def test_leave_one_out_is_a_refit(panel):
    year, y, error, correlation = panel
    out = leave_one_out_slopes(year, y, error, correlation)
    enough = (~np.isnan(y)).sum(axis=1) >= 4
    for point in range(len(year)):
        shorter = y.copy()
        shorter[:, point] = np.nan
        expected = fit_line(year, shorter, error, correlation).slope
        same(out[:, point], np.where(enough & ~np.isnan(y[:, point]), expected, np.nan))


def test_leave_one_out_where_the_others_share_a_year():
    year = np.array([2010.0, 2010, 2010, 2011])
    out = leave_one_out_slopes(year, np.array([[1.0, 2.0, 3.0, 5.0]]), np.ones((1, 4)))
    np.testing.assert_allclose(out, [[2.5, 3.0, 3.5, np.nan]])
    assert np.isnan(leave_one_out_slopes(year[:1], np.ones((1, 1)), np.ones((1, 1)))).all()
