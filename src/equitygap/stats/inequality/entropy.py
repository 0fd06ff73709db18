"""Measures that are sums of squares or nearly so: variances, generalised entropies, Atkinson's index.

All are functions of Σ p φ(y/μ). Their limits use the first two moments of the second-order expansion in the
noise (exact for the variance), taken as a gamma.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equitygap.stats.inequality.limits import Path, inverted, quadratic_cdf
from equitygap.stats.inequality.settings import Measured, Options, Settings

Floats = NDArray[np.float64]


def between_group_variance(given: Settings, options: Options) -> Measured:
    """Return Σ p (y − μ)², in squared units of the metric. Its standard error is exact for normal values."""
    p, noise = given.share, given.standard_error**2
    d = given.value - given.mean[:, None]
    value = np.sum(p * d**2, axis=1)
    bias = np.sum(p * (1 - p) * noise, axis=1)
    own = np.sum((p * noise) ** 2 * ((1 - p) ** 2 - p**2), axis=1)
    flat = 2 * (np.sum(p**2 * noise, axis=1) ** 2 + own)
    tilt = 4 * np.sum(p**2 * noise * d**2, axis=1)

    freedom = 2 * bias**2 / flat

    def cdf(scale: Floats) -> Floats:
        return quadratic_cdf(value, bias + scale * value, flat + scale * tilt, freedom)

    path = Path(
        lambda c: cdf(np.maximum(1 - c, 0.0) ** 2),
        lambda c: np.maximum(1 - c, 0.0) ** 2 * value,
        np.sqrt((flat + tilt) / (flat + tilt + value**2)),
    )
    return inverted(value, np.sqrt(tilt + flat), path, cdf(np.zeros_like(value)), options)


def between_group_standard_deviation(given: Settings, options: Options) -> Measured:
    """Return the square root of the between-group variance, in the unit of the metric."""
    found = between_group_variance(given, options)
    root = np.sqrt(found.value)
    return found.map(np.sqrt, 0.5 / np.where(root > 0, root, np.nan))


def coefficient_of_variation(given: Settings, options: Options) -> Measured:
    """Return the between-group standard deviation in percent of the mean."""
    found = _entropy(given, 2.0, options)
    root = np.sqrt(2 * found.value)
    return found.map(lambda x: 100 * np.sqrt(2 * x), 100 / np.where(root > 0, root, np.nan))


def theil_index(given: Settings, options: Options) -> Measured:
    """Return 1000 Σ p r ln r, r = y/μ."""
    return _entropy(given, 1.0, options).scaled(1000.0)


def mean_log_deviation(given: Settings, options: Options) -> Measured:
    """Return 1000 Σ p (−ln r), r = y/μ."""
    return _entropy(given, 0.0, options).scaled(1000.0)


def atkinson(given: Settings, options: Options) -> Measured:
    """Return 1 − (Σ p r^(1−ε))^(1/(1−ε)); 1 − exp(Σ p ln r) where the aversion ε is 1."""
    e = options.aversion
    if not e > 0:
        raise ValueError(f"aversion must be over 0, but got {e}")
    found = _entropy(given, 1 - e, options)
    if e == 1:
        return found.map(lambda x: -np.expm1(-x), np.exp(-found.value))
    base = 1 + e * (e - 1) * found.value
    return found.map(lambda x: 1 - (1 + e * (e - 1) * x) ** (1 / (1 - e)), e * base ** (e / (1 - e)))


@dataclass(frozen=True)
class _Expansion:
    """A measure of true values and, of its expansion in noise, the variance of order one and the moments."""

    value: Floats
    first_order: Floats
    bias: Floats
    second_order: Floats


def _entropy(given: Settings, order: float, options: Options) -> Measured:
    """Return the generalised entropy of an order: 0 mean log deviation, 1 Theil, 2 half the squared CV."""
    mean = np.where(given.mean > 0, given.mean, np.nan)[:, None]
    positive = (given.value > 0).all(axis=1, keepdims=True) | (order == 2)
    r, p = np.where(positive, given.value / mean, np.nan), given.share
    noise = (given.standard_error / mean) ** 2
    here = _expand(r, p, noise, order)
    value = np.maximum(here.value, 0.0)

    def along(position: Floats) -> Floats:
        scale = np.maximum(1 - position, 0.0)[:, None]
        if order == 2:
            return np.asarray(1 + scale * (r - 1))
        moved = r**scale
        return np.asarray(moved / np.sum(p * moved, axis=1, keepdims=True))

    equal = _expand(np.ones_like(r), p, noise, order)
    freedom = 2 * equal.bias**2 / equal.second_order

    def cdf(ratio: Floats) -> Floats:
        found = _expand(ratio, p, noise, order)
        return quadratic_cdf(value, found.value + found.bias, found.first_order + found.second_order, freedom)

    spread = here.first_order + here.second_order
    path = Path(
        lambda c: cdf(along(c)),
        lambda c: _expand(along(c), p, noise, order).value,
        np.sqrt(spread / (spread + value**2)),
    )
    return inverted(value, np.sqrt(here.first_order), path, cdf(np.ones_like(r)), options)


def _expand(r: Floats, p: Floats, noise: Floats, order: float) -> _Expansion:
    """Expand Σ p φ(r), r = y/μ of mean 1, in noise with variances `noise` (S, J), to the second order.

    The Hessian is diag(h) − p pᵀ (u ⊕ u), h = pφ″ and u = φ′ + rφ″ less a constant, so that its traces need
    no matrix.
    """
    f, f1, f2 = _phi(r, order)
    value = np.sum(p * f, axis=1)
    a, b = np.sum(p * r * f1, axis=1, keepdims=True), np.sum(p * r**2 * f2, axis=1, keepdims=True)
    gradient = p * (f1 - a)
    h, u, q = p * f2, f1 + r * f2 - a - b / 2, p**2 * noise
    diagonal = h - 2 * p**2 * u
    pairs = 2 * q.sum(axis=1) * np.sum(q * u**2, axis=1) + 2 * np.sum(q * u, axis=1) ** 2
    squares = pairs + np.sum(noise**2 * (h**2 - 4 * h * p**2 * u), axis=1)
    return _Expansion(
        value,
        np.sum(gradient**2 * noise, axis=1),
        np.sum(diagonal * noise, axis=1) / 2,
        squares / 2,
    )


def _phi(r: Floats, order: float) -> tuple[Floats, Floats, Floats]:
    """Return φ, φ′ and φ″ of the generalised entropy of an order."""
    if order == 0:
        return -np.log(r), -1 / r, r**-2
    if order == 1:
        return r * np.log(r), 1 + np.log(r), 1 / r
    scale = order * (order - 1)
    if order == 2:
        return (r - 1) ** 2 / scale, r - 1, np.ones_like(r)
    return (r**order - 1) / scale, r ** (order - 1) / (order - 1), r ** (order - 2)
