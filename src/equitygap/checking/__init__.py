"""The tables of a run → what fails, what is accepted, and what changed since the last run."""

from __future__ import annotations

from equitygap.checking.acceptance import Acceptance
from equitygap.checking.changes import changes
from equitygap.checking.deciding import decide, failures

__all__ = ["Acceptance", "changes", "decide", "failures"]
