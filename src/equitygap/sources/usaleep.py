"""USALEEP, the life expectancies (file A) and abridged life tables (file B) of U.S. census tracts, 2010–2015.

Arias E, Escobedo LA, Kennedy J, Fu C, Cisewski J. U.S. Small-area Life Expectancy Estimates Project:
methodology and results summary. National Center for Health Statistics. Vital Health Stat 2(181), 2018.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from equitygap.sources.content import Content
from equitygap.sources.layout import ROW, Canonical, constant, numbers, words_for

SOURCE = "NCHS, USALEEP 2010-2015"
TRACT_DIGITS = 11
_CODES = ("Tract ID", "GEOID")
_A = {"e(0)", "se(e(0))"}
_B = {"Age Group", "nq(x)", "l(x)", "T(x)", "se(nq(x))"}
#: The column `Abridged life table flag`.
FLAGS = {"1": "rates_observed", "2": "rates_predicted", "3": "rates_combined"}
#: Years lived by those who die, as a share of the band: the convention of the published tables.
SHARE_UNDER_1, SHARE = 0.1, 0.5
WIDTHS = {
    "Under 1": 1.0,
    "1-4": 4.0,
    **{f"{age}-{age + 9}": 10.0 for age in range(5, 85, 10)},
    "85 and older": None,
}


def recognise(header: Sequence[str]) -> bool:
    """Whether the header is that of an A or a B file."""
    return bool(set(_CODES) & set(header)) and (set(header) >= _A or set(header) >= _B)


def to_canonical(raw: pa.Table, content: Content) -> Canonical:
    """Return ESTIMATES from an A file and RATES from a B file."""
    return _life_tables(raw) if set(raw.column_names) >= _B else _expectancies(raw)


def _places(raw: pa.Table) -> dict[str, pa.ChunkedArray]:
    """Give codes back the leading zero that spreadsheets take away."""
    name = next(name for name in _CODES if name in raw.column_names)
    code = pc.utf8_lpad(pc.utf8_trim_whitespace(raw[name].cast(pa.string())), TRACT_DIGITS, "0")
    return {
        "area": code,
        "code": code,
        "start": constant("2010", raw),
        "end": constant("2015", raw),
        ROW: raw[ROW],
    }


def _expectancies(raw: pa.Table) -> Canonical:
    columns = {
        "metric": constant("life_expectancy", raw),
        **_places(raw),
        "value": raw["e(0)"],
        "standard_error": raw["se(e(0))"],
        "source": constant(SOURCE, raw),
    }
    if "Abridged life table flag" in raw.column_names:
        flags = raw["Abridged life table flag"].cast(pa.string())
        columns["note"] = words_for(flags, FLAGS)
    return Canonical("estimates", pa.table(columns), origin={"value": "e(0)", "standard_error": "se(e(0))"})


def _life_tables(raw: pa.Table) -> Canonical:
    """Turn probabilities of dying into death rates, with standard errors.

    With a = share · n years lived by those who die, q = n·m / (1 + (n − a)·m), so m = q / (n − (n − a)·q)
    and, to first order, se(m) = n·se(q) / (n − (n − a)·q)². In the open band m = l/T, and the number printed
    as se(nq(x)) is the standard error of m itself.
    """
    age = pc.utf8_trim_whitespace(raw["Age Group"].cast(pa.string()))
    width = pa.chunked_array([_widths(age)])
    q, error, living, ahead = (numbers(raw[name], name) for name in ("nq(x)", "se(nq(x))", "l(x)", "T(x)"))
    share = pc.if_else(pc.equal(age, "Under 1"), SHARE_UNDER_1, SHARE)
    exposed = pc.subtract(width, pc.multiply(pc.multiply(width, pc.subtract(1.0, share)), q))
    closed = pc.is_valid(width)
    columns = {
        **_places(raw),
        "age": age,
        "rate": pc.if_else(closed, pc.divide(q, exposed), pc.divide(living, ahead)),
        "standard_error": pc.if_else(
            closed, pc.divide(pc.multiply(width, error), pc.multiply(exposed, exposed)), error
        ),
    }
    notes = ("death rates are worked out from nq(x), and in the open band from l(x)/T(x)",)
    return Canonical("rates", pa.table(columns), notes, origin={"age": "Age Group", "rate": "nq(x)"})


def _widths(age: pa.ChunkedArray) -> pa.Array:
    labels = pa.array(list(WIDTHS), pa.string())
    widths = pa.array(list(WIDTHS.values()), pa.float64())
    return widths.take(pc.index_in(age, labels).combine_chunks())
