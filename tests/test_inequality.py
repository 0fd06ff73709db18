"""From estimates to the INEQUALITY table: groups, notes, quantiles, changes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from equitygap import tables, words
from equitygap.errors import DataError, UsageError
from equitygap.inequality import change_of_inequality, inequalities
from equitygap.stats.inequality.measures import measure
from equitygap.stats.inequality.settings import settings


def estimates(years=(2010,), areas=6, **columns):
    frame = pd.DataFrame(
        [
            {
                "metric": "life_expectancy",
                "area": f"A{i}",
                "start": year,
                "end": year,
                "value": 70.0 + 2 * i + (year - 2010) / 10 * i,
                "standard_error": 0.5,
                "population": 1000.0 * (i + 1),
                "rank": i + 1.0,
            }
            for year in years
            for i in range(areas)
        ]
    )
    return frame.assign(**columns)


def only(frame, name):
    (row,) = frame[frame["measure"] == name].to_dict("records")
    return row


def without(frame, area, column):
    return frame.assign(**{column: frame[column].where(frame["area"] != area)})


def test_the_table_has_its_columns_and_one_row_for_each_measure():
    found = inequalities(estimates((2010, 2015)), ordered=True)
    assert list(found) == tables.names("inequality")
    assert len(found) == 2 * found["measure"].nunique()
    assert found["areas"].eq(6).all()
    assert found["value"].notna().all()
    assert found["lower"].notna().all()


def test_numbers_are_the_kernels():
    frame = estimates()
    given = settings(frame["value"], standard_error=0.5, population=frame["population"], rank=frame["rank"])
    row = only(inequalities(frame, ordered=True), "slope_index_of_inequality")
    expected = measure("slope_index_of_inequality", given)
    assert (row["value"], row["lower"]) == pytest.approx((expected.value[0], expected.lower[0]))


def test_all_measures_that_apply_are_taken():
    plain = set(inequalities(estimates().drop(columns="population"))["measure"])
    assert "difference" in plain
    assert "theil_index" not in plain
    everything = inequalities(
        estimates(), ordered=True, bounds=(0, 120), parts={f"A{i}": str(i // 3) for i in range(6)}
    )
    assert list(everything["measure"]) == list(words.MEASURES)


def test_the_column_rank_counts_only_when_asked_for():
    frame = estimates().assign(value=[75.0, 70, 80, 71, 72, 73])
    assert only(inequalities(frame), "difference")["value"] == 10
    assert only(inequalities(frame, ordered=True), "difference")["value"] == -2
    assert "slope_index_of_inequality" not in set(inequalities(frame)["measure"])


def test_direction_decides_the_sign():
    frame = estimates(metric="mortality")
    names = ["difference", "population_attributable_risk", "slope_index_of_inequality"]
    up, down = (
        inequalities(frame, measures=names, ordered=True, better=word)["value"].to_numpy()
        for word in ("higher", "lower")
    )
    assert up[0] == -down[0] == 10
    assert up[1] > 0
    assert down[1] == 0
    assert up[2] == down[2]
    with pytest.raises(UsageError, match="which way is better for the metric 'mortality'"):
        inequalities(frame)


def test_each_metric_may_have_its_own_direction():
    frame = pd.concat([estimates(), estimates(metric="mortality")])
    found = inequalities(frame, measures=["difference"], ordered=True, better={"mortality": "lower"})
    assert found["value"].tolist() == [10.0, -10.0]
    assert len(inequalities(frame, metric="life_expectancy", measures=["gini"])) == 1


def test_areas_that_hold_others_are_left_out():
    found = inequalities(estimates(), measures=["difference"], contains=["a5 "])
    assert found["value"].tolist() == [8.0]
    assert found["areas"].tolist() == [5]


def test_a_reference_is_named_or_chosen_and_said():
    name = "mean_difference_from_reference_unweighted"
    frame = estimates()
    named = only(inequalities(frame, measures=[name, "difference"], reference="a2"), name)
    assert named["value"] == pytest.approx((4 + 2 + 0 + 2 + 4 + 6) / 6)
    assert named["note"] == ""
    chosen = only(inequalities(frame.assign(population=frame["population"][::-1].to_numpy())), name)
    assert chosen["value"] == pytest.approx(5)
    assert chosen["note"] == "reference_chosen"
    against = only(inequalities(frame, measures=["difference"], reference="A2"), "difference")
    assert against["value"] == 4


def test_standard_errors_are_read_back_from_intervals():
    frame = estimates()
    limits = frame.assign(lower=frame["value"] - 0.98, upper=frame["value"] + 0.98).drop(
        columns="standard_error"
    )
    one, other = (inequalities(f, measures=["gini"])["lower"][0] for f in (frame, limits))
    assert one == pytest.approx(other, rel=1e-3)


@pytest.mark.parametrize(
    ("frame", "name", "note"),
    [
        (estimates(areas=1), "difference", "too_few_groups"),
        (estimates(areas=2), "slope_index_of_inequality", "too_few_groups"),
        (without(estimates(), "A1", "population"), "theil_index", "population_missing"),
        (without(estimates(), "A1", "rank"), "slope_index_of_inequality", "rank_missing"),
        (without(estimates(), "A1", "rank"), "difference", "rank_missing"),
        (estimates().drop(columns="rank"), "absolute_concentration_index", "rank_missing"),
        (estimates(value=[0.0, 1, 2, 3, 4, 5]), "ratio", "not_positive"),
        (estimates(value=[-9.0, -8, -7, 1, 1, 1]), "coefficient_of_variation", "not_positive"),
        (estimates(), "erreygers_concentration_index", "bounds_missing"),
        (estimates(), "theil_index_between", "parts_missing"),
    ],
)
def test_what_is_withheld_says_why(frame, name, note):
    row = only(inequalities(frame, measures=[name], ordered=True), name)
    assert np.isnan(row["value"])
    assert row["note"] == note
    assert note in words.FLAGS


@pytest.mark.parametrize(
    ("frame", "name", "note", "interval"),
    [
        (without(estimates(), "A1", "standard_error"), "gini", "interval_needs_standard_errors", False),
        (estimates(standard_error=[0.0, 1, 1, 1, 1, 1]), "gini", "standard_error_zero", False),
        (estimates(standard_error=50.0), "gini", "less_than_noise", False),
        (
            without(estimates(), "A1", "standard_error").assign(value=[70, 71, 74, 75, 77, 81.0]),
            "slope_index_of_inequality",
            "standard_error_missing",
            True,
        ),
        (
            estimates(areas=30, value=np.tile([70.0, 72.0, 71.0], 10), standard_error=0.9),
            "between_group_variance",
            "inflated_by_noise",
            True,
        ),
        (
            estimates(value=[80.0, 75, 74, 73, 72, 71]),
            *("population_attributable_risk",),
            *("reference_worse_than_mean", True),
        ),
    ],
)
def test_what_is_special_is_said(frame, name, note, interval):
    row = only(inequalities(frame, measures=[name], ordered=True), name)
    assert not np.isnan(row["value"])
    assert row["note"] == note
    assert note in words.FLAGS
    assert np.isnan(row["lower"]) != interval


def test_an_area_without_a_figure_in_one_period_is_noted():
    frame = estimates((2010, 2015))
    frame.loc[3, "value"] = np.nan
    found = inequalities(frame, measures=["difference", "gini"])
    assert found["note"].tolist() == ["areas_missing", "areas_missing", "", ""]
    assert found["areas"].tolist() == [5, 5, 6, 6]


def test_a_reference_without_a_figure_is_noted_and_an_unknown_one_refused():
    frame = estimates((2010, 2015))
    frame.loc[3, "value"] = np.nan
    name = "mean_difference_from_reference_weighted"
    found = inequalities(frame, measures=[name], reference="A3")
    assert found["note"].tolist() == ["reference_missing", ""]
    with pytest.raises(DataError, match="there is no area 'A33'"):
        inequalities(frame, reference="A33")


def test_quantiles_are_population_weighted_and_never_split_ties():
    frame = estimates(rank=[1.0, 2, 2, 4, 5, 6])
    found = inequalities(
        frame, measures=["difference", "slope_index_of_inequality"], ordered=True, quantiles=3
    )
    top = (78 * 5000 + 80 * 6000) / 11000
    # Ranks 1, 2 and 2 share the first third, which the rule ends at the tie.
    bottom = (70 * 1000 + 72 * 2000 + 74 * 3000) / 6000
    assert found["value"][0] == pytest.approx(top - bottom)
    shuffled = inequalities(
        frame.sample(frac=1, random_state=3), measures=["difference"], ordered=True, quantiles=3
    )
    assert shuffled["value"][0] == pytest.approx(top - bottom)
    assert found["areas"].tolist() == [6, 6]


@pytest.mark.parametrize("quantiles", [2, 3, 5])
def test_quantiles_without_ties_are_of_equal_number(quantiles):
    frame = estimates(areas=30, population=1.0)
    found = inequalities(frame, measures=["difference"], ordered=True, quantiles=quantiles)
    assert found["value"][0] == pytest.approx(2 * 30 * (1 - 1 / quantiles))


def test_fewer_areas_than_quantiles_are_too_few():
    found = inequalities(estimates(), measures=["slope_index_of_inequality"], ordered=True, quantiles=10)
    assert found["note"].tolist() == ["too_few_groups"]


@pytest.mark.parametrize(
    ("frame", "note"),
    [
        (without(estimates(), "A1", "rank"), "rank_missing"),
        (without(estimates(), "A1", "population"), "population_missing"),
        (estimates(rank=[1.0, 1, 1, 1, 1, 6]), "quantile_empty"),
    ],
)
def test_areas_that_cannot_be_joined_say_why(frame, note):
    found = inequalities(frame, measures=["difference", "gini"], ordered=True, quantiles=3)
    assert found["value"].isna().all()
    assert found["note"].tolist() == [note, note]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"measures": ["thiel_index"]}, "did you mean 'theil_index'"),
        ({"quantiles": 5}, "quantiles need an order"),
        ({"quantiles": 1, "ordered": True}, "at least 2"),
        ({"quantiles": 5, "ordered": True, "reference": "A1"}, "quantiles join areas"),
        ({"link": "probit"}, "there is no scale 'probit'"),
        ({"link": "logit"}, "needs the metric's bounds"),
        ({"bounds": (5, 5)}, "bounds must be"),
        ({"aversion": 0}, "aversion must be over 0"),
        ({"confidence": 95}, "confidence must be between 0 and 1"),
    ],
)
def test_contradictions_are_refused(arguments, message):
    with pytest.raises(UsageError, match=message):
        inequalities(estimates(), **arguments)


def test_a_metric_that_is_not_there_is_refused():
    with pytest.raises(DataError, match="no metric 'obesity'"):
        inequalities(estimates(), metric="obesity")


def test_groups_are_settings_of_their_own():
    frame = pd.concat([estimates().assign(group="women"), estimates(areas=4).assign(group="men")])
    found = inequalities(frame, measures=["difference"])
    assert found["group"].tolist() == ["women", "men"]
    assert found["value"].tolist() == [10.0, 6.0]
    assert found["note"].tolist() == ["", ""]


def test_a_change_is_the_later_minus_the_earlier():
    frame = estimates((2010, 2020))
    question = dict(measures=("difference", "slope_index_of_inequality"), ordered=True)
    found = change_of_inequality(frame, first=2010, last=2020, **question)
    assert list(found) == tables.names("inequality")
    assert found["value"][0] == pytest.approx(5)
    half = 1.959964 * 0.5 * 2
    assert (found["lower"][0], found["upper"][0]) == pytest.approx((5 - half, 5 + half))
    assert found[["start", "end"]].iloc[0].tolist() == [2010, 2020]


def test_periods_that_share_years_are_noted_and_a_missing_year_refused():
    frame = estimates((2010, 2012))
    frame["end"] = frame["start"] + 2
    found = change_of_inequality(frame, first=2011, last=2013)
    assert found["note"].str.contains("periods_overlap").all()
    with pytest.raises(DataError, match="no period is centred on it"):
        change_of_inequality(frame, first=2011, last=2030)
    with pytest.raises(DataError, match="lies in several periods"):
        change_of_inequality(frame, first=2012, last=2013)
    with pytest.raises(UsageError, match="the earlier one first, not 2013 and 2011"):
        change_of_inequality(frame, first=2013, last=2011)


def test_intervals_of_changes_cover_the_true_change():
    rng = np.random.default_rng(11)
    groups, count = 8, 300
    shape = np.linspace(-3, 3, groups)
    true = {2010: 70 + shape, 2020: 72 + 0.5 * shape}
    frame = pd.DataFrame(
        [
            (f"m{i}", f"A{j}", year, year, value, 1.0, 1000.0)
            for i in range(count)
            for year, values in true.items()
            for j, value in enumerate(values + rng.normal(size=groups))
        ],
        columns=["metric", "area", "start", "end", "value", "standard_error", "population"],
    )
    names = (
        "between_group_variance",
        "mean_difference_from_mean_weighted",
        "maximal_rate_difference",
        "gini",
    )
    question = dict(measures=names, better="higher")
    found = change_of_inequality(frame, first=2010, last=2020, **question)
    for name in names:
        before, after = (measure(name, settings(v, population=1.0)).value[0] for v in true.values())
        some = found[(found["measure"] == name) & found["lower"].notna()]
        hit = (some["lower"] <= after - before) & (after - before <= some["upper"])
        assert 0.92 <= hit.mean() <= 0.995, name
