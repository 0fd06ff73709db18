"""Codes of causes of death → groups: the most specific entry of a list decides."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Final

from equitygap.errors import DataError, UsageError, did_you_mean
from equitygap.names import normalised
from equitygap.words import CAUSE_LISTS

_CODE: Final = re.compile(r"[A-Z][0-9][0-9A-Z]\.?[0-9A-Z]{0,4}")
_RANGE: Final = re.compile(rf"({_CODE.pattern})\s*[-–—]\s*({_CODE.pattern})")
#: Takes what no other entry takes.
REST: Final = "*"
#: More characters than a code has.
_LONGEST: Final = 7


@dataclass(frozen=True)
class Entry:
    """Codes from `first` to `last`, both with all that is below them; a `group` of None means unknown."""

    first: str
    last: str
    group: str | None

    def takes(self, code: str) -> bool:
        """Whether a code without its dot is in the range; `A09` is more than A09.0-A09.2, so not in it."""
        longest = max(len(self.first), len(self.last))
        return (
            len(code) >= longest
            and self.first <= code[: len(self.first)]
            and code[: len(self.last)] <= self.last
        )

    @cached_property
    def width(self) -> int:
        """How many codes of full length the range spans."""
        last, first = self.last.ljust(_LONGEST, "Z"), self.first.ljust(_LONGEST, "0")
        return int(last, 36) - int(first, 36)


@dataclass(frozen=True)
class CauseMap:
    """A list of causes: ranges of codes by their first letter, other names by themselves, and the rest.

    Without any entries every code is a group of its own.
    """

    name: str
    ranges: Mapping[str, tuple[Entry, ...]]
    names: Mapping[str, str | None]
    rest: str | None = None

    def group(self, code: str) -> tuple[bool, str | None]:
        """Return whether a code is in the list, and its group; a group of None means an unknown cause.

        >>> standard_causes("icd10-chapters").group("I21.9")
        (True, 'Diseases of the circulatory system')
        """
        if not code.strip():
            return True, None
        if not self.ranges and not self.names:
            return True, code.strip()
        if normalised(code) in self.names:
            return True, self.names[normalised(code)]
        found = [one for one in self._near(plain(code)) if one.takes(plain(code))]
        if found:
            return True, min(found, key=lambda one: one.width).group
        return self.rest is not None, self.rest

    def _near(self, code: str) -> tuple[Entry, ...]:
        # Words lie between codes as well: "Accident" comes after A00 and before B99.
        return self.ranges.get(code[0], ()) if _CODE.fullmatch(code) else ()


def plain(code: str) -> str:
    """Return a code as it is compared, without the marks that say what kind of code it is.

    >>> plain(" i21.9 "), plain("*U01.4"), plain("A17.0†"), plain("I21.-")
    ('I219', 'U014', 'A170', 'I21')
    """
    return code.strip().lstrip("*").rstrip("*†+-").upper().replace(".", "")


def standard_causes(name: str) -> CauseMap:
    """Return one of the lists that come with the program, by its name in `words.CAUSE_LISTS`."""
    if name not in CAUSE_LISTS:
        known = ", ".join(CAUSE_LISTS)
        raise UsageError(
            f"there is no list of causes '{name}'{did_you_mean(name, CAUSE_LISTS)}; known: {known}"
        )
    if name == "as-given":
        return CauseMap(name, {}, {})
    text = files("equitygap.aggregate").joinpath(f"lists/{name}.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return cause_map(name, ((row["code"], row["cause"]) for row in rows))


def cause_map(name: str, rows: Iterable[tuple[str | None, str | None]]) -> CauseMap:
    """Return a list of causes from pairs of a code, a range of codes, a name or `*`, and a group.

    Where several entries take a code, the narrowest does. An empty group means that the cause is not known.
    Raises DataError for a range that ends before it begins, and for the same entry in two groups.
    """
    ranges: dict[str, list[Entry]] = {}
    names: dict[str, str | None] = {}
    seen: dict[tuple[str, str], str | None] = {}
    rest = None
    for code, group in rows:
        entry, group = (code or "").strip(), (group or "").strip() or None
        if entry == REST:
            rest = group
            continue
        first, last = _bounds(entry, name)
        if seen.setdefault((first, last), group) != group:
            raise DataError(f"{name}: '{entry}' is put into two groups, '{seen[first, last]}' and '{group}'")
        if not _CODE.fullmatch(first):
            names[normalised(entry)] = group
            continue
        for letter in map(chr, range(ord(first[0]), ord(last[0]) + 1)):
            ranges.setdefault(letter, []).append(Entry(first, last, group))
    if not ranges and not names:
        raise DataError(f"{name}: the list of causes has no entries")
    return CauseMap(name, {letter: tuple(found) for letter, found in ranges.items()}, names, rest)


def _bounds(entry: str, name: str) -> tuple[str, str]:
    """Return the first and last code of an entry; a name of a cause is both by itself."""
    if not entry:
        raise DataError(f"{name}: an entry has no code")
    text = entry.upper()
    if match := _RANGE.fullmatch(text):
        first, last = plain(match[1]), plain(match[2])
        if first > last:
            raise DataError(f"{name}: the range '{entry}' ends before it begins")
        return first, last
    return (plain(text), plain(text)) if _CODE.fullmatch(text) else (normalised(entry), normalised(entry))
