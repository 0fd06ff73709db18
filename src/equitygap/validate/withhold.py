"""What becomes of problems that are accepted or confined to single areas: their figures are withheld."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from equitygap.names import normalised
from equitygap.validate.age_grid import SERIES, Grid
from equitygap.validate.finding import Finding, Rows
from equitygap.validate.keys import Mask, keys, placed
from equitygap.words import CHECKS

INTERVAL = ("lower", "upper")
FIGURES = ("value", "standard_error", *INTERVAL, "numerator", "denominator", "margin_of_error")
BY_AGE = ("deaths", "rate", "population", "standard_error", "population_standard_error")


@dataclass(frozen=True)
class Accepted:
    """A problem known and lived with; a part that is None matches everything."""

    check: str
    area: str | None = None
    year: float | None = None
    metric: str | None = None

    def __str__(self) -> str:
        parts = [self.check, self.area, None if self.year is None else f"{self.year:g}", self.metric]
        return ", ".join(part for part in parts if part is not None)

    def matches(self, data: pa.Table, finding: Finding) -> Mask:
        """Whether each row of the finding is one that is meant."""
        out = np.full(len(finding.rows), finding.check == self.check)
        if not out.any():
            return out
        of_rows = data.select([n for n in ("area", "metric", "start", "end") if n in data.column_names])
        of_rows = of_rows.take(pa.array(finding.rows))
        if self.area is not None:
            wanted = normalised(self.area)
            out &= np.array(
                [name is not None and normalised(name) == wanted for name in of_rows["area"].to_pylist()]
            )
        if self.metric is not None and "metric" in of_rows.column_names:
            out &= np.array([name == self.metric for name in of_rows["metric"].to_pylist()])
        if self.year is not None:
            out &= (of_rows["start"].to_numpy() <= self.year) & (self.year <= of_rows["end"].to_numpy())
        return out


def accepted(item: object) -> Accepted:
    """Return an accepted problem from a mapping, or from an object with the same names."""
    fields = item if isinstance(item, Mapping) else vars(item)
    return Accepted(str(fields["check"]), *(fields.get(name) for name in ("area", "year", "metric")))


def settle(
    findings: Iterable[Finding], data: pa.Table, accept: Sequence[Accepted], bad_areas: str
) -> tuple[list[Finding], list[str]]:
    """Split findings into those that stand, those accepted and those withheld; note what was of no use."""
    out, used = [], set()
    for finding in findings:
        hits = [wish.matches(data, finding) for wish in accept]
        used |= {i for i, hit in enumerate(hits) if hit.any()}
        known = np.logical_or.reduce(hits) if hits else np.zeros(len(finding.rows), bool)
        out += [finding.only(known, "accepted"), finding.only(~known)]
    notes = [f"accepted, but not found in the data: {wish}" for i, wish in enumerate(accept) if i not in used]
    out = [finding for finding in out if len(finding.rows)]
    return (_confined(out, data) if bad_areas == "withhold" else out), notes


def _confined(findings: list[Finding], data: pa.Table) -> list[Finding]:
    """Withhold the errors that have an area, unless they touch every area: then the fault is the file's."""
    errors = [finding for finding in findings if finding.severity == "error"]
    area = data["area"].combine_chunks()
    touched = np.unique(np.concatenate([finding.rows for finding in errors])) if errors else np.empty(0, int)
    if len(pc.unique(area.take(pa.array(touched)).drop_null())) >= len(pc.unique(area.drop_null())):
        return findings
    out = []
    for finding in findings:
        named = area.take(pa.array(finding.rows)).is_valid().to_numpy(zero_copy_only=False)
        if finding.severity == "error":
            out += [finding.only(named, "withheld"), finding.only(~named)]
        else:
            out.append(finding)
    return [finding for finding in out if len(finding.rows)]


def _forgiven(findings: Sequence[Finding]) -> list[Finding]:
    return [f for f in findings if f.outcome and CHECKS[f.check][0] == "error"]


