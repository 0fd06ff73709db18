"""What `check` tells the system that hosts it: GitHub Actions or GitLab CI, known by their environment."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from equitygap.cli.talk import say
from equitygap.names import normalised
from equitygap.present.whole import unwritable, written_whole

if TYPE_CHECKING:
    import pandas as pd

    from equitygap.config import Config
    from equitygap.present.hosted import Place

#: The name that GitLab's documentation uses; the job declares it under `artifacts:reports:codequality`.
CODE_QUALITY: Final = "gl-code-quality-report.json"

_POSITION: Final = re.compile(r"(?P<file>.*?)(?::(?P<line>\d+):(?P<column>\d+))?", re.DOTALL)


@contextmanager
def commands_stopped(environment: Mapping[str, str] = os.environ) -> Iterator[None]:
    """Keep GitHub's runner from obeying what is printed, since names in the data might look like commands.

    The runner obeys lines of both streams until it reads a word that nobody else can know.
    """
    if environment.get("GITHUB_ACTIONS") != "true":
        yield
        return
    token = secrets.token_hex(16)
    say(f"::stop-commands::{token}")
    yield
    # After an error the step is over, and the message to come may hold such names, too.
    say(f"::{token}::")


def tell_hosts(
    config: Config,
    checks: pd.DataFrame,
    changes: pd.DataFrame | None,
    verdict: str,
    environment: Mapping[str, str] = os.environ,
) -> None:
    """Write GitHub's annotations and job summary, or GitLab's Code Quality report, where one of them asks."""
    from equitygap.present import hosted

    github, gitlab = environment.get("GITHUB_ACTIONS") == "true", bool(environment.get("GITLAB_CI"))
    if not (github or gitlab):
        return
    base = environment.get("GITHUB_WORKSPACE") if github else environment.get("CI_PROJECT_DIR")
    rows = [{str(name): _known(value) for name, value in row.items()} for row in checks.to_dict("records")]
    placed = [(row, place_of(config, row, base)) for row in rows]
    if github:
        for line in hosted.workflow_commands(placed):
            say(line)
        if environment.get("GITHUB_STEP_SUMMARY"):
            text = hosted.summary(config.title or "equitygap", verdict, checks, changes)
            _append(Path(environment["GITHUB_STEP_SUMMARY"]), text)
    if gitlab:
        with written_whole(Path(CODE_QUALITY)) as sink:
            sink.write(hosted.code_quality(placed).encode())
        say(f"wrote {CODE_QUALITY}")


def place_of(config: Config, row: Mapping[str, Any], base: str | None = None) -> Place | None:
    """Return where the config asks for what a row of CHECKS is about, the file relative to `base`."""
    from equitygap.present.hosted import Place

    position = config.position(*_where(config, row))
    found = _POSITION.fullmatch(position) if position else None
    if found is None:
        return None
    return Place(_relative(found["file"], base), int(found["line"] or 1), int(found["column"] or 1))


def _where(config: Config, row: Mapping[str, Any]) -> tuple[str | int, ...]:
    if row["outcome"] in {"expired", "accepted", "unused"}:
        for number, one in enumerate(config.checks.accept):
            if one.status == row["check"] and (one.focus is None or _same(one.focus, row["focus"])):
                return ("checks", "accept", number)
    for number, comparison in enumerate(config.comparisons):
        if comparison.metric in (None, row["metric"]) and _same(comparison.benchmark, row["benchmark"]):
            for place, focus in enumerate(comparison.focus):
                if _same(focus, row["focus"]):
                    return ("comparisons", number, "focus", place)
            return ("comparisons", number, *(("pool",) if _same(comparison.pool, row["focus"]) else ()))
    return ()


def _same(name: str | None, other: str | None) -> bool:
    return name is not None and other is not None and normalised(name) == normalised(other)


def _relative(file: str, base: str | None) -> str:
    """Return a path relative to the repository, as both systems want it; one outside of it stays as it is."""
    if base is None:
        return Path(file).as_posix()
    path, root = Path(os.path.abspath(file)), Path(os.path.abspath(base))
    return (path.relative_to(root) if path.is_relative_to(root) else Path(file)).as_posix()


def _known(value: Any) -> Any:
    return value if isinstance(value, str) else None


def _append(path: Path, text: str) -> None:
    # Other commands of the same step write to the same file, so that it is added to.
    try:
        with path.open("a", encoding="utf-8", newline="\n") as sink:
            sink.write(text)
    except OSError as error:
        raise unwritable(str(path), error) from error
