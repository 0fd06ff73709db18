"""Composites of published measures, and what is withheld or said when something is missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from equitygap.composite import Measure, composite
from equitygap.errors import DataError, UsageError
from equitygap.trajectory import trajectories

DATA = Path(__file__).parents[1] / "sample_data"
HARDSHIP = dict.fromkeys(
    (
        "crowded_housing",
        "households_below_poverty",
        "unemployed",
        "without_high_school_diploma",
        "dependents",
    ),
    Measure("lower", "as_is"),
) | {"per_capita_income": Measure("higher", "range")}


def of(values: dict[str, dict[str, float]], year: int = 2014, **columns: object) -> pd.DataFrame:
    """Return ESTIMATES from a figure for each metric and area."""
    rows = [
        {"metric": metric, "area": area, "start": year, "end": year, "value": value, **columns}
        for metric, areas in values.items()
        for area, value in areas.items()
    ]
    return pd.DataFrame(rows)


LEAD = {"West": 4.0, "East": 2.0, "North": 3.0}
READING = {"West": 40.0, "East": 80.0, "North": 60.0}
TWO = {"lead": Measure("lower", weight=0.75), "reading": Measure("higher", weight=0.25)}
BOTH = of({"lead": LEAD, "reading": READING})


def by_area(estimates: pd.DataFrame, metric: str = "strain", column: str = "value") -> dict[str, object]:
    return estimates[estimates["metric"] == metric].set_index("area")[column].to_dict()


def notes(estimates: pd.DataFrame) -> dict[str, set[str]]:
    return {area: set(str(note).split()) for area, note in by_area(estimates, column="note").items()}


def test_chicagos_published_hardship_index_comes_out_to_the_last_area():
    estimates = pd.read_csv(DATA / "chicago_hardship.csv", dtype={"code": str})
    found = composite(
        estimates, name="strain", measures=HARDSHIP, contains=["Chicago"], result="percentile", best_rank=True
    )
    published = estimates[estimates["metric"] == "hardship_index"].dropna(subset=["value"])
    assert by_area(found) == by_area(published, "hardship_index")
    assert len(published) == 77
    assert by_area(found, column="rank")["Riverdale"] == 1
    assert by_area(found, "strain_rank")["Riverdale"] == 77


def test_philadelphia_is_last_and_montgomery_near_the_top_of_pennsylvanias_counties():
    estimates = pd.read_csv(DATA / "county_health_rankings_pennsylvania.csv", dtype={"code": str})
    found = composite(
        estimates,
        name="strain",
        measures={
            "premature_death": Measure("lower", weight=0.625),
            "poor_or_fair_health": Measure("lower", weight=0.125),
            "low_birthweight": Measure("lower", weight=0.25),
        },
        missing="average",
        truncate_at=3,
        truncate_population=20_000,
        contains=["Pennsylvania"],
        best_rank=True,
    )
    place = by_area(found, "strain_rank")
    assert (len(place), place["Philadelphia"]) == (67, 67)
    assert {place["Montgomery"], place["Chester"], place["Union"], place["Centre"]} == {1, 2, 3, 4}
    assert by_area(found, column="code")["Philadelphia"] == "42101"
    assert {"average_stands_in", "measure_without_error"} <= notes(found)["Forest"]


def test_scores_are_weighted_z_scores_with_their_errors():
    found = composite(BOTH.assign(standard_error=0.5), name="strain", measures=TWO)
    assert by_area(found) == pytest.approx({"West": 1.0, "East": -1.0, "North": 0.0})
    error = np.hypot(0.75 * 0.5, 0.25 * 0.5 / 20)
    assert by_area(found, column="standard_error")["West"] == pytest.approx(error)
    assert by_area(found, column="upper")["West"] == pytest.approx(1 + 1.959963985 * error)
    assert by_area(found, column="rank") == {"West": 1, "East": 3, "North": 2}
    assert notes(found)["West"] == {"scale_taken_as_exact", "scale_of_its_period"}


#: West lacks the one measure and is 45 in the other, whose mean is 145/3.
LACKING = of({"lead": {"East": 2.0, "North": 3.0}, "reading": {"West": 45.0, "East": 40.0, "North": 60.0}})
IN_READING = (145 / 3 - 45) / np.std([45.0, 40.0, 60.0], ddof=1)


def test_places_have_limits_that_hold_together_where_scores_have_errors():
    sure = composite(BOTH.assign(standard_error=0.01), name="strain", measures=TWO, best_rank=True)
    unsure = composite(BOTH.assign(standard_error=9.0), name="strain", measures=TWO, best_rank=True)
    assert (
        by_area(sure, "strain_rank", "lower")
        == by_area(sure, "strain_rank", "upper")
        == {
            "West": 3,
            "East": 1,
            "North": 2,
        }
    )
    assert set(by_area(unsure, "strain_rank", "upper").values()) == {3}
    assert "places_together" in by_area(sure, "strain_rank", "note")["West"]
    assert (
        "place_without_interval"
        in by_area(composite(BOTH, name="strain", measures=TWO, best_rank=True), "strain_rank", "note")[
            "West"
        ]
    )
    percent = composite(BOTH.assign(standard_error=9.0), name="strain", measures=TWO, result="percentile")
    assert (by_area(percent, column="lower")["West"], by_area(percent, column="upper")["West"]) == (25, 75)


@pytest.mark.parametrize(
    ("missing", "value", "word"),
    [
        ("withhold", np.nan, "measure_missing"),
        ("average", 0.25 * IN_READING, "average_stands_in"),
        ("renormalise", IN_READING, "weights_renormalised"),
    ],
)
def test_an_area_without_a_measure_is_treated_as_said(missing, value, word):
    found = composite(LACKING, name="strain", measures=TWO, missing=missing)
    assert by_area(found)["West"] == pytest.approx(value, nan_ok=True)
    assert word in notes(found)["West"]


def test_areas_without_a_score_have_no_rank_and_the_others_say_so():
    found = composite(LACKING, name="strain", measures=TWO)
    assert np.isnan(by_area(found, column="rank")["West"])
    assert sorted(by_area(found, column="rank").values())[:2] == [1, 2]
    assert "ranked_without_some" in notes(found)["East"]


def test_weights_left_out_count_the_same():
    plain = {"lead": Measure("lower"), "reading": Measure("higher")}
    assert by_area(composite(BOTH, name="strain", measures=plain))["West"] == pytest.approx(1.0)


def test_small_areas_are_cut_off_and_areas_of_unknown_size_are_not():
    many = {f"area {i}": 0.0 for i in range(30)} | {"West": 1.0, "East": -1.0}
    estimates = of({"lead": many}).assign(population=50_000.0)
    estimates.loc[estimates["area"] == "West", "population"] = 20_000.0
    estimates.loc[estimates["area"] == "East", "population"] = np.nan
    found = composite(
        estimates,
        name="strain",
        measures={"lead": Measure("lower")},
        truncate_at=3,
        truncate_population=20_000,
    )
    assert by_area(found)["West"] == 3
    assert by_area(found)["East"] < -3
    assert "score_truncated" in notes(found)["West"]
    assert "population_missing" in notes(found)["East"]
    every = composite(estimates, name="strain", measures={"lead": Measure("lower")}, truncate_at=3)
    assert by_area(every)["East"] == -3


def test_areas_that_do_not_differ_have_no_score():
    same = of({"lead": dict.fromkeys(LEAD, 3.0), "reading": READING})
    found = composite(same, name="strain", measures=TWO)
    assert np.isnan(list(by_area(found).values())).all()
    assert {"no_spread", "measure_missing"} <= notes(found)["West"]


LATER = of({"lead": {area: value - 1 for area, value in LEAD.items()}, "reading": READING}, year=2018)
YEARS = pd.concat([BOTH, LATER], ignore_index=True)


def test_everybody_getting_better_shows_on_a_frozen_scale_only():
    own = composite(YEARS, name="strain", measures=TWO)
    frozen = composite(YEARS, name="strain", measures=TWO, frozen=2014)
    of_2018 = own["start"] == 2018
    assert own.loc[of_2018, "value"].tolist() == pytest.approx(own.loc[~of_2018, "value"].tolist())
    change = frozen.loc[of_2018, "value"].to_numpy() - frozen.loc[~of_2018, "value"].to_numpy()
    assert change == pytest.approx([-0.75] * 3)
    assert own["source"].nunique() == 2
    assert frozen["source"].unique().tolist() == ["scored against the areas of 2014"]
    assert set(frozen["note"]) == {"measure_without_error scale_frozen"}


@pytest.mark.parametrize(("frozen", "status"), [(None, "not_comparable"), (2014.0, None)])
def test_scores_of_their_own_period_cannot_show_progress(frozen, status):
    scored = composite(YEARS, name="strain", measures=TWO, frozen=frozen)
    promise = {"reduce": "50%", "baseline": 2014, "by": 2030, "model": "last"}
    found = trajectories(scored, benchmark="East", focus="West", better="lower", **promise)["status"].iloc[0]
    assert (found == "not_comparable") == (status == "not_comparable")


def test_a_composite_enters_another_as_it_is_and_hands_on_what_it_was_scored_against():
    inner = composite(YEARS, name="inner", measures={"lead": Measure("lower")})
    both = pd.concat([YEARS, inner], ignore_index=True)
    measures = {"inner": Measure("lower", "as_is", 0.5), "reading": Measure("higher", "z_score", 0.5)}
    found = composite(both, name="strain", measures=measures, frozen=2014)
    assert by_area(found[found["start"] == 2014])["West"] == pytest.approx(1.0)
    assert "scale_of_its_period" in notes(found[found["start"] == 2018])["West"]
    assert found["source"].nunique() == 2


def test_what_holds_of_a_composite_holds_of_those_made_of_it():
    lacking = LACKING.assign(standard_error=0.5)
    inner = composite(lacking, name="inner", measures=TWO, missing="average")
    whole = pd.concat([lacking, inner], ignore_index=True)
    found = composite(whole, name="strain", measures={"inner": Measure("lower", "as_is")})
    assert by_area(found) == pytest.approx(by_area(inner, "inner"))
    assert "average_stands_in" in notes(found)["West"]
    assert "scale_taken_as_exact" in notes(found)["East"]


def test_each_group_has_its_own_scale():
    grouped = pd.concat([BOTH.assign(group="women"), BOTH.assign(group="men", value=BOTH["value"] * 10)])
    found = composite(grouped, name="strain", measures=TWO)
    women, men = (by_area(found[found["group"] == group]) for group in ("women", "men"))
    assert women == pytest.approx(men)


@pytest.mark.parametrize(
    ("question", "error", "said"),
    [
        ({"measures": {"leed": Measure("lower")}}, DataError, "did you mean 'lead'"),
        ({"frozen": 2016.0}, DataError, "frozen at 2016, but no period .* they hold 2014"),
        ({"contains": ["Weest"]}, DataError, "did you mean 'West'"),
        ({"missing": "withold"}, UsageError, "did you mean 'withhold'"),
        ({"result": "rank"}, UsageError, "known: score, percentile"),
        ({"measures": {"lead": Measure("lower", "zscore")}}, UsageError, "did you mean 'z_score'"),
        ({"measures": {"lead": Measure("lower", weight=0.9)}}, UsageError, "sum to 1"),
    ],
)
def test_what_cannot_be_made_is_refused(question, error, said):
    with pytest.raises(error, match=said):
        composite(BOTH, **{"name": "strain", "measures": TWO, **question})
