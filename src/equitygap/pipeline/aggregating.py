"""Records → counts, as a config asks: with its engine, its causes, crosswalk and populations."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from equitygap import aggregate, sources, validate
from equitygap.ages.named import AGE_GRIDS, bands_of
from equitygap.aggregate import Aggregated, Engine, EngineOptions, Found, PopulationTable, Question, Windows
from equitygap.aggregate.causes import CauseMap, cause_map, standard_causes
from equitygap.aggregate.examples import Example, examples
from equitygap.config import Config
from equitygap.config.data import DataSource
from equitygap.config.lifetables import Crosswalk, is_file
from equitygap.config.records import Populations, Records
from equitygap.errors import DataError, UsageError
from equitygap.loaded import Loaded
from equitygap.pipeline.beside import Beside, files_beside
from equitygap.pipeline.pooled import crosswalk_columns, without_dictionaries
from equitygap.validate.records import rules_of
from equitygap.validate.rules import Rule
from equitygap.words import DROPPED, OUTCOMES

Progress = Callable[[int, int], None]

#: Larger files are known by their names and sizes: to read them again would take as long as to count them.
_HASHED: Final = 1 << 28


@dataclass(frozen=True)
class CountedRecords:
    """COUNTS and DROPPED of one source, what to know about them, and what is wrong with its records."""

    counts: pa.Table
    dropped: pa.Table
    read: int
    counted: int
    file: str
    hashes: Mapping[str, str]
    notes: tuple[str, ...]
    problems: tuple[validate.Problem, ...]

    @property
    def told(self) -> str:
        """How many records were read, counted and dropped, and why, on one line."""
        parts = [f"{self.file}: {self.read:,} records read, {self.counted:,} counted"]
        for outcome in OUTCOMES:
            of = [row for row in self.dropped.to_pylist() if row["outcome"] == outcome]
            reasons = ", ".join(f"{row['records']:,} {row['reason']}" for row in of)
            parts += [f"{outcome}: {reasons}"] if of else []
        return "; ".join(parts)

    def loaded(self) -> Loaded:
        """Return the counts as a table that was read."""
        others = {file: digest for file, digest in self.hashes.items() if file != self.file}
        return Loaded(
            table="counts",
            data=self.counts,
            file=self.file,
            sha256=self.hashes[self.file],
            notes=(self.told, *self.notes),
            read=self.read,
            made_of=others,
        )


def engine_of(config: Config, *, progress: Progress | None = None) -> AbstractContextManager[Engine]:
    """Return the config's engine for a `with` block; `progress` is called with (done, total)."""
    options = EngineOptions(**config.engine.options(), progress=progress)
    return aggregate.open_engine(config.engine.name, options)


@dataclass(frozen=True)
class CountedConfig:
    """COUNTS and DROPPED of all records of a config, notes for people, and the hashes of what was read."""

    counts: pa.Table
    dropped: pa.Table
    notes: tuple[str, ...]
    inputs: Mapping[str, str]


def count(config: Config, *, progress: Progress | None = None) -> CountedConfig:
    """Count the records of a config; `progress` is called with (done, total).

    Raises DataError with every problem that makes a count wrong.
    """
    chosen = [source for source in config.data if source.holds_records]
    if not chosen:
        raise UsageError("none of the config's data are records; say table: records where they are")
    beside = files_beside(config)
    with engine_of(config, progress=progress) as engine:
        found = [count_records(source, engine, beside) for source in chosen]
    validate.raise_for([problem for one in found for problem in one.problems])
    hashes = {one.file: one.sha256 for one in beside.values()}
    hashes |= {file: digest for one in found for file, digest in one.hashes.items()}
    return CountedConfig(
        counts=_together([one.counts for one in found]),
        dropped=_together([one.dropped for one in found]),
        notes=tuple(note for one in found for note in (one.told, *one.notes)),
        inputs={f"input:{name}": digest for name, digest in hashes.items()},
    )


def _together(tables: Sequence[pa.Table]) -> pa.Table:
    if len(tables) == 1:
        return tables[0]
    return pa.concat_tables([without_dictionaries(one) for one in tables], promote_options="default")


def load_records(source: DataSource, config: Config, beside: Mapping[str, Beside]) -> Loaded:
    """Return the counts of a source's records. Raises DataError with every problem that makes them wrong."""
    if source.records is None or source.records.populations is None:
        raise DataError(
            f"{source.path} holds records without populations, so that there are deaths, but no rates; say "
            "records: {populations: {path: …}}, or count them by `equitygap aggregate`"
        )
    with engine_of(config) as engine:
        counted = count_records(source, engine, beside)
    validate.raise_for(counted.problems)
    return counted.loaded()


def record_problems(
    source: DataSource, config: Config, beside: Mapping[str, Beside]
) -> tuple[validate.Problem, ...]:
    """Return the problems of a source's records, those that are merely left out among them."""
    with engine_of(config) as engine:
        return count_records(source, engine, beside, warn=True).problems


