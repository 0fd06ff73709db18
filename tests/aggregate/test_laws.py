"""Laws of counting: no record is lost, and neither files, engines' workers nor order change a figure."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equitygap import aggregate
from equitygap.aggregate import EngineOptions, Question, Windows, open_engine
from equitygap.aggregate.causes import standard_causes
from equitygap.present.records import canonical

RECORD = st.tuples(
    st.sampled_from(["A", "a ", "B", "tract 1", "", None]),
    st.sampled_from([2010, 2011, 2012, 2013, None]),
    st.one_of(st.integers(-2, 140), st.none()),
    st.sampled_from(["f", "m", None]),
    st.sampled_from(["I219", "C34", "U07.1", "X95", "XX", None]),
    st.integers(0, 4_000_000).map(lambda millionths: millionths / 1e6),
)
RECORDS = st.lists(RECORD, min_size=1, max_size=40)
KINDS = [("area", pa.string()), ("year", pa.int16()), ("age", pa.int16()), ("sex", pa.string()),
         ("cause", pa.string()), ("weight", pa.float64())]  # fmt: skip
QUESTIONS = st.builds(
    Question,
    group=st.sampled_from([(), ("sex",)]),
    causes=st.sampled_from([None, standard_causes("icd10-chapters")]),
    windows=st.sampled_from([None, Windows(1, 1), Windows(1, 2)]),
    crosswalk=st.sampled_from(
        [None, pa.table({"area": ["a", "b", "a"], "into": ["X", "X", "Y"], "share": [0.3, 1, 0.6]})]
    ),
    redistribute=st.sampled_from([frozenset(), frozenset({"age"}), frozenset({"age", "cause"})]),
)


def table_of(records):
    columns = zip(*records, strict=True)
    return pa.table({name: pa.array(c, kind) for c, (name, kind) in zip(columns, KINDS, strict=True)})


def counted(folder, question, workers=1):
    with open_engine("duckdb", EngineOptions(workers=workers)) as engine:
        return aggregate.aggregate(aggregate.find(str(folder)), question, engine)


def written(result):
    """Return the bytes of both tables, as files hold them."""
    out = []
    for table, name in ((result.counts, "counts"), (result.dropped.drop_columns(["file"]), "dropped")):
        sink = pa.BufferOutputStream()
        pq.write_table(canonical(table, name), sink)
        out.append(sink.getvalue().to_pybytes())
    return out


@given(RECORDS, QUESTIONS)
@settings(max_examples=25, deadline=None)
def test_deaths_in_are_deaths_out_and_dropped(records, question):
    records = [*records, ("A", 2012, 30, "f", "I219", 1.0), ("A", 2013, 30, "f", "I219", 1.0)]
    with TemporaryDirectory() as folder:
        pq.write_table(table_of(records), Path(folder) / "records.parquet")
        result = counted(folder, question)
    lost = result.dropped.filter(pc.equal(result.dropped["outcome"], "dropped"))
    out = (pc.sum(result.counts["deaths"]).as_py() or 0) + (pc.sum(lost["deaths"]).as_py() or 0)
    assert out == pytest.approx(sum(record[-1] for record in records), abs=1e-4)
    assert result.read == len(records)


@given(RECORDS, QUESTIONS, st.lists(st.integers(0, 50), max_size=3), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_files_formats_workers_and_order_change_nothing(records, question, cuts, random):
    records = [*records, ("A", 2012, 30, "f", "I219", 1.0), ("A", 2013, 30, "f", "I219", 1.0)]
    shuffled = random.sample(records, len(records))
    edges = sorted({0, len(records), *(cut % len(records) for cut in cuts)})
    with TemporaryDirectory() as one, TemporaryDirectory() as many, TemporaryDirectory() as text:
        pq.write_table(table_of(records), Path(one) / "records.parquet")
        for place, (first, last) in enumerate(pairwise(edges)):
            pq.write_table(table_of(shuffled[first:last]), Path(many) / f"{place}.parquet")
        pa.csv.write_csv(table_of(shuffled), Path(text) / "records.csv")
        expected = written(counted(one, question))
        assert written(counted(many, question, workers=2)) == expected
        assert written(counted(text, question)) == expected


def test_two_workers_give_the_bytes_of_one(tmp_path):
    generator = np.random.default_rng(1)
    n = 200_000
    table = pa.table(
        {
            "area": pa.array([f"{i:05}" for i in generator.integers(0, 500, n)]),
            "year": generator.integers(2010, 2020, n),
            "age": generator.integers(0, 110, n),
            "weight": generator.random(n),
        }
    )
    pq.write_table(table, tmp_path / "records.parquet", row_group_size=20_000)
    question = Question(windows=Windows(5, 5))
    assert written(counted(tmp_path, question, 2)) == written(counted(tmp_path, question, 1))
