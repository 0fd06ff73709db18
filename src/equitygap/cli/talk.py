"""What the program says to people: on standard error, one line each, never mixed with data."""

from __future__ import annotations

import sys

from equitygap.present.text import printable


def say(message: str, *, kind: str = "note") -> None:
    """Print a note, warning or error on standard error; text from files cannot steer the terminal."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    lines = [printable(line, encoding) for line in message.splitlines() or [""]]
    head = "" if kind == "note" else f"{kind}: "
    try:
        print(head + "\n".join(lines), file=sys.stderr)
    except BrokenPipeError:
        return
