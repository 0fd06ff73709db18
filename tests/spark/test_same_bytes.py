"""One config on DuckDB with one worker, with two, and on Spark: the same Parquet files, byte for byte."""

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq
import pytest

from equitygap import pipeline
from equitygap.config import build
from equitygap.present import files

ENGINES = {
    "one worker": {"workers": 1},
    "two workers": {"workers": 2},
    "spark": {"name": "spark"},
}
CODES = ["I21.9", "I64", "C349", "J44", "X42", "V892", "E14", "P07", "not a code", None]


def records(size=6000):
    """Return deaths with all that goes wrong in records: unknown ages, causes, areas and sexes, fractions."""
    rng = np.random.default_rng(2)
    age = [None if a > 108 else f"{a:03}" for a in rng.integers(0, 110, size)]
    return pa.table(
        {
            "tract": pa.array(
                rng.choice(["0101", "0102", " 0201 ", "0301", "", None], size).tolist(), pa.string()
            ),
            "age": pa.array(age, pa.string()),
            "sex": rng.choice(["F", "M"], size).tolist(),
            "race": rng.choice(["a", "b"], size).tolist(),
            "icd": rng.choice(CODES, size).tolist(),
            "times": np.round(rng.choice([1.0, 0.1, 2.5], size), 1),
            "state": rng.choice(["1", "2"], size).tolist(),
        }
    )


def partitioned(folder):
    """Write the records as a folder of Parquet files, one for each year."""
    table = records()
    for i, year in enumerate(range(2011, 2017)):
        target = folder / f"year={year}" / "part-0.parquet"
        target.parent.mkdir(parents=True)
        pq.write_table(table.slice(i * 1000, 1000), target, row_group_size=200)
    return folder


def of_text(target):
    table = records()
    year = pa.array(np.repeat(np.arange(2011, 2017), 1000))
    csv.write_csv(table.append_column("year", year), target)
    return target


def as_bytes(table, name, target):
    files.write(table, name, output=target)
    return target.read_bytes()


def counted(path, engine, target):
    config = build(
        data=[
            {
                "path": str(path),
                "table": "records",
                "columns": {"area": "tract", "cause": "icd", "weight": "times"},
                "where": {"state": ["1"]},
                "windows": {"years": 3, "step": 3},
                "records": {
                    "group_columns": ["sex", "race"],
                    "causes": "icd10-chapters",
                    "redistribute": ["age"],
                },
            }
        ],
        engine=engine,
    )
    found = pipeline.count(config)
    return [as_bytes(getattr(found, name), name, target) for name in ("counts", "dropped")]


@pytest.mark.parametrize(
    "written", [partitioned, of_text], ids=["a folder of Parquet files", "a file of text"]
)
def test_counts(spark, tmp_path, written):
    source = written(tmp_path / ("records.csv" if written is of_text else "records"))
    one, *others = (counted(source, engine, tmp_path / "o.parquet") for engine in ENGINES.values())
    assert all(other == one for other in others)
    assert pq.read_table(pa.BufferReader(one[0]))["deaths"].to_numpy().sum() > 1000


def estimated(path, populations, engine, target):
    config = build(
        data=[
            {
                "path": str(path),
                "table": "records",
                "columns": {"area": "tract"},
                "records": {
                    "group_columns": ["sex"],
                    "populations": {"path": str(populations), "group_columns": ["sex"]},
                },
                "windows": {"years": 3, "step": 3},
            }
        ],
        engine=engine,
        life_table={"variance": "draws", "draws": 40, "at": [0, 65], "open_age": "collapse"},
        minimum_population=0,
        seed=9,
    )
    inputs = pipeline.read(config)
    return [
        as_bytes(pipeline.expectancies(inputs), "estimates", target),
        as_bytes(pipeline.life_tables(inputs), "life_tables", target),
    ]


def populations(target):
    bands = ["0", "1-4", *(f"{age}-{age + 4}" for age in range(5, 85, 5)), "85+"]
    rows = [
        (area, sex, year, band)
        for area in ("0101", "0102", "0201", "0301")
        for sex in "FM"
        for year in range(2011, 2017)
        for band in bands
    ]
    columns = dict(zip(("area", "sex", "year", "age"), zip(*rows, strict=True), strict=True))
    csv.write_csv(pa.table({**columns, "population": np.full(len(rows), 500.5)}), target)
    return target


def test_estimates(spark, tmp_path):
    source, people = partitioned(tmp_path / "records"), populations(tmp_path / "people.csv")
    one, *others = (estimated(source, people, engine, tmp_path / "o.parquet") for engine in ENGINES.values())
    assert all(other == one for other in others)
    found = pq.read_table(pa.BufferReader(one[0]))
    assert len(found) == 4 * 2 * 2 * 2
    assert found["value"].null_count < 5
    assert found["standard_error"].null_count < 5
