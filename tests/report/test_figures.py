"""Every number of the page is the number of the table that the same run wrote."""

from __future__ import annotations

import pytest

from equitygap import config, pipeline
from equitygap.present.text import rounded
from pages_read import read


@pytest.mark.parametrize("which", ["west", "halving", "hostile"])
def test_every_figure_equals_the_one_in_the_file(which, request):
    made = request.getfixturevalue(which)
    figures = read(made.text).figures
    assert len(figures) > 100
    tables = {name: made.table(name) for name in {figure.table for figure in figures} - {"read"}}
    tables["read"] = pipeline.read(config.load(made.folder.parent / "config.yaml")).estimates
    for figure in figures:
        there = tables[figure.table][figure.column].iloc[figure.row]
        assert float(figure.value) == float(there), figure


def test_tables_are_shown_whole(halving):
    figures = read(halving.text).figures
    shown = {(figure.table, figure.row) for figure in figures}
    for name in ("gaps", "path", "what_if", "solutions", "deaths_to_avert", "power", "power_curve"):
        assert {row for table, row in shown if table == name} == set(range(len(halving.table(name))))


def test_people_see_rounded_figures(west):
    latest = [one for one in read(west.text).figures if one.column == "latest_gap"]
    assert len(latest) == 4
    assert all(one.text == rounded(float(one.value)) for one in latest)
