from __future__ import annotations

import pytest

from equitygap.present.sentences import _BY_STATUS, WHY_NO_CHANCE, WHY_NOT_ASSESSABLE, sentence
from equitygap.words import FLAGS, STATUSES

SO_FAR = "West Garfield Park: the gap was 11.2 years in 2012 and 12.6 in 2020; "
HALVE = "to halve it by 2030 it must now close by 0.70 years a year; "
GROWS = "at the present trend it grows by 0.28 a year, and "
CLOSES = "at the present trend it closes by 0.37 a year, and "
LEVELLING = "The gap closes only because Loop gets worse, which is no success."

INTERVAL = {"latest_lower": 10.1, "latest_upper": 15.05}
OVER = {"latest_year": 2030.0, "needed_per_year": None, "trend_per_year": None, "probability": None}
CLOSING = {"trend_per_year": -0.37, "flags": None}
ONLY_BASELINE = {
    "status": "baseline_only",
    "baseline_year": 2010.0,
    "baseline_gap": 16.2,
    "target_gap": 8.1,
    "latest_year": 2010.0,
    "latest_gap": 16.2,
    "needed_per_year": -0.405,
    "trend_per_year": None,
    "probability": None,
    "flags": "no_data_after_baseline",
}

CASES = {
    "off track": ({}, SO_FAR + HALVE + GROWS + "the chance of reaching 5.6 is 3 %: off track."),
    "with an interval": (
        INTERVAL,
        "West Garfield Park: the gap was 11.2 years in 2012 and 12.6 (10.1 to 15.1) in 2020; "
        + HALVE
        + GROWS
        + "the chance of reaching 5.6 is 3 %: off track.",
    ),
    "worsening": (
        {"status": "worsening", "probability": 0.0004},
        SO_FAR + HALVE + GROWS + "the chance of reaching 5.6 is less than 1 %: worsening.",
    ),
    "on track": (
        CLOSING
        | {
            "status": "on_track",
            "probability": 0.83,
            "reach_year": 2028.2,
            "reach_lower": 2024.0,
            "reach_upper": 2035.0,
        },
        SO_FAR + HALVE + CLOSES + "the chance of reaching 5.6 is 83 %: on track. "
        "As things go, the gap is down to 5.6 about 2028 (2024 to 2035).",
    ),
    "almost certain": (
        CLOSING | {"status": "on_track", "probability": 0.9999},
        SO_FAR + HALVE + CLOSES + "the chance of reaching 5.6 is more than 99 %: on track.",
    ),
    "on track by levelling down": (
        CLOSING | {"status": "on_track", "probability": 0.83, "flags": "levelling_down"},
        SO_FAR
        + HALVE
        + CLOSES
        + "the chance of reaching 5.6 is 83 %: on track, but by levelling down. "
        + LEVELLING,
    ),
    "inconclusive, and the year unbounded": (
        CLOSING
        | {
            "status": "inconclusive",
            "probability": 0.48,
            "reach_year": 2031.0,
            "reach_lower": 2026.0,
            "flags": "reach_unbounded",
        },
        SO_FAR + HALVE + CLOSES + "the chance of reaching 5.6 is 48 %: inconclusive. "
        "As things go, the gap is down to 5.6 about 2031 (not before 2026; the data allow no latest year).",
    ),
    "unbounded on both sides": (
        CLOSING
        | {"status": "inconclusive", "probability": 0.4, "reach_year": 2031.0, "flags": "reach_unbounded"},
        SO_FAR + HALVE + CLOSES + "the chance of reaching 5.6 is 40 %: inconclusive. "
        "As things go, the gap is down to 5.6 about 2031 (the data allow no latest year).",
    ),
    "only the latest year known": (
        CLOSING | {"probability": 0.2, "reach_year": 2041.0, "reach_upper": 2090.0},
        SO_FAR + HALVE + CLOSES + "the chance of reaching 5.6 is 20 %: off track. "
        "As things go, the gap is down to 5.6 about 2041 (by 2090).",
    ),
    "beyond the horizon": (
        CLOSING | {"probability": 0.02, "flags": "beyond_horizon"},
        SO_FAR + HALVE + CLOSES + "the chance of reaching 5.6 is 2 %: off track. "
        "As things go, the gap is down to 5.6 in none of the years projected.",
    ),
    "a trend within the noise": (
        {"trend_lower": -0.05, "trend_upper": 0.61},
        SO_FAR
        + HALVE
        + "at the present trend it grows by 0.28 a year (which noise alone could explain), and "
        "the chance of reaching 5.6 is 3 %: off track.",
    ),
    "a flat trend": (
        {"trend_per_year": 0.0, "status": "inconclusive"},
        SO_FAR
        + HALVE
        + "at the present trend it does not change, and the chance of reaching 5.6 is 3 %: inconclusive.",
    ),
    "no chance, with the reason": (
        {"status": "no_detectable_change", "probability": None, "flags": "standard_error_missing two_points"},
        SO_FAR
        + HALVE
        + GROWS
        + "no chance of reaching 5.6 is given, because there are only two figures: no detectable change.",
    ),
    "no chance, no reason": (
        {"status": "no_detectable_change", "probability": None, "flags": None},
        SO_FAR + HALVE + GROWS + "no chance of reaching 5.6 is given: no detectable change.",
    ),
    "a gap to be closed": (
        CLOSING | {"target_gap": 0.0, "needed_per_year": -1.257, "probability": 0.0, "reach_year": 2054.0},
        SO_FAR
        + "to close it by 2030 it must now close by 1.26 years a year; "
        + CLOSES
        + "the chance of closing it in time is less than 1 %: off track. "
        "As things go, the gap is closed about 2054.",
    ),
    "a gap to be brought to a figure": (
        {"target_gap": 8.0, "needed_per_year": -0.458},
        SO_FAR
        + "to bring it to 8.0 by 2030 it must now close by 0.46 years a year; "
        + GROWS
        + "the chance of reaching 8.0 is 3 %: off track.",
    ),
    "reached early": (
        CLOSING
        | {
            "status": "on_track",
            "latest_gap": 5.1,
            "needed_per_year": 0.05,
            "probability": 0.9,
            "flags": "target_reached_early",
        },
        "West Garfield Park: the gap was 11.2 years in 2012 and 5.1 in 2020; "
        "that is already at or under the 5.6 promised for 2030; "
        + CLOSES
        + "the chance of being at or under 5.6 in 2030 is 90 %: on track.",
    ),
    "the focus better off": (
        CLOSING | {"status": "on_track", "latest_gap": -1.3, "needed_per_year": 0.69, "probability": 0.9},
        "West Garfield Park: the gap was 11.2 years in 2012 and -1.3, better off than Loop, in 2020; "
        "that is already at or under the 5.6 promised for 2030; "
        + CLOSES
        + "the chance of being at or under 5.6 in 2030 is 90 %: on track.",
    ),
    "met": (
        OVER
        | INTERVAL
        | {"status": "met", "latest_gap": 5.1, "flags": None, "latest_lower": 4.8, "latest_upper": 5.4},
        "West Garfield Park: the gap was 11.2 years in 2012 and 5.1 (4.8 to 5.4) in 2030, "
        "at or under the 5.6 promised for 2030: met.",
    ),
    "met, but not surely": (
        OVER
        | {
            "status": "met",
            "latest_gap": 5.1,
            "flags": "target_uncertain",
            "latest_lower": 4.0,
            "latest_upper": 6.2,
        },
        "West Garfield Park: the gap was 11.2 years in 2012 and 5.1 (4.0 to 6.2) in 2030, "
        "at or under the 5.6 promised for 2030: met. The interval contains the target, so that is not sure.",
    ),
    "met by levelling down, without an interval": (
        OVER | {"status": "met", "latest_gap": 5.1, "flags": "levelling_down"},
        "West Garfield Park: the gap was 11.2 years in 2012 and 5.1 in 2030, at or under the 5.6 promised "
        "for 2030: "
        "met, but by levelling down. How sure that is cannot be told, since the figure has no interval. "
        + LEVELLING,
    ),
    "met before it was promised": (
        OVER
        | {
            "status": "met",
            "baseline_gap": 5.0,
            "latest_gap": 5.1,
            "flags": "target_already_met_at_baseline",
        },
        "West Garfield Park: the gap was 5.0 years in 2012 and 5.1 in 2030, at or under the 5.6 promised for "
        "2030: met. "
        "It was at or under the target at the baseline already.",
    ),
    "missed": (
        OVER
        | {"status": "missed", "latest_gap": 7.9, "flags": None, "latest_lower": 7.0, "latest_upper": 8.8},
        "West Garfield Park: the gap was 11.2 years in 2012 and 7.9 (7.0 to 8.8) in 2030, "
        "over the 5.6 promised for 2030: missed.",
    ),
    "nothing after the baseline": (
        ONLY_BASELINE,
        "West Garfield Park: the gap was 16.2 years in 2010; to halve it by 2030 it must close by 0.41 years "
        "a year. "
        "There is no figure after the baseline yet, so nothing can be said of progress: baseline only.",
    ),
    "nothing after the baseline, no pace": (
        ONLY_BASELINE | {"needed_per_year": None, "latest_gap": None, "latest_year": None},
        "West Garfield Park: the gap was 16.2 years in 2010; the promise is to halve it by 2030. "
        "There is no figure after the baseline yet, so nothing can be said of progress: baseline only.",
    ),
    "different sources": (
        {"status": "not_comparable", "baseline_year": 2010.0, "probability": None},
        "West Garfield Park: the figures of 2010 and 2020 come from different sources or methods, "
        "so a difference between them need not be a change of the gap: not comparable.",
    ),
    "different sources, years unknown": (
        {"status": "not_comparable", "baseline_year": None},
        "West Garfield Park: the figures come from different sources or methods, "
        "so a difference between them need not be a change of the gap: not comparable.",
    ),
    "no baseline": (
        {"status": "not_assessable", "baseline_gap": None, "target_gap": None, "flags": "no_baseline"},
        "West Garfield Park: the gap was 12.6 years in 2020; there is no figure at the baseline: not "
        "assessable.",
    ),
    "nothing at all": (
        {"status": "not_assessable", "baseline_gap": None, "latest_gap": None, "flags": None},
        "West Garfield Park: the data do not suffice for the model: not assessable.",
    ),
    "a model that failed its backtest": (
        {"status": "inconclusive", "flags": "backtest_failed"},
        SO_FAR
        + HALVE
        + GROWS
        + "the chance of reaching 5.6 is 3 %: inconclusive, "
        + "since in the backtest the model did worse than the last value.",
    ),
    "no target": (
        {"target_gap": None, "needed_per_year": None, "trend_per_year": None},
        "West Garfield Park: the gap was 11.2 years in 2012 and 12.6 in 2020: off track.",
    ),
    "a stratum": (
        {"group": "female"},
        "West Garfield Park (female): "
        + (SO_FAR + HALVE + GROWS).split(": ", 1)[1]
        + "the chance of reaching 5.6 is 3 %: off track.",
    ),
}


