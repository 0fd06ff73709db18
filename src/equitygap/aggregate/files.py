"""Where records lie: a file, a folder or a folder of partitions, here or in an object store → a `Scan`.

Every file is looked at before any is read, so that one with other columns, or one cut short, is told at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
from pyarrow import fs

from equitygap.aggregate import headers
from equitygap.aggregate.engines.protocol import Scan
from equitygap.aggregate.headers import FORMATS, Header
from equitygap.errors import DataError, UsageError, did_you_mean

if TYPE_CHECKING:
    from pyarrow.dataset import Dataset

#: Headers read at a time; they wait for the disk or for the network.
_AT_ONCE: Final = 8


@dataclass(frozen=True)
class Found:
    """What is to be read, how many rows it has where the files say so, and how large they are."""

    scan: Scan
    rows: int | None
    sizes: tuple[int, ...]


def find(location: str) -> Found:
    """Return the records at a path or at s3://, gs://, abfs://, hdfs://.

    A folder is searched to its depths, without what begins with `_` or a dot; folders named `year=2015` give
    a column. Raises DataError where there is nothing, where files differ in format or columns, and where one
    is damaged or cut short.
    """
    store, root = _opened(location)
    found = _files(store, root, location)
    labels = [_label(location, root, one.path) for one in found]
    format = _format(labels, location)
    read = headers.parquet if format == "parquet" else headers.csv
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        heads = list(
            pool.map(lambda pair: read(store, pair[0].path, pair[1]), zip(found, labels, strict=True))
        )
    _refuse_differences(heads, labels)
    partitions = _partitions(labels, location)
    rows = None if heads[0].rows is None else sum(one.rows or 0 for one in heads)
    if rows == 0:
        raise DataError(f"{location}: there are no records in it")
    scan = Scan(
        root=location,
        files=tuple(labels),
        format=format,
        columns=tuple(name for name in heads[0].columns if name not in partitions),
        partitions=partitions,
        separator=heads[0].separator,
    )
    return Found(scan, rows, tuple(one.size for one in found))


def dataset(scan: Scan) -> Dataset:
    """Return the files as an Arrow dataset: all text for CSV, folders' values as text."""
    import pyarrow.csv as arrow_csv
    import pyarrow.dataset as ds

    store, _ = _opened(scan.root)
    paths = [fs.FileSystem.from_uri(one)[1] if scan.remote else one for one in scan.files]
    text = pa.schema([(name, pa.string()) for name in scan.partitions])
    format: Any = "parquet"
    if scan.format == "csv":
        format = ds.CsvFileFormat(
            parse_options=arrow_csv.ParseOptions(delimiter=scan.separator),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in scan.columns},
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    partitioning = ds.partitioning(text, flavor="hive") if scan.partitions else None
    return ds.dataset(paths, filesystem=store, format=format, partitioning=partitioning)


def _opened(location: str) -> tuple[fs.FileSystem, str]:
    if location == "-" or location.startswith(("http://", "https://")):
        raise UsageError(
            f"records are read from files, folders and object stores, not from '{location}'; save them first"
        )
    if "://" not in location:
        return fs.LocalFileSystem(), os.fspath(location)
    try:
        store, path = fs.FileSystem.from_uri(location)
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{location}: cannot be reached: {error}") from None
    return store, path


def _files(store: fs.FileSystem, root: str, location: str) -> list[Any]:
    try:
        info = store.get_file_info(root)
        if info.type == fs.FileType.Directory:
            inside = store.get_file_info(fs.FileSelector(root, recursive=True))
            found = [one for one in inside if one.type == fs.FileType.File and _counts(one.path, root)]
            found.sort(key=lambda one: one.path)
        else:
            found = [info]
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{location}: cannot be listed: {error}") from None
    if info.type == fs.FileType.NotFound:
        raise DataError(f"{location}: there is no such file or folder{_near(location)}")
    if not found:
        raise DataError(f"{location}: the folder holds no files of records")
    empty = next((one for one in found if one.size == 0), None)
    if empty:
        raise DataError(
            f"{_label(location, root, empty.path)}: the file is empty; expected a table with a header"
        )
    return found


def _counts(path: str, root: str) -> bool:
    """Whether a file is of the table; `_SUCCESS` and `.crc` files of other tools are not."""
    return not any(part[:1] in ("_", ".") for part in path[len(root) :].strip("/").split("/"))


def _label(location: str, root: str, path: str) -> str:
    """Return a path as the user would write it."""
    rest = path[len(root) :].lstrip("/")
    return f"{location.rstrip('/')}/{rest}" if rest else location


def _near(location: str) -> str:
    folder, name = os.path.split(location.rstrip("/"))
    if "://" in location or not os.path.isdir(folder or "."):
        return ""
    return did_you_mean(name, os.listdir(folder or "."))


def _format(labels: Sequence[str], location: str) -> str:
    formats: dict[str, str] = {}
    for label in labels:
        format = next((f for ending, f in FORMATS.items() if label.lower().endswith(ending)), None)
        if format is None:
            raise DataError(
                f"{label}: records are read from {', '.join(FORMATS)} files; name the file so, or convert it"
            )
        formats.setdefault(format, label)
    if len(formats) > 1:
        one, other = list(formats.values())[:2]
        raise DataError(f"{location}: holds files of different formats, {one} and {other}; keep one format")
    return next(iter(formats))


def _refuse_differences(heads: Sequence[Header], labels: Sequence[str]) -> None:
    """Refuse a file whose columns are not those of the first: its cells could not be told apart."""
    first = heads[0].columns
    for head, label in zip(heads[1:], labels[1:], strict=True):
        here = head.columns
        if heads[0].format == "csv" and list(head.columns) != list(heads[0].columns):
            lacking = [name for name in heads[0].columns if name not in head.columns]
            what = f"it has no column '{lacking[0]}'" if lacking else "they are others, or in another order"
        elif missing := sorted(first.keys() - here.keys()):
            what = f"it has no column '{missing[0]}'"
        elif new := sorted(here.keys() - first.keys()):
            what = f"it has a column '{new[0]}' more"
        elif other := [name for name in first if first[name] != here[name]]:
            what = f"'{other[0]}' is {here[other[0]]} here, but {first[other[0]]} there"
        else:
            continue
        raise DataError(f"{label}: its columns differ from those of {labels[0]}: {what}")


def _partitions(labels: Iterable[str], location: str) -> tuple[str, ...]:
    """Return the columns that folders such as `year=2015` give; every file must have the same ones."""
    found: dict[tuple[str, ...], str] = {}
    for label in labels:
        folders = label[len(location) :].strip("/").split("/")[:-1]
        found.setdefault(tuple(part.split("=", 1)[0] for part in folders if "=" in part), label)
    if len(found) > 1:
        one, other = list(found.values())[:2]
        raise DataError(f"{location}: {one} and {other} lie in folders of different partitions")
    return next(iter(found))
