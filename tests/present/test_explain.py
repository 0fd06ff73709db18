from __future__ import annotations

from equitygap import tables, words
from equitygap.present.explain import MEANINGS, explain


def test_each_column_is_told_with_value_and_rule_and_the_steps_follow(row):
    text = explain(row(), [("baseline", "Loop 82.6 minus West Garfield Park 71.4")], width=200)
    lines = text.splitlines()
    names = [column.name for column in tables.ALL["trajectory"] if not column.optional]
    assert [line.split()[0] for line in lines if line[:1].strip()][: len(names)] == names
    assert "latest_gap            12.5757               gap in the latest period" in lines
    assert (
        "reach_year            -                     year in which the target is reached as things go on"
        in lines
    )
    assert f"    off_track: {words.STATUSES['off_track']}" in lines
    assert f"    not_closing: {words.FLAGS['not_closing']}" in lines
    assert lines[-3:] == [
        "",
        "How it came about",
        "baseline              Loop 82.6 minus West Garfield Park 71.4",
    ]


def test_lines_fit_the_width_and_names_are_harmless(row):
    text = explain(row(focus="\x1b[2J" + "x " * 80, group="female"), [("why", "because " * 40)], width=80)
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    assert "group                 female" in text


def test_a_word_that_is_not_fixed_is_told_as_such(row):
    assert "    odd: not a fixed word" in explain(row(flags="odd"))


def test_a_scheme_is_told_in_its_own_words(row):
    meaning = words.SCHEME_WORDS["eurostat"]["movement_away"]
    text = explain(row(scheme="eurostat", scheme_status="movement_away"), width=200)
    assert f"    movement_away: {meaning}" in text.splitlines()


def test_columns_with_meanings_exist():
    assert set(MEANINGS) <= set(tables.names("trajectory"))