@pytest.mark.parametrize(("changes", "said"), CASES.values(), ids=CASES)
def test_what_a_row_says(row, changes, said):
    assert sentence(row(**changes)) == said


@pytest.mark.parametrize(
    ("history", "said"),
    [
        ([(2000.0, 14.4), (1990, 10.5)], "It widened from 10.5 years in 1990 to 16.2 in 2010."),
        ([(1990, 20.0)], "It narrowed from 20.0 years in 1990 to 16.2 in 2010."),
        ([(1990, float("nan")), (2000, 14.0)], "It widened from 14.0 years in 2000 to 16.2 in 2010."),
        ([(1990, 16.21)], "It was as large in 1990."),
        ([], "There is no figure after the baseline yet"),
    ],
)
def test_the_history_before_a_baseline_is_told(row, history, said):
    assert f"a year. {said}" in sentence(row(**ONLY_BASELINE), history=history)


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_is_worded_in_at_most_three_sentences(row, status):
    said = sentence(row(status=status))
    assert status.replace("_", " ") in said
    assert said.count(". ") <= 2
    assert "None" not in said
    assert "nan" not in said


@pytest.mark.parametrize("status", ["met", "on_track"])
def test_levelling_down_is_never_told_as_success(row, status):
    said = sentence(row(status=status, flags="levelling_down"))
    assert "but by levelling down" in said
    assert LEVELLING in said


