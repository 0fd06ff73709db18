"""The backtest on synthetic series: what is forecast, how it is scored, and what is said about it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from equitygap import tables
from equitygap.backtest import backtest, calibration, forecasts, overall, supports, verdict_sentence
from equitygap.backtest.comparisons import GROUP, pick
from equitygap.errors import DataError, UsageError
from synthetic import estimates_of

YEARS = list(range(2000, 2016))
FAST = ("last", "pooled-fixed")


def walks(n=12, *, seed=0, noise=0.3, step=0.05, prefix="area", **columns) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    level = rng.normal(0, 1.2, (n, 1)) + np.cumsum(rng.normal(0, step, (n, len(YEARS))), axis=1)
    values = 75 + 0.2 * np.arange(len(YEARS)) + level + rng.normal(0, noise, level.shape)
    return estimates_of({f"{prefix} {i}": list(row) for i, row in enumerate(values)}, YEARS, **columns)


@pytest.fixture(scope="module")
def scored() -> pd.DataFrame:
    frames = [walks(group="a"), walks(n=6, seed=1, prefix="town", group="b")]
    return forecasts(pd.concat(frames), models=("last", "linear", "pooled", "default"), train=(5, 8))


def test_columns_are_those_of_the_table(scored):
    found = backtest(walks(), models=FAST, train=(5,), horizon=(3,))
    assert list(found.columns) == [name for name in tables.names("backtest") if name != "group"]
    grouped = backtest(walks(group="a"), models=FAST, train=(5,), horizon=(3,))
    assert list(grouped.columns) == tables.names("backtest")


def test_every_origin_and_horizon_that_the_data_allow(scored):
    one = scored[(scored["model"] == "last") & (scored["train"] == 5)]
    assert sorted(one["origin"].unique()) == list(np.arange(2004.0, 2013.0))
    assert sorted(one.loc[one["origin"] == 2007, "horizon"].unique()) == [3.0, 5.0, 8.0]
    assert (one["origin"] + one["horizon"] <= 2015).all()


def test_outcomes_are_the_gaps_published_later(scored):
    estimates = pd.concat([walks(group="a"), walks(n=6, seed=1, prefix="town", group="b")])
    value = estimates.set_index(["area", "start"])["value"]
    means = estimates.groupby(["group", "start"])["value"].mean()
    for row in scored.sample(20, random_state=0).itertuples():
        year = row.origin + row.horizon
        top = means[row.group, year] if row.comparison == "area-vs-group" else value[row.benchmark, year]
        assert row.outcome == pytest.approx(top - value[row.focus, year])


def test_comparisons_are_picked_on_the_first_three_training_points():
    deviations = np.array([[1.0, 1, 1, -9], [0.2, 0.2, 0.2, 9], [-0.4, -0.4, -0.4, 9], [-0.8, -0.8, -0.8, 9]])
    picked = pick(deviations, sign=1, unit=1.0)
    assert picked.kind == ("best-vs-worst-decile", "area-vs-group", "area-vs-group")
    assert picked.benchmark.tolist() == [0, GROUP, GROUP]
    assert picked.focus.tolist() == [3, 2, 3]
    assert picked.contrast(1).of(deviations)[:, 0].tolist() == [1.8, 0.4, 0.8]
    lower_is_better = pick(-deviations, sign=-1, unit=1.0)
    assert lower_is_better.contrast(-1).of(-deviations)[:, 0].tolist() == [1.8, 0.4, 0.8]
    assert pick(deviations, sign=1, unit=2.0).kind == ("best-vs-worst-decile", "area-vs-group")
    assert pick(deviations[:2], sign=1, unit=1.0).kind == ()


def test_last_scores_one_against_itself(scored):
    found = backtest(walks(), models=FAST, train=(5,))
    last = found[found["model"] == "last"]
    np.testing.assert_allclose(last["crps_relative"], 1.0)


def test_totals_are_over_their_parts(scored):
    from equitygap.backtest.summary import summarise

    table = summarise(scored)
    total = overall(table).set_index("model")
    assert set(total.index) == {"last", "linear", "pooled", "default"}
    mine = scored[scored["model"] == "pooled"]
    assert total.loc["pooled", "forecasts"] == len(mine)
    assert total.loc["pooled", "crps"] == pytest.approx(mine["crps"].mean())
    assert total.loc["pooled", "bias"] == pytest.approx((mine["mean"] - mine["outcome"]).mean())
    relative = mine["crps"].sum() / mine["crps_last"].sum()
    assert total.loc["pooled", "crps_relative"] == pytest.approx(relative)
    parts = table[(table["model"] == "pooled") & (table["horizon"] != "all")]
    parts = parts[(parts["comparison"] != "all") & (parts["group"] != "all")]
    assert parts["forecasts"].sum() == len(mine)


def test_probabilities_are_probabilities_and_only_of_gaps_worth_a_promise(scored):
    told = scored["probability"].notna()
    assert scored.loc[told, "probability"].between(0, 1).all()
    assert ((scored["last_gap"] > 0.5) == told).all()
    hit = scored["outcome"] <= 0.9 * scored["last_gap"]
    assert (scored.loc[told, "hit"] == hit[told]).all()


def test_on_steady_gaps_the_pooled_model_wins_and_covers(scored):
    from equitygap.backtest.summary import summarise

    table = overall(summarise(scored)).set_index("model")
    assert table.loc["pooled", "crps_relative"] < 0.95 < table.loc["linear", "crps_relative"]
    assert 0.9 < table.loc["pooled", "coverage_95"] <= 1
    assert (table["coverage_80"] < table["coverage_95"]).all()
    assert (table["width_80"] < table["width_95"]).all()
    assert supports(summarise(scored), model="pooled", metric="life_expectancy")
    assert not supports(summarise(scored), model="linear", metric="life_expectancy")


def test_calibration_table(scored):
    found = calibration(scored)
    assert list(found.columns[:2]) == ["metric", "model"]
    assert len(found) == 4 * 10
    told = scored[scored["probability"].notna()].groupby("model").size()
    pd.testing.assert_series_equal(
        found.groupby("model")["forecasts"].sum(), told, check_names=False, check_dtype=False
    )


def test_the_sentence_says_whether_and_which(scored):
    from equitygap.backtest.summary import summarise

    table = summarise(scored)
    good = verdict_sentence(table, model="pooled")
    assert good.startswith("These data support a projection of life_expectancy by the model pooled")
    assert "intervals held" in good
    assert "do not support" in verdict_sentence(table, model="linear")
    assert "too short" in verdict_sentence(table.iloc[:0])


def test_missing_figures_rolling_windows_and_lower_is_better_are_borne():
    estimates = walks(metric="infant_mortality")
    estimates["end"] = estimates["start"] + 2
    estimates = estimates.drop(estimates.sample(20, random_state=0).index)
    found = backtest(estimates, better="lower", models=FAST, train=(5,), horizon=(3, 5))
    assert np.isfinite(overall(found)["crps"]).all()


def test_the_seed_and_the_order_of_rows_do_not_matter():
    estimates = walks()
    one = backtest(estimates, models=("pooled",), train=(8,), horizon=(3,))
    other = backtest(
        estimates.sort_values(["start", "area"]), models=("pooled",), train=(8,), horizon=(3,), seed=5
    )
    pd.testing.assert_frame_equal(one, other, rtol=1e-4)


def test_progress_is_told():
    seen: list[tuple[int, int]] = []
    backtest(walks(), models=FAST, train=(5,), horizon=(10,), progress=lambda *step: seen.append(step))
    assert seen == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"models": ("pooled", "lineal")}, UsageError, "did you mean 'linear'"),
        ({"reduce": 1.5}, UsageError, "between 0 and 1"),
        ({"train": (2,)}, UsageError, "3 points or more"),
        ({"train": (30,)}, DataError, "no series is long enough"),
    ],
)
def test_what_cannot_be_tested_is_said(change, error, message):
    with pytest.raises(error, match=message):
        backtest(walks(), **change)
