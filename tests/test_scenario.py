from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from equitygap import tables
from equitygap.decompose import contributions
from equitygap.errors import DataError, UsageError
from equitygap.scenario import (
    Change,
    Road,
    Scenario,
    Target,
    deaths_to_avert,
    sentences,
    solve,
    what_if,
)
from equitygap.stats.mortality import life_table, phe_ax

SAMPLES = Path(__file__).parents[1] / "sample_data"
AGES = ["0", "1-14", "15-64", "65+"]
LOWER, WIDTH = np.array([0, 1, 15, 65]), np.array([1, 14, 50, np.inf])
POPULATION = np.array([2_000, 20_000, 60_000, 15_000])
CAUSES = ["heart", "injury", "rest"]
DEATHS = {
    "Best": np.array([[1, 1, 6], [0, 3, 3], [40, 50, 60], [300, 10, 290]]),
    "Worst": np.array([[2, 4, 15], [1, 4, 2], [90, 130, 80], [400, 20, 480]]),
}


def table(deaths=DEATHS, years=(2011, 2015)):
    return pd.DataFrame(
        [
            (area, *years, age, cause, count[x, k], POPULATION[x])
            for area, count in deaths.items()
            for x, age in enumerate(AGES)
            for k, cause in enumerate(CAUSES)
        ],
        columns=["area", "start", "end", "age", "cause", "deaths", "population"],
    )


def e0(deaths):
    rate = np.asarray(deaths, dtype=float).sum(axis=1) / POPULATION
    return life_table(rate, width=WIDTH, ax=phe_ax(LOWER, WIDTH)).ex[0]


BEST, WORST = e0(DEATHS["Best"]), e0(DEATHS["Worst"])
GAP = BEST - WORST
ASK = {"benchmark": "Best", "focus": "Worst"}


def only(frame, **where):
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return frame.iloc[0]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change(cut=0.5), DEATHS["Worst"] * 0.5),
        (Change(cut=1, causes=("injury",)), DEATHS["Worst"] * [1, 0, 1]),
        (Change(cut=0.2, ages=("15-64",)), DEATHS["Worst"] * np.array([[1], [1], [0.8], [1]])),
        (Change(cut=0.2, ages=("Under 15",)), DEATHS["Worst"] * np.array([[0.8], [0.8], [1], [1]])),
        (Change(toward_benchmark=1), np.minimum(DEATHS["Worst"], DEATHS["Best"])),
        (Change(toward_benchmark=0.5, causes=("heart",)), None),
    ],
)
def test_a_change_is_made_to_the_rates(change, expected):
    if expected is None:
        lower = np.minimum(DEATHS["Worst"], DEATHS["Best"])
        expected = np.where([True, False, False], (DEATHS["Worst"] + lower) / 2, DEATHS["Worst"])
    found = what_if(table(), [Scenario("x", (change,))], **ASK)
    row = only(found, scenario="x")
    assert row["gap"] == pytest.approx(BEST - e0(expected), abs=1e-10)
    assert row["closed"] == pytest.approx(e0(expected) - WORST, abs=1e-10)
    assert row["deaths_averted_per_year"] == pytest.approx((DEATHS["Worst"] - expected).sum() / 5)
    assert row["lower"] < row["gap"] < row["upper"]
    assert set(found) <= set(tables.names("what_if"))


def test_as_observed_stands_first_and_equals_the_decomposed_gap():
    row = what_if(table(), [], **ASK).iloc[0]
    total = contributions(table(), **ASK, group_ages=["0+"], by_cause=False).iloc[0]
    assert row["scenario"] == "as observed"
    assert row["gap"] == pytest.approx(GAP, abs=1e-12)
    assert row["standard_error"] == pytest.approx(total["standard_error"], rel=1e-9)
    assert row["closed"] == row["closed_lower"] == row["closed_upper"] == 0


def test_changes_follow_one_another_and_are_phased_in():
    both = (Change(cut=0.1, causes=("heart",)), Change(cut=0.2))
    found = what_if(
        table(), [Scenario("x", both, start=2020, full_by=2024)], **ASK, target=Target(reduce=0.5)
    )
    rows = found[found["scenario"] == "x"].set_index("year")
    assert rows.index.tolist() == [2020, 2021, 2022, 2023, 2024]
    assert rows["phase"].tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert rows.loc[2024, "gap"] == pytest.approx(BEST - e0(DEATHS["Worst"] * [0.72, 0.8, 0.8]), abs=1e-10)
    assert rows.loc[2022, "gap"] == pytest.approx(BEST - e0(DEATHS["Worst"] * [0.855, 0.9, 0.9]), abs=1e-10)
    assert rows["share_of_target"].tolist() == pytest.approx(rows["closed"] / (GAP / 2))


