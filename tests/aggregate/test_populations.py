"""Person-years joined to deaths: finer ages and single years are added up, what is missing is said."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.aggregate.conftest import rows

from equitygap.ages.named import bands_of
from equitygap.aggregate import PopulationTable, Question, Windows
from equitygap.aggregate.causes import cause_map
from equitygap.errors import DataError

BANDS = bands_of(["0-4", "5+"])


def populations(*lines, names="area,group,start,end,age,population", average=False):
    columns = dict(zip(names.split(","), zip(*(line.split(",") for line in lines), strict=True), strict=True))
    return PopulationTable(
        pa.table({k: pa.array(v, pa.string()) for k, v in columns.items()}), "p.csv", average
    )


def test_every_band_of_an_area_gets_its_person_years(count, csv):
    path = csv("area,year,age,sex", "A,2015,3,f", "A,2015,3,f", "a,2015,60,m", "A,2016,3,f", "Z,2015,3,f")
    given = populations(
        *(f"A,{sex},{year},{year},{age},{10 * (year - 2014)}" for sex in "fm" for year in (2015, 2016)
          for age in ("0", "1-4", "5-9", "10+")), "B,f,2015,2015,0-4,7"
    )  # fmt: skip
    result = count(path, Question(group=("sex",), bands=BANDS), populations=given)
    assert rows(result.counts, "area", "group", "start", "age", "deaths", "population", "note") == [
        ("A", "f", 2015, "0-4", 2.0, 20.0, None),
        ("A", "f", 2015, "5+", 0.0, 20.0, None),
        ("A", "f", 2016, "0-4", 1.0, 40.0, None),
        ("A", "f", 2016, "5+", 0.0, 40.0, None),
        ("A", "m", 2015, "0-4", 0.0, 20.0, None),
        ("A", "m", 2015, "5+", 1.0, 20.0, None),
        ("A", "m", 2016, "0-4", 0.0, 40.0, None),
        ("A", "m", 2016, "5+", 0.0, 40.0, None),
        ("Z", "f", 2015, "0-4", 1.0, None, "population_missing"),
        ("Z", "f", 2015, "5+", 0.0, None, "population_missing"),
    ]
    assert "p.csv: 1 areas have a population, but no records; they are left out" in result.notes


def test_nobody_is_known_to_have_survived_where_all_records_are_filtered_out(count, csv):
    path = csv("area,year,age,sex,state", "A,2015,3,f,IL", "A,2015,3,m,WI", "B,2015,3,f,WI", "a,2015,3,m,WI")
    given = populations(
        *(f"{area},{sex},2015,2015,{age},9" for area in "AB" for sex in "fm" for age in ("0-4", "5+"))
    )
    result = count(path, Question(group=("sex",), bands=BANDS, where={"state": ("IL",)}), populations=given)
    assert rows(result.counts, "area", "group", "age", "deaths") == [
        ("A", "f", "0-4", 1.0),
        ("A", "f", "5+", 0.0),
    ]
    assert result.notes == ("p.csv: 1 areas have a population, but no records; they are left out",)
    assert rows(result.dropped, "reason", "records", "deaths") == [("filtered_out", 3, 3.0)]


@pytest.mark.parametrize("line", ["A,2015,,f", "A,,3,f"])
def test_no_counted_record_needs_no_population(count, csv, line):
    given = populations("A,f,2015,2015,0-4,9", "A,f,2015,2015,5+,9")
    result = count(csv("area,year,age,sex", line), Question(group=("sex",), bands=BANDS), populations=given)
    assert (result.read, result.counted, len(result.counts)) == (1, 0, 0)


@pytest.mark.parametrize("average", [False, True])
def test_windows_add_up_years_and_averages_are_multiplied(count, csv, average):
    path = csv("area,year,age", "A,2011,3", "A,2014,3")
    given = populations(
        "A,2011,2011,0-4,10", "A,2012,2014,0-4,40", "A,2011,2014,5+,40",
        names="area,start,end,age,population", average=average,
    )  # fmt: skip
    result = count(path, Question(bands=BANDS, windows=Windows(4, 4)), populations=given)
    total = 10 + 40 * 3 if average else 50
    assert rows(result.counts, "start", "end", "age", "population") == [
        (2011, 2014, "0-4", total),
        (2011, 2014, "5+", 160.0 if average else 40.0),
    ]


def test_causes_share_the_person_years_of_their_band(count, csv):
    path = csv("area,year,age,cause", "A,2015,3,I21", "A,2015,70,C34")
    given = populations("A,2015,2015,0-4,10", "A,2015,2015,5+,20", names="area,start,end,age,population")
    causes = cause_map("c", [("I", "heart"), ("I21", "heart"), ("C34", "lung")])
    result = count(path, Question(bands=BANDS, causes=causes), populations=given)
    assert rows(result.counts, "age", "cause", "deaths", "population") == [
        ("0-4", "heart", 1.0, 10.0),
        ("5+", "heart", 0.0, 20.0),
        ("0-4", "lung", 0.0, 10.0),
        ("5+", "lung", 1.0, 20.0),
    ]


def test_a_band_covered_in_part_has_no_person_years(count, csv):
    given = populations("A,2015,2015,0-3,10", "A,2015,2015,5+,20", names="area,start,end,age,population")
    result = count(csv("area,year,age", "A,2015,3"), Question(bands=BANDS), populations=given)
    assert rows(result.counts, "population", "note") == [(None, "population_missing"), (20.0, None)]


@pytest.mark.parametrize(
    ("lines", "names", "message"),
    [
        (["A,2015,2015,0-9,10"], "area,start,end,age,population", "ages 0-9 does not fit into the band 0-4"),
        (["A,2015,2015,0-4,10"] * 2, "area,start,end,age,population", "given more than once"),
        (
            ["A,2015,2016,0-4,20", "A,2016,2016,0-4,10"],
            "area,start,end,age,population",
            "A, 2015, 2016, 0-4 and of A, 2016, 2016, 0-4 overlap",
        ),
        (["A,2015,2015,0,2", "A,2015,2015,0-4,10"], "area,start,end,age,population", "overlap"),
        (["A,2015,2016,0-4,10", "A,2016,2016,3,2"], "area,start,end,age,population", "overlap"),
        (["A,2016,2015,0-4,10"], "area,start,end,age,population", "ends before it starts"),
        (["A,2015,2015,all,10"], "area,start,end,age,population", "leave out rows of totals"),
        (["A,2015,2015,0-4,x"], "area,start,end,age,population", "'population' must hold numbers"),
        (["A,2015,2015,0-4,-1"], "area,start,end,age,population", "row 1: '-1' cannot be a population"),
        (["A,2015,2015,10"], "area,start,end,population", "no column 'age'"),
        (
            ["A,f,2015,2015,0-4,1", "A,m,2015,2015,0-4,1"],
            "area,group,start,end,age,population",
            "several groups",
        ),
    ],
)
def test_populations_that_are_wrong_are_refused(count, csv, lines, names, message):
    with pytest.raises(DataError, match=message):
        count(
            csv("area,year,age", "A,2015,3"),
            Question(bands=BANDS),
            populations=populations(*lines, names=names),
        )


def test_groups_match_like_areas_by_name_without_case_and_blanks(count, csv):
    given = populations("A,Female,2015,2015,0+,10", names="area,group,start,end,age,population")
    asked = Question(bands=bands_of(["0+"]), group=("sex",))
    result = count(csv("area,year,age,sex", "A,2015,3,female"), asked, populations=given)
    assert rows(result.counts, "group", "population") == [("female", 10.0)]
