"""The part of the config that says what a scorecard shows."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationInfo, field_validator

from equitygap.config.fields import Name, Part, wrong
from equitygap.config.metrics import Metric
from equitygap.errors import did_you_mean


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


def with_known_domains(scorecard: Scorecard | None, info: ValidationInfo) -> Scorecard | None:
    """Refuse a domain that no metric has."""
    metrics: Mapping[str, Metric] = info.data.get("metrics", {})
    known = list(dict.fromkeys(metric.domain for metric in metrics.values() if metric.domain))
    for index, name in enumerate(scorecard.domains if scorecard and metrics else ()):
        if name not in known:
            message = f"no metric has the domain {name!r}{did_you_mean(name, known)}"
            raise wrong(message, at=("domains", index))
    return scorecard
