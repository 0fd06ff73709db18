from __future__ import annotations

import numpy as np
import pytest

from equitygap.stats.student import probability_at_or_under, quantile


# Any table of Student's t; inf is the normal.
@pytest.mark.parametrize(
    ("p", "df", "expected"),
    [(0.975, 1, 12.7062), (0.975, 6, 2.4469), (0.995, 10, 3.1693), (0.975, np.inf, 1.9600), (0.5, 3, 0.0)],
)
def test_quantile(p, df, expected):
    assert quantile(p, df).item() == pytest.approx(expected, abs=5e-5)
    assert probability_at_or_under(expected, mean=0, scale=1, degrees_of_freedom=df) == pytest.approx(
        p, abs=1e-5
    )


def test_unknown_stays_unknown():
    assert np.isnan(quantile(0.9, np.nan))
    assert np.isnan(probability_at_or_under(1, mean=0, scale=1, degrees_of_freedom=np.nan))
    assert np.isnan(probability_at_or_under(1, mean=np.nan, scale=1, degrees_of_freedom=4))


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, np.nan])
def test_a_probability_is_between_0_and_1(p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile([0.5, p], 4)


@pytest.mark.parametrize("df", [3, np.inf])
def test_a_point_mass(df):
    found = probability_at_or_under([1.0, 2.0, 3.0], mean=2.0, scale=0.0, degrees_of_freedom=df)
    assert found.tolist() == [0.0, 1.0, 1.0]
