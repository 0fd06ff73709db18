"""The files that a run leaves: its tables, and a manifest that says what went in and came out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from equitygap.cli.talk import say
from equitygap.present import files
from equitygap.present.manifest import Written, manifest
from equitygap.present.whole import Opened, unwritable, written_together, written_whole

if TYPE_CHECKING:
    import pandas as pd

    from equitygap.config import Config
    from equitygap.pipeline import Inputs, Results

_EXTENSIONS: Final = {"csv": "csv", "json": "json", "jsonl": "jsonl", "parquet": "parquet", "markdown": "md"}


class Clock:
    """How long each part of a run took, in seconds."""

    def __init__(self) -> None:
        self._started = datetime.now(UTC)
        self._first = self._last = time.perf_counter()
        self._parts: dict[str, float] = {}

    def mark(self, part: str) -> None:
        """Say that a part is done."""
        now = time.perf_counter()
        self._parts[f"{part}_seconds"] = round(now - self._last, 3)
        self._last = now

    def timings(self) -> dict[str, Any]:
        """Return when the run began, and the seconds of each part and of all."""
        total = round(time.perf_counter() - self._first, 3)
        return {"started": self._started.isoformat("T", "seconds"), **self._parts, "total_seconds": total}


def write_outputs(
    config: Config, results: Results, tables: Mapping[str, pd.DataFrame], metadata: Mapping[str, str]
) -> list[Written]:
    """Write the tables and the report where the config says; all are made before the first takes its name."""
    with written_together() as opened:
        written = [*_write_tables(config, tables, metadata, opened), *_write_report(config, results, opened)]
    for one in written:
        say(f"wrote {one.path}")
    return written


def _write_tables(
    config: Config, tables: Mapping[str, pd.DataFrame], metadata: Mapping[str, str], opened: Opened
) -> Iterator[Written]:
    if config.outputs.folder is None:
        return
    folder, format = Path(config.outputs.folder), config.outputs.format
    make_folder(folder)
    for name, frame in tables.items():
        target = folder / f"{name}.{_EXTENSIONS[format]}"
        files.write(frame, name, output=target, format=format, metadata=metadata, opened=opened)
        yield Written(target, name, len(frame))


def _write_report(config: Config, results: Results, opened: Opened) -> Iterator[Written]:
    if config.outputs.report is None:
        return
    # Charts and templates load only for a report.
    from equitygap.cli.reporting import destination, material, page_text

    target, form = destination(None, "auto", config)
    content = page_text(material(config, results), form).encode()
    make_folder(target.parent)
    with opened(target) as sink:
        sink.write(content)
    yield Written(target)


def write_manifest(
    config: Config,
    inputs: Inputs,
    tables: Mapping[str, pd.DataFrame],
    written: Sequence[Written],
    clock: Clock,
    *,
    option: Path | None = None,
) -> None:
    """Write the manifest where the option, or else the config, says; nothing where neither does.

    It comes after every file that it lists, so that a run that was killed leaves the one of the last run,
    whose hashes do not fit.
    """
    named = option or (Path(config.outputs.manifest) if config.outputs.manifest else None)
    if named is None:
        return
    make_folder(named.parent)
    text = manifest(
        {"title": config.title, "config": config.hash, "seed": config.seed, "confidence": config.confidence},
        inputs=[
            {"file": name, "sha256": digest, **({"rows": inputs.rows[name]} if name in inputs.rows else {})}
            for name, digest in inputs.hashes.items()
        ],
        outputs=written,
        counts=_counts(inputs, tables),
        timings=clock.timings(),
        folder=named.parent,
    )
    with written_whole(named) as sink:
        sink.write(text.encode())
    say(f"wrote {named}")


def write_junit(path: Path | None, checks: pd.DataFrame, config: Config) -> None:
    """Write CHECKS as JUnit XML, where a file is named."""
    from equitygap.present.junit import junit

    if path is None:
        return
    rows = [
        {str(name): value if isinstance(value, str) else None for name, value in row.items()}
        for row in checks.to_dict("records")
    ]
    with written_whole(path) as sink:
        sink.write(junit(rows, name=config.title or "equitygap"))
    say(f"wrote {path}")


def make_folder(folder: Path) -> None:
    """Make a folder and those above it; OutputError where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(str(folder), error) from error


def _counts(inputs: Inputs, tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    flagged = [_flagged(frame) for frame in tables.values()]
    return {
        "rows_read": sum(inputs.rows.values()),
        "problems": len(inputs.problems),
        "estimates": len(inputs.estimates),
        "estimates_withheld": int(inputs.estimates["value"].isna().sum()),
        "estimates_noted": _flagged(inputs.estimates),
        "rows_written": sum(map(len, tables.values())),
        "rows_flagged": sum(flagged),
    }


def _flagged(frame: pd.DataFrame) -> int:
    column = next((name for name in ("flags", "note") if name in frame), None)
    return 0 if column is None else int((frame[column].fillna("").astype("str").str.strip() != "").sum())
