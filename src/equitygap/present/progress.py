"""A progress bar on standard error, for work that takes more than two seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

#: Shorter work needs no bar.
PATIENCE: Final = 2.0


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function to call with (done, total); a terminal shows a bar once the work has taken a while."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    begun = time.monotonic()
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task(label, visible=False)

        def advance(done: int, total: int) -> None:
            waited = time.monotonic() - begun > PATIENCE
            bar.update(task, completed=done, total=total, visible=waited)

        yield advance
