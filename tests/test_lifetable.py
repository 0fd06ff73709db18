from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from equitygap import words
from equitygap.errors import UsageError
from equitygap.lifetable import expectancies, life_tables
from equitygap.lifetable.estimate import _METHODS
from equitygap.lifetable.notes import NOTES
from equitygap.tables import names

REFERENCE = Path(__file__).parent / "reference"
AGES = ["0", "1-4", *(f"{age}-{age + 4}" for age in range(5, 85, 5)), "85+"]
RATES = np.exp(np.interp(np.arange(19), [0, 1, 3, 6, 18], np.log([0.006, 0.0005, 0.0002, 0.001, 0.13])))


def counts(area="A", size=5000.0, rates=RATES, start=2015, end=2017, **columns):
    population = np.full(len(AGES), size)
    frame = pd.DataFrame({"area": area, "start": start, "end": end, "age": AGES})
    return frame.assign(deaths=rates * population, population=population, **columns)


def without_open_deaths(**settings):
    frame = counts(**settings)
    frame.loc[frame["age"] == "85+", "deaths"] = 0
    return frame


def peer(name):
    return pd.read_csv(REFERENCE / f"life_expectancy/{name}.csv")


def test_agrees_with_a_peer():
    found = life_tables(peer("counts").assign(start=2015, end=2019))
    found["startage"] = found["age"].str.extract(r"(\d+)", expand=False).astype(int)
    both = found.merge(peer("expected"), on=["area", "startage"], suffixes=("", "_theirs"))
    # Where nobody survives to an age the peer gives 0.
    reached = both[both["value"] != 0]
    assert len(reached) > 350
    # The peer keeps the limits of a value that it withholds for its wide interval; here both are withheld.
    for column, theirs in [("ex", "value"), ("lower", "lower_theirs"), ("upper", "upper_theirs")]:
        shown = reached[reached["ex"].notna()]
        np.testing.assert_allclose(shown[column], shown[theirs], rtol=1e-9)
    assert (reached["ex"].isna() == reached["value"].isna()).all()


def test_the_packages_example_of_the_peer():
    example = pd.read_csv(REFERENCE / "published/phe_life_expectancy_input.csv")
    labels = [*AGES[:-1], "85-89", "90+"]
    table = example.assign(area="A", start=2015, end=2015, age=labels).rename(columns={"pops": "population"})
    expected = pd.read_csv(REFERENCE / "published/phe_life_expectancy_expected.csv")
    found = expectancies(table, at=list(example["startage"]))
    for column, theirs in [("value", "value"), ("lower", "lower95_0cl"), ("upper", "upper95_0cl")]:
        np.testing.assert_allclose(found[column], expected[theirs], rtol=1e-9)
    wider = life_tables(table, confidence=0.998)
    np.testing.assert_allclose(wider["lower"], expected["lower99_8cl"], rtol=1e-9)


def test_columns_and_order():
    both = pd.concat([counts("B", group="f", code="02"), counts("A", group="f", code="01")])
    tables = life_tables(both)
    assert list(tables.columns) == names("life_tables")
    assert list(tables["area"].unique()) == ["B", "A"]
    assert list(tables["age"][:19]) == AGES
    estimates = expectancies(both, at=(0, 65))
    assert set(estimates.columns) <= set(names("estimates"))
    assert list(estimates["metric"]) == ["life_expectancy", "life_expectancy_65"] * 2
    assert list(estimates["code"]) == ["02", "02", "01", "01"]
    assert (estimates["population"] == 5000 * 19).all()
    by_age = tables.set_index(["area", "age"])["ex"]
    assert estimates["value"].tolist() == [by_age[area, age] for area in "BA" for age in ("0", "65-69")]


def test_arrow_in_arrow_out():
    found = expectancies(pa.Table.from_pandas(counts(), preserve_index=False))
    assert isinstance(found, pa.Table)
    assert found["value"].to_pylist() == expectancies(counts())["value"].tolist()


def test_areas_with_other_bands_do_not_disturb():
    fine = counts("A")
    coarse = counts("B").assign(age=["0", "1-4", *(f"{x}-{x + 9}" for x in range(5, 165, 10)), "165+"])
    found = expectancies(pd.concat([coarse, fine]))
    assert found["value"].tolist() == [expectancies(frame)["value"][0] for frame in (coarse, fine)]


