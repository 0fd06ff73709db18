"""Records → cells, written once for every engine: what is read, why it is not counted, how it is added up.

A cell is an area, a group, a year, a band and a cause. A record that cannot be counted makes a cell as well,
with its reason in place of the band, so that one pass over the records counts all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import groupby
from typing import Any

import narwhals.stable.v2 as nw

from equitygap.ages import Band
from equitygap.aggregate import columns
from equitygap.aggregate.columns import Resolved
from equitygap.aggregate.question import REASONS, UNITS, Question, Windows
from equitygap.aggregate.tally import UNKNOWN
from equitygap.loaded import WEIGHT_LIMIT, RowRule


def group_names(resolved: Resolved) -> list[str]:
    """Return what the parts of the group are called in a table of cells."""
    return [f"group_{place}" for place in range(len(resolved.group))]


def typed(frame: nw.LazyFrame, question: Question, resolved: Resolved) -> nw.LazyFrame:
    """Return the columns that are counted by, each of its kind, and as `kept` whether `where` keeps it."""
    schema = frame.collect_schema()
    kept = [columns.among(name, values, schema) for name, values in question.where.items()]
    out = {
        "area": columns.text(resolved.area, schema),
        "year": columns.year(resolved.year, schema),
        "age": columns.age(resolved.age, schema),
        "age_unknown": _unknown_age(question, resolved, schema),
        **{
            name: columns.text(theirs, schema)
            for name, theirs in zip(group_names(resolved), resolved.group, strict=True)
        },
    }
    if resolved.cause is not None:
        out["cause"] = columns.text(resolved.cause, schema)
    if resolved.weight is not None:
        out["weight"] = columns.weight(resolved.weight, schema)
    if kept:
        out["kept"] = reduce(lambda one, other: one & other, kept)
    return frame.select(**out)


def with_causes(frame: nw.LazyFrame, codes: nw.LazyFrame) -> nw.LazyFrame:
    """Put the number of its group in place of each cause: `codes` has `code` and `cause_number`."""
    return frame.join(codes, left_on="cause", right_on="code", how="left")


def years(frame: nw.LazyFrame) -> nw.LazyFrame:
    """Return the first and the last year of the records that `where` keeps."""
    if "kept" in frame.collect_schema().names():
        frame = frame.filter(nw.col("kept"))
    return frame.select(first=nw.col("year").min(), last=nw.col("year").max())


def with_windows(frame: nw.LazyFrame, windows: Windows, starts: Sequence[int]) -> nw.LazyFrame:
    """Put the first year of its window in place of each year, and say which have none."""
    year = nw.col("year")
    into = (year - starts[0]) % windows.step
    outside = (into >= windows.years) | (year < starts[0]) | (year >= starts[-1] + windows.years)
    # A single window is a constant, by which to group costs nothing.
    start = nw.lit(starts[0], nw.Int32) if len(starts) == 1 else (year - into).cast(nw.Int32)
    return frame.with_columns(year=start, no_year=year.is_null(), outside=outside)


def cells(
    frame: nw.LazyFrame, question: Question, resolved: Resolved, rules: Sequence[RowRule] = ()
) -> nw.LazyFrame:
    """Add up typed records: `records` and, of those with weights, `units`, by area, group, year, band, cause.

    `band` is the age at which the band begins, or a number of `REASONS`. `rule_0` … count the records that
    break each rule.
    """
    keys = ["area", *group_names(resolved), "year", "band"]
    chosen = {name: nw.col(name) for name in keys}
    chosen["band"] = band_or_reason(question, resolved)
    sums: dict[str, nw.Expr] = {"records": nw.len()}
    if resolved.cause is not None:
        keys.append("cause_number")
        missing = nw.col("cause").is_null()
        chosen["cause_number"] = nw.when(missing).then(UNKNOWN).otherwise(nw.col("cause_number"))
    if resolved.weight is not None:
        chosen["units"] = _units()
        sums["units"] = nw.col("units").sum()
    for place, rule in enumerate(rules):
        chosen[f"rule_{place}"] = nw.when(rule.broken.fill_null(False)).then(1).otherwise(0)
        sums[f"rule_{place}"] = nw.col(f"rule_{place}").sum()
    return frame.select(**chosen).group_by(keys).agg(**sums)


def _units() -> nw.Expr:
    """Return weights in millionths; one that cannot be used counts as nothing, and breaks a rule."""
    weight = nw.col("weight")
    sound = nw.when((weight >= 0) & (weight < WEIGHT_LIMIT)).then(weight).otherwise(0.0)
    return (sound * float(UNITS) + 0.5).floor().cast(nw.Int64)


def _unknown_age(question: Question, resolved: Resolved, schema: Any) -> nw.Expr:
    """Whether the age is empty, or a value that says that it is not known."""
    cell = nw.col(resolved.age)
    if schema[resolved.age].is_numeric():
        empty = cell.is_null()
        values = [number for value in question.unknown_ages if (number := _number(value)) is not None]
        return empty | cell.is_in(values).fill_null(False) if values else empty
    trimmed = columns.text(resolved.age, schema).str.strip_chars()
    return trimmed.is_null() | trimmed.is_in(["", *question.unknown_ages]).fill_null(False)


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return int(number) if number.is_integer() else number


def band_or_reason(question: Question, resolved: Resolved) -> nw.Expr:
    """Return where the band begins, or why the record is not counted: the first reason that applies."""
    reasons: list[tuple[str, nw.Expr]] = []
    if question.where:
        reasons.append(("filtered_out", ~nw.col("kept")))
    reasons.append(("no_area", nw.col("area").is_null()))
    reasons += [("no_group", nw.col(name).is_null()) for name in group_names(resolved)]
    apart = question.windows is not None and question.windows.apart
    reasons.append(("no_year", nw.col("no_year") if apart else nw.col("year").is_null()))
    if apart:
        reasons.append(("outside_windows", nw.col("outside")))
    if resolved.cause is not None:
        if "cause" not in question.redistribute:
            reasons.append(("no_cause", nw.col("cause").is_null() | (nw.col("cause_number") == UNKNOWN)))
        reasons.append(("code_not_mapped", nw.col("cause_number").is_null() & ~nw.col("cause").is_null()))
    reasons.append(("no_age", nw.col("age_unknown")))
    reasons.append(("unreadable_age", nw.col("age").is_null()))
    chain = _band(question.bands)
    for name, applies in reversed(reasons):
        chain = nw.when(applies).then(nw.lit(REASONS[name], nw.Int32)).otherwise(chain)
    return chain


def _band(bands: Sequence[Band]) -> nw.Expr:
    """Return the age at which the band of an age begins: by arithmetic within a run of equal bands."""
    age = nw.col("age")
    chain: nw.Expr = nw.lit(REASONS["outside_bands"], nw.Int32)
    for width, run in [(width, list(run)) for width, run in groupby(bands, lambda band: band.width)][::-1]:
        first, last = run[0], run[-1]
        start = nw.lit(first.lower, nw.Int32) if len(run) == 1 else age - (age - first.lower) % int(width)
        inside = age >= first.lower
        inside = inside if last.open else inside & (age < int(last.upper))
        chain = nw.when(inside).then(start.cast(nw.Int32)).otherwise(chain)
    return chain
