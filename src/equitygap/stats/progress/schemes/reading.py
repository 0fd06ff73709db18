"""What a progress scheme reads, what it answers, and the few steps that all schemes share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from equitygap.stats.progress.targets import ROUNDING, meets

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Words = NDArray[np.str_]
Rules = Sequence[tuple[Mask, str]]

#: The word of a scheme that has no word of its own for a figure that it cannot judge.
CANNOT: Final = "cannot_be_computed"


@dataclass(frozen=True)
class Reading:
    """A series and its promise for each of N comparisons; missing figures are nan.

    `year`, `start` and `end` are (T,): mid-points of the periods, and their first and last years. `value` and
    `standard_error` are (N, T). The rest is (N,): baseline, latest and target with their years, `sign` +1
    where higher is better and -1 where lower is (a gap), and `covariance` of the errors of baseline and
    latest, 0 where their periods share no years.
    """

    year: Floats
    start: Floats
    end: Floats
    value: Floats
    standard_error: Floats
    baseline_year: Floats
    baseline: Floats
    baseline_standard_error: Floats
    latest_year: Floats
    latest: Floats
    latest_standard_error: Floats
    target_year: Floats
    target: Floats
    sign: Floats
    covariance: Floats

    def __post_init__(self) -> None:
        n, t = len(self.baseline), len(self.year)
        if self.value.shape != (n, t) or self.standard_error.shape != (n, t):
            raise ValueError(f"value and standard_error must be {(n, t)}, but got {self.value.shape}")
        if t == 0:
            raise ValueError("year must hold at least one period, but got none")
        if not np.all(np.abs(self.sign) == 1):
            raise ValueError("sign must be +1 or -1")

    @property
    def improvement(self) -> Floats:
        """Change from baseline to latest, positive for the better; 0 where it is a matter of rounding."""
        change = self.latest - self.baseline
        noise = ROUNDING * (np.abs(self.latest) + np.abs(self.baseline))
        return np.where(np.abs(change) <= noise, 0.0, self.sign * change)

    @property
    def asked(self) -> Floats:
        """Size of the change promised; never negative."""
        return np.abs(self.target - self.baseline)

    @property
    def met(self) -> Mask:
        """Whether the latest figure is at its target or better."""
        return self.reaches(self.latest)

    def reaches(self, figure: Floats) -> Mask:
        """Say whether such a figure would be at the target or better."""
        return meets(figure, self.target, sign=self.sign, scale=self.baseline)

    @property
    def years(self) -> Floats:
        """Years from baseline to latest; nan where none have gone by."""
        return _positive(self.latest_year - self.baseline_year)

    @property
    def years_promised(self) -> Floats:
        """Years from baseline to target; nan where the target year does not come after the baseline."""
        return _positive(self.target_year - self.baseline_year)

    def incomplete(self) -> Rules:
        """Return why two figures and a target cannot be compared, if they cannot."""
        years = (self.baseline_year, self.latest_year, self.target_year)
        return [
            (~all_finite(self.baseline, self.latest, self.target, *years), "missing_value"),
            (np.isnan(self.years), "no_time_elapsed"),
            (np.isnan(self.years_promised), "target_year_not_after_baseline"),
        ]


@dataclass(frozen=True)
class Outcome:
    """A scheme's answer for each of N comparisons.

    `word` is the scheme's own category; `score` the number that it rests on, nan where there is none;
    `reason` says why a word is no verdict or rests on less than usual, empty otherwise.
    """

    word: Words
    score: Floats
    reason: Words


def settle(
    refusals: Rules,
    verdicts: Rules,
    *,
    otherwise: str,
    score: Floats,
    refusal: str = CANNOT,
    remarks: Rules = (),
) -> Outcome:
    """Return the first verdict that holds, unless a refusal holds, whose reason is then given instead."""
    reason = first_that_holds(refusals, otherwise="")
    refused = reason != ""
    remark = first_that_holds(remarks, otherwise="") if remarks else ""
    return Outcome(
        word=np.where(refused, refusal, first_that_holds(verdicts, otherwise=otherwise)),
        score=np.where(refused | ~np.isfinite(score), np.nan, score),
        reason=np.where(refused, reason, remark),
    )


def first_that_holds(rules: Rules, *, otherwise: str) -> Words:
    """Return the name of the first rule that holds in each place."""
    return np.select([mask for mask, _ in rules], [name for _, name in rules], default=otherwise)


def all_finite(*figures: Floats) -> Mask:
    """Say where none of the figures is missing."""
    return np.asarray(np.isfinite(np.stack(figures)).all(axis=0))


def by_cut_offs(score: Floats, cut_offs: Sequence[tuple[float, str]]) -> Rules:
    """Return rules for `score` at or above each cut-off; the best category comes first."""
    return [(score >= cut_off - ROUNDING, word) for cut_off, word in cut_offs]


def against_required(improvement: Floats, required: Floats) -> Floats:
    """Return improvement / |required|; -inf where nothing was required and the figure got worse."""
    nothing = required == 0
    ratio = improvement / np.where(nothing, np.nan, np.abs(required))
    return np.where(nothing & (improvement < 0), -np.inf, ratio)


def _positive(years: Floats) -> Floats:
    return np.where(years > 0, years, np.nan)
