"""How a life table is made: every choice, its default, and the names it may take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

import numpy as np
from numpy.typing import NDArray

from equitygap.ages import parse_band
from equitygap.ages.grids import Block
from equitygap.errors import UsageError, did_you_mean
from equitygap.stats.mortality import andreev_kingkade_a0, phe_ax
from equitygap.words import OPEN_AGES, SCHEDULES, SMALL_AREAS, VARIANCES

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


class PolicyOptions(TypedDict, total=False):
    """The fields of `Policy` as keyword arguments."""

    ax: str | Mapping[str, float]
    sex: str
    variance: str
    confidence: float
    minimum_population: float
    open_age: str
    small_area: str
    standard: str | pd.DataFrame
    draws: int
    seed: int


@dataclass(frozen=True)
class Policy:
    """Every choice that goes into a life table.

    `ax` names a convention, or gives the years lived by those who die in each band, by its label. `sex`
    (`male`, `female`, `total`) matters to `andreev-kingkade` only. Figures of a stratum with fewer
    person-years than `minimum_population` are withheld. `standard` is the schedule for `topals` and
    `shrink`: a name, or a table of `age` (single years from 0) and `rate`. `draws` and `seed` matter to the
    variance `draws` only.
    """

    ax: str | Mapping[str, float] = "phe"
    sex: str = "total"
    variance: str = "silcocks"
    confidence: float = 0.95
    minimum_population: float = 5000.0
    open_age: str = "withhold"
    small_area: str = "none"
    standard: str | pd.DataFrame = "us-2014"
    draws: int = 10_000
    seed: int = 0

    def __post_init__(self) -> None:
        _known("ax", self.ax, ("phe", "andreev-kingkade"))
        _known("sex", self.sex, ("male", "female", "total"))
        _known("variance", self.variance, VARIANCES)
        _known("open_age", self.open_age, OPEN_AGES)
        _known("small_area", self.small_area, SMALL_AREAS)
        _known("standard", self.standard, SCHEDULES)
        if not 0 < self.confidence < 1:
            raise UsageError(f"confidence must lie between 0 and 1, but is {self.confidence}")
        if self.draws < 2:
            raise UsageError(f"draws must be 2 or more, but is {self.draws}")
        if self.variance != "silcocks" and self.modelled:
            raise UsageError(
                f"variance {self.variance} does not go with small_area {self.small_area}, "
                "whose variance comes from its model; leave variance out"
            )
        if self.variance == "draws" and (self.small_area != "none" or self.open_age == "extrapolate"):
            raise UsageError("variance draws goes with observed rates: leave small_area and extrapolate out")

    @property
    def modelled(self) -> bool:
        """Whether rates come from a model of all ages."""
        return self.small_area in ("topals", "shrink")

    @property
    def shares_parameters(self) -> bool:
        """Whether an area's figures hang on all areas of the table, so that it cannot be cut."""
        return self.small_area == "shrink"

    def ax_of(self, block: Block, rates: Floats) -> Floats:
        """Return the years lived by those who die, for each band: (ages,) or, where it depends on rates,
        (strata, ages).
        """
        if isinstance(self.ax, Mapping):
            return _given(self.ax, block)
        half = phe_ax(block.lower, block.width)
        if self.ax == "phe":
            return half
        if block.bands[0].label != "0":
            raise UsageError(
                "ax andreev-kingkade needs a first age band of one year, but the first band is "
                f"{block.bands[0].label}; use phe"
            )
        out = np.array(np.broadcast_to(half, rates.shape))
        out[:, 0] = andreev_kingkade_a0(rates[:, 0], sex=self.sex)
        return out


def _known(option: str, value: object, names: Iterable[str]) -> None:
    if isinstance(value, str) and value not in names:
        raise UsageError(
            f"{option} must be one of {', '.join(names)}, but is '{value}'{did_you_mean(value, names)}"
        )


def _given(ax: Mapping[str, float], block: Block) -> Floats:
    try:
        years = {parse_band(label): value for label, value in ax.items()}
    except ValueError as error:
        raise UsageError(f"ax: {error}") from None
    missing = [band.label for band in block.bands[:-1] if band not in years]
    if missing:
        raise UsageError(f"ax has no value for {', '.join(missing)}; give every closed age band one")
    return np.array([years.get(band, np.nan) for band in block.bands], dtype=float)
