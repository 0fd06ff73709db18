"""What a check finds, what becomes of it, and what may have changed since the last run."""

from __future__ import annotations

from typing import Final

#: What `check --against` looks for; each may stand under `checks.fail_on`.
CHANGES: Final = {
    "status_changed": "the verdict, or a scheme's word for it, is another one",
    "promise_changed": "the rule, the baseline or the target is another one",
    "value_changed": "another figure of the verdict differs",
    "flags_changed": "a flag was raised or is gone",
    "history_revised": "a figure differs for a period that both runs have",
    "period_new": "there is a figure for a period that the last run did not have",
    "period_vanished": "a period of the last run is gone",
    "area_new": "there is a comparison that the last run did not have",
    "area_vanished": "a comparison of the last run is gone",
}

#: What a check looked at.
CHECK_KINDS: Final = {
    "status": "the verdict on a comparison, or on a metric of the scorecard",
    "flag": "a word in `flags` or `note` of any table",
    "problem": "a problem in the data",
    "change": "a change since the last run",
}

#: What became of a check; `failed` and `expired` make `equitygap check` fail.
CHECK_OUTCOMES: Final = {
    "failed": "listed under `checks.fail_on`",
    "expired": "accepted once, but the last day of the acceptance is over",
    "accepted": "listed under `checks.fail_on`, and accepted under `checks.accept`",
    "unused": "an acceptance that no failure matches",
    "passed": "not listed under `checks.fail_on`",
}
