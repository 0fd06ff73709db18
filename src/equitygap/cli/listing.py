"""`equitygap list`: the names that a user may type, each with what it means."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Final

import typer

from equitygap import words
from equitygap.cli import options as o
from equitygap.errors import UsageError, did_you_mean

_LISTS: Final[Mapping[str, Mapping[str, str | tuple[str, ...]]]] = {
    "models": words.MODELS,
    "schemes": words.SCHEMES,
    "methods": words.METHODS,
    "measures": words.MEASURES,
    "layouts": words.LAYOUTS,
    "checks": words.CHECKS,
    "changes": words.CHANGES,
    "variances": words.VARIANCES,
    "open-ages": words.OPEN_AGES,
    "small-areas": words.SMALL_AREAS,
    "schedules": words.SCHEDULES,
    "standards": words.STANDARD_POPULATIONS,
    "paths": words.PATHS,
    "statuses": words.STATUSES,
    "flags": words.FLAGS,
}


def listing(
    what: Annotated[str, typer.Argument(help=f"One of {', '.join(_LISTS)}.", metavar="WHAT")],
    format: o.Format = "auto",
) -> None:
    """List the models, schemes, layouts, checks and other names there are.

    Example: equitygap list models
    """
    from equitygap.present.listing import listing as listed

    if what not in _LISTS:
        raise UsageError(
            f"there is no list of '{what}'{did_you_mean(what, _LISTS)}; known: {', '.join(_LISTS)}"
        )
    rows = {
        name: meaning if isinstance(meaning, str) else ": ".join(meaning)
        for name, meaning in _LISTS[what].items()
    }
    listed(rows, format=format, stream=sys.stdout)
