"""The door tells of names that a spreadsheet might run, and keeps them."""

from __future__ import annotations

import pytest

from equitygap import sources, validate


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("=1+1", True),
        ("@SUM(A1)", True),
        ("+cmd", True),
        ("-cmd", True),
        ('"\t=1"', True),
        ("-1", False),  # a number, and a code such as -99
        ("+1.5", False),
        ("-5 %", False),
        ("-", False),  # a mark for nothing
        ("a=b", False),
        ("Peña", False),
    ],
)
def test_names_like_formulas(tmp_path, name, formula):
    path = tmp_path / "le.csv"
    path.write_text(f"metric,area,year,value\nlife_expectancy,Loop,2012,80\nlife_expectancy,{name},2012,70\n")
    checked = validate.check(sources.read(path))
    assert [(one.check, one.row, one.severity) for one in checked.found] == (
        [("formula_like", 3, "warning")] if formula else []
    )
    assert name.strip('"') in list(checked.frame["area"])
