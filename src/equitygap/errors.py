"""What a user can put right, each with the exit code that scripts rely on.

    EquityGapError
    ├── UsageError    2   an option is unknown, missing or contradicts another
    ├── CheckFailed   3   `equitygap check` found something listed under `checks.fail_on`
    ├── ConfigError  10   the YAML config cannot be read or is invalid
    ├── DataError    11   the data cannot be read or are invalid, or an area is not there
    │   └── FileError     a file is no table that can be read
    └── OutputError  12   a result cannot be written

Anything else that reaches the command line is a defect of the program and shows its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class EquityGapError(Exception):
    """Shown to the user without a traceback; `exit_code` becomes the process's exit code."""

    exit_code = 1


class UsageError(EquityGapError):
    """An option is unknown, missing or contradicts another."""

    exit_code = 2


class CheckFailed(EquityGapError):
    """A check that the config lists under `checks.fail_on` failed."""

    exit_code = 3


class ConfigError(EquityGapError):
    """The config cannot be read or is invalid."""

    exit_code = 10


class DataError(EquityGapError):
    """The data cannot be read or are invalid."""

    exit_code = 11


class FileError(DataError):
    """A file is no table that can be read; `check` is the word for it in words.CHECKS.

    `lines` are the messages, each with its line in the file, or None.
    """

    def __init__(
        self, file: str, *lines: tuple[int | None, str], check: str = "unreadable_file", rest: str = ""
    ) -> None:
        told = [f"{file}{'' if line is None else f':{line}'}: {message}" for line, message in lines]
        super().__init__("\n".join([*told, *([rest] if rest else [])]))
        self.file, self.lines, self.check = file, lines, check


class OutputError(EquityGapError):
    """A result cannot be written."""

    exit_code = 12


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ` (did you mean 'X'?)` for the known name nearest to `name`, or an empty string.

    >>> did_you_mean("trajectry", ["gap", "trajectory"])
    " (did you mean 'trajectory'?)"
    """
    by_folded = {k.casefold(): k for k in known}
    nearest = get_close_matches(name.casefold(), by_folded, n=1)
    return f" (did you mean '{by_folded[nearest[0]]}'?)" if nearest else ""
