"""`equitygap inequality` on real figures, and by rank."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
OLD = (
    "City of Chicago, Public Health Statistics, Life Expectancy By Community Area (Historical), "
    "1990-2010 method"
)


def test_the_range_of_chicagos_areas_with_its_interval(equitygap):
    data = "sample_data/chicago_life_expectancy.csv"
    choice = ["--where", f"source={OLD}", "--accept", "interval_excludes_estimate"]
    done = equitygap("inequality", data, *choice, "--measure", "difference", "--measure", "theil_index")
    assert done.returncode == 0, done.stderr
    found = pd.read_csv(StringIO(done.stdout))
    assert set(found["measure"]) == {"difference", "theil_index"}
    widest = found[(found["measure"] == "difference") & (found["start"] == 2010)].iloc[0]
    estimates = pd.read_csv(ROOT / data)
    values = estimates.loc[(estimates["source"] == OLD) & (estimates["start"] == 2010), "value"]
    assert widest["value"] == pytest.approx(values.max() - values.min())
    assert widest["areas"] == 77


def test_areas_in_an_order_of_disadvantage(equitygap, tmp_path):
    data = tmp_path / "ranked.csv"
    rows = [f"life_expectancy,A{i},2015,2015,{70 + 2 * i},0.5,1000,{5 - i}" for i in range(5)]
    header = "metric,area,start,end,value,standard_error,population,hardship"
    data.write_text("\n".join([header, *rows]) + "\n")
    ordered = ["--rank-column", "hardship", "--rank-descending", "--measure", "slope_index_of_inequality"]
    done = equitygap("inequality", data, *ordered)
    assert done.returncode == 0, done.stderr
    slope = pd.read_csv(StringIO(done.stdout)).iloc[0]
    assert slope["value"] == pytest.approx(10.0)
    assert slope["lower"] < 10 < slope["upper"]


def test_an_unknown_measure_is_named(equitygap, tmp_path):
    done = equitygap(
        "inequality",
        "sample_data/chicago_life_expectancy.csv",
        "--measure",
        "theil",
        "--accept",
        "interval_excludes_estimate",
    )
    assert done.returncode == 2
    assert "theil_index" in done.stderr


SERIES = ("sample_data/chicago_life_expectancy.csv", "--accept", "interval_excludes_estimate")


def test_a_change_between_two_periods(equitygap):
    done = equitygap("inequality", *SERIES, "--measure", "difference", "--from", 2012, "--to", 2019)
    assert done.returncode == 0, done.stderr
    change = pd.read_csv(StringIO(done.stdout)).iloc[0]
    each = pd.read_csv(
        StringIO(equitygap("inequality", *SERIES, "--measure", "difference").stdout)
    ).set_index("start")
    assert change["value"] == pytest.approx(each["value"][2019] - each["value"][2012])
    assert (change["start"], change["end"]) == (2012, 2019)
    assert change["note"] == "interval_needs_standard_errors"


def test_a_change_between_two_sources_says_so(equitygap):
    done = equitygap("inequality", *SERIES, "--measure", "difference", "--from", 2010, "--to", 2012)
    assert "source_mismatch" in pd.read_csv(StringIO(done.stdout))["note"][0]


def test_areas_ordered_by_another_metric(equitygap, tmp_path):
    data = tmp_path / "two.csv"
    rows = [f"life_expectancy,A{i},2015,2015,{70 + 2 * i},0.5,1000" for i in range(5)]
    rows += [f"hardship,A{i},2012,2012,{5 - i},,1000" for i in range(5)]
    data.write_text("\n".join(["metric,area,start,end,value,standard_error,population", *rows]) + "\n")
    order = ["--rank-metric", "hardship", "--rank-descending", "--measure", "slope_index_of_inequality"]
    found = pd.read_csv(StringIO(equitygap("inequality", data, *order).stdout))
    assert found["metric"].tolist() == ["life_expectancy"]
    assert found["value"][0] == pytest.approx(10.0)


def test_bounds_link_and_parts_reach_the_measures(equitygap, tmp_path):
    data = tmp_path / "shares.csv"
    rows = [f"vaccinated,A{i},2015,2015,{20 + 15 * i},1,1000,{i}" for i in range(4)]
    data.write_text("\n".join(["metric,area,start,end,value,standard_error,population,poor", *rows]) + "\n")
    common = (data, "--better", "higher", "--rank-column", "poor", "--bounds", 0, 100)
    measures = ("--measure", "erreygers_concentration_index", "--measure", "theil_index_between")
    parts = ("--part", "East=A0,A1", "--part", "West=A2,A3")
    found = pd.read_csv(StringIO(equitygap("inequality", *common, *measures, *parts).stdout)).set_index(
        "measure"
    )
    # Erreygers 2009: 4 μ C / (b − a), and 2 Σ p (x − 1/2) y = 4.6875 for these four areas.
    assert found["value"]["erreygers_concentration_index"] == pytest.approx(4 * 9.375 / 100)
    assert found["value"]["theil_index_between"] > 0
    slope = ("--measure", "slope_index_of_inequality")
    linear, logit = (
        pd.read_csv(StringIO(equitygap("inequality", *common, *slope, "--link", link).stdout))["value"][0]
        for link in ("linear", "logit")
    )
    assert linear == pytest.approx(60.0)
    assert logit != pytest.approx(linear, abs=0.1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--from", 2012), "a change needs both --from and --to"),
        (("--part", "North"), "--part takes NAME=AREA,AREA"),
        (("--part", "North=Lop"), "(did you mean 'Loop'?)"),
        (("--bounds", 9, 3), "expected a lower and a higher number"),
        (("--quantiles", 5), "quantiles need an order of the areas"),
        (("--rank-metric", "life_expectancy"), "is the only metric in the data"),
        (("--rank-metric", "hardship"), "there is no metric 'hardship'"),
        (("--reference", "Lop"), "(did you mean 'Loop'?)"),
    ],
)
def test_what_cannot_be_asked(equitygap, options, message):
    done = equitygap("inequality", *SERIES, *options)
    assert done.returncode in (2, 11)
    assert message in done.stderr.replace("\n", " ")
    assert done.stdout == ""
