import math

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equitygap.ages import Band, grid_problems, parse_band
from equitygap.ages.grids import by_age
from equitygap.errors import DataError


@pytest.mark.parametrize(
    ("label", "lower", "upper"),
    [
        ("0", 0, 1),
        ("17", 17, 18),
        ("1-4", 1, 5),
        ("01–04", 1, 5),
        ("5 to 9", 5, 10),
        ("75-84 years", 75, 85),
        ("0-0", 0, 1),
        ("<1", 0, 1),
        ("< 1 year", 0, 1),
        ("Under 1", 0, 1),
        ("Less than 1 year", 0, 1),
        ("under 5", 0, 5),
        ("85+", 85, math.inf),
        ("85 +", 85, math.inf),
        ("85+ years", 85, math.inf),
        (" 85  and older ", 85, math.inf),
        ("85 years and over", 85, math.inf),
        ("90 or more", 90, math.inf),
        ("100-plus", 100, math.inf),
        (">=85", 85, math.inf),
        ("≥ 85", 85, math.inf),
    ],
)
def test_labels(label, lower, upper):
    assert parse_band(label) == Band(lower, upper)


@pytest.mark.parametrize("label", ["", "All ages", "Not Stated", "9-5", "5-", "-4", "1.5", "under 0", "85++"])
def test_labels_that_name_no_band(label):
    with pytest.raises(ValueError, match="age band must"):
        parse_band(label)


@given(st.integers(0, 120), st.one_of(st.integers(1, 40), st.just(math.inf)))
def test_a_label_reads_back(lower, width):
    band = Band(lower, lower + width)
    assert parse_band(band.label) == band


@pytest.mark.parametrize(
    ("labels", "problems"),
    [
        (["0", "1-4", "5+"], []),
        (["65-74", "75+"], []),
        (["0-4", "10+"], [("age_grid", "ages 5-9 are missing between 0-4 and 10+")]),
        (["0-4", "3-9", "10+"], [("age_grid", "the age bands 0-4 and 3-9 overlap")]),
        (["0-4", "0-4", "5+"], [("age_grid", "the age band 0-4 appears more than once")]),
        (["0-4", "5-9"], [("no_open_age", "the last age band is 5-9; it must be open, like 85+")]),
    ],
)
def test_grids(labels, problems):
    assert grid_problems([parse_band(label) for label in labels]) == problems


def counts(rows, **columns):
    frame = pd.DataFrame(rows, columns=["area", "age", "deaths", "population"])
    return frame.assign(start=2015, end=2017, **columns)


SOUND = [("B", "5+", 3, 30), ("A", "0-4", 1, 10), ("A", "5+", 2, 20), ("B", "0-4", 0, 15)]


def test_rows_in_any_order():
    split = by_age(counts(SOUND))
    (block,) = split.blocks
    assert split.keys["area"].to_pylist() == ["B", "A"]
    assert block.deaths[block.stratum.argsort()].tolist() == [[0, 3], [1, 2]]
    assert [band.label for band in block.bands] == ["0-4", "5+"]
    assert block.population_standard_error.tolist() == [[0, 0], [0, 0]]


def test_a_block_for_each_row_of_bands():
    split = by_age(counts([*SOUND, ("C", "0", 1, 5), ("C", "1+", 1, 9)], group="x"))
    assert sorted(tuple(band.label for band in block.bands) for block in split.blocks) == [
        ("0", "1+"),
        ("0-4", "5+"),
    ]
    assert split.keys["group"].to_pylist() == ["x", "x", "x"]


def test_strata_by_group_and_period():
    both = pd.concat([counts(SOUND, group="f"), counts(SOUND, group=None), counts(SOUND).assign(end=2018)])
    split = by_age(both)
    assert len(split.keys) == 6
    assert split.keys["group"].to_pylist() == ["f", None, None] * 2


def test_dictionary_columns():
    table = pa.Table.from_pandas(counts(SOUND), preserve_index=False)
    encoded = table.set_column(0, "area", table["area"].dictionary_encode())
    encoded = pa.concat_tables([encoded.slice(0, 2), encoded.slice(2)])
    assert by_age(encoded).blocks[0].deaths.tolist() == by_age(table).blocks[0].deaths.tolist()


def test_causes_are_added_and_rows_without_a_cause_are_all_causes():
    causes = counts([("A", "0-4", 1, 10), ("A", "5+", 2, 20)], cause="x")
    more = counts([("A", "0-4", 4, 10), ("A", "5+", 5, 20)], cause="y")
    (block,) = by_age(pd.concat([causes, more])).blocks
    assert (block.deaths.tolist(), block.population.tolist()) == ([[5, 7]], [[10, 20]])
    everything = counts([("A", "0-4", 6, 10), ("A", "5+", 8, 20)], cause=None)
    (block,) = by_age(pd.concat([causes, everything, more])).blocks
    assert block.deaths.tolist() == [[6, 8]]


def test_merging_bands():
    rows = [("A", "0-4", 1, 10), ("A", "5-9", 2, 20), ("A", "10+", 3, 30)]
    (block,) = by_age(counts(rows, population_standard_error=[1.0, 3.0, 4.0])).blocks
    merged = block.merge_from(1)
    assert [band.label for band in merged.bands] == ["0-4", "5+"]
    assert merged.deaths.tolist() == [[1, 5]]
    assert merged.population_standard_error.tolist() == [[1, 5]]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([*SOUND, ("A", "5+", 1, 1)], "area A has age 5\\+ more than once"),
        ([("A", "0-4", 1, 1), ("A", "10+", 1, 1)], "area A: ages 5-9 are missing"),
        ([("A", "0-4", 1, 1), ("A", "all", 1, 1)], "age band must read like"),
    ],
)
def test_what_is_no_table_by_age(rows, message):
    with pytest.raises(DataError, match=message):
        by_age(counts(rows))
