"""Pieces of Markdown that the generated pages share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from equitygap import words

_MADE: Final = "<!-- Made by `python docs/generate.py` from the code. Change the code, not this page. -->"

#: Headings of the tables of words; a table that is not here is named after its constant.
HEADINGS: Final = {
    "MODELS": "Models (`--model`)",
    "SCHEMES": "Schemes (`--scheme`)",
    "PLAIN_RULES": "Rules of a scorecard without a scheme (`scheme`)",
    "SCHEME_WORDS": "Words of the schemes (`scheme_status`)",
    "SCHEME_REASONS": "Why a scheme's word is no verdict",
    "PATHS": "Paths (`trajectory.path`)",
    "BENCHMARKS": "Rules for the benchmark (`target.benchmark`)",
    "STATUSES": "Statuses (`status`)",
    "SCORECARD_STATUSES": "Statuses of a scorecard alone (`status`)",
    "MECHANISMS": "Mechanisms (`mechanism`)",
    "RELIABILITIES": "Reliability (`reliability`)",
    "FLAGS": "Flags and notes (`flags`, `note`)",
    "SEVERITIES": "Severities (`severity`)",
    "MEASURES": "Measures of inequality (`measure`)",
    "CHECKS": "Checks of the data (`check`)",
    "CHANGES": "Changes since the last run (`change`)",
    "CHECK_KINDS": "What a check looked at (`kind`)",
    "CHECK_OUTCOMES": "What became of a check (`outcome`)",
    "TABLES": "Tables that can be read (`--table`)",
    "LAYOUTS": "Layouts (`--layout`)",
    "ENGINES": "Engines (`--engine`)",
    "AGE_GRIDS": "Grids of age bands (`--bands`)",
    "CAUSE_LISTS": "Lists of causes (`--causes`)",
    "DROPPED": "Why a record is not counted (`reason`)",
    "OUTCOMES": "What becomes of a record that is not counted (`outcome`)",
    "METHODS": "Methods of decomposition",
    "AX_METHODS": "Years lived by those who die in a band",
    "VARIANCES": "Variances of a life expectancy",
    "OPEN_AGES": "An open age band without deaths",
    "SMALL_AREAS": "Small areas",
    "SCHEDULES": "Standard schedules of mortality",
    "STANDARD_POPULATIONS": "Standard populations",
    "RATE_METRICS": "Metrics of `rates`",
    "KNOWN_DIRECTIONS": "Metrics whose better direction is known",
    "FORMATS": "Formats (`--format`)",
    "SCALES": "Scales of a composite's measures (`scale`)",
    "MISSING_MEASURES": "An area that lacks a measure of a composite (`missing`)",
    "LADDER_CLASSES": "Classes of Cantril's ladder (`class`)",
    "FLOWS": "Kinds of cash flows (`kind`)",
    "INVESTMENT_METRICS": "Metrics of an investment",
}


def word_tables() -> dict[str, Any]:
    """Return the public tables of `words` by their constants, in their order."""
    return {name: value for name, value in vars(words).items() if name.isupper() and name[0] != "_"}


def word_heading(constant: str) -> str:
    """Return the heading of a table of words."""
    return HEADINGS.get(constant, constant.capitalize().replace("_", " "))


def link_to_words(constant: str) -> str:
    """Return a link to a table of words, named in the plural."""
    kept = "".join(c for c in word_heading(constant).lower() if c.isalnum() or c in " -_")
    return f"[{constant.lower().replace('_', ' ')}](words.md#{kept.strip().replace(' ', '-')})"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    lines.insert(1, ("---",) * len(lines[0]))
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def page(parts: Iterable[str]) -> str:
    """Return a page of parts, with a line that says where it comes from; empty parts are left out."""
    return "\n\n".join([_MADE, *filter(None, parts)]) + "\n"
