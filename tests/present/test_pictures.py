from __future__ import annotations

import math

import pandas as pd
import pytest

from equitygap.present.bars import signed_bars
from equitygap.present.curve import curves
from equitygap.present.pictures import contribution_pictures, power_pictures

WHO = {"metric": "life_expectancy", "benchmark": "Loop", "start": 2010, "end": 2015}


def contributions(focus="West", **more):
    rows = [
        ("0", "heart", 0.5),
        ("0", "injury", -0.25),
        ("1+", "heart", 1.0),
        ("1+", "injury", 0.25),
    ]
    frame = pd.DataFrame(rows, columns=["age", "cause", "contribution"])
    return frame.assign(**WHO, focus=focus, **more)


def test_bars_point_right_above_zero_and_left_below():
    assert signed_bars({"a": 1.0, "b": -1.0, "long": 0.0, "none": math.nan}, width=5).splitlines() == [
        "  a     +1.00    │██",
        "  b     -1.00  ██│",
        "  long   0.00    │",
        "  none      -    │",
    ]


@pytest.mark.parametrize("values", [{}, {"a": 0.0}, {"a": math.nan}])
def test_bars_of_nothing(values):
    assert "█" not in signed_bars(values)


def test_contributions_are_drawn_by_age_and_by_cause_largest_first():
    by_age, by_cause = contribution_pictures(contributions())
    assert by_age.splitlines()[0] == "West against Loop, 2010-2015, years by age:"
    assert [line.split()[:2] for line in by_age.splitlines()[1:]] == [["0", "+0.25"], ["1+", "+1.25"]]
    assert [line.split()[0] for line in by_cause.splitlines()[1:]] == ["heart", "injury"]


def test_each_side_of_a_change_is_drawn_and_only_the_latest_period():
    earlier = contributions().drop(columns="cause").assign(start=2004, end=2009)
    sides = [contributions(side=side, start_2=2016, end_2=2016) for side in ("benchmark", "focus")]
    shown = contribution_pictures(pd.concat(sides))
    assert len(shown) == 4
    assert shown[2].startswith("West against Loop, 2010-2015 to 2016, the focus's side, years by age")
    latest = contribution_pictures(pd.concat([earlier, contributions().drop(columns="cause")]))
    assert [one.splitlines()[0] for one in latest] == ["West against Loop, 2010-2015, years by age:"]


def test_only_a_few_comparisons_are_drawn_and_none_that_is_withheld():
    many = [contributions(f"area {i}").drop(columns="cause") for i in range(5)]
    withheld = contributions("small").drop(columns="cause").assign(contribution=math.nan)
    shown = contribution_pictures(pd.concat([withheld, *many]))
    assert shown[0].startswith("area 0")
    assert shown[-1] == "Drawn: the first 3 of 5 comparisons."
    assert len(shown) == 4


def test_curves_have_an_axis_a_wanted_line_and_a_legend():
    shown = curves(
        {"one": [(2010, 0.0), (2014, 1.0)], "two": [(2014, 0.5)]}, wanted=0.9, width=9
    ).splitlines()
    assert shown[0].startswith("  100 % │")
    assert shown[0].endswith("●")
    assert shown[1].startswith("   90 % │·")
    assert shown[5].endswith("○")
    assert shown[-3].split() == ["2010", "2014"]
    assert shown[-2:] == ["  ● one", "  ○ two"]


def test_a_curve_without_points_is_nothing_and_one_of_a_single_year_a_point():
    assert curves({"one": [(2010, math.nan)]}, wanted=0.8) == ""
    assert curves({"one": [(2010, 0.5)]}, wanted=0.8, width=3).splitlines()[5] == "   50 % │●●●"


def test_power_is_drawn_by_window():
    curve = pd.DataFrame(
        {"window": [1, 1, 5], "year": [2010, 2011, 2014], "power": [0.1, 0.2, math.nan]}
    ).assign(metric="life_expectancy", benchmark="Loop", focus="West", group=None)
    (shown,) = power_pictures(curve, wanted=0.8, plain=True)
    assert shown.startswith("West against Loop, chance of telling the promised path from no change")
    assert "* yearly readings" in shown
    assert power_pictures(curve.assign(power=math.nan), wanted=0.8) == []
