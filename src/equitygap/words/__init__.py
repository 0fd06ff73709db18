"""Every name that a user may type or read in a result, each with one line that says what it means.

The rooms that implement a name keep a registry of their own; a test holds its keys equal to the ones here.
"""

from __future__ import annotations

from equitygap.words.checking import (
    CHANGES,
    CHECK_KINDS,
    CHECK_OUTCOMES,
)
from equitygap.words.data import (
    CHECKS,
    FORMATS,
    LAYOUTS,
    SEVERITIES,
    TABLES,
)
from equitygap.words.flags import (
    FLAGS,
)
from equitygap.words.methods import (
    AX_METHODS,
    KNOWN_DIRECTIONS,
    MEASURES,
    METHODS,
    OPEN_AGES,
    RATE_METRICS,
    SCHEDULES,
    SMALL_AREAS,
    STANDARD_POPULATIONS,
    VARIANCES,
)
from equitygap.words.partnership import (
    FLOWS,
    INVESTMENT_METRICS,
    LADDER_CLASSES,
    MISSING_MEASURES,
    SCALES,
)
from equitygap.words.records import (
    AGE_GRIDS,
    CAUSE_LISTS,
    DROPPED,
    ENGINES,
    OUTCOMES,
)
from equitygap.words.schemes import (
    PLAIN_RULES,
    SCHEME_REASONS,
    SCHEME_WORDS,
    SCHEMES,
)
from equitygap.words.verdicts import (
    BENCHMARKS,
    MECHANISMS,
    MODELS,
    PATHS,
    RELIABILITIES,
    SCORECARD_STATUSES,
    STATUSES,
)

__all__ = [
    "AGE_GRIDS",
    "AX_METHODS",
    "BENCHMARKS",
    "CAUSE_LISTS",
    "CHANGES",
    "CHECKS",
    "CHECK_KINDS",
    "CHECK_OUTCOMES",
    "DROPPED",
    "ENGINES",
    "FLAGS",
    "FLOWS",
    "FORMATS",
    "INVESTMENT_METRICS",
    "KNOWN_DIRECTIONS",
    "LADDER_CLASSES",
    "LAYOUTS",
    "MEASURES",
    "MECHANISMS",
    "METHODS",
    "MISSING_MEASURES",
    "MODELS",
    "OPEN_AGES",
    "OUTCOMES",
    "PATHS",
    "PLAIN_RULES",
    "RATE_METRICS",
    "RELIABILITIES",
    "SCALES",
    "SCHEDULES",
    "SCHEMES",
    "SCHEME_REASONS",
    "SCHEME_WORDS",
    "SCORECARD_STATUSES",
    "SEVERITIES",
    "SMALL_AREAS",
    "STANDARD_POPULATIONS",
    "STATUSES",
    "TABLES",
    "VARIANCES",
]
