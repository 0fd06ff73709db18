"""Measures of two groups, and of the best group against the rest: differences, ratios, attributable risks."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from equitygap.stats.inequality import largest
from equitygap.stats.inequality.settings import Measured, Options, Settings

Floats = NDArray[np.float64]

#: Several measures rest on one search; the last batches' results are kept for the next measure.
_REMEMBERED: Final = 4


def difference(given: Settings, options: Options) -> Measured:
    """Return the difference of two groups, in the unit of the metric.

    Ordered groups: the most advantaged minus the most disadvantaged where higher is better, the reverse where
    lower is. Unordered with a reference: reference minus smallest, or largest minus reference. Else largest
    minus smallest.
    """
    return _two_groups(given, False, options)


def ratio(given: Settings, options: Options) -> Measured:
    """Return the ratio of the two groups whose difference `difference` takes; 1 is equality."""
    found = _two_groups(given, True, options)
    return found.map(np.exp, np.exp(found.value))


def maximal_rate_difference(given: Settings, options: Options) -> Measured:
    """Return the largest value minus the smallest."""
    return _range(given, False, options)


def maximal_rate_ratio(given: Settings, options: Options) -> Measured:
    """Return the largest value over the smallest."""
    found = _range(given, True, options)
    return found.map(np.exp, np.exp(found.value))


def mean_difference_from_best_weighted(given: Settings, options: Options) -> Measured:
    """Return Σ p |y − y_best|, which is how far the mean is from the best group."""
    return _from_best(given, True, options)


def mean_difference_from_best_unweighted(given: Settings, options: Options) -> Measured:
    """Return Σ |y − y_best| / J; the best group counts among the J."""
    return _from_best(given, False, options)


def summary_rate_difference(given: Settings, options: Options) -> Measured:
    """Return how far the plain mean of all other groups is from the best group."""
    groups = given.value.shape[1]
    return _from_best(given, False, options).scaled(groups / (groups - 1))


def summary_rate_ratio(given: Settings, options: Options) -> Measured:
    """Return best over the plain mean of all others, or the reverse where lower is better; at least 1."""
    groups, favourable = given.value.shape[1], given.sign > 0
    found = _from_best_in_logs(given, False, options)

    def over_others(x: Floats) -> Floats:
        best_over_mean = np.exp(x)
        return np.asarray(
            np.where(
                favourable,
                (groups - 1) * best_over_mean / (groups - best_over_mean),
                (groups * best_over_mean - 1) / (groups - 1),
            )
        )

    r = np.exp(found.value)
    slope = np.where(favourable, groups * (groups - 1) * r / (groups - r) ** 2, groups * r / (groups - 1))
    return found.map(over_others, slope)


def population_attributable_risk(given: Settings, options: Options) -> Measured:
    """Return y_ref − μ: what the mean would gain if all groups were as the reference group; 0 where it lost.

    The reference is the most advantaged group where groups are ordered, else the best.
    """
    return _attributable(given, _from_best(given, True, options), logs=False, options=options)


def population_attributable_fraction(given: Settings, options: Options) -> Measured:
    """Return 100 (y_ref − μ)/μ: the attributable risk in percent of the mean."""
    found = _from_best_in_logs(given, True, options)
    found = _attributable(given, found, logs=True, options=options)
    return found.map(lambda x: 100 * np.expm1(x), 100 * np.exp(found.value))


def _scale(given: Settings, logs: bool) -> tuple[Floats, Floats]:
    return _logs(given) if logs else (given.value, given.standard_error)


def _logs(given: Settings) -> tuple[Floats, Floats]:
    """Return ln y and its standard error SE/y; nan in settings with a value that is not positive."""
    positive = (given.value > 0).all(axis=1, keepdims=True)
    value = np.where(positive, given.value, np.nan)
    return np.log(value), given.standard_error / value


def _normal(value: Floats, error: Floats, confidence: float) -> Measured:
    half = special.ndtri((1 + confidence) / 2) * error
    return Measured(value, error, value - half, value + half, value)


def _weighted_sum(weight: Floats, y: Floats, error: Floats, confidence: float) -> Measured:
    return _normal(np.sum(weight * y, axis=1), np.sqrt(np.sum((weight * error) ** 2, axis=1)), confidence)


def _end(given: Settings, extreme: Floats) -> Floats:
    """Return the weights (S, J) of the group of this rank (S,); groups that share it weigh by population."""
    there = (given.rank == extreme[:, None]).astype(float)
    shares = there * given.population
    shares = np.where(np.isnan(shares).any(axis=1, keepdims=True), there, shares)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _is_ordered(given: Settings) -> NDArray[np.bool_]:
    return np.asarray(~np.isnan(given.rank).any(axis=1))


def _two_groups(given: Settings, logs: bool, options: Options) -> Measured:
    """Return the difference of two groups (or of their logarithms), by the rules of `difference`."""
    y, error = _scale(given, logs)
    ordered, referred = _is_ordered(given), given.reference >= 0
    free = ~ordered & ~referred
    out = Measured(*np.full((5, len(y)), np.nan))
    if ordered.any():
        rank = np.where(ordered[:, None], given.rank, 0.0)
        weight = given.sign[:, None] * (_end(given, rank.max(axis=1)) - _end(given, rank.min(axis=1)))
        out = out.where(~ordered, _weighted_sum(weight, y, error, options.confidence))
    if (referred & ~ordered).any():
        out = out.where(~(referred & ~ordered), _against_reference(given, y, error, options))
    if free.any():
        out = out.where(~free, _range(given, logs, options))
    return out


def _against_reference(given: Settings, y: Floats, error: Floats, options: Options) -> Measured:
    """Return how much worse the worst of the other groups is than the reference."""
    others = np.arange(y.shape[1]) != np.maximum(given.reference, 0)[:, None]
    kept = np.argsort(~others, axis=1, kind="stable")[:, : y.shape[1] - 1]
    worse = -given.sign[:, None] * np.take_along_axis(y, kept, axis=1)
    reference, noise = given.of_reference(y), given.of_reference(error) ** 2
    level = largest.Level(value=-given.sign * reference, variance=noise)
    return largest.above_level(worse, np.take_along_axis(error, kept, axis=1), level, options)


@lru_cache(maxsize=_REMEMBERED)
def _range(given: Settings, logs: bool, options: Options) -> Measured:
    return largest.range_of(*_scale(given, logs), options)


@lru_cache(maxsize=_REMEMBERED)
def _from_best(given: Settings, weighted: bool, options: Options) -> Measured:
    """Return |y_best − Σ w y|."""
    weight = given.share if weighted else given.even
    better = given.sign[:, None] * given.value
    level = largest.Level(weight=weight)
    return largest.above_level(better, given.standard_error, level, options)


def _from_best_in_logs(given: Settings, weighted: bool, options: Options) -> Measured:
    """Return |ln y_best − ln Σ w y|."""
    weight = given.share if weighted else given.even
    logs, errors = _logs(given)
    level = largest.Level(weight=weight, sign=given.sign)
    return largest.above_level(given.sign[:, None] * logs, errors, level, options)


def _attributable(given: Settings, best: Measured, *, logs: bool, options: Options) -> Measured:
    """Return y_ref − μ (or ln y_ref − ln μ) with the sign of the metric, 0 where the reference is worse."""
    found, ordered = best, _is_ordered(given)
    if ordered.any():
        y, error = _scale(given, logs)
        top = _end(given, np.where(ordered[:, None], given.rank, 0.0).max(axis=1))
        centre = np.log(np.where(given.mean > 0, given.mean, np.nan)) if logs else given.mean
        slope = given.share * given.value / given.mean[:, None] if logs else given.share
        value = given.sign * (np.sum(top * y, axis=1) - centre)
        spread = np.sqrt(np.sum(((top - slope) * error) ** 2, axis=1))
        found = best.where(~ordered, _normal(value, spread, options.confidence))
    return found.map(lambda x: np.maximum(x, 0.0), np.ones_like(found.value)).scaled(given.sign)
