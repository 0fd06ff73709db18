"""Bytes from wherever they are (path, https, object store, standard input), unpacked and hashed."""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import urlsplit

from equitygap.errors import FileError, did_you_mean

OBJECT_STORES = ("s3", "gs", "gcs", "abfs", "abfss", "hdfs")
TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Content:
    """The unpacked bytes of a table; `label` names it for people, `sha256` is of the bytes as stored."""

    data: bytes
    label: str
    name: str
    sha256: str

    def error(self, message: str, *, line: int | None = None, check: str = "unreadable_file") -> FileError:
        """Return the error to raise, with the file and, where there is one, the line in front."""
        return FileError(self.label, (line, message), check=check)

    def replaced(self, data: bytes) -> Content:
        """Return the same file with other bytes."""
        return replace(self, data=data)


def fetch(location: str | Path, *, stdin: BinaryIO | None = None) -> Content:
    """Return the bytes of a file, unpacked from gzip or zip; `-` is standard input."""
    place = str(location)
    if place == "-":
        stored, label, name = (stdin or sys.stdin.buffer).read(), "standard input", "standard input"
    elif urlsplit(place).scheme in ("http", "https"):
        stored, label, name = _download(place), place, PurePosixPath(urlsplit(place).path).name
    elif urlsplit(place).scheme in OBJECT_STORES:
        stored, label, name = _from_store(place), place, PurePosixPath(urlsplit(place).path).name
    else:
        stored, label, name = _read(Path(place)), place, Path(place).name
    data, name = _unpacked(stored, name, label)
    if not data.strip():
        raise FileError(label, (None, "the file is empty; expected a table with a header"))
    return Content(data, label, name, hashlib.sha256(stored).hexdigest())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        raise FileError(
            str(path), (None, f"there is no such file{did_you_mean(path.name, beside)}")
        ) from None
    except IsADirectoryError:
        raise FileError(str(path), (None, "is a folder; name a file in it")) from None
    except OSError as error:
        raise FileError(str(path), (None, f"cannot be read: {error.strerror or error}")) from None


def _download(url: str) -> bytes:
    # Few files are remote, and the machinery of encrypted connections is slow to load.
    from urllib.request import Request, urlopen

    request = Request(url, headers={"User-Agent": "equitygap"})
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            return bytes(response.read())
    except (OSError, ValueError) as error:
        raise FileError(url, (None, f"cannot be fetched: {getattr(error, 'reason', error)}")) from None


def _from_store(uri: str) -> bytes:
    import pyarrow as pa
    from pyarrow import fs

    try:
        store, path = fs.FileSystem.from_uri(uri)
        with store.open_input_stream(path, compression=None) as stream:
            return bytes(stream.read())
    except (OSError, pa.ArrowException) as error:
        raise FileError(uri, (None, f"cannot be fetched: {error}")) from None


def _unpacked(stored: bytes, name: str, label: str) -> tuple[bytes, str]:
    if stored.startswith(b"\x1f\x8b"):
        try:
            return gzip.decompress(stored), name.removesuffix(".gz")
        except (OSError, EOFError, zlib.error) as error:
            raise FileError(label, (None, f"the gzip file is damaged or cut short: {error}")) from None
    if stored.startswith(b"PK\x03\x04"):
        return _unzipped(stored, name, label)
    return stored, name


def _unzipped(stored: bytes, name: str, label: str) -> tuple[bytes, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(stored)) as archive:
            members = [m for m in archive.namelist() if not m.endswith("/") and not m.startswith("__MACOSX")]
            if "[Content_Types].xml" in members:  # an Excel workbook is a zip file too
                return stored, name
            if len(members) == 1:
                return archive.read(members[0]), PurePosixPath(members[0]).name
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
        raise FileError(label, (None, f"the zip file cannot be unpacked: {error}")) from None
    inside = ", ".join(members) or "none"
    raise FileError(label, (None, f"expected one file in the archive, but it holds {inside}"))