def count_records(
    source: DataSource, engine: Engine, beside: Mapping[str, Beside], *, warn: bool = False
) -> CountedRecords:
    """Count the records of a source; `problems` has what is wrong with single ones.

    With `warn` records that cannot be counted are problems too, with examples of where they stand. Raises
    DataError for what cannot be read, and where no record can be counted.
    """
    found = aggregate.find(source.path)
    asked = source.records or Records()
    question = _question(source, asked, beside)
    rules = rules_of(_canonical(found, source))
    populations, hashes = None, {source.path: _fingerprint(found)}
    if asked.populations is not None:
        populations, hashes[asked.populations.path] = _populations(asked.populations)
    result = aggregate.aggregate(found, question, engine, populations=populations, rules=rules)
    problems = _problems(result, found, question, rules, warn=warn)
    if not result.read:
        raise DataError(f"{source.path}: there are no records in it")
    if not result.counted and not problems:
        lost = ", ".join(f"{n:,} {DROPPED[reason]}" for reason, n in _lost(result.dropped).items())
        raise DataError(f"{source.path}: none of the {result.read:,} records can be counted: {lost}")
    return CountedRecords(
        counts=result.counts,
        dropped=result.dropped,
        read=result.read,
        counted=result.counted,
        file=source.path,
        hashes=hashes,
        notes=result.notes,
        problems=problems,
    )


def _question(source: DataSource, asked: Records, beside: Mapping[str, Beside]) -> Question:
    crosswalk = source.crosswalk
    return Question(
        columns=source.columns,
        group=asked.group_columns,
        where=source.where,
        bands=AGE_GRIDS[asked.bands] if isinstance(asked.bands, str) else bands_of(asked.bands),
        causes=_causes(asked.causes, beside),
        crosswalk=crosswalk and _crosswalk(crosswalk, beside[crosswalk.path]),
        crosswalk_file=crosswalk.path if crosswalk else "",
        exact_areas=crosswalk is not None and crosswalk.by == "code",
        windows=Windows(source.windows.years, source.windows.step) if source.windows else None,
        unknown_ages=asked.unknown_ages,
        redistribute=frozenset(asked.redistribute),
    )


def _crosswalk(crosswalk: Crosswalk, file: Beside) -> pa.Table:
    table = crosswalk_columns(crosswalk, file)
    columns = {"area": table[crosswalk.by], "into": table["into"]}
    return pa.table(columns | ({"share": table["share"]} if "share" in table.column_names else {}))


def _causes(name: str | None, beside: Mapping[str, Beside]) -> CauseMap | None:
    if name is None or not is_file(name):
        return name if name is None else standard_causes(name)
    table = beside[name].under({})
    for column in {"code", "cause"} - set(table.column_names):
        raise DataError(f"{name}: a list of causes needs the columns code and cause, but lacks {column}")
    return cause_map(name, zip(table["code"].to_pylist(), table["cause"].to_pylist(), strict=True))


def _populations(asked: Populations) -> tuple[PopulationTable, str]:
    columns = {**asked.columns, **({"group": list(asked.group_columns)} if asked.group_columns else {})}
    loaded = sources.read(asked.path, table="counts", columns=columns, where=asked.where)
    return PopulationTable(loaded.data, loaded.file, asked.population == "average"), loaded.sha256


def _canonical(found: Found, source: DataSource) -> set[str]:
    return {*source.columns, *found.scan.columns, *found.scan.partitions}


def _lost(dropped: pa.Table) -> dict[str, int]:
    rows = [row for row in dropped.to_pylist() if row["outcome"] == "dropped"]
    return {row["reason"]: row["records"] for row in rows}


def _problems(
    result: Aggregated, found: Found, question: Question, rules: Sequence[Rule], *, warn: bool
) -> tuple[validate.Problem, ...]:
    broken = {rule.check: n for rule, n in zip(rules, result.broken, strict=True) if n}
    lost = (
        {reason: n for reason, n in _lost(result.dropped).items() if reason != "filtered_out"} if warn else {}
    )
    if not broken and not lost:
        return ()
    failing = [rule for rule in rules if rule.check in broken]
    shown = examples(found, question, failing, list(lost))
    out = [_error(rule, one) for rule in failing for one in shown if one.what == rule.check]
    for rule in failing:
        more = broken[rule.check] - sum(one.what == rule.check for one in shown)
        out += [
            _more("error", rule.check, found, f"{rule.column}: … and {more:,} more records like these")
        ] * (more > 0)
    for reason, records in lost.items():
        first = next((one for one in shown if one.what == reason), None)
        message = f"{records:,} records are not counted: {DROPPED[reason]}"
        out.append(_warning(first, message) if first else _more("warning", _NOT_COUNTED, found, message))
    return tuple(out)


_NOT_COUNTED: Final = "record_not_counted"


def _error(rule: Rule, one: Example) -> validate.Problem:
    place = one.column + (f", {one.area.strip()}" if one.area else "")
    message = f"{place}: {rule.message.replace('{value}', repr(one.value))}"
    return validate.Problem("error", rule.check, one.file, one.line, one.column, one.area, one.value, message)


def _warning(one: Example, message: str) -> validate.Problem:
    return validate.Problem(
        "warning",
        _NOT_COUNTED,
        one.file,
        one.line,
        one.column,
        one.area,
        one.value,
        f"{one.column}: {message}",
    )


def _more(severity: str, check: str, found: Found, message: str) -> validate.Problem:
    return validate.Problem(severity, check, found.scan.root, None, None, None, None, message)


def _fingerprint(found: Found) -> str:
    """Return the SHA-256 of small local files; of others that of their names and sizes, and say so."""
    scan, digest = found.scan, hashlib.sha256()
    if scan.remote or sum(found.sizes) > _HASHED:
        for name, size in zip(scan.files, found.sizes, strict=True):
            digest.update(f"{name[len(scan.root) :]}\0{size}\0".encode())
        return f"names-and-sizes:{digest.hexdigest()}"
    for name in scan.files:
        digest.update(Path(name).read_bytes())
    return digest.hexdigest()
