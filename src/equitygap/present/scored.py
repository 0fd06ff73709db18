"""A row of SCORECARD in plain language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from equitygap.present.cells import decimals_of_figures, standing
from equitygap.present.text import chance, missing, printable, rounded, shortest
from equitygap.units import unit_of_gaps


def scored(row: Mapping[Any, Any]) -> str:
    """Return what a row of SCORECARD says: the figures that there are, and the verdict.

    >>> scored({"label": "Smoking", "area": "Hill", "baseline": 9.8, "baseline_year": 2015.0, "latest": 9.3,
    ...         "latest_year": 2019.0, "unit": "%", "target": 5.0, "target_year": 2030.0, "status": "met"})
    'Hill: Smoking was 9.8 % in 2015 and is 9.3 % in 2019; the promise is 5.0 % for 2030: met.'

    A gap that closes only because the benchmark gets worse is told as levelling down.
    """
    there = {name: value for name, value in row.items() if not missing(value)}
    parts = (_so_far(there), _promise(there), _outlook(there))
    facts = "; ".join(part for part in parts if part)
    who = f"{there['area']}: " if "area" in there else ""
    return printable(f"{who}{facts}: {standing(row)}.")


def _so_far(there: Mapping[Any, Any]) -> str:
    what = there.get("label") or there.get("metric", "")
    if there.get("quantity") == "gap":
        what = f"the gap to {there.get('benchmark', 'the benchmark')} in {what}"
    elif there.get("quantity") == "total":
        what = f"the total of {what}"
    said = [
        f"{verb} {_figure(there, name)}{limits}{_in_year(there, name)}"
        for name, verb, limits in (("baseline", "was", ""), ("latest", "is", _limits(there)))
        if name in there
    ]
    return f"{what} {' and '.join(said)}" if said else f"there is no figure of {what}"


def _promise(there: Mapping[Any, Any]) -> str:
    if "target" not in there:
        return ""
    when = f" for {shortest(float(there['target_year']))}" if "target_year" in there else ""
    return f"the promise is {_figure(there, 'target')}{when}"


def _outlook(there: Mapping[Any, Any]) -> str:
    return f"the chance of it is {chance(there['probability'])}" if "probability" in there else ""


def _figure(there: Mapping[Any, Any], name: str) -> str:
    unit = str(there.get("unit", ""))
    if there.get("quantity") == "gap":
        unit = unit_of_gaps(unit)
    return f"{rounded(there[name], _decimals(there))} {unit}".rstrip()


def _limits(there: Mapping[Any, Any]) -> str:
    if not {"latest_lower", "latest_upper"} <= set(there):
        return ""
    lower, upper = (rounded(there[name], _decimals(there)) for name in ("latest_lower", "latest_upper"))
    return f" ({lower} to {upper})"


def _in_year(there: Mapping[Any, Any], name: str) -> str:
    limits = [there[key] for key in (f"{name}_start", f"{name}_end") if key in there]
    years = limits or [there[key] for key in (f"{name}_year",) if key in there]
    when = "-".join(dict.fromkeys(shortest(float(year)) for year in years))
    return f" in {when}" if when else ""


def _decimals(there: Mapping[Any, Any]) -> int:
    figures = [float(there[name]) for name in ("baseline", "latest", "target") if name in there]
    return decimals_of_figures(figures, there.get("unit"))
