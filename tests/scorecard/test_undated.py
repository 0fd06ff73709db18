"""Floors and ceilings, totals against a plan, figures that nobody judges, and metrics without figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from equitygap import scorecard
from equitygap.errors import DataError
from equitygap.scorecard import Declared, Pledge, counts
from equitygap.trajectory import Method
from equitygap.uncertainty import with_uncertainty


@pytest.mark.parametrize(
    ("rule", "figures", "status", "flags"),
    [
        ("at_least", {2018: 0.55, 2019: 0.60}, "met", ""),
        ("at_least", {2018: 0.45, 2019: 0.60}, "met", "broken_before"),
        ("at_least", {2018: 0.60, 2019: 0.40}, "missed", ""),
        ("at_least", {2019: 0.51}, "met", "target_uncertain"),
        ("at_most", {2019: 0.50}, "met", "target_uncertain"),
        ("at_most", {2019: 0.70}, "missed", ""),
    ],
)
def test_a_floor_or_ceiling_holds_now_or_does_not(estimates, one, rule, figures, status, flags):
    data = estimates({("share", "Board"): figures}, standard_error=0.01)
    better = "higher" if rule == "at_least" else "lower"
    row = one(scorecard.scorecard(data, [Declared("share", better, Pledge(rule, 0.5))]))
    assert (row["status"], row["flags"], row["scheme"]) == (status, flags, "always")
    assert np.isnan(row["target_year"])
    assert row["latest_lower"] < row["latest"] < row["latest_upper"]


PLAN = Pledge("total", 300.0, 2020)


@pytest.mark.parametrize(
    ("figures", "so_far", "latest", "status", "percent"),
    [
        ({2017: 80, 2018: 90}, "each_period", 170.0, "on_track", 170 / 3),  # the plan asks for 150 by 2018
        ({2017: 80, 2018: 60}, "each_period", 140.0, "off_track", 140 / 3),
        ({2017: 150, 2018: 160}, "each_period", 310.0, "met", 310 / 3),
        ({2017: 50, 2018: 50, 2019: 50, 2020: 50}, "each_period", 200.0, "missed", 200 / 3),
        ({2016: 100, 2018: 200}, "cumulative", 200.0, "on_track", 50.0),
        ({2016: 100, 2018: 190}, "cumulative", 190.0, "off_track", 45.0),
        ({2018: 190}, "cumulative", 190.0, "on_track", 190 / 3),
        ({2016: 100}, "cumulative", np.nan, "baseline_only", np.nan),
    ],
)
def test_totals_against_the_plans_line(estimates, one, figures, so_far, latest, status, percent):
    data = estimates({("trained", "Partnership"): figures}, standard_error=None)
    row = one(scorecard.scorecard(data, [Declared("trained", "higher", PLAN, baseline=2016, figures=so_far)]))
    assert row["latest"] == pytest.approx(latest, nan_ok=True)
    assert (row["status"], row["scheme"], row["quantity"]) == (status, "plan", "total")
    assert row["percent_achieved"] == pytest.approx(percent, nan_ok=True)


def test_a_total_says_where_it_starts_and_when_it_is_early(estimates, one):
    data = estimates({("loans", "P"): {2018: 310.0}})
    row = one(scorecard.scorecard(data, [Declared("loans", "higher", PLAN, 2016, figures="cumulative")]))
    assert row["flags"].split() == ["target_reached_early", "total_from_zero"]
    assert (row["baseline"], row["latest_year"], row["required_now"]) == (0.0, 2018, 150.0)


@pytest.mark.parametrize("figures", [{2017: 80, 2019: 60}, {2018: 60}])
def test_holes_make_no_total(estimates, one, figures):
    data = estimates({("trained", "P"): figures})
    row = one(scorecard.scorecard(data, [Declared("trained", "higher", PLAN, 2016)]))
    assert (row["status"], row["flags"]) == ("not_assessable", "periods_not_contiguous")
    assert np.isnan(row["latest"])


def test_errors_of_a_sum_add_up(estimates, one):
    data = estimates({("trained", "P"): {2017: 80, 2018: 60}}, standard_error=3.0)
    row = one(scorecard.scorecard(data, [Declared("trained", "higher", PLAN, 2016)]))
    assert row["latest_upper"] - row["latest"] == pytest.approx(1.959964 * np.sqrt(18), abs=1e-4)


def test_without_a_target_figures_are_shown_and_not_judged(estimates, one):
    data = estimates({("x", "Hill"): {2010: 8.0, 2015: 9.0}})
    row = one(scorecard.scorecard(data, [Declared("x", baseline=2010)]))
    assert (row["baseline"], row["latest"], row["status"], row["flags"]) == (
        8.0,
        9.0,
        "informational",
        "no_target",
    )
    assert row["scheme"] is None


def test_a_trend_is_judged_without_a_target_where_a_scheme_can(estimates, one):
    data = estimates({("x", "Hill"): {2015 + i: 70.0 + 2 * i for i in range(5)}})
    by = {
        scheme: one(scorecard.scorecard(data, [Declared("x", "higher", scheme=scheme)]))
        for scheme in ("fingertips", "hp2030")
    }
    assert by["fingertips"]["status"] == "improving"
    assert (by["hp2030"]["status"], by["hp2030"]["scheme_status"]) == ("informational", "informational")


def test_no_figures_are_never_invented(estimates):
    data = estimates({("x", "Hill"): {2010: 8.0}, ("y", "Dale"): {2010: 8.0}})
    metrics = [Declared("x"), Declared("y"), Declared("z", figures="none", note="Not published by area.")]
    table = scorecard.scorecard(data, metrics, areas=["Hill"])
    found = table[["metric", "area", "status", "flags"]].to_numpy().tolist()
    assert found == [
        ["x", "Hill", "informational", "no_target"],
        ["y", "Hill", "no_data", "no_figures_for_area"],
        ["z", None, "no_data", "no_published_figures"],
    ]
    assert table["latest"].notna().tolist() == [True, False, False]
    assert len(scorecard.scorecard(data, metrics, areas=["Hill"], without_figures=False)) == 1


def test_withheld_figures_say_why(estimates, one):
    data = estimates({("x", "Hill"): {2010: np.nan}}).assign(note="population_below_minimum")
    row = one(scorecard.scorecard(data, [Declared("x", "higher", Pledge("at_least", 5.0))]))
    assert (row["status"], row["flags"]) == ("not_assessable", "population_below_minimum")


@pytest.mark.parametrize(
    ("note", "status"),
    [
        ("count_below_minimum", "not_assessable"),
        ("withheld_to_protect_others", "not_assessable"),
        ("value_withheld", "not_assessable"),
        ("", "no_data"),
    ],
)
@pytest.mark.parametrize("pledge", [None, Pledge("at_least", 5.0), Pledge("level", 5.0, 2030)])
def test_what_is_withheld_is_not_what_nobody_has_published(estimates, one, note, status, pledge):
    data = estimates({("x", "Hill"): {2010: np.nan}, ("x", "Dale"): {2010: 4.0}})
    data = data.assign(note=np.where(data["area"] == "Hill", note, ""))
    row = one(scorecard.scorecard(data, [Declared("x", "higher", pledge)], areas=["Hill"]))
    assert (row["status"], row["flags"]) == (status, note or "no_figures_for_area")


@pytest.mark.parametrize(
    ("declared", "areas", "message"),
    [
        (
            Declared("graduaton"),
            (),
            r"no metric 'graduaton' in the data \(did you mean 'graduation'\?\); where none",
        ),
        (Declared("graduation", figures="none"), (), "declared with `figures: none`, but the data hold some"),
        (Declared("graduation"), ("Hil",), r"there is no area 'Hil' in the data \(did you mean 'Hill'\?\)"),
        (Declared("graduation", areas=("Dael",)), (), "no area 'Dael'"),
        (Declared("graduation", benchmark="Lop"), (), r"graduation: there is no area 'Lop'"),
    ],
)
def test_what_the_data_do_not_hold_is_an_error(estimates, declared, areas, message):
    data = estimates({("graduation", "Hill"): {2010: 8.0}, ("graduation", "Dale"): {2010: 8.0}})
    with pytest.raises(DataError, match=message):
        scorecard.scorecard(data, [declared], areas=areas)


def test_rows_are_grouped_by_domain_in_the_order_asked(estimates):
    data = estimates({(name, "Hill"): {2010: 8.0} for name in "abc"})
    metrics = [Declared("a", domain="Health"), Declared("b", domain="Work"), Declared("c", domain="Health")]
    assert scorecard.scorecard(data, metrics)["metric"].tolist() == ["a", "c", "b"]
    assert scorecard.scorecard(data, metrics, domains=["Work"])["metric"].tolist() == ["b", "a", "c"]


def test_areas_stand_as_asked_and_the_benchmark_is_no_row(estimates):
    data = estimates(
        {("x", area): {2010: value} for area, value in zip("abcd", (8.0, 7.0, 6.0, 5.0), strict=True)}
    )
    declared = Declared("x", "higher", Pledge("increase", 0.1, 2030), 2010, benchmark="a")
    assert scorecard.scorecard(data, [declared])["area"].tolist() == ["b", "c", "d"]
    table = scorecard.scorecard(data, [declared], areas=["d", "C", "nobody", "a"][:2])
    assert table["area"].tolist() == ["d", "c"]
    assert table["benchmark_value"].tolist() == [8.0, 8.0]


def test_groups_have_rows_of_their_own(estimates):
    data = estimates({("x", "Hill"): {2010: 8.0}})
    both = [data.assign(group=group) for group in ("women", "men")]

    table = scorecard.scorecard(pd.concat(both), [Declared("x")])
    assert table["group"].tolist() == ["women", "men"]


def test_counts_by_status_and_no_average(estimates):
    data = estimates({("a", "Hill"): {2010: 8.0}, ("b", "Hill"): {2010: 1.0}, ("b", "Dale"): {2010: 9.0}})
    metrics = [
        Declared("a", domain="Health"),
        Declared("b", "higher", Pledge("at_least", 5.0), domain="Work"),
        Declared("c", domain="Work", figures="none"),
    ]
    found = counts(scorecard.scorecard(data, metrics)).to_numpy().tolist()
    assert found == [
        ["Health", "informational", 1],
        ["Work", "met", 1],
        ["Work", "missed", 1],
        ["Work", "no_data", 1],
        ["all", "met", 1],
        ["all", "missed", 1],
        ["all", "informational", 1],
        ["all", "no_data", 1],
    ]


@pytest.mark.parametrize(("count", "flags"), [(7, "target_uncertain"), (10, "")])
def test_limits_made_of_counts_decide_what_is_uncertain(one, count, flags):
    # Wilson's limits of 7 and of 10 in 10: 39.7 to 89.2, and 72.2 to 100.
    columns = {"metric": "x", "area": "Hill", "start": 2020, "end": 2020, "unit": "percent"}
    data = pd.DataFrame([{**columns, "value": 10.0 * count, "numerator": float(count), "denominator": 10.0}])
    row = one(
        scorecard.scorecard(
            with_uncertainty(data), [Declared("x", "higher", Pledge("at_least", 65.0 + count / 2))]
        )
    )
    assert row["flags"] == flags
    assert row["latest_upper"] == pytest.approx({7: 89.2, 10: 100.0}[count], abs=0.05)


def test_a_total_that_was_there_at_the_baseline_has_no_percentage(estimates, one):
    data = estimates({("loans", "P"): {2016: 400.0, 2018: 410.0}}, standard_error=None)
    row = one(scorecard.scorecard(data, [Declared("loans", "higher", PLAN, 2016, figures="cumulative")]))
    assert row["status"] == "met"
    assert "target_already_met_at_baseline" in row["flags"].split()
    assert np.isnan(row["percent_achieved"])


@pytest.mark.parametrize(("so_far", "flags"), [("cumulative", "total_falls"), ("each_period", "")])
def test_only_a_total_so_far_cannot_fall(estimates, one, so_far, flags):
    data = estimates({("loans", "P"): {2017: 90.0, 2018: 80.0}}, standard_error=None)
    row = one(scorecard.scorecard(data, [Declared("loans", "higher", PLAN, 2016, figures=so_far)]))
    assert row["flags"].replace("total_from_zero", "").strip() == flags


def test_a_total_of_several_sources_says_so(estimates, one):
    data = estimates({("loans", "P"): {2017: 80.0, 2018: 90.0}}).assign(source=["Report", "Web page"])
    row = one(scorecard.scorecard(data, [Declared("loans", "higher", PLAN, 2016)]))
    assert (row["status"], row["flags"]) == ("on_track", "source_mismatch")


def test_a_change_of_source_is_no_trend(estimates, one):
    data = estimates({("share", "Hill"): dict(zip(range(2012, 2019), range(7), strict=True))})
    declared = Declared("share", "higher", scheme="fingertips")
    assert one(scorecard.scorecard(data, [declared]))["status"] == "improving"
    row = one(scorecard.scorecard(data.assign(source=["A"] * 3 + ["B"] * 4), [declared]))
    assert (row["status"], row["scheme_status"]) == ("not_comparable", None)
    assert row["flags"].split() == ["source_mismatch", "no_target"]


@pytest.mark.parametrize(("confidence", "limits"), [(0.95, (34.2, 62.1)), (0.9, (35.5, 58.9))])
def test_published_limits_stand_at_their_own_confidence(confidence, limits):
    data = {
        "metric": "x",
        "area": "Hill",
        "start": 2010,
        "end": 2010,
        "value": 47.2,
        "lower": 34.2,
        "upper": 62.1,
    }
    method = Method(confidence=confidence)
    row = scorecard.scorecard(pd.DataFrame([data]), [Declared("x")], method=method).iloc[0]
    assert (row["latest_lower"], row["latest_upper"]) == pytest.approx(limits, abs=0.05)


def test_a_metric_without_figures_says_whose_it_is_and_what_was_promised(estimates):
    declared = Declared("y", "higher", Pledge("at_least", 50.0), areas=("The partnership",), figures="none")
    row = scorecard.scorecard(estimates({("x", "Hill"): {2010: 8.0}}), [declared]).iloc[0]
    assert row[["area", "status", "target"]].tolist() == ["The partnership", "no_data", 50.0]


def test_sources_that_are_said_to_be_comparable_are_one_trend(estimates, one):
    data = estimates({("share", "Hill"): dict(zip(range(2012, 2019), range(7), strict=True))})
    declared = Declared("share", "higher", scheme="fingertips")
    method = Method(comparable_sources=("A", "B"))
    row = one(scorecard.scorecard(data.assign(source=["A"] * 3 + ["B"] * 4), [declared], method=method))
    assert row["status"] == "improving"


def test_published_limits_beside_counts_do_not_stand_at_another_confidence(estimates, one):
    data = estimates({("share", "Hill"): {2018: 12.0}}, standard_error=None)
    data = data.assign(lower=10.0, upper=14.0, numerator=120.0, denominator=1000.0)
    data = with_uncertainty(data, {"share": "percent"}, confidence=0.5)
    row = one(scorecard.scorecard(data, [Declared("share", "higher")], method=Method(confidence=0.5)))
    assert row["latest_lower"] == pytest.approx(12 - 2 * 0.67449 / 1.95996, abs=1e-4)


def test_a_benchmark_alone_is_compared_with_nobody(estimates):
    declared = Declared("share", "higher", Pledge("close_gap", 0.5, 2030.0), 2018, benchmark="Hill")
    with pytest.raises(DataError, match="share: the benchmark is the only area"):
        scorecard.scorecard(estimates({("share", "Hill"): {2018: 1.0}}), [declared])


def test_a_benchmark_that_one_group_lacks_is_said_with_the_group(estimates):
    data = estimates({("share", "Hill"): {2018: 1.0}, ("share", "Dale"): {2018: 2.0}})
    data = pd.concat([data.assign(group="men"), data[data["area"] == "Dale"].assign(group="women")])
    declared = Declared("share", "higher", Pledge("close_gap", 0.5, 2030.0), 2018, benchmark="Hill")
    with pytest.raises(
        DataError, match=r"share, women: there is no area 'Hill' in the data; it holds 1 area$"
    ):
        scorecard.scorecard(data, [declared])


def test_the_latest_figure_has_its_period_and_a_total_its_last_year(estimates, one):
    data = estimates({("money", "All"): {2017: 5.0}}).assign(end=2018)
    row = one(scorecard.scorecard(data, [Declared("money", "higher")]))
    assert (row["latest_year"], row["latest_start"], row["latest_end"]) == (2017.5, 2017.0, 2018.0)
    total = Declared("money", pledge=Pledge("total", 10.0, 2020), baseline=2016)
    row = one(scorecard.scorecard(data, [total]))
    assert row["latest_year"] == 2018.0
    assert np.isnan(row["latest_end"])
