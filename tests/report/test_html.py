"""The file by itself: nothing comes from anywhere, and hostile text is text."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256

import pytest

from equitygap.errors import UsageError
from equitygap.present.charts import rendering
from equitygap.present.report import html as html_module
from hostile_names import HOSTILE
from pages_read import read

LOADS = {
    "src",
    "href",
    "data",
    "action",
    "srcset",
    "poster",
    "background",
    "xlink:href",
    "formaction",
    "cite",
}


def test_nothing_in_the_page_points_outside(west):
    for tag, attributes in read(west.text).elements:
        for name in LOADS & set(attributes):
            assert attributes[name].startswith("#"), (tag, name, attributes[name])
    styles = re.findall(r"<style>(.*?)</style>", west.text, re.DOTALL)
    assert not re.search(r"@import|url\((?!#)", "".join(styles))


def test_the_policy_allows_the_scripts_and_styles_of_the_page_and_no_others(west):
    found = read(west.text)
    policy = next(a["content"] for tag, a in found.elements if a.get("http-equiv"))
    kinds = [(tag, attributes) for tag, attributes in found.elements if tag in ("script", "style")]
    run = [
        text
        for (_, attributes), text in zip(kinds, found.scripts, strict=True)
        if attributes.get("type") != "application/json"
    ]
    assert len(run) == 3
    for text in run:
        assert b64encode(sha256(text.encode()).digest()).decode() in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_ids_are_unique(west):
    ids = [attributes["id"] for _, attributes in read(west.text).elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_every_local_link_leads_somewhere(west):
    elements = read(west.text).elements
    ids = {attributes.get("id") for _, attributes in elements}
    links = {attributes["href"][1:] for tag, attributes in elements if tag == "a"}
    assert links <= ids


def test_every_table_has_a_caption_and_headings_of_columns_and_rows(west):
    text = re.sub(r"<script>.*?</script>", "", west.text, flags=re.DOTALL)
    tables = re.findall(r"<table.*?</table>", text, re.DOTALL)
    assert len(tables) > 5
    for table in tables:
        assert "<caption" in table
        assert table.count('scope="col"') > 1
        assert table.count("<tr") == table.count('scope="row"') + 1


def test_the_date_is_that_of_the_data(west):
    words = " ".join(read(west.text).words)
    assert "figures up to 2020" in words
    assert not re.search(r"202[5-9]-\d\d-\d\d", words)


def test_hostile_text_stands_there_as_text(hostile):
    found = read(hostile.text)
    words = " ".join(" ".join(found.words).split())
    assert "<script>alert(1)</script>" in words
    assert HOSTILE["formula"] in words
    assert HOSTILE["table"] in words
    assert "first\\nsecond\\u2028third" in words
    assert "</script></style><!-- ]]>" in words
    tags = {tag for tag, _ in found.elements}
    assert not tags & {"img", "iframe", "object", "link", "form", "b", "i"}
    assert not [a for _, attributes in found.elements for a in attributes if a.startswith("on")]


def test_data_of_charts_cannot_end_their_element(hostile):
    found = read(hostile.text)
    kinds = [attributes.get("type") for tag, attributes in found.elements if tag in ("script", "style")]
    specs = [text for kind, text in zip(kinds, found.scripts, strict=True) if kind == "application/json"]
    assert len(specs) > 5
    for spec in specs:
        assert "<" not in spec
        json.loads(spec)
    assert HOSTILE["end"] in {row.get("area") for spec in specs for row in _rows(json.loads(spec))}


def _rows(spec):
    return spec.get("data", {}).get("values", [])


def test_pictures_keep_their_parts_to_themselves(west):
    svgs = re.findall(r"<svg.*?</svg>", west.text, re.DOTALL)
    for svg in svgs:
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(re.findall(r'id="([^"]+)"', svg))


def test_without_the_extra_the_message_names_it(monkeypatch):
    def absent():
        raise UsageError("charts need vl-convert-python: pip install 'equitygap[report]'")

    monkeypatch.setattr(rendering, "_converter", absent)
    rendering.javascript.cache_clear()
    with pytest.raises(UsageError, match=r"equitygap\[report\]"):
        html_module.javascript()
