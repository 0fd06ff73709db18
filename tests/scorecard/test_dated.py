"""Metrics with a level or a gap to reach by a year: figures, percent achieved, the verdict of each scheme."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import equitygap
from equitygap import scorecard, words
from equitygap.errors import DataError, UsageError
from equitygap.panel import panels
from equitygap.scorecard import STATUS_OF, Declared, Pledge
from equitygap.scorecard.dated import dated
from equitygap.stats.progress.schemes import SCHEMES
from equitygap.trajectory import Method

#: Closing the Gap, men's gap in life expectancy, mid-years (Productivity Commission, compilation report).
GAP_OF_MEN = {2006: 11.4, 2011: 10.6, 2016: 8.6}

#: What the schemes make of it: the word, and the status. Percent of targeted change achieved is 24.56.
JUDGED = [
    ("hp2030", "improving", "improving"),
    ("unsd2023", "moderate_progress_but_acceleration_needed", "off_track"),
    ("sdsn", "moderately_improving", "off_track"),
    ("statcan", "limited_progress", "off_track"),
    ("eurostat", "cannot_be_computed", "not_assessable"),
    ("fingertips", "cannot_be_calculated", "not_assessable"),
]


@pytest.mark.parametrize(("scheme", "word", "status"), JUDGED)
def test_each_scheme_says_its_own_word(estimates, one, scheme, word, status):
    data = estimates({("gap", "Australia"): GAP_OF_MEN})
    declared = Declared("gap", "lower", Pledge("level", 0.0, 2031), baseline=2006, scheme=scheme)
    row = one(scorecard.scorecard(data, [declared]))
    assert (row["scheme"], row["scheme_status"], row["status"]) == (scheme, word, status)
    assert row["percent_achieved"] == pytest.approx(24.56, abs=0.005)
    assert row["required_now"] == pytest.approx(6.84)
    assert ("scheme_without_chance" in row["flags"]) == (
        scheme in ("unsd2023", "sdsn", "statcan", "eurostat")
    )


def test_why_a_scheme_has_no_verdict_is_told(estimates, one):
    data = estimates({("gap", "Australia"): GAP_OF_MEN})
    declared = Declared("gap", "lower", Pledge("level", 0.0, 2031), baseline=2006, scheme="eurostat")
    assert one(scorecard.scorecard(data, [declared]))["scheme_reason"] == "zero_value"


def test_every_word_of_every_scheme_has_a_status():
    assert set(STATUS_OF) == set(SCHEMES)
    for scheme, statuses in STATUS_OF.items():
        assert set(statuses) == set(words.SCHEME_WORDS[scheme])
        assert set(statuses.values()) <= {*words.STATUSES, *words.SCORECARD_STATUSES}


RISING = {2010: 70.0, 2012: 72.1, 2014: 74.2, 2016: 75.9, 2018: 78.0, 2020: 80.2}


@pytest.mark.parametrize(
    ("pledge", "target", "percent"),
    [
        (Pledge("level", 90.0, 2030), 90.0, 51.0),
        (Pledge("increase", 0.10, 2030), 77.0, 145.714),
        (Pledge("level", 70.0, 2030), 70.0, np.nan),  # met at the baseline: there is no change to achieve
    ],
)
def test_targets_and_percent_achieved(estimates, one, pledge, target, percent):
    data = estimates({("graduation", "Hill"): RISING})
    row = one(scorecard.scorecard(data, [Declared("graduation", "higher", pledge, baseline=2010)]))
    assert row["target"] == pytest.approx(target)
    assert row["percent_achieved"] == pytest.approx(percent, abs=0.001, nan_ok=True)
    assert row["achieved_lower"] < percent < row["achieved_upper"] or np.isnan(percent)


def test_a_fall_by_a_share_of_the_baseline(estimates, one):
    data = estimates({("smoking", "Hill"): {2015: 20.0, 2017: 21.0, 2019: 22.0}})
    pledge = Pledge("reduce", 0.25, 2025)
    row = one(scorecard.scorecard(data, [Declared("smoking", "lower", pledge, baseline=2015)]))
    assert (row["target"], row["direction"], row["status"]) == (15.0, "lower", "worsening")
    assert row["percent_achieved"] == pytest.approx(-40.0)  # a move away is negative


def test_the_level_alone_moves_with_each_area(estimates):
    data = estimates(
        {("smoking", "Hill"): {2015: 20.0, 2019: 18.0}, ("smoking", "Dale"): {2015: 30.0, 2019: 20.0}}
    )
    table = scorecard.scorecard(
        data, [Declared("smoking", "lower", Pledge("reduce", 0.5, 2025), baseline=2015)]
    )
    assert table[["area", "target"]].to_numpy().tolist() == [["Hill", 10.0], ["Dale", 15.0]]
    assert table["percent_achieved"].tolist() == pytest.approx([20.0, 200 / 3])


def test_the_target_year_ends_the_question(estimates):
    data = estimates({("x", "Hill"): {2010: 10.0, 2020: 20.0}, ("x", "Dale"): {2010: 10.0, 2020: 12.0}})
    declared = Declared("x", "higher", Pledge("level", 15.0, 2020), baseline=2010, scheme="sdsn")
    assert scorecard.scorecard(data, [declared])["status"].tolist() == ["met", "missed"]


GAPS = {
    ("income", "Loop"): {2010: 50.0, 2014: 51.0, 2018: 52.0, 2020: 52.5},
    ("income", "Hill"): {2010: 30.0, 2014: 33.0, 2018: 37.0, 2020: 39.0},
}


def test_a_gap_gets_the_same_verdict_as_alone(estimates, one):
    data = estimates(GAPS)
    pledge = Pledge("close_gap", 0.5, 2030)
    declared = Declared("income", "higher", pledge, baseline=2010, benchmark="Loop")
    row = one(scorecard.scorecard(data, [declared]))
    alone = one(
        equitygap.trajectories(data, benchmark="Loop", better="higher", reduce="50%", baseline=2010, by=2030)
    )
    assert (row["area"], row["quantity"], row["benchmark"], row["direction"]) == (
        "Hill",
        "gap",
        "Loop",
        "lower",
    )
    for name, other in {
        "baseline": "baseline_gap",
        "latest": "latest_gap",
        "target": "target_gap",
        "latest_lower": "latest_lower",
        "required_now": "required_now",
        "probability": "probability",
        "status": "status",
    }.items():
        assert row[name] == alone[other]
    assert row["percent_achieved"] == pytest.approx(100 * alone["share_closed"])
    assert row["benchmark_value"] == 52.5


def test_the_gap_to_a_figure(estimates):
    falling = {2015: 12.0, 2017: 11.0, 2019: 10.0}
    data = estimates({("jobless", "Hill"): falling, ("jobless", "Dale"): {2015: 4.0, 2017: 4.1, 2019: 3.9}})
    declared = Declared(
        "jobless", "lower", Pledge("close_gap", 0.5, 2030), 2015, benchmark="Nation 2016", benchmark_value=5.0
    )
    hill, dale = scorecard.scorecard(data, [declared]).to_dict("records")
    assert (hill["baseline"], hill["latest"], hill["target"]) == (7.0, 5.0, 3.5)
    assert hill["percent_achieved"] == pytest.approx(100 * 2 / 3.5)
    assert hill["benchmark_value"] == 5.0
    assert (dale["status"], dale["flags"], dale["baseline"]) == ("not_assessable", "no_gap_at_baseline", -1.0)
    assert np.isnan(dale["target"])


@pytest.mark.parametrize("benchmark", [{"benchmark": "Loop"}, {"benchmark": "N", "benchmark_value": 52.5}])
def test_parity_is_no_gap(estimates, one, benchmark):
    declared = Declared("income", "higher", Pledge("parity", by=2030), 2010, areas=("Hill",), **benchmark)
    row = one(scorecard.scorecard(estimates(GAPS), [declared]))
    assert (row["quantity"], row["target"], row["latest"]) == ("gap", 0.0, 13.5)


def test_without_its_baseline_an_area_shows_what_there_is(estimates):
    data = estimates({("x", "Hill"): {2010: 8.0, 2015: 9.0}, ("x", "Dale"): {2015: 7.0}})
    for pledge in (Pledge("level", 12.0, 2030), Pledge("increase", 0.2, 2030)):
        table = scorecard.scorecard(data, [Declared("x", "higher", pledge, baseline=2010)])
        dale = table.set_index("area").loc["Dale"]
        assert (dale["latest"], dale["status"], dale["flags"].split()[0]) == (
            7.0,
            "not_assessable",
            "no_baseline",
        )


def test_figures_of_another_source_are_not_compared(estimates, one):
    data = estimates({("x", "Hill"): {2010: 8.0, 2015: 9.0, 2018: 10.0}}).assign(source=["a", "a", "b"])
    for scheme in ("probability", "hp2030"):
        declared = Declared("x", "higher", Pledge("level", 12.0, 2030), 2010, scheme=scheme)
        row = one(scorecard.scorecard(data, [declared]))
        assert row["status"] == "not_comparable"
        assert row["scheme_status"] != "improving"


def test_a_baseline_that_is_not_there_and_a_year_before_it(estimates):
    data = estimates({("x", "Hill"): {2010: 8.0, 2015: 9.0}})
    with pytest.raises(DataError, match="x: no period of the data is centred on or contains the year 2005"):
        scorecard.scorecard(data, [Declared("x", "higher", Pledge("level", 12.0, 2030), 2005)])
    with pytest.raises(UsageError, match="x: the target year 2009 must come after the baseline 2010"):
        scorecard.scorecard(data, [Declared("x", "higher", Pledge("level", 12.0, 2009))])


def test_a_metric_without_a_direction(estimates):
    data = estimates({("x", "Hill"): {2010: 8.0, 2015: 9.0}})
    with pytest.raises(UsageError, match="which way is better for the metric 'x'"):
        scorecard.scorecard(data, [Declared("x", pledge=Pledge("level", 12.0, 2030))])


figures = st.lists(st.integers(-400, 400).map(lambda n: n / 8), min_size=3, max_size=7)


@settings(max_examples=25, deadline=None)
@given(
    figures,
    st.integers(-400, 400).map(lambda n: n / 8),
    st.sampled_from(["hp2030", "sdsn", "ctg", "probability"]),
)
def test_a_mirrored_metric_gets_a_mirrored_row(values, target, scheme):

    years = range(2010, 2010 + len(values))
    frame = pd.DataFrame({"metric": "x", "area": "Hill", "start": years, "end": years, "value": values})
    frame["standard_error"] = 0.25
    rows = [
        scorecard.scorecard(
            frame.assign(value=turn * frame["value"]),
            [Declared("x", better, Pledge("level", turn * target, 2030), 2010, scheme=scheme)],
        ).iloc[0]
        for turn, better in ((1, "higher"), (-1, "lower"))
    ]
    assert rows[0]["status"] == rows[1]["status"]
    assert rows[0]["flags"] == rows[1]["flags"]
    assert rows[0]["latest"] == -rows[1]["latest"]
    assert rows[0]["percent_achieved"] == pytest.approx(rows[1]["percent_achieved"], nan_ok=True)
    assert rows[0]["latest_upper"] == pytest.approx(-rows[1]["latest_lower"])


def test_areas_with_other_sources_or_without_a_baseline_leave_the_rest_alone(estimates):
    data = estimates(
        {("x", "Dale"): {2015: 7.0, 2018: 7.5}, ("x", "Hill"): {y: 8.0 + y % 5 for y in range(2010, 2019)}}
    )
    data["source"] = ["b", "b", *["a"] * 9]
    table = scorecard.scorecard(data, [Declared("x", "higher", Pledge("level", 12.0, 2022), baseline=2010)])
    assert table["status"].tolist()[0] == "not_assessable"
    assert np.isfinite(table["probability"][1])


def test_an_excluded_or_a_withheld_figure_costs_no_warning(estimates):
    data = estimates({("x", "Hill"): {2010: 8.0, 2012: np.nan, 2014: 8.5}, ("x", "Dale"): {2012: np.nan}})
    data.loc[1, "standard_error"] = 0.0
    declared = Declared("x", "higher", Pledge("level", 12.0, 2022))
    method = Method(exclude=(2010.0, 2014.0))
    assert scorecard.scorecard(data, [declared], method=method)["status"].tolist()[1] == "no_data"


def test_two_periods_at_one_mid_point_are_refused(estimates):
    data = estimates({("x", "Hill"): {2010: 8.0, 2016: 9.0}})
    wider = data.tail(1).assign(start=2015, end=2017)
    with pytest.raises(DataError, match=r"repeat .* or their mid-point \(2010, 2016, 2015-2017\)"):
        scorecard.scorecard(
            pd.concat([data, wider]), [Declared("x", "higher", Pledge("level", 12.0, 2030), 2010)]
        )


def test_the_scheme_of_other_promises_has_no_say(estimates, one):
    declared = Declared("income", "higher", Pledge("close_gap", 0.5, 2030), 2010, benchmark="Loop")
    rows = [
        one(scorecard.scorecard(estimates(GAPS), [declared], method=Method(scheme=scheme)))
        for scheme in ("probability", "hp2030")
    ]
    assert rows[0].equals(rows[1])
    assert rows[0]["scheme_status"] in words.SCHEME_WORDS["probability"]


@pytest.mark.parametrize("rule", ["increase", "reduce"])
@pytest.mark.parametrize("baseline", [-20.0, 0.0])
@pytest.mark.parametrize("scheme", ["probability", "hp2020", "statcan"])
def test_a_share_of_nothing_or_of_a_debt_is_no_target(estimates, one, rule, baseline, scheme):
    # 50 % more of -20 would be -30, so that a fall to there would have counted as met.
    figures = dict(zip(range(2015, 2020), baseline - np.arange(5.0), strict=True))
    better = "higher" if rule == "increase" else "lower"
    declared = Declared("net", better, Pledge(rule, 0.5, 2019.0), 2015, scheme)
    row = one(scorecard.scorecard(estimates({("net", "Hill"): figures}), [declared]))
    assert (row["status"], row["flags"]) == ("not_assessable", "baseline_not_positive")
    assert np.isnan(row["target"])
    assert np.isnan(row["percent_achieved"])


def test_a_promise_given_twice_has_one_row(estimates, one):
    figures = {("jobs", "West"): {2015: 10, 2018: 12}, ("jobs", "Loop"): {2015: 20, 2018: 20}}
    data = estimates(figures)
    pledge = Pledge("close_gap", 0.5, 2030)
    declared = Declared("jobs", "higher", pledge, baseline=2015, benchmark="Loop")
    elsewhere, _ = dated(panels(data)[0], declared, ["West"], Method())
    assert one(scorecard.scorecard(data, [declared], gaps=[elsewhere]))["target"] == 5.0
    other, _ = dated(panels(data)[0], replace(declared, baseline=2018), ["West"], Method())
    assert len(scorecard.scorecard(data, [declared], gaps=[other])) == 2