@pytest.mark.parametrize(
    ("target", "gap"),
    [(Target(reduce=0.5), GAP / 2), (Target(gap=1.5), 1.5), (Target(level=WORST + 2), BEST - WORST - 2)],
)
def test_applying_the_solution_lands_on_the_target(target, gap):
    roads = [
        Road("everything"),
        Road("two causes", causes=("heart", "injury")),
        Road("the young", ages=("0", "1-14")),
        Road("excess", toward="benchmark"),
    ]
    found = solve(table(), target, **ASK, roads=roads)
    assert set(found) <= set(tables.names("solutions"))
    np.testing.assert_allclose(found["target_gap"], gap)
    reached = {row["road"]: row["reduction"] for _, row in found.iterrows() if row["reduction"] > 0}
    assert set(reached) == {"everything", "two causes", "excess"}
    for road in roads:
        if road.name not in reached:
            continue
        how = {"toward_benchmark" if road.toward == "benchmark" else "cut": reached[road.name]}
        again = what_if(
            table(),
            [Scenario("x", (Change(**how, causes=road.causes, ages=road.ages),))],
            **ASK,
            target=target,
        )
        row = only(again, scenario="x")
        assert row["gap"] == pytest.approx(gap, abs=1e-8)
        assert row["share_of_target"] == pytest.approx(1, abs=1e-8)
        solved = only(found, road=road.name)
        assert row["deaths_averted_per_year"] == pytest.approx(solved["deaths_averted_per_year"])
        assert solved["years_per_death"] == pytest.approx(
            solved["years_gained"] / solved["deaths_averted_per_year"]
        )


def test_a_road_that_is_not_enough_says_so_and_how_far_it_leads():
    row = only(
        solve(table(), Target(reduce=0.5), **ASK, roads=[Road("children", ages=("0-14",))]), road="children"
    )
    assert np.isnan(row["reduction"])
    assert row["note"] == "not_enough_alone"
    without = DEATHS["Worst"] * np.array([[0], [0], [1], [1]])
    assert row["smallest_gap"] == pytest.approx(BEST - e0(without))


def test_sentences_say_what_it_takes_or_that_it_is_not_enough():
    small = table({"Small": DEATHS["Worst"]}).assign(population=400)
    near = table({"Near": DEATHS["Best"] + [0, 0, 1]})
    roads = [
        Road("all causes"),
        Road("children", ages=("0-14",)),
        Road("injury", ("injury",), toward="benchmark"),
    ]
    said = sentences(solve(pd.concat([table(), near, small]), Target(gap=5), benchmark="Best", roads=roads))
    assert said[0].startswith("Worst against Best: a gap of 5.00 years takes ")
    assert said[0].endswith(" deaths a year.")
    assert "is at or under a gap of 5.00 years already" in said[1]
    assert "even removing children entirely does not reach a gap of 5.00 years" in said[2]
    assert "the excess of injury" in said[4]
    assert said[-1] == "Small against Best: withheld (population_below_minimum)."


def test_without_roads_all_rates_together_and_each_cause_alone_are_tried():
    found = solve(table(), Target(reduce=0.1), **ASK)
    assert found["road"].tolist() == ["all causes and ages", *CAUSES]


def test_deaths_to_avert_add_up():
    target = Target(reduce=0.5)
    solved = only(solve(table(), target, **ASK), road="all causes and ages")
    found = deaths_to_avert(table(), target, **ASK, roads=[Road("all")])
    assert set(found) <= set(tables.names("deaths_to_avert"))
    assert found["deaths_per_year"].sum() == pytest.approx(DEATHS["Worst"].sum() / 5)
    assert found["deaths_averted_per_year"].sum() == pytest.approx(solved["deaths_averted_per_year"])
    assert found["years_gained"].sum() == pytest.approx(GAP / 2, abs=1e-8)
    # One death a year fewer in the second age's injuries, by hand.
    fewer = DEATHS["Worst"].astype(float).copy()
    fewer[1, 1] -= 0.01 * 5
    by_hand = (e0(fewer) - WORST) / 0.01
    assert only(found, age="1-14", cause="injury")["years_per_death"] == pytest.approx(by_hand, rel=1e-4)


