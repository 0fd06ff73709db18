"""Cells as an engine has added them up → a tally: areas under one spelling, what is not counted set apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa

from equitygap.aggregate.question import REASONS, UNITS, Question
from equitygap.aggregate.tally import UNKNOWN, Codes, Dropped, Mask, Tally
from equitygap.names import normalised

_LARGE: Final = pa.int64()
_SMALL: Final = pa.int32()
#: Reasons that a crosswalk gives, which leaves such cells without an area.
_CROSSED: Final = ("unknown_area", "outside_crosswalk")
_REASON_OF: Final = {number: name for name, number in REASONS.items()}


@dataclass(frozen=True)
class Cells:
    """A tally with the `reason` (N,) of each row, 0 where it is counted, without what `where` leaves out."""

    tally: Tally
    reason: Codes
    dropped: Dropped
    read: int
    notes: tuple[str, ...] = ()

    def counted(self, question: Question) -> tuple[Tally, Dropped]:
        """Return what is counted, and the rest by reason; deaths to be redistributed have a band of -1."""
        reason = self.reason
        if "age" in question.redistribute:
            reason = np.where(reason == REASONS["no_age"], 0, reason)
        dropped = self.dropped
        for number, name in _REASON_OF.items():
            rows = reason == number
            dropped = dropped.plus(name, "dropped", self.tally.take(rows)) if rows.any() else dropped
        return (self.tally.take(reason == 0) if reason.any() else self.tally), dropped


def read_cells(
    table: pa.Table, question: Question, group: Sequence[str], causes: tuple[str, ...] | None
) -> Cells:
    """Return the cells of an engine; `group` names the columns of its parts, `causes` are names by number."""
    read = int(whole(table["records"]).sum())
    table, dropped = _kept(table)
    records = whole(table["records"])
    area, areas, blank, notes = _areas(table["area"], records)
    parts, groups, unnamed = _groups([table[name] for name in group], len(table))
    band = whole(table["band"], _SMALL)
    reason = np.where(band < 0, band, 0)
    reason = _first(reason, blank, "no_area", after=_CROSSED)
    reason = _first(reason, unnamed, "no_group", after=("no_area", *_CROSSED))
    starts = [one.lower for one in question.bands]
    place = np.zeros(starts[-1] + 1, np.int32)
    place[starts] = np.arange(len(starts))
    figures = records.astype(np.float64)
    tally = Tally(
        areas=areas,
        groups=groups if group else None,
        causes=causes,
        area=area,
        group=parts,
        start=whole(table["year"], _SMALL),
        cause=np.zeros(len(band), np.int32) if causes is None else whole(table["cause_number"], _SMALL),
        band=np.where(band < 0, UNKNOWN, place[np.maximum(band, 0)]).astype(np.int32),
        units=figures,
        records=figures,
    )
    if "units" in table.column_names:
        tally = replace(tally, units=whole(table["units"]).astype(np.float64), scale=UNITS)
    return Cells(tally, reason, dropped, read, notes)


def _kept(table: pa.Table) -> tuple[pa.Table, Dropped]:
    """Set apart what `where` leaves out: its areas and groups are none of those that are counted."""
    out = whole(table["band"], _SMALL) == REASONS["filtered_out"]
    if not out.any():
        return table, Dropped()
    records = int(whole(table["records"])[out].sum())
    deaths = int(whole(table["units"])[out].sum()) / UNITS if "units" in table.column_names else records
    return table.filter(pa.array(~out)), Dropped({("filtered_out", "dropped"): (records, deaths)})


def whole(column: Any, kind: Any = _LARGE) -> Codes:
    """Return a column of whole numbers, of whatever type an engine gives; null is -1."""
    cells = column.cast(kind)
    return np.asarray(cells.fill_null(UNKNOWN) if cells.null_count else cells)


def _first(reason: Codes, applies: Mask, name: str, *, after: Sequence[str]) -> Codes:
    """Give the rows where it applies a reason, unless they have one that comes before it."""
    if not applies.any():
        return reason
    earlier = np.isin(reason, [REASONS[one] for one in after])
    return np.where(applies & ~earlier, REASONS[name], reason)


def encoded(column: Any) -> tuple[Codes, list[str]]:
    """Return text as numbers into its distinct values; null is an empty text."""
    cells = column.cast(pa.string()).dictionary_encode()
    if isinstance(cells, pa.ChunkedArray):  # Numbers alone are put together: they are smaller than texts.
        cells = cells.unify_dictionaries().combine_chunks()
    indices, names = cells.indices, cells.dictionary.to_pylist()
    if indices.null_count:
        names = names if "" in names else [*names, ""]
        indices = indices.fill_null(names.index(""))
    return indices.to_numpy(), names


def _areas(column: Any, records: Codes) -> tuple[Codes, tuple[str, ...], Mask, tuple[str, ...]]:
    """Return areas as numbers into their names in order, which of them are blank, and notes.

    Of names that differ in case and blanks alone the most frequent stands for all, in a tie the first.
    """
    codes, names = encoded(column)
    keys = [normalised(name) for name in names]
    spelling: dict[str, str] = dict(zip(keys, names, strict=True))
    if len(spelling) < len(names):
        often = np.bincount(codes, weights=records, minlength=len(names))
        for place in sorted(range(len(names)), key=lambda i: (often[i], [-ord(c) for c in names[i]])):
            spelling[keys[place]] = names[place]
    areas = sorted(spelling.values())
    number = {name: place for place, name in enumerate(areas)}
    of_name = np.array([number[spelling[key]] for key in keys], np.int32)
    blank = np.array([not key for key in keys], bool)
    variants = len(names) - len(areas)
    notes = (
        (f"{variants} spellings of areas differ from others in capitals or blanks alone; taken as the same",)
        if variants
        else ()
    )
    return of_name[codes], tuple(areas), blank[codes], notes


def _groups(columns: Sequence[Any], rows: int) -> tuple[Codes, tuple[str, ...], Mask]:
    """Join the parts of the group into one name, and say where a part is missing."""
    if not columns:
        return np.zeros(rows, np.int32), (), np.zeros(rows, bool)
    parts = [encoded(column) for column in columns]
    sizes = [len(names) for _, names in parts]
    key = np.ravel_multi_index([codes for codes, _ in parts], sizes)
    which = np.unravel_index(np.arange(np.prod(sizes)), sizes)
    texts = [
        [names[place].strip() for place, (_, names) in zip(places, parts, strict=True)]
        for places in zip(*which, strict=True)
    ]
    joined = [", ".join(text) for text in texts]
    groups = sorted(set(joined))
    number = {name: place for place, name in enumerate(groups)}
    of_key = np.array([number[name] for name in joined], np.int32)
    empty = np.array([not all(text) for text in texts], bool)
    return of_key[key], tuple(groups), empty[key]
