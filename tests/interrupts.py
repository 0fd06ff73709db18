"""A shell starts what runs in the background deaf to interrupts; what is to be interrupted must hear them."""

from __future__ import annotations

import signal


def heard() -> None:
    """Hear SIGINT again: `preexec_fn` of a process to be interrupted."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
