"""`--explain AREA`: the numbers and rules behind one row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from equitygap.errors import DataError
from equitygap.names import match_area, unknown_area
from equitygap.present.explain import explain
from equitygap.trajectory import Assessment, explanation

if TYPE_CHECKING:
    import pandas as pd


def explained(found: Sequence[Assessment], frame: pd.DataFrame, area: str) -> str:
    """Return the explanation of every row whose focus is `area`; DataError where there is none."""
    names = list(frame["focus"])
    focus = match_area(area, names)
    if focus is None:
        raise DataError(unknown_area(area, names))
    rows = [(one, i) for one in found for i in range(len(one.series.pairs.focus))]
    return "\n".join(
        explain(_row(frame, position), explanation(one, i))
        for position, (one, i) in enumerate(rows)
        if names[position] == focus
    )


def _row(frame: pd.DataFrame, position: int) -> dict[str, object]:
    return {str(name): value for name, value in frame.iloc[position].items()}
