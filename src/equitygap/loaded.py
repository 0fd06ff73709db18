"""A table as it was read: canonical column names, not yet checked; and what checks of its rows look like."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    import pyarrow as pa


class RowRule(Protocol):
    """A check of one column that a row fails where the expression `broken` is true, on any table engine."""

    @property
    def check(self) -> str:
        """The check's name."""

    @property
    def column(self) -> str:
        """The column that it looks at."""

    @property
    def broken(self) -> Any:
        """True where a row fails."""

    @property
    def message(self) -> str:
        """What is wrong, with `{value}` for what was found."""


#: From here on a record's weight is an error: sums of millionths of those below are exact.
WEIGHT_LIMIT: Final = 1e9


@dataclass(frozen=True)
class Loaded:
    """A table with canonical columns, and where each of its figures stands in the file.

    Cells of a text format (CSV, JSON, Excel) are text; those of Parquet and Feather keep their types.
    `ignored` are the file's columns that have no meaning here, `origin` maps a canonical column to the file's
    own name where the two differ, `notes` are sentences for standard error. Where the table was made of
    others, `read` says how many rows those had, and `made_of` has the SHA-256 of further files.
    """

    table: str
    data: pa.Table
    file: str
    sha256: str
    notes: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    origin: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[int] | None = None
    lines: Callable[[], Sequence[int]] | None = None
    read: int | None = None
    made_of: Mapping[str, str] = field(default_factory=dict)

    def line(self, row: int) -> int:
        """Return the line in the file of a row of `data`, counting the header as line 1."""
        record = row if self.rows is None else int(self.rows[row])
        return record + 2 if self.lines is None else int(self.lines()[record])

    def column(self, name: str) -> str:
        """Return the name that a canonical column has in the file."""
        return self.origin.get(name, name)
