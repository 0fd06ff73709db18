"""The groups that a measure compares, and what a measure comes to: the arrays that all kernels share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: How many settings are worked on at a time, to bound the memory; fewer where groups are many.
_SETTINGS: Final = 256
_CELLS: Final = 4_000_000


@dataclass(frozen=True, eq=False)
class Settings:
    """S settings of J groups each: all arrays (S, J) but `sign` and `reference`, which are (S,).

    `value` and `standard_error` are in the unit of the metric; `population` in persons or person-years;
    `rank` orders groups from the most disadvantaged (smallest) to the most advantaged. `sign` is +1 where
    higher is better and −1 where lower is. `reference` is the index of the reference group, −1 for none.
    `part` numbers the larger groups of the Theil decomposition. What is not known is nan (or −1).
    """

    value: Floats
    standard_error: Floats
    population: Floats
    rank: Floats
    sign: Floats
    reference: Indices
    part: Indices

    @cached_property
    def share(self) -> Floats:
        """Each group's share of the population, (S, J); nan in a setting where one is missing."""
        return np.asarray(self.population / self.population.sum(axis=1, keepdims=True))

    @cached_property
    def mean(self) -> Floats:
        """Population-weighted mean of the values, (S,)."""
        return np.asarray(np.sum(self.share * self.value, axis=1))

    @cached_property
    def even(self) -> Floats:
        """The same weight for every group, (S, J)."""
        return np.full_like(self.value, 1 / self.value.shape[1])

    @cached_property
    def position(self) -> Floats:
        """Mid-points of the groups in the population ordered by rank, from 0 to 1; ties share one, (S, J)."""
        first, second = self.rank[:, :, None], self.rank[:, None, :]
        below = (second < first) + 0.5 * (second == first)
        position: Floats = np.einsum("sjk,sk->sj", below, self.share)
        return np.where(np.isnan(self.rank).any(axis=1, keepdims=True), np.nan, position)

    def of_reference(self, array: Floats) -> Floats:
        """Return the reference group's entry of an array (S, J); nan where there is no reference, (S,)."""
        found = np.take_along_axis(array, np.maximum(self.reference, 0)[:, None], axis=1)[:, 0]
        return np.where(self.reference >= 0, found, np.nan)

    def rows(self, chosen: slice | Indices) -> Settings:
        """Return some of the settings."""
        return Settings(**{name: getattr(self, name)[chosen] for name in self.__dataclass_fields__})


@dataclass(frozen=True)
class Options:
    """What a user may choose: `confidence` of the limits; `link` of the slope index (LINKS); `bounds` of the
    metric for Wagstaff's and Erreygers's indices and the logit; `aversion` of Atkinson's index; `scatter`:
    errors of lines and concentration indices from the scatter around them, not from the standard errors;
    `centre`: the median-unbiased estimates too, which take half as long again.
    """

    confidence: float = 0.95
    link: str = "linear"
    bounds: tuple[float, float] | None = None
    aversion: float = 0.5
    scatter: bool = False
    centre: bool = False


@dataclass(frozen=True)
class Measured:
    """A measure in S settings, all (S,), nan where it cannot be had.

    `standard_error` is the delta method's at the estimate. `lower` and `upper` are limits of the measure of
    the true values. `centre` is a median-unbiased estimate of it, if asked for; it is the
    value itself where noise has no bias.
    """

    value: Floats
    standard_error: Floats
    lower: Floats
    upper: Floats
    centre: Floats

    def map(self, function: Callable[[Floats], Floats], slope: Floats) -> Measured:
        """Return a monotone function of the measure; `slope` (S,) is its derivative at the value."""
        ends = function(self.lower), function(self.upper)
        return Measured(
            function(self.value),
            abs(slope) * self.standard_error,
            np.minimum(*ends),
            np.maximum(*ends),
            function(self.centre),
        )

    def scaled(self, factor: float | Floats) -> Measured:
        """Return the measure times a factor."""
        return self.map(lambda x: factor * x, np.broadcast_to(factor, self.value.shape).astype(float))

    def rows(self, chosen: Indices) -> Measured:
        """Return the measure in some of the settings."""
        return Measured(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    def where(self, condition: NDArray[np.bool_], other: Measured) -> Measured:
        """Return this measure where a condition (S,) holds, and another elsewhere."""
        names = self.__dataclass_fields__
        return Measured(*(np.where(condition, getattr(self, name), getattr(other, name)) for name in names))


def settings(
    value: ArrayLike,
    *,
    standard_error: ArrayLike | None = None,
    population: ArrayLike | None = None,
    rank: ArrayLike | None = None,
    sign: ArrayLike = 1.0,
    reference: ArrayLike = -1,
    part: ArrayLike = -1,
) -> Settings:
    """Return Settings of `value` (S, J) or (J,), the rest broadcast to it and unknown where not given.

    >>> settings([[1.0, 3.0]], population=[10, 30]).mean.tolist()
    [2.5]
    """
    y = np.atleast_2d(np.asarray(value, dtype=float))

    def like(array: ArrayLike | None) -> Floats:
        return np.broadcast_to(np.asarray(np.nan if array is None else array, dtype=float), y.shape)

    return Settings(
        value=y,
        standard_error=like(standard_error),
        population=like(population),
        rank=like(rank),
        sign=np.broadcast_to(np.asarray(sign, dtype=float), len(y)),
        reference=np.broadcast_to(np.asarray(reference, dtype=np.intp), len(y)),
        part=np.broadcast_to(np.asarray(part, dtype=np.intp), y.shape),
    )


def dense(given: Settings) -> Iterator[tuple[Indices, Settings]]:
    """Split settings with missing values (nan) into batches without: (indices of the settings, Settings).

    The settings of a batch have the same number of groups; a batch is small enough for (S, J, J) arrays.
    """
    present = ~np.isnan(given.value)
    counts = present.sum(axis=1)
    for count in np.unique(counts[counts > 0]):
        rows = np.flatnonzero(counts == count)
        size = min(_SETTINGS, max(1, _CELLS // int(count) ** 2))
        for start in range(0, len(rows), size):
            some = rows[start : start + size]
            yield some, _without_missing(given.rows(some), present[some], int(count))


def _without_missing(given: Settings, present: NDArray[np.bool_], count: int) -> Settings:
    kept = np.argsort(~present, axis=1, kind="stable")[:, :count]
    columns = ("value", "standard_error", "population", "rank", "part")
    arrays = {name: np.take_along_axis(getattr(given, name), kept, axis=1) for name in columns}
    found = kept == given.reference[:, None]
    reference = np.where(found.any(axis=1), found.argmax(axis=1), -1)
    arrays["standard_error"] = np.where(arrays["standard_error"] > 0, arrays["standard_error"], np.nan)
    return replace(given, **arrays, reference=reference)
