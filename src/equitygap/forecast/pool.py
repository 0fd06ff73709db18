"""Areas that are forecast together: deviations from their groups' means, and what they share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

import numpy as np

from equitygap.forecast.series import ROUNDING, centre, complete_errors, largest, project_series
from equitygap.panel import Floats, Indices, Panel
from equitygap.stats import local_trend, naive, scores
from equitygap.stats.local_trend import FIXED, UNLIKE, Hyperparameters, Projection, Sets
from equitygap.stats.trend import overlap_correlation

#: From this many areas on the hyperparameters are estimated, from areas with at least this many points.
FEWEST_AREAS: Final = 8
FEWEST_POINTS: Final = 5
#: How probable it is, before its figures are seen, that an area moves unlike all others.
EXCEPTIONS: Final = 0.001
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

    Deviations from the mean of n areas vary (n − 1)/n times as much as the areas themselves, and gaps between
    areas as much as these: `deviations` are enlarged by the root of n/(n − 1), and `pull` (N,), its inverse,
    takes means back. Both are in units in which the hyperparameters make sense: years for life expectancies;
    for any other metric the unit is such that the deviations have the spread that `FIXED` expects.
    """

    def __init__(self, panels: Sequence[Panel], *, seed: int = 0) -> None:
        windows = np.unique(
            np.concatenate([np.column_stack([p.year, p.start, p.end]) for p in panels]), axis=0
        )
        self.panels, self.seed = tuple(panels), seed
        self.year, self.start, self.end = windows.T
        self.correlation = overlap_correlation(self.start, self.end)
        self.pull = np.concatenate([_pull(p.value) for p in panels])
        centred = np.concatenate([self.spread_out(p, centre(p.value)) for p in panels])
        # The only area of a group is its own mean, and says nothing.
        deviations = centred / np.where(self.pull > 0, self.pull, np.nan)[:, None]
        self.unit = unit_of(panels[0].metric, deviations)
        self.deviations = deviations / self.unit
        given = np.concatenate([self.spread_out(p, p.standard_error) for p in panels]) / self.unit
        self.standard_error = complete_errors(given, self.deviations, self.year, self.correlation)
        self.points = np.isfinite(self.deviations).sum(axis=1)

    def spread_out(self, panel: Panel, values: Floats) -> Floats:
        """Put a panel's columns where the pool has its windows."""
        out = np.full((len(values), len(self.year)), np.nan)
        mine = np.column_stack([panel.start, panel.end])
        column = [int(np.flatnonzero((self.start == a) & (self.end == b))[0]) for a, b in mine]
        out[:, column] = values
        return out

    def rows(self, panel: Panel) -> Indices:
        """Return where the areas of a panel stand in the pool."""
        before = 0
        for mine in self.panels:
            if mine is panel:
                return np.arange(before, before + len(panel.areas))
            before += len(mine.areas)
        raise ValueError("panel must be one of the pool's, but got another")

    @cached_property
    def areas(self) -> int:
        """The number of areas with enough points to estimate hyperparameters from."""
        return int((self.points >= FEWEST_POINTS).sum())

    @cached_property
    def varies(self) -> bool:
        """Whether any deviation changes by more than rounding."""
        seen = self.points > 0
        change = np.nanmax(self.deviations[seen], axis=1) - np.nanmin(self.deviations[seen], axis=1)
        size = max(largest(panel.value) for panel in self.panels)
        return bool((change * self.unit > ROUNDING * size).any())

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

    def project(self, rows: Indices, years: Floats, sets: Sets, columns: slice = slice(None)) -> Projection:
        """Project some areas into some years, from the figures in `columns`; in the pool's unit, enlarged."""
        return project_series(
            self.deviations[rows, columns],
            self.standard_error[rows, columns],
            self.start[columns],
            self.end[columns],
            years,
            sets,
        )

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
        pooled = self.project(rows, years, with_exceptions(self._fit(train)), train)
        last = naive.last(self.year[train], d[:, train], s[:, train], years)
        own = _total_crps(d[:, test], pooled.reported_mean, pooled.reported_scale, pooled.degrees_of_freedom)
        rival = _total_crps(d[:, test], last.mean, last.reported_variance, last.degrees_of_freedom)
        return own / rival if rival > 0 else np.inf


def with_exceptions(parameters: Hyperparameters) -> Sets:
    """Return what nearly all areas share, and what may hold for one that is unlike the others.

    Where all areas but the benchmark close in on it at one pace, deviations from their mean stand still, and
    the benchmark's own holds the whole movement.
    """
    exceptions = UNLIKE.with_error_factor(parameters.error_factor)
    return Sets((parameters,), (1.0,)).mixed_with(exceptions, EXCEPTIONS)


def _pull(values: Floats) -> Floats:
    """Return the root of (n − 1)/n for each of a panel's areas, n being how many have figures."""
    n = max(1, int(np.isfinite(values).any(axis=1).sum()))
    return np.full(len(values), np.sqrt((n - 1) / n))


def unit_of(metric: str, deviations: Floats) -> float:
    """Return the size of the unit in which deviations are modelled."""
    spread = float(np.sqrt(np.nanmean(deviations**2))) if np.isfinite(deviations).any() else 0.0
    if metric.startswith("life_expectancy") or spread == 0:
        return 1.0
    return spread / float(np.sqrt(FIXED.level_spread))


def _total_crps(outcome: Floats, mean: Floats, variance: Floats, degrees_of_freedom: Floats) -> float:
    df = np.broadcast_to(degrees_of_freedom[:, None], mean.shape)
    use = np.isfinite(outcome) & np.isfinite(mean) & np.isfinite(variance) & np.isfinite(df)
    each = scores.crps(outcome[use], mean=mean[use], scale=np.sqrt(variance[use]), degrees_of_freedom=df[use])
    return float(each.sum())
