"""Grids of age bands by name."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, pairwise
from typing import Final

from equitygap.ages.bands import Band, grid_problems, parse_band


def _bands(starts: Iterable[int]) -> tuple[Band, ...]:
    """Return bands that begin at `starts`, the last of them open."""
    edges = [*starts, float("inf")]
    return tuple(Band(int(lower), upper) for lower, upper in pairwise(edges))


AGE_GRIDS: Final[dict[str, tuple[Band, ...]]] = {
    "abridged-85": _bands(chain([0, 1], range(5, 86, 5))),
    "abridged-90": _bands(chain([0, 1], range(5, 91, 5))),
    "five-year-85": _bands(range(0, 86, 5)),
    "ten-year-85": _bands(chain([0, 1], range(5, 86, 10))),
    "single-85": _bands(range(86)),
    "single-100": _bands(range(101)),
}


def bands_of(labels: Iterable[str]) -> tuple[Band, ...]:
    """Return the grid that labels make, in order of age.

    Raises ValueError for a label that names no band, and for bands that are no grid.

    >>> [band.label for band in bands_of(["Under 65", "65+"])]
    ['0-64', '65+']
    """
    bands = tuple(sorted(parse_band(label) for label in labels))
    problems = grid_problems(bands) if bands else [("age_grid", "there are no bands")]
    if problems:
        raise ValueError(f"age bands must be a grid, but {problems[0][1]}")
    return bands
