"""Records in an object store; the store is a server of this machine."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from equitygap.aggregate import files
from equitygap.aggregate.engines import open_engine
from equitygap.errors import DataError

SERVER = Path(__file__).parents[1] / "object_store.py"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder whose folders are the store's buckets."""
    buckets = tmp_path_factory.mktemp("store")
    with subprocess.Popen([sys.executable, SERVER, buckets], stdout=subprocess.PIPE, text=True) as server:
        settings = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{int(server.stdout.readline())}",
            "AWS_ACCESS_KEY_ID": "loopback",
            "AWS_SECRET_ACCESS_KEY": "loopback",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        with pytest.MonkeyPatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(name, value)
            yield buckets
        server.terminate()


@pytest.fixture
def bucket(folder, request):
    found = folder / request.node.name.replace("_", "-")
    found.mkdir()
    return found


def put(bucket, key, **columns):
    target = bucket / key
    target.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), target)
    return target


def collected(bucket, key):
    source = files.find(f"s3://{bucket.name}/{key}").scan
    with open_engine("duckdb") as engine:
        return engine.collect(engine.scan(source))


def test_a_folder_of_partitions(bucket):
    put(bucket, "deaths/year=2015/a.parquet", area=["01", "02"])
    put(bucket, "deaths/year=2016/b.parquet", area=["02"])
    put(bucket, "other/a.parquet", area=["99"])
    (bucket / "deaths" / "_SUCCESS").write_bytes(b"")
    rows = collected(bucket, "deaths").select(["area", "year"]).to_pylist()
    assert sorted((row["area"], row["year"]) for row in rows) == [
        ("01", "2015"),
        ("02", "2015"),
        ("02", "2016"),
    ]


def test_one_file_of_text(bucket):
    (bucket / "deaths.csv").write_bytes(b"area,year,age\n007,2015,\n")
    assert collected(bucket, "deaths.csv").to_pylist() == [{"area": "007", "year": "2015", "age": None}]


def test_a_file_cut_short(bucket):
    whole = put(bucket, "deaths.parquet", area=["01"] * 1000)
    whole.write_bytes(whole.read_bytes()[:-40])
    with pytest.raises(DataError, match=rf"^s3://{bucket.name}/deaths\.parquet: "):
        collected(bucket, "deaths.parquet")


def test_nothing_there(bucket):
    with pytest.raises(DataError, match="there is no such file or folder"):
        collected(bucket, "deaths")
