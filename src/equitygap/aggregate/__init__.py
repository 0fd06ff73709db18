"""Records, one row a death or a person, of any size → COUNTS, on this machine or on a cluster.

`engines` knows the libraries that read and add up; everything else is written once, for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from equitygap.aggregate.engines import ENGINES, Engine, EngineOptions, open_engine
from equitygap.aggregate.files import Found, find
from equitygap.aggregate.question import Question, Windows

if TYPE_CHECKING:
    import pyarrow as pa

    from equitygap.loaded import RowRule

__all__ = [
    "ENGINES",
    "Aggregated",
    "Engine",
    "EngineOptions",
    "Found",
    "PopulationTable",
    "Question",
    "Windows",
    "aggregate",
    "find",
    "open_engine",
]


@dataclass(frozen=True)
class PopulationTable:
    """Populations as COUNTS have them, and the file they come from; `average` ones are not person-years."""

    data: pa.Table
    file: str
    average: bool = False


@dataclass(frozen=True)
class Aggregated:
    """COUNTS, DROPPED, how many records were read and how many of them counted, and notes for people."""

    counts: pa.Table
    dropped: pa.Table
    read: int
    counted: int
    broken: tuple[int, ...]
    notes: tuple[str, ...]


def aggregate(
    found: Found,
    question: Question,
    engine: Engine,
    *,
    populations: PopulationTable | None = None,
    rules: Sequence[RowRule] = (),
) -> Aggregated:
    """Count records by area, group, period, age band and cause.

    The result is the same whatever the engine, its workers, and the files over which the records are spread.
    `rules` are checks of single records; `broken` says how many break each, and the caller what that means.
    Raises DataError for what cannot be read or counted.
    """
    from equitygap.aggregate.assembling import counts, dropped_table
    from equitygap.aggregate.counting import count
    from equitygap.aggregate.populations import in_windows, read_populations

    counted = count(found, question, engine, rules=rules)
    years = question.windows.years if question.windows else 1
    notes = list(counted.notes)
    person_years = None
    if populations is not None and counted.starts:
        given = read_populations(
            populations.data, populations.file, counted.tally, question.bands, average=populations.average
        )
        person_years = in_windows(given, counted.starts, years, question.bands)
        notes += given.notes
    return Aggregated(
        counts=counts(counted, question.bands, years=years, populations=person_years),
        dropped=dropped_table(counted.dropped, found.scan.root),
        read=counted.read,
        counted=counted.read - counted.dropped.records(),
        broken=counted.broken,
        notes=tuple(notes),
    )