def estimates(data: pa.Table, findings: Sequence[Finding]) -> pa.Table:
    """Empty the figures that accepted or withheld problems concern, and say so in `note`."""
    forgiven = _forgiven(findings)
    if not forgiven:
        return data
    key = keys(data, ["metric", "area", "group", "start", "end"])
    for finding in forgiven:
        # A figure given twice is withheld in both places, and then kept once.
        rows = (
            np.flatnonzero(np.isin(key, key[finding.rows]))
            if finding.check == "duplicate_key"
            else finding.rows
        )
        columns, word = _withheld(finding)
        data = _emptied(data, rows, columns, word)
    kept = placed(data, ["metric", "area", "start", "end"])
    _, first = np.unique(key, return_index=True)
    kept &= np.isin(np.arange(data.num_rows), first)
    return data.filter(pa.array(kept))


def rows(data: pa.Table, findings: Sequence[Finding]) -> pa.Table:
    """Leave out the rows that accepted or withheld problems concern; the problems themselves say which."""
    forgiven = [finding.rows for finding in _forgiven(findings)]
    kept = np.ones(data.num_rows, bool)
    kept[np.concatenate(forgiven) if forgiven else np.empty(0, np.intp)] = False
    return data if kept.all() else data.filter(pa.array(kept))


def _withheld(finding: Finding) -> tuple[tuple[str, ...], str]:
    """Return the columns that a finding makes worthless, and the word for `note`."""
    if finding.check == "interval_excludes_estimate":
        return INTERVAL, "interval_excludes_estimate"
    if finding.column == "standard_error":
        return ("standard_error",), "standard_error_missing"
    if finding.column == "population":
        return ("population",), "population_missing"
    if finding.column in INTERVAL:
        return INTERVAL, "interval_withheld"
    return FIGURES, "value_withheld"


def _emptied(data: pa.Table, rows: Rows, columns: Sequence[str], word: str) -> pa.Table:
    mask = np.zeros(data.num_rows, bool)
    mask[rows] = True
    chosen = pa.array(mask)
    for name in set(columns) & set(data.column_names):
        place = data.column_names.index(name)
        data = data.set_column(place, name, pc.if_else(chosen, None, data[name]))
    note = data["note"].cast(pa.string())
    known = pc.match_substring(note, word).fill_null(False)
    longer = pc.binary_join_element_wise(note, word, " ", null_handling="skip")
    changed = pc.if_else(pc.and_(chosen, pc.invert(known)), longer, note).combine_chunks().dictionary_encode()
    return data.set_column(data.column_names.index("note"), "note", changed)


def by_age(data: pa.Table, findings: Sequence[Finding], grid: Grid) -> pa.Table:
    """Replace each series with an accepted or withheld problem by an empty one on a sound grid."""
    forgiven = _forgiven(findings)
    if not forgiven:
        return data
    series = keys(data, SERIES)
    rows = np.concatenate([finding.rows for finding in forgiven])
    bad = np.isin(series, series[rows]) & placed(data, ["area", "start", "end"])
    bad_in_order = bad[grid.order]
    # The ages of a sound series stand in for those of the bad ones, whose own may be broken.
    model = grid.order[(grid.series == grid.series[np.argmin(bad_in_order)]) & ~grid.again]
    _, firsts = np.unique(series[bad], return_index=True)
    heads = np.flatnonzero(bad)[firsts]
    empty = empty_rows(data, np.repeat(heads, len(model)), np.tile(model, len(heads)), "value_withheld")
    kept = np.zeros(data.num_rows, bool)
    kept[grid.order] = ~bad_in_order
    return pa.concat_tables([data.filter(pa.array(kept)), empty]).unify_dictionaries()


def empty_rows(data: pa.Table, series: Rows, ages: Rows, word: str) -> pa.Table:
    """Return rows without figures: of the series of some rows, at the ages of others."""
    like, age = data.take(pa.array(series)), data["age"].take(pa.array(ages))
    columns = {}
    for field in data.schema:
        if field.name == "age":
            columns[field.name] = age
        elif field.name in BY_AGE:
            columns[field.name] = pa.nulls(len(series), pa.float64())
        elif field.name == "note":
            columns[field.name] = pa.array([word] * len(series)).dictionary_encode()
        else:
            columns[field.name] = like[field.name]
    return pa.table(columns)