def test_levelling_down_without_success_is_told_too(row):
    said = sentence(row(status="inconclusive", flags="levelling_down"))
    assert said.endswith(": inconclusive. " + LEVELLING)


def test_a_year_beyond_the_horizon_is_not_told_of_a_growing_gap(row):
    assert sentence(row(flags="beyond_horizon")).endswith("off track.")


def test_gaps_of_a_share_have_two_significant_digits(row):
    small = {"baseline_gap": 0.124, "latest_gap": 0.1187, "target_gap": 0.062, "needed_per_year": -0.00567}
    said = sentence(row(**small, trend_per_year=-0.0007), unit="")
    assert said.startswith(
        "West Garfield Park: the gap was 0.12 in 2012 and 0.12 in 2020; "
        "to halve it by 2030 it must now close by 0.006 a year; "
        "at the present trend it closes by 0.001 a year"
    )


def test_units_and_hostile_names(row):
    said = sentence(row(focus="\x1b[2J", trend_per_year=float("nan")), unit="deaths per 100,000")
    assert said.startswith(r"\x1b[2J: the gap was 11.2 deaths per 100,000 in 2012")
    assert sentence(row(), unit="").startswith("West Garfield Park: the gap was 11.2 in 2012")
    of_percentages = sentence(row(), unit="percent of residents")
    assert of_percentages.startswith("West Garfield Park: the gap was 11.2 percentage points in 2012")


def test_tables_name_known_words():
    assert set(_BY_STATUS) == set(STATUSES)
    assert {*WHY_NO_CHANCE, *WHY_NOT_ASSESSABLE} <= set(FLAGS)
