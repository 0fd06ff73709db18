"""Records to counts: bands, groups, windows, weights, crosswalks, and what is not counted."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.aggregate.conftest import rows

from equitygap.ages.named import AGE_GRIDS, bands_of
from equitygap.aggregate import EngineOptions, Question, Windows, aggregate, find, open_engine
from equitygap.aggregate.causes import cause_map
from equitygap.aggregate.engines import embedded
from equitygap.errors import DataError, UsageError

HEADER = "area,year,age,sex"


def dropped(result):
    return {
        (reason, outcome): n for reason, outcome, n in rows(result.dropped, "reason", "outcome", "records")
    }


def test_ages_become_bands_in_order(count, csv):
    path = csv(
        HEADER, "B,2015,0,f", "B,2015,4,f", "B,2015,89,f", "A,2015,12,m", "A,2015,10.9,m", "A,2014,12,m"
    )
    result = count(path)
    assert rows(result.counts, "area", "start", "end", "age", "deaths") == [
        ("A", 2014, 2014, "10-14", 1.0),
        ("A", 2015, 2015, "10-14", 2.0),
        ("B", 2015, 2015, "0", 1.0),
        ("B", 2015, 2015, "1-4", 1.0),
        ("B", 2015, 2015, "85+", 1.0),
    ]
    assert result.counts["population"].null_count == 5
    assert set(result.counts["note"].to_pylist()) == {"population_missing"}


@pytest.mark.parametrize("grid", AGE_GRIDS)
def test_every_age_falls_into_its_band_of_every_grid(count, csv, grid):
    bands = AGE_GRIDS[grid]
    result = count(csv("area,year,age", *(f"A,2015,{age}" for age in range(131))), Question(bands=bands))
    widths = [131 - band.lower if band.open else int(band.width) for band in bands]
    assert rows(result.counts, "age", "deaths") == [
        (band.label, float(width)) for band, width in zip(bands, widths, strict=True)
    ]


def test_reasons_are_counted_and_nothing_is_lost(count, csv):
    path = csv(
        "area,year,age,sex,state",
        *[
            "A,2015,30,f,IL",
            " ,2015,30,f,IL",
            "A,,30,f,IL",
            "A,15,30,f,IL",
            "A,2015,,f,IL",
            "A,2015,999,f,IL",
        ],
        *[
            "A,2015,old,f,IL",
            "A,2015,131,f,IL",
            "A,2015,-1,f,IL",
            "A,2015,10,f,IL",
            "A,2015,30,,IL",
            ",,,,WI",
        ],
    )
    question = Question(
        group=("sex",), bands=bands_of(["25-64", "65+"]), unknown_ages=("999",), where={"state": ("IL",)}
    )
    result = count(path, question)
    assert dropped(result) == {
        ("filtered_out", "dropped"): 1,
        ("no_area", "dropped"): 1,
        ("no_group", "dropped"): 1,
        ("no_year", "dropped"): 2,
        ("no_age", "dropped"): 2,
        ("unreadable_age", "dropped"): 3,
        ("outside_bands", "dropped"): 1,
    }
    assert (result.read, result.counted) == (12, 1)
    assert sum(result.counts["deaths"].to_pylist()) == 1


@pytest.mark.parametrize(
    ("age", "year"),
    [
        (
            pa.array([30, None, 200], pa.int8() if False else pa.int16()),
            pa.array([2015, 2015, 2015], pa.int16()),
        ),
        (pa.array([30.5, float("nan"), None]), pa.array([2015.0, 2015.0, 2015.0])),
        (pa.array(["30", "x", ""]), pa.array(["2015", " 2015 ", "2015"])),
        (pa.array([30, None, 200], pa.uint8()), pa.array([2015, 2015, 2015], pa.uint16())),
    ],
    ids=["integer", "fraction", "text", "unsigned"],
)
def test_columns_of_any_kind_of_number_are_read(count, parquet, age, year):
    result = count(parquet({"area": pa.array([17031, 17031, 17031]), "year": year, "age": age}))
    assert rows(result.counts, "area", "age", "deaths") == [("17031", "30-34", 1.0)]
    assert sum(dropped(result).values()) == 2


def test_several_columns_make_one_group(count, csv):
    path = csv("area,year,age,sex,race", "A,2015,30,f,Black", "A,2015,30,m,White", "A,2015,31,f,Black")
    result = count(path, Question(group=("race", "sex")))
    assert rows(result.counts, "group", "deaths") == [("Black, f", 2.0), ("White, m", 1.0)]


def test_areas_are_one_whatever_their_capitals_and_the_usual_spelling_stands(count, csv):
    path = csv("area,year,age", "LOOP,2015,30", "Loop,2015,30", "Loop ,2016,30", "Loop,2015,70")
    result = count(path)
    assert set(result.counts["area"].to_pylist()) == {"Loop"}
    assert "2 spellings" in result.notes[0]


@pytest.mark.parametrize(
    ("windows", "expected", "outside"),
    [
        (Windows(2, 2), [(2011, 2012, 2.0), (2013, 2014, 2.0)], 1),
        (Windows(2, 1), [(2011, 2012, 2.0), (2012, 2013, 2.0), (2013, 2014, 2.0), (2014, 2015, 2.0)], 0),
        (Windows(3, 2), [(2011, 2013, 3.0), (2013, 2015, 3.0)], 0),
        (Windows(2, 3), [(2011, 2012, 2.0), (2014, 2015, 2.0)], 1),
    ],
)
def test_years_are_put_into_windows(count, csv, windows, expected, outside):
    path = csv("area,year,age", *(f"A,{year},30" for year in range(2011, 2016)))
    result = count(path, Question(windows=windows))
    assert rows(result.counts, "start", "end", "deaths") == expected
    assert dropped(result).get(("outside_windows", "dropped"), 0) == outside


def test_windows_that_do_not_fit_are_refused(count, csv):
    with pytest.raises(UsageError, match="windows of 5 years do not fit into the years 2015 to 2016"):
        count(csv("area,year,age", "A,2015,3", "A,2016,3"), Question(windows=Windows(5, 5)))


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_year_far_off_is_a_window_far_off(count, csv, step):
    result = count(
        csv("area,year,age", "A,2010,3", "A,2011,3", "A,9999,3"), Question(windows=Windows(2, step))
    )
    assert ("A", 2010, 2.0) in rows(result.counts, "area", "start", "deaths")
    assert result.counted == (2 if step == 3 else 3)  # 9999-10000 is beyond the years there are.


@pytest.mark.parametrize("windows", [Windows(2, 2), Windows(2, 1)])
def test_windows_begin_with_the_first_year_of_all_records(count, csv, windows):
    result = count(
        csv("area,year,age", "A,2010,", "A,2011,3", "A,2012,3", "A,2013,3"), Question(windows=windows)
    )
    assert rows(result.counts, "start", "deaths")[0] == (2010, 1.0)


@pytest.mark.parametrize("year", ["0000", "0015", "999"])
def test_a_year_has_four_digits(count, csv, year):
    result = count(csv("area,year,age", "A,2015,3", f"A,{year},3"))
    assert dropped(result) == {("no_year", "dropped"): 1}


def test_records_in_several_windows_are_dropped_or_redistributed_once(count, csv):
    lines = ["A,2011,30", "A,2012,70", "A,2011,", "A,2012,", "A,2012,", "A,2013,5", "B,2011,", "B,2012,"]
    path = csv("area,year,age", *lines)
    result = count(path, Question(windows=Windows(2, 1), redistribute=frozenset({"age"})))
    assert rows(result.dropped, "reason", "outcome", "records", "deaths") == [
        ("no_age", "dropped", 2, 2.0),
        ("no_age", "redistributed", 3, 3.0),
    ]
    assert result.counted == 6
    assert sum(result.counts["deaths"].to_pylist()) == pytest.approx(2 + 3 + 3 + 1)


def test_shares_are_of_deaths_not_of_weights_of_nothing(count, csv):
    path = csv("area,year,age,weight", "A,2015,3,0", "A,2015,,2", "B,2015,3,0", "B,2015,40,1", "B,2015,,2")
    result = count(path, Question(redistribute=frozenset({"age"})))
    assert rows(result.counts, "area", "age", "deaths") == [
        ("A", "1-4", 0),
        ("B", "1-4", 0),
        ("B", "40-44", 3),
    ]
    assert rows(result.dropped, "reason", "outcome", "deaths") == [
        ("no_age", "dropped", 2.0),
        ("no_age", "redistributed", 2.0),
    ]


def test_weights_add_up_to_a_millionth(count, csv):
    path = csv("area,year,age,weight", "A,2015,30,0.1", "A,2015,30,0.2", "A,2015,31,2", "A,2015,,0.5")
    result = count(path)
    assert rows(result.counts, "deaths") == [(2.3,)]
    assert rows(result.dropped, "reason", "records", "deaths") == [("no_age", 1, 0.5)]


def test_a_crosswalk_puts_areas_together_and_tells_what_it_does_not_know(count, csv):
    path = csv("area,year,age", "t1,2015,3", "T1,2015,3", "t2,2015,3", "t3,2015,3", "t4,2015,3")
    crosswalk = pa.table(
        {"area": ["t1", "t2", "t2", "t3"], "into": ["X", "X", "Y", "Y"], "share": [1.0, 0.25, 0.75, 0.4]}
    )
    result = count(path, Question(crosswalk=crosswalk, crosswalk_file="c.csv"))
    assert rows(result.counts, "area", "deaths") == [("X", 2.25), ("Y", 1.15)]
    assert rows(result.dropped, "reason", "records", "deaths") == [
        ("unknown_area", 1, 1.0),
        ("outside_crosswalk", 0, 0.6),
    ]
    assert result.counted == 4
    assert result.notes == ("not in the crosswalk c.csv and left out: t4",)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"area": ["t1", "t1"], "into": ["X", "X"]}, "puts t1 into X more than once"),
        ({"area": ["t1", "t1"], "into": ["X", "Y"]}, "the shares of t1 add up to 2, not to 1 or less"),
        ({"area": ["u"], "into": ["X"]}, "none of the 1 areas of the records is in the crosswalk"),
    ],
)
def test_a_crosswalk_that_is_wrong_is_refused(count, csv, columns, message):
    with pytest.raises(DataError, match=message):
        count(csv("area,year,age", "t1,2015,3"), Question(crosswalk=pa.table(columns)))


def test_codes_become_groups_and_strangers_are_told(count, csv):
    causes = cause_map("mine", [("I00-I99", "heart"), ("I60-I69", "stroke"), ("R99", None)])
    path = csv(
        "area,year,age,cause", "A,2015,3,I21.9", "A,2015,3,i639", "A,2015,3,C34", "A,2015,3,", "A,2015,3,R99"
    )
    result = count(path, Question(causes=causes))
    assert rows(result.counts, "cause", "deaths") == [("heart", 1.0), ("stroke", 1.0)]
    assert dropped(result) == {("no_cause", "dropped"): 2, ("code_not_mapped", "dropped"): 1}
    assert result.notes == ("causes that are in no group of mine: 1 codes: C34",)


def test_unknown_ages_and_causes_are_shared_out_when_asked(count, csv):
    causes = cause_map("mine", [("A", "a"), ("B", "b")])
    lines = ["A,2015,3,A"] * 3 + ["A,2015,90,A", "A,2015,90,B", "A,2015,,A", "A,2015,90,", "B,2015,,A"]
    result = count(
        csv("area,year,age,cause", *lines), Question(causes=causes, redistribute=frozenset({"age", "cause"}))
    )
    assert rows(result.counts, "area", "cause", "age", "deaths", "note") == [
        ("A", "a", "1-4", 3.75, "population_missing deaths_redistributed"),
        ("A", "a", "85+", pytest.approx(1.25 + 1.25 / 2.25), "population_missing deaths_redistributed"),
        ("A", "b", "85+", pytest.approx(1 + 1 / 2.25), "population_missing deaths_redistributed"),
    ]
    assert dropped(result) == {
        ("no_age", "dropped"): 1,
        ("no_age", "redistributed"): 1,
        ("no_cause", "redistributed"): 1,
    }


def test_a_missing_column_is_told_with_the_nearest_name(count, csv):
    with pytest.raises(
        DataError, match=r"no column 'area' \(did you mean 'areas'\?\).*columns: \{area: its name\}"
    ):
        count(csv("areas,year,age", "A,2015,3"))


def test_partitions_are_columns_and_keep_their_zeros(count, csv, tmp_path):
    csv("year,age", "2015,3", name="deaths/area=01/one.csv")
    csv("year,age", "2015,3", "2015,3", name="deaths/area=02/one.csv")
    (tmp_path / "deaths" / "_SUCCESS").touch()
    assert rows(count(tmp_path / "deaths").counts, "area", "deaths") == [("01", 1.0), ("02", 2.0)]


@pytest.mark.parametrize("name", ["a*.csv", "a?.csv", "[ab].csv", "o'clock.csv", "{a}.csv", "ä b.csv"])
def test_names_of_files_are_no_patterns(count, csv, name):
    csv("area,year,age", *["A,2015,3"] * 3, name="other/ab.csv")
    csv("area,year,age", *["A,2015,3"] * 3, name="other/a.csv")
    assert count(csv("area,year,age", "A,2015,3", name=f"other/{name}")).read == 1


def test_progress_is_told_while_an_engine_works(parquet, monkeypatch):
    monkeypatch.setattr(embedded, "_SECONDS_BETWEEN", 0.001)
    n = 300_000
    path = parquet(
        {"area": [f"{i % 9973}" for i in range(n)], "year": [2015] * n, "age": [i % 100 for i in range(n)]}
    )
    told = []
    options = EngineOptions(workers=1, progress=lambda done, total: told.append((done, total)))
    with open_engine("duckdb", options) as engine:
        aggregate(find(str(path)), Question(), engine)
    assert told
    assert all(0 <= done <= total == 100 for done, total in told)
