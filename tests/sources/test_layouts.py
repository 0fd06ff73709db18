from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from equitygap import sources, tables, validate, words
from equitygap.errors import DataError

DATA = Path(__file__).parent / "data"
FILES = sorted(path for path in DATA.iterdir() if path.suffix != ".md")
LAYOUT_OF = {"usaleep": "usaleep", "wonder": "wonder", "ACS": "acs", "places": "places", "chicago": "chicago"}


def read(name: str, **options):
    return sources.read(DATA / name, **options)


def frame(name: str, accept=(), **options):
    checked = validate.check(read(name, **options), accept=accept)
    assert [str(problem) for problem in checked.found if problem.severity == "error"] == []
    return checked.frame


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_layout_is_recognised_and_canonical(path):
    layout = next(layout for start, layout in LAYOUT_OF.items() if path.name.startswith(start))
    named, found = sources.read(path, layout=layout), sources.read(path)
    assert found.data.equals(named.data)
    assert set(found.data.column_names) <= set(tables.names(found.table))
    assert set(tables.required(found.table)) <= set(found.data.column_names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_notes_are_words(path):
    data = sources.read(path).data
    notes = data["note"].to_pylist() if "note" in data.column_names else []
    assert {note for note in notes if note} <= set(words.FLAGS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_other_layout_claims_a_file(path):
    header = sources.formats.parse(sources.fetch(path), trim=sources.wonder.trim).data.column_names
    assert sum(layout.recognise(header) for layout in sources.LAYOUTS.values()) == 1


def test_a_layout_that_does_not_fit_is_refused():
    with pytest.raises(DataError, match=r"usaleep_A\.csv: the columns are not those of the layout 'places'"):
        read("usaleep_A.csv", layout="places")
    with pytest.raises(DataError, match="holds estimates here, not counts"):
        read("usaleep_A.csv", table="counts")


def test_usaleep_expectancies():
    table = frame("usaleep_A.csv")
    assert table["area"].tolist() == ["01001020100", "01001020500", "17031260100", "17031320100"]
    assert table["code"].tolist() == table["area"].tolist()
    assert table["value"].tolist() == [73.1, 79.4, 72.4, 82.9]
    assert table["standard_error"].tolist() == [2.2348, 1.1768, 1.3252, 1.6569]
    assert table["note"].tolist() == ["rates_combined", "rates_observed", "rates_predicted", "rates_combined"]
    assert (table["start"].unique(), table["end"].unique()) == ([2010], [2015])


@pytest.mark.parametrize(("area", "expectancy"), [("17031260100", 72.4), ("17031320100", 82.9)])
def test_usaleep_rates_give_the_published_expectancy(area, expectancy):
    table = frame("usaleep_B.csv", where={"area": area})
    assert table["age"].tolist()[0] == "Under 1"
    assert table["age"].tolist()[-1] == "85 and older"
    m = table["rate"].to_numpy()
    n = np.array([1, 4, *[10] * 8])
    a = n * np.array([0.1, *[0.5] * 9])
    q = n * m[:-1] / (1 + (n - a) * m[:-1])
    alive = np.append(1, np.cumprod(1 - q))
    lived = alive[1:] * n + alive[:-1] * q * a
    # Printed with one decimal, from l(x) and T(x) rounded to whole numbers.
    assert lived.sum() + alive[-1] / m[-1] == pytest.approx(expectancy, abs=0.051)


def test_usaleep_standard_errors_of_rates():
    table = frame("usaleep_B.csv", where={"area": "17031260100"})
    # q = .011814 with standard error .0024, one year wide, a = .1: .0024 / (1 - .9 * .011814)²
    assert table["standard_error"].iloc[0] == pytest.approx(0.0024 / (1 - 0.9 * 0.011814) ** 2)


def test_wonder_counts_leave_out_totals_and_unknown_ages():
    loaded = read("wonder_by_age.txt")
    checked = validate.check(loaded)
    assert checked.found == ()
    assert checked.frame["area"].unique() == ["United States"]
    assert len(checked.frame) == 22
    assert checked.frame["deaths"].iloc[0] == 8589
    assert "13 rows of totals are left out" in loaded.notes[0]
    assert "2 rows of deaths of unknown age" in loaded.notes[1]
    assert loaded.line(2) == 5


def test_wonder_rates_without_ages_are_estimates():
    table = frame("wonder_rates.txt").sort_values(["metric", "start"])
    assert table["metric"].tolist() == ["age_adjusted_rate"] * 3 + ["crude_rate"] * 3
    assert table["value"].tolist() == [4.0, 4.1, 4.6, 4.0, 4.2, 4.6]


def test_wonder_suppressed_counts_say_so():
    data = read("wonder_counties.txt").data.to_pylist()
    assert [row["deaths"] for row in data] == [None, "12", "310"]
    assert [row["population"] for row in data] == ["6200", "7900", None]
    assert [row["note"] for row in data] == ["deaths_suppressed", None, "estimate_not_available"]
    assert {(row["area"], row["code"], row["group"]) for row in data} == {
        ("Adams County, IL", "17001", "Female, White")
    }
    assert {(row["start"], row["end"]) for row in data} == {("2014", "2016")}


def test_wonder_unreliable_rates_say_so():
    table = frame("wonder_county_rates.txt").set_index(["area", "metric"])
    pope = table.loc["Pope County, IL"]
    assert pope["value"].fillna(-1).to_dict() == {"crude_rate": -1, "age_adjusted_rate": 210.4}
    assert pope["note"].tolist() == ["rate_unreliable"] * 2
    adams = table.loc[("Adams County, IL", "crude_rate")]
    assert (adams["lower"], adams["upper"], adams["code"]) == (1135.7, 1303.5, "17001")
    assert table.loc["Hardin County, IL"]["note"].tolist() == ["deaths_suppressed"] * 2


@pytest.mark.parametrize(
    ("below", "message"),
    [('"Year/Month: 2012; 2014"', "have a gap"), ('"Title: none"', "does not say its years")],
)
def test_wonder_without_certain_years_is_refused(tmp_path, below, message):
    text = (DATA / "wonder_counties.txt").read_text()
    text = text.replace('"Year/Month: 2014; 2015; 2016"', below)
    text = text.replace('"Dataset: Underlying Cause of Death, 1999-2018"\n', "" if "Title" in below else "\n")
    (tmp_path / "x.txt").write_text(text)
    with pytest.raises(DataError, match=message):
        sources.read(tmp_path / "x.txt")


def test_acs_export():
    table = frame("ACSST5Y2018.S1901.csv").set_index(["code", "metric"])
    assert len(table) == 8
    row = table.loc[("19104", "S1901_C01_001")]
    assert (row["value"], row["start"], row["end"]) == (16368, 2014, 2018)
    assert row["standard_error"] == pytest.approx(464 / 1.645)
    assert table["note"].fillna("").tolist() == [
        "",
        "",
        "estimate_not_available",
        "",
        "",
        "too_few_observations",
        "estimate_not_available",
        "too_few_observations",
    ]


def test_acs_api_codes_become_reasons():
    table = frame("ACSDT5Y2018.B19013.json").set_index(["code", "metric"])
    income = table.xs("B19013_001", level="metric")
    assert income["value"].fillna(-1).tolist() == [92500, -1, 250001, -1]
    assert income["note"].fillna("").tolist() == [
        "",
        "too_few_observations",
        "standard_error_missing",
        "estimate_not_available",
    ]
    assert income["standard_error"].iloc[0] == pytest.approx(11210 / 1.645)
    assert table.loc[("17031839000", "B01003_001"), "note"] == "estimate_controlled"


def test_acs_medians_in_open_classes_are_withheld(tmp_path):
    text = (DATA / "ACSDT5Y2018.B19013.json").read_text().replace('"250001.0"', '"250,000+"')
    (tmp_path / "ACSDT5Y2018.json").write_text(text)
    notes = sources.read(tmp_path / "ACSDT5Y2018.json").data["note"].to_pylist()
    assert "median_open_ended" in notes


def test_acs_without_a_vintage_in_its_name_is_refused(tmp_path):
    (tmp_path / "income.json").write_bytes((DATA / "ACSDT5Y2018.B19013.json").read_bytes())
    with pytest.raises(DataError, match="does not tell its years"):
        sources.read(tmp_path / "income.json")


def test_places():
    table = frame("places_tracts.csv")
    assert table["metric"].tolist() == ["BPHIGH", "CERVICAL"]
    assert table["start"].tolist() == [2019, 2018]
    assert table[["value", "lower", "upper", "population"]].to_numpy().tolist() == [
        [36.1, 35.2, 36.8, 3378],
        [82.0, 80.5, 83.4, 3378],
    ]


def test_places_counties():
    table = frame("places_counties.csv")
    assert table["metric"].tolist() == ["DIABETES", "DIABETES_age_adjusted", "DIABETES"]
    assert table["area"].tolist() == ["Washington, IL", "Washington, IL", "Washington, PA"]
    assert table["note"].fillna("").tolist() == ["", "", "estimate_not_available"]
    assert table["population"].tolist() == [12345] * 3


def test_chicago_portal():
    table = frame("chicago_portal.csv", accept=[{"check": "interval_excludes_estimate", "area": "Dunning"}])
    assert len(table) == 12
    loop = table[table["area"] == "Loop"]
    assert loop["start"].tolist() == [1990, 2000, 2010]
    assert loop["value"].tolist() == [73.7, 81.2, 85.0]
    assert loop["upper"].tolist() == [75.8, 82.7, 86.4]
    assert "Montclare " in set(table["area"])
    assert table[table["note"].notna()]["area"].tolist() == ["Dunning"]
    assert read("chicago_portal.csv").line(2) == 2


def test_the_portals_own_header_is_the_same_layout(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(
        "Community Area,2000 Life Expectancy,2000 Lower 95% CI,2000 Upper 95% CI\nLoop,81,80,82\n"
    )
    row = sources.read(path).data.to_pylist()[0]
    assert (row["area"], row["value"], row["lower"], row["upper"]) == ("Loop", "81", "80", "82")


def test_chicago_by_race_and_sex():
    table = frame("chicago_race_sex.csv")
    assert set(table["area"]) == {"Chicago"}
    assert table["group"].unique().tolist() == [
        "All, All",
        "Hispanic, All",
        "Non-Hispanic Black, All",
        "All, Female",
    ]
    assert table[table["group"] == "All, Female"]["value"].tolist() == [75.1, 77.5, 79.8]


def test_chicago_health_atlas():
    table = frame("chicago_atlas_annotated.csv").set_index(["area", "metric"])
    assert len(table) == 6
    white = table.loc[("Edison Park", "PCT-W")]
    assert (white["start"], white["end"], white["code"]) == (2018, 2022, "9")
    assert white["population"] == 5 * 11521
    assert table.loc[("Edison Park", "HCSNVP"), "note"] == "estimate_not_available"


def test_chicago_health_atlas_with_standard_errors():
    table = frame("chicago_atlas_with_se.csv")
    rogers_park = table[table["area"] == "Rogers Park"]
    assert rogers_park["start"].tolist() == [2021, 2020, 2018]
    assert rogers_park["standard_error"].tolist() == [0.5644512464, 0.5113011634, 0.4763626827]
    assert np.isnan(table["standard_error"].iloc[-1])
