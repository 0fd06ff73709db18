"""What a report is made from: the tables of a run, and what is to be known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from equitygap import tables
from equitygap.present.cells import Comparison, Row, comparison_of, footnotes_of
from equitygap.present.charts import Chart
from equitygap.present.records import canonical

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Problem:
    """What the door found: how grave, which check, where, and in words."""

    severity: str
    check: str
    place: str
    area: str
    message: str


@dataclass(frozen=True)
class Provenance:
    """Where the figures come from: files with SHA-256, the config's hash, the program, and its seed."""

    inputs: Mapping[str, str] = field(default_factory=dict)
    config: str = ""
    version: str = ""
    seed: int = 0


@dataclass(frozen=True)
class Material:
    """The tables of a run by name, and everything else that a page says.

    `labels` and `units` are of metrics, `pools` names comparisons of several areas as one. `said` holds
    sentences by table, `choices` the methods that were chosen, by kind. `excluded` tells in words what was
    left out on purpose, `read` what reading the files brought to light.
    """

    title: str
    tables: Mapping[str, pd.DataFrame]
    estimates: pd.DataFrame
    charts: Sequence[Chart] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    pools: Sequence[str] = ()
    said: Mapping[str, Sequence[str]] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    excluded: Sequence[str] = ()
    read: Sequence[str] = ()
    problems: Sequence[Problem] = ()
    confidence: float = 0.95
    provenance: Provenance = field(default_factory=Provenance)

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table in its canonical columns; none where the run did not make it."""
        return self._rows.get(table, [])

    @cached_property
    def _rows(self) -> dict[str, list[Row]]:
        return {
            name: canonical(frame, name).to_pylist()
            for name, frame in self.tables.items()
            if name in tables.ALL
        }

    @cached_property
    def notes(self) -> dict[str, int]:
        """The words of all notes, numbered through the page in the order in which tables show them."""
        of_tables = footnotes_of(row for name in self._in_order() for row in self._rows[name])
        of_input = footnotes_of({"note": note} for note in self.notes_read)
        return {flag: number for number, flag in enumerate(of_tables | of_input, start=1)}

    @cached_property
    def notes_read(self) -> dict[str, int]:
        """The notes of the figures as they were read, and how many figures carry each."""
        if "note" not in self.estimates:
            return {}
        return {
            str(note): int(count) for note, count in self.estimates["note"].value_counts(sort=False).items()
        }

    def _in_order(self) -> list[str]:
        first = [name for name in ("trajectory", "gaps") if name in self._rows]
        return first + [name for name in self._rows if name not in first]

    def label(self, metric: object) -> str:
        """Return a metric's name for readers."""
        return self.labels.get(str(metric)) or str(metric)

    def unit(self, metric: object) -> str:
        """Return a metric's unit, empty where none is known."""
        return self.units.get(str(metric), "")

    def chart(self, *starts: str) -> list[Chart]:
        """Return the charts whose name is one of these, or begins with one and a hyphen."""
        return [one for one in self.charts if any(f"{one.name}-".startswith(f"{s}-") for s in starts)]

    def about(self, chart: Chart) -> Comparison | None:
        """Return the comparison that the rows of a chart begin with; None where they are about areas."""
        return self._about.get(chart.name)

    @cached_property
    def _about(self) -> dict[str, Comparison]:
        return {
            one.name: comparison_of(canonical(one.rows[:1], one.table).to_pylist()[0])
            for one in self.charts
            if len(one.rows) and "focus" in one.rows
        }

    def known(self, column: str, *, table: str = "trajectory") -> list[Any]:
        """Return the different values of a column, in their order, without the missing ones."""
        found = (row.get(column) for row in self.rows(table))
        return list(dict.fromkeys(value for value in found if value is not None))
