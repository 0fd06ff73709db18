"""One Spark for all its tests: two executors, each a process of its own with another Python inside."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from equitygap.aggregate.engines import EngineOptions, open_engine
from equitygap.aggregate.engines.spark_session import what_is_missing

CLUSTER = "local-cluster[2,1,1024]"

#: Java's second compiler pays after minutes, and a test takes seconds.
FOR_SMALL_TABLES = {
    "spark.sql.shuffle.partitions": "4",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
}


def pytest_collection_modifyitems(items):
    missing = what_is_missing()
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.spark)
            if item.config.pluginmanager.hasplugin("xdist"):
                item.add_marker(pytest.mark.xdist_group("spark"))
            if missing:
                item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture(scope="package")
def spark():
    """An engine on a cluster of this machine; it starts once, since that takes ten seconds."""
    with open_engine("spark", EngineOptions(master=CLUSTER, settings=FOR_SMALL_TABLES)) as engine:
        import pyspark

        application = engine.session.sparkContext.applicationId
        yield engine
    # A cluster of one machine keeps its executors' diaries in Spark's own folder.
    shutil.rmtree(Path(os.fspath(pyspark.__path__[0]), "work", application), ignore_errors=True)
