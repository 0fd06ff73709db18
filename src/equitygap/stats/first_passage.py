"""By when a forecast comes down to a target: the distribution of that year, by seeded simulation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Comparisons simulated at once: few enough for their futures to stay near the processor.
_BATCH = 32


def first_passage(
    mean: Floats,
    covariance: Floats,
    degrees_of_freedom: Floats,
    targets: Floats,
    *,
    draws: int,
    generator: np.random.Generator,
) -> Floats:
    """Return the probability of having been at or under a target in some year so far, (G, C, H).

    `mean` is (C, H) for H years, `covariance` (C, H, H) the scale matrix of a joint t (or, with infinite
    degrees of freedom, normal) forecast, `targets` (G, C): every one is held against the same simulated
    futures. What the last year lacks to one is the share of futures that never get there. All
    comparisons share the same random numbers, so that a row does not depend on its neighbours.

    >>> first_passage(np.array([[9.0, 7.0]]), np.zeros((1, 2, 2)), np.array([np.inf]),
    ...               np.array([[8.0], [0.0]]), draws=1, generator=np.random.default_rng(0)).tolist()
    [[[0.0, 1.0]], [[0.0, 0.0]]]
    """
    normal = generator.standard_normal((draws, mean.shape[1]))
    uniform = generator.uniform(size=draws)
    # The quantile of chi² is slow to find, and most comparisons have as many degrees of freedom as others.
    different, which = np.unique(degrees_of_freedom, return_inverse=True)
    scale = _t_scale(uniform, different)
    out = np.empty((len(targets), *mean.shape))
    for first in range(0, len(mean), _BATCH):
        rows = slice(first, first + _BATCH)
        paths = normal @ _root(covariance[rows]).swapaxes(1, 2)
        paths *= scale[which[rows], :, None]
        paths += mean[rows, None, :]
        for found, target in zip(out, targets, strict=True):
            found[rows] = _share_by(paths <= target[rows, None, None])
    return out


def _share_by(there: NDArray[np.bool_]) -> Floats:
    """Return the share of draws that were there by each year, (C, H), from where they are, (C, draws, H)."""
    count, draws, years = there.shape
    first = np.where(there.any(axis=2), there.argmax(axis=2), years)
    cell = first + (years + 1) * np.arange(count)[:, None]
    number = np.bincount(cell.ravel(), minlength=count * (years + 1)).reshape(count, years + 1)
    share: Floats = number[:, :-1].cumsum(axis=1) / draws
    return share


def _root(covariance: Floats) -> Floats:
    # A forecast may be certain in some direction (a flat series), which a Cholesky factor cannot take.
    values, vectors = np.linalg.eigh(covariance)
    root: Floats = vectors * np.sqrt(np.maximum(values, 0))[:, None, :]
    return root


def _t_scale(uniform: Floats, degrees_of_freedom: Floats) -> Floats:
    """Return sqrt(df / chi²) for each number of degrees of freedom and draw, 1 where df is infinite."""
    from scipy.special import chdtri

    df = degrees_of_freedom[:, None]
    finite = np.where(np.isfinite(df), df, 1.0)
    scale: Floats = np.where(np.isfinite(df), np.sqrt(finite / chdtri(finite, uniform[None, :])), 1.0)
    return scale
