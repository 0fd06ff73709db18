"""Options of `decompose`, `whatif`, `inequality` and `power` as parts of a config."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from equitygap.errors import UsageError, did_you_mean

_ROAD_KEYS: Final = ("causes", "ages", "toward")


def decompose_part(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the options of `equitygap decompose` say of the config's `decompose`."""
    first, last, period = options["first"], options["last"], options["period"]
    _refuse_half_a_change(options)
    if first is not None and period is not None:
        raise UsageError("--period asks for a gap, --from and --to for its change: give only one")
    part: dict[str, Any] = _given(method=options["method"], at=options["age"])
    if first is not None:
        part |= {"between": [first, last], "period": None}
    if period is not None:
        part |= {"period": period, "between": None}
    if options["no_causes"]:
        part["causes"] = False
    if options["together"]:
        part["together"] = True
    if options["ages"] is not None:
        part["ages"] = _list(options["ages"])
    if options["cause_group"]:
        part["cause_groups"] = dict(
            _named_list(text, "--cause-group", "CAUSE") for text in options["cause_group"]
        )
    return part


def scenario_of(options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the scenario that `--cut` or `--toward-benchmark` describes, as a list; empty without them."""
    cut, toward = options["cut"], options["toward_benchmark"]
    which = _which(options)
    if cut is None and toward is None:
        lost = [name for name in ("cause", "ages", "start", "full_by") if options[name]]
        if lost:
            raise UsageError(
                f"--{lost[0].replace('_', '-')} says what changes; say also --cut or --toward-benchmark"
            )
        return []
    name = f"cut by {cut}" if cut is not None else f"{toward} of the way to the benchmark"
    change = {**_given(cut=cut, toward_benchmark=toward), **which}
    years = _given(start=options["start"], full_by=options["full_by"])
    return [{"name": name + _described(which), "changes": [change], **years}]


def roads_of(options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the roads that `--road`, `--cause` and `--ages` describe; empty without them."""
    which = _which(options)
    own = [{"name": _described(which).removeprefix(": "), **which}] if which else []
    return own + [_road(text) for text in options["road"] or []]


def inequality_part(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the options of `equitygap inequality` say of the config's `inequality`."""
    _refuse_half_a_change(options)
    part = _given(
        measures=options["measure"],
        rank_column=options["rank_column"],
        rank_metric=options["rank_metric"],
        quantiles=options["quantiles"],
        reference=options["reference"],
        bounds=options["bounds"],
        link=options["link"],
        aversion=options["aversion"],
    )
    part |= {name: True for name in ("rank_descending", "scatter") if options[name]}
    if options["part"]:
        part["parts"] = dict(_named_list(text, "--part", "AREA") for text in options["part"])
    if options["first"] is not None:
        part["between"] = [options["first"], options["last"]]
    return part


def power_part(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the options of `equitygap power` say of the config's `power`."""
    return _given(windows=options["window"], populations=options["people"], power=options["wanted"])


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, [], ())}


def _which(options: Mapping[str, Any]) -> dict[str, Any]:
    ages = None if options["ages"] is None else _list(options["ages"])
    return _given(causes=options["cause"], ages=ages)


def _described(which: Mapping[str, Sequence[str]]) -> str:
    ages = which.get("ages", ())
    parts = [", ".join(which.get("causes", ())), f"ages {', '.join(ages)}" if ages else ""]
    named = "; ".join(part for part in parts if part)
    return f": {named}" if named else ""


def _road(text: str) -> dict[str, Any]:
    name, _, rest = text.partition(":")
    road: dict[str, Any] = {"name": name.strip()}
    for item in filter(None, (one.strip() for one in rest.split(";"))):
        key, equals, value = (one.strip() for one in item.partition("="))
        if key not in _ROAD_KEYS or not equals:
            raise UsageError(
                f"a road is written 'NAME: causes=a, b; ages=15-64; toward=benchmark', but got '{item}' in "
                f"'{text}'{did_you_mean(key, _ROAD_KEYS)}"
            )
        road[key] = value if key == "toward" else _list(value)
    return road


def _refuse_half_a_change(options: Mapping[str, Any]) -> None:
    if (options["first"] is None) != (options["last"] is None):
        raise UsageError("a change needs both --from and --to")


def _named_list(text: str, option: str, item: str) -> tuple[str, list[str]]:
    name, equals, items = text.partition("=")
    if not (name and equals and items):
        raise UsageError(f"{option} takes NAME={item},{item}, but got '{text}'")
    return name.strip(), _list(items)


def _list(text: str) -> list[str]:
    return [one.strip() for one in text.split(",")]
