"""Work done elsewhere: in other processes or on a cluster, whole areas at a time, and put in order again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Kernel = Callable[[pa.Table], pa.Table]

#: Runs a kernel over batches of whole areas of a table and returns the rows, in the schema of the third.
AreaMap = Callable[[pa.Table, Kernel, pa.Schema], pa.Table]

_ORDER: Final = ("area", "group", "start", "end")


def elsewhere(areas: AreaMap, counts: pa.Table, kernel: Kernel) -> pa.Table:
    """Return what the kernel makes of the counts, in the order in which it would have come here."""
    plain = _plain(counts)
    return _in_order_of(plain, areas(plain, kernel, kernel(plain.slice(0, 0)).schema))


def _plain(table: pa.Table) -> pa.Table:
    """Return text as text: the numbers behind a dictionary's entries differ from batch to batch."""
    fields = [
        field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields))


def _in_order_of(counts: pa.Table, found: pa.Table) -> pa.Table:
    """Sort as `by_age` numbers strata: by the first appearance of area, group and period."""
    keys = [name for name in _ORDER if name in found.column_names]
    places = [pc.index_in(found[name], value_set=pc.unique(counts[name])).to_numpy() for name in keys]
    return found.take(pa.array(np.lexsort(places[::-1])))
