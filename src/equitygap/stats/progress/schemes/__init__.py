"""Published schemes that turn a series and its promise into a word, each under its own rules and names.

They answer different questions (has it changed, is it where it should be, will it arrive) and disagree on the
same figures; a word means nothing without the scheme's name beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from equitygap.stats.progress.schemes.growth import eurostat, statcan, unsd2022, unsd2023
from equitygap.stats.progress.schemes.healthy_people import hp2020, hp2030
from equitygap.stats.progress.schemes.pace import sdsn
from equitygap.stats.progress.schemes.reading import Outcome, Reading
from equitygap.stats.progress.schemes.regression import ctg, escap, fingertips

SCHEMES: Final[dict[str, Callable[[Reading], Outcome]]] = {
    "ctg": ctg,
    "hp2020": hp2020,
    "hp2030": hp2030,
    "eurostat": eurostat,
    "statcan": statcan,
    "unsd2022": unsd2022,
    "unsd2023": unsd2023,
    "sdsn": sdsn,
    "escap": escap,
    "fingertips": fingertips,
}

__all__ = ["SCHEMES", "Outcome", "Reading"]
