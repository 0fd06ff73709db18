"""Pictures of tables: a table in, a Vega-Lite description, a text alternative and the figures shown out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Chart:
    """A picture, and all that stands in for it where it cannot be seen.

    `name` is the stem of its file, unique in a report; `title` and `description` (the text alternative) are
    sentences for readers; `spec` is Vega-Lite; `rows` are the figures shown, in the columns of `table`.
    """

    name: str
    title: str
    description: str
    spec: Mapping[str, Any]
    rows: pd.DataFrame
    table: str
