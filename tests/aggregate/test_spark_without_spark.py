"""What the engine Spark decides before there is any Java."""

import builtins
import stat

import pytest

from equitygap.aggregate.engines import EngineOptions, open_engine
from equitygap.aggregate.engines.spark_session import settings_of, what_is_missing
from equitygap.errors import UsageError


def java(folder, version):
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2020-01-01' >&2\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return folder


@pytest.mark.parametrize(
    ("version", "told"),
    [("17.0.15", None), ("25", None), ("11.0.2", "is version 11"), ("1.8.0_402", "is version 8")],
)
def test_java_is_found_by_its_home(tmp_path, monkeypatch, version, told):
    pytest.importorskip("pyspark")
    monkeypatch.setenv("JAVA_HOME", str(java(tmp_path, version)))
    missing = what_is_missing()
    assert (missing is None) == (told is None)
    assert told is None or told in missing


def test_java_is_found_on_the_path_or_told_missing(tmp_path, monkeypatch):
    pytest.importorskip("pyspark")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with (
        pytest.raises(UsageError, match=r"needs Java 17 or newer, but none was found.*apt-get install"),
        open_engine("spark"),
    ):
        pass
    monkeypatch.setenv("PATH", str(java(tmp_path / "jre", "21.0.1") / "bin"))
    assert what_is_missing() is None


def test_without_pyspark_the_message_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name == "pyspark":
            raise ImportError
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert "pip install 'equitygap[spark]'" in what_is_missing()


def test_settings():
    asked = settings_of(
        EngineOptions(
            master="yarn",
            memory="1.5GB",
            spill="/big",
            jars=("org.apache.hadoop:hadoop-aws:3.4.1", "/jars/own.jar"),
            settings={"spark.app.name": "mine"},
        )
    )
    assert asked["spark.master"] == "yarn"
    assert asked["spark.driver.memory"] == asked["spark.executor.memory"] == "1536m"
    assert asked["spark.local.dir"] == "/big"
    assert asked["spark.jars"] == "/jars/own.jar"
    assert asked["spark.jars.packages"] == "org.apache.hadoop:hadoop-aws:3.4.1"
    assert asked["spark.app.name"] == "mine"
    assert "spark.master" not in settings_of(EngineOptions())
    assert settings_of(EngineOptions(workers=3))["spark.master"] == "local[3]"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"master": "yarn", "workers": 2}, "workers are for one machine"),
        ({"memory": "plenty"}, "memory must be written like 2GB or 800MB, but is 'plenty'"),
    ],
)
def test_settings_that_cannot_be(options, message):
    with pytest.raises(UsageError, match=message):
        settings_of(EngineOptions(**options))
