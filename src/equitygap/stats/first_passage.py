"""When a forecast first comes down to a target: a distribution of years, by seeded simulation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Comparisons simulated at once, so that memory stays bounded whatever their number.
_BATCH = 256


def first_passage(
    years: Floats,
    mean: Floats,
    covariance: Floats,
    degrees_of_freedom: Floats,
    target: Floats,
    *,
    draws: int,
    generator: np.random.Generator,
) -> Floats:
    """Return, for each comparison and draw, the first of `years` in which the gap is at or under the target.

    `years` (H,), `mean` (C, H), `covariance` (C, H, H) the scale matrix of a joint t (or, with infinite
    degrees of freedom, normal) forecast, `target` (C,) or (C, draws). The result is (C, draws), with inf for
    a draw that never gets there within `years`. All comparisons share the same random numbers, so that a row
    does not depend on its neighbours.

    >>> out = first_passage(np.array([2021.0, 2022.0]), np.array([[9.0, 7.0]]), np.zeros((1, 2, 2)),
    ...                     np.array([np.inf]), np.array([8.0]), draws=1, generator=np.random.default_rng(0))
    >>> out.tolist()
    [[2022.0]]
    """
    normal = generator.standard_normal((draws, len(years)))
    uniform = generator.uniform(size=draws)
    out = np.empty((len(mean), draws))
    for first in range(0, len(mean), _BATCH):
        rows = slice(first, first + _BATCH)
        scale = _t_scale(uniform, degrees_of_freedom[rows])
        paths = mean[rows, None, :] + scale[:, :, None] * (normal @ _root(covariance[rows]).swapaxes(1, 2))
        goal = target[rows] if target.ndim == 2 else target[rows, None]
        hit = paths <= goal[:, :, None]
        out[rows] = np.where(hit.any(axis=2), years[hit.argmax(axis=2)], np.inf)
    return out


def _root(covariance: Floats) -> Floats:
    # A forecast may be certain in some direction (a flat series), which a Cholesky factor cannot take.
    values, vectors = np.linalg.eigh(covariance)
    root: Floats = vectors * np.sqrt(np.maximum(values, 0))[:, None, :]
    return root


def _t_scale(uniform: Floats, degrees_of_freedom: Floats) -> Floats:
    """Return sqrt(df / chi²) for each comparison and draw, 1 where df is infinite."""
    from scipy.special import chdtri

    df = degrees_of_freedom[:, None]
    finite = np.where(np.isfinite(df), df, 1.0)
    scale: Floats = np.where(np.isfinite(df), np.sqrt(finite / chdtri(finite, uniform[None, :])), 1.0)
    return scale
