"""The config's files, read and checked: tables that every stage can trust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from equitygap import sources, validate
from equitygap.config import Config, build
from equitygap.config.data import DataSource
from equitygap.errors import DataError, FileError
from equitygap.loaded import Loaded
from equitygap.names import normalised
from equitygap.pipeline.areas import area_map
from equitygap.pipeline.asking import absent, as_problems
from equitygap.pipeline.beside import Beside, files_beside
from equitygap.pipeline.mapping import Shapes, features_of, read_shapes
from equitygap.pipeline.pooled import mean, pooled
from equitygap.uncertainty import with_uncertainty

if TYPE_CHECKING:
    import pandas as pd

    from equitygap.lifetable import AreaMap


@dataclass(frozen=True)
class Inputs:
    """What was read: a checked table for each file of the config, and what is to be known about them.

    Counts are pooled as their source asks. `notes` are for people; `rows` counts those read from each file;
    `beside` are the tables beside the data, `shapes` those of the areas.
    """

    config: Config
    tables: tuple[validate.Checked, ...]
    problems: tuple[validate.Problem, ...]
    notes: tuple[str, ...]
    hashes: Mapping[str, str]
    rows: Mapping[str, int]
    beside: Mapping[str, Beside]
    shapes: Shapes | None = None

    @cached_property
    def features(self) -> dict[str, Any] | None:
        """The shapes of the areas as GeoJSON, matched with the figures; none where the config has no map."""
        if self.shapes is None or self.config.map is None:
            return None
        return features_of(self.shapes, self.estimates, self.config.map.match)

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """The figures of all files as ESTIMATES; those by age as expectancies, and what is made of them."""
        frames = self._given
        if self.config.composes or self.config.disclosure or len(frames) < len(self.tables):
            # Most configs compose nothing.
            from equitygap.pipeline.composing import with_composed

            frames = with_composed(self, frames)
        if len(frames) == 1 and not self.config.disclosure:
            return frames[0]
        import pandas as pd

        # What is to be withheld is withheld of all figures together, which are then one frame already.
        estimates = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
        _refuse_repeated_rows(estimates)
        return estimates

    @property
    def made(self) -> pd.DataFrame:
        """The figures that the config composes, from answers, cash flows, partners or other figures."""
        return self.estimates.iloc[sum(len(frame) for frame in self._given) :]

    @cached_property
    def _given(self) -> list[pd.DataFrame]:
        places = [place for place, one in enumerate(self.tables) if one.table not in validate.COMPOSED]
        with area_map(self.config) as areas:
            return [self._figures(place, areas) for place in places]

    def _figures(self, place: int, areas: AreaMap | None) -> pd.DataFrame:
        if self.tables[place].table != "estimates":
            # Most tables are estimates already and need no life tables.
            from equitygap.pipeline.by_age import as_expectancies

            return as_expectancies(self, place, areas=areas).frame
        one = mean(self.config.data[place], self.tables[place], self.beside)
        units = {name: metric.unit for name, metric in self.config.metrics.items()}
        figures = with_uncertainty(one.frame, units, confidence=self.config.confidence)
        return withhold_small(figures, self.config.minimum_population)


def read(config: Config, *, stdin: BinaryIO | None = None, bad_areas: str = "error") -> Inputs:
    """Read and check every file of the config. Raises DataError with every problem of every file."""
    beside = files_beside(config)
    loaded = [_loaded(source, config, beside, stdin) for source in config.data]
    checked = [_checked(*pair, config, bad_areas) for pair in zip(config.data, loaded, strict=True)]
    found = tuple(problem for one in checked for problem in one.found)
    validate.raise_for(found)
    ready = [pooled(*pair, config, beside) for pair in zip(map(_counted, config.data), checked, strict=True)]
    shapes = read_shapes(config)
    return Inputs(
        config=config,
        tables=tuple(ready),
        problems=found,
        notes=tuple(dict.fromkeys(note for one in ready for note in one.notes)),
        hashes=_hashes(*loaded, *beside.values(), *([shapes] if shapes else [])),
        rows={one.file: one.data.num_rows if one.read is None else one.read for one in loaded},
        beside=beside,
        shapes=shapes,
    )


def _hashes(*read: Loaded | Beside | Shapes) -> dict[str, str]:
    made_of = [one.made_of for one in read if isinstance(one, Loaded)]
    return {one.file: one.sha256 for one in read} | {k: v for files in made_of for k, v in files.items()}


def read_estimates(path: str, *, accept: Sequence[str] = (), layout: str | None = None) -> pd.DataFrame:
    """Read and check one file of figures for use in Python; the ESTIMATES table.

    `accept` names checks whose problems are lived with (their figures are withheld and noted). Counts and
    rates by age become life expectancies. Raises DataError with every problem of the file.
    """
    config = build(data=[{"path": path, "layout": layout, "accept": [{"check": one} for one in accept]}])
    return read(config).estimates


def problems(config: Config, *, stdin: BinaryIO | None = None) -> pd.DataFrame:
    """Return the PROBLEMS of every file of the config, and of what it asks of them, without raising."""
    found: list[validate.Problem] = []
    read: list[validate.Checked] = []
    beside = files_beside(config)
    for source in config.data:
        try:
            wrong = _of_records(source, config, beside)
            found += wrong
            if not source.holds_records:
                read.append(_checked(source, _loaded(source, config, beside, stdin), config, "error"))
                found += read[-1].found
        except FileError as error:
            found += [
                validate.Problem("error", error.check, error.file, line, None, None, None, message)
                for line, message in error.lines
            ]
    if len(read) == len(config.data):
        found += _of_the_question(config, read)
    return validate.as_table(found)


def _of_records(
    source: DataSource, config: Config, beside: Mapping[str, Beside]
) -> tuple[validate.Problem, ...]:
    """Return the problems of single records; other tables are checked once they are read."""
    if not source.holds_records:
        return ()
    from equitygap.pipeline.aggregating import record_problems

    return record_problems(source, config, beside)


def _of_the_question(config: Config, read: Sequence[validate.Checked]) -> tuple[validate.Problem, ...]:
    """Return what the config asks of tables that do not hold it, where their own columns tell."""
    import pandas as pd

    regrouped = any(source.crosswalk or source.merge or source.windows for source in config.data)
    if regrouped or not all({"area", "start", "end"} <= set(one.data.column_names) for one in read):
        return ()
    names = ["area", "start", "end"]
    given = all(one.table == "estimates" and "metric" in one.data.column_names for one in read)
    if given and not config.composites:
        names.append("metric")
    figures = pd.concat([one.frame[names].drop_duplicates() for one in read], ignore_index=True)
    return as_problems(config, absent(config, figures, baseline=True))


def withhold_small(estimates: pd.DataFrame, minimum: float | None) -> pd.DataFrame:
    """Withhold the values of populations below the minimum, or of unknown size; `note` says why."""
    if minimum is None:
        return estimates
    if "population" not in estimates:
        raise DataError("a minimum population was asked for, but the data hold no column `population`")
    small = ~(estimates["population"] >= minimum)
    out = estimates.copy()
    shown = [name for name in validate.FIGURES if name in out]
    out.loc[small, shown] = np.nan
    note = out["note"].fillna("") if "note" in out else ""
    out["note"] = note + np.where(small, " population_below_minimum", "")
    out["note"] = out["note"].str.strip()
    return out


def _refuse_repeated_rows(estimates: pd.DataFrame) -> None:
    """Refuse the same figure in two files; within a file the door has done so."""
    keys = [name for name in ("metric", "area", "group", "start", "end") if name in estimates]
    normal = estimates[keys].assign(area=estimates["area"].map(normalised))
    twice = estimates[normal.duplicated()]
    if len(twice):
        first = ", ".join(str(value) for value in twice.iloc[0][keys])
        raise DataError(f"{len(twice)} figures stand in more than one file, the first is {first}; keep one")


def _counted(source: DataSource) -> DataSource:
    """Records are put into windows and larger areas while they are counted."""
    return source.model_copy(update={"windows": None, "crosswalk": None}) if source.holds_records else source


def _loaded(
    source: DataSource, config: Config, beside: Mapping[str, Beside], stdin: BinaryIO | None
) -> Loaded:
    if source.holds_records:
        # Few configs start from records, and engines are slow to load.
        from equitygap.pipeline.aggregating import load_records

        return load_records(source, config, beside)
    ranked = config.inequality.rank_column if config.inequality else None
    return sources.read(
        source.path,
        table=source.table,
        layout=source.layout,
        columns={**source.columns, "rank": ranked} if ranked else source.columns,
        where=source.where,
        stdin=stdin,
    )


def _checked(source: DataSource, loaded: Loaded, config: Config, bad_areas: str) -> validate.Checked:
    return validate.check(
        loaded,
        accept=source.accept,
        bad_areas=bad_areas,
        population=source.population,
        missing=source.missing,
        units={name: metric.unit for name, metric in config.metrics.items()},
        scales={one.item: (one.lowest, one.highest) for one in config.surveys.scales},
    )
