"""`equitygap scorecard`, and the scorecard of `equitygap run`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import equitygap
from equitygap.errors import UsageError

ROOT = Path(__file__).parents[2]

DATA = """metric,area,year,value,numerator,denominator
graduation,Hill,2015,,140,200
graduation,Hill,2017,,150,200
graduation,Hill,2019,,162,200
graduation,Dale,2015,,100,200
graduation,Dale,2017,,98,200
graduation,Dale,2019,,97,200
graduation,City,2015,75,,
graduation,City,2019,80,,
loans,Partnership,2018,1000000,,
loans,Partnership,2019,1400000,,
meetings,Partnership,2019,12,,
"""
CONFIG = """data: [{path: data.csv}]
metrics:
  graduation:
    {label: High school graduation, unit: percent, better: higher, domain: Education, benchmark: City,
     baseline: 2015, target: {level: 85, by: 2025}, scheme: hp2030}
  readiness: {label: Readiness, unit: percent, better: higher, domain: Education, figures: none}
  loans:
    {unit: dollars, better: higher, domain: Investment, kind: process, figures: cumulative,
     areas: [Partnership], baseline: 2017, target: {total: "$1,700,000", by: 2021}}
scorecard: {areas: [Dale, Hill], domains: [Investment]}
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "data.csv").write_text(DATA, encoding="utf-8")
    (tmp_path / "c.yaml").write_text(CONFIG, encoding="utf-8")


def test_rows_by_domain(told, files):
    code, table, said = told("scorecard", "c.yaml")
    assert code == 0, said
    assert table["metric"].tolist() == ["loans", "graduation", "graduation", "readiness"]
    assert table["area"].fillna("").tolist() == ["Partnership", "Dale", "Hill", ""]
    assert table["status"].tolist() == ["on_track", "no_detectable_change", "improving", "no_data"]
    assert "not declared under `metrics` and not shown: meetings" in said
    assert "Wilson's limits of a proportion: graduation" in said
    hill = table.iloc[2]
    assert (hill["latest"], hill["benchmark_value"]) == (81.0, 80.0)
    # Wilson's limits of 162 in 200, which are not symmetric.
    assert (hill["latest_lower"], hill["latest_upper"]) == pytest.approx((75.00, 85.83), abs=0.01)


def test_people_see_domains_and_counts_never_an_average(ran, files):
    code, out, _ = ran("scorecard", "c.yaml", "--format", "table")
    assert code == 0
    assert out.splitlines().count("Education") == 1
    assert out.splitlines().count("  High school graduation, percent; City: 80.0") == 1
    assert "  loans, dollars: total" in out
    assert "no detectable change (hp2030: little or no detectable change)" in " ".join(out.split())
    assert "All together: 1 on track, 1 no detectable change, 1 improving, 1 no data." in out
    assert "no_published_figures: the metric is declared, but no figures are published" in out


def test_counts(told, files):
    _, table, _ = told("scorecard", "c.yaml", "--counts")
    assert table.groupby("domain")["rows"].sum().to_dict() == {"Investment": 1, "Education": 3, "all": 4}


def test_one_metric(told, files):
    _, table, _ = told("scorecard", "c.yaml", "--metric", "graduation", "--confidence", "0.8")
    assert set(table["metric"]) == {"graduation"}
    assert table["latest_upper"].max() < 85
    code, _, said = told("scorecard", "c.yaml", "--metric", "graduaton")
    assert (code, "did you mean 'graduation'?" in said) == (2, True)


def test_run_makes_a_scorecard_and_needs_no_comparison(told, files, tmp_path):
    config = CONFIG + "outputs: {folder: out, format: csv}\n"
    (tmp_path / "c.yaml").write_text(config, encoding="utf-8")
    code, table, said = told("run", "c.yaml")
    assert code == 0, said
    assert table["metric"].iloc[0] == "loans"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "scorecard.csv",
        "scorecard_counts.csv",
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        (
            "  loans:",
            "  laons:",
            11,
            "there is no metric 'laons' in the data (did you mean 'loans'?)",
        ),
        ("figures: none", "figures: each_period", 11, "where none is published, say so: figures: none"),
        ("[Dale, Hill]", "[Dale, Hil]", 11, "there is no area 'Hil' in the data (did you mean 'Hill'?)"),
        (
            "baseline: 2015",
            "baseline: 2014",
            11,
            "graduation: no period of the data is centred on or contains",
        ),
        (
            "unit: percent, better: higher, domain: Education, bench",
            "unit: share, better: higher, bench",
            10,
            "found 85",
        ),
    ],
)
def test_one_clear_message(ran, files, tmp_path, old, new, code, message):
    (tmp_path / "c.yaml").write_text(CONFIG.replace(old, new, 1), encoding="utf-8")
    done, out, said = ran("scorecard", "c.yaml")
    assert (done, out) == (code, "")
    assert message in " ".join(said.split())


def test_a_table_alone_declares_nothing(ran, files, tmp_path):
    (tmp_path / "plain.csv").write_text("metric,area,year,value\nx,Hill,2020,5\n", encoding="utf-8")
    code, _, said = ran("scorecard", "plain.csv")
    assert code == 2
    assert "a scorecard needs `metrics` with a domain or a target" in said


def test_the_gap_of_a_promise_is_a_row(told):
    code, table, said = told("scorecard", ROOT / "configs" / "west-side-united.yaml")
    assert code == 0, said
    _, alone, _ = told("trajectory", ROOT / "configs" / "west-side-united.yaml")
    assert set(table["quantity"]) == {"gap"}
    assert table["status"].tolist() == alone["status"].tolist()
    assert table["latest"].tolist() == alone["latest_gap"].tolist()


def test_the_same_in_python(files, tmp_path):
    data = pd.DataFrame(
        {
            "metric": "smoking",
            "area": ["Hill"] * 3,
            "start": [2015, 2017, 2019],
            "end": [2015, 2017, 2019],
            "value": [20.0, 18.0, 17.0],
            "standard_error": 0.5,
        }
    )
    goal = {"reduce": "25%", "by": 2030}
    declared = {"smoking": {"unit": "percent", "better": "lower", "baseline": 2015, "target": goal}}
    row = equitygap.scorecards(data, declared, confidence=0.9).iloc[0]
    assert (row["target"], row["percent_achieved"]) == (15.0, pytest.approx(60.0))
    assert row["latest_upper"] - row["latest"] == pytest.approx(1.6449 * 0.5, abs=1e-4)
    with pytest.raises(UsageError, match="expected a unit"):
        equitygap.scorecards(data, {"smoking": {"unit": "precent", "domain": "Health"}})
