"""Many areas, groups, and the two tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from asking import PROMISE, one
from equitygap import tables, words
from equitygap.trajectory import Method, assessments, paths, promise, trajectories
from synthetic import GAP_ERRORS, GAP_YEARS, GAPS, estimates_of


def test_a_row_does_not_depend_on_its_neighbours():
    rng = np.random.default_rng(3)
    values = {"Loop": list(85 + rng.normal(0, 0.3, 9))} | {
        f"A{i}": list(75 + rng.normal(0, 0.5, 9)) for i in range(12)
    }
    estimates = estimates_of(values, list(range(2012, 2021)))
    question = {"benchmark": "Loop", "baseline": 2012, "reduce": 0.5, "by": 2030, "model": "linear"}
    every = trajectories(estimates, **question)
    single = trajectories(estimates, focus="A7", **question)
    row = every[every["focus"] == "A7"].reset_index(drop=True)
    pd.testing.assert_frame_equal(row, single, rtol=1e-12)


def test_groups_each_get_their_row(known_gap):
    both = pd.concat([known_gap.assign(group="women"), known_gap.assign(group="men")])
    found = trajectories(both, benchmark="Loop", model="linear", **PROMISE)
    assert list(found["group"]) == ["women", "men"]
    assert found["probability"].nunique() == 1


def test_the_path_table_holds_what_was_seen_asked_fitted_and_projected(known_gap):
    found = assessments(
        known_gap, promise(**PROMISE), Method(model="linear"), benchmark="Loop", focus=["West"]
    )
    way = paths(found)
    assert list(way.columns) == tables.names("path")
    kinds = way.groupby("kind")["year"].agg(["min", "max", "size"])
    assert kinds.loc["observed"].tolist() == [2015, 2023, 8]
    assert kinds.loc["required"].tolist() == [2015, 2030, 16]
    assert kinds.loc["projected"].tolist() == [2024, 2030, 7]
    last = way[(way["kind"] == "projected") & (way["year"] == 2030)].iloc[0]
    assert last["value"] == pytest.approx(10.400977, abs=1e-6)
    observed = way[way["kind"] == "observed"]
    assert list(observed["value"]) == pytest.approx(GAPS)
    assert list(observed["upper"] - observed["value"]) == pytest.approx(
        np.array(GAP_ERRORS) * 1.959964, abs=1e-5
    )


def test_the_same_input_and_seed_give_the_same_table(known_gap):
    question = {"benchmark": "Loop", "model": "last", **PROMISE}
    pd.testing.assert_frame_equal(trajectories(known_gap, **question), trajectories(known_gap, **question))


def test_golden_years_are_what_they_claim():
    assert len(GAP_YEARS) == len(GAPS) == len(GAP_ERRORS)


@pytest.mark.parametrize("scheme", [name for name in words.SCHEMES if name != "probability"])
def test_every_scheme_says_its_own_word(known_gap, scheme):
    row = one(known_gap, scheme=scheme)
    assert row["scheme"] == scheme
    assert row["scheme_status"] in words.SCHEME_WORDS[scheme]


def test_an_area_that_contains_the_others_does_not_inform_the_model():
    rng = np.random.default_rng(5)
    areas = {f"A{i}": list(75 + i / 4 + rng.normal(0, 0.5, 9)) for i in range(10)}
    values = {"Loop": list(85 + rng.normal(0, 0.3, 9)), **areas}
    city = {"City": list(np.mean(list(areas.values()), axis=0) + np.linspace(0, 9, 9))}
    question = {"benchmark": "Loop", "baseline": 2012, "reduce": 0.5, "by": 2030, "focus": "A3"}
    years = list(range(2012, 2021))
    without = trajectories(estimates_of(values, years), **question)
    with_city = trajectories(estimates_of({**values, **city}, years), contains=["City"], **question)
    pd.testing.assert_frame_equal(without, with_city)
