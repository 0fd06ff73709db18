"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from equitygap.errors import OutputError

_WHAT_TO_DO: Final = {
    errno.ENOENT: "the folder is not there; make it first, or name another",
    errno.ENOTDIR: "a part of the path is a file, not a folder; name another",
    errno.EISDIR: "it is a folder; name a file in it",
    errno.EACCES: "no permission; choose another folder, or ask for access",
    errno.EPERM: "no permission; choose another folder, or ask for access",
    errno.EROFS: "the file system is read-only; choose another folder",
    errno.ENOSPC: "the disk is full; make room, or choose another",
    errno.EDQUOT: "the quota is used up; make room, or choose another folder",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}


#: What opens a file for writing: `written_whole`, or what `written_together` gives.
Opened = Callable[[Path], AbstractContextManager[BinaryIO]]


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Open `path` for writing so that it appears under its name only when the block has ended well.

    The bytes go to a hidden file in the same folder, are forced to the disk and then take the name in one
    step. If the block fails, that file is removed; if the process is killed, `path` is as it was. A link is
    followed. What is not a regular file (a device, a named pipe) is written to directly. Raises OutputError.
    """
    with _written(path, _put_in_place) as sink:
        yield sink


@contextmanager
def written_together() -> Iterator[Opened]:
    """Give what opens files as `written_whole` does; they appear together when the block has ended well.

    If the block fails, none of them appears. A kill can only part them while they take their names, when all
    their bytes are on the disk.
    """
    waiting: dict[Path, Path] = {}
    try:
        yield lambda path: _written(path, waiting.__setitem__)
        for partial, final in waiting.items():
            try:
                os.replace(partial, final)
            except OSError as error:
                raise unwritable(str(final), error) from error
        for folder in {final.parent for final in waiting.values()}:
            _sync_folder(folder)
    except BaseException:
        for partial in waiting:
            with suppress(FileNotFoundError):
                partial.unlink()
        raise


@contextmanager
def _written(path: Path, finish: Callable[[Path, Path], None]) -> Iterator[BinaryIO]:
    try:
        with _opened(path, finish) as sink:
            yield sink
    except BrokenPipeError:
        return  # The reader of a named pipe has had enough.
    except OSError as error:
        raise unwritable(str(path), error) from error


def unwritable(where: str, error: OSError) -> OutputError:
    """Return the error that tells what could not be written, why, and what to do."""
    reason = _WHAT_TO_DO.get(error.errno or 0, error.strerror or str(error))
    return OutputError(f"cannot write '{where}': {reason}")


@contextmanager
def _opened(path: Path, finish: Callable[[Path, Path], None]) -> Iterator[BinaryIO]:
    mode = _mode(path)
    if mode is not None and stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if mode is not None and not stat.S_ISREG(mode):
        with path.open("wb") as sink:
            yield sink
        return
    final = Path(os.path.realpath(path))
    partial = final.with_name(f".{final.name}.{secrets.token_hex(4)}.part")
    try:
        with _created(partial, mode) as sink:
            yield sink
            sink.flush()
            os.fsync(sink.fileno())
        finish(partial, final)
    except BaseException:
        with suppress(FileNotFoundError):
            partial.unlink()
        raise


def _put_in_place(partial: Path, final: Path) -> None:
    os.replace(partial, final)
    _sync_folder(final.parent)


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _created(partial: Path, mode: int | None) -> BinaryIO:
    """Create the file with the permissions of the one that it will replace, else with the usual ones."""
    descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
    if mode is not None:
        os.chmod(partial, stat.S_IMODE(mode))
    return os.fdopen(descriptor, "wb")


def _sync_folder(folder: Path) -> None:
    # The new name survives a power cut only once its folder is on the disk; Windows cannot open folders.
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
