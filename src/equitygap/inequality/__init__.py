"""Inequality across areas: ESTIMATES in, INEQUALITY out, one row per metric, group, period and measure.

Every metric, group and period is one setting, and its areas (or their quantiles) are the groups compared.
All settings are computed together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from equitygap import tables
from equitygap.errors import DataError, UsageError
from equitygap.inequality.answer import Answer, Question, answer, with_flag
from equitygap.stats.inequality.settings import Measured

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Asked", "change_of_inequality", "inequalities"]


class Asked(TypedDict, total=False):
    """What may be said about the question; `inequalities` tells what each word means."""

    measures: Sequence[str] | None
    metric: str | None
    better: str | Mapping[str, str] | None
    ordered: bool
    quantiles: int | None
    reference: str | None
    parts: Mapping[str, str] | None
    bounds: tuple[float, float] | None
    link: str
    aversion: float
    scatter: bool
    contains: Sequence[str]
    confidence: float


def inequalities(estimates: pd.DataFrame, **question: Unpack[Asked]) -> pd.DataFrame:
    """Return the INEQUALITY table of an ESTIMATES table.

    `measures` are names in words.MEASURES; None takes all for which the table has what they need. `better` is
    higher or lower, for all metrics or for each. `ordered` uses the column `rank` (1 is the most
    disadvantaged); `quantiles` joins areas into that many groups by rank, with population-weighted means;
    areas of equal rank stay together. `reference` names an area; without it measures that need one take the
    most advantaged area, else the largest, and say so. `parts` gives each area's larger part, for the
    decomposition of the Theil index; `bounds` the lowest and highest value that the metric can take; `link`
    (linear, logit or log) the scale of the slope index, `aversion` that of Atkinson's index. `scatter` takes
    the errors of slopes and concentration indices from the scatter of areas around the line. Areas in
    `contains` hold others and are left out.

    Standard errors are the delta method's; limits are those of the inequality of the true values, so that
    noise in the estimates does not count as inequality. A figure that cannot be had is missing, and `note`
    says why. Raises UsageError for an unknown measure or a metric without direction, DataError for a
    reference or a metric that is not in the data.
    """
    return _frame(answer(estimates, Question(**question)))


def change_of_inequality(
    estimates: pd.DataFrame, *, first: float, last: float, **question: Unpack[Asked]
) -> pd.DataFrame:
    """Return how each measure changed from the period of the year `first` to that of `last`: later − earlier.

    A year is the mid-point of a period, else lies in only one. `question` is what `inequalities` takes.
    Figures of different sources are flagged, since their change is not one of inequality alone. Periods
    count as independent; the interval combines theirs around their median-unbiased estimates, since
    noise inflates both (MOVER: Zou and Donner 2008, Stat Med 27:1693-1702). Columns are those of INEQUALITY;
    `start` is that of the earlier period, `end` that of the later, `areas` the smaller number of areas.
    Raises UsageError where `last` is not after `first`, DataError for a year without a period, and as
    `inequalities` does.
    """
    if not last > first:
        raise UsageError(f"the change needs two years, the earlier one first, not {first:g} and {last:g}")
    found = answer(estimates, Question(**question, centre=True))
    pairs = [
        (_period(some, first), _period(some, last))
        for _, some in found.keys.groupby(["metric", "group"], sort=False, dropna=False)
    ]
    before, after = np.array(pairs, dtype=np.intp).T
    earlier, later = found.keys.iloc[before], found.keys.iloc[after]
    overlap = earlier["end"].to_numpy() >= later["start"].to_numpy()
    sources = _sources(estimates, found.keys)
    mixed = sources[before] != sources[after]
    notes = {
        name: with_flag(
            with_flag(_joined(note[before], note[after]), overlap, "periods_overlap"),
            mixed,
            "source_mismatch",
        )
        for name, note in found.notes.items()
    }
    return _frame(
        Answer(
            keys=earlier.reset_index(drop=True).assign(end=later["end"].to_numpy()),
            count=np.minimum(found.count[before], found.count[after]),
            measures={name: _change(m.rows(before), m.rows(after)) for name, m in found.measures.items()},
            notes=notes,
        )
    )


def _sources(estimates: pd.DataFrame, keys: pd.DataFrame) -> NDArray[np.object_]:
    """Return the sources of the figures of each setting, as text."""
    if "source" not in estimates:
        return np.full(len(keys), "", dtype=object)
    by = [name for name in keys.columns if name in estimates]
    named = estimates.groupby(by, dropna=False, sort=False)["source"].agg(
        lambda one: " + ".join(sorted(one.dropna().unique()))
    )
    return keys[by].merge(named.reset_index(), on=by, how="left")["source"].to_numpy(object)


def _change(a: Measured, b: Measured) -> Measured:
    middle = b.centre - a.centre
    down = np.hypot(b.centre - b.lower, a.upper - a.centre)
    up = np.hypot(b.upper - b.centre, a.centre - a.lower)
    error = np.hypot(a.standard_error, b.standard_error)
    return Measured(b.value - a.value, error, middle - down, middle + up, middle)


def _joined(first: NDArray[np.object_], second: NDArray[np.object_]) -> NDArray[np.object_]:
    both = [" ".join(dict.fromkeys(f"{a} {b}".split())) for a, b in zip(first, second, strict=True)]
    return np.array(both, dtype=object)


def _period(keys: pd.DataFrame, year: float) -> int:
    """Return the index of the period of a year among the settings of one metric and group."""
    start, end = keys["start"].to_numpy(float), keys["end"].to_numpy(float)
    exact, around = (start + end) / 2 == year, (start <= year) & (year <= end)
    found = np.flatnonzero(exact if exact.any() else around)
    if len(found) == 1:
        return int(keys.index[found[0]])
    what = "no period is centred on it or contains it" if len(found) == 0 else "it lies in several periods"
    raise DataError(f"{keys['metric'].iloc[0]}: the year {year:g} cannot be used, because {what}")


def _frame(found: Answer) -> pd.DataFrame:
    """Return the INEQUALITY table: settings in their order, within each the measures in theirs."""
    rows, names = len(found.keys), list(found.measures)

    def column(part: str) -> NDArray[np.float64]:
        return np.stack([getattr(m, part) for m in found.measures.values()], axis=1).ravel()

    frame = found.keys.loc[found.keys.index.repeat(len(names))].reset_index(drop=True)
    frame["measure"] = names * rows
    for part in ("value", "standard_error", "lower", "upper"):
        frame[part] = column(part)
    frame["areas"] = np.repeat(found.count, len(names))
    frame["note"] = np.stack(list(found.notes.values()), axis=1).ravel()
    return frame[tables.names("inequality")]
