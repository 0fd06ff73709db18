"""What was promised, and what is asked about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from equitygap.errors import UsageError
from equitygap.panel import Floats


@dataclass(frozen=True)
class Promise:
    baseline: float
    by: float
    reduce: float | None
    gap: float | None
    level: float | None

    def __post_init__(self) -> None:
        if sum(value is not None for value in (self.reduce, self.gap, self.level)) != 1:
            raise UsageError("a target is exactly one of: a share to reduce by, a gap, a level")
        if self.reduce is not None and not 0 < self.reduce <= 1:
            raise UsageError(f"the share to reduce by must lie between 0 and 100 %, but got {self.reduce:g}")
        if self.by <= self.baseline:
            raise UsageError(f"the target year {self.by:g} must come after the baseline {self.baseline:g}")

    def change(self, gap: Floats, benchmark: Floats, sign: int) -> Floats:
        """Return the change of the gap that is promised, given the baseline's figures."""
        if self.reduce is not None:
            return -self.reduce * gap
        goal = self.gap if self.gap is not None else sign * (benchmark - float(self.level or 0))
        return np.asarray(goal - gap)


@dataclass(frozen=True)
class Plan:
    windows: tuple[int, ...]
    populations: tuple[float, ...]
    wanted: float
    confidence: float

    def __post_init__(self) -> None:
        if not self.windows or min(self.windows) < 1:
            raise UsageError(f"windows are whole years, 1 or more, but got {self.windows}")
        if self.populations and min(self.populations) <= 0:
            raise UsageError(f"populations must be positive, but got {self.populations}")
        if not 0 < self.wanted < 1:
            raise UsageError(f"power must lie between 0 and 1, but got {self.wanted:g}")