def test_intervals_are_those_of_the_numerical_gradient():
    """Every count of both sides moved in turn: the gap, what is closed, the share and the reduction."""
    scenario = Scenario("x", (Change(toward_benchmark=0.5, causes=("injury",)), Change(cut=0.1)))
    road = Road("r", causes=("heart", "injury"), toward="benchmark")
    moves = [(area, cell, sign) for area in DEATHS for cell in np.ndindex(4, 3) for sign in (1e-3, -1e-3)]
    frames = [table().assign(group="0")]
    for number, (area, cell, by) in enumerate(moves, start=1):
        moved = {name: values.astype(float) for name, values in DEATHS.items()}
        moved[area][cell] += by * (moved[area][cell] > 0)
        frames.append(table(moved).assign(group=str(number)))
    frame = pd.concat(frames)
    gaps = what_if(frame, [scenario], **ASK, target=Target(reduce=0.5))
    gaps = gaps[gaps["scenario"] == "x"].set_index("group")
    solved = solve(frame, Target(reduce=0.2), **ASK, roads=[road]).set_index("group")
    found = gaps.join(solved[["reduction", "standard_error"]].add_prefix("solved_"))
    found = found.loc[[str(number) for number in range(len(moves) + 1)]]
    figures = found[["gap", "closed", "share_of_target", "solved_reduction"]].to_numpy()
    slopes = (figures[1::2] - figures[2::2]) / 2e-3
    counts = np.array([DEATHS[area][cell] for area, cell, _ in moves[::2]])
    expected = np.sqrt((slopes**2 * counts[:, None]).sum(axis=0))
    first, z = found.iloc[0], 1.959963984540054
    shown = [
        first["standard_error"],
        (first["closed_upper"] - first["closed"]) / z,
        (first["share_upper"] - first["share_of_target"]) / z,
        first["solved_standard_error"],
    ]
    np.testing.assert_allclose(shown, expected, rtol=1e-5)


def test_intervals_cover_in_poisson_draws():
    rng = np.random.default_rng(4)
    scenario = [Scenario("x", (Change(cut=0.2, causes=("heart",)),))]
    true = only(what_if(table(), scenario, **ASK, target=Target(reduce=0.5)), scenario="x")
    drawn = {area: rng.poisson(np.broadcast_to(count, (600, *count.shape))) for area, count in DEATHS.items()}
    frames = [
        table({name: values[i] for name, values in drawn.items()}).assign(group=str(i)) for i in range(600)
    ]
    found = what_if(pd.concat(frames), scenario, **ASK, target=Target(reduce=0.5))
    found = found[found["scenario"] == "x"]
    for value, low, high in (
        ("gap", "lower", "upper"),
        ("closed", "closed_lower", "closed_upper"),
        ("share_of_target", "share_lower", "share_upper"),
    ):
        inside = found[low].le(true[value]) & found[high].ge(true[value])
        assert 0.93 <= inside.mean() <= 0.97


def test_rates_without_deaths_give_gaps_but_no_deaths():
    rates = (
        table().assign(rate=lambda t: t["deaths"] / t["population"]).drop(columns=["deaths", "population"])
    )
    row = only(what_if(rates, [Scenario("x", (Change(cut=0.1),))], **ASK), scenario="x")
    assert row["gap"] == pytest.approx(BEST - e0(DEATHS["Worst"] * 0.9))
    assert np.isnan(row["deaths_averted_per_year"])
    assert row["note"] == "rate_standard_error_missing deaths_not_given"
    solved = solve(rates, Target(reduce=0.1), **ASK).iloc[0]
    assert solved["reduction"] > 0
    assert "deaths_not_given" in solved["note"]


