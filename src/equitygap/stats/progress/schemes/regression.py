"""Schemes by a line through the whole series: Closing the Gap, the UN regional commissions, UK Fingertips."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from equitygap.stats.progress.schemes.line import WeightedLine, weighted_line
from equitygap.stats.progress.schemes.reading import (
    Floats,
    Mask,
    Outcome,
    Reading,
    against_required,
    all_finite,
    settle,
)
from equitygap.stats.progress.targets import ROUNDING
from equitygap.stats.trend import recency_weighted_line

Indices = NDArray[np.intp]

#: Chi-squared with one degree of freedom at 99.8 %, as PHEindicatormethods' assign_trend_markers has it.
FINGERTIPS_CHI_SQUARED: Final = 9.54953570608324
FINGERTIPS_POINTS: Final = 5


def ctg(reading: Reading, *, alpha: float = 0.05) -> Outcome:
    """Judge as Australia's Closing the Gap does: is there change, is it for the better, is it enough?

    A least-squares line through the figures from baseline to latest is compared with no change by a
    likelihood-ratio test, n ln(RSS0/RSS1) against chi-squared with 1 degree of freedom; an improvement is on
    track where the line, carried on to the target year, is at the target or better. With fewer than three
    points: `not_assessable`. The score is the height of the line in the target year.

    Steps, technique and categories as published (Productivity Commission, Method for estimating the
    assessments of progress and their reliability); the test's cut-off is not, and `alpha` 0.05 is an
    assumption. The Commission speaks of significance only from five points on: fewer are remarked on.
    """
    within = (reading.year >= reading.baseline_year[:, None]) & (reading.year <= reading.latest_year[:, None])
    used = np.isfinite(reading.value) & within
    line = weighted_line(reading.year, reading.value, used.astype(np.float64))
    n: Indices = used.sum(axis=1)
    changed = _likelihood_ratio(line, n) >= special.chdtri(1, alpha)
    better = changed & (reading.sign * line.slope > 0)
    arrival = line.at(reading.target_year)
    complete = all_finite(reading.baseline, reading.baseline_year, reading.target, reading.target_year)
    return settle(
        [(~complete, "missing_value"), (n < 3, "too_few_points")],
        [
            (better & reading.reaches(arrival), "improvement_and_on_track"),
            (better, "improvement_not_on_track"),
            (changed, "worsening"),
        ],
        otherwise="no_change",
        score=arrival,
        refusal="not_assessable",
        remarks=[(n < 5, "fewer_than_5_points")],
    )


def escap(reading: Reading) -> Outcome:
    """Judge by the Anticipated Progress Index: the gap expected in the target year over the change promised.

        P = 100 |T - v*| / |T - B|, and 0 where the target is expected to be met

    v* is the height in the target year of a line whose weights rise evenly from 1 for the oldest point to 2
    for the newest. P up to 10: `maintain`; up to 100: `accelerate`; above: `reverse`, the figure is expected
    further from the target than at the baseline.

    Index and labels as published (ESCAP, Progress Assessment Methodology; UNECE, Technical notes); the
    cut-offs 10 and 100 and the weights from 1 to 2 are not verified in a source.
    """
    line = recency_weighted_line(reading.year, reading.value)
    arrival = line.level + line.slope * (reading.target_year - line.centre)
    met = reading.reaches(arrival)
    short = reading.sign * (reading.target - arrival)
    p = np.where(met, 0.0, -100 * against_required(-short, reading.asked))
    few = np.isnan(line.slope)
    return settle(
        [*reading.incomplete(), (few, "too_few_points")],
        [(p <= 10 + ROUNDING, "maintain"), (p <= 100 + ROUNDING, "accelerate")],
        otherwise="reverse",
        score=p,
    )


def fingertips(reading: Reading) -> Outcome:
    """Judge the recent trend as UK Fingertips does: the last five figures, whatever the target.

    A line weighted by 1/SE² is tested by β² Σ w (t - t̄)² against 9.5495, chi-squared at 99.8 %. If leaving
    out any one point turns the line round, there is `no_significant_change`, remarked as
    `leave_one_out_sign_flip`. The five must be single years that do not overlap, with standard errors above
    zero: `cannot_be_calculated` otherwise. The score is the chi-squared.

    Criteria as published (Fingertips public health technical guidance, Trend markers); the test as coded in
    PHEindicatormethods, assign_trend_markers. Its logistic form for proportions is not offered.
    """
    last, enough = _last_points(reading)
    year, start, end = reading.year[last], reading.start[last], reading.end[last]
    value = np.take_along_axis(reading.value, last, axis=1)
    error = np.take_along_axis(reading.standard_error, last, axis=1)
    sound = enough & (np.isfinite(error) & (error > 0)).all(axis=1)
    weight = np.where(sound[:, None], 1 / np.where(error > 0, error, np.nan) ** 2, 0.0)
    line = weighted_line(year, value, weight)
    chi_squared = line.slope**2 * line.year_squares
    flips = _turned_by_leaving_one_out(line, year, value, weight)
    trend = (chi_squared > FINGERTIPS_CHI_SQUARED) & ~flips
    up, better = line.slope > 0, reading.sign * line.slope > 0
    return settle(
        [
            (~enough, "too_few_points"),
            (np.any(start[:, 1:] <= end[:, :-1], axis=1), "overlapping_periods"),
            (np.any(end != start, axis=1), "not_annual"),
            (~sound, "standard_error_missing"),
        ],
        [
            (trend & up & better, "increasing_getting_better"),
            (trend & up, "increasing_getting_worse"),
            (trend & better, "decreasing_getting_better"),
            (trend, "decreasing_getting_worse"),
        ],
        otherwise="no_significant_change",
        score=chi_squared,
        refusal="cannot_be_calculated",
        remarks=[((chi_squared > FINGERTIPS_CHI_SQUARED) & flips, "leave_one_out_sign_flip")],
    )


def _likelihood_ratio(line: WeightedLine, n: Indices) -> Floats:
    """Return n ln(RSS0/RSS1), (N,): inf for points exactly on a slope, 0 for a constant series."""
    explained = line.slope**2 * line.year_squares
    left = np.maximum(line.value_squares - explained, 0.0)
    constant = line.value_squares == 0
    unexplained = np.where(constant, 1.0, left / np.where(constant, 1.0, line.value_squares))
    with np.errstate(divide="ignore"):
        return np.asarray(-n * np.log(unexplained))


def _last_points(reading: Reading) -> tuple[Indices, Mask]:
    """Return the columns of the last five figures of each series, (N, 5), and whether there are five."""
    seen = np.isfinite(reading.value)
    order = np.argsort(~seen, axis=1, kind="stable")
    position = seen.sum(axis=1)[:, None] + np.arange(-FINGERTIPS_POINTS, 0)
    return np.take_along_axis(order, np.maximum(position, 0), axis=1), position[:, 0] >= 0


def _turned_by_leaving_one_out(line: WeightedLine, year: Floats, value: Floats, weight: Floats) -> Mask:
    turned = np.zeros(len(line.slope), dtype=bool)
    for dropped in range(FINGERTIPS_POINTS):
        kept = np.where(np.arange(FINGERTIPS_POINTS) == dropped, 0.0, weight)
        turned |= weighted_line(year, value, kept).slope * line.slope < 0
    return turned
