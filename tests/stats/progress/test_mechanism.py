from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equitygap import words
from equitygap.stats.progress.mechanism import mechanism
from equitygap.stats.progress.reliability import reliability

# f and b are oriented improvements of focus and benchmark; "~" is a change within chance.
CASES = [
    ("+", "+", -1.0, "levelling_up"),
    ("+", "~", -1.0, "levelling_up"),
    ("+", "-", -1.0, "mixed"),
    ("~", "-", -1.0, "levelling_down"),
    ("-", "-", -1.0, "levelling_down"),
    ("-", "~", -1.0, "levelling_down"),
    ("~", "+", -1.0, "levelling_up"),
    ("+", "+", 1.0, "widening_both_improve"),
    ("+", "~", 1.0, "widening_both_improve"),
    ("-", "+", 1.0, "diverging"),
    ("-", "~", 1.0, "diverging"),
    ("-", "-", 1.0, "widening_both_worse"),
    ("~", "-", 1.0, "widening_both_worse"),
    ("~", "+", 1.0, "widening_benchmark_improves"),
    ("~", "~", -1.0, "no_detectable_change"),
    ("~", "~", 1.0, "no_detectable_change"),
    ("+", "+", 0.0, "no_detectable_change"),
    ("+", "+", np.nan, "unknown"),
]
SIZE = {"+": 1.0, "-": -1.0, "~": -0.2}


@pytest.mark.parametrize(("focus", "benchmark", "gap", "expected"), CASES)
def test_who_moved(focus, benchmark, gap, expected):
    word = mechanism(
        [SIZE[focus]],
        [SIZE[benchmark]],
        focus_significant=[focus != "~"],
        benchmark_significant=[benchmark != "~"],
        gap_change=[gap],
    )
    assert word.tolist() == [expected]


def test_all_words_are_used_and_known():
    assert {expected for *_, expected in CASES} == set(words.MECHANISMS)


@given(st.floats(-3, 3), st.floats(-3, 3), st.booleans(), st.booleans())
def test_a_focus_that_does_not_improve_is_never_levelling_up_alone(focus, benchmark, moved, benchmark_moved):
    word = mechanism(
        focus,
        benchmark,
        focus_significant=moved,
        benchmark_significant=benchmark_moved,
        gap_change=benchmark - focus,
    ).item()
    if focus <= 0:
        assert word not in {"levelling_up", "mixed"}
    if focus <= 0 and benchmark < focus and (moved or benchmark_moved):
        assert word in {"levelling_down", "no_detectable_change"}
    if benchmark_moved and benchmark < focus <= 0:
        assert word == "levelling_down"


def test_missing_changes_are_unknown():
    word = mechanism(
        [np.nan, 1.0], [1.0, np.nan], focus_significant=True, benchmark_significant=True, gap_change=-1.0
    )
    assert word.tolist() == ["unknown", "unknown"]


@pytest.mark.parametrize(
    ("points", "span", "horizon", "expected"),
    [
        (8, 9, 10, "high"),
        (8, 5, 10, "high"),
        (8, 4.9, 10, "medium"),
        (8, np.nan, 10, "medium"),
        (5, 20, 10, "medium"),
        (4, 20, 10, "low"),
        (3, 20, 10, "low"),
        (2, 20, 10, "very_low"),
        (0, np.nan, 10, "very_low"),
    ],
)
def test_reliability(points, span, horizon, expected):
    assert reliability(points, span=span, horizon=horizon).item() == expected
    assert expected in words.RELIABILITIES
