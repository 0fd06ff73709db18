from __future__ import annotations

import io
import subprocess
import sys

import pandas as pd
import pytest
from rich.cells import cell_len

from equitygap import tables, words
from equitygap.present.cells import NUMERIC, SHOW, decimals_of_figures
from equitygap.present.grid import MOST_ROWS, Companions, grid, series_of
from equitygap.present.screens import SCREENS
from equitygap.present.tallies import levelling_down, tallies
from equitygap.present.terminal import STYLES, Screen, drawn, screen_of
from equitygap.present.text import status_words

GAPS = (11.2, 12.0, 11.7, 11.1, 12.5, 13.1, 13.8, 12.2, 12.6)
COMPANIONS = Companions({("life_expectancy", "Loop", "West Garfield Park", ""): GAPS}, ["A sentence."])


def on_screen(frame, width=80, companions=COMPANIONS, table="trajectory", **screen) -> str:
    encoding = screen.get("encoding", "utf-8")
    return drawn(grid(frame, table, companions=companions, encoding=encoding), Screen(width, **screen))


def test_80_columns_show_the_verdict_with_its_grounds(trajectory):
    frame = trajectory({"latest_lower": 10.1, "latest_upper": 15.05})
    assert on_screen(frame).splitlines() == [
        "Metric: life_expectancy; Benchmark: Loop; Promise: reduce by 50% by 2030",
        "  (baseline 2012); Model: pooled",
        "Focus               Gap              Latest  Target  Chance  Status     Notes",
        "─────────────────────────────────────────────────────────────────────────────",
        "West Garfield Park  ▁▃▃▁▅▆█▄▅          12.6     5.6     3 %  off track  1 2",
        "                               10.1 to 15.1",
        "1 standard_error_missing: no standard errors are given; the scatter around the",
        "  model stands in for them",
        "2 not_closing: at the present trend the gap does not close",
        "Not shown, for want of width: Trend per year, Needed per year, Baseline,",
        "  Projected. Files hold all columns.",
        "",
        "A sentence.",
    ]


def test_a_wide_screen_shows_all_columns_on_one_line(trajectory):
    shown = on_screen(trajectory({}), 200)
    for cell in ("11.2", "12.6", "-0.70", "+0.28", "13.9 (9.2 to 18.6)", "3 %", "off track"):
        assert cell in shown
    assert "Not shown" not in shown


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_screen(trajectory, width):
    frame = trajectory({"focus": "芝加哥" * 20}, {"focus": "x" * 90, "status": "no_detectable_change"}, {})
    assert max(map(cell_len, on_screen(frame, width).splitlines())) <= width


def test_names_cannot_steer_the_terminal(trajectory):
    hostile = "\x1b]0;title\x07 [bold red]x[/] :warning: \u202e\x9b2J"
    frame = trajectory({"focus": hostile, "benchmark": hostile, "flags": hostile}, {"benchmark": "Loop"})
    shown = on_screen(frame, None, Companions({}, [hostile]))
    assert not set(shown) & set("\x1b\x07\x9b\u202e")
    assert r"\x1b]0;title\x07 [bold red]x[/] :warning: \u202e\x9b2J" in shown


def test_statuses_are_worded_and_coloured_and_levelling_down_is_no_success(trajectory):
    frame = trajectory({"status": "met"}, {"status": "met", "flags": "levelling_down"})
    shown = on_screen(frame, 200, colour=True)
    assert "\x1b[32mmet" in shown
    assert "\x1b[33mmet (levelling down)" in shown
    plain = on_screen(frame, 200)
    assert "\x1b" not in plain
    assert "met (levelling down)" in plain


def test_every_status_and_severity_has_a_colour():
    statuses = [status_words(status) for status in (*words.STATUSES, *words.SCORECARD_STATUSES)]
    assert set(STYLES) == {*statuses, *words.SEVERITIES, *words.CHECK_OUTCOMES}


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "colour"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
        (None, {}, False),
    ],
)
def test_colours_only_where_welcome(stream, environment, colour):
    assert screen_of(stream, environment).colour is colour


def test_a_plain_terminal_gets_plain_characters(trajectory):
    shown = on_screen(trajectory({}, {"focus": "Peña"}), encoding="ascii")
    assert shown.isascii()
    assert "_--_=+#~=" in shown
    assert r"Pe\xf1a" in shown


def test_a_number_that_is_cut_shows_it():
    estimates = pd.DataFrame([{"area": "a", "value": 12_345_678_901_234_567.0}])
    assert "12,345,678,901,234…" in on_screen(estimates, 10, table="estimates")


def test_missing_numbers_are_shown_as_missing(trajectory):
    shown = on_screen(trajectory({"probability": None, "projected_gap": None}), 200)
    assert " - " in shown


def test_many_rows_are_cut_and_it_is_said(trajectory):
    frame = trajectory(*[{}] * (MOST_ROWS + 7))
    assert "Not shown: 7 more rows. Files hold all rows." in on_screen(frame)


