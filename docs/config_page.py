"""The page on the config: every key of its JSON Schema, with the first value that the examples give it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from page_parts import link_to_words, page, table, word_tables

from equitygap import config
from equitygap.config.fields import Part

EXAMPLES: Final = Path(__file__).parent / "config_examples.yaml"

#: Longer lists of words are linked to, not written out.
_LONGEST_LIST: Final = 8

_PLAIN: Final = {"integer": "whole number", "number": "number", "boolean": "true or false"}

Key = tuple[str, str]


def config_page() -> str:
    """Return the page."""
    first = EXAMPLES.read_text("utf-8").split("\n---\n")[0].strip()
    parts = [
        "# The config",
        f"{_schema()['description']} A config is a YAML file. `equitygap schema` prints its JSON Schema for"
        " editors, and `equitygap init` makes a config to start from. Unknown keys are refused, with the"
        " nearest known one. Names and codes stay text, so that `01001020100` and `NO` need no quotes.",
        f"```yaml\n{first}\n```",
    ]
    for name in _parts():
        parts += [f"## {'Top level' if name == 'Config' else name}", *_section(name)]
    return page(parts)


def keys() -> list[Key]:
    """Return (part, key) of every key of the config."""
    return [(name, key) for name in _parts() for key in _mapping(name)["properties"]]


@cache
def examples() -> Mapping[Key, Any]:
    """Return the first value that each (part, key) has in the examples."""
    found: dict[Key, Any] = {}
    for document in yaml.safe_load_all(EXAMPLES.read_text("utf-8")):
        _collect("Config", document, found)
    return found


@cache
def _schema() -> Mapping[str, Any]:
    return config.schema()


def _mapping(name: str) -> Mapping[str, Any]:
    """Return the mapping form of a part; some can also be written as a single value."""
    part = _schema() if name == "Config" else _schema()["definitions"][name]
    return part if "properties" in part else next(one for one in part["anyOf"] if "properties" in one)


def _parts() -> list[str]:
    """Return the parts in the order in which they are met."""
    found = ["Config"]
    for name in found:
        found += [other for other in _references(_mapping(name)["properties"]) if other not in found]
    return found


def _references(node: Any) -> list[str]:
    """Return the parts that a schema refers to, each once."""
    if isinstance(node, Mapping):
        own = [node["$ref"].rsplit("/", 1)[-1]] if "$ref" in node else []
        node = [own, *node.values()]
    if isinstance(node, list):
        inner = [name for one in node for name in ([one] if one in _definitions() else _references(one))]
        return list(dict.fromkeys(inner))
    return []


def _definitions() -> list[str]:
    return list(_schema()["definitions"])


def _section(name: str) -> Iterator[str]:
    part, whole = _mapping(name), _schema()["definitions"].get(name, _schema())
    if name != "Config":
        yield part.get("description", "")
    if "properties" not in whole:
        single = {"anyOf": [one for one in whole["anyOf"] if "properties" not in one]}
        yield f"May also be written as a single value: {_type(single)}."
    rows = [
        (
            f"`{key}`",
            _type(node),
            "**needed**" if key in part.get("required", ()) else _default(name, key),
            node["description"],
            _example(name, key, node),
        )
        for key, node in part["properties"].items()
    ]
    yield table(("key", "type", "default", "meaning", "example"), rows)


def _example(name: str, key: str, node: Mapping[str, Any]) -> str:
    value = examples().get((name, key))
    parts = isinstance(value, list | Mapping) and _references(node)
    return "" if value is None or parts else f"`{key}: {_flow(value)}`"


def _default(name: str, key: str) -> str:
    model = next(one for one in _kinds(Part) if one.__name__ == name)
    value = model.model_fields[key].get_default(call_default_factory=True)
    if isinstance(value, Part):
        value = value.model_dump(exclude_unset=True)
    return "" if value is None or value in ("", (), {}) else f"`{_flow(value)}`"


def _kinds(part: type[Part]) -> Iterator[type[Part]]:
    for one in part.__subclasses__():
        yield one
        yield from _kinds(one)


def _flow(value: Any) -> str:
    value = list(value) if isinstance(value, tuple) else value
    text = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=10_000, allow_unicode=True)
    return str(text).removesuffix("...\n").strip()


def _type(node: Mapping[str, Any]) -> str:
    match node:
        case {"$ref": str(reference)}:
            part = reference.rsplit("/", 1)[-1]
            return f"[{part}](#{part.lower()})"
        case {"allOf": [inner, *_]}:
            return _type(inner)
        case {"anyOf": choices} if "%" in str(choices):
            return "share"
        case {"anyOf": choices}:
            kinds = [_type(one) for one in choices if one.get("type") != "null"]
            return " or ".join(dict.fromkeys(kinds))
        case {"enum": list(names)}:
            return _choice(names)
        case {"type": "array", "items": inner}:
            return f"list of {_type(inner)}"
        case {"type": "object"}:
            return (
                f"mapping of {_type(node.get('propertyNames', {}))} to {_type(node['additionalProperties'])}"
            )
        case {"minimum": 1000, "maximum": 3000}:
            return "year"
        case {"format": "date"}:
            return "date"
        case {"pattern": _}:
            return "a file"
    return _PLAIN.get(str(node.get("type")), "text")


def _choice(names: list[str]) -> str:
    if len(names) <= _LONGEST_LIST:
        return " or ".join(f"`{name}`" for name in names)
    wanted, known = set(names), {name: set(entries) for name, entries in word_tables().items()}
    same = [name for name, entries in known.items() if entries == wanted]
    within = [name for name, entries in known.items() if entries <= wanted]
    around = [name for name, entries in known.items() if wanted <= entries]
    whole = same or (within if set().union(*(known[name] for name in within)) >= wanted else around[:1])
    return f"one of the {' or '.join(map(link_to_words, whole))}" if whole else "a [column](columns.md)"


def _collect(name: str, value: Any, found: dict[Key, Any]) -> None:
    """Note the first value that each key of a part has in an example."""
    properties = _mapping(name)["properties"]
    for key, inner in value.items() if isinstance(value, Mapping) else ():
        node = properties.get(key, {})
        found.setdefault((name, key), inner)
        entries = inner if isinstance(inner, list) else [inner]
        entries = list(inner.values()) if node.get("type") == "object" else entries
        for other in _references(node):
            for entry in entries:
                _collect(other, entry, found)