def test_pooling_identical_areas_narrows_the_interval_only():
    one, four = expectancies(counts()), expectancies(counts(size=20_000))
    assert one["value"][0] == pytest.approx(four["value"][0])
    assert one["standard_error"][0] == pytest.approx(2 * four["standard_error"][0])


@pytest.mark.parametrize(
    ("frame", "options", "note"),
    [
        (counts(size=100.0), {}, "population_below_minimum"),
        (counts(size=100.0), {"minimum_population": 1901}, "population_below_minimum"),
        (without_open_deaths(), {}, "no_deaths_in_open_age"),
        (without_open_deaths(size=100.0), {}, "population_below_minimum no_deaths_in_open_age"),
        (counts(size=9.0), {"minimum_population": 0}, "interval_wider_than_20_years"),
        (counts(rates=RATES * 0), {"open_age": "collapse"}, "no_deaths_in_open_age"),
        (
            counts(rates=RATES * 0),
            {"small_area": "bias-reduced"},
            "no_deaths interval_wider_than_20_years small_area_bias_reduced",
        ),
        (counts(rates=RATES * 0), {"small_area": "topals"}, "no_deaths small_area_topals"),
        (counts(rates=RATES * 0), {"small_area": "shrink"}, "no_deaths small_area_shrink"),
        (counts(rates=np.where(RATES > 0.1, np.nan, RATES)), {}, "value_withheld"),
    ],
)
def test_withheld_values_say_why(frame, options, note):
    found = expectancies(frame, **options)
    assert found["note"][0].startswith(note.split()[0])
    assert set(note.split()) <= set(found["note"][0].split())
    assert found[["value", "standard_error", "lower", "upper"]].isna().all(axis=None)
    table = life_tables(frame, **options)
    assert table[["ex", "lower", "upper"]].iloc[0].isna().all()


def test_the_minimum_itself_is_enough():
    assert expectancies(counts(size=100.0), minimum_population=1900)["value"].notna().all()


def test_open_age_extrapolated():
    complete = expectancies(counts(), at=(0, 85))
    found = expectancies(without_open_deaths(), at=(0, 85), open_age="extrapolate")
    assert list(found["note"]) == ["open_age_extrapolated"] * 2
    assert found["value"][0] == pytest.approx(complete["value"][0], abs=1)
    assert (found["standard_error"] > 0).all()
    mixed = expectancies(pd.concat([counts("A"), without_open_deaths(area="B")]), open_age="extrapolate")
    assert list(mixed["note"]) == ["", "open_age_extrapolated"]


def test_open_age_that_cannot_be_extrapolated_is_withheld():
    young = without_open_deaths(rates=np.where(np.arange(19) > 12, 0, RATES))
    assert list(expectancies(young, open_age="extrapolate")["note"]) == ["no_deaths_in_open_age"]
    short = pd.DataFrame(
        {
            "area": "A",
            "start": 2015,
            "end": 2015,
            "age": ["0-64", "65+"],
            "deaths": [5, 0],
            "population": [9e4, 1e4],
        }
    )
    assert list(expectancies(short, open_age="extrapolate")["note"]) == ["no_deaths_in_open_age"]


def test_open_age_collapsed():
    frame = pd.concat([without_open_deaths(area="A"), counts("B")])
    tables = life_tables(frame, open_age="collapse")
    merged = tables[tables["area"] == "A"]
    assert list(merged["age"]) == [*AGES[:-2], "80+"]
    assert (merged["note"] == "open_age_collapsed").all()
    assert list(tables.loc[tables["area"] == "B", "note"].unique()) == [""]
    by_hand = counts("A").iloc[:-1].copy()
    by_hand.loc[17, ["age", "population"]] = ["80+", 10_000.0]
    assert merged["ex"].iloc[0] == pytest.approx(expectancies(by_hand)["value"][0])
    inside = expectancies(frame, at=(85,), open_age="collapse")
    assert list(inside["note"]) == ["age_inside_band open_age_collapsed", ""]
    assert inside["value"].isna().tolist() == [True, False]


