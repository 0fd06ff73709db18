"""What is declared of a metric: what it is, what was promised, and who judges it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Promises that hold for every figure and have no year.
ALWAYS: Final = ("at_least", "at_most")
#: Promises about the gap to a benchmark; their rows show gaps.
OF_A_GAP: Final = ("close_gap", "parity")
#: Promises whose amount is itself the figure to be reached.
AMOUNTS: Final = ("level", "total", *ALWAYS)

_WORDS: Final = {
    "level": "{amount:g}",
    "increase": "rise by {share:g}% of the baseline",
    "reduce": "fall by {share:g}% of the baseline",
    "close_gap": "close {share:g}% of the gap to {benchmark}",
    "parity": "no gap to {benchmark}",
    "total": "a total of {amount:,.10g}",
    "at_least": "at least {amount:,.10g}, always",
    "at_most": "at most {amount:,.10g}, always",
}


@dataclass(frozen=True)
class Pledge:
    """What was promised: a `rule`, its amount (a figure in the metric's unit, or a share 0-1), and a year.

    The rules are `level`, `increase` and `reduce` (by a share of the baseline's value), `close_gap` (a share
    of the baseline's gap to the benchmark), `parity`, `total` (a sum since the baseline), `at_least` and
    `at_most`.
    """

    rule: str
    amount: float = 0.0
    by: float | None = None

    def in_words(self, benchmark: str, baseline: float | None) -> str:
        """Return the promise in words, as it stands in `target_rule`.

        >>> Pledge("reduce", 0.1, 2030).in_words("", 2015)
        'fall by 10% of the baseline by 2030 (baseline 2015)'
        """
        said = _WORDS[self.rule].format(amount=self.amount, share=100 * self.amount, benchmark=benchmark)
        since = "" if baseline is None else f" (baseline {baseline:g})"
        return said if self.by is None else f"{said} by {self.by:g}{since}"


@dataclass(frozen=True)
class Declared:
    """A metric on a scorecard.

    `figures` is `each_period`, `cumulative` (a figure is the total so far) or `none` (none is published).
    `benchmark` names an area of the data, or says whose figure `benchmark_value` is. `baseline` None is the
    first period of the data. `pledge` None shows the figures and judges nothing; `scheme` None judges by
    probability.
    """

    name: str
    better: str | None = None
    pledge: Pledge | None = None
    baseline: float | None = None
    scheme: str | None = None
    benchmark: str | None = None
    benchmark_value: float | None = None
    areas: tuple[str, ...] = ()
    figures: str = "each_period"
    domain: str = ""
    label: str = ""
    unit: str = ""
    kind: str = "outcome"
    source: str = ""
    note: str = ""

    @property
    def benchmark_area(self) -> str | None:
        """The benchmark, where it is an area of the data."""
        return self.benchmark if self.benchmark_value is None else None

    @property
    def target_rule(self) -> str | None:
        """The promise in words."""
        return self.pledge.in_words(self.benchmark or "", self.baseline) if self.pledge else None