def test_free_text_notes_stay_as_they_are():
    gaps = pd.DataFrame(
        [{"focus": "f", "gap": 1.0, "note": "two_points"}, {"focus": "g", "note": "see page 3"}]
    )
    shown = on_screen(gaps, 80, table="gaps")
    assert "see page 3" in shown
    assert "1 two_points: only two points" in shown


def test_observed_gaps_come_from_the_path():
    path = pd.DataFrame(
        [
            {"year": 2014.0, "kind": "observed", "value": None},
            {"year": 2013.0, "kind": "observed", "value": 2.0},
            {"year": 2012.0, "kind": "required", "value": 9.0},
            {"year": 2012.0, "kind": "observed", "value": 1.0},
        ]
    ).assign(metric="m", benchmark="b", focus="f")
    assert series_of(path) == {("m", "b", "f", ""): [1.0, 2.0, None]}


@pytest.mark.parametrize("table", list(tables.ALL))
def test_screens_show_columns_that_exist_in_known_ways(table):
    for shown in SCREENS[table]:
        assert set(shown.columns) <= set(tables.names(table))
        assert shown.show in SHOW
    assert any(shown.importance == 0 and not shown.in_title for shown in SCREENS[table])


def test_screens_are_those_of_the_tables():
    assert set(SCREENS) == set(tables.ALL)
    assert set(SHOW) > NUMERIC


def test_drawing_does_not_load_the_slow_parts_of_rich():
    program = (
        "import sys, pandas as pd; from equitygap.present.files import write;"
        "write(pd.DataFrame({'area': ['a']}), 'estimates', format='table', stream=sys.stderr);"
        "print([m for m in ('rich.markdown', 'rich.syntax', 'rich.traceback') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def scored_row(**more):
    row = {
        "domain": "Health",
        "metric": "homicide",
        "label": "Homicides",
        "unit": "deaths per 100,000",
        "quantity": "value",
        "area": "Hill",
        "latest": 34.8,
        "latest_lower": 29.7,
        "latest_upper": 39.9,
        "latest_year": 2008.0,
        "benchmark": "City",
        "benchmark_value": 14.9,
        "status": "informational",
        "scheme": None,
        "flags": "no_target",
    }
    return row | more


def test_a_scorecard_says_metrics_once_and_leaves_out_what_no_row_has():
    card = pd.DataFrame(
        [scored_row(), scored_row(area="Dale"), scored_row(domain="", metric="other", label="")]
    )
    assert on_screen(card, 80, Companions(), "scorecard").splitlines() == [
        "Area                   Latest  Year  Status",
        "──────────────────────────────────────────────",
        "Health",
        "  Homicides, deaths per 100,000; City: 14.9",
        "    Hill  34.8 (29.7 to 39.9)  2008  no target",
        "    Dale  34.8 (29.7 to 39.9)  2008  no target",
        "",
        "Without a domain",
        "  other, deaths per 100,000; City: 14.9",
        "    Hill  34.8 (29.7 to 39.9)  2008  no target",
    ]


@pytest.mark.parametrize("width", [60, 80, 100, 130])
def test_a_narrow_scorecard_keeps_figure_promise_and_verdict_and_breaks_no_word(width):
    promise = {"target": 10.0, "target_year": 2030.0, "percent_achieved": -30.0, "baseline": 12.0}
    words = {"status": "off_track", "scheme": "statcan", "scheme_status": "deterioration"}
    down = {"status": "on_track", "flags": "levelling_down", "scheme": "probability"}
    rows = [scored_row(**promise, **words), scored_row(**promise, **down, area="West Garfield Park")]
    shown = on_screen(pd.DataFrame(rows), width, Companions(), "scorecard")
    for word in ("34.8", "10.0", "2030", "off", "(statcan:", "deterioration)", "(levelling", "down)"):
        assert word in shown.split()
    assert "29.7 to 39.9" in shown
    assert max(map(cell_len, shown.splitlines())) <= width


def test_levelling_down_on_a_scorecard_is_no_success():
    row = {"status": "met", "flags": "levelling_down", "scheme": "eurostat", "scheme_status": "target_met"}
    card = pd.DataFrame([scored_row(**row)])
    shown = on_screen(card, 200, table="scorecard", colour=True)
    assert "\x1b[33mmet (levelling down) (eurostat: target met)" in shown
    both = pd.concat([card, pd.DataFrame([scored_row(status="met", flags="")])])
    assert tallies(both) == ["All together: 1 met (levelling down), 1 met."]
    assert levelling_down(both) == ["Among them: 1 met (levelling down)."]


@pytest.mark.parametrize(
    ("figures", "unit", "decimals"),
    [
        ([25_865.4], "dollars", 0),
        ([32.5], "rank", 0),
        ([480.0], "count of people", 0),
        ([73.0, 92.0], "index", 0),
        ([73.0, 92.5], "index", 1),
        ([12.0], None, 1),
        ([0.132], "share", 2),
        ([], "percent", 0),
    ],
)
def test_what_is_counted_has_no_decimals(figures, unit, decimals):
    assert decimals_of_figures(figures, unit) == decimals
