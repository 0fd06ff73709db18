"""Rates of one block of strata: each measure returns its estimate, standard error, limits and notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from equitygap.ages.grids import Block
from equitygap.rates.standards import ByBand, merged, shared_starts
from equitygap.stats.proportion import dobson_limits, poisson_limits

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]

PER: Final = 100_000.0

#: Below this many deaths a standardised rate is withheld, as in the tools of Public Health England.
FEWEST_DEATHS: Final = 10

#: The age before which a death counts as premature.
PREMATURE_BEFORE: Final = 75


@dataclass(frozen=True)
class Measured:
    """One measure of the strata of a block: arrays are (strata,)."""

    value: Floats
    standard_error: Floats
    lower: Floats
    upper: Floats
    note: Texts


def directly_standardised_rate(block: Block, standard: ByBand, confidence: float) -> Measured:
    """Return Σ w D/N per 100,000 with the standard's weights w, variance Σ w² D/N² and Dobson's limits."""
    starts = shared_starts(block.bands, standard.bands, "the standard population")
    weight = merged(standard.values, standard.bands, starts)
    weight = weight / weight.sum()
    deaths, population = (merged(of, block.bands, starts) for of in (block.deaths, block.population))
    total = deaths.sum(axis=1)
    rate = (weight * deaths / population).sum(axis=1)
    variance = (weight**2 * deaths / population**2).sum(axis=1)
    lower, upper = dobson_limits(rate, variance, total, confidence=confidence)
    few = total < FEWEST_DEATHS
    note = np.where(few, "fewer_than_10_deaths", "bands_merged" if len(starts) < len(block.bands) else "")
    return _scaled(PER, rate, np.sqrt(variance), lower, upper, few, note.astype(object))


def crude_rate(block: Block, confidence: float) -> Measured:
    """Return D/N per 100,000 with Poisson limits: exact below 10 deaths, Byar's from there on."""
    deaths, population = block.deaths.sum(axis=1), block.population.sum(axis=1)
    return _ratio(PER, deaths, population, confidence)


def standardised_mortality_ratio(block: Block, reference: list[ByBand], confidence: float) -> Measured:
    """Return D / Σ m N, the deaths over those that the reference's rates m would give, with Poisson limits.

    `reference` has the rates for each stratum of the block.
    """
    expected = np.empty(len(block.stratum))
    coarser = np.zeros(len(block.stratum), dtype=bool)
    for i, rates in enumerate(reference):
        starts = shared_starts(block.bands, rates.bands, "the reference")
        population = merged(block.population[i], block.bands, starts)
        expected[i] = population @ _rates_between(rates, starts)
        coarser[i] = len(starts) < len(block.bands)
    found = _ratio(1.0, block.deaths.sum(axis=1), expected, confidence)
    return Measured(**{**vars(found), "note": np.where(coarser, "bands_merged", "").astype(object)})


def _rates_between(rates: ByBand, starts: tuple[int, ...]) -> Floats:
    return rates.values[[band.lower in starts for band in rates.bands]]


def years_of_potential_life_lost(block: Block, confidence: float) -> Measured:
    """Return Σ D (75 − middle of the band) per 100,000 person-years under 75, with Dobson's limits.

    A band in which 75 lies makes it impossible to tell.
    """
    if PREMATURE_BEFORE not in block.lower:
        nothing = np.full(len(block.stratum), np.nan)
        note = np.full(len(block.stratum), "age_inside_band", dtype=object)
        return Measured(nothing, nothing, nothing, nothing, note)
    young = block.lower < PREMATURE_BEFORE
    deaths, population = block.deaths[:, young], block.population[:, young].sum(axis=1)
    years = PREMATURE_BEFORE - (block.lower + block.width / 2)[young]
    rate = deaths @ years / population
    variance = deaths @ years**2 / population**2
    lower, upper = dobson_limits(rate, variance, deaths.sum(axis=1), confidence=confidence)
    few = deaths.sum(axis=1) < FEWEST_DEATHS
    note = np.where(few, "fewer_than_10_deaths", "").astype(object)
    return _scaled(PER, rate, np.sqrt(variance), lower, upper, few, note)


def _ratio(per: float, deaths: Floats, denominator: Floats, confidence: float) -> Measured:
    lower, upper = poisson_limits(deaths, confidence=confidence)
    rate, error = deaths / denominator, np.sqrt(deaths) / denominator
    none = np.zeros(len(deaths), dtype=bool)
    return _scaled(
        per, rate, error, lower / denominator, upper / denominator, none, np.full(len(deaths), "", object)
    )


def _scaled(
    per: float,
    rate: Floats,
    error: Floats,
    lower: Floats,
    upper: Floats,
    withheld: NDArray[np.bool_],
    note: Texts,
) -> Measured:
    value, error, lower, upper = (np.where(withheld, np.nan, per * of) for of in (rate, error, lower, upper))
    return Measured(value, error, lower, upper, note)
