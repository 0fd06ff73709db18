"""The JSON Schema that editors check a config against while it is written."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from equitygap.config.models import Config


def schema() -> dict[str, Any]:
    """Describe the config as JSON Schema, draft 7, which is what editors know best.

    A text field also takes a number or a boolean: `area: 01001020100` and `group: NO` are text to us and
    something else to an editor.
    """
    described = Config.model_json_schema(schema_generator=_Described, ref_template="#/definitions/{model}")
    definitions = described.pop("$defs")
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "equitygap config",
        **_for_editors({**described, "definitions": definitions}),
    }


class _Described(GenerateJsonSchema):
    """Every key with the text under its field; titles made of field names would hide it in a pop-up."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def model_schema(self, schema: Any) -> dict[str, Any]:
        described = super().model_schema(schema)
        for name, text in _texts_under_fields(schema["cls"]):
            described["properties"][name]["description"] = text
        return described


def _texts_under_fields(part: type) -> Iterator[tuple[str, str]]:
    """Read them from the source: to keep them in the models would delay the start of every command."""
    (statement,) = ast.parse(inspect.getsource(part)).body
    lines = statement.body if isinstance(statement, ast.ClassDef) else []
    for field, text in pairwise(lines):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(said))):
                yield name, inspect.cleandoc(said)


def _for_editors(node: dict[str, Any]) -> dict[str, Any]:
    """Rewrite one schema, and those in it, for tools that know draft 7 only."""
    node = {key: _inner(key, value) for key, value in node.items() if key != "title"}
    if "$ref" in node and len(node) > 1:
        node = {"allOf": [{"$ref": node.pop("$ref")}], **node}  # draft 7 ignores what stands beside a $ref
    if node.get("type") == "string" and not node.keys() & {"enum", "pattern", "format"}:
        node["type"] = ["string", "number", "boolean"]
    return node


def _inner(key: str, value: Any) -> Any:
    if key in ("properties", "definitions"):
        return {name: _for_editors(one) for name, one in value.items()}
    if key in ("anyOf", "allOf"):
        return [_for_editors(one) for one in value]
    if (key == "additionalProperties" and value is not False) or key == "items":
        return _for_editors(value)
    return value
