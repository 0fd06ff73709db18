"""What a row is about, as one whole number: rows are alike when their numbers are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from equitygap.validate.cells import codes

Keys = NDArray[np.int64]
Mask = NDArray[np.bool_]


def keys(data: pa.Table, names: Sequence[str]) -> Keys:
    """Number the combinations of the columns, the first varying slowest; absent columns do not count."""
    return combined([_part(data[name]) for name in names if name in data.column_names], data.num_rows)


def combined(parts: Sequence[Keys], rows: int) -> Keys:
    """Number the combinations of non-negative whole numbers, the first varying slowest."""
    key = np.zeros(rows, np.int64)
    for part in parts:
        key *= int(part.max(initial=0)) + 1
        key += part
    return key


def placed(data: pa.Table, names: Sequence[str]) -> Mask:
    """Whether every one of the columns is filled."""
    out = np.ones(data.num_rows, bool)
    for name in names:
        out &= data[name].is_valid().to_numpy()
    return out


def same_as_before(key: Keys) -> Mask:
    """Whether a number equals the one before it; the first never does."""
    out = np.zeros(len(key), bool)
    out[1:] = key[1:] == key[:-1]
    return out


def _part(column: pa.ChunkedArray) -> Keys:
    if pa.types.is_dictionary(column.type):
        return codes(column)
    years = column.to_numpy()
    known = np.isfinite(years)
    first = years.min(initial=9999) if known.all() else 0
    out: Keys = np.where(known, years - first, 0).astype(np.int64)
    return out
