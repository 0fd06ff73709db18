"""Persons whom several partners reach, counted once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equitygap.errors import DataError, UsageError
from equitygap.partners import contributions, shared_metric
from equitygap.stats.proportion import wilson_limits

PLACE = {"area": "West", "start": 2020, "end": 2020}
PERSONS = [("Clinic", "a", 1), ("Clinic", "b", 0), ("School", "a", 1), ("School", "c", 1), ("Church", "b", 0)]


def persons(rows=PERSONS):
    return pd.DataFrame(
        [
            {**PLACE, "partner": partner, "person": person, "reached": reached}
            for partner, person, reached in rows
        ]
    )


def counted(numerators, denominators=None):
    return pd.DataFrame(
        [
            {**PLACE, "partner": partner, "numerator": float(number)}
            | ({"denominator": float(denominators[partner])} if denominators else {})
            for partner, number in numerators.items()
        ]
    )


COUNTED = counted(
    {"Clinic": 30, "School": 20, "School + Clinic": 10}, {"Clinic": 60, "School": 50, "School + Clinic": 10}
)


def test_a_person_known_to_two_partners_counts_once():
    found = shared_metric(persons(), name="home").iloc[0]
    lower, upper = wilson_limits(2, 3)
    assert (found["value"], found["lower"], found["upper"]) == pytest.approx(
        (200 / 3, 100 * lower, 100 * upper)
    )
    table = contributions(persons(), name="home").set_index("partner")
    shown = table[["numerator", "denominator", "shared", "unique"]]
    assert shown.loc["Clinic"].tolist() == [1, 2, 1, 0]
    assert shown.loc["School"].tolist() == [2, 2, 1, 1]
    assert shown.loc["Church"].tolist() == [0, 1, 0, 0]
    assert shown.loc["counted once"].tolist() == [2, 3, 1, 1]
    assert table.loc["added up", ["numerator", "denominator"]].tolist() == [3, 5]
    assert np.isnan(table.loc["added up", "value"])
    assert table.loc["School", "share"] == 1


def test_declared_overlaps_do_the_same_for_counts():
    found = shared_metric(COUNTED, name="home").iloc[0]
    assert found["value"] == pytest.approx(100 * 40 / 100)
    table = contributions(COUNTED, name="home").set_index("partner")
    assert table.loc["Clinic", ["numerator", "shared", "unique"]].tolist() == [30, 10, 20]
    assert table.loc["counted once", ["numerator", "denominator"]].tolist() == [40, 100]
    assert shared_metric(COUNTED, name="home", result="count").iloc[0]["value"] == 40


def test_what_is_not_declared_is_withheld():
    apart = COUNTED[:2]
    found = shared_metric(apart, name="home").iloc[0]
    assert np.isnan(found["value"])
    assert found["note"] == "overlap_not_declared"
    table = contributions(apart, name="home").set_index("partner")
    assert table.loc["Clinic", "numerator"] == 30
    assert np.isnan(table.loc["counted once", "numerator"])
    assert table.loc["added up", "numerator"] == 50


def test_nobody_known_gives_no_percentage():
    none = counted({"Clinic": 0}, {"Clinic": 0})
    assert shared_metric(none, name="home").iloc[0]["note"] == "denominator_missing"


RECORDS = st.lists(
    st.tuples(st.sampled_from(["A", "B", "C"]), st.sampled_from("abcdef"), st.integers(0, 1)), min_size=1
)


@given(RECORDS)
def test_persons_counted_once_are_never_more_than_added_up(records):
    table = contributions(persons(records), name="home").set_index("partner")
    own = table.drop(index=["added up", "counted once"])
    once = table.loc["counted once", "numerator"]
    assert own["numerator"].max() <= once <= own["numerator"].sum() == table.loc["added up", "numerator"]
    assert (own["shared"] + own["unique"]).tolist() == own["numerator"].tolist()
    assert own["unique"].sum() <= once
    assert once == len({person for _, person, reached in records if reached})


@pytest.mark.parametrize(
    ("records", "question", "error", "said"),
    [
        (persons().assign(metric="jobs"), {}, DataError, "report nothing on 'home'; they report on jobs"),
        (persons(), {"result": "share"}, UsageError, "`percent` or `count`"),
        (persons().assign(reached=np.nan), {}, DataError, "1 or 0 for every person"),
        (persons().assign(person=["a", None, "a", "c", "b"]), {}, DataError, "some do not"),
        (COUNTED.drop(columns="denominator"), {}, DataError, "needs the denominators"),
        (COUNTED.drop(columns=["numerator", "denominator"]), {}, DataError, "neither persons nor numerators"),
        (pd.concat([COUNTED, COUNTED[2:]]), {}, DataError, "given twice"),
        (COUNTED[1:], {}, DataError, "'Clinic' shares persons but has no counts"),
        (COUNTED.assign(numerator=[5, 20, 10]), {}, DataError, "Clinic would have -5 persons"),
        (COUNTED.assign(numerator=[np.nan, 20, 10]), {}, DataError, "some partners give a numerator"),
    ],
)
def test_records_that_cannot_be_are_refused(records, question, error, said):
    with pytest.raises(error, match=said):
        shared_metric(records, name="home", **question)


def test_the_numerators_counted_once_are_part_of_the_denominators():
    # Each numerator is part of its denominator; together they would be 90 of 50 persons.
    numerators = {"A": 50.0, "B": 40.0, "A + B": 0.0}
    denominators = {"A": 50.0, "B": 40.0, "A + B": 40.0}
    with pytest.raises(DataError, match="90 persons, which is more than the 50 of the denominators"):
        shared_metric(counted(numerators, denominators), name="reached")
