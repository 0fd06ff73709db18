from __future__ import annotations

import gzip
import hashlib
import io
import json
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest

from equitygap import sources, words
from equitygap.errors import DataError, UsageError

CSV = b"metric,area,year,value\npoverty,NO,2012,01.50\npoverty,007,2013,12\n"


@pytest.fixture
def put(tmp_path):
    def write(content: bytes | str, name: str = "table.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.csv", content)
    return out.getvalue()


def test_layouts_are_those_in_words():
    assert set(sources.LAYOUTS) == set(words.LAYOUTS)


def test_cells_of_a_csv_stay_text(put):
    loaded = sources.read(put(CSV))
    assert loaded.table == "estimates"
    assert loaded.data["area"].to_pylist() == ["NO", "007"]
    assert loaded.data["value"].to_pylist() == ["01.50", "12"]
    assert loaded.data["start"].to_pylist() == loaded.data["end"].to_pylist() == ["2012", "2013"]
    assert loaded.column("start") == "year"
    assert loaded.sha256 == hashlib.sha256(CSV).hexdigest()
    assert loaded.notes == ()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (CSV.replace(b",", b"\t"), "table.tsv"),
        (CSV.replace(b",", b";"), "table.csv"),
        (b"\xef\xbb\xbf" + CSV, "table.csv"),
        (CSV.replace(b"\n", b"\r\n"), "table.csv"),
        (b"\n" + CSV.replace(b"\npoverty,007", b"\n\npoverty,007"), "table.csv"),
        (CSV.replace(b"NO", b'"NO"'), "table.csv"),
        (gzip.compress(CSV, mtime=0), "table.csv.gz"),
        (zipped(table=CSV), "table.zip"),
        (b'{"metric":"poverty","area":"NO","year":2012,"value":01.50}'.replace(b"01.50", b'"01.50"')
         + b'\n\n{"metric":"poverty","area":"007","year":2013,"value":12}\n', "table.jsonl"),
        (json.dumps([["metric", "area", "year", "value"], ["poverty", "NO", 2012, "01.50"],
                     ["poverty", "007", 2013, 12]]).encode(), "table.json"),
    ],
)  # fmt: skip
def test_other_ways_of_writing_the_same_text(put, content, name):
    assert (
        sources.read(put(content, name)).data.to_pylist()
        == sources.read(put(CSV, "plain.csv")).data.to_pylist()
    )


def test_typed_formats_keep_their_types(tmp_path):
    table = pa.table({"metric": ["m"], "area": ["007"], "year": [2012], "value": [1.5]})
    pa.parquet.write_table(table, tmp_path / "x.parquet")
    pa.feather.write_feather(table, tmp_path / "x.feather")
    for name in ("x.parquet", "x.feather"):
        data = sources.read(tmp_path / name).data
        assert data.to_pylist() == [{"metric": "m", "area": "007", "start": 2012, "end": 2012, "value": 1.5}]


def workbook(path, *sheets: list[list[object]]):
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def test_excel_is_read_as_text_with_its_lines(tmp_path):
    rows = [[], ["metric", "area", "year", "value"], ["m", "007", 2012, 1.5], [], ["m", 8, 2013, 2]]
    loaded = sources.read(workbook(tmp_path / "x.xlsx", rows, [["other"]]))
    assert loaded.data["area"].to_pylist() == ["007", "8"]
    assert loaded.data["start"].to_pylist() == ["2012", "2013"]
    assert [loaded.line(0), loaded.line(1)] == [3, 5]
    assert "the first of 2 sheets" in loaded.notes[0]


def test_excel_without_its_reader_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    with pytest.raises(UsageError, match="pip install 'equitygap\\[excel\\]'"):
        sources.read(workbook(tmp_path / "x.xlsx", [["a"]]))


def test_lines_are_those_of_the_file(put):
    text = 'metric,area,year,value\nm,"two\nlines",2012,1\n\nm,B,2012,2\nm,C,2012,3\n'
    loaded = sources.read(put(text), where={"area": ["two\nlines", "C"]})
    assert loaded.data["area"].to_pylist() == ["two\nlines", "C"]
    assert [loaded.line(0), loaded.line(1)] == [2, 6]


