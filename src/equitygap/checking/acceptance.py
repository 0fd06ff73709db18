"""Failures that are known and accepted, until a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from equitygap.checking.finding import Finding
from equitygap.names import normalised


@dataclass(frozen=True)
class Acceptance:
    """A status, flag, problem or change that is accepted, for one focus or for all, until a day inclusive."""

    status: str
    focus: str | None = None
    until: date | None = None
    why: str | None = None

    def covers(self, finding: Finding) -> bool:
        """Return whether the finding is the one that is meant, be it in time or not."""
        there = self.focus is None or normalised(self.focus) == normalised(finding.focus or "")
        return there and self.status == finding.check

    def expired(self, today: date) -> bool:
        """Return whether its last day is over."""
        return self.until is not None and today > self.until

    @property
    def last_day(self) -> str | None:
        """Its last day as text."""
        return None if self.until is None else self.until.isoformat()

    def told(self, today: date) -> str:
        """Write until when it holds, or that it does no more, and its reason."""
        reason = f": {self.why.rstrip('.')}" if self.why else ""
        if self.until is None:
            return f"Accepted without an end{reason}."
        if self.expired(today):
            return f"It was accepted until {self.last_day}, and that is over{reason}."
        return f"Accepted until {self.last_day}{reason}."


def best(accept: Sequence[Acceptance], finding: Finding, today: date) -> Acceptance | None:
    """Return the acceptance that covers a finding: one that still holds before one that has expired."""
    covering = [one for one in accept if one.covers(finding)]
    return min(covering, key=lambda one: one.expired(today), default=None)
