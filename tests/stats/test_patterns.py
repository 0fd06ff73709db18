"""Rows that lack the same figures are found like numpy's own, whatever their number and layout."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from equitygap.stats.patterns import patterns


@given(st.integers(1, 40), st.integers(1, 30), st.integers(0, 99), st.booleans())
def test_patterns_are_the_different_rows(rows, columns, seed, backwards):
    seen = np.random.default_rng(seed).random((rows, columns)) > 0.3
    seen = seen[:, ::-1].copy(order="F") if backwards else seen
    found, row = patterns(seen)
    assert np.array_equal(found[row], seen)
    assert np.array_equal(found, np.unique(seen, axis=0))
