"""A tally → COUNTS, with person-years where there are populations; what was not counted → DROPPED."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from equitygap.ages import Band
from equitygap.aggregate.counting import Counted
from equitygap.aggregate.populations import Populations
from equitygap.aggregate.tally import Codes, Dropped, Floats, Mask, Tally, combined
from equitygap.words import DROPPED, OUTCOMES


def counts(
    counted: Counted, bands: Sequence[Band], *, years: int, populations: Populations | None
) -> pa.Table:
    """Return COUNTS by area, group, period, cause and age, in this order.

    Without populations the table has a row where there are deaths. With them it has every band of a stratum,
    and every cause that occurs, deaths being 0 where nobody died; unknown person-years are null and noted.
    """
    tally, received = counted.tally, counted.received
    if not len(received):
        received = np.zeros(len(tally.units), bool)
    if populations is None:
        return _table(tally, received, np.full(len(tally.units), np.nan), bands, years)
    whole = _filled(tally, received, populations, len(bands))
    return _table(*whole, bands, years)


def dropped_table(dropped: Dropped, file: str) -> pa.Table:
    """Return DROPPED: how many records, and deaths, were not counted as they are, in the order of `words`."""
    rows = [
        (file, reason, outcome, round(records), deaths)
        for reason in DROPPED
        for outcome in OUTCOMES
        if (found := dropped.counts.get((reason, outcome))) is not None
        for records, deaths in [found]
    ]
    kinds = [pa.string(), pa.string(), pa.string(), pa.int64(), pa.float64()]
    names = ["file", "reason", "outcome", "records", "deaths"]
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pa.table([pa.array(c, k) for c, k in zip(columns, kinds, strict=True)], names=names)


def _filled(tally: Tally, received: Mask, found: Populations, bands: int) -> tuple[Tally, Mask, Floats]:
    """Return a tally with every band and cause of each area, group and period, and their person-years."""
    area, group, start = (
        np.concatenate([getattr(tally, name), getattr(found, name)]) for name in ("area", "group", "start")
    )
    stratum = combined([area, group, start])
    _, first, which = np.unique(stratum, return_index=True, return_inverse=True)
    causes = len(tally.causes) if tally.causes is not None else 1
    size = len(first) * causes * bands
    deaths = (which[: len(tally.units)] * causes + tally.cause) * bands + tally.band
    units, records, got = np.zeros(size), np.zeros(size), np.zeros(size, bool)
    units[deaths], records[deaths], got[deaths] = tally.units, tally.records, received
    population = np.full((len(first), bands), np.nan)
    population[which[len(tally.units) :], found.band] = found.population
    of = np.repeat(first, causes * bands)
    filled = replace(
        tally,
        area=area[of],
        group=group[of],
        start=start[of],
        cause=np.tile(np.repeat(np.arange(causes), bands), len(first)),
        band=np.tile(np.arange(bands), len(first) * causes),
        units=units,
        records=records,
        once=None,
    )
    return filled, got, np.repeat(population, causes, axis=0).ravel()


def _table(tally: Tally, received: Mask, population: Floats, bands: Sequence[Band], years: int) -> pa.Table:
    columns: dict[str, Any] = {"area": _named(tally.area, tally.areas)}
    if tally.groups is not None:
        columns["group"] = _named(tally.group, tally.groups)
    columns |= {"start": pa.array(tally.start), "end": pa.array(tally.start + years - 1)}
    columns["age"] = _named(tally.band, [band.label for band in bands])
    if tally.causes is not None:
        columns["cause"] = _named(tally.cause, tally.causes)
    columns["deaths"] = pa.array(tally.units / tally.scale)
    columns["population"] = pa.array(population, from_pandas=True)
    remarks = ["", "population_missing", "deaths_redistributed", "population_missing deaths_redistributed"]
    note = np.isnan(population).astype(np.int8) + 2 * received.astype(np.int8)
    texts = pa.array([remark or None for remark in remarks], pa.string())
    columns["note"] = pa.DictionaryArray.from_arrays(pa.array(note), texts)
    return pa.table(columns)


def _named(codes: Codes, names: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(names, pa.string()))
