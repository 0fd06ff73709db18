from __future__ import annotations

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equitygap.present.text import chance, missing, percent, printable, rounded, shortest, signed


@given(st.text())
def test_printable_text_steers_nothing(text):
    shown = printable(text)
    assert not {unicodedata.category(c) for c in shown if c not in "\u200c\u200d"} & {"Cc", "Cf", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Lake View", "Lake View"),
        ("Peña São 芝加哥", "Peña São 芝加哥"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b2J", r"\x9b2J"),
        ("a\r\nb\tc\x07\x7f", r"a\r\nb\tc\x07\x7f"),
        ("abc\u202edef\u2066\u200b\ufeff", r"abc\u202edef\u2066\u200b\ufeff"),
        ("\U000e0041", r"\U000e0041"),
        ("\ud800", r"\ud800"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_printable(text, shown):
    assert printable(text) == shown


def test_printable_spells_out_what_the_encoding_lacks():
    assert printable("Peña – 芝", "latin-1") == r"Peña \u2013 \u829d"


@given(st.floats(allow_nan=False))
def test_the_shortest_text_reads_back_as_the_same_number(number):
    assert float(shortest(number)).hex() == number.hex()


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (12.5757, "12.6"),
        (1234567.0, "1,234,567.0"),
        (-0.0, "0.0"),
        (0.0499, "0.0"),
        (-0.04, "0.0"),
        (1.0, "1.0"),
        (math.inf, "inf"),
    ],
)
def test_rounded(number, shown):
    assert rounded(number) == shown


def test_small_helpers():
    assert signed(0.0) == "0.00"
    assert percent(-0.001) == "0 %"
    assert [chance(p) for p in (0.0, 0.009, 0.01, 0.5, 0.99, 0.991, 1.0)] == [
        "<1 %", "<1 %", "1 %", "50 %", "99 %", ">99 %", ">99 %",
    ]  # fmt: skip
    assert missing(None)
    assert missing(math.nan)
    assert not missing("")
