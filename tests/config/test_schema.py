"""The JSON Schema accepts what the loader accepts and marks what it refuses."""

from __future__ import annotations

import copy
import json

import pytest
import yaml
from jsonschema import Draft7Validator

from equitygap.config import schema

GOOD = """\
title: A gap
data:
  - path: a.csv
    columns: {area: community_area}
    where: {sex: [male, female], tract: 01001020100, country: NO}
    accept: [{check: interval_excludes_estimate, area: 25, year: 2010}]
metrics: {life_expectancy: {better: higher}}
comparisons: [{benchmark: Loop, focus: [Austin, 25, on]}]
target: {reduce: 50%, baseline: {mean_of: [2011, 2012]}, by: 2030, announced: {gap: 11.2}}
trajectory: {path: {milestones: {2020: 14}}, on_track: 0.7, horizon: null}
checks: {fail_on: [missed], accept: [{status: off_track, until: "2027-06-30"}]}
outputs: {format: csv}
"""


@pytest.fixture(scope="module")
def editor():
    return Draft7Validator(schema())


@pytest.fixture
def good():
    """The document as an editor reads it: with numbers for numbers, and text for keys."""
    return json.loads(json.dumps(yaml.safe_load(GOOD)))


def test_the_schema_is_valid_and_has_no_words_that_draft_7_lacks(editor):
    Draft7Validator.check_schema(editor.schema)
    assert editor.schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert not {"$defs", "prefixItems", "unevaluatedProperties"} & set(_keywords(editor.schema))
    assert all(len(node) == 1 for node in _nodes(editor.schema) if "$ref" in node)


def test_a_good_document_is_accepted(editor, good):
    assert [error.message for error in editor.iter_errors(good)] == []


WRONG = {
    "an unknown key": (("titel",), "x"),
    "an unknown key inside": (("trajectory", "modle"), "linear"),
    "an unknown name": (("trajectory", "model"), "linar"),
    "an unknown column": (("data", 0, "columns", "aera"), "x"),
    "a share as a bare percentage": (("target", "reduce"), 50),
    "text for a year": (("target", "by"), "soon"),
    "a word for a baseline": (("target", "baseline"), "first"),
    "a path that needs a year": (("trajectory", "path"), "delayed"),
    "no data": (("data",), []),
}


@pytest.mark.parametrize(("where", "value"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_marked(editor, good, where, value):
    document = copy.deepcopy(good)
    part = document
    for step in where[:-1]:
        part = part[step]
    part[where[-1]] = value
    assert not editor.is_valid(document)


@pytest.mark.parametrize("path", ["linear", "geometric", {"delayed": 2020}])
def test_short_forms_are_accepted(editor, good, path):
    good["trajectory"]["path"] = path
    good["target"]["baseline"] = 2012
    assert editor.is_valid(good)


def test_every_key_is_described(editor):
    bare = [
        name
        for node in _nodes(editor.schema)
        for name, one in node.get("properties", {}).items()
        if not one.get("description")
    ]
    assert bare == []


def _nodes(node):
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from _nodes(inner)
    if isinstance(node, list):
        for inner in node:
            yield from _nodes(inner)


def _keywords(node):
    return [key for one in _nodes(node) for key in one]
