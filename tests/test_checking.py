"""What fails, what is accepted until when, and what changed since the last run."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from equitygap import tables, words
from equitygap.checking import Acceptance, changes, decide, failures

TODAY = date(2027, 6, 30)
FAIL_ON = ("off_track", "worsening", "levelling_down")


def verdicts(**statuses: str) -> pd.DataFrame:
    """A TRAJECTORY with a row for each focus; a flag follows the status after a blank."""
    rows = []
    for focus, text in statuses.items():
        status, _, flags = text.partition(" ")
        rows.append(
            {
                "metric": "life_expectancy",
                "benchmark": "Loop",
                "focus": focus,
                "status": status,
                "flags": flags,
            }
        )
    return pd.DataFrame(rows)


def decided(trajectory: pd.DataFrame, *accept: Acceptance, today: date = TODAY, **more) -> dict[str, str]:
    checks = decide({"trajectory": trajectory}, fail_on=FAIL_ON, today=today, accept=accept, **more)
    return dict(zip(checks["focus"] + " " + checks["check"], checks["outcome"], strict=True))


def test_a_listed_status_fails_and_any_other_passes():
    assert decided(verdicts(Austin="off_track", Hill="on_track")) == {
        "Austin off_track": "failed",
        "Hill on_track": "passed",
    }


def test_an_area_may_be_called_like_nothing():
    assert decided(verdicts(nan="off_track")) == {"nan off_track": "failed"}


def test_a_flag_fails_beside_a_status_that_passes():
    assert decided(verdicts(Austin="on_track two_points levelling_down")) == {
        "Austin levelling_down": "failed",
        "Austin on_track": "passed",
    }


@pytest.mark.parametrize(
    ("acceptance", "outcome"),
    [
        (Acceptance("off_track"), "accepted"),
        (Acceptance("off_track", focus="  AUSTIN "), "accepted"),
        (Acceptance("off_track", until=date(2027, 6, 30)), "accepted"),  # the last day counts
        (Acceptance("off_track", until=date(2027, 6, 29)), "expired"),
        (Acceptance("off_track", focus="Hill"), "failed"),
        (Acceptance("worsening", focus="Austin"), "failed"),
    ],
)
def test_an_acceptance_covers_what_it_names_up_to_its_day(acceptance, outcome):
    assert decided(verdicts(Austin="off_track"), acceptance)["Austin off_track"] == outcome


def test_one_that_holds_counts_before_one_that_has_expired():
    over = Acceptance("off_track", until=date(2020, 1, 1))
    assert (
        decided(verdicts(Austin="off_track"), over, Acceptance("off_track"))["Austin off_track"] == "accepted"
    )


@pytest.mark.parametrize("status", ["on_track", "inconclusive"])
def test_an_acceptance_of_what_does_not_fail_is_told(status):
    checks = decide(
        {"trajectory": verdicts(Austin=status)},
        fail_on=FAIL_ON,
        today=TODAY,
        accept=[Acceptance(status, "Austin", why="once upon a time")],
    )
    unused = checks[checks["outcome"] == "unused"]
    assert list(unused["focus"]) == ["Austin"]
    assert "Nothing fails" in unused["why"].iloc[0]
    assert failures(checks).empty


def test_reasons_are_told_with_what_they_are_about():
    accept = [Acceptance("off_track", until=date(2027, 7, 1), why="A clinic opens.")]
    frame = verdicts(Austin="off_track", Hill="worsening").assign(sentence=["Austin lags.", "Hill worsens."])
    checks = decide({"trajectory": frame}, fail_on=FAIL_ON, today=TODAY, accept=accept).set_index("focus")
    assert checks.at["Hill", "why"] == "Hill worsens."
    assert checks.at["Austin", "why"] == "Austin lags. Accepted until 2027-07-01: A clinic opens."
    assert checks.at["Austin", "until"] == "2027-07-01"


def test_an_expired_acceptance_says_so():
    accept = [Acceptance("off_track", until=date(2026, 1, 31), why="A clinic opens.")]
    checks = decide({"trajectory": verdicts(Austin="off_track")}, fail_on=FAIL_ON, today=TODAY, accept=accept)
    assert "accepted until 2026-01-31, and that is over" in checks["why"].iloc[0]
    assert len(failures(checks)) == 1


def test_a_note_in_many_periods_is_one_check_with_its_periods():
    gaps = pd.DataFrame(
        {
            "metric": "m",
            "benchmark": "Loop",
            "focus": "Austin",
            "start": range(2010, 2015),
            "end": range(2012, 2017),
            "note": ["value_withheld"] * 5,
        }
    )
    checks = decide({"gaps": gaps}, fail_on=["value_withheld"], today=TODAY)
    assert len(checks) == 1
    assert "2010-2012, 2011-2013, 2012-2014 and 2 more" in checks["why"].iloc[0]


def test_a_scorecard_is_checked_by_its_areas():
    card = pd.DataFrame({"metric": ["m"], "area": ["Austin"], "status": ["off_track"], "flags": [None]})
    checks = decide(
        {"scorecard": card}, fail_on=FAIL_ON, today=TODAY, accept=[Acceptance("off_track", "austin")]
    )
    assert list(checks["outcome"]) == ["accepted"]
    assert list(checks["focus"]) == ["Austin"]


def test_a_count_of_verdicts_is_no_verdict():
    counts = pd.DataFrame({"status": ["off_track"], "rows": [3]})
    assert decide({"scorecard_counts": counts}, fail_on=FAIL_ON, today=TODAY).empty


@pytest.mark.parametrize(
    ("check", "severity", "outcome"),
    [
        ("suspicious_zero", "warning", "failed"),
        ("interval_excludes_estimate", "warning", "accepted"),  # an error that the config lives with
    ],
)
def test_problems_in_the_data(check, severity, outcome):
    row = dict.fromkeys(tables.names("problems")) | {
        "severity": severity,
        "check": check,
        "file": "le.csv",
        "row": 7,
        "message": "what is wrong",
    }
    checks = decide({}, fail_on=[check], today=TODAY, problems=pd.DataFrame([row]))
    assert list(checks["outcome"]) == [outcome]
    assert checks["why"].iloc[0].startswith("le.csv:7: what is wrong")


def test_nothing_to_check_is_an_empty_table_of_its_columns():
    checks = decide({}, fail_on=FAIL_ON, today=TODAY)
    assert checks.empty
    assert list(checks) == tables.names("checks")


def test_the_worst_comes_first():
    accept = [
        Acceptance("worsening", "B"),
        Acceptance("off_track", "A", until=date(2020, 1, 1)),
        Acceptance("met"),
    ]
    frame = verdicts(Z="met", A="off_track", B="worsening", C="off_track")
    checks = decide({"trajectory": frame}, fail_on=FAIL_ON, today=TODAY, accept=accept)
    assert list(checks["outcome"]) == ["failed", "expired", "accepted", "unused", "passed"]
    assert set(words.CHECK_OUTCOMES) == set(checks["outcome"])


def gaps(values: dict[tuple[str, int], float], **more) -> pd.DataFrame:
    rows = [
        {"metric": "m", "benchmark": "Loop", "focus": focus, "start": year, "end": year, "gap": gap, **more}
        for (focus, year), gap in values.items()
    ]
    return pd.DataFrame(rows)


BEFORE = {("Austin", 2012): 9.9, ("Austin", 2013): 10.0}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (BEFORE, []),
        ({**BEFORE, ("Austin", 2012): 9.8}, ["history_revised"]),
        ({**BEFORE, ("Austin", 2012): np.nan}, ["history_revised"]),
        ({**BEFORE, ("Austin", 2014): 10.1}, ["period_new"]),
        ({("Austin", 2012): 9.9}, ["period_vanished"]),
        ({**BEFORE, ("Hill", 2012): 1.0, ("Hill", 2013): 1.0}, ["area_new"]),
        ({("Hill", 2012): 1.0}, ["area_new", "area_vanished"]),
        ({**BEFORE, ("nan", 2012): 1.0, ("None", 2012): 1.0}, ["area_new", "area_new"]),
        ({("austin ", 2012): 9.9, ("AUSTIN", 2013): 10.0}, []),
        ({**BEFORE, ("Austin", 2012): 9.9 * (1 + 1e-12)}, []),  # last bits are the processor's
        ({**BEFORE, ("Austin", 2012): 9.9 * (1 + 1e-8)}, ["history_revised"]),
    ],
)
def test_what_changed_in_the_history(after, expected):
    found = changes({"gaps": gaps(BEFORE)}, {"gaps": gaps(after)})
    assert list(found["change"]) == expected
    assert list(found) == tables.names("changes")


def test_a_revision_is_told_with_both_figures():
    found = changes({"gaps": gaps(BEFORE)}, {"gaps": gaps({**BEFORE, ("Austin", 2012): 9.5})}).iloc[0]
    assert (found["year"], found["column"], found["before"], found["after"]) == (2012, "gap", "9.9", "9.5")
    assert found["difference"] == pytest.approx(-0.4)


@pytest.mark.parametrize(
    ("column", "before", "after", "change"),
    [
        ("status", "inconclusive", "off_track", "status_changed"),
        ("scheme_status", "reverse", "accelerate", "status_changed"),
        ("target_rule", "reduce by 50%", "reduce by 25%", "promise_changed"),
        ("target_year", 2030.0, 2040.0, "promise_changed"),
        ("flags", "", "levelling_down", "flags_changed"),
        ("probability", 0.4, 0.3, "value_changed"),
        ("probability", 0.4, 0.4 + 1e-9, None),  # where a search stops
        ("probability", np.nan, 0.3, "value_changed"),
        ("reach_year", np.nan, np.nan, None),
        ("trend_per_year", 1e-15, 0.0, None),
    ],
)
def test_what_changed_in_a_verdict(column, before, after, change):
    old, new = (verdicts(Austin="met").assign(**{column: value}) for value in (before, after))
    found = changes({"trajectory": old}, {"trajectory": new})
    assert list(found["change"]) == ([change] if change else [])


def test_groups_are_told_apart():
    old = gaps(BEFORE, group="women")
    found = changes({"gaps": old}, {"gaps": pd.concat([old, gaps(BEFORE, group="men")])})
    assert list(found["change"]) == ["area_new"]
    assert list(found["group"]) == ["men"]


def test_an_area_that_is_gone_is_told_once_and_not_in_every_table():
    old = {"gaps": gaps(BEFORE), "trajectory": verdicts(Austin="met").assign(metric="m")}
    new = {"gaps": gaps({("Hill", 2012): 1.0}), "trajectory": verdicts(Hill="met").assign(metric="m")}
    assert sorted(changes(old, new)["change"]) == ["area_new", "area_vanished"]


def test_a_change_can_fail_once_for_a_comparison():
    revised = gaps({("Austin", 2012): 9.5, ("Austin", 2013): 9.6})
    found = changes({"gaps": gaps(BEFORE)}, {"gaps": revised})
    checks = decide({}, fail_on=["history_revised"], today=TODAY, changes=found)
    assert list(checks["outcome"]) == ["failed"]
    assert "gap of 2012 9.9 → 9.5; gap of 2013 10 → 9.6" in checks["why"].iloc[0]


def test_every_change_has_its_word():
    from equitygap.checking.changes import COMPARED

    used = {word for how in COMPARED.values() for word in (*how.words.values(), how.otherwise)}
    assert used | {"period_new", "period_vanished", "area_new", "area_vanished"} == set(words.CHANGES)


def test_rows_of_one_area_against_several_benchmarks_are_told_apart():
    rows = [
        {"metric": "m", "area": "A", "benchmark": benchmark, "quantity": quantity, "status": "on_track"}
        for benchmark, quantity in [("B", "gap"), ("C", "gap"), (None, "value"), (None, "value")]
    ]
    before = pd.DataFrame(rows).reindex(columns=tables.names("scorecard"))
    for place in range(len(rows)):
        after = before.copy()
        after.loc[place, "status"] = "off_track"
        found = changes({"scorecard": before}, {"scorecard": after})
        assert found[["change", "before", "after"]].to_numpy().tolist() == [
            ["status_changed", "on_track", "off_track"]
        ]
