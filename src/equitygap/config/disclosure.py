"""The part of the config that keeps single persons from being found out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from equitygap.config.fields import Name, Part


class Disclosure(Part):
    """What is withheld of tables with counts of persons before they are shown or written."""

    minimum_count: Annotated[int, Field(ge=1)] | None = None
    """Counts below it are withheld, zeros among them, with what would give them away; none where left out."""
    round_to: Annotated[int, Field(ge=1)] | None = None
    """Counts that are shown are rounded to multiples of it; not at all where left out."""
    totals: dict[Literal["area", "group", "cause"], tuple[Name, ...]] = Field(default_factory=dict)
    """Rows that are sums of the others, by column: {area: [Chicago]}. An area that a comparison says contains
    the others is one, and so are an empty cause and an empty group."""