def test_withheld_comparisons_are_kept_with_their_reason():
    small = table({"Small": DEATHS["Worst"]}).assign(population=400)
    frame = pd.concat([table(), small])
    found = what_if(frame, [], benchmark="Best")
    assert found.set_index("focus")["note"].to_dict() == {"Worst": None, "Small": "population_below_minimum"}
    assert "population_below_minimum" in solve(frame, Target(reduce=0.5), benchmark="Best")["note"].tolist()
    with pytest.raises(DataError, match="no comparison can be made: population_below_minimum"):
        what_if(frame, [], benchmark="Best", focus="Small")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Change(), "one share above 0"),
        (lambda: Change(cut=0.5, toward_benchmark=0.5), "one share above 0"),
        (lambda: Change(cut=1.5), "one share above 0"),
        (lambda: Scenario("x", ()), "changes nothing"),
        (lambda: Scenario("x", (Change(cut=0.5),), start=2020), "needs both"),
        (lambda: Scenario("x", (Change(cut=0.5),), start=2020, full_by=2020), "must come after"),
        (lambda: Road("x", toward="benchmrk"), "did you mean 'benchmark'"),
        (lambda: Target(), "exactly one of"),
        (lambda: Target(reduce=0.5, gap=3), "exactly one of"),
        (lambda: Target(reduce=50), "between 0 and 100 %"),
    ],
)
def test_plans_that_make_no_sense_are_refused(make, message):
    with pytest.raises(UsageError, match=message):
        make()


@pytest.mark.parametrize(
    ("target", "options", "error", "message"),
    [
        (Target(gap=GAP + 1), ASK, DataError, "at or under the target"),
        (Target(level=WORST - 1), ASK, DataError, "at or under the target"),
        (Target(reduce=0.5), {"benchmark": "Worst", "focus": "Best"}, DataError, "better off"),
        (
            Target(reduce=0.5),
            {**ASK, "roads": [Road("x", causes=("hart",))]},
            DataError,
            "did you mean 'heart'",
        ),
        (Target(reduce=0.5), {**ASK, "roads": [Road("x", ages=("0-40",))]}, UsageError, "whole bands"),
        (Target(reduce=0.5), {**ASK, "roads": [Road("x", ages=("old",))]}, UsageError, "age band must read"),
    ],
)
def test_targets_and_roads_that_make_no_sense_are_refused(target, options, error, message):
    with pytest.raises(error, match=message):
        solve(table(), target, **options)


def test_scenarios_need_names_of_their_own():
    twice = [Scenario("x", (Change(cut=0.1),))] * 2
    with pytest.raises(UsageError, match="got twice: x"):
        what_if(table(), twice, **ASK)


def test_sample_halving_the_black_white_gap():
    table = pd.read_csv(SAMPLES / "us_deaths_race.csv")
    found = solve(table, Target(reduce=0.5), benchmark="White", focus="Black", period=2018)
    row = found.iloc[0]
    assert row["reduction"] == pytest.approx(0.0976, abs=0.0005)
    assert row["lower"] < row["reduction"] < row["upper"]


def test_each_comparison_may_have_a_gap_of_its_own_to_reach():
    both = pd.concat([table(), table({"Near": DEATHS["Best"] + [0, 0, 9]})])
    target = Target(gap={("Worst", None): 2.0})
    found = solve(both, target, benchmark="Best", roads=[Road("all")]).set_index("focus")
    alone = only(solve(table(), Target(gap=2.0), **ASK, roads=[Road("all")]), road="all")
    assert found.loc["Worst", "reduction"] == pytest.approx(alone["reduction"], abs=1e-12)
    assert found.loc["Worst", "standard_error"] == pytest.approx(alone["standard_error"])
    assert (found.loc["Near", "note"], np.isnan(found.loc["Near", "reduction"])) == ("no_baseline", True)
    said = sentences(found.reset_index())
    assert said[1] == "Near against Best: there is no figure at the baseline, so there is no target."
    rows = what_if(both, [], benchmark="Best", target=target).set_index("focus")
    assert rows.loc["Near", "note"] == "no_baseline"
    assert rows.loc["Worst", "target_gap"] == pytest.approx(2.0)


def test_roads_that_are_not_enough_share_a_sentence():
    roads = [
        Road("all"),
        *(Road(name, ages=(age,)) for name, age in (("infants", "0"), ("children", "1-14"))),
    ]
    said = sentences(solve(table(), Target(reduce=0.5), **ASK, roads=roads))
    assert len(said) == 2
    assert said[1].startswith("Worst against Best: none of infants, children is enough for a gap of ")
    assert said[1].endswith(" years would remain.")
