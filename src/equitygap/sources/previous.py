"""What a run wrote earlier, read back to be compared with: one table, or the folder that holds several."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from equitygap import tables
from equitygap.errors import DataError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Previous:
    """The tables of an earlier run by name; `configs` are the hashes of the configs that made them."""

    tables: Mapping[str, pd.DataFrame]
    configs: frozenset[str]


def previous(path: Path, names: Collection[str]) -> Previous:
    """Read a table that a run wrote, or those of `names` that are in a folder of them.

    Parquet, CSV, JSON and JSON lines can be read back. Raises DataError where there is none, where a folder
    holds one in two formats, or where a Parquet file has another schema version than this program writes.
    """
    if not path.exists():
        raise DataError(f"{path}: there is no such file or folder to compare with; a first run has none")
    if not path.is_dir():
        name, frame, config = _read(path, names)
        return Previous({name: frame}, frozenset(config))
    found = [_read(file, names) for file in _files(path, names)]
    if not found:
        known = ", ".join(names)
        raise DataError(f"{path}: the folder holds no table to compare with ({known}) that can be read back")
    return Previous(
        {name: frame for name, frame, _ in found}, frozenset(one for *_, config in found for one in config)
    )


def _files(folder: Path, names: Collection[str]) -> Iterator[Path]:
    for name in names:
        there = [file for ending in _READERS if (file := folder / f"{name}{ending}").is_file()]
        if len(there) > 1:
            both = " and ".join(file.name for file in there)
            raise DataError(f"{folder}: it holds both {both}; delete the older one, or name a single file")
        yield from there


def _read(path: Path, names: Collection[str]) -> tuple[str, pd.DataFrame, list[str]]:
    if path.suffix.lower() not in _READERS:
        known = ", ".join(_READERS)
        raise DataError(f"{path}: cannot be read back; expected a file that ends in {known}")
    try:
        frame, metadata = _READERS[path.suffix.lower()](path)
    except (OSError, ValueError) as error:  # Arrow's own errors are either of them
        raise DataError(f"{path}: cannot be read as {path.suffix.lower()[1:]}: {error}") from None
    _refuse_other_schema(path, metadata)
    table = metadata.get("table") or _recognised([str(name) for name in frame.columns], names)
    if table is None or table not in names:
        what = f"holds the table '{table}'" if table else "is no table of a run"
        raise DataError(f"{path}: {what}; expected one of {', '.join(names)}")
    lacking = [name for name in tables.required(table) if name not in frame]
    if lacking:
        raise DataError(f"{path}: the table '{table}' lacks {', '.join(lacking)}; make it anew")
    return table, _typed(path, frame, table), [metadata[key] for key in ("config",) if key in metadata]


def _refuse_other_schema(path: Path, metadata: Mapping[str, str]) -> None:
    version = metadata.get("schema_version", tables.SCHEMA_VERSION)
    if version != tables.SCHEMA_VERSION:
        by = metadata.get("version", "unknown")
        raise DataError(
            f"{path}: written by equitygap {by} in schema version {version}, but this program writes "
            f"{tables.SCHEMA_VERSION}, so that columns may mean something else; make it anew"
        )


def _parquet(path: Path) -> tuple[pd.DataFrame, dict[str, str]]:
    import pyarrow.parquet as parquet

    table = parquet.read_table(path)
    raw = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
    ours = {key.removeprefix("equitygap."): raw[key] for key in raw if key.startswith("equitygap.")}
    if not ours:
        raise DataError(f"{path}: a Parquet file that equitygap did not write; expected one from a run")
    return table.to_pandas(), ours


def _csv(path: Path) -> tuple[pd.DataFrame, dict[str, str]]:
    import pandas as pd

    # Names such as `NA` are names; only an empty cell holds nothing.
    frame = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8")
    return frame, {}


def _json(path: Path) -> tuple[pd.DataFrame, dict[str, str]]:
    import pandas as pd

    return pd.DataFrame.from_records(json.loads(path.read_text("utf-8"))), {}


def _jsonl(path: Path) -> tuple[pd.DataFrame, dict[str, str]]:
    import pandas as pd

    lines = path.read_text("utf-8").split("\n")
    return pd.DataFrame.from_records([json.loads(line) for line in lines if line]), {}


_READERS: Final[Mapping[str, Callable[[Path], tuple[pd.DataFrame, dict[str, str]]]]] = {
    ".parquet": _parquet,
    ".csv": _csv,
    ".json": _json,
    ".jsonl": _jsonl,
}


def _recognised(header: Collection[str], names: Collection[str]) -> str | None:
    return next((name for name in names if set(tables.required(name)) <= set(header)), None)


def _typed(path: Path, frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the columns of the table, text as text and all else as floats, as CSV cannot tell them apart."""
    kinds = {column.name: column.kind for column in tables.ALL[table] if column.name in frame}
    try:
        return frame[list(kinds)].astype({n: "str" if kinds[n] == "text" else "float64" for n in kinds})
    except ValueError as error:
        raise DataError(f"{path}: {error}") from None
