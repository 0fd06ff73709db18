"""`equitygap inequality` on real figures, and by rank."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
OLD = (
    "City of Chicago, Public Health Statistics, Life Expectancy By Community Area (Historical), "
    "1990-2010 method"
)


def equitygap(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "equitygap", "inequality", *(str(argument) for argument in arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=120)


def test_the_range_of_chicagos_areas_with_its_interval():
    data = "sample_data/chicago_life_expectancy.csv"
    choice = ["--where", f"source={OLD}", "--accept", "interval_excludes_estimate"]
    done = equitygap(data, *choice, "--measure", "difference", "--measure", "theil_index")
    assert done.returncode == 0, done.stderr
    found = pd.read_csv(StringIO(done.stdout))
    assert set(found["measure"]) == {"difference", "theil_index"}
    widest = found[(found["measure"] == "difference") & (found["start"] == 2010)].iloc[0]
    estimates = pd.read_csv(ROOT / data)
    values = estimates.loc[(estimates["source"] == OLD) & (estimates["start"] == 2010), "value"]
    assert widest["value"] == pytest.approx(values.max() - values.min())
    assert widest["areas"] == 77


def test_areas_in_an_order_of_disadvantage(tmp_path):
    data = tmp_path / "ranked.csv"
    rows = [f"life_expectancy,A{i},2015,2015,{70 + 2 * i},0.5,1000,{5 - i}" for i in range(5)]
    header = "metric,area,start,end,value,standard_error,population,hardship"
    data.write_text("\n".join([header, *rows]) + "\n")
    ordered = ["--rank-column", "hardship", "--rank-descending", "--measure", "slope_index_of_inequality"]
    done = equitygap(data, *ordered)
    assert done.returncode == 0, done.stderr
    slope = pd.read_csv(StringIO(done.stdout)).iloc[0]
    assert slope["value"] == pytest.approx(10.0)
    assert slope["lower"] < 10 < slope["upper"]


def test_an_unknown_measure_is_named(tmp_path):
    done = equitygap(
        "sample_data/chicago_life_expectancy.csv",
        "--measure",
        "theil",
        "--accept",
        "interval_excludes_estimate",
    )
    assert done.returncode == 2
    assert "theil_index" in done.stderr
