"""The script that draws charts, made beside the run: it takes a second, and needs nothing of it."""

from __future__ import annotations

import subprocess
import sys
from types import TracebackType
from typing import Final, Self

from equitygap.present.charts.rendering import javascript

#: `-P` keeps Python from importing what lies in the user's folder.
_MAKE: Final = (
    "-P",
    "-c",
    "import sys; from equitygap.present.charts.rendering import javascript;"
    "sys.stdout.buffer.write(javascript().encode())",
)

#: What has been made in this process; it is always the same.
_MADE: Final[list[str]] = []


class Library:
    """The script, begun on entering and ready when it is asked for; on leaving, nothing of it goes on.

    Where it cannot be made beside the run it is made when it is asked for, and an error is raised there.
    """

    def __init__(self, *, wanted: bool = True) -> None:
        self._wanted = wanted and not _MADE and bool(sys.executable)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if self._wanted:
            self._process = subprocess.Popen(
                [sys.executable, *_MAKE],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.kill()
            with self._process:
                pass  # Its pipe is closed, and it is waited for.

    def text(self) -> str:
        """Return the script. Raises UsageError where what makes it is not installed."""
        if not _MADE:
            made = self._process.communicate()[0] if self._process else b""
            done = self._process is not None and self._process.returncode == 0
            _MADE.append(made.decode() if done else javascript())
        return _MADE[0]
