"""Each metric's own direction: a comparison of several metrics must not turn one by another's."""

from __future__ import annotations

import pandas as pd
import pytest

from equitygap import pipeline
from equitygap.config import build
from equitygap.errors import UsageError

WAYS = {"attendance": {"better": "higher"}, "mortality": {"better": "lower"}}
FIGURES = {"attendance": {"Loop": 90.0, "Hill": 80.0}, "mortality": {"Loop": 5.0, "Hill": 9.0}}


@pytest.fixture
def ran(tmp_path):
    """Run a config on the figures of two metrics of men and women."""

    def running(**config):
        rows = [
            (metric, area, group, year, value + year - 2015, 1.0)
            for metric, values in FIGURES.items()
            for area, value in values.items()
            for group in ("men", "women")
            for year in range(2015, 2018)
        ]
        columns = ["metric", "area", "group", "year", "value", "standard_error"]
        path = tmp_path / "figures.csv"
        pd.DataFrame(rows, columns=columns).to_csv(path, index=False)
        return pipeline.run(build(data=[{"path": str(path)}], **config)).tables

    return running


def test_a_gap_is_turned_by_its_own_metric(ran):
    found = ran(metrics=WAYS, comparisons=[{"benchmark": "Loop"}])["gaps"]
    assert found.groupby("metric")["gap"].unique().map(list).to_dict() == {
        "attendance": [10],
        "mortality": [4],
    }


def test_so_is_a_trajectory(ran):
    target = {"reduce": "50%", "baseline": 2015, "by": 2030}
    found = ran(metrics=WAYS, comparisons=[{"benchmark": "Loop"}], target=target)["trajectory"]
    assert found.groupby("metric")["baseline_gap"].first().to_dict() == {"attendance": 10, "mortality": 4}


def test_a_metric_of_which_nobody_says_it_is_refused(ran):
    with pytest.raises(UsageError, match="which way is better for the metric 'mortality'"):
        ran(metrics={"attendance": {"better": "higher"}}, comparisons=[{"benchmark": "Loop"}])


def test_inequality_is_that_of_every_comparison(ran):
    comparisons = [
        {"benchmark": "Loop", "metric": "attendance", "group": "men"},
        {"benchmark": "Loop", "metric": "mortality", "group": "women"},
    ]
    found = ran(metrics=WAYS, comparisons=comparisons, inequality={"measures": ["difference"]})["inequality"]
    pairs = found[["metric", "group"]].drop_duplicates().to_numpy().tolist()
    assert pairs == [["attendance", "men"], ["mortality", "women"]]
