import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from equitygap import words
from equitygap.errors import DataError, UsageError
from equitygap.pooling import merge_small_areas, pool_areas, pool_periods, weighted_mean_expectancies

AGES = ["0-64", "65+"]


def counts(area="A", year=2015, deaths=(1, 2), population=(100, 10), **columns):
    frame = pd.DataFrame({"area": area, "start": year, "end": year, "age": AGES})
    return frame.assign(deaths=np.array(deaths, float), population=np.array(population, float), **columns)


def years(*which, area="A", **columns):
    return pd.concat([counts(area, year, deaths=(year - 2010, 2), **columns) for year in which])


def crosswalk(*rows):
    return pd.DataFrame(rows, columns=["area", "into", "share"])


def test_windows_of_years():
    found = pool_periods(years(2015, 2016, 2017, 2018), years=3)
    assert found[["start", "end", "age"]].to_numpy().tolist() == [
        [2015, 2017, "0-64"],
        [2015, 2017, "65+"],
        [2016, 2018, "0-64"],
        [2016, 2018, "65+"],
    ]
    assert found["deaths"].tolist() == [18, 6, 21, 6]
    assert found["population"].tolist() == [300, 30, 300, 30]
    assert set(found["note"]) == {"pooled_years"}
    assert (
        pool_periods(years(2015, 2016, 2017, 2018), years=2, step=2)["start"].tolist()
        == [2015] * 2 + [2017] * 2
    )


def test_windows_with_years_missing_say_so():
    found = pool_periods(pd.concat([years(2015, 2017, area="A"), years(2015, 2016, 2017, area="B")]), years=3)
    assert dict(zip(found["area"], found["note"], strict=True)) == {
        "A": "pooled_years years_missing",
        "B": "pooled_years",
    }


def test_windows_keep_groups_causes_and_errors_apart():
    frame = pd.concat(
        years(2015, 2016, group=group, cause=cause, population_standard_error=3.0, note="observed")
        for group in ("f", None)
        for cause in ("x", "y")
    )
    found = pool_periods(pa.Table.from_pandas(frame, preserve_index=False), years=2)
    assert isinstance(found, pa.Table)
    assert len(found) == 8
    assert found["population_standard_error"].to_pylist() == pytest.approx([18**0.5] * 8)
    assert set(found["note"].to_pylist()) == {"observed pooled_years"}


def test_a_missing_number_stays_missing():
    found = pool_periods(pd.concat([counts(year=2015, deaths=(np.nan, 1)), counts(year=2016)]), years=2)
    assert found["deaths"].isna().tolist() == [True, False]


@pytest.mark.parametrize("options", [{"years": 5}, {"years": 0}, {"years": 2, "step": 0}])
def test_windows_that_do_not_fit(options):
    with pytest.raises(UsageError, match="do not fit into the years 2015 to 2016"):
        pool_periods(years(2015, 2016), **options)


def test_windows_need_single_years():
    with pytest.raises(UsageError, match="needs single years"):
        pool_periods(counts().assign(end=2016), years=2)


def test_areas_through_a_crosswalk():
    table = pd.concat([counts("Tract 1"), counts("tract  2", deaths=(3, 4)), counts("Tract 9")])
    found = pool_areas(
        table,
        crosswalk(
            ("tract 1", "West", 1.0),
            ("Tract 2", "West", 0.25),
            ("Tract 2", "East", 0.75),
            ("Tract 5", "East", 1),
        ),
    )
    assert found.unmatched == ("Tract 9",)
    assert found.absent == ("tract 5",)
    west, east = (found.counts[found.counts["area"] == name] for name in ("West", "East"))
    assert west["deaths"].tolist() == [1.75, 3.0]
    assert east["population"].tolist() == [75.0, 7.5]
    assert set(west["note"]) == {"pooled_areas"}
    assert set(east["note"]) == {"pooled_areas areas_missing"}


def test_shares_lose_nothing():
    table = pd.concat([counts(name, deaths=(i, 2 * i)) for i, name in enumerate("abcde")])
    rows = [(name, f"into {k}", share) for name in "abcde" for k, share in enumerate((0.5, 0.3, 0.2))]
    found = pool_areas(table, crosswalk(*rows)).counts
    for column in ("deaths", "population"):
        assert found[column].sum() == pytest.approx(table[column].sum())


def test_codes_match_exactly_and_standard_errors_shrink():
    table = pd.concat([counts("x", code="001", population_standard_error=4.0), counts("y", code="1")])
    table["population_standard_error"] = table["population_standard_error"].fillna(3.0)
    through = pd.DataFrame({"code": ["001", "1"], "into": "Z"})
    found = pool_areas(pa.Table.from_pandas(table, preserve_index=False), through, by="code")
    assert found.counts["population_standard_error"].to_pylist() == [5.0, 5.0]
    assert "code" not in found.counts.column_names


@pytest.mark.parametrize(
    ("through", "by", "error", "message"),
    [
        (pd.DataFrame({"area": ["A"]}), "area", UsageError, "lacks into"),
        (crosswalk(("A", "B", 0.7), ("a", "C", 0.7)), "area", UsageError, "the shares of a add up to 1.4"),
        (crosswalk(("A", "B", 0.3), ("a", "B", 0.3)), "area", UsageError, "more than once"),
        (crosswalk(("X", "B", 1.0)), "area", DataError, "none of the 1 areas"),
        (crosswalk(("A", "B", 1.0)), "code", UsageError, "no column code"),
    ],
)
def test_crosswalks_that_cannot_be(through, by, error, message):
    with pytest.raises(error, match=message):
        pool_areas(counts(), through, by=by)


