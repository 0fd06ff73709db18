"""Cells of areas → cells of the larger areas that a crosswalk puts them into, in the engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals.stable.v2 as nw
import pyarrow as pa

from equitygap.aggregate.cells import encoded
from equitygap.aggregate.question import REASONS, UNITS
from equitygap.errors import DataError
from equitygap.names import normalised

#: Shares may miss 1 by so much because they are rounded.
_ROUNDED: Final = 1e-6
_NAMED_AT_MOST: Final = 5

Entries = dict[str, list[tuple[str | None, float]]]


def put_together(cells: nw.LazyFrame, places: nw.LazyFrame) -> nw.LazyFrame:
    """Return cells by larger area: each area's deaths times its share, added, rounded to a millionth of one.

    `places` is what `places_of` gives, in the engine. What the crosswalk does not know, or does not give away
    in full, keeps a reason in place of its band.
    """
    names = cells.collect_schema().names()
    keys = [name for name in names if name not in ("records", "units") and not name.startswith("rule_")]
    units = nw.col("units") if "units" in names else nw.col("records") * UNITS
    before = nw.col("band").is_in([REASONS["filtered_out"], REASONS["no_area"]])
    reason = nw.when(~before & ~nw.col("reason").is_null()).then(nw.col("reason")).otherwise(nw.col("band"))
    spread = cells.join(places, on="area", how="left").with_columns(
        area=nw.col("into"),
        band=reason,
        records=nw.col("records") * nw.col("first").fill_null(1),
        units=((units.cast(nw.Float64) * nw.col("share").fill_null(1.0)) + 0.5).floor().cast(nw.Int64),
        **{name: nw.col(name) * nw.col("first").fill_null(1) for name in names if name.startswith("rule_")},
    )
    sums = [name for name in (*names, "units") if name not in keys]
    return spread.group_by(keys).agg(*[nw.col(name).sum() for name in dict.fromkeys(sums)])


def places_of(areas: pa.Table, crosswalk: pa.Table, file: str, *, exact: bool) -> tuple[pa.Table, list[str]]:
    """Return where each area goes: `area`, `into`, `share`, `first` (1 in one row of each area) and `reason`.

    `areas` are the names that records have; those of the crosswalk match after normalising, or letter by
    letter where `exact`. Raises DataError where no area is in it.
    """
    entries = _entries(crosswalk, file, exact)
    _, names = encoded(areas["area"])
    rows: list[tuple[str, str | None, float, int, int | None]] = []
    found = set()
    for name in names:
        key = name if exact else normalised(name)
        into = entries.get(key, [(None, 1.0)])
        found.add(key)
        rows += [
            (name, larger, share, int(place == 0), _reason(key, larger, entries))
            for place, (larger, share) in enumerate(into)
        ]
    unmatched = [name for name in names if (name if exact else normalised(name)) not in entries]
    if len(unmatched) == len(names):
        raise DataError(f"{file}: none of the {len(names)} areas of the records is in the crosswalk")
    notes = [f"not in the crosswalk {file} and left out: {_named(unmatched)}"] if unmatched else []
    absent = sorted(entries.keys() - found)
    notes += [f"in the crosswalk {file}, but without records: {_named(absent)}"] if absent else []
    kinds = pa.schema(
        [("area", pa.string()), ("into", pa.string()), ("share", pa.float64()),
         ("first", pa.int64()), ("reason", pa.int32())]
    )  # fmt: skip
    columns = zip(*rows, strict=True)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, kinds, strict=True)], schema=kinds), notes


def _reason(key: str, larger: str | None, entries: Entries) -> int | None:
    if larger is not None:
        return None
    if not key.strip():
        return REASONS["no_area"]
    return REASONS["outside_crosswalk" if key in entries else "unknown_area"]


def _entries(crosswalk: pa.Table, file: str, exact: bool) -> Entries:
    """Return where each area goes, and the share; what is left of an area goes nowhere."""
    shares = crosswalk["share"].to_pylist() if "share" in crosswalk.column_names else [1.0] * len(crosswalk)
    entries: Entries = {}
    for area, into, share in zip(
        crosswalk["area"].to_pylist(), crosswalk["into"].to_pylist(), shares, strict=True
    ):
        of = entries.setdefault(area if exact else normalised(area), [])
        if into in [larger for larger, _ in of]:
            raise DataError(f"{file}: the crosswalk puts {area} into {into} more than once")
        of.append((into, float(share)))
    for area, of in entries.items():
        total = sum(share for _, share in of)
        if not 0 < total <= 1 + _ROUNDED:
            raise DataError(f"{file}: the shares of {area} add up to {total:g}, not to 1 or less")
        if total < 1 - _ROUNDED:
            of.append((None, 1 - total))
    return entries


def _named(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{len(names)} areas: {', '.join(names[:_NAMED_AT_MOST])}{', …' * (len(names) > _NAMED_AT_MOST)}"
