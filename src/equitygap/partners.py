"""PARTNER_RECORDS → ESTIMATES of what partners reach together, each person counted once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from equitygap import tables
from equitygap.errors import DataError, UsageError
from equitygap.stats.overlap import Members, exactly, undeclared
from equitygap.stats.survey import share_limits

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["contributions", "shared_metric"]

#: Joins the names of partners in a row that counts whom they share.
JOINT: Final = " + "
ADDED_UP: Final = "added up"
COUNTED_ONCE: Final = "counted once"
_PERCENT: Final = 100.0
_KEYS: Final = ("area", "group", "start", "end")


@dataclass(frozen=True)
class _Counted:
    """How many each partner counts, and how many belong to exactly which partners (None: not declared)."""

    own: Mapping[str, float]
    exact: Mapping[Members, float] | None

    @property
    def once(self) -> float:
        """How many there are, each counted once; nan where it is not declared whom partners share."""
        return np.nan if self.exact is None else float(sum(self.exact.values()))

    def unique(self, partner: str) -> float:
        """How many only this partner counts."""
        return np.nan if self.exact is None else self.exact.get(frozenset([partner]), 0.0)


@dataclass(frozen=True)
class _Together:
    """What the partners of one area and period count; `denominators` is None where none are given."""

    labels: dict[str, Any]
    numerators: _Counted
    denominators: _Counted | None

    @property
    def of(self) -> float:
        """The denominator, each person counted once."""
        return self.denominators.once if self.denominators else np.nan


def shared_metric(
    partner_records: pd.DataFrame, *, name: str, result: str = "percent", confidence: float = 0.95
) -> pd.DataFrame:
    """Return the ESTIMATES of a metric to which several partners contribute.

    Each person counts once: by the key `person`, or by what the counts say that partners share (rows whose
    `partner` is `A + B`). The value is the percentage of the persons known to any partner, with Wilson's
    limits, or, `result="count"`, the number. Where it is not declared whom partners share, the value is
    withheld. Raises DataError for counts that contradict each other, and for a percentage without
    denominators.
    """
    if result not in ("percent", "count"):
        raise UsageError(f"the result is `percent` or `count`, not '{result}'")
    rows = []
    for one in _settings(partner_records, name):
        if result == "percent" and one.denominators is None:
            raise DataError(f"{name}: a percentage needs the denominators of the partners")
        number = one.numerators.once
        figures = {"value": number}
        if result == "percent":
            parts = {"numerator": number, "denominator": one.of}
            figures = {**_percentage(number, one.of, confidence), **parts}
        rows.append({"metric": name, **one.labels, **figures, "note": _note(one, result)})
    return _table(rows, "estimates")


def contributions(partner_records: pd.DataFrame, *, name: str, confidence: float = 0.95) -> pd.DataFrame:
    """Return the PARTNER_CONTRIBUTIONS of a metric: a row for each partner, their sum, and everybody once."""
    rows = []
    for one in _settings(partner_records, name):
        numerators, of = one.numerators, one.denominators
        for partner, number in numerators.own.items():
            figures = {
                "numerator": number,
                "denominator": of.own.get(partner, np.nan) if of else np.nan,
                "unique": numerators.unique(partner),
            }
            rows.append(_row(name, one, partner, figures, confidence, None))
        added = {
            "numerator": sum(numerators.own.values()),
            "denominator": sum(of.own.values()) if of else np.nan,
        }
        rows.append(_row(name, one, ADDED_UP, added, None, "added_up"))
        unique = sum(numerators.unique(partner) for partner in numerators.own)
        once = {"numerator": numerators.once, "denominator": one.of, "unique": unique}
        note = "counted_once" if numerators.exact is not None else "overlap_not_declared"
        rows.append(_row(name, one, COUNTED_ONCE, once, confidence, note))
    return _table(rows, "partner_contributions")


def _row(
    name: str,
    one: _Together,
    partner: str,
    counted: dict[str, float],
    confidence: float | None,
    note: str | None,
) -> dict[str, Any]:
    """Return a row; the sum of the partners' counts has no percentage, since persons stand in it twice."""
    number, everybody = counted["numerator"], one.numerators.once
    figures = _percentage(number, counted["denominator"], confidence) if confidence else {}
    return {
        "metric": name,
        **one.labels,
        "partner": partner,
        **counted,
        "shared": number - counted.get("unique", np.nan),
        "share": number / everybody if everybody > 0 else np.nan,
        **figures,
        "note": note,
    }


