"""Small counts are withheld on the way out, and with them what would give them away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from equitygap.names import normalised
from equitygap.stats.disclosure import NO_LINE, suppressed
from equitygap.words import LADDER_CLASSES

if TYPE_CHECKING:
    import pandas as pd

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Counted:
    """Where a table holds counts of persons.

    `count` is the column of the count, `keys` name its cell, `shown` are emptied with it; `rounded` are
    counts of persons too, which are only rounded. `of` is the number of persons of whom the count is: a
    share tells as much of those who do not count, so that they must not be few either. `parts` add up to
    the count, so that they are withheld together.
    """

    count: str
    keys: tuple[str, ...]
    shown: tuple[str, ...]
    rounded: tuple[str, ...] = ()
    of: str | None = None
    parts: tuple[str, ...] = ()


#: The tables that hold counts of persons.
TABLES: Final = {
    "counts": Counted(
        "deaths", ("area", "group", "start", "end", "age", "cause"), ("deaths",), ("deaths", "population")
    ),
    "estimates": Counted(
        "numerator",
        ("metric", "area", "group", "start", "end"),
        ("value", "standard_error", "lower", "upper", "numerator"),
        ("numerator", "denominator", "population"),
        of="denominator",
    ),
    "partner_contributions": Counted(
        "numerator",
        ("metric", "area", "group", "start", "end", "partner"),
        ("numerator", "shared", "unique", "share", "value", "lower", "upper"),
        ("numerator", "denominator", "shared", "unique"),
        of="denominator",
        parts=("shared", "unique"),
    ),
}

#: The row of a partnership that adds up its partners' counts, and that which counts each person once.
_ADDED, _ONCE = "added up", "counted once"
#: Rows that are sums of others in every table that has them.
_SUMS: Final = {"partner": (_ADDED, _ONCE)}
#: Figures that give others away: the difference tells each share from the other.
_MADE_OF: Final = {"net_thriving": ("thriving", "suffering")}


def disclosed(
    frame: pd.DataFrame,
    table: str,
    *,
    minimum_count: float | None = None,
    round_to: float | None = None,
    totals: Mapping[str, Sequence[str]] | None = None,
    persons: Collection[str] = (),
) -> pd.DataFrame:
    """Return a table as it may be published; one that holds no counts of persons is returned as it is.

    Counts below `minimum_count` are withheld, zeros among them, and so are the figures made of them; where
    totals are published too, so is as much else as it takes that no withheld count follows by subtraction
    (`stats.disclosure.suppressed`). `totals` names the rows that are sums of the others, by column:
    {"area": ["Chicago"]}; an empty cause or group is always the sum of the causes or groups. `persons` names
    metrics whose value is itself a count of persons, such as those who answered. Counts that stay are rounded
    to the nearest multiple of `round_to`, halves to the even one, totals for themselves, so that parts need
    not add up any more; what is made of counts is not rounded. `note` says what was done.

    What is withheld here may stand in other tables under another name, such as a rate with its population:
    whoever publishes several tables must look at them together.
    """
    where = TABLES.get(table)
    values = _are_counts(frame, persons)
    if where is None or (where.count not in frame and not values.any()):
        return frame
    out = frame.copy()
    counted = _with_counts(frame, where.count, values)
    notes = out["note"].fillna("") if "note" in out else counted[where.count].map(lambda _: "")
    if minimum_count:
        small, with_them = _suppressed(counted, where, minimum_count, totals or {})
        with_them |= _told_by(frame, small | with_them, persons)
        out.loc[small | with_them, [name for name in where.shown if name in out]] = np.nan
        _withhold_parts(out, where, minimum_count)
        _withhold_denominators(out, where, minimum_count, small | with_them)
        notes = _without(notes, small | with_them)
        notes = _with(_with(notes, small, "count_below_minimum"), with_them, "withheld_to_protect_others")
    if round_to:
        present = [name for name in where.rounded if name in out]
        out[present] = (out[present].astype(float) / round_to).round() * round_to
        if values.any():
            out.loc[values, "value"] = (out.loc[values, "value"].astype(float) / round_to).round() * round_to
        left = _with_counts(out, where.count, values)[where.count].notna().to_numpy()
        notes = _with(_without(notes, left), left, "count_rounded")
    return out.assign(note=notes)


def _are_counts(frame: pd.DataFrame, persons: Collection[str]) -> Flags:
    if "metric" not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame["metric"].isin(list(persons)).to_numpy(bool)


def _with_counts(frame: pd.DataFrame, count: str, values: Flags) -> pd.DataFrame:
    """Return the table with the values that are counts in the column of the counts."""
    given = frame.get(count, np.nan)
    return frame.assign(**{count: np.where(values, frame["value"], given)}) if values.any() else frame


def _withhold_parts(out: pd.DataFrame, where: Counted, minimum: float) -> None:
    """Withhold the parts of the counts wherever one of those that stand together is small.

    Those of all partners come to the parts of everybody, so that each follows from the others.
    """
    parts = [name for name in where.parts if name in out]
    if parts:
        small = (out[parts] < minimum).any(axis=1)
        out.loc[small.groupby(_settings(out, where)).transform("any"), parts] = np.nan


def _withhold_denominators(out: pd.DataFrame, where: Counted, minimum: float, hidden: Flags) -> None:
    """Withhold denominators that are small, and those that tell a withheld count.

    All who were asked, less those who can be classified, are the unclassified.
    """
    if where.of not in out:
        return
    tells = np.zeros(len(out), dtype=bool)
    if "metric" in out:
        tells = hidden & (out["metric"] == "unclassified").to_numpy(bool)
    out.loc[tells | (out[where.of] < minimum).to_numpy(bool), where.of] = np.nan


def _settings(frame: pd.DataFrame, where: Counted) -> NDArray[np.intp]:
    """Return the number of the setting, partners standing together."""
    keys = [name for name in where.keys if name in frame and name != "partner"]
    return np.asarray(frame.groupby(keys, dropna=False, sort=False).ngroup(), dtype=np.intp)


def _without(notes: pd.Series[str], where: Flags) -> pd.Series[str]:
    # Only where somebody died are deaths added to: the word parts zeros from small counts.
    left = notes.str.split().map(
        lambda words: " ".join(word for word in words if word != "deaths_redistributed")
    )
    return notes.mask(where, left)


def _with(notes: pd.Series[str], where: Flags, flag: str) -> pd.Series[str]:
    return notes.mask(where, (notes + f" {flag}").str.strip())


def _suppressed(
    frame: pd.DataFrame, where: Counted, minimum: float, totals: Mapping[str, Sequence[str]]
) -> tuple[Flags, Flags]:
    directions = list(_directions(frame, [name for name in where.keys if name in frame], totals))
    nothing = np.full((1, len(frame)), NO_LINE), np.zeros((1, len(frame)), dtype=bool)
    lines = np.stack([line for line, _ in directions]) if directions else nothing[0]
    total = np.stack([is_total for _, is_total in directions]) if directions else nothing[1]
    telling = _telling_partners(frame, where, minimum)
    fewest = _fewest(frame, where)
    count = np.where(telling, np.nan, fewest)
    small, with_them = suppressed(count, minimum=minimum, lines=lines, total=total)
    small |= fewest < minimum
    return small, (with_them | telling) & ~small


def _telling_partners(frame: pd.DataFrame, where: Counted, minimum: float) -> Flags:
    """Mark counts of partners that tell how few persons they share, or how few only one of them counts.

    The partners' sum less everybody counted once is how often persons are counted again; of two partners,
    everybody less the one is who belongs to the other alone.
    """
    out = np.zeros(len(frame), dtype=bool)
    if "partner" not in frame:
        return out
    partner, count = frame["partner"].to_numpy(object), frame[where.count].to_numpy(float)
    setting = _settings(frame, where)
    for number in np.unique(setting):
        rows = np.flatnonzero(setting == number)
        added, once = rows[partner[rows] == _ADDED], rows[partner[rows] == _ONCE]
        own = rows[~np.isin(partner[rows].astype(str), (_ADDED, _ONCE))]
        own = own[np.argsort(count[own], kind="stable")]
        if len(own) < 2 or len(once) == 0:
            continue
        if count[own].sum() - count[once[0]] < minimum:
            out[[own[0], *added]] = True
        if len(own) == 2:
            out[own[count[once[0]] - count[own] < minimum]] = True
    return out


def _fewest(frame: pd.DataFrame, where: Counted) -> NDArray[np.float64]:
    """Return each count, or the number of those who do not count where they are fewer."""
    count = frame[where.count].to_numpy(float)
    if where.of in frame:
        others = frame[where.of].to_numpy(float) - count
        count = np.fmin(count, np.where(others >= 0, others, np.nan))
    return count


def _told_by(frame: pd.DataFrame, hidden: Flags, persons: Collection[str]) -> Flags:
    """Mark the figures that are made of withheld ones."""
    out = np.zeros_like(hidden)
    if "metric" not in frame:
        return out
    keys = [name for name in ("area", "group", "start", "end") if name in frame]
    # The mean of few answers nearly tells each of them.
    means = {one.removesuffix("respondents") + "mean": (one,) for one in persons if one != "respondents"}
    for name, parts in {**_MADE_OF, **means}.items():
        bad = frame.loc[hidden & frame["metric"].isin(parts).to_numpy(bool), keys].drop_duplicates()
        same = frame[keys].merge(bad.assign(bad=True), on=keys, how="left")["bad"].notna().to_numpy(bool)
        out |= same & (frame["metric"] == name).to_numpy(bool)
    return out & ~hidden


def _directions(
    frame: pd.DataFrame, keys: list[str], totals: Mapping[str, Sequence[str]]
) -> Iterator[tuple[NDArray[np.intp], Flags]]:
    """Yield for each total of each column the lines that it closes, and where it stands in them."""
    if "denominator" in frame and "metric" in keys and "partner" not in keys:
        yield _classes(frame, keys)
    for column in ("area", "group", "cause", "partner"):
        if column not in keys:
            continue
        names = frame[column].astype("string").fillna("").map(normalised)
        known = dict.fromkeys(
            [*(normalised(one) for one in (*totals.get(column, ()), *_SUMS.get(column, ()))), ""]
        )
        part = ~names.isin(known).to_numpy(bool)
        others = [name for name in keys if name != column]
        number = frame.groupby(others, dropna=False, sort=False).ngroup().to_numpy()
        for name in known:
            is_total = (names == name).to_numpy(bool)
            closed = np.isin(number, number[is_total]) & np.isin(number, number[part])
            if closed.any():
                yield np.where(closed & (part | is_total), number, NO_LINE), is_total & closed


def _classes(frame: pd.DataFrame, keys: list[str]) -> tuple[NDArray[np.intp], Flags]:
    """Return lines of the classes of the ladder, which together are everybody: no class is their sum."""
    by = [*(name for name in keys if name != "metric"), "denominator"]
    number = frame.groupby(by, dropna=False, sort=False).ngroup().to_numpy()
    inside = frame["metric"].isin(LADDER_CLASSES).to_numpy(bool)
    return np.where(inside, number, NO_LINE), np.zeros(len(frame), dtype=bool)