@pytest.mark.parametrize("small_area", ["bias-reduced", "topals", "shrink"])
def test_small_area_methods(small_area):
    settings = {"small_area": small_area, "minimum_population": 0}
    large = expectancies(counts(size=1e7), **settings)
    # The rates are no TOPALS schedule, so that method keeps a small distance however large the area.
    assert large["value"][0] == pytest.approx(expectancies(counts(size=1e7))["value"][0], abs=0.15)
    assert large["note"][0] == f"small_area_{small_area.replace('-', '_')}"
    tiny = without_open_deaths(size=300.0)
    tiny.loc[tiny["age"] == "85+", "population"] = 6.0
    small = expectancies(tiny, **settings)
    assert np.isfinite(small[["value", "standard_error", "lower", "upper"]].to_numpy(float)).all()


def test_uncertain_populations_widen_the_interval():
    for small_area in words.SMALL_AREAS:
        plain = expectancies(counts(), small_area=small_area)
        unsure = expectancies(counts(population_standard_error=500.0), small_area=small_area)
        assert unsure["value"][0] == plain["value"][0]
        assert unsure["standard_error"][0] > 1.02 * plain["standard_error"][0]
        assert "population_uncertain" in unsure["note"][0]


def test_draws():
    formula = expectancies(counts())
    settings = {"variance": "draws", "draws": 2000}
    found = expectancies(counts(), seed=1, **settings)
    assert found["value"][0] == formula["value"][0]
    assert found["standard_error"][0] == pytest.approx(formula["standard_error"][0], rel=0.1)
    assert found["lower"][0] == pytest.approx(formula["lower"][0], abs=0.3)
    pd.testing.assert_frame_equal(found, expectancies(counts(), seed=1, **settings))
    assert found["lower"][0] != expectancies(counts(), seed=2, **settings)["lower"][0]
    few = expectancies(counts(size=30.0), seed=1, minimum_population=0, **settings)
    assert few["note"][0] == "draws_infinite"
    assert few["value"].notna().all()
    assert few["standard_error"].isna().all()


def test_ax():
    phe = expectancies(counts())["value"][0]
    kingkade = {
        sex: expectancies(counts(), ax="andreev-kingkade", sex=sex)["value"][0] for sex in ("male", "total")
    }
    assert 0 < abs(kingkade["male"] - phe) < 0.01
    assert kingkade["male"] != kingkade["total"]
    half = {label: 0.1 if label == "0" else 2.0 if label == "1-4" else 2.5 for label in AGES[:-1]}
    assert expectancies(counts(), ax=half)["value"][0] == pytest.approx(phe)


def test_own_schedule():
    own = pd.DataFrame({"age": range(100), "rate": np.geomspace(0.0005, 0.4, 100)})
    found = expectancies(counts(), small_area="topals", standard=own)
    assert found["value"][0] == pytest.approx(expectancies(counts())["value"][0], abs=0.5)
    for broken, message in [
        (own.drop(columns="rate"), "lacks rate"),
        (own.assign(age=own["age"] * 5), "single years"),
        (own.assign(rate=0.0), "rates above 0"),
    ]:
        with pytest.raises(UsageError, match=message):
            expectancies(counts(), small_area="shrink", standard=broken)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ax": "phee"}, "ax must be one of phe, andreev-kingkade, but is 'phee' \\(did you mean 'phe'"),
        ({"ax": {"0": 0.1}}, "ax has no value for 1-4, 5-9"),
        ({"ax": {"x": 0.1}}, "ax: age band must read like"),
        ({"variance": "chaing"}, "did you mean 'chiang'"),
        ({"open_age": "drop"}, "open_age must be one of withhold"),
        ({"small_area": "topal"}, "did you mean 'topals'"),
        ({"standard": "us"}, "standard must be one of us-2014"),
        ({"confidence": 95}, "confidence must lie between 0 and 1"),
        ({"draws": 1}, "draws must be 2 or more"),
        ({"variance": "chiang", "small_area": "topals"}, "whose variance comes from its model"),
        ({"variance": "draws", "small_area": "bias-reduced"}, "goes with observed rates"),
        ({"variance": "draws", "open_age": "extrapolate"}, "goes with observed rates"),
        ({"at": (66,)}, "no age band starts at 66; bands start at 0, 1, 5"),
    ],
)
def test_options_that_cannot_be(options, message):
    with pytest.raises(UsageError, match=message):
        expectancies(counts(), **options)


def test_kingkade_needs_infants():
    rest = counts().iloc[2:]
    assert expectancies(rest, at=(5,))["metric"][0] == "life_expectancy_5"
    with pytest.raises(UsageError, match="needs a first age band of one year"):
        expectancies(rest, at=(5,), ax="andreev-kingkade")