def _percentage(number: float, of: float, confidence: float) -> dict[str, float]:
    if not of > 0 or np.isnan(number):
        return {"value": np.nan, "standard_error": np.nan, "lower": np.nan, "upper": np.nan}
    error, lower, upper = (float(one) for one in share_limits(number / of, of, confidence=confidence))
    figures = {"value": number / of, "standard_error": error, "lower": lower, "upper": upper}
    return {word: _PERCENT * figure for word, figure in figures.items()}


def _note(one: _Together, result: str) -> str | None:
    counted = [one.numerators, *([one.denominators] if one.denominators and result == "percent" else [])]
    if any(part.exact is None for part in counted):
        return "overlap_not_declared"
    return "denominator_missing" if result == "percent" and not one.of > 0 else None


def _settings(partner_records: pd.DataFrame, name: str) -> Iterator[_Together]:
    """Return what the partners count in each area, group and period."""
    own = partner_records
    if "metric" in own:
        own = own[own["metric"] == name]
    if own.empty:
        known = ", ".join(partner_records["metric"].dropna().unique())
        raise DataError(f"the partners report nothing on '{name}'; they report on {known}")
    names = [key for key in _KEYS if key in own]
    for key, rows in own.groupby(names, sort=False, dropna=False):
        labels = dict(zip(names, key, strict=True))
        place = f"{name}, {labels['area']}"
        by_person = "person" in rows and rows["person"].notna().any()
        yield _Together(labels, *(_of_persons(rows, place) if by_person else _of_counts(rows, place)))


def _of_persons(rows: pd.DataFrame, place: str) -> tuple[_Counted, _Counted]:
    """Count persons by the partners who reach them, and by those who know them."""
    if rows["person"].isna().any():
        raise DataError(f"{place}: some rows name a person and some do not; count all in one way")
    if "reached" not in rows or rows["reached"].isna().any():
        raise DataError(f"{place}: `reached` must be 1 or 0 for every person")
    partners = sorted(rows["partner"].unique())
    return _persons(rows[rows["reached"] > 0], partners), _persons(rows, partners)


def _persons(rows: pd.DataFrame, partners: list[str]) -> _Counted:
    sets = rows.groupby("person", sort=False)["partner"].agg(frozenset)
    exact = {found: float(number) for found, number in Counter(sets).items()}
    own = {partner: sum((n for found, n in exact.items() if partner in found), 0.0) for partner in partners}
    return _Counted(own, exact)


def _of_counts(rows: pd.DataFrame, place: str) -> tuple[_Counted, _Counted | None]:
    """Read counts of partners, and of what several of them (`A + B`) share."""
    sets = [frozenset(part.strip() for part in str(cell).split(JOINT)) for cell in rows["partner"]]
    if len(set(sets)) < len(sets):
        raise DataError(f"{place}: the counts of a partner are given twice; keep one")
    singles = {name for one in sets if len(one) == 1 for name in one}
    alien = sorted({name for one in sets for name in one} - singles)
    if alien:
        raise DataError(f"{place}: '{alien[0]}' shares persons but has no counts of its own")
    numerators = _counts(rows, "numerator", sets, place)
    denominators = _counts(rows, "denominator", sets, place)
    if numerators is None:
        raise DataError(f"{place}: the partners give neither persons nor numerators")
    if denominators and numerators.once > denominators.once:
        raise DataError(
            f"{place}: counted once, the numerators come to {numerators.once:g} persons, which is more than"
            f" the {denominators.once:g} of the denominators; correct what the partners share"
        )
    return numerators, denominators


def _counts(rows: pd.DataFrame, column: str, sets: list[Members], place: str) -> _Counted | None:
    given = rows[column].to_numpy(float) if column in rows else np.full(len(rows), np.nan)
    counts = {one: float(n) for one, n in zip(sets, given, strict=True) if not np.isnan(n)}
    own = {name: counts[one] for one in counts if len(one) == 1 for name in one}
    if not own:
        return None
    if len(own) < sum(len(one) == 1 for one in sets):
        raise DataError(f"{place}: some partners give a {column} and some do not")
    if undeclared(counts):
        return _Counted(own, None)
    exact = exactly(counts)
    if min(exact.values()) < 0:
        first = next(one for one, number in exact.items() if number < 0)
        raise DataError(
            f"{place}: the {column}s cannot be: {' and '.join(sorted(first))} would have "
            f"{exact[first]:g} persons of their own"
        )
    return _Counted(own, exact)


def _table(rows: list[dict[str, Any]], table: str) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows)
    known = [*tables.names(table), "numerator", "denominator"]
    return frame[[name for name in dict.fromkeys(known) if name in frame]].astype({"note": "str"})
