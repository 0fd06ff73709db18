"""Estimates of many metrics → one row for each metric and area, each judged by its own rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from equitygap import tables
from equitygap.errors import DataError
from equitygap.names import match_area, unknown_area, unknown_metric
from equitygap.panel import Panel, panels
from equitygap.scorecard.counting import counts
from equitygap.scorecard.dated import dated, view_of
from equitygap.scorecard.declared import ALWAYS, Declared, Pledge
from equitygap.scorecard.describing import described, with_own_limits, with_periods
from equitygap.scorecard.judging import STATUS_OF
from equitygap.scorecard.totals import total_rows
from equitygap.scorecard.undated import held_rows, shown_rows
from equitygap.scorecard.verdicts import assessed_rows
from equitygap.trajectory import Assessment, Method
from equitygap.words import FLAGS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["STATUS_OF", "Declared", "Pledge", "counts", "scorecard"]

#: Why a figure that there is may not be shown.
_WITHHELD: Final = frozenset(
    ("count_below_minimum", "withheld_to_protect_others", "population_below_minimum", "value_withheld")
)

#: What makes two rows the same promise, judged alike.
_PROMISE: Final = (
    *("metric", "area", "group", "quantity", "benchmark", "baseline_year"),
    *("target", "target_year", "status", "scheme"),
)


def scorecard(
    estimates: pd.DataFrame,
    metrics: Sequence[Declared],
    *,
    areas: Sequence[str] = (),
    domains: Sequence[str] = (),
    without_figures: bool = True,
    gaps: Sequence[Assessment] = (),
    method: Method | None = None,
) -> pd.DataFrame:
    """Return the SCORECARD: a row for each metric and area, grouped by domain, judged by the metric's scheme.

    `areas` are shown for every metric that names none of its own; empty means all that have figures, but for
    the benchmark. `domains` come first, in this order. `gaps` are promises assessed elsewhere, whose rows
    follow those of their metric; a promise given in both places has one row. `method` says how levels to be
    reached are projected, at which confidence.

    Raises DataError for a metric that is not in the data though it does not say `figures: none`, for one
    that is though it does, for areas that are nowhere in the data, and for a baseline that is not there.
    """
    import pandas as pd

    method = method or Method()
    everything = panels(estimates) if len(estimates) else []
    _refuse_unknown(metrics, everything, areas)
    frames = [pd.DataFrame()]
    for declared in metrics:
        mine = [panel for panel in everything if panel.metric == declared.name]
        promised = [one for one in gaps if one.series.panel.metric == declared.name]
        if declared.pledge or not promised:
            frames += list(_rows(declared, mine, declared.areas or areas, method))
        frames += [described(assessed_rows(one, view_of(one), one.scheme), declared, one) for one in promised]
    table = _once(_typed(pd.concat(frames, ignore_index=True)))
    table = with_periods(with_own_limits(table, estimates, method.confidence), estimates)
    return _in_order(table if without_figures else table[table["status"] != "no_data"], domains)


def _rows(
    declared: Declared, mine: Sequence[Panel], wanted: Sequence[str], method: Method
) -> Iterator[pd.DataFrame]:
    """Yield the rows of a metric, group by group, areas in the order in which they are wanted."""
    import pandas as pd

    if declared.figures == "none":
        yield described(_no_data(declared.areas or [None], "no_published_figures", None), declared)
    if mine and not wanted and all({_own_benchmark(one, declared)} == {*one.areas} for one in mine):
        raise DataError(
            f"{declared.name}: the benchmark is the only area in the data, so that none is compared"
        )
    for panel in mine:
        areas = list(wanted) or [name for name in panel.areas if name != _own_benchmark(panel, declared)]
        found = [match_area(name, panel.areas) for name in areas]
        others = [other for other in mine if other is not panel]
        shown = [area for area in found if area is not None and _figures(panel, area)]
        parts = list(_judged(panel, declared, shown, method, others)) if shown else []
        parts += [
            _no_data(
                [area or name], "no_figures_for_area" if area is None else _why(panel, area), panel.group
            )
            for name, area in zip(areas, found, strict=True)
            if area not in shown
        ]
        rows = pd.concat(parts or [_no_data([], "", None)], ignore_index=True)
        place = {area or name: i for i, (name, area) in enumerate(zip(areas, found, strict=True))}
        yield described(rows.iloc[rows["area"].map(place).argsort(kind="stable")], declared, panel=panel)


def _judged(
    panel: Panel, declared: Declared, areas: Sequence[str], method: Method, others: Sequence[Panel]
) -> Iterator[pd.DataFrame]:
    pledge = declared.pledge
    if pledge is None:
        yield shown_rows(panel, declared, areas, method.confidence, comparable=method.comparable_sources)
    elif pledge.rule in ALWAYS:
        yield held_rows(panel, declared, pledge, areas, method.confidence)
    elif pledge.rule == "total":
        yield total_rows(panel, declared, pledge, areas, method.confidence)
    else:
        found, view = dated(panel, declared, areas, method, others=others)
        yield assessed_rows(found, view, declared.scheme or "probability")


def _figures(panel: Panel, area: str) -> bool:
    return bool(np.isfinite(panel.value[panel.areas.index(area)]).any())


def _why(panel: Panel, area: str) -> str:
    """Return the words in the notes of an area all whose figures are withheld."""
    noted = (word for text in panel.note[panel.areas.index(area)] for word in text.split() if word in FLAGS)
    return " ".join(dict.fromkeys(noted)) or "no_figures_for_area"


def _no_data(areas: Sequence[str | None], why: str, group: str | None) -> pd.DataFrame:
    import pandas as pd

    # What is withheld is known to somebody: there are data, and nobody here can judge by them.
    status = "no_data" if _WITHHELD.isdisjoint(why.split()) else "not_assessable"
    columns = {"area": np.array(areas, dtype=object), "group": group, "status": status, "flags": why}
    return pd.DataFrame(columns, index=range(len(areas)))


def _own_benchmark(panel: Panel, declared: Declared) -> str | None:
    """Return the benchmark as the panel spells it; DataError where it is not there."""
    if declared.benchmark_area is None:
        return None
    found = match_area(declared.benchmark_area, panel.areas)
    if found is None:
        where = panel.metric if panel.group is None else f"{panel.metric}, {panel.group}"
        raise DataError(f"{where}: {unknown_area(declared.benchmark_area, panel.areas)}")
    return found


def _refuse_unknown(metrics: Sequence[Declared], everything: Sequence[Panel], areas: Sequence[str]) -> None:
    """Refuse metrics and areas that are not in the data, and metrics that are though they say not to be."""
    names = list(dict.fromkeys(panel.metric for panel in everything))
    messages = [said for declared in metrics if (said := _misfit(declared, names))]
    known = list(dict.fromkeys(area for panel in everything for area in panel.areas))
    named = dict.fromkeys([*areas, *(a for one in metrics if one.figures != "none" for a in one.areas)])
    messages += [unknown_area(area, known) for area in named if match_area(area, known) is None]
    if messages:
        raise DataError("\n".join(messages))


def _misfit(declared: Declared, names: Sequence[str]) -> str | None:
    name, there = declared.name, declared.name in names
    if declared.figures == "none" and there:
        return f"the metric '{name}' is declared with `figures: none`, but the data hold some"
    if declared.figures != "none" and not there:
        return f"{unknown_metric(name, names)}; where none is published, say so: figures: none"
    return None


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return all columns of the table, numbers as such; text that is not there is None."""
    table = rows.reindex(columns=tables.names("scorecard")).astype(object)
    numbers = [column.name for column in tables.SCORECARD if column.kind == "number"]
    return table.where(table.notna(), None).astype(dict.fromkeys(numbers, float))


def _once(table: pd.DataFrame) -> pd.DataFrame:
    """Return rows without those that repeat a promise and its verdict: it was given twice, and made once."""
    rounded = table[list(_PROMISE)].assign(target=table["target"].round(9))
    return table[~(rounded.duplicated() & table["target"].notna())].reset_index(drop=True)


def _in_order(table: pd.DataFrame, domains: Sequence[str]) -> pd.DataFrame:
    """Group rows by domain: those named first, the others in the order of their first metric."""
    order = list(dict.fromkeys([*domains, *(name for name in table["domain"] if name), ""]))
    place = {name: i for i, name in enumerate(order)}
    return table.iloc[table["domain"].map(place).argsort(kind="stable")].reset_index(drop=True)
