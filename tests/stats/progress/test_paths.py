from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equitygap import words
from equitygap.stats.progress import targets
from equitygap.stats.progress.paths import PATHS, delayed, elapsed, geometric, linear, milestones

HALVE_16 = {"baseline_year": 2015.0, "baseline": 16.0, "target_year": 2030.0, "target": 8.0}
EXTRAS = {
    "delayed": {"start_year": 2020.0},
    "milestones": {"milestone_years": [2020.0, 2025.0], "milestone_values": [15.0, 9.0]},
}


def test_registry_is_the_published_list():
    assert PATHS.keys() == words.PATHS.keys()


@pytest.mark.parametrize(
    ("baseline", "published", "exact"),
    # Productivity Commission, Closing the Gap Annual Data Compilation Report 2021, outcome area 1: gaps of
    # 2005-07 and trajectory gaps of 2015-17, men and women. Published inputs are rounded to 0.1.
    [(11.4, 6.9, 6.84), (9.5, 5.7, 5.70)],
)
def test_linear_path_on_mid_years_is_the_australian_trajectory(baseline, published, exact):
    path = linear([2016.0], baseline_year=2006.0, baseline=baseline, target_year=2031.0, target=0.0)[0, 0]
    assert path == pytest.approx(exact, abs=1e-12)
    assert path == pytest.approx(published, abs=0.1)


def test_where_west_side_united_should_be_in_2023():
    assert linear([2023.0], **HALVE_16)[0, 0] == pytest.approx(16 - 8 * 8 / 15)


@pytest.mark.parametrize("name", PATHS)
def test_every_path_joins_baseline_and_target_and_then_stays(name):
    path = PATHS[name]([2014.0, 2015.0, 2030.0, 2033.0], **HALVE_16, **EXTRAS.get(name, {}))[0]
    assert np.isnan(path[0])
    assert path[1:] == pytest.approx([16.0, 8.0, 8.0], abs=1e-12)


def test_shapes_between_the_ends():
    years = [2018.0, 2020.0, 2022.5, 2025.0]
    assert delayed(years, **HALVE_16, start_year=2020.0)[0] == pytest.approx([16, 16, 14, 12])
    assert milestones(years, **HALVE_16, **EXTRAS["milestones"])[0] == pytest.approx([15.4, 15, 12, 9])
    assert geometric([2022.5], **HALVE_16)[0] == pytest.approx([np.sqrt(128)])


@pytest.mark.parametrize(("baseline", "target"), [(0.0, 8.0), (16.0, 0.0), (-16.0, -8.0), (np.nan, 8.0)])
def test_geometric_needs_figures_above_zero(baseline, target):
    got = geometric([2020.0], baseline_year=2015.0, baseline=baseline, target_year=2030.0, target=target)
    assert np.isnan(got).all()


@pytest.mark.parametrize("start", [2014.0, 2030.0, 2031.0])
def test_delay_must_lie_inside_the_promise(start):
    assert np.isnan(delayed([2016.0, 2030.0], **HALVE_16, start_year=start)).all()


def test_target_year_must_come_after_the_baseline():
    late = HALVE_16 | {"target_year": 2015.0}
    assert np.isnan(linear([2015.0, 2020.0], **late)).all()


@pytest.mark.parametrize("milestone_years", [[2025.0, 2020.0], [2015.0, 2020.0], [2020.0, 2030.0]])
def test_milestones_must_increase(milestone_years):
    with pytest.raises(ValueError, match="must increase"):
        milestones([2020.0], **HALVE_16, milestone_years=milestone_years, milestone_values=[15.0, 9.0])


@pytest.mark.parametrize("name", PATHS)
def test_many_at_once_are_the_same_as_one_by_one(name):
    rng = np.random.default_rng(1)
    n, years = 5, np.arange(2014.0, 2034.0)
    promise = {
        "baseline_year": rng.uniform(2010, 2016, n),
        "baseline": rng.uniform(10, 20, n),
        "target_year": rng.uniform(2028, 2035, n),
        "target": rng.uniform(1, 9, n),
    }
    extra = {"delayed": {"start_year": 2020.0}, "milestones": EXTRAS["milestones"]}.get(name, {})
    whole = PATHS[name](years, **promise, **extra)
    single = [PATHS[name](years, **{k: v[i] for k, v in promise.items()}, **extra)[0] for i in range(n)]
    assert whole.shape == (n, len(years))
    np.testing.assert_array_equal(whole, single)


@given(
    baseline=st.floats(-50, 50),
    target=st.floats(-50, 50),
    share=st.floats(0, 1),
    span=st.floats(1, 40),
)
def test_on_the_linear_path_the_share_closed_is_the_share_elapsed(baseline, target, share, span):
    year = [2000 + share * span]
    now = linear(year, baseline_year=2000.0, baseline=baseline, target_year=2000 + span, target=target)
    gone = elapsed(year, baseline_year=2000.0, target_year=2000 + span)
    if abs(baseline - target) > 1e-6:
        assert targets.share_closed(baseline, now, target) == pytest.approx(gone, abs=1e-7)
