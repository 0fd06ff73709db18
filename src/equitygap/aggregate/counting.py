"""The records of a question → deaths by area, group, period, cause and band, in one pass over the records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from equitygap.aggregate import description, larger
from equitygap.aggregate.cells import Cells, encoded, read_cells, whole
from equitygap.aggregate.columns import FIRST_YEAR, refuse_kinds, resolved
from equitygap.aggregate.engines import Engine
from equitygap.aggregate.files import Found
from equitygap.aggregate.question import Question, Windows
from equitygap.aggregate.sharing import shared_out
from equitygap.aggregate.tally import UNKNOWN, Dropped, Mask, Tally, distinct, joined
from equitygap.loaded import RowRule

_NAMED_AT_MOST = 5


@dataclass(frozen=True)
class Counted:
    """Deaths as a tally in its order, which rows got a share of unknown ones, and what was left out.

    `starts` are the first years of the periods, `read` how many records there were, `broken` how many of them
    break each of the rules.
    """

    tally: Tally
    received: Mask
    dropped: Dropped
    starts: tuple[int, ...]
    read: int
    broken: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def count(found: Found, question: Question, engine: Engine, *, rules: Sequence[RowRule] = ()) -> Counted:
    """Count records; `rules` are checks of typed rows. Raises DataError where a column is missing."""
    scan, notes = found.scan, []
    columns = resolved(question, (*scan.columns, *scan.partitions), scan.root)
    frame = engine.scan(scan)
    refuse_kinds(frame, columns, scan.root)
    typed = description.typed(frame, question, columns)
    causes = None
    if question.causes:
        codes, causes, told = _codes(engine.collect(typed.select("cause").unique()), question)
        typed = description.with_causes(typed, engine.scan(codes))
        notes += told
    if question.windows and question.windows.apart:
        first, last = (int(whole(column)[0]) for column in engine.collect(description.years(typed)).columns)
        typed = description.with_windows(typed, question.windows, question.windows.starts(first, last))
    cells = description.cells(typed, question, columns, rules)
    if question.crosswalk is not None:
        names = engine.collect(typed.select("area").unique())
        places, told = larger.places_of(
            names, question.crosswalk, question.crosswalk_file, exact=question.exact_areas
        )
        cells = larger.put_together(cells, engine.scan(places))
        notes += told
    table = engine.collect(cells)
    broken = tuple(int(whole(table[f"rule_{place}"]).sum()) for place in range(len(rules)))
    one = read_cells(table, question, description.group_names(columns), causes)
    del table  # It is as large as what is made of it.
    return replace(_settled(one, question), read=one.read, broken=broken, notes=(*notes, *one.notes))


def _codes(table: pa.Table, question: Question) -> tuple[pa.Table, tuple[str, ...], list[str]]:
    """Return the number of its group for each code, the groups in the order of their text, and notes."""
    assert question.causes is not None
    _, codes = encoded(table["cause"])
    found = {code: question.causes.group(code) for code in sorted(codes)}
    causes = tuple(sorted({group for _, group in found.values() if group is not None}))
    number = {name: place for place, name in enumerate(causes)}
    known = {code: group for code, (listed, group) in found.items() if listed}
    numbers = [UNKNOWN if group is None else number[group] for group in known.values()]
    strangers = [code for code, (listed, _) in found.items() if not listed]
    notes = []
    if strangers:
        shown = ", ".join(strangers[:_NAMED_AT_MOST]) + ", …" * (len(strangers) > _NAMED_AT_MOST)
        notes.append(
            f"causes that are in no group of {question.causes.name}: {len(strangers)} codes: {shown}"
        )
    columns = {"code": pa.array(list(known), pa.string()), "cause_number": pa.array(numbers, pa.int32())}
    return pa.table(columns), causes, notes


def _settled(cells: Cells, question: Question) -> Counted:
    """Set apart what is dropped, put years into windows, and share out what is asked to be."""
    tally, dropped = cells.counted(question)
    starts = distinct(tally.start)
    if question.windows and starts and not question.windows.apart:
        years = distinct(cells.tally.start[cells.tally.start >= FIRST_YEAR])
        tally, starts, dropped = _windowed(tally, question.windows, years, dropped)
    received = np.zeros(0, bool)
    if question.redistribute:
        shared = shared_out(tally, question.redistribute, dropped)
        tally, received, dropped = shared.tally, shared.received, shared.dropped
    return Counted(tally.added_up(), received, dropped, starts, 0)


def _windowed(
    tally: Tally, windows: Windows, years: tuple[int, ...], dropped: Dropped
) -> tuple[Tally, tuple[int, ...], Dropped]:
    """Put years into windows that overlap, from the first of all years on."""
    starts = windows.starts(years[0], years[-1])
    inside = [(tally.start >= start) & (tally.start < start + windows.years) for start in starts]
    times = np.sum(inside, axis=0, dtype=np.int64)
    dropped = dropped.plus("outside_windows", "dropped", tally.take(times == 0))
    shares = np.maximum(times, 1)
    divided = replace(tally, records=tally.records / shares, once=tally.units / shares)
    parts = [
        replace(divided.take(rows), start=np.full(int(rows.sum()), start))
        for start, rows in zip(starts, inside, strict=True)
    ]
    return joined(parts), starts, dropped
