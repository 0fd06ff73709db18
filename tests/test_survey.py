"""Well-being and scales from answers, one by one, counted or weighted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equitygap.errors import DataError, UsageError
from equitygap.survey import ladder, scale

PLACE = {"area": "Austin", "start": 2020, "end": 2020}
#: 42 thriving, 40 struggling, 10 suffering and 8 who left an answer out.
COUNTED = pd.DataFrame(
    [
        {**PLACE, "present": 8.0, "future": 9.0, "count": 42.0},
        {**PLACE, "present": 5.0, "future": 8.0, "count": 40.0},
        {**PLACE, "present": 3.0, "future": 4.0, "count": 10.0},
        {**PLACE, "present": 5.0, "future": np.nan, "count": 8.0},
    ]
)


def values(estimates: pd.DataFrame, column: str = "value") -> dict[str, float]:
    return estimates.set_index("metric")[column].to_dict()


def test_shares_are_of_those_who_answered_and_the_unclassified_of_all():
    found = values(ladder(COUNTED))
    expected = {"thriving": 42 / 92, "struggling": 40 / 92, "suffering": 10 / 92, "unclassified": 8 / 100}
    assert {name: found[name] for name in expected} == pytest.approx(
        {n: 100 * p for n, p in expected.items()}
    )
    assert found["net_thriving"] == pytest.approx(100 * 32 / 92)
    assert found["respondents"] == 92
    everybody = values(ladder(COUNTED, of="all"))
    assert (everybody["thriving"], everybody["respondents"]) == (42, 100)


def test_the_net_share_has_the_error_of_one_sample():
    p, q, n = 42 / 92, 10 / 92, 92
    found = values(ladder(COUNTED), "standard_error")["net_thriving"]
    assert found == pytest.approx(100 * np.sqrt((p + q - (p - q) ** 2) / n))


def test_one_row_a_respondent_is_the_same_as_counts():
    single = COUNTED.loc[COUNTED.index.repeat(COUNTED["count"].astype(int))].drop(columns="count")
    pd.testing.assert_frame_equal(ladder(single), ladder(COUNTED))


def test_counts_by_class_are_the_same_as_steps():
    classes = COUNTED.assign(**{"class": ["Thriving", "struggling", "suffering ", "unclassified"]})
    pd.testing.assert_frame_equal(ladder(classes.drop(columns=["present", "future"])), ladder(COUNTED))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 30).map(float), min_size=4, max_size=4).filter(lambda counts: sum(counts) > 0))
def test_shares_add_up(counts):
    rows = COUNTED.assign(count=counts)
    everybody = values(ladder(rows, of="all"))
    assert sum(everybody[name] for name in ("thriving", "struggling", "suffering", "unclassified")) == (
        pytest.approx(100)
    )
    answered = values(ladder(rows))
    if sum(counts[:3]):
        assert answered["thriving"] + answered["struggling"] + answered["suffering"] == pytest.approx(100)
    else:
        assert np.isnan(answered["thriving"])


def test_weights_move_the_shares_and_widen_the_limits():
    weighted = COUNTED.assign(weight=[1.0, 3.0, 1.0, 1.0])
    found, plain = ladder(weighted), ladder(COUNTED)
    assert values(found)["thriving"] == pytest.approx(100 * 42 / (42 + 120 + 10))
    effective = (42 + 120 + 10) ** 2 / (42 + 40 * 9 + 10)
    assert values(found)["effective_respondents"] == pytest.approx(effective)
    assert values(found, "note")["thriving"] == "weighted_answers"
    width = [
        values(one, "upper")["struggling"] - values(one, "lower")["struggling"] for one in (found, plain)
    ]
    assert width[0] > width[1]
    assert "effective_respondents" not in values(plain)


def test_a_place_where_nobody_answered_has_no_share():
    nobody = pd.DataFrame([{**PLACE, "area": "Loop", "present": np.nan, "future": np.nan, "count": 3.0}])
    found = ladder(pd.concat([COUNTED, nobody], ignore_index=True))
    loop = found[found["area"] == "Loop"].set_index("metric")
    assert np.isnan(loop.loc["thriving", "value"])
    assert loop.loc["thriving", "note"] == "no_answers"
    assert loop.loc["unclassified", "value"] == 100


SATISFIED = pd.DataFrame(
    [{**PLACE, "item": "satisfaction", "answer": answer} for answer in (5.0, 4.0, 2.0, np.nan)]
    + [{**PLACE, "item": "trust", "answer": answer} for answer in (1.0, 10.0)]
)
FIVE = {"name": "satisfaction", "item": "satisfaction", "lowest": 1, "highest": 5, "top": 4}


def test_a_scale_gives_its_mean_its_top_box_and_who_answered():
    found = scale(SATISFIED, **FIVE)
    assert values(found) == pytest.approx(
        {"satisfaction_mean": 11 / 3, "satisfaction_top": 200 / 3, "satisfaction_respondents": 3}
    )
    error = np.std([5, 4, 2], ddof=1) / np.sqrt(3)
    assert values(found, "standard_error")["satisfaction_mean"] == pytest.approx(error)
    assert values(found, "upper")["satisfaction_mean"] == 5


def test_one_answer_has_no_interval():
    found = scale(SATISFIED[:1], **FIVE)
    assert np.isnan(values(found, "lower")["satisfaction_mean"])
    assert values(found, "note")["satisfaction_mean"] == "one_answer"


def test_answers_to_other_items_are_no_part_of_the_ladder():
    both = pd.concat([COUNTED, SATISFIED], ignore_index=True)
    pd.testing.assert_frame_equal(ladder(both), ladder(COUNTED))
    assert values(scale(SATISFIED[:4].drop(columns="item"), **{**FIVE, "item": None})) == (
        pytest.approx(values(scale(both, **FIVE)))
    )


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: ladder(COUNTED, of="everybody"), UsageError, "`classified` or `all`"),
        (lambda: ladder(SATISFIED), DataError, "no steps of the ladder"),
        (lambda: ladder(COUNTED.assign(**{"class": "thrivng"})), DataError, "did you mean 'thriving'"),
        (lambda: scale(SATISFIED, **{**FIVE, "highest": 4}), DataError, "5 is not on the scale, .* 1 to 4"),
        (lambda: scale(SATISFIED, **{**FIVE, "item": "satisfactoin"}), DataError, "did you mean 'satisf"),
        (lambda: scale(SATISFIED, **{**FIVE, "item": None}), DataError, "which item"),
        (lambda: scale(COUNTED, **FIVE), DataError, "no column `answer`"),
    ],
)
def test_what_cannot_be_read_is_refused(call, error, said):
    with pytest.raises(error, match=said):
        call()


def answers_of(rows):
    return pd.DataFrame(rows, columns=["area", "answer", "weight"]).assign(start=2020, end=2020)


@pytest.mark.parametrize(
    ("rows", "mean", "note"),
    [
        ([("A", 5, 1), ("A", 5, 1), ("A", 5, 1)], 5.0, "answers_all_the_same"),
        ([("A", 1, 2), ("A", 5, 0)], 1.0, "one_answer"),
        ([("A", 1, 0), ("A", 5, 0)], np.nan, "no_answers"),
    ],
)
def test_a_mean_is_never_certain(rows, mean, note):
    found = scale(answers_of(rows), name="q", lowest=1, highest=5, top=4).iloc[0]
    assert found["value"] == pytest.approx(mean, nan_ok=True)
    assert found[["standard_error", "lower", "upper"]].isna().all()
    assert note in found["note"].split()
