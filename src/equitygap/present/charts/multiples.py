"""All promises side by side on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from equitygap.present.charts import Chart
from equitygap.present.charts.parts import of_same, panels, year_axis
from equitygap.present.charts.trajectory import path_layers, path_rows
from equitygap.present.charts.wording import Wording, distinct, fitted, inside, who
from equitygap.present.text import shortest, words_of

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]

#: Panels that are drawn; a page of more is not read.
AT_MOST: Final = 48
_HEIGHT: Final = 120
_LEAST: Final = 170
_DRAWN: Final = ("observed", "required", "projected")


def small_multiples(
    path: pd.DataFrame, rows: Sequence[Row], *, wording: Wording, single: int | None = None
) -> Chart:
    """Draw the comparisons of one metric, a panel each; `rows` are theirs of TRAJECTORY.

    The panels share both scales, and each says its status. `single` is how many of them have a chart of
    their own, where not all have.
    """
    import pandas as pd

    shown = rows[:AT_MOST]
    paths = [of_same(path[path["kind"].isin(_DRAWN)], row) for row in shown]
    says = _described(rows, wording, single)
    drawn = [
        {**one, "panel": label, "order": order}
        for order, (label, row, own) in enumerate(zip(_labels(shown), shown, paths, strict=True))
        for one in path_rows(own, row, wording.unit_of_gaps(row["metric"]))
    ]
    every = pd.concat(paths)
    year = year_axis(float(every["year"].min()), float(every["year"].max()), tickCount=3)
    layers = path_layers(year, "", wording, small=True)
    return Chart(
        name="overview",
        title=f"{wording.gap(rows[0]['metric'])}: all on one scale",
        description=says,
        spec=panels(drawn, layers, says=says, height=_HEIGHT, least=_LEAST),
        rows=every,
        table="path",
    )


def _labels(rows: Sequence[Row]) -> list[str]:
    """Name each panel by its focus, and its benchmark where they differ, above its status."""
    several = len({row["benchmark"] for row in rows}) > 1
    names = [who(row, 24) + (f" against {fitted(row['benchmark'], 16)}" if several else "") for row in rows]
    return [
        f"{name}\n{words_of(str(row['status']))}" for name, row in zip(distinct(names), rows, strict=True)
    ]


def _described(rows: Sequence[Row], wording: Wording, single: int | None) -> str:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["status"]] = counts.get(row["status"], 0) + 1
    found = ", ".join(f"{number} {words_of(status)}" for status, number in counts.items())
    years = {shortest(float(row["target_year"])) for row in rows if row["target_year"] is not None}
    by = f" by {' and '.join(sorted(years))}" if years else ""
    says = (
        f"Gaps in {inside(wording.label(rows[0]['metric']))} of {len(rows)} comparisons, each in a panel: "
        f"dots and a line are observed, with the {wording.interval()}; dashes are the path promised{by}; "
        f"the dotted line and the band are where it leads if things go on. Status: {found}."
    )
    if len(rows) > AT_MOST:
        says += f" The first {AT_MOST} are drawn; the table holds the others."
    if single is not None and single < len(rows):
        says += f" The first {single} also have a chart of their own."
    return says
