"""From a SOURCE and options to a config: options override a config, or make one for a data file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from equitygap.config import Config, build, load, overridden
from equitygap.errors import ConfigError, UsageError

_YAML: Final = {".yaml", ".yml"}

#: Option → (part of the config, field).
_FIELDS: Final = {
    "reduce": ("target", "reduce"),
    "to_gap": ("target", "gap"),
    "level": ("target", "level"),
    "baseline": ("target", "baseline"),
    "by": ("target", "by"),
    "benchmark_rule": ("target", "benchmark"),
    "shape": ("trajectory", "path"),
    "model": ("trajectory", "model"),
    "scheme": ("trajectory", "scheme"),
    "exclude": ("trajectory", "exclude"),
    "on_track": ("trajectory", "on_track"),
    "off_track": ("trajectory", "off_track"),
    "horizon": ("trajectory", "horizon"),
    "shock": ("trajectory", "shock"),
    "comparable_source": ("trajectory", "comparable_sources"),
    "at": ("life_table", "at"),
    "ax": ("life_table", "ax"),
    "sex": ("life_table", "sex"),
    "variance": ("life_table", "variance"),
    "open_age": ("life_table", "open_age"),
    "small_area": ("life_table", "small_area"),
    "schedule": ("life_table", "standard"),
    "draws": ("life_table", "draws"),
    "standard_population": ("rates", "standard"),
    "reference": ("rates", "reference"),
    "fail_on": ("checks", "fail_on"),
    "engine": ("engine", "name"),
    "master": ("engine", "master"),
    "memory": ("engine", "memory"),
    "spill": ("engine", "spill"),
    "workers": ("engine", "workers"),
}
#: Fields whose option has another name.
_OPTION_OF: Final = {"gap": "to-gap", "path": "shape"}
_PLAIN: Final = ("confidence", "seed", "minimum_population")
_COMPARISON: Final = ("benchmark", "focus", "pool", "contains", "metric", "group", "better")
_DATA: Final = ("table", "layout", "population", "missing")
#: Option → field of how records are counted.
_RECORDS: Final = {
    "bands": "bands",
    "group_column": "group_columns",
    "causes": "causes",
    "unknown_age": "unknown_ages",
    "redistribute": "redistribute",
    "population_file": "populations",
}


def question(options: Mapping[str, Any], **parts: Any) -> Config:
    """Return the config that a command line asks for; `options` are the parsed parameters with `source`.

    `parts` are more parts of the config that the options spell out, and replace the config's fields.
    Raises ConfigError for a config that is wrong by itself, UsageError for options that are.
    """
    given = {name: value for name, value in options.items() if value not in (None, [], ())}
    if "ax" in given:
        given["ax"] = _ax(given["ax"])
    source = str(given["source"])
    if is_config(source):
        config = load(Path(source))
        changes = {**_parts(given), **parts, **_comparisons(config, given), **_sources(config, given)}
        return _as_usage(lambda: overridden(config, **changes)) if changes else config
    values = {
        **_parts(given),
        **parts,
        "data": [_source(source, given)],
        "comparisons": [_pick(given, _COMPARISON)],
    }
    return _as_usage(lambda: build(**values))


def is_config(source: str) -> bool:
    """Whether a source is a config rather than data."""
    return Path(source).suffix.lower() in _YAML


def _as_usage(make: Any) -> Config:
    try:
        config: Config = make()
    except ConfigError as error:
        message = str(error)
        for field, option in _OPTION_OF.items():
            message = message.replace(f"--{field}: ", f"--{option}: ")
        raise UsageError(message) from None
    return config


def _pick(given: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given}


def _parts(given: Mapping[str, Any]) -> dict[str, Any]:
    parts: dict[str, Any] = _pick(given, _PLAIN)
    for option, (part, field) in _FIELDS.items():
        if option in given:
            parts.setdefault(part, {})[field] = given[option]
    return parts


def _comparisons(config: Config, given: Mapping[str, Any]) -> dict[str, Any]:
    changed = _pick(given, _COMPARISON)
    if not changed:
        return {}
    if "focus" in changed:
        # A pool is a name for the config's focus areas; other areas are not what it says.
        changed.setdefault("pool", None)
    before = [_set(one) for one in config.comparisons] or [{}]
    return {"comparisons": [{**one, **changed} for one in before]}


def _set(part: Any) -> dict[str, Any]:
    values: dict[str, Any] = part.model_dump(exclude_unset=True)
    return values


def _sources(config: Config, given: Mapping[str, Any]) -> dict[str, Any]:
    changed = _source("", given)
    del changed["path"]
    return {"data": [_changed(_set(one), changed) for one in config.data]} if changed else {}


def _changed(source: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    """Replace fields of a source; of how records are counted only those that the options name."""
    if "records" in changed:
        changed = {**changed, "records": {**source.get("records", {}), **changed["records"]}}
    return {**source, **changed}


def _source(path: str, given: Mapping[str, Any]) -> dict[str, Any]:
    source: dict[str, Any] = {"path": path, **_pick(given, _DATA), **_pooling(given), **_records(given)}
    if "column" in given:
        source["columns"] = dict(_pair(text, "--column") for text in given["column"])
    if "where" in given:
        where: dict[str, list[str]] = {}
        for text in given["where"]:
            column, value = _pair(text, "--where")
            where.setdefault(column, []).append(value)
        source["where"] = where
    if "accept" in given:
        source["accept"] = [
            dict(zip(("check", "area", "year"), text.split(":", 2), strict=False)) for text in given["accept"]
        ]
    return source


def _pooling(given: Mapping[str, Any]) -> dict[str, Any]:
    for option, needed in (("step", "windows"), ("crosswalk_by", "crosswalk")):
        if option in given and needed not in given:
            raise UsageError(f"--{option.replace('_', '-')} goes with --{needed}, which is missing")
    pooling: dict[str, Any] = {}
    if "windows" in given:
        pooling["windows"] = {"years": given["windows"], "step": given.get("step", 1)}
    if "crosswalk" in given:
        pooling["crosswalk"] = {"path": given["crosswalk"], "by": given.get("crosswalk_by", "area")}
    if given.get("weighted_mean"):
        pooling["expectancies"] = "weighted_mean"
    if "hierarchy" in given:
        pooling["merge"] = {"hierarchy": given["hierarchy"]}
    return pooling


def _records(given: Mapping[str, Any]) -> dict[str, Any]:
    records: dict[str, Any] = {field: given[option] for option, field in _RECORDS.items() if option in given}
    if "," in records.get("bands", ""):
        records["bands"] = [label.strip() for label in records["bands"].split(",")]
    if "populations" in records:
        records["populations"] = {"path": records["populations"]}
    return {"records": records} if records else {}


def _ax(texts: list[str]) -> str | dict[str, str]:
    if len(texts) == 1 and "=" not in texts[0]:
        return texts[0]
    return dict(_pair(text, "--ax") for text in texts)


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise UsageError(f"{option} takes NAME=VALUE, but got '{text}'")
    return name, value
