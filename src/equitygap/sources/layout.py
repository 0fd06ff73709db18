"""What a layout is: how one publisher writes a table, and how that becomes the columns of this tool."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from equitygap.errors import DataError
from equitygap.sources.content import Content

#: Carried through every layout: traces a figure to its line after rows were dropped or unfolded.
ROW = "\0row"

Cells: TypeAlias = "pa.Array | pa.ChunkedArray"


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

    `to_canonical` also gets the content, since some publishers write the years only below the table or in
    the file's name. `trim` cuts off what stands around the table in a text file, keeping line numbers.
    """

    recognise: Callable[[Sequence[str]], bool]
    to_canonical: Callable[[pa.Table, Content], Canonical]
    trim: Callable[[bytes], bytes] | None = None


def slug(name: str) -> str:
    """Return a header cell in lower case with underscores: the same for a download and for an API.

    >>> slug("1990 Lower 95% CI"), slug("_1990_lower_95_ci")
    ('1990_lower_95_ci', '1990_lower_95_ci')
    """
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def numbers(cells: Cells, name: str) -> pa.ChunkedArray:
    """Return cells as floats; raise DataError with the first that is not a number."""
    try:
        return _chunked(cells).cast(pa.float64())
    except pa.ArrowInvalid as error:
        raise DataError(f"column {name}: a cell is not a number: {error}") from None


def constant(value: str | float | None, like: pa.Table) -> pa.ChunkedArray:
    """Return a column with the same cell in every row of a table."""
    kind = pa.float64() if isinstance(value, float) else pa.string()
    return pa.chunked_array([pa.repeat(pa.scalar(value, kind), like.num_rows)])


def words_for(cells: Cells, meanings: Mapping[str, str]) -> pa.ChunkedArray:
    """Return the word for `note` that each cell stands for, null where it stands for none."""
    place = pc.index_in(_chunked(cells), pa.array(list(meanings), pa.string()))
    return pa.chunked_array([pa.array(list(meanings.values()), pa.string()).take(place.combine_chunks())])


def stacked(parts: Iterable[pa.Table]) -> pa.Table:
    """Put the figures of a wide table below one another, in the order of the file's rows."""
    whole = pa.concat_tables(list(parts), promote_options="default")
    return whole.take(pc.sort_indices(whole, [(ROW, "ascending")]))


def _chunked(cells: Cells) -> pa.ChunkedArray:
    return cells if isinstance(cells, pa.ChunkedArray) else pa.chunked_array([cells])
