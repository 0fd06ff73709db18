"""Each scheme's word and score on published cases, at its cut-offs and where it cannot judge."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from equitygap import words
from equitygap.stats.progress.schemes import SCHEMES

# Australia's gap of 2005-07 with 2015-17 and 2020-22 (Productivity Commission, Closing the Gap), mid-years;
# Chicago's Loop and West Garfield Park (West Side United 2018; Chicago Department of Public Health 2023,
# baseline year assumed); an invented case. Scores: percent of targeted change, linear pace, compound growth,
# and where growth leads (q); None where a target of zero leaves growth undefined.
CASES = {
    "ctg men 2016": ([2006, 2016], [11.4, 8.6], 2031, 0.0, (24.56, 0.614, 0.0891, 0.5057)),
    "ctg women 2016": ([2006, 2016], [9.5, 7.8], 2031, 0.0, (17.89, 0.4474, 0.0636, 0.3892)),
    "ctg men 2021": ([2006, 2021], [11.4, 8.8], 2031, 0.0, (22.81, 0.3801, 0.0549, 0.3504)),
    "ctg women 2021": ([2006, 2021], [9.6, 8.1], 2031, 0.0, (15.63, 0.2604, 0.0367, 0.2466)),
    "west side": ([2015, 2023], [16.0, 20.7], 2030, 8.0, (-58.75, -1.1016, -0.7245, -1.2415)),
    "invented": ([2015, 2022], [16.0, 13.0], 2030, 8.0, (37.5, 0.8036, 0.6472, 0.7183)),
}
MODERATE = "moderate_progress_but_acceleration_needed"
VERDICTS = {
    "ctg men 2016": ("improving", "moderately_improving", "cannot_be_computed", "limited_progress", MODERATE),
    "ctg women 2016": ("improving", "stagnating", "cannot_be_computed", "limited_progress", MODERATE),
    "ctg men 2021": ("improving", "stagnating", "cannot_be_computed", "limited_progress", MODERATE),
    "ctg women 2021": ("improving", "stagnating", "cannot_be_computed", "limited_progress", MODERATE),
    "west side": (
        "getting_worse",
        "decreasing",
        "movement_away",
        "deterioration",
        "stagnation_or_regression",
    ),
    "invented": (
        "improving",
        "moderately_improving",
        "moderate_progress",
        "acceleration_needed",
        MODERATE,
    ),
}


def test_registry_is_the_published_list():
    assert SCHEMES.keys() == words.SCHEMES.keys() - {"probability"}
    assert words.SCHEMES.keys() == words.SCHEME_WORDS.keys()


@pytest.mark.parametrize("case", CASES)
def test_the_schemes_disagree_on_the_same_figures(case, reading):
    years, values, by, target, (achieved, pace, growth, q) = CASES[case]
    read = reading(years, values, by, target)
    got = {name: SCHEMES[name](read) for name in ("hp2020", "sdsn", "eurostat", "statcan", "unsd2023")}
    assert tuple(outcome.word.item() for outcome in got.values()) == VERDICTS[case]
    assert got["hp2020"].score.item() == pytest.approx(achieved, abs=0.006)
    assert got["sdsn"].score.item() == pytest.approx(pace, abs=6e-5)
    assert got["statcan"].score.item() == pytest.approx(growth, abs=6e-5)
    assert got["unsd2023"].score.item() == pytest.approx(q, abs=6e-5)
    if target:
        assert got["eurostat"].score.item() == pytest.approx(growth, abs=6e-5)
    else:
        assert np.isnan(got["eurostat"].score.item())
        assert got["eurostat"].reason.item() == "zero_value"
        assert got["statcan"].reason.item() == "zero_replaced"


def test_growth_on_an_exactly_linear_path_looks_slow(reading):
    years = [1, 2, 3, 5, 7, 8, 10, 12, 14, 15]
    published = [0.738, 0.751, 0.764, 0.793, 0.825, 0.842, 0.880, 0.923, 0.972, 1.000]
    ratios = [
        SCHEMES["eurostat"](reading([0, y], [16.0, 16 - 8 * y / 15], 15, 8.0 - 1e-12)).score.item()
        for y in years
    ]
    assert ratios == pytest.approx(published, abs=6e-4)


def test_linear_pace_on_a_geometric_path_looks_fast(reading):
    years, published = [1, 5, 10, 15], [1.355, 1.238, 1.110, 1.0]
    paces = [SCHEMES["sdsn"](reading([0, y], [16.0, 16 * 0.5 ** (y / 15)], 15, 8.0)) for y in years]
    assert [pace.score.item() for pace in paces] == pytest.approx(published, abs=6e-4)


@pytest.mark.parametrize("gaps", [[11.4, 8.7, 8.8], [9.6, 8.0, 8.1]], ids=["men", "women"])
def test_closing_the_gap_is_judged_as_published(gaps, reading):
    # Productivity Commission on life expectancy, 2020-22: improvement, not on track; revised 2015-17 figures.
    got = SCHEMES["ctg"](reading([2006, 2016, 2021], gaps, 2031, 0.0))
    assert got.word.item() == "improvement_not_on_track"
    assert got.reason.item() == "fewer_than_5_points"


CTG = [
    ([16.0, 15.0, 14.1, 12.9, 12.0], "improvement_and_on_track"),
    ([16.0, 15.9, 15.7, 15.6, 15.5], "improvement_not_on_track"),
    ([16.0, 17.0, 17.9, 19.1, 20.0], "worsening"),
    ([16.0, 15.0, 17.0, 15.5, 16.2], "no_change"),
    ([16.0, 16.0, 16.0, 16.0, 16.0], "no_change"),
    ([16.0, 15.0, np.nan, np.nan, np.nan], "not_assessable"),
    ([16.0, np.nan, np.nan, np.nan, 12.0], "not_assessable"),
]


@pytest.mark.parametrize(("gaps", "expected"), CTG)
def test_closing_the_gap_steps(gaps, expected, reading):
    got = SCHEMES["ctg"](reading([2015, 2016, 2017, 2018, 2019], gaps, 2030, 8.0))
    assert got.word.item() == expected


def test_closing_the_gap_uses_the_likelihood_ratio(reading):
    t, y = np.arange(6.0), np.array([16.0, 15.2, 15.9, 14.8, 15.3, 14.6])
    flat, line = ((y - y.mean()) ** 2).sum(), ((y - np.polyval(np.polyfit(t, y, 1), t)) ** 2).sum()
    ratio = 6 * np.log(flat / line)
    read = reading(2015 + t, y, 2030, 8.0)
    at = float(np.exp(-ratio / 2))  # the p-value of chi-squared with 1 degree of freedom lies below exp(-x/2)
    assert SCHEMES["ctg"](read, alpha=at).word.item() == "improvement_not_on_track"
    assert SCHEMES["ctg"](read, alpha=1e-6).word.item() == "no_change"
    assert SCHEMES["ctg"](read).score.item() == pytest.approx(np.polyval(np.polyfit(t, y, 1), 15.0))


def test_closing_the_gap_ignores_figures_before_its_baseline(reading):
    whole = reading([2013, 2014, 2015, 2016, 2017], [30.0, 2.0, 16.0, 15.0, 14.1], 2030, 8.0)
    after = reading([2015, 2016, 2017], [16.0, 15.0, 14.1], 2030, 8.0)
    whole = replace(whole, baseline_year=np.array([2015.0]), baseline=np.array([16.0]))
    assert SCHEMES["ctg"](whole).score.item() == pytest.approx(SCHEMES["ctg"](after).score.item())


# Baseline 16, target 8: latest, standard error of both, word.
HEALTHY_PEOPLE = [
    (8.0, np.nan, "target_met_or_exceeded"),
    (7.0, 5.0, "target_met_or_exceeded"),
    (15.2, np.nan, "improving"),
    (15.3, np.nan, "little_or_no_detectable_change"),
    (17.6, np.nan, "getting_worse"),
    (17.5, np.nan, "little_or_no_detectable_change"),
    (16.0, np.nan, "little_or_no_detectable_change"),
    (16.0, 0.0, "little_or_no_detectable_change"),
    (13.0, 1.08, "improving"),
    (13.0, 1.09, "little_or_no_detectable_change"),
    (19.0, 1.08, "getting_worse"),
    (19.0, 1.09, "little_or_no_detectable_change"),
]


@pytest.mark.parametrize("scheme", ["hp2020", "hp2030"])
@pytest.mark.parametrize(("latest", "error", "expected"), HEALTHY_PEOPLE)
def test_healthy_people(scheme, latest, error, expected, reading):
    got = SCHEMES[scheme](reading([2015, 2020], [16.0, latest], 2030, 8.0, se=error))
    assert got.word.item() == expected


def test_healthy_people_without_a_part(reading):
    read = reading([2015, 2020], [[16.0, np.nan], [16.0, 15.0], [np.nan, 15.0]], 2030, [8.0, np.nan, 8.0])
    got = SCHEMES["hp2020"](read)
    assert got.word.tolist() == ["baseline_only", "informational", "developmental"]
    assert got.reason.tolist() == ["missing_value"] * 3
    assert np.isnan(got.score).all()


def test_healthy_people_counts_shared_years(reading):
    apart = reading([2015, 2017], [16.0, 13.5], 2030, 8.0, se=1.0)
    shared = reading([2015, 2017], [16.0, 13.5], 2030, 8.0, se=1.0, covariance=0.5)
    assert SCHEMES["hp2020"](apart).word.item() == "little_or_no_detectable_change"
    assert SCHEMES["hp2020"](shared).word.item() == "improving"


def test_healthy_people_scores(reading):
    away = reading([2015, 2020], [16.0, 20.0], 2030, 8.0)
    assert SCHEMES["hp2020"](away).score.item() == pytest.approx(-50.0)
    assert np.isnan(SCHEMES["hp2030"](away).score.item())
    met_before = reading([2015, 2020], [7.0, 6.0], 2030, 8.0)
    assert np.isnan(SCHEMES["hp2020"](met_before).score.item())
    from_zero = reading([2015, 2020], [0.0, 2.0], 2030, -1.0)
    assert SCHEMES["hp2020"](from_zero).word.item() == "cannot_be_computed"


# A growth of 2 % a year is what is needed; the actual one is this share of it.
GROWTH = [
    ("eurostat", 0.95, "significant_progress"),
    ("eurostat", 0.94, "moderate_progress"),
    ("eurostat", 0.60, "moderate_progress"),
    ("eurostat", 0.59, "insufficient_progress"),
    ("eurostat", 0.0, "insufficient_progress"),
    ("eurostat", -0.01, "movement_away"),
    ("statcan", 0.95, "on_track"),
    ("statcan", 0.60, "acceleration_needed"),
    ("statcan", 0.59, "limited_progress"),
    ("statcan", -0.01, "deterioration"),
    ("unsd2022", 0.96, "substantial_progress_or_on_track"),
    ("unsd2022", 0.94, "fair_progress_but_acceleration_needed"),
    ("unsd2022", 0.49, "limited_or_no_progress"),
    ("unsd2022", -0.09, "limited_or_no_progress"),
    ("unsd2022", -0.11, "deterioration"),
]


@pytest.mark.parametrize(("scheme", "ratio", "expected"), GROWTH)
def test_growth_cut_offs(scheme, ratio, expected, reading):
    read = reading([2015, 2020], [50.0, 50 * (1 + 0.02 * ratio) ** 5], 2030, 50 * 1.02**15, sign=1.0)
    got = SCHEMES[scheme](read)
    assert got.word.item() == expected
    assert got.score.item() == pytest.approx(ratio, abs=1e-9)


@pytest.mark.parametrize("scheme", ["eurostat", "statcan", "unsd2022", "unsd2023", "sdsn"])
@pytest.mark.parametrize(
    ("baseline", "latest", "target"), [(16.0, 8.0, 8.0), (16.0, -1.0, 0.0), (16.0, 7.0, 8.0)]
)
def test_a_target_that_is_met_comes_first(scheme, baseline, latest, target, reading):
    got = SCHEMES[scheme](reading([2015, 2020], [baseline, latest], 2030, target))
    best = next(iter(words.SCHEME_WORDS[scheme]))
    assert got.word.item() == best


@pytest.mark.parametrize(
    ("scheme", "worst"),
    [
        ("eurostat", "movement_away"),
        ("statcan", "deterioration"),
        ("unsd2022", "deterioration"),
        ("unsd2023", "stagnation_or_regression"),
        ("sdsn", "decreasing"),
        ("escap", "reverse"),
    ],
)
@pytest.mark.parametrize("baseline", [7.0, 8.0])
def test_falling_back_behind_a_target_that_was_met_is_the_worst(scheme, worst, baseline, reading):
    got = SCHEMES[scheme](reading([2015, 2020], [baseline, 9.0], 2030, 8.0))
    assert got.word.item() == worst


CANNOT = [
    ("eurostat", [16.0, 12.0], 2030, 0.0, "zero_value"),
    ("eurostat", [16.0, 12.0], 2030, -2.0, "sign_change"),
    ("eurostat", [-1.0, 12.0], 2030, -2.0, "sign_change"),
    ("eurostat", [0.0, 12.0], 2030, 8.0, "zero_value"),
    ("statcan", [16.0, 12.0], 2030, -2.0, "sign_change"),
    ("unsd2022", [16.0, 12.0], 2030, 0.0, "zero_value"),
    ("unsd2023", [0.0, 12.0], 2030, 8.0, "zero_value"),
    ("unsd2023", [-1.0, 12.0], 2030, 8.0, "sign_change"),
    ("sdsn", [16.0, np.nan], 2030, 8.0, "no_time_elapsed"),
    ("sdsn", [16.0, 12.0], 2015, 8.0, "target_year_not_after_baseline"),
    ("sdsn", [16.0, 12.0], 2030, np.nan, "missing_value"),
    ("escap", [np.nan, 12.0], 2030, 8.0, "missing_value"),
]


@pytest.mark.parametrize(("scheme", "values", "by", "target", "reason"), CANNOT)
def test_what_cannot_be_computed_says_why(scheme, values, by, target, reason, reading):
    got = SCHEMES[scheme](reading([2015, 2020], values, by, target))
    assert got.word.item() == "cannot_be_computed"
    assert got.reason.item() == reason
    assert np.isnan(got.score.item())


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("values", [[np.nan] * 3, [16.0, np.nan, np.nan], [0.0, 0.0, 0.0]])
def test_no_scheme_falls_over_empty_series(name, values, reading):
    got = SCHEMES[name](reading([2015, 2016, 2017], values, np.nan, np.nan))
    assert got.word.item() in words.SCHEME_WORDS[name]
    assert got.reason.item() in words.SCHEME_REASONS


SDSN = [
    (12.0, "on_track_or_maintaining"),
    (12.1, "moderately_improving"),
    (14.0, "moderately_improving"),
    (14.1, "stagnating"),
    (16.0, "stagnating"),
    (16.1, "decreasing"),
]


@pytest.mark.parametrize(("latest", "expected"), SDSN)
def test_sustainable_development_report(latest, expected, reading):
    assert SCHEMES["sdsn"](reading([2010, 2020], [16.0, latest], 2030, 8.0)).word.item() == expected


def test_met_but_falling_is_stagnating(reading):
    assert SCHEMES["sdsn"](reading([2010, 2020], [5.0, 6.0], 2030, 8.0)).word.item() == "stagnating"


# A straight series from 16 in 2015; its height in 2030 is 16 + 15 steps, the target 8.
ESCAP = [
    (-0.6, "maintain", 0.0),
    (-0.5, "maintain", 6.25),
    (-0.47, "accelerate", 11.875),
    (0.0, "accelerate", 100.0),
    (0.1, "reverse", 118.75),
]


@pytest.mark.parametrize(("step", "expected", "index"), ESCAP)
def test_anticipated_progress(step, expected, index, reading):
    got = SCHEMES["escap"](reading([2015, 2016, 2017, 2018], 16 + step * np.arange(4), 2030, 8.0))
    assert got.word.item() == expected
    assert got.score.item() == pytest.approx(index, abs=1e-9)


def test_anticipated_progress_weighs_recent_years_more(reading):
    t, y = np.array([2015.0, 2016, 2018, 2020]), np.array([16.0, 16.5, 15.0, 12.0])
    weights = 1 + (t - 2015) / 5
    arrival = np.polyval(np.polyfit(t - 2015, y, 1, w=np.sqrt(weights)), 15.0)
    got = SCHEMES["escap"](reading(t, y, 2030, 1.0))
    assert got.score.item() == pytest.approx(100 * (arrival - 1) / 15)


FINGERTIPS = [
    ([16.0, 15.0, 14.0, 13.0, 12.0], 0.9, -1.0, "decreasing_getting_better", ""),
    ([16.0, 15.0, 14.0, 13.0, 12.0], 0.9, 1.0, "decreasing_getting_worse", ""),
    ([12.0, 13.0, 14.0, 15.0, 16.0], 0.9, 1.0, "increasing_getting_better", ""),
    ([12.0, 13.0, 14.0, 15.0, 16.0], 0.9, -1.0, "increasing_getting_worse", ""),
    ([16.0, 15.0, 14.0, 13.0, 12.0], 1.1, -1.0, "no_significant_change", ""),
    ([14.0, 14.1, 14.2, 14.3, 10.0], 0.5, -1.0, "no_significant_change", "leave_one_out_sign_flip"),
    ([16.0, 15.0, 14.0, 13.0, np.nan], 0.5, -1.0, "cannot_be_calculated", "too_few_points"),
    ([16.0, 15, 14, 13, 12], [1, 1, np.nan, 1, 1], -1.0, "cannot_be_calculated", "standard_error_missing"),
    ([16.0, 15, 14, 13, 12], [1, 1, 0, 1, 1], -1.0, "cannot_be_calculated", "standard_error_missing"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "error", "sign", "expected", "reason"), FINGERTIPS)
def test_fingertips(values, error, sign, expected, reason, reading):
    got = SCHEMES["fingertips"](reading(np.arange(2015, 2020), values, 2030, 8.0, se=error, sign=sign))
    assert (got.word.item(), got.reason.item()) == (expected, reason)


def test_fingertips_takes_the_last_five_figures_and_weighs_them(reading):
    t = np.arange(2012.0, 2020.0)
    y = np.array([30.0, 2.0, 16.0, np.nan, 15.2, 14.1, 13.5, 12.0])
    error = np.array([1.0, 1.0, 0.5, np.nan, 0.6, 0.4, 0.7, 0.5])
    last = [2, 4, 5, 6, 7]
    w = error[last] ** -2
    centred = t[last] - (w @ t[last]) / w.sum()
    slope = (w * centred) @ y[last] / (w @ centred**2)
    got = SCHEMES["fingertips"](reading(t, y, 2030, 8.0, se=error))
    assert got.score.item() == pytest.approx(slope**2 * (w @ centred**2))


@pytest.mark.parametrize(
    ("step", "half_width", "reason"), [(1, 1.0, "overlapping_periods"), (3, 1.0, "not_annual")]
)
def test_fingertips_refuses_rolling_and_long_periods(step, half_width, reason, reading):
    years = 2000 + step * np.arange(5)
    read = reading(years, [16.0, 15, 14, 13, 12], 2030, 8.0, se=0.5, half_width=half_width)
    got = SCHEMES["fingertips"](read)
    assert (got.word.item(), got.reason.item()) == ("cannot_be_calculated", reason)


@pytest.mark.parametrize(
    ("field", "wrong", "message"),
    [
        ("sign", np.array([0.0]), "sign must be"),
        ("value", np.zeros((2, 2)), "must be"),
        ("year", np.zeros(0), "must be"),
    ],
)
def test_a_reading_must_fit_together(field, wrong, message, reading):
    with pytest.raises(ValueError, match=message):
        replace(reading([2015, 2020], [16.0, 12.0], 2030, 8.0), **{field: wrong})


def test_a_reading_needs_a_period(reading):
    read = reading([2015], [16.0], 2030, 8.0)
    nothing = np.zeros((1, 0))
    with pytest.raises(ValueError, match="at least one period"):
        replace(read, year=np.zeros(0), value=nothing, standard_error=nothing)


def test_levels_of_the_test_must_be_probabilities(reading):
    with pytest.raises(ValueError, match="alpha must lie"):
        SCHEMES["hp2020"](reading([2015, 2020], [16.0, 12.0], 2030, 8.0), alpha=95)
