"""Areas that are forecast together: deviations from their groups' means, and what they share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from equitygap.panel import Floats, Panel
from equitygap.stats import local_trend, naive, scores
from equitygap.stats.local_trend import FIXED, Hyperparameters, Projection
from equitygap.stats.trend import overlap_correlation

#: From this many areas on the hyperparameters are estimated, from areas with at least this many points.
FEWEST_AREAS: Final = 8
FEWEST_POINTS: Final = 5
#: Areas that the hyperparameters are estimated from; more would not change them.
SUBSAMPLE: Final = 400
#: Groups of at least this size have hyperparameters of their own, if all groups have it.
LARGE_GROUP: Final = 20
#: The guard: the error factor that says that published intervals understate the noise, the share of the
#: points that is held out, and by how much the score there may be worse than that of the last value.
HIGHEST_ERROR_FACTOR: Final = 3.0
HELD_OUT: Final = 1 / 3
WORST_SCORE: Final = 1.05


def share_pool(panels: Sequence[Panel], *, seed: int = 0) -> list[Pool]:
    """Return the pool of each panel: one for all of them, or its own where every group is large."""
    if min(len(panel.areas) for panel in panels) >= LARGE_GROUP:
        return [Pool([panel], seed=seed) for panel in panels]
    return [Pool(panels, seed=seed)] * len(panels)


class Pool:
    """The areas (N) of some panels over all their periods (T), as deviations from their groups' means.

    The deviations are in units in which the hyperparameters make sense: years for life expectancies; for any
    other metric the unit is such that the deviations have the spread that `FIXED` expects.
    """

    def __init__(self, panels: Sequence[Panel], *, seed: int = 0) -> None:
        windows = np.unique(
            np.concatenate([np.column_stack([p.year, p.start, p.end]) for p in panels]), axis=0
        )
        self.panels, self.seed = tuple(panels), seed
        self.year, self.start, self.end = windows.T
        self.correlation = overlap_correlation(self.start, self.end)
        centred = [self.spread_out(p, centre(p.value)) for p in panels]
        deviations = np.concatenate(centred)
        self.unit = unit_of(panels[0].metric, deviations)
        self.deviations = deviations / self.unit
        given = np.concatenate([self.spread_out(p, p.standard_error) for p in panels]) / self.unit
        self.standard_error = _complete(given, self.deviations, self.year, self.correlation)
        self.estimated = ~(given > 0).any(axis=1)
        self.points = np.isfinite(self.deviations).sum(axis=1)

    def spread_out(self, panel: Panel, values: Floats) -> Floats:
        """Put a panel's columns where the pool has its windows."""
        out = np.full((len(values), len(self.year)), np.nan)
        mine = np.column_stack([panel.start, panel.end])
        column = [int(np.flatnonzero((self.start == a) & (self.end == b))[0]) for a, b in mine]
        out[:, column] = values
        return out

    def rows(self, panel: Panel) -> NDArray[np.intp]:
        """Return where the areas of a panel stand in the pool."""
        before = 0
        for mine in self.panels:
            if mine is panel:
                return np.arange(before, before + len(panel.areas))
            before += len(mine.areas)
        raise ValueError("panel must be one of the pool's, but got another")

    @property
    def areas(self) -> int:
        """The number of areas with enough points to estimate hyperparameters from."""
        return int((self.points >= FEWEST_POINTS).sum())

    @property
    def varies(self) -> bool:
        """Whether any deviation changes at all."""
        seen = self.points > 0
        return bool(
            (np.nanmax(self.deviations[seen], axis=1) > np.nanmin(self.deviations[seen], axis=1)).any()
        )

    @cached_property
    def parameters(self) -> Hyperparameters:
        """The hyperparameters estimated from all areas."""
        return self._fit(slice(None))

    def _fit(self, columns: slice) -> Hyperparameters:
        chosen = np.flatnonzero(np.isfinite(self.deviations[:, columns]).sum(axis=1) > 1)
        if len(chosen) > SUBSAMPLE:
            chosen = np.sort(np.random.default_rng(self.seed).choice(chosen, SUBSAMPLE, replace=False))
        d, s = self.deviations[chosen, columns], self.standard_error[chosen, columns]
        return local_trend.fit(d, s, self.correlation[columns, columns], self.year[columns])

    def project(
        self, rows: NDArray[np.intp], years: Floats, parameters: Hyperparameters, columns: slice = slice(None)
    ) -> Projection:
        """Project some areas into some years, from the figures in `columns`; in the pool's unit."""
        d, s, year = self.deviations[rows, columns], self.standard_error[rows, columns], self.year[columns]
        half = (self.end[columns][-1] - self.start[columns][-1]) / 2
        correlation = overlap_correlation(
            np.append(self.start[columns], years - half), np.append(self.end[columns], years + half)
        )
        ahead = np.repeat(_latest(s, d)[:, None], len(years), axis=1)
        error = np.concatenate([s, ahead], axis=1)
        return local_trend.project(d, error, correlation, np.append(year, years), parameters)

    @cached_property
    def guard(self) -> tuple[str, ...]:
        """Flags that speak against the pooled model on these data; empty where there are none."""
        flags = []
        if self.parameters.error_factor > HIGHEST_ERROR_FACTOR:
            flags.append("guard_noise")
        if self._holdout() > WORST_SCORE:
            flags.append("guard_holdout")
        return tuple(flags)

    def _holdout(self) -> float:
        """Return the pooled model's CRPS over that of the last value, on the last third of the periods."""
        kept = len(self.year) - max(1, int(len(self.year) * HELD_OUT))
        rows = np.flatnonzero(np.isfinite(self.deviations[:, :kept]).sum(axis=1) > 2)
        if kept < 3 or len(rows) < FEWEST_AREAS:
            return 0.0
        train, test = slice(0, kept), slice(kept, None)
        d, s, years = self.deviations[rows], self.standard_error[rows], self.year[test]
        pooled = self.project(rows, years, self._fit(train), train)
        last = naive.last(self.year[train], d[:, train], s[:, train], years)
        own = _total_crps(d[:, test], pooled.reported_mean, pooled.reported_scale, pooled.degrees_of_freedom)
        rival = _total_crps(d[:, test], last.mean, last.reported_variance, last.degrees_of_freedom)
        return own / rival if rival > 0 else np.inf


