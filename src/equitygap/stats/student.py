"""Quantiles and probabilities of Student's t, where infinitely many degrees of freedom mean the normal."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]


def quantile(probability: ArrayLike, degrees_of_freedom: ArrayLike) -> Floats:
    """Return the point under which a t variable falls with `probability`.

    `degrees_of_freedom` may be inf (the normal quantile) or nan (the result is nan); both arguments
    broadcast. A probability that is not strictly between 0 and 1 raises ValueError.

    >>> quantile(0.975, [np.inf, 5.0]).round(6).tolist()
    [1.959964, 2.570582]
    """
    p, df = np.asarray(probability, dtype=float), np.asarray(degrees_of_freedom, dtype=float)
    if not ((p > 0) & (p < 1)).all():
        raise ValueError(f"probability must be between 0 and 1, but got {p}")
    return np.where(np.isposinf(df), special.ndtri(p), special.stdtrit(df, p))


def probability_at_or_under(
    x: ArrayLike, *, mean: ArrayLike, scale: ArrayLike, degrees_of_freedom: ArrayLike
) -> Floats:
    """Return P(X <= x), where (X - mean)/scale follows Student's t.

    All arguments broadcast. `degrees_of_freedom` inf is the normal; nan in any argument gives nan.
    A `scale` of 0 is a point mass: the probability is 1 where x is at or over the mean, else 0.

    >>> probability_at_or_under(8, mean=10.4, scale=2.4, degrees_of_freedom=[np.inf, 6]).round(4).tolist()
    [0.1587, 0.178]
    """
    distance, scale = np.subtract(x, mean), np.asarray(scale, dtype=float)
    df = np.asarray(degrees_of_freedom, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where((scale == 0) & (distance == 0), np.inf, distance / scale)
    return np.where(np.isposinf(df), special.ndtr(z), special.stdtr(df, z))
