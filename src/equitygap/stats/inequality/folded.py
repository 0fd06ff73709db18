"""Absolute values of normal variables: moments of |X|, and of weighted sums of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

#: From this many standard deviations on, |X| is normal to double precision.
_FAR: Final = 8.5


@dataclass(frozen=True)
class Folded:
    """Moments of |X|, X normal: its `mean`, and E of its `first` and `second` derivative in X's mean.

    `variance` and `third` are its next two cumulants; `rest` is the part of the variance that the first
    two terms of the Hermite series leave, Var|X| − first² σ² − second² σ⁴/2.
    """

    mean: Floats
    first: Floats
    second: Floats
    variance: Floats
    third: Floats
    rest: Floats


def folded(mean: Floats, deviation: Floats) -> Folded:
    """Return the moments of |X| for X normal with these means and standard deviations (over 0)."""
    z = np.clip(mean / deviation, -_FAR, _FAR)
    square = z**2
    density = np.exp(square / -2) * np.sqrt(2 / np.pi)
    first = special.erf(z * np.sqrt(0.5))
    expected = density + z * first
    variance = 1 + square - expected**2
    third = 2 * expected * (expected**2 - square) - density
    return Folded(
        mean=deviation * density + mean * first,
        first=first,
        second=density / deviation,
        variance=variance * deviation**2,
        third=third * deviation**3,
        rest=(variance - first**2 - density**2 / 2) * deviation**2,
    )
