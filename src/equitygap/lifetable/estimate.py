"""One block of strata → life tables with their uncertainty and notes, by the policy asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from equitygap.ages import Band
from equitygap.ages.grids import Block
from equitygap.lifetable.draws import simulated
from equitygap.lifetable.notes import Bits, where, withholds
from equitygap.lifetable.policy import Policy
from equitygap.lifetable.schedules import log_schedule
from equitygap.stats import mortality
from equitygap.stats.mortality import LifeTable
from equitygap.stats.open_age import fit_kannisto, kannisto_expectancy
from equitygap.stats.small_area import RateModel, bias_reduced_deaths, modelled_variance, shrunk_rates
from equitygap.stats.topals import fit_topals, stationary_weights

Floats = NDArray[np.float64]

#: Half of a 95 % interval above which a figure is withheld, as Public Health England does.
WIDEST_HALF: Final = 10.0
_Z95: Final = 1.959963984540054

#: The Kannisto curve is fitted to the closed bands from here on.
KANNISTO_FROM: Final = 60


@dataclass(frozen=True)
class Estimated:
    """Life tables of strata with the same bands: arrays are (strata, ages), `population` (strata,) is the
    total.
    """

    bands: tuple[Band, ...]
    stratum: NDArray[np.intp]
    population: Floats
    table: LifeTable
    standard_error: Floats
    lower: Floats
    upper: Floats
    notes: Bits

    @property
    def withheld(self) -> NDArray[np.bool_]:
        """Where nothing may be shown."""
        return withholds(self.notes)


def estimate(block: Block, policy: Policy, keys: pa.Table) -> list[Estimated]:
    """Return the life tables of a block; more than one where merging open ages makes the bands differ.

    `keys` are the columns that name the strata, by their numbers: what is simulated hangs on the name alone.
    """
    unusable = np.asarray(np.isnan(block.deaths + block.population).any(axis=1))
    parts = _METHODS[policy.small_area](block.take(~unusable), policy)
    if policy.variance == "draws":
        parts = [_drawn(part, policy, keys) for part in parts]
    found = [with_interval(part, policy) for part in parts]
    return [*found, without_figures(block.take(unusable))] if unusable.any() else found


@dataclass(frozen=True)
class Part:
    """A life table, the variance of its expectancies, and what to note, before anything is withheld."""

    block: Block
    table: LifeTable
    variance: Floats
    notes: Bits
    limits: tuple[Floats, Floats] | None = None


def table_of(block: Block, rates: Floats, policy: Policy) -> LifeTable:
    return mortality.life_table(rates, width=block.width, ax=policy.ax_of(block, rates))


def _observed(block: Block, policy: Policy) -> list[Part]:
    """Return tables of the observed rates, with the open age settled."""
    empty = block.deaths[:, -1] == 0
    if policy.open_age == "collapse":
        return _collapsed(block, policy)
    if policy.open_age == "extrapolate" and empty.any():
        return [_direct(block.take(~empty), policy), _extrapolated(block.take(empty), policy)]
    return [_direct(block, policy)]


def _direct(block: Block, policy: Policy) -> Part:
    table = table_of(block, block.deaths / block.population, policy)
    notes = where(block.deaths[:, -1:] == 0, "no_deaths_in_open_age") | np.zeros(
        block.deaths.shape, np.uint32
    )
    if policy.variance == "draws":
        return Part(block, table, np.zeros_like(table.ex), notes)
    return _analytic(block, table, notes, _open_variance(table, block, policy))


def _open_variance(table: LifeTable, block: Block, policy: Policy) -> Floats:
    if policy.variance == "chiang":
        return np.zeros(len(block.stratum))
    return mortality.silcocks_variance(table, block.population)


def _analytic(block: Block, table: LifeTable, notes: Bits, open_variance: Floats) -> Part:
    variance_q = mortality.chiang_variance(table, block.population)
    if block.population_standard_error.any():
        more_q, more_open = mortality.population_variance(
            table, block.population_standard_error / block.population
        )
        variance_q, open_variance = variance_q + more_q, open_variance + more_open
        notes = notes | _uncertain(block)
    return Part(block, table, mortality.expectancy_variance(table, variance_q, open_variance), notes)


def _uncertain(block: Block) -> Bits:
    some = np.asarray((block.population_standard_error > 0).any(axis=1, keepdims=True))
    return where(some, "population_uncertain")


def _collapsed(block: Block, policy: Policy) -> list[Part]:
    """Merge the open band down to the last band with deaths: one part for each band that this may be."""
    last = block.deaths.shape[1] - 1 - np.argmax(block.deaths[:, ::-1] > 0, axis=1)
    parts = []
    for first in np.unique(last):
        part = _direct(block.take(last == first).merge_from(int(first)), policy)
        merged = np.full(part.notes.shape, first < len(block.bands) - 1)
        parts.append(Part(**{**vars(part), "notes": part.notes | where(merged, "open_age_collapsed")}))
    return parts


def _extrapolated(block: Block, policy: Policy) -> Part:
    """Put the expectancy of a Kannisto curve in the open band, whose deaths are none.

    Its variance is taken as independent of the closed bands'.
    """
    old = np.flatnonzero(block.lower[:-1] >= KANNISTO_FROM)
    if old.size < 2:
        return _direct(block, policy)
    middle = (block.lower + block.width / 2)[old]
    fit = fit_kannisto(block.deaths[:, old], block.population[:, old], middle=middle)
    years, variance = kannisto_expectancy(fit, age=block.lower[-1])
    fitted = np.isfinite(years)[:, None]
    rates = block.deaths / block.population
    rates[:, -1] = np.where(fitted[:, 0], 1 / years, 0.0)
    table = table_of(block, rates, policy)
    notes = where(fitted, "open_age_extrapolated") | where(~fitted, "no_deaths_in_open_age")
    notes = notes | np.zeros(rates.shape, np.uint32)
    return _analytic(block, table, notes, np.where(fitted[:, 0], variance, np.inf))


def _drawn(part: Part, policy: Policy, keys: pa.Table) -> Part:
    """Take variance and limits from simulated deaths."""
    found = simulated(
        part.block,
        part.table,
        keys,
        draws=policy.draws,
        seed=policy.seed,
        confidence=policy.confidence,
    )
    infinite = np.isinf(found.variance) & np.isfinite(part.table.ex)
    notes = part.notes | where(infinite, "draws_infinite")
    return Part(part.block, part.table, found.variance, notes, (found.limits[0], found.limits[1]))


def _bias_reduced(block: Block, policy: Policy) -> list[Part]:
    ax = policy.ax_of(block, block.deaths / block.population)
    deaths = bias_reduced_deaths(block.deaths, block.population, width=block.width, ax=ax)
    table = table_of(block, deaths / block.population, policy)
    notes = where(_no_deaths(block), "no_deaths") | where(
        np.ones_like(deaths, bool), "small_area_bias_reduced"
    )
    return [_analytic(block, table, notes, _open_variance(table, block, policy))]


def _no_deaths(block: Block) -> NDArray[np.bool_]:
    return np.asarray(block.deaths.sum(axis=1, keepdims=True) == 0)


def _topals(block: Block, policy: Policy) -> list[Part]:
    standard = log_schedule(policy.standard)
    weights = stationary_weights(block.lower, standard)
    fit = fit_topals(block.deaths, block.population, standard=standard, weights=weights)
    return [_from_model(block, fit.model, "small_area_topals", policy)]


def _shrunk(block: Block, policy: Policy) -> list[Part]:
    standard = log_schedule(policy.standard)
    rates = stationary_weights(block.lower, standard) @ np.exp(standard)
    return [
        _from_model(
            block, shrunk_rates(block.deaths, block.population, standard=rates), "small_area_shrink", policy
        )
    ]


def _from_model(block: Block, model: RateModel, note: str, policy: Policy) -> Part:
    table = table_of(block, model.rates, policy)
    variance = modelled_variance(table, model)
    notes = (
        where(_no_deaths(block), "no_deaths")
        | where(~model.fitted[:, None] & ~_no_deaths(block), "small_area_not_fitted")
        | where(np.ones_like(model.rates, bool), note)
    )
    if block.population_standard_error.any():
        spread = (block.population_standard_error / block.population) ** 2
        none = np.zeros((*spread.shape, 0))
        variance = variance + modelled_variance(table, RateModel(model.rates, spread, none, model.fitted))
        notes = notes | _uncertain(block)
    return Part(block, table, variance, notes)


_METHODS: Final[dict[str, Callable[[Block, Policy], list[Part]]]] = {
    "none": _observed,
    "bias-reduced": _bias_reduced,
    "topals": _topals,
    "shrink": _shrunk,
}


def with_interval(part: Part, policy: Policy) -> Estimated:
    """Add limits, and withhold what the policy does not let stand."""
    total = part.block.population.sum(axis=1)
    error = np.sqrt(part.variance)
    # The standard library's quantile: loading SciPy would take longer than the life tables of a nation.
    half = NormalDist().inv_cdf((1 + policy.confidence) / 2) * error
    wide = np.isfinite(error) & (_Z95 * error > WIDEST_HALF)
    notes = (
        part.notes
        | where(total[:, None] < policy.minimum_population, "population_below_minimum")
        | where(wide, "interval_wider_than_20_years")
    )
    # Infinite expectancies are withheld by a note; their limits are not computed, so that none is inf − inf.
    known = np.isfinite(part.table.ex) & np.isfinite(error)
    ex, half = np.where(known, part.table.ex, np.nan), np.where(known, half, np.nan)
    lower, upper = part.limits or (ex - half, ex + half)
    return Estimated(part.block.bands, part.block.stratum, total, part.table, error, lower, upper, notes)


def without_figures(block: Block) -> Estimated:
    """Return a table without figures, for strata with a missing number."""
    nothing = np.full(block.deaths.shape, np.nan)
    table = mortality.life_table(nothing, width=block.width, ax=nothing)
    notes = where(np.ones_like(nothing, bool), "value_withheld")
    return Estimated(
        block.bands, block.stratum, block.population.sum(axis=1), table, nothing, nothing, nothing, notes
    )
