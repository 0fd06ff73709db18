"""Laws that the schemes obey whatever the figures."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from equitygap import words
from equitygap.stats.progress.schemes import SCHEMES, Reading

FIGURES = ("value", "baseline", "latest", "target")
ERRORS = ("standard_error", "baseline_standard_error", "latest_standard_error")
BY_DIFFERENCE = ["ctg", "sdsn", "escap", "fingertips"]
#: Statistics Canada's 0.001 for a zero is in the unit of the figure, and so left out of the law of units.
gaps = st.lists(st.integers(10, 300).map(lambda tenths: tenths / 10), min_size=6, max_size=6)
target = st.integers(10, 300).map(lambda tenths: tenths / 10)
errors = st.sampled_from([np.nan, 0.4, 1.5])
#: Each law is drawn anew for every scheme.
FEWER = settings(max_examples=40)


def mirrored(word: str) -> str:
    swaps = {"increasing": "decreasing", "decreasing": "increasing"}
    first, _, rest = word.partition("_")
    return f"{swaps[first]}_{rest}" if first in swaps and rest else word


def scaled(read: Reading, factor: float) -> Reading:
    figures = {name: factor * getattr(read, name) for name in FIGURES}
    spreads = {name: abs(factor) * getattr(read, name) for name in ERRORS}
    return replace(read, **figures, **spreads, covariance=factor**2 * read.covariance)


@pytest.mark.parametrize("name", SCHEMES)
@FEWER
@given(values=gaps, aim=target, error=errors)
def test_the_other_direction_is_the_exact_mirror(name, values, aim, error, reading):
    read = reading(np.arange(2015, 2021), values, 2030, aim, se=error)
    other = replace(scaled(read, -1.0), sign=-read.sign)
    here, there = SCHEMES[name](read), SCHEMES[name](other)
    assert mirrored(here.word.item()) == there.word.item()
    assert here.reason.tolist() == there.reason.tolist()


@pytest.mark.parametrize("name", BY_DIFFERENCE)
@FEWER
@given(values=gaps, aim=target, error=errors)
def test_schemes_by_difference_do_not_see_the_level(name, values, aim, error, reading):
    read = reading(np.arange(2015, 2021), values, 2030, aim, se=error)
    level = replace(read, sign=-read.sign, **{f: 85.0 - getattr(read, f) for f in FIGURES})
    assert mirrored(SCHEMES[name](read).word.item()) == SCHEMES[name](level).word.item()


@pytest.mark.parametrize("name", SCHEMES)
@FEWER
@given(values=gaps, aim=target, error=errors, factor=st.sampled_from([0.125, 1 / 3, 12.0, 365.25]))
def test_the_unit_does_not_matter(name, values, aim, error, factor, reading):
    read = reading(np.arange(2015, 2021), values, 2030, aim, se=error)
    here, there = SCHEMES[name](read), SCHEMES[name](scaled(read, factor))
    assert here.word.tolist() == there.word.tolist()
    if name != "ctg":  # its score is a height, in the unit of the figure
        np.testing.assert_allclose(here.score, there.score, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", SCHEMES)
def test_many_at_once_are_the_same_as_one_by_one(name, reading):
    rng = np.random.default_rng(3)
    n = 60
    values = rng.normal(12, 4, (n, 7)).round(1)
    values[rng.random(values.shape) < 0.15] = np.nan
    spread = np.where(rng.random((n, 1)) < 0.5, rng.uniform(0.1, 2, (n, 7)), np.nan)
    aims, signs = rng.integers(-2, 15, n), rng.choice([-1.0, 1.0], n)
    read = reading(np.arange(2015, 2022), values, 2030, aims, se=spread, sign=signs)
    whole = SCHEMES[name](read)
    alone = [SCHEMES[name](row(read, i)) for i in range(n)]
    assert whole.word.tolist() == [one.word.item() for one in alone]
    assert whole.reason.tolist() == [one.reason.item() for one in alone]
    np.testing.assert_allclose(whole.score, [one.score.item() for one in alone], rtol=1e-12)
    assert set(whole.word.tolist()) <= words.SCHEME_WORDS[name].keys()
    assert set(whole.reason.tolist()) <= words.SCHEME_REASONS.keys() | {""}
    assert len(set(whole.word.tolist())) > 2


def row(read: Reading, i: int) -> Reading:
    shared = {"year", "start", "end"}
    return Reading(
        **{f.name: getattr(read, f.name)[i : i + 1] for f in fields(read) if f.name not in shared},
        **{name: getattr(read, name) for name in shared},
    )


@FEWER
@given(baseline=st.floats(1, 50), aim=st.floats(0, 50), span=st.integers(3, 30), part=st.floats(0.1, 0.9))
def test_on_the_linear_path_the_pace_is_one(baseline, aim, span, part, reading):
    assume(baseline - aim > 0.01)
    years = 2000 + span * part * np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    values = baseline + (aim - baseline) * (years - 2000) / span
    read = reading(years, values, 2000 + span, aim)
    pace = SCHEMES["sdsn"](read)
    assert pace.score.item() == pytest.approx(1.0, abs=1e-6)
    assert pace.word.item() == "on_track_or_maintaining"
    assert SCHEMES["ctg"](read).word.item() == "improvement_and_on_track"
    assert SCHEMES["escap"](read).word.item() == "maintain"
    assert SCHEMES["hp2020"](read).score.item() == pytest.approx(100 * part, abs=1e-6)