@pytest.mark.parametrize(
    ("header", "table"),
    [
        ("area,year,age,deaths,population", "counts"),
        ("area,year,age,rate", "rates"),
        ("metric,area,year,value", "estimates"),
        ("area,year,age,group", "records"),
        ("metric,area,year,vlaue", "estimates"),
        ("area,year,age,death,population", "counts"),
    ],
)
def test_the_table_is_told_by_its_columns(put, header, table):
    rows = ",".join("1" for _ in header.split(","))
    assert sources.read(put(f"{header}\n{rows}\n")).table == table


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [("2015-2017", "2015", "2017"), ("2015–2017", "2015", "2017"), ("2015", "2015", "2015"), ("2015/6",) * 3],
)
def test_periods_are_split(put, period, start, end):
    data = sources.read(put(f"metric,area,period,value\nm,A,{period},1\n")).data
    assert (data["start"].to_pylist(), data["end"].to_pylist()) == ([start], [end])


def test_columns_are_renamed_and_joined(put):
    text = "indicator,community,area,year,sex,race,value\nm,Loop,north,2012,F,black,1\n"
    columns = {"metric": "indicator", "area": "community", "group": ["sex", "race"]}
    loaded = sources.read(put(text), columns=columns)
    assert loaded.data.to_pylist() == [
        {"metric": "m", "area": "Loop", "group": "F, black", "start": "2012", "end": "2012", "value": "1"}
    ]
    assert loaded.column("area") == "community"
    assert loaded.ignored == ()


def test_unknown_columns_are_ignored_with_a_note(put):
    loaded = sources.read(put("metric,area,year,value,colour\nm,A,2012,1,red\n"))
    assert loaded.ignored == ("colour",)
    assert "colour" in loaded.notes[0]


def test_rows_can_be_chosen_by_any_column(put):
    path = put("metric,area,year,value,sex\nm,A,2012,1,F\nm,A,2012,2,M\nm,B,2012,3,F\n")
    loaded = sources.read(path, where={"sex": "F", "start": "2012", "area": ["A", "C"]})
    assert loaded.data["value"].to_pylist() == ["1"]
    with pytest.raises(DataError, match=r"no row has area = Aa \(did you mean 'A'\?\)"):
        sources.read(path, where={"area": "Aa"})
    with pytest.raises(DataError, match=r"no column 'sexx'.*did you mean 'sex'"):
        sources.read(path, where={"sexx": "F"})


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.csv", "is empty"),
        (b" \n\n", "a.csv", "is empty"),
        (b"metric,area,year,value\n", "a.csv", "a header but no rows"),
        (b"metric,area,year,value\nm,A,2012\nm,B,2012,1\nm,C,2012,1,2\n", "a.csv", r"a\.csv:2: .*3 cells"),
        (b"metric,area,year,value\nm,A,2012\nm,B,2012,1\nm,C,2012,1,2\n", "a.csv", r"a\.csv:4: .*5 cells"),
        (b"metric,area,area,value\nm,A,B,1\n", "a.csv", "'area' is there twice"),
        (CSV.replace(b"NO", b"Caf\xe9"), "a.csv", r"a\.csv:2: byte 0xe9 is not UTF-8"),
        (CSV.replace(b"area", b"\xe9rea"), "a.csv", r"a\.csv:1: byte 0xe9 is not UTF-8"),
        (CSV.decode().encode("utf-16"), "a.csv", "UTF-16"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "a.csv", "web page"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "a.csv", "binary"),
        (CSV, "a.parquet", "the name ends in parquet"),
        (b"PAR1" + b"\0" * 100, "a.parquet", "damaged or cut short"),
        (b"ARROW1\0\0" + b"\0" * 100, "a.feather", "damaged or cut short"),
        (gzip.compress(CSV, mtime=0)[:-9], "a.csv.gz", "damaged or cut short"),
        (zipped(a=CSV, b=CSV), "a.zip", r"a\.csv, b\.csv"),
        (b"PK\x03\x04 not a zip", "a.zip", "cannot be unpacked"),
        (b'{"a": 1}\n{"a": \n', "a.jsonl", r"a\.jsonl:2: not valid JSON"),
        (b'{"a": 1}\n3\n', "a.jsonl", r"a\.jsonl:2: expected an object"),
        (b'[["a", "b"], [1, 2, 3]]', "a.json", r"a\.json:2: .*as many cells"),
        (b"colour,taste\nred,sweet\n", "a.csv", "of no known table: colour, taste"),
    ],
)
def test_what_is_not_a_table_is_refused(put, content, name, message):
    with pytest.raises(DataError, match=message):
        sources.read(put(content, name))


