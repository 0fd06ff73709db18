"""Lines as R's lm and metafor draw them, to nine digits (tests/reference/trend)."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from equitygap.stats.student import probability_at_or_under, quantile
from equitygap.stats.trend import fit_line, line_at

REFERENCE = Path(__file__).parents[1] / "reference" / "trend"


def scale_at(line, years):
    mean, covariance = line_at(line, np.asarray(years, dtype=float))
    return mean, np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))


@pytest.fixture(scope="module")
def reference():
    def rows(name):
        return list(csv.DictReader((REFERENCE / name).read_text().splitlines()))

    lines, points = rows("lines.csv"), rows("input.csv")
    names = [row["series"] for row in lines]
    year = np.arange(min(int(p["year"]) for p in points), max(int(p["year"]) for p in points) + 1.0)
    y, error = np.full((2, len(names), len(year)), np.nan)
    for point in points:
        at = names.index(point["series"]), int(float(point["year"]) - year[0])
        y[at], error[at] = float(point["value"]), float(point["standard_error"])

    def columns(table):
        return {name: np.array([float(row[name]) for row in table]) for name in table[0] if name != "series"}

    predictions = rows("predictions.csv")
    where = np.array([names.index(row["series"]) for row in predictions])
    return year, y, error, columns(lines), columns(predictions), where


def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_fixed_effect_agrees_with_metafor(reference):
    year, y, error, expected, _, _ = reference
    line = fit_line(year, y, error, inflate=False)
    first = np.array([year[row][0] for row in ~np.isnan(y)])
    close(line.level + line.slope * (first - line.centre), expected["b0"])
    close(line.slope, expected["b1"])
    close(np.sqrt(line.slope_variance), expected["se_b1_known"])
    close(line.slope - quantile(0.975, np.inf) * np.sqrt(line.slope_variance), expected["ci_lb_known"])
    close(line.scatter, expected["QE"])
    p = 2 * probability_at_or_under(
        -np.abs(line.slope), mean=0, scale=np.sqrt(line.slope_variance), degrees_of_freedom=np.inf
    )
    close(p, expected["p_b1_known"])


def test_inflation_is_that_of_lm_but_never_shrinks(reference):
    year, y, error, expected, _, _ = reference
    line, plain = fit_line(year, y, error), fit_line(year, y, error, inflate=False)
    close(np.sqrt(line.inflation), expected["sigma_lm"])
    close(np.sqrt(plain.slope_variance * line.inflation), expected["se_b1_lm"])
    inflated = line.inflation > 1
    assert 0 < inflated.sum() < len(inflated)
    lm = np.where(inflated, expected["se_b1_lm"], expected["se_b1_known"])
    close(np.sqrt(line.slope_variance), lm)
    assert (line.degrees_of_freedom == np.where(inflated, expected["n"] - 2, np.inf)).all()


def test_unknown_errors_agree_with_least_squares(reference):
    year, y, error, expected, _, _ = reference
    line = fit_line(year, y, np.full_like(error, np.nan))
    close(line.slope, expected["b1_ols"])
    close(np.sqrt(line.slope_variance), expected["se_b1_ols"])
    p = 2 * probability_at_or_under(
        -np.abs(line.slope),
        mean=0,
        scale=np.sqrt(line.slope_variance),
        degrees_of_freedom=line.degrees_of_freedom,
    )
    close(p, expected["p_b1_ols"])


def test_predictions_agree_with_r(reference):
    year, y, error, lines, expected, where = reference
    line = fit_line(year, y, error, inflate=False)
    years = np.unique(expected["year"])
    mean, scale = scale_at(line, years)
    at = where, np.searchsorted(years, expected["year"])
    close(mean[at], expected["fit"])
    close(scale[at], expected["se_fit_known"])
    close(mean[at] + quantile(0.975, np.inf) * scale[at], expected["ci_ub_known"])
    phi, t = line.inflation[where], quantile(0.975, lines["n"][where] - 2)
    close(scale[at] * np.sqrt(phi), expected["se_fit_lm"])
    close(mean[at] - t * scale[at] * np.sqrt(phi), expected["conf_lwr"])
    final = np.array([row[~np.isnan(row)][-1] for row in error])[where]
    close(mean[at] + t * np.sqrt(phi) * np.hypot(scale[at], final), expected["pred_upr_lastw"])