def centre(values: Floats) -> Floats:
    """Return deviations (N, T) from the period effects of an additive model of areas and periods.

    Without missing figures the period effects are the unweighted means of the areas. With them, an area that
    drops out does not shift the others: effects come from least squares, areas having a mean effect of zero.
    """
    seen = np.isfinite(values)
    count = seen.sum(axis=1)
    present = count > 0
    y = np.where(seen, values, 0.0)[present]
    m, n = seen[present].astype(float), count[present].astype(float)
    own = y.sum(axis=1) / n
    normal = np.diag(m.sum(axis=0)) - (m / n[:, None]).T @ m
    effect = np.linalg.lstsq(normal, ((y - own[:, None]) * m).sum(axis=0), rcond=None)[0]
    level = np.mean(own - (m @ effect) / n)
    return np.asarray(values - effect - level)


def unit_of(metric: str, deviations: Floats) -> float:
    """Return the size of the unit in which deviations are modelled."""
    spread = float(np.sqrt(np.nanmean(deviations**2))) if np.isfinite(deviations).any() else 0.0
    if metric.startswith("life_expectancy") or spread == 0:
        return 1.0
    return spread / float(np.sqrt(FIXED.level_spread))


def _complete(given: Floats, deviations: Floats, year: Floats, correlation: Floats) -> Floats:
    """Fill in standard errors: the area's own typical one, or what the scatter of its points says.

    A standard error of zero is none. Where not even the scatter can tell, the model's own noise stands in.
    """
    known = np.where(given > 0, given, np.nan)
    has = np.isfinite(known).any(axis=1)
    typical = np.sqrt(local_trend.scatter_variance(deviations, year, correlation))
    typical = np.where(np.isfinite(typical), typical, 0.0)
    typical[has] = np.nanmedian(known[has], axis=1)
    return np.where(np.isfinite(known), known, typical[:, None])


def _latest(s: Floats, d: Floats) -> Floats:
    """Return the standard error of the last figure of each area."""
    final = d.shape[1] - 1 - np.isfinite(d)[:, ::-1].argmax(axis=1)
    return np.asarray(s[np.arange(len(s)), final])


def _total_crps(outcome: Floats, mean: Floats, variance: Floats, degrees_of_freedom: Floats) -> float:
    df = np.broadcast_to(degrees_of_freedom[:, None], mean.shape)
    use = np.isfinite(outcome) & np.isfinite(mean) & np.isfinite(variance) & np.isfinite(df)
    each = scores.crps(outcome[use], mean=mean[use], scale=np.sqrt(variance[use]), degrees_of_freedom=df[use])
    return float(each.sum())