def test_notes_of_the_counts_are_kept():
    frame = without_open_deaths(note="merged_below_minimum")
    assert list(expectancies(frame)["note"]) == ["merged_below_minimum no_deaths_in_open_age"]
    assert set(life_tables(counts(note="merged_below_minimum"))["note"]) == {"merged_below_minimum"}


def test_words():
    assert set(NOTES) <= set(words.FLAGS)
    assert set(_METHODS) == set(words.SMALL_AREAS)


def test_what_any_band_notes_is_told():
    frame = counts().assign(note=None)
    frame.loc[[3, 5], "note"] = ["deaths_suppressed", "deaths_suppressed pooled_years"]
    frame.loc[3, "deaths"] = np.nan
    both = pd.concat([frame, counts("B").assign(note="pooled_areas")])
    found = expectancies(both)["note"].tolist()
    assert found == ["deaths_suppressed pooled_years value_withheld", "pooled_areas"]


def many(areas=40):
    """Return counts of areas of every size, some without deaths in the open age."""
    rng = np.random.default_rng(5)
    frames = [counts(area=f"{i:03}", size=size) for i, size in enumerate(np.geomspace(20, 20_000, areas))]
    frame = pd.concat(frames, ignore_index=True)
    return frame.assign(deaths=rng.poisson(frame["deaths"]).astype(float))


@pytest.mark.parametrize(
    "policy",
    [
        {},
        {"open_age": "extrapolate"},
        {"open_age": "collapse"},
        {"small_area": "bias-reduced"},
        {"small_area": "topals"},
        {"variance": "draws", "draws": 50, "seed": 3},
    ],
    ids=lambda policy: " ".join(map(str, policy.values())) or "default",
)
def test_an_area_is_the_same_to_the_last_bit_whatever_areas_are_beside_it(policy):
    frame, rng = many(), np.random.default_rng(6)
    settings = {"at": (0, 65), "minimum_population": 0, **policy}
    whole = expectancies(frame, **settings).set_index(["area", "metric"])
    names = frame["area"].unique()
    for size in (1, 2, 3, 17, len(names)):
        some = rng.permutation(names)[:size]
        part = pd.concat([frame[frame["area"] == name] for name in some])
        found = expectancies(part, **settings).set_index(["area", "metric"])
        pd.testing.assert_frame_equal(found, whole.loc[found.index], check_exact=True)


def in_batches(kernel_batches):
    """Return an area map that runs the kernel on batches of areas, last batch first."""

    def areas(table, kernel, schema):
        names = table["area"].unique().to_pylist()[::-1]
        batches = [names[i : i + kernel_batches] for i in range(0, len(names), kernel_batches)]
        parts = [kernel(table.filter(pc.is_in(table["area"], pa.array(batch)))) for batch in batches]
        assert all(part.schema == schema for part in parts)
        return pa.concat_tables(parts)

    return areas


@pytest.mark.parametrize("made", [expectancies, life_tables])
@pytest.mark.parametrize("small_area", ["none", "shrink"])
def test_elsewhere_is_the_same_table_in_the_same_order(made, small_area):
    two = [many(9), many(9).assign(start=2012, end=2014)]
    frame = pd.concat(two).assign(code="7", group=lambda frame: np.where(frame["start"] == 2012, "F", "M"))
    table = pa.Table.from_pandas(frame.sample(frac=1, random_state=1), preserve_index=False)
    here = made(table, small_area=small_area)
    assert made(table, small_area=small_area, areas=in_batches(4)) == here


def test_elsewhere_causes_are_settled_for_all_areas_together():
    both = counts("A").assign(cause=None)
    single = pd.concat([counts("B").assign(cause="x"), counts("B").assign(cause="y")])
    frame = pd.concat([both, single])
    assert (
        list(expectancies(frame, areas=in_batches(1))["area"]) == ["A"] == list(expectancies(frame)["area"])
    )
    elsewhere = expectancies(single, areas=in_batches(1))
    pd.testing.assert_frame_equal(elsewhere, expectancies(single))


def test_elsewhere_an_age_that_no_batch_knows_is_told_at_once():
    with pytest.raises(UsageError, match="no age band starts at 66"):
        expectancies(counts(), at=(66,), areas=in_batches(1))
