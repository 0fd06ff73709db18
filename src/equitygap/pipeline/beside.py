"""Tables beside the data: crosswalks, hierarchies and standards, read as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from equitygap.config import Config
from equitygap.config.data import DataSource
from equitygap.config.lifetables import is_file
from equitygap.errors import DataError, did_you_mean
from equitygap.sources import formats
from equitygap.sources.content import fetch


@dataclass(frozen=True)
class Beside:
    """A table under its own column names, and where it comes from."""

    data: pa.Table
    file: str
    sha256: str

    def under(self, columns: Mapping[str, str], *, numbers: Sequence[str] = ()) -> pa.Table:
        """Return the table with `columns` (ours: theirs) renamed, text trimmed and `numbers` as floats.

        Raises DataError for a column that is not there, and for a cell that is not a number.
        """
        theirs = {theirs: ours for ours, theirs in columns.items()}
        for name in set(theirs) - set(self.data.column_names):
            raise DataError(
                f"{self.file}: there is no column '{name}'{did_you_mean(name, self.data.column_names)}"
            )
        taken = set(columns) - set(theirs)
        names = [name for name in self.data.column_names if name not in taken]
        out = {theirs.get(name, name): pc.cast(self.data[name], pa.string()) for name in names}
        trimmed = {name: pc.utf8_trim_whitespace(column) for name, column in out.items()}
        return pa.table({n: self._numbers(c, n) if n in numbers else c for n, c in trimmed.items()})

    def _numbers(self, cells: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
        try:
            return cells.cast(pa.float64())
        except pa.ArrowInvalid as error:
            raise DataError(f"{self.file}: column '{name}' must hold numbers: {error}") from None


def files_beside(config: Config) -> dict[str, Beside]:
    """Read every table that the config names beside its data, by its path."""
    named = [source.crosswalk.path for source in config.data if source.crosswalk]
    named += [source.merge.hierarchy for source in config.data if source.merge]
    named += [one for source in config.data if (one := _causes(source)) is not None]
    standards = (config.life_table.standard, config.rates.standard, config.rates.reference)
    named += [name for name in standards if name is not None and is_file(name)]
    return {path: _read(path) for path in dict.fromkeys(named)}


def _causes(source: DataSource) -> str | None:
    name = source.records.causes if source.records else None
    return name if name is not None and is_file(name) else None


def _read(path: str) -> Beside:
    content = fetch(path)
    return Beside(formats.parse(content).data, content.label, content.sha256)
