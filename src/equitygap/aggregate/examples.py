"""Where records are that break a rule or cannot be counted: file, line and value, for a few of each kind.

Read only once something is known to be wrong, file by file in their order, so that the same are always found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa

from equitygap.aggregate import description
from equitygap.aggregate.columns import Resolved, resolved
from equitygap.aggregate.files import Found, dataset
from equitygap.aggregate.question import REASONS, Question
from equitygap.loaded import RowRule

SHOWN: Final = 5

#: Which column a reason speaks of; the others need more than the record itself to be told.
_COLUMN_OF: Final = {
    "no_area": "area",
    "no_year": "year",
    "no_age": "age",
    "unreadable_age": "age",
    "outside_bands": "age",
}


@dataclass(frozen=True)
class Example:
    """A record: what is wrong with it, where it stands (the header being line 1), and what was found."""

    what: str
    file: str
    line: int
    column: str
    area: str | None
    value: str | None


def examples(
    found: Found, question: Question, rules: Sequence[RowRule], reasons: Sequence[str]
) -> list[Example]:
    """Return the first records that break each rule (told by its check) or have each of the reasons."""
    scan = found.scan
    columns = resolved(replace(question, causes=None), (*scan.columns, *scan.partitions), scan.root)
    wanted = {rule.check: 0 for rule in rules} | {name: 0 for name in reasons if name in _COLUMN_OF}
    out: list[Example] = []
    for file, first, batch in _batches(found, question, columns):
        for example in _in_batch(batch, file, first, question, columns, rules):
            if wanted.get(example.what, SHOWN) < SHOWN:
                wanted[example.what] += 1
                out.append(example)
        if all(seen >= SHOWN for seen in wanted.values()):
            break
    return out


def _batches(found: Found, question: Question, columns: Resolved) -> Iterator[tuple[str, int, pa.Table]]:
    names = list(dict.fromkeys([*columns.names(), *question.where]))
    for file in found.scan.files:
        first = 0
        for batch in dataset(replace(found.scan, files=(file,))).to_batches(columns=names):
            yield file, first, pa.Table.from_batches([batch])
            first += batch.num_rows


def _in_batch(
    batch: pa.Table, file: str, first: int, question: Question, columns: Resolved, rules: Sequence[RowRule]
) -> Iterator[Example]:
    frame: Any = nw.from_native(batch, eager_only=True)
    plain = replace(question, causes=None, windows=None)
    typed = description.typed(frame, plain, replace(columns, cause=None))
    marks = {rule.check: rule.broken.fill_null(False) for rule in rules}
    band = description.band_or_reason(plain, replace(columns, cause=None))
    marks |= {name: band == REASONS[name] for name in _COLUMN_OF}
    shown: Any = typed.select(**marks)
    column_of = {**_COLUMN_OF, **{rule.check: rule.column for rule in rules}}
    for what in marks:
        for row in np.flatnonzero(shown[what].to_numpy())[:SHOWN]:
            name = getattr(columns, column_of[what])
            area = _text(batch, columns.area, int(row))
            yield Example(what, file, first + int(row) + 2, name, area, _text(batch, name, int(row)))


def _text(batch: pa.Table, name: str, row: int) -> str | None:
    cell = batch[name][row].as_py()
    return None if cell is None else str(cell)
