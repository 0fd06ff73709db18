"""The part of the config that says what a scorecard shows."""

from __future__ import annotations

from pydantic import field_validator

from equitygap.config.fields import Name, Part, wrong


class Scorecard(Part):
    """One row for each metric and area, grouped by domain."""

    areas: tuple[Name, ...] = ()
    """The areas that are shown; all that have figures where left out."""
    domains: tuple[Name, ...] = ()
    """The order of the domains; the others follow in the order of the metrics."""
    without_figures: bool = True
    """Whether metrics are shown for which no figures are published, as `no_data`."""

    @field_validator("areas", "domains")
    @classmethod
    def _distinct(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for index, name in enumerate(names):
            if name in names[:index]:
                raise wrong(f"{name!r} is named twice", at=(index,))
        return names
