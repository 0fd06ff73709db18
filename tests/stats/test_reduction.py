from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equitygap.stats.mortality import life_table, phe_ax
from equitygap.stats.reduction import reduction_reaching

LOWER = np.array([0, 1, 15, 65])
WIDTH = np.array([1, 14, 50, np.inf])
AX = phe_ax(LOWER, WIDTH)
RATES = np.array([0.006, 0.0004, 0.004, 0.06])


def e0(rates):
    return life_table(rates, width=WIDTH, ax=AX).ex[..., 0]


@settings(max_examples=50, deadline=None)
@given(gain=st.floats(0.01, 15), part=st.lists(st.booleans(), min_size=4, max_size=4))
def test_applying_the_reduction_lands_on_the_target(gain, part):
    step, target = RATES * part, e0(RATES) + gain
    (share,) = reduction_reaching(RATES[None], step[None], [target], width=WIDTH, ax=AX)
    if np.isnan(share):
        assert e0(RATES - step) < target
    else:
        assert e0(RATES - share * step) == pytest.approx(target, abs=1e-8)


def test_all_pairs_at_once():
    gains = np.array([-1.0, 0.0, 2.0, 1000.0])
    found = reduction_reaching(
        np.tile(RATES, (4, 1)), np.tile(RATES * [1, 1, 1, 0], (4, 1)), e0(RATES) + gains, width=WIDTH, ax=AX
    )
    assert found[:2].tolist() == [0, 0]
    assert 0 < found[2] < 1
    assert np.isnan(found[3])


def test_a_step_larger_than_the_rate_is_refused():
    with pytest.raises(ValueError, match="step must lie between 0 and the rate"):
        reduction_reaching(RATES[None], 2 * RATES[None], [90], width=WIDTH, ax=AX)
