"""What Java says, and what the user is told; the texts are Spark's own, cut short."""

import pytest

from equitygap.aggregate.engines.spark_troubles import of_spark
from equitygap.errors import DataError, OutputError, UsageError

pytest.importorskip("pyspark")


class Java(Exception):
    """A cause in Java, with its own cause."""

    def __init__(self, message, cause=None):
        self.message, self.cause = message, cause

    def getMessage(self):
        return self.message

    def getCause(self):
        return self.cause


def raised(*messages):
    from pyspark.errors import PySparkException

    cause = None
    for message in reversed(messages):
        cause = Java(message, cause)
    error = PySparkException(messages[0] or "An error occurred while calling o166.getResult.")
    error._origin = cause
    return error


WORKER = "An exception was thrown from the Python worker:\nTraceback (most recent call last):\n  File …\n"


@pytest.mark.parametrize(
    ("messages", "error", "told"),
    [
        (
            (
                "Exception thrown in awaitResult: ",
                "[FAILED_READ_FILE.NO_HINT] Error while reading file file:///a b.csv.  SQLSTATE: KD001",
                "[MALFORMED_CSV_RECORD] Malformed CSV record: 02,2015 SQLSTATE: KD000",
            ),
            DataError,
            "/a b.csv: cannot be read: Malformed CSV record: 02,2015",
        ),
        (
            ("[PATH_NOT_FOUND] Path does not exist: file:/data/x.parquet. SQLSTATE: 42K03",),
            DataError,
            "/data/x.parquet: cannot be read: Path does not exist: file:/data/x.parquet.",
        ),
        (
            (
                "Job aborted due to stage failure: Task 3 in stage 1.0 failed 4 times, most recent failure: "
                "ExecutorLostFailure (executor 3 exited caused by one of the running tasks)",
            ),
            DataError,
            "memory ran out on the cluster again and again: raise --memory",
        ),
        ((None, "Java heap space"), DataError, "memory ran out on the cluster"),
        (
            ("Job aborted due to stage failure", "java.io.IOException: No space left on device"),
            OutputError,
            "the disk of Spark's temporary files is full; make room, or name another by --spill",
        ),
        (
            (WORKER + "equitygap.errors.DataError: counts: area A: the bands have a gap\n",),
            DataError,
            "counts: area A: the bands have a gap",
        ),
        (
            (WORKER + "ModuleNotFoundError: No module named 'equitygap'\n",),
            UsageError,
            "the executors' Python has no module 'equitygap'; send an environment along",
        ),
        ((WORKER + "ZeroDivisionError: division by zero\n",), RuntimeError, WORKER),
    ],
)
def test_each_trouble_is_told_in_one_line(messages, error, told):
    with pytest.raises(error) as found, of_spark():
        raise raised(*messages)
    assert str(found.value).startswith(told)
    assert error is RuntimeError or "\n" not in str(found.value)


def test_java_that_has_ended():
    from py4j.protocol import Py4JNetworkError

    with (
        pytest.raises(DataError, match="the driver's Java has ended, most often because memory ran out"),
        of_spark(),
    ):
        raise Py4JNetworkError("Answer from Java side is empty")
