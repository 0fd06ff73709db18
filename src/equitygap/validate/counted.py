"""Figures that come with what they were made of: numerators and denominators, margins of error, units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from equitygap.units import Z_90, unit_of
from equitygap.validate.cells import codes, dictionary
from equitygap.validate.finding import Finding
from equitygap.validate.rules import rounding_step

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Texts = NDArray[np.object_]

_PARTS: Final = ("numerator", "denominator")

#: Where a standard error and a margin differ by more than this share, rounding is no excuse.
_ROUNDED: Final = 0.01
#: Two ways to work out the same figure may part by this share of it.
_COMPUTED: Final = 1e-6


#: What becomes of parts by the kind of the unit, and of margins, where nothing better is published.
_TOLD: Final = {
    "proportion": "numerators and denominators give Wilson's limits of a proportion",
    "rate": "numerators and denominators give limits of a Poisson count",
    "money": "numerators and denominators give a mean without an interval",
    "plain": "numerators and denominators give a mean without an interval",
    "": "numerators and denominators are not used, for nobody says the unit",
    "margin": "90 % margins of error give standard errors",
}


def with_values(data: pa.Table, units: Mapping[str, str]) -> pa.Table:
    """Return estimates whose empty values are computed where numerator, denominator and unit are known."""
    if not set(_PARTS) <= set(data.column_names):
        return data
    value = data["value"].to_numpy()
    # Parts that cannot be are found for themselves; what they would give need not be found as well.
    made = np.clip(_made_of_parts(data, units), 0.0, _each(_unit_texts(data, units), _highest))
    filled = np.where(np.isnan(value), made, value)
    return data.set_column(data.column_names.index("value"), "value", pa.array(filled, from_pandas=True))


def findings(data: pa.Table, units: Mapping[str, str]) -> list[Finding]:
    """Return where a figure contradicts what it is said to be made of, or the unit of its metric."""
    return [*_of_parts(data, units), *_of_margins(data), *_of_units(data, units)]


def unmade(data: pa.Table, units: Mapping[str, str]) -> list[Finding]:
    """Return where a value is left empty for its parts to give, but nobody says in which unit."""
    if not set(_PARTS) <= set(data.column_names):
        return []
    empty = data["value"].is_null().to_numpy()
    given = np.isfinite(data["numerator"].to_numpy()) & np.isfinite(data["denominator"].to_numpy())
    rows = _rows(empty & given & (_unit_texts(data, units) == ""))
    names = _texts(data["metric"], lambda name: name)

    def message(row: int) -> str:
        return (
            "there is no value, and to make one of numerator and denominator takes the unit; "
            f"say it: metrics: {{{names[row]}: {{unit: percent}}}}"
        )

    return [Finding("missing_value", "value", rows, message)] if len(rows) else []


def notes(data: pa.Table, units: Mapping[str, str]) -> list[str]:
    """Return what becomes of the parts and margins of each metric, one sentence for each way."""
    named = [name for name in (*_PARTS, "margin_of_error") if name in data.column_names]
    metric, texts = _texts(data["metric"], lambda name: name), _unit_texts(data, units)
    out: dict[str, list[str]] = {}
    if "margin_of_error" in named:
        has = np.isfinite(data["margin_of_error"].to_numpy())
        out[_TOLD["margin"]] = list(dict.fromkeys(metric[has]))
    if set(_PARTS) <= set(named):
        has = np.isfinite(data["numerator"].to_numpy())
        for name, text in dict.fromkeys(zip(metric[has], texts[has], strict=True)):
            out.setdefault(_TOLD[_kind(text)], []).append(name)
    return [f"{said}: {', '.join(names)}" for said, names in out.items() if names]


def _kind(text: str) -> str:
    unit = unit_of(text)
    return unit.kind if unit else "plain" if text else ""


def _made_of_parts(data: pa.Table, units: Mapping[str, str]) -> Floats:
    """Return scale × numerator / denominator of each row; nan where a part or the unit is not known."""
    numerator, denominator = (data[name].to_numpy() for name in _PARTS)
    scale = _each(_unit_texts(data, units), _scale)
    return np.asarray(scale * numerator / np.where(denominator > 0, denominator, np.nan))


def _scale(text: str) -> float:
    """Return what a ratio is multiplied by: a unit without a scale of its own is that of a mean."""
    unit = unit_of(text)
    if unit is None or np.isnan(unit.scale):
        return 1.0 if text else np.nan
    return unit.scale


def _of_parts(data: pa.Table, units: Mapping[str, str]) -> list[Finding]:
    there = [name for name in _PARTS if name in data.column_names]
    if len(there) < 2:
        return [_lonely(name, np.isfinite(data[name].to_numpy())) for name in there]
    numerator, denominator = (data[name].to_numpy() for name in _PARTS)
    part = _each(_unit_texts(data, units), lambda text: float(_is_part(text))) > 0
    value, made = data["value"].to_numpy(), _made_of_parts(data, units)
    above = part & (numerator > denominator)
    differs = np.abs(value - made) > 0.5 * rounding_step(data, "value") + _COMPUTED * np.abs(made)
    alone = np.isfinite(numerator) != np.isfinite(denominator)
    more = "{value} is more than its denominator, of which it is said to be a part"
    broken = [
        Finding("parts_impossible", "numerator", _rows(numerator < 0), "{value} is negative"),
        Finding("parts_impossible", "denominator", _rows(denominator <= 0), "{value} is not above 0"),
        Finding("parts_impossible", "numerator", _rows(above), more),
        _lonely("numerator", alone & np.isfinite(numerator)),
        _lonely("denominator", alone & np.isfinite(denominator)),
        Finding("parts_contradict", "value", _rows(differs & ~above), lambda row: _contradiction(made[row])),
    ]
    return [one for one in broken if len(one.rows)]


def _highest(text: str) -> float:
    unit = unit_of(text)
    return np.inf if unit is None else unit.highest


def _is_part(text: str) -> bool:
    unit = unit_of(text)
    return unit is not None and unit.kind == "proportion"


def _lonely(name: str, mask: Mask) -> Finding:
    other = _PARTS[1 - _PARTS.index(name)]
    return Finding("parts_impossible", name, _rows(mask), f"there is a {name}, but no {other} beside it")


def _contradiction(made: float) -> str:
    return f"{{value}} is not what numerator and denominator give, {made:.6g}; correct one of the three"


def _of_margins(data: pa.Table) -> list[Finding]:
    if "margin_of_error" not in data.column_names:
        return []
    margin = data["margin_of_error"].to_numpy()
    found = [Finding("negative_standard_error", "margin_of_error", _rows(margin < 0), "{value} is negative")]
    if "standard_error" in data.column_names:
        error = data["standard_error"].to_numpy()
        differs = np.abs(margin / Z_90 - error) > _ROUNDED * np.abs(error) + rounding_step(
            data, "standard_error"
        )
        message = "the margin {value} is for 90 %, and does not go with the standard error beside it"
        found.append(Finding("parts_contradict", "margin_of_error", _rows(differs), message))
    return [one for one in found if len(one.rows)]


def _of_units(data: pa.Table, units: Mapping[str, str]) -> list[Finding]:
    """Find figures whose own column names another unit than the config, or than the rows before them."""
    if "unit" not in data.column_names:
        return []
    given, metric = _texts(data["unit"], lambda text: text), codes(data["metric"])
    names = _each_text(given, _same_for_all)
    first = {code: names[row] for row, code in reversed(list(enumerate(metric))) if given[row]}
    declared = _texts(data["metric"], lambda name: units.get(name, ""))
    expected = np.where(
        declared != "", _each_text(declared, _same_for_all), [first.get(code, "") for code in metric]
    )
    rows = _rows((given != "") & (names != expected))

    def message(row: int) -> str:
        return f"the unit is {{value}}, but that of the metric is {declared[row] or first[metric[row]]!r}"

    return [Finding("unit_differs", "unit", rows, message)] if len(rows) else []


def _same_for_all(text: str) -> str:
    """Return the name under which units are compared: that of a known unit, else the text."""
    unit = unit_of(text)
    return " ".join(text.split()).casefold() if unit is None else unit.name


def _unit_texts(data: pa.Table, units: Mapping[str, str]) -> Texts:
    """Return the unit of each row: that of its metric, else its own; empty where nobody says."""
    declared = _texts(data["metric"], lambda name: units.get(name, ""))
    if "unit" not in data.column_names:
        return declared
    return np.where(declared != "", declared, _texts(data["unit"], lambda text: text))


def _texts(column: pa.ChunkedArray, of: Callable[[str], str]) -> Texts:
    known = [of(text) for text in dictionary(column).dictionary.to_pylist()]
    return np.array(["", *known], dtype=object)[codes(column)]


def _each(texts: Texts, of: Callable[[str], float]) -> Floats:
    found = {text: of(text) for text in set(texts)}
    return np.array([found[text] for text in texts], dtype=np.float64)


def _each_text(texts: Texts, of: Callable[[str], str]) -> Texts:
    found = {text: of(text) for text in set(texts)}
    return np.array([found[text] for text in texts], dtype=object)


def _rows(mask: Mask) -> NDArray[np.intp]:
    return np.flatnonzero(mask)
