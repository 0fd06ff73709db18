"""What a config asks of data that do not hold it: every such problem, told at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from equitygap.config import Config
from equitygap.config.data import Comparison
from equitygap.errors import DataError
from equitygap.names import match_area, unknown_area, unknown_metric
from equitygap.validate import Problem

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Absent:
    """Something that the config names and the data lack: the check that finds it, and where it is named."""

    check: str
    value: str
    message: str
    where: tuple[str | int, ...]


def refuse_absent(config: Config, figures: pd.DataFrame, *, baseline: bool = False) -> None:
    """Raise DataError with a line for everything that the config's comparisons name and the data lack.

    `figures` has the columns area, start and end, and may have metric; with `baseline` the target's baseline
    must be among the periods.
    """
    found = absent(config, figures, baseline=baseline)
    if found:
        places = [config.position(*one.where) for one in found]
        lines = [f"{place}: " * bool(place) + one.message for place, one in zip(places, found, strict=True)]
        raise DataError("\n".join(dict.fromkeys(lines)))


def as_problems(config: Config, found: list[Absent]) -> tuple[Problem, ...]:
    """Return what is absent as rows of PROBLEMS, in the config's file."""
    rows = []
    for one in found:
        file, line = (config.position(*one.where) or "::").rsplit(":", 2)[:2]
        key = next(part for part in reversed(one.where) if isinstance(part, str))
        area = one.value if one.check == "unknown_area" else None
        row = int(line) if line else None
        rows.append(Problem("error", one.check, file, row, key, area, one.value, one.message))
    return tuple(dict.fromkeys(rows))


def absent(config: Config, figures: pd.DataFrame, *, baseline: bool) -> list[Absent]:
    """Return everything that the config's comparisons name and the data lack."""
    found: list[Absent] = []
    for index, comparison in enumerate(config.comparisons or (Comparison(),)):
        found += _areas(index, comparison, figures)
        of_metric = list(_metric(index, comparison, figures))
        found += of_metric
        if baseline and not of_metric:
            found += _baseline(config, comparison, figures)
    return found


def _areas(index: int, comparison: Comparison, figures: pd.DataFrame) -> Iterator[Absent]:
    known = list(figures["area"].unique())
    named: list[tuple[str, tuple[str | int, ...]]] = [
        (name, ("focus", i)) for i, name in enumerate(comparison.focus)
    ]
    if comparison.benchmark is not None:
        named.insert(0, (comparison.benchmark, ("benchmark",)))
    for name, where in named:
        if match_area(name, known) is None:
            yield Absent("unknown_area", name, unknown_area(name, known), ("comparisons", index, *where))


def _metric(index: int, comparison: Comparison, figures: pd.DataFrame) -> Iterator[Absent]:
    name = comparison.metric
    if name is None or "metric" not in figures:
        return
    known = list(figures["metric"].unique())
    if name not in known:
        message = unknown_metric(name, known)
        yield Absent("unknown_metric", name, message, ("comparisons", index, "metric"))


def _baseline(config: Config, comparison: Comparison, figures: pd.DataFrame) -> Iterator[Absent]:
    baseline = config.target.baseline if config.target else None
    if baseline is None or baseline.rule == "fitted":
        return
    name, rows = comparison.metric, figures
    if name is not None and "metric" in figures:
        rows = figures[figures["metric"] == name]
    start, end = rows["start"], rows["end"]
    for year in baseline.years:
        if not (((start + end) / 2 == year) | ((start <= year) & (year <= end))).any():
            message = (
                f"no period of the data is centred on or contains the year {year:g}; they run from "
                f"{start.min():g} to {end.max():g}"
            )
            said = f"{name}: {message}" if name else message
            yield Absent("baseline_not_in_data", f"{year:g}", said, ("target", "baseline"))
