"""Text and numbers as people read them: safe to print, rounded, never more precise than they deserve."""

from __future__ import annotations

import math
import unicodedata
from typing import Final

#: Joiners that Persian and the Indian scripts spell names with; every other invisible character is shown.
_NEEDED_JOINERS: Final = "\u200c\u200d"
_INVISIBLE: Final = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def printable(text: str, encoding: str = "utf-8") -> str:
    r"""Return `text` without the power to steer a terminal: control characters are spelled out.

    C0, C1, escape, line breaks and the marks that reverse the writing direction become their escapes, and so
    does whatever `encoding` cannot carry.

    >>> printable("Loop\x1b[2J")
    'Loop\\x1b[2J'
    >>> printable("Peña", "ascii")
    'Pe\\xf1a'
    """
    shown = "".join(_spelled_out(c) if _steers(c) else c for c in text)
    return shown.encode(encoding, "backslashreplace").decode(encoding)


def can_carry(encoding: str | None, text: str) -> bool:
    """Return whether `encoding` has all the characters of `text`."""
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def missing(value: object) -> bool:
    """Return whether a cell holds nothing: None or nan."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def shortest(number: float) -> str:
    """Return the shortest text that reads back as the same number, whole numbers without `.0`.

    >>> shortest(0.1 + 0.2), shortest(2016.0), shortest(2010.5)
    ('0.30000000000000004', '2016', '2010.5')
    """
    return repr(number).removesuffix(".0")


def decimals_for(largest: float) -> int:
    """Return the decimals for figures up to `largest`: one, or below 1 those of two significant digits.

    Sums of money and of people, from 100,000 on, need none.

    >>> decimals_for(12.6), decimals_for(0.35), decimals_for(0.0), decimals_for(1.7e6)
    (1, 2, 1, 0)
    """
    size = abs(largest)
    if 100_000 <= size < math.inf:
        return 0
    return 1 if size == 0 or size >= 1 or not math.isfinite(size) else 1 - math.floor(math.log10(size))


def rounded(number: float, decimals: int = 1) -> str:
    """Return a number with its thousands set apart; what rounds to zero has no sign.

    >>> rounded(12.5757), rounded(1234567.0, 0), rounded(-0.04)
    ('12.6', '1,234,567', '0.0')
    """
    # Adding a positive zero turns a negative one into it.
    return f"{round(number, decimals) + 0.0:,.{decimals}f}"


def signed(number: float, decimals: int = 2) -> str:
    """Return a change with its sign.

    >>> signed(0.28), signed(-0.7)
    ('+0.28', '-0.70')
    """
    return f"{'+' if round(number, decimals) > 0 else ''}{rounded(number, decimals)}"


def significant(number: float) -> str:
    """Return a number with three significant digits, or more before the point.

    >>> significant(78.349), significant(0.98), significant(0.0012345), significant(12345.6)
    ('78.3', '0.980', '0.00123', '12,346')
    """
    if number == 0 or not math.isfinite(number):
        return rounded(number, 0)
    return rounded(number, max(0, 2 - math.floor(math.log10(abs(number)))))


def percent(share: float) -> str:
    """Return a share in whole percent.

    >>> percent(0.158), percent(-0.3), percent(1.0)
    ('16 %', '-30 %', '100 %')
    """
    return f"{100 * share:.0f} %".replace("-0 %", "0 %")


def chance(probability: float) -> str:
    """Return a probability in whole percent, without claiming certainty.

    >>> chance(0.031), chance(0.0004), chance(0.9999)
    ('3 %', '<1 %', '>99 %')
    """
    if probability < 0.01:
        return "<1 %"
    return ">99 %" if probability > 0.99 else percent(probability)


def words_of(name: str) -> str:
    """Return a fixed word as people read it.

    >>> words_of("on_track")
    'on track'
    """
    return name.replace("_", " ")


def status_words(status: str) -> str:
    """Return a status as people read it; what nobody promised anything for has no target.

    >>> status_words("off_track"), status_words("informational")
    ('off track', 'no target')
    """
    return "no target" if status == "informational" else words_of(status)


def _steers(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE and character not in _NEEDED_JOINERS


def _spelled_out(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
