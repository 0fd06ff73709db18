"""What a layout is: how one publisher writes a table, and how that becomes the columns of this tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

#: Carried through every layout: traces a figure to its line after rows were dropped or unfolded.
ROW = "__row__"


@dataclass(frozen=True)
class Canonical:
    """A table in canonical columns (and `ROW`), with what was left out or changed on the way."""

    table: str
    data: pa.Table
    notes: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    origin: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """One published layout: told by its header, and turned into a canonical table.

    `trim` cuts off what a publisher writes before or after the table in a text file, keeping line numbers.
    """

    recognise: Callable[[Sequence[str]], bool]
    to_canonical: Callable[[pa.Table], Canonical]
    trim: Callable[[bytes], bytes] | None = None
