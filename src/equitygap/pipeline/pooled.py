"""Figures put together as their source asks: years to windows, areas to larger ones, small areas merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from equitygap.config import Config
from equitygap.config.data import DataSource
from equitygap.config.lifetables import Crosswalk
from equitygap.errors import DataError, UsageError
from equitygap.names import normalised
from equitygap.pipeline.beside import Beside
from equitygap.pooling import merge_small_areas, pool_areas, pool_periods, weighted_mean_expectancies

if TYPE_CHECKING:
    from equitygap.validate import Checked

#: Person-years below which areas are merged where nobody says otherwise.
MERGED_BELOW: Final = 5000.0

_NAMED_AT_MOST: Final = 5


def pooled(source: DataSource, checked: Checked, config: Config, beside: Mapping[str, Beside]) -> Checked:
    """Return counts pooled as the source asks, with notes for people; other tables as they are.

    Raises UsageError where a source that is not counts is asked to be pooled like counts.
    """
    if source.expectancies and source.crosswalk is None:
        raise UsageError(
            f"a {source.expectancies.replace('_', ' ')} needs a crosswalk: say `--crosswalk FILE`"
        )
    if checked.table != "counts":
        return _with_crosswalk_noted(source, checked, beside)
    if source.expectancies:
        raise UsageError(
            f"{source.path} holds counts: a crosswalk adds their deaths and person-years, which is better "
            f"than a {source.expectancies.replace('_', ' ')}; leave that out"
        )
    data, notes = checked.data, list(checked.notes)
    if source.windows or source.crosswalk or source.merge:
        data = without_dictionaries(data)
    if source.windows:
        data = pool_periods(data, years=source.windows.years, step=source.windows.step)
    if source.crosswalk:
        data, told = _larger_areas(data, source.crosswalk, beside[source.crosswalk.path])
        notes += told
    if source.merge:
        below = source.merge.below
        if below is None:
            below = MERGED_BELOW if config.minimum_population is None else config.minimum_population
        data, told = _merged(data, beside[source.merge.hierarchy], below)
        notes += told
    return replace(checked, data=data, notes=tuple(notes))


def mean(source: DataSource, checked: Checked, beside: Mapping[str, Beside]) -> Checked:
    """Return estimates of larger areas as means over their parts, where the source asks for them."""
    if source.crosswalk is None:
        return checked
    file = beside[source.crosswalk.path]
    crosswalk = crosswalk_columns(source.crosswalk, file).to_pandas()
    try:
        means = weighted_mean_expectancies(
            checked.frame,
            crosswalk,
            by=source.crosswalk.by,
            equal_weights=source.expectancies == "unweighted_mean",
        )
    except UsageError as error:
        raise DataError(f"{file.file}: {error}") from None
    return replace(checked, data=pa.Table.from_pandas(means, preserve_index=False))


def without_dictionaries(data: pa.Table) -> pa.Table:
    """Return a table whose text is plain."""
    plain = {
        field.name: data[field.name].cast(pa.string())
        if pa.types.is_dictionary(field.type)
        else data[field.name]
        for field in data.schema
    }
    return pa.table(plain)


def _with_crosswalk_noted(source: DataSource, checked: Checked, beside: Mapping[str, Beside]) -> Checked:
    for option in ("windows", "merge"):
        if getattr(source, option):
            raise UsageError(
                f"{option} needs deaths and person-years, but {source.path} holds {checked.table}"
            )
    if source.crosswalk is None:
        return checked
    if source.expectancies is None:
        raise UsageError(
            f"{source.path} holds {checked.table} without deaths and person-years, so a crosswalk cannot add "
            "them; a population-weighted mean of expectancies is an approximation that you can ask for: "
            "`expectancies: weighted_mean`, or --weighted-mean"
        )
    file, by = beside[source.crosswalk.path], source.crosswalk.by
    if by not in checked.data.column_names:
        raise UsageError(f"{source.path} has no column {by} to find in the crosswalk")
    given, known = (
        {_key(name, by): name for name in table[by].unique().to_pylist()}
        for table in (checked.data, crosswalk_columns(source.crosswalk, file))
    )
    unmatched = [name for key, name in given.items() if key not in known]
    absent = [name for key, name in known.items() if key not in given]
    return replace(checked, notes=(*checked.notes, *_matching(file, unmatched, absent)))


def _key(name: str, by: str) -> str:
    return normalised(name) if by == "area" else name


def _larger_areas(data: pa.Table, crosswalk: Crosswalk, file: Beside) -> tuple[pa.Table, list[str]]:
    try:
        found = pool_areas(data, crosswalk_columns(crosswalk, file), by=crosswalk.by)
    except UsageError as error:
        raise DataError(f"{file.file}: {error}") from None
    return found.counts, _matching(file, found.unmatched, found.absent)


def crosswalk_columns(crosswalk: Crosswalk, file: Beside) -> pa.Table:
    """Return a crosswalk under canonical names. Raises DataError where one of its columns is missing."""
    table = file.under(crosswalk.columns, numbers=("share", "population"))
    for name in {crosswalk.by, "into"} - set(table.column_names):
        raise DataError(
            f"{file.file}: a crosswalk needs the column '{name}'; if it has another name, say so: "
            f"columns: {{{name}: its name}}"
        )
    return table


def _matching(file: Beside, unmatched: Iterable[str], absent: Iterable[str]) -> list[str]:
    notes = []
    if left_out := list(unmatched):
        notes.append(f"not in the crosswalk {file.file} and left out: {_named(left_out)}")
    if lacking := list(absent):
        notes.append(f"in the crosswalk {file.file}, but without data: {_named(lacking)}")
    return notes


def _merged(data: pa.Table, file: Beside, below: float) -> tuple[pa.Table, list[str]]:
    try:
        found = merge_small_areas(data, file.under({}), minimum_population=below)
    except UsageError as error:
        raise DataError(f"{file.file}: {error}") from None
    into: dict[str, list[str]] = {}
    for area, larger in zip(*(found.membership[name].to_pylist() for name in ("area", "into")), strict=True):
        if area != larger:
            into.setdefault(larger, []).append(area)
    return found.counts, [
        f"below {below:,.0f} person-years, merged into {larger}: {_named(areas)}"
        for larger, areas in into.items()
    ]


def _named(areas: list[str]) -> str:
    if len(areas) == 1:
        return areas[0]
    return f"{len(areas)} areas: {', '.join(areas[:_NAMED_AT_MOST])}{', …' * (len(areas) > _NAMED_AT_MOST)}"
