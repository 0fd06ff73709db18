from __future__ import annotations

import io
import json

import pytest

from equitygap.errors import UsageError
from equitygap.present.listing import listing
from equitygap.words import MODELS

WORDS = {"last": "the last value, kept", "linear": "a line"}


def listed(format: str, words=WORDS) -> str:
    stream = io.StringIO()
    listing(words, format=format, stream=stream)
    return stream.getvalue()


def test_formats():
    assert listed("auto") == 'name,meaning\nlast,"the last value, kept"\nlinear,a line\n'
    assert listed("markdown").startswith(
        "| Name | Meaning |\n| --- | --- |\n| last | the last value, kept |\n"
    )
    expected = [{"name": name, "meaning": meaning} for name, meaning in WORDS.items()]
    assert json.loads(listed("json")) == expected
    assert [json.loads(line) for line in listed("jsonl").splitlines()] == expected


def test_a_table_folds_long_meanings():
    lines = listed("table", MODELS).splitlines()
    assert lines[0].split() == ["Name", "Meaning"]
    assert max(map(len, lines)) <= 80


def test_parquet_is_refused():
    with pytest.raises(UsageError, match="a listing is not written as parquet"):
        listed("parquet")
