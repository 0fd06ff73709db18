"""What went into a run and what came out of it, as JSON."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from equitygap import tables

#: Libraries whose versions may show in the last digits of a figure.
_LIBRARIES: Final = ("numpy", "pandas", "pyarrow", "scipy")


@dataclass(frozen=True)
class Written:
    """A file that a run wrote; `table` and `rows` where it holds a table."""

    path: Path
    table: str | None = None
    rows: int | None = None


def manifest(
    settings: Mapping[str, Any],
    *,
    inputs: Sequence[Mapping[str, Any]],
    outputs: Sequence[Written],
    counts: Mapping[str, int],
    timings: Mapping[str, Any],
    folder: Path,
) -> str:
    """Return the manifest as JSON.

    Paths of outputs are relative to `folder`, where the manifest will lie. Everything but `timings` is the
    same for every run of the same program on the same input.
    """
    content = {
        **settings,
        "versions": {
            "equitygap": version("equitygap"),
            "schema": tables.SCHEMA_VERSION,
            "python": platform.python_version(),
            **{name: version(name) for name in _LIBRARIES},
        },
        "inputs": list(inputs),
        "outputs": [_output(one, folder) for one in outputs],
        "counts": dict(counts),
        "timings": dict(timings),
    }
    return json.dumps(content, indent=2) + "\n"


def _output(one: Written, folder: Path) -> dict[str, Any]:
    content = one.path.read_bytes()
    of_table = {"table": one.table, "rows": one.rows} if one.table else {}
    path = Path(os.path.relpath(one.path, folder)).as_posix()
    return {"path": path, **of_table, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
