"""Series as the local trend wants them: centred, each figure with a standard error, and projected."""

from __future__ import annotations

from typing import Final

import numpy as np

from equitygap.panel import Floats
from equitygap.stats import local_trend
from equitygap.stats.local_trend import Projection, Sets
from equitygap.stats.trend import overlap_correlation

#: Changes under this share of the largest figure are rounding, and no changes at all.
ROUNDING: Final = 1e-9


def largest(values: Floats) -> float:
    """Return the largest size of any figure; 0 where there is none."""
    return float(np.max(np.abs(values), where=np.isfinite(values), initial=0.0))


def centre(values: Floats) -> Floats:
    """Return deviations (N, T) from the period effects of an additive model of areas and periods.

    Without missing figures the period effects are the unweighted means of the areas. With them, an area that
    drops out does not shift the others: effects come from least squares, areas having a mean effect of zero.
    """
    seen = np.isfinite(values)
    count = seen.sum(axis=1)
    present = count > 0
    if not present.any():
        return values
    y = np.where(seen, values, 0.0)[present]
    m, n = seen[present].astype(float), count[present].astype(float)
    own = y.sum(axis=1) / n
    normal = np.diag(m.sum(axis=0)) - (m / n[:, None]).T @ m
    effect = np.linalg.lstsq(normal, ((y - own[:, None]) * m).sum(axis=0), rcond=None)[0]
    level = np.mean(own - (m @ effect) / n)
    return np.asarray(values - effect - level)


def complete_errors(given: Floats, values: Floats, year: Floats, correlation: Floats) -> Floats:
    """Return standard errors (N, T) for all figures, also where none is published; zero is none.

    A figure without one takes the typical one of its series, and a series without any takes what the scatter
    of its points says. Where not even that can tell, it is 0: the model's own noise then stands in.
    """
    known = np.where(given > 0, given, np.nan)
    has = np.isfinite(known).any(axis=1)
    typical = np.sqrt(local_trend.scatter_variance(values, year, correlation))
    typical = np.where(np.isfinite(typical), typical, 0.0)
    typical[has] = np.nanmedian(known[has], axis=1)
    return np.where(np.isfinite(known), known, typical[:, None])


def project_series(
    values: Floats, error: Floats, start: Floats, end: Floats, years: Floats, sets: Sets
) -> Projection:
    """Project series (N, T) over windows `start`..`end` into `years` (H,), averaged over `sets`.

    Figures to come have the width of the latest window, and the standard error of each series' last figure.
    """
    half = (end[-1] - start[-1]) / 2
    correlation = overlap_correlation(np.append(start, years - half), np.append(end, years + half))
    final = values.shape[1] - 1 - np.isfinite(values)[:, ::-1].argmax(axis=1)
    ahead = np.repeat(error[np.arange(len(error)), final][:, None], len(years), axis=1)
    return local_trend.average(
        values,
        np.concatenate([error, ahead], axis=1),
        correlation,
        np.append((start + end) / 2, years),
        sets,
    )
