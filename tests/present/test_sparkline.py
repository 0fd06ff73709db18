from __future__ import annotations

import math

import pytest

from equitygap.present.sparkline import PLAIN, sparkline


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ([], ""),
        ([None, math.nan], "  "),
        ([3.0], "▄"),
        ([3.0, 3.0], "▄▄"),
        ([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], "▁▂▃▄▅▆▇█"),
        ([11.2, None, 12.6, math.inf], "▁ █ "),
        ([-2.0, 0.0, -1.0], "▁█▅"),
    ],
)
def test_sparkline(values, line):
    assert sparkline(values) == line


def test_plain_ramp():
    assert sparkline([1.0, None, 8.0], ramp=PLAIN) == "_ #"
