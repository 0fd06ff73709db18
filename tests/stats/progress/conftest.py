"""A short way to build the readings that the tests of the schemes need."""

from __future__ import annotations

import numpy as np
import pytest

from equitygap.stats.progress.schemes import Reading


def _reading(
    year, value, target_year, target, *, se=None, sign=-1.0, half_width=0.0, covariance=0.0
) -> Reading:
    """Series (N, T) or (T,) with the first point as baseline and the last figure that is there as latest."""
    year = np.asarray(year, dtype=float)
    value = np.atleast_2d(np.asarray(value, dtype=float))
    n, t = value.shape
    error = np.full((n, t), np.nan) if se is None else np.broadcast_to(np.asarray(se, dtype=float), (n, t))
    seen = np.isfinite(value)
    last = np.where(seen.any(axis=1), t - 1 - seen[:, ::-1].argmax(axis=1), 0)
    rows = np.arange(n)

    def each(number):
        return np.broadcast_to(np.asarray(number, dtype=float), (n,)).copy()

    return Reading(
        year=year,
        start=year - half_width,
        end=year + half_width,
        value=value,
        standard_error=error,
        baseline_year=each(year[0]),
        baseline=value[:, 0],
        baseline_standard_error=error[:, 0],
        latest_year=year[last],
        latest=value[rows, last],
        latest_standard_error=error[rows, last],
        target_year=each(target_year),
        target=each(target),
        sign=each(sign),
        covariance=each(covariance),
    )


@pytest.fixture(scope="session")
def reading():
    return _reading
