"""Matching of area names: case, outer blanks and runs of blanks do not count; everything else does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from equitygap.errors import did_you_mean


def normalised(name: str) -> str:
    """Return the form in which names are compared.

    >>> normalised("  West  Garfield PARK ")
    'west garfield park'
    """
    return " ".join(name.split()).casefold()


def match_area(name: str, known: Sequence[str]) -> str | None:
    """Return the known name that `name` means, or None.

    >>> match_area("loop ", ["Loop", "Austin"])
    'Loop'
    """
    return _by_normalised(tuple(known)).get(normalised(name))


def unknown_area(name: str, known: Sequence[str]) -> str:
    """Return the message for a name that matches no area, with the nearest one.

    >>> unknown_area("Lop", ["Loop", "Austin"])
    "there is no area 'Lop' in the data (did you mean 'Loop'?); it holds 2 areas"
    """
    held = f"{len(known)} area{'s' * (len(known) != 1)}"
    return f"there is no area '{name}' in the data{did_you_mean(name, known)}; it holds {held}"


def unknown_metric(name: str, known: Iterable[str]) -> str:
    """Return the message for a metric that the data lack, with the nearest one.

    >>> unknown_metric("life_expectency", ["life_expectancy"])
    "there is no metric 'life_expectency' in the data (did you mean 'life_expectancy'?)"
    """
    return f"there is no metric '{name}' in the data{did_you_mean(name, known)}"


@lru_cache(maxsize=64)
def _by_normalised(known: tuple[str, ...]) -> dict[str, str]:
    return {normalised(name): name for name in known}
