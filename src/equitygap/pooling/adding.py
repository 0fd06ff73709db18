"""Adding up rows of COUNTS that share their keys, with what happened in `note`."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_KEYS: Final = ("area", "code", "group", "start", "end", "age", "cause")
_ERROR: Final = "population_standard_error"


def added_up(table: pa.Table) -> tuple[pa.Table, NDArray[np.int64]]:
    """Return the table with one row for each key, in order of appearance, and how many rows went into each.

    Deaths and populations are added, standard errors in quadrature; a missing number makes its sum missing.
    Notes are kept, each word once.
    """
    keys = [name for name in _KEYS if name in table.column_names]
    whole = pc.ScalarAggregateOptions(skip_nulls=False)
    sums: list[Any] = [("deaths", "sum", whole), ("population", "sum", whole)]
    if _ERROR in table.column_names:
        square = pc.power(table[_ERROR], 2)
        table = table.set_column(table.column_names.index(_ERROR), _ERROR, square)
        sums.append((_ERROR, "sum", whole))
    if "note" in table.column_names:
        sums.append(("note", "distinct"))
    grouped = table.group_by(keys, use_threads=False).aggregate([*sums, ("deaths", "count", _all_rows())])
    columns = {name: grouped[name] for name in keys}
    columns |= {name: grouped[f"{name}_sum"] for name in ("deaths", "population")}
    if _ERROR in table.column_names:
        columns[_ERROR] = pc.sqrt(grouped[f"{_ERROR}_sum"])
    if "note" in table.column_names:
        columns["note"] = pa.array([_each_word_once(notes) for notes in grouped["note_distinct"].to_pylist()])
    return pa.table(columns), grouped["deaths_count"].to_numpy()


def _all_rows() -> Any:
    return pc.CountOptions(mode="all")


def _each_word_once(notes: list[str | None]) -> str:
    return " ".join(dict.fromkeys(word for note in notes for word in (note or "").split()))


def noted(table: pa.Table, remarks: dict[str, NDArray[np.bool_]]) -> pa.Table:
    """Return the table with each remark added to the note of the rows it applies to."""
    note = np.full(len(table), "", dtype=object)
    if "note" in table.column_names:
        note = np.array([text or "" for text in table["note"].to_pylist()], dtype=object)
        table = table.drop_columns(["note"])
    for word, applies in remarks.items():
        note = np.where(applies, note + " " + word, note)
    return table.append_column("note", pc.utf8_trim_whitespace(pa.array(note, pa.string())))
