"""From a YAML file, or from values on the command line, to a checked config."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from equitygap.config.complaints import complaints, found
from equitygap.config.models import Config, is_remote
from equitygap.config.places import Problem, Where
from equitygap.config.target import GOALS
from equitygap.errors import ConfigError

if TYPE_CHECKING:
    from equitygap.config.yaml_nodes import Document


def load(path: Path) -> Config:
    """Read a config; its relative paths become relative to where the config lies.

    Raises ConfigError with every problem in the file: `file:line:column: message`, the line, and a caret.
    """
    # Only a config needs YAML, and most commands also take a plain table.
    from equitygap.config.yaml_nodes import read

    document = read(Path(path))
    config = _checked(document)
    config = _beside(config, Path(path).parent)
    config._source = document.source
    return config


def build(**values: Any) -> Config:
    """Make a config from values, as the command line does; a ConfigError names each field as an option."""
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError("\n".join(_as_option(one) for one in complaints(error))) from None


def overridden(config: Config, **changes: Any) -> Config:
    """Copy a config with some fields replaced, and check it again.

    A mapping replaces single fields of a part, `target={"by": 2035}`; anything else replaces the field as a
    whole. Another goal (`reduce`, `level` or `gap`) takes the place of the one there was.
    """
    values = dict(config)
    for name, change in changes.items():
        values[name] = _merged(values.get(name), change)
    copy = build(**values)
    copy._source = config._source
    copy._replaced = (*config._replaced, *_ways(changes))
    return copy


def _checked(document: Document) -> Config:
    problems = list(document.problems)
    config = None
    if isinstance(document.tree, dict):
        try:
            config = Config.model_validate(document.tree)
        except ValidationError as error:
            refused = [one.where for one in problems if one.where is not None]
            problems += [one for one in complaints(error) if not _is_inside(one.where, refused)]
    else:
        problems.append(Problem(f"found {found(document.tree)}, expected a mapping, written key: value", ()))
    if problems or config is None:
        raise ConfigError(document.source.render_all(problems))
    return config


def _is_inside(where: Where | None, others: list[Where]) -> bool:
    return any((where or ())[: len(other)] == other for other in others)


def _beside(config: Config, folder: Path) -> Config:
    outputs = config.outputs
    located = {
        name: _located(path, folder)
        for name in ("folder", "report", "manifest")
        if (path := getattr(outputs, name))
    }
    beside = config.with_paths(lambda path: _located(path, folder))
    spill = config.engine.spill
    engine = config.engine.model_copy(update={"spill": spill and _located(spill, folder)})
    return beside.model_copy(update={"outputs": outputs.model_copy(update=located), "engine": engine})


def _located(path: str, folder: Path) -> str:
    if is_remote(path):
        return path
    joined = os.path.join(folder, path)
    tidy = os.path.normpath(joined)
    # `..` after a link to a folder leads elsewhere than it reads; only then is the long form kept.
    return tidy if os.path.realpath(tidy) == os.path.realpath(joined) else joined


def _merged(part: Any, change: Any) -> Any:
    if not isinstance(change, Mapping) or not isinstance(part, BaseModel):
        return change
    kept = {name: value for name, value in part if name in part.model_fields_set}
    if any(change.get(goal) is not None for goal in GOALS):
        kept = {name: value for name, value in kept.items() if name not in GOALS}
    return {**kept, **change}


def _ways(changes: Mapping[str, Any]) -> list[Where]:
    return [
        (name, *inner)
        for name, change in changes.items()
        for inner in ([(one,) for one in change] if isinstance(change, Mapping) else [()])
    ]


def _as_option(problem: Problem) -> str:
    if problem.missing:
        return f"{' or '.join(_option(name) for name in problem.missing)} is missing"
    named = [part for part in problem.where or () if isinstance(part, str)]
    return f"{_option(named[-1])}: {problem.message}" if named else problem.message


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
