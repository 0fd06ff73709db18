"""The whole assessment of one metric and group: series, standing, outlook and verdict in one flow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from equitygap.gap import Pairs
from equitygap.panel import Panel
from equitygap.trajectory.method import Method
from equitygap.trajectory.outlook import Outlook, outlook
from equitygap.trajectory.promise import Promise
from equitygap.trajectory.series import Series, gap_series
from equitygap.trajectory.standing import Standing, standing
from equitygap.trajectory.verdict import Verdict, verdict


@dataclass(frozen=True)
class Assessment:
    """Everything known about the comparisons of one panel; what the tables and explanations are made of."""

    promise: Promise
    method: Method
    series: Series
    facts: Standing
    future: Outlook
    verdict: Verdict
    scheme_status: np.ndarray

    @property
    def benchmark(self) -> str:
        """The area compared with, or the level to be reached."""
        level = self.promise.level
        return self.series.pairs.benchmark if level is None else f"level of {level:g}"

    @property
    def scheme(self) -> str:
        """The scheme whose word stands in `scheme_status`."""
        return self.method.scheme

    @property
    def confidence(self) -> float:
        """The level of every interval."""
        return self.method.confidence


def assess(
    panel: Panel, pairs: Pairs, promise: Promise, method: Method, *, others: Sequence[Panel] = ()
) -> Assessment:
    """Assess a promise for every pair. `others` are panels of the same metric's other groups."""
    series = gap_series(panel, pairs, promise, method.comparable_sources, method.exclude)
    facts = standing(series, promise, exclude=method.exclude)
    future = outlook(series, promise, facts, method, others=others)
    found = verdict(series, promise, facts, future, method)
    return Assessment(
        promise=promise,
        method=method,
        series=series,
        facts=facts,
        future=future,
        verdict=found,
        scheme_status=_scheme_status(method, promise, series, facts, future),
    )


def _scheme_status(
    method: Method, promise: Promise, series: Series, facts: Standing, future: Outlook
) -> np.ndarray:
    if method.scheme == "probability":
        p = future.probability
        rules = [np.isnan(p), p >= method.on_track, p <= method.off_track]
        return np.select(rules, ["not_computable", "on_track", "off_track"], "inconclusive")
    # The published schemes are a dozen modules, and most runs ask for none of them.
    from equitygap.stats.progress.schemes import SCHEMES, Reading

    count = len(facts.latest)
    reading = Reading(
        year=series.year,
        start=series.panel.start,
        end=series.panel.end,
        value=np.where(facts.used, series.gap, np.nan),
        standard_error=np.where(facts.used, series.error, np.nan),
        baseline_year=np.full(count, promise.baseline_year),
        baseline=facts.baseline_gap,
        baseline_standard_error=np.where(facts.line.known, facts.baseline_error, np.nan),
        latest_year=facts.latest_year,
        latest=facts.latest_gap,
        latest_standard_error=np.where(facts.line.known, facts.latest_error, np.nan),
        target_year=np.full(count, promise.by),
        target=facts.target_gap,
        sign=np.full(count, -1.0),
        covariance=np.where(facts.line.known, facts.shared_error, 0.0),
    )
    return SCHEMES[method.scheme](reading).word
