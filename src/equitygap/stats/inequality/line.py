"""Slope and relative indices of inequality: a line through the groups in the population ordered by rank."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from equitygap.stats.inequality.settings import Measured, Options, Settings
from equitygap.stats.student import quantile

Floats = NDArray[np.float64]

_ITERATIONS: Final = 100
_TOLERANCE: Final = 1e-13


@dataclass(frozen=True)
class Link:
    """A line's scale: the values' mean as a function of the line, that function's slope, its inverse.

    `domain` holds the values that the scale can take, without its ends.
    """

    mean: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    inverse: Callable[[Floats], Floats]
    domain: tuple[float, float]


LINKS: Final = {
    "linear": Link(lambda x: x, np.ones_like, lambda y: y, (-np.inf, np.inf)),
    "logit": Link(special.expit, lambda x: special.expit(x) * special.expit(-x), special.logit, (0.0, 1.0)),
    "log": Link(np.exp, np.exp, np.log, (0.0, np.inf)),
}


def slope_index_of_inequality(given: Settings, options: Options) -> Measured:
    """Return the fitted value at the most advantaged end of the population minus that at the other end."""
    low, high, covariance, freedom, scale = _ends(given, options)
    jacobian = np.array([-1.0, 1.0])
    error = np.sqrt(np.einsum("i,sij,j->s", jacobian, covariance, jacobian))
    half = quantile((1 + options.confidence) / 2, freedom) * error
    value = high - low
    return Measured(value, error, value - half, value + half, value).scaled(scale)


def relative_index_of_inequality(given: Settings, options: Options) -> Measured:
    """Return the ratio of the two fitted values; nan where one is not positive. Limits on the log scale."""
    low, high, covariance, freedom, _ = _ends(given, options)
    positive = (low > 0) & (high > 0)
    low, high = np.where(positive, low, np.nan), np.where(positive, high, np.nan)
    jacobian = np.stack([-1 / low, 1 / high], axis=1)
    error = np.sqrt(np.einsum("si,sij,sj->s", jacobian, covariance, jacobian))
    half = quantile((1 + options.confidence) / 2, freedom) * error
    value = np.log(high / low)
    return Measured(value, error, value - half, value + half, value).map(np.exp, high / low)


def _ends(given: Settings, options: Options) -> tuple[Floats, Floats, Floats, float, float]:
    """Return the fitted values at the two ends, their covariance (S, 2, 2), degrees of freedom, the scale."""
    link = LINKS[options.link]
    low, high = options.bounds if options.link == "logit" and options.bounds else (0.0, 1.0)
    if low != 0:
        raise ValueError(f"bounds must start at 0 for the logit, but got {options.bounds}")
    y, x = given.value / high, given.position
    lowest, highest = link.domain
    y = np.where(((y > lowest) & (y < highest)).all(axis=1, keepdims=True), y, np.nan)
    beta, bread = fit(y, x, given.share, link)
    design = np.stack([np.ones_like(x), x], axis=2)
    influence = np.einsum("sij,sk,skj->sik", bread, given.share, design)
    if options.scatter:
        groups = y.shape[1]
        residual = y - link.mean(np.einsum("skj,sj->sk", design, beta))
        squares, freedom = residual**2 * groups / (groups - 2), float(groups - 2)
    else:
        squares, freedom = (given.standard_error / high) ** 2, np.inf
    covariance = np.einsum("sik,sk,sjk->sij", influence, squares, influence)
    at = np.stack([beta[:, 0], beta.sum(axis=1)], axis=1)
    ends = link.slope(at)[:, :, None] * np.array([[1.0, 0.0], [1.0, 1.0]])
    fitted = link.mean(at)
    return fitted[:, 0], fitted[:, 1], ends @ covariance @ np.swapaxes(ends, 1, 2), freedom, high


def fit(y: Floats, x: Floats, weight: Floats, link: Link) -> tuple[Floats, Floats]:
    """Return the coefficients (S, 2) that solve Σ w (y − h(a + b x)) (1, x) = 0, and the inverse Jacobian.

    For each link this is the likelihood equation of its canonical model (normal, binomial, Poisson), solved
    by Newton's method to machine precision.
    """
    design = np.stack([np.ones_like(x), x], axis=2)
    beta = np.stack([link.inverse(np.sum(weight * y, axis=1) / weight.sum(axis=1)), np.zeros(len(y))], axis=1)
    for _ in range(_ITERATIONS):
        bread = _bread(design, weight, link.slope(np.einsum("skj,sj->sk", design, beta)))
        score = weight * (y - link.mean(np.einsum("skj,sj->sk", design, beta)))
        change = np.einsum("sij,skj,sk->si", bread, design, score)
        beta = beta + change
        if not (abs(change) > _TOLERANCE * (1 + abs(beta))).any():
            break
    return beta, _bread(design, weight, link.slope(np.einsum("skj,sj->sk", design, beta)))


def _bread(design: Floats, weight: Floats, slope: Floats) -> Floats:
    """Return the inverse of Σ w h′ (1, x)ᵀ(1, x), (S, 2, 2); nan where all groups are at one place."""
    m = np.einsum("sk,ski,skj->sij", weight * slope, design, design)
    determinant = m[:, 0, 0] * m[:, 1, 1] - m[:, 0, 1] ** 2
    adjugate = np.stack([m[:, 1, 1], -m[:, 0, 1], -m[:, 0, 1], m[:, 0, 0]], axis=1).reshape(-1, 2, 2)
    return np.asarray(adjugate / np.where(determinant > 0, determinant, np.nan)[:, None, None])
