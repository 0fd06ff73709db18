"""Notes as bits: which apply to each figure, and the words they become."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint32]

#: In the order in which they are written; those that withhold a figure first.
_WITHHOLDING: Final = (
    "value_withheld",
    "population_below_minimum",
    "no_deaths",
    "no_deaths_in_open_age",
    "small_area_not_fitted",
    "interval_wider_than_20_years",
    "age_inside_band",
)
_REMARKS: Final = (
    "open_age_extrapolated",
    "open_age_collapsed",
    "small_area_bias_reduced",
    "small_area_topals",
    "small_area_shrink",
    "population_uncertain",
    "draws_infinite",
    "rate_standard_error_missing",
)
NOTES: Final = (*_WITHHOLDING, *_REMARKS)
_BIT: Final = {name: np.uint32(1 << i) for i, name in enumerate(NOTES)}
_ANY_WITHHOLDING: Final = np.uint32((1 << len(_WITHHOLDING)) - 1)


def bit(name: str) -> np.uint32:
    """Return the bit of a note."""
    return _BIT[name]


def where(condition: NDArray[np.bool_], name: str) -> Bits:
    """Return the note's bit where the condition holds."""
    return condition * _BIT[name]


def withholds(bits: Bits) -> NDArray[np.bool_]:
    """Return where a figure is withheld."""
    return np.asarray((bits & _ANY_WITHHOLDING) != 0)


def in_words(bits: Bits) -> NDArray[np.object_]:
    """Return the notes as text, joined by blanks; empty where there are none."""
    distinct, which = np.unique(bits, return_inverse=True)
    words = [" ".join(name for name in NOTES if _BIT[name] & mask) for mask in distinct]
    return np.array(words, dtype=object)[which.reshape(bits.shape)]
