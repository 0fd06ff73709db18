"""Spark's session: what it needs on the machine, its settings, its start and its end without a trace."""

from __future__ import annotations

import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final

from equitygap.aggregate.engines.protocol import EngineOptions
from equitygap.aggregate.engines.spark_troubles import root_message, without_pandas
from equitygap.errors import UsageError

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

#: The first version of Java that runs Spark 4.
OLDEST_JAVA: Final = 17

#: Settings of the process; a user's own go before them.
_OF_THE_PROCESS: Final = {
    "spark.app.name": "equitygap",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # The matrices are small: threads would wait for one another longer than they compute.
    "spark.executorEnv.OPENBLAS_NUM_THREADS": "1",
}
#: Settings that results depend on; nobody's own settings replace them.
_OF_THE_SESSION: Final = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    # Rows are checked in full: one with a cell too few is an error also where that cell is not asked for.
    "spark.sql.csv.parser.columnPruning.enabled": "false",
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
}
_FATAL: Final = re.compile(r"(?:Exception in thread \"main\" [\w.$]+: |initialization of VM\n)(.+)")
_UNITS: Final = {"": 1 / 2**20, "K": 2**-10, "M": 1, "G": 2**10, "T": 2**20}


@contextmanager
def session(options: EngineOptions) -> Iterator[SparkSession]:
    """Give a session of the context that runs in this process, or of one that ends with the block."""
    missing = what_is_missing()
    if missing:
        raise UsageError(missing)
    with _context(options) as context:
        from pyspark.sql import SparkSession

        # A session of its own: another's settings stay as they are.
        own = SparkSession(context).newSession()
        for name, value in _OF_THE_SESSION.items():
            own.conf.set(name, value)
        yield own


def what_is_missing() -> str | None:
    """Return what has to be installed before Spark can run here, or None."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "the engine spark needs pyspark, which is not installed: pip install 'equitygap[spark]'"
    if "PYSPARK_GATEWAY_PORT" in os.environ:  # Spark has started this process: its Java runs.
        return None
    java = _java()
    version = _version_of(java) if java else None
    if version is not None and version >= OLDEST_JAVA:
        return None
    found = f"{java} is version {version}" if version else "none was found by JAVA_HOME or on the PATH"
    return (
        f"the engine spark needs Java {OLDEST_JAVA} or newer, but {found}; install one (Debian: "
        "apt-get install openjdk-17-jre-headless) or set JAVA_HOME to the folder of one"
    )


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")


def _version_of(java: str) -> int | None:
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    match = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(match[1]) if match else None


@contextmanager
def _context(options: EngineOptions) -> Iterator[SparkContext]:
    from pyspark import SparkContext

    running = SparkContext._active_spark_context
    if running is not None:
        _refuse_other(running, options)
        yield running
        return
    before = signal.getsignal(signal.SIGINT)
    with TemporaryFile() as said:
        context = _started(options, said)
        try:
            yield context
        finally:
            _ended(context)
            if threading.current_thread() is threading.main_thread():
                signal.signal(signal.SIGINT, before)


def _refuse_other(running: SparkContext, options: EngineOptions) -> None:
    if options.master and options.master != running.master:
        raise UsageError(
            f"Spark runs in this process with the master {running.master}; it cannot be {options.master} too"
        )


def _started(options: EngineOptions, said: IO[bytes]) -> SparkContext:
    """Start Java and a context in it; what they say on standard error goes to a file."""
    from py4j.protocol import Py4JJavaError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway

    _silence()
    # Executors on this machine run the same Python; on a cluster, the one that its administrators name.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = settings_of(options)
    try:
        gateway = launch_gateway(SparkConf(loadDefaults=False).setAll(settings.items()), _out_of_sight(said))
        SparkContext._ensure_initialized(gateway=gateway)
        return SparkContext(conf=SparkConf().setAll(settings.items()))
    except (PySparkException, Py4JJavaError) as error:
        _shut_down()
        raise UsageError(f"the engine spark cannot start: {_reason(error, said)}") from None


def _out_of_sight(said: IO[bytes]) -> dict[str, IO[bytes]]:
    # Standard output is for data.
    return {"stdout": said, "stderr": said}


def settings_of(options: EngineOptions) -> dict[str, str]:
    """Return Spark's settings for what is asked; raises UsageError for what contradicts."""
    if options.master and options.workers:
        raise UsageError("workers are for one machine; how many a cluster has, its master says")
    asked = {
        "spark.master": options.master or (f"local[{options.workers}]" if options.workers else None),
        "spark.local.dir": options.spill,
        "spark.driver.memory": _megabytes(options.memory),
        "spark.executor.memory": _megabytes(options.memory),
        "spark.jars": ",".join(jar for jar in options.jars if not _is_coordinate(jar)),
        "spark.jars.packages": ",".join(filter(_is_coordinate, options.jars)),
    }
    return _OF_THE_PROCESS | {name: value for name, value in asked.items() if value} | dict(options.settings)


def _is_coordinate(jar: str) -> bool:
    return jar.count(":") == 2 and "/" not in jar


def _megabytes(memory: str | None) -> str | None:
    if memory is None:
        return None
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)i?B?\s*", memory, re.IGNORECASE)
    if not match:
        raise UsageError(f"memory must be written like 2GB or 800MB, but is '{memory}'")
    return f"{round(float(match[1]) * _UNITS[match[2].upper()])}m"


def _silence() -> None:
    """Keep Spark from saying on standard error what is raised as an error or is nobody's concern."""
    with without_pandas():
        import pyspark.testing.utils  # noqa: F401 - says it at its first import, which any call may be
    logging.getLogger("DataFrameQueryContextLogger").setLevel(logging.CRITICAL + 1)


def _reason(error: Exception, said: IO[bytes]) -> str:
    said.seek(0)
    fatal = _FATAL.search(said.read().decode(errors="replace"))
    return fatal[1] if fatal else root_message(error)


def _ended(context: SparkContext) -> None:
    context.stop()
    _shut_down()


def _shut_down() -> None:
    """End Java, so that the next start has its own settings and nothing is left behind."""
    from pyspark import SparkContext

    gateway: Any = SparkContext._gateway
    SparkContext._gateway = SparkContext._jvm = None
    if gateway is None or gateway.proc is None:
        return
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()