def test_a_truncated_parquet_file_is_refused(put, tmp_path):
    pa.parquet.write_table(pa.table({"value": list(range(1000))}), tmp_path / "x.parquet")
    with pytest.raises(DataError, match="damaged or cut short"):
        sources.read(put((tmp_path / "x.parquet").read_bytes()[:-200], "y.parquet"))


def test_a_missing_file_names_the_nearest(put):
    path = put(CSV, "estimates.csv")
    with pytest.raises(DataError, match=r"no such file \(did you mean 'estimates.csv'\?\)"):
        sources.read(path.with_name("estimate.csv"))
    with pytest.raises(DataError, match="is a folder"):
        sources.read(path.parent)


def test_a_missing_column_of_the_mapping_names_the_nearest(put):
    with pytest.raises(DataError, match=r"table\.csv: there is no column 'aera' .*'area'"):
        sources.read(put(CSV), columns={"area": "aera"})


def test_unknown_names_are_refused(put):
    with pytest.raises(UsageError, match="did you mean 'estimates'"):
        sources.read(put(CSV), table="estimate")
    with pytest.raises(UsageError, match="did you mean 'tidy'"):
        sources.read(put(CSV), layout="tidyy")


def test_standard_input_is_read():
    loaded = sources.read("-", stdin=io.BytesIO(CSV))
    assert loaded.file == "standard input"
    assert loaded.data.num_rows == 2


@pytest.fixture
def server():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/x.csv" else 404)
            self.end_headers()
            self.wfile.write(CSV if self.path == "/x.csv" else b"<html>")

        def log_message(self, *_):
            pass

    running = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()
    thread.join()


def test_tables_are_fetched_from_the_web(server):
    assert sources.read(f"{server}/x.csv").data.num_rows == 2
    with pytest.raises(DataError, match="cannot be fetched"):
        sources.read(f"{server}/y.csv")


def test_object_stores_go_through_arrow(monkeypatch, tmp_path):
    (tmp_path / "x.csv").write_bytes(CSV)
    asked = []

    class Store:
        @staticmethod
        def from_uri(uri):
            asked.append(uri)
            return pa.fs.SubTreeFileSystem(str(tmp_path), pa.fs.LocalFileSystem()), uri.rsplit("/", 1)[-1]

    monkeypatch.setattr("pyarrow.fs.FileSystem", Store)
    assert sources.read("s3://bucket/x.csv").data.num_rows == 2
    assert asked == ["s3://bucket/x.csv"]
    with pytest.raises(DataError, match="cannot be fetched"):
        sources.read("s3://bucket/y.csv")


def test_a_table_of_one_metric_needs_no_column_for_it(put):
    path = put("ca_name,year,Life Expectancy\nLoop,2012,81.5\n")
    loaded = sources.read(path, columns={"area": "ca_name", "value": "Life Expectancy"})
    assert loaded.data["metric"].to_pylist() == ["life_expectancy"]
    assert "life_expectancy" in loaded.notes[0]


@pytest.mark.parametrize("cells", [[[1]], [{"x": 1}], [b"A"]])
def test_columns_of_lists_records_and_bytes_are_refused_where_they_matter(tmp_path, cells):
    table = {"metric": ["m"], "area": cells, "year": [2012], "value": [1.5]}
    pa.parquet.write_table(pa.table(table), tmp_path / "x.parquet")
    with pytest.raises(DataError, match="the column 'area' holds"):
        sources.read(tmp_path / "x.parquet")
    pa.parquet.write_table(pa.table({**table, "area": ["A"], "geometry": cells}), tmp_path / "y.parquet")
    assert sources.read(tmp_path / "y.parquet").ignored == ("geometry",)


def test_renaming_to_an_unknown_column_is_refused(put):
    with pytest.raises(DataError, match="did you mean 'area'"):
        sources.read(put(CSV), columns={"aera": "area"})
    with pytest.raises(UsageError, match="has columns of its own"):
        sources.read(put(CSV), layout="places", columns={"area": "metric"})