def hierarchy(*rows):
    return pd.DataFrame(rows, columns=["area", "community", "city"])


TRACTS = hierarchy(
    ("big", "West", "Chicago"),
    ("small 1", "West", "Chicago"),
    ("small 2", "West", "Chicago"),
    ("tiny", "East", "Chicago"),
    ("tinier", "South", "Chicago"),
)


def tracts():
    sizes = {"big": 900, "small 1": 60, "small 2": 80, "tiny": 10, "tinier": 5}
    return pd.concat([counts(name, population=(size, size), code="1") for name, size in sizes.items()])


def test_small_areas_are_merged_level_by_level():
    found = merge_small_areas(tracts(), TRACTS, minimum_population=200)
    assert dict(found.membership.to_numpy().tolist()) == {
        "big": "big",
        "small 1": "West",
        "small 2": "West",
        "tiny": "Chicago",
        "tinier": "Chicago",
    }
    assert found.counts.groupby("area")["population"].sum().to_dict() == {
        "big": 1800,
        "West": 280,
        "Chicago": 30,
    }
    notes = found.counts.groupby("area")["note"].first().to_dict()
    assert notes == {"big": "", "West": "merged_below_minimum", "Chicago": "merged_below_minimum"}
    assert found.counts["deaths"].sum() == tracts()["deaths"].sum()


def test_merging_is_the_same_in_every_period():
    later = tracts().assign(start=2016, end=2016)
    later.loc[later["area"] == "big", "population"] = 1.0
    found = merge_small_areas(pd.concat([tracts(), later]), TRACTS, minimum_population=200)
    assert found.membership.set_index("area")["into"]["big"] == "West"
    assert set(found.counts["area"]) == {"West", "Chicago"}


def test_merging_counts_a_population_once_for_all_causes():
    causes = pd.concat([tracts().assign(cause=cause) for cause in "xyz"])
    found = merge_small_areas(causes, TRACTS, minimum_population=200)
    assert found.membership.set_index("area")["into"]["small 1"] == "West"


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        (TRACTS[["area"]], "at least one column"),
        (TRACTS.iloc[1:], "lacks 1 areas of the counts, such as 'big'"),
        (TRACTS.replace("West", "big"), "'big' is the name both"),
    ],
)
def test_hierarchies_that_cannot_be(levels, message):
    with pytest.raises(UsageError, match=message):
        merge_small_areas(tracts(), levels, minimum_population=200)


def estimates(**columns):
    frame = pd.DataFrame({"metric": "life_expectancy", "area": ["a", "b"], "start": 2010, "end": 2015})
    return frame.assign(value=[70.0, 80.0], standard_error=[1.0, 2.0], **columns)


def test_weighted_mean():
    through = crosswalk(("A", "West", 1.0), ("b", "West", 0.5))
    found = weighted_mean_expectancies(estimates(population=[100.0, 200.0]), through)
    assert found["value"].tolist() == [75.0]
    assert found["standard_error"][0] == pytest.approx(5**0.5 / 2)
    assert found["population"].tolist() == [200.0]
    assert found["note"].tolist() == ["weighted_mean"]
    from_crosswalk = weighted_mean_expectancies(estimates(), through.assign(population=[100, 200]))
    assert from_crosswalk["value"].tolist() == [75.0]
    assert from_crosswalk["population"].tolist() == [200.0 * 6]


def test_a_mean_with_equal_weights_says_so():
    through = crosswalk(("A", "West", 1.0), ("b", "West", 0.5))
    found = weighted_mean_expectancies(estimates(source="x"), through, equal_weights=True)
    assert found["value"].tolist() == [pytest.approx((70 + 0.5 * 80) / 1.5)]
    assert found["note"].tolist() == ["unweighted_mean"]
    assert found["source"].tolist() == ["x"]
    assert "population" not in found


def test_weighted_mean_of_what_is_there():
    through = crosswalk(("a", "West", 1.0), ("b", "West", 1.0), ("c", "West", 1.0), ("b", "East", 0.0))
    frame = estimates(population=[100.0, 200.0])
    frame.loc[1, "value"] = np.nan
    found = weighted_mean_expectancies(frame, through).set_index("area")
    assert found["value"]["West"] == 70
    assert set(found["note"]) == {"weighted_mean areas_missing"}
    assert np.isnan(found["value"]["East"])


def test_weighted_mean_needs_populations_and_areas():
    with pytest.raises(UsageError, match="needs populations"):
        weighted_mean_expectancies(estimates(), crosswalk(("a", "West", 1.0)))
    with pytest.raises(DataError, match="none of the areas"):
        weighted_mean_expectancies(estimates(population=1.0), crosswalk(("z", "West", 1.0)))


def test_notes_are_words():
    used = {
        "pooled_years",
        "years_missing",
        "pooled_areas",
        "areas_missing",
        "merged_below_minimum",
        "weighted_mean",
        "unweighted_mean",
    }
    assert used <= set(words.FLAGS)
