import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equitygap.streams import stream


def first(*name, seed=0):
    return stream(seed, *name).random(4).tolist()


def test_a_name_has_its_own_numbers():
    named = [("A",), ("A", None), ("A", "None"), ("A", "F"), ("AF",), ("A", "F", 2015), ("A", "F", "2015")]
    numbers = [first(*name) for name in named] + [first("A", seed=1)]
    assert len({tuple(one) for one in numbers}) == len(numbers)
    assert first("A", "F", 2015) == first("A", "F", 2015)


@given(st.text(), st.text(), st.text())
def test_names_do_not_run_into_each_other(one, two, three):
    assert (first(one + two, three) == first(one, two + three)) == (not two)


def test_streams_of_different_names_are_independent():
    draws = np.array([stream(7, f"area {i}").normal(size=200) for i in range(400)])
    between = np.corrcoef(draws)[np.triu_indices(400, k=1)]
    assert between.std() == pytest.approx(1 / np.sqrt(200), rel=0.02)
    assert draws[:, 0].mean() == pytest.approx(0, abs=0.15)
