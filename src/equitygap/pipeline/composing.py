"""Answers, cash flows, partners' records and composites become figures like any other metric's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from equitygap import investment, partners, survey
from equitygap.composite import Measure, composite
from equitygap.config import Config
from equitygap.config.composites import Composite
from equitygap.config.partnership import Investment
from equitygap.errors import DataError
from equitygap.investment import Assumptions
from equitygap.pipeline.publishing import as_published

if TYPE_CHECKING:
    import pandas as pd

    from equitygap.pipeline.reading import Inputs

Figures = list["pd.DataFrame"]


def with_composed(inputs: Inputs, given: Figures) -> Figures:
    """Return the ESTIMATES given, and those that the config makes of other tables and of these figures."""
    import pandas as pd

    whole = [*given, *_composed(inputs)]
    if inputs.config.disclosure is not None:
        # What is made of withheld figures would tell them.
        whole = [as_published(inputs.config, "estimates", pd.concat(whole, ignore_index=True))]
    for one in inputs.config.composites:
        whole.append(_composite(inputs.config, one, pd.concat(whole, ignore_index=True)))
    return whole


def _composed(inputs: Inputs) -> Figures:
    found: Figures = []
    for table, (make, asked) in _MAKERS.items():
        if asked(inputs.config):
            rows = _rows(inputs, table)
            found += [
                _with_source(figures, rows, _SOURCED_BY[table]) for figures in make(inputs.config, rows)
            ]
        elif any(one.table == table for one in inputs.tables):
            raise DataError(
                f"the data hold {table}; say in the config what is made of them: `{_KEYS[table]}`"
            )
    return found


def _composite(config: Config, one: Composite, estimates: pd.DataFrame) -> pd.DataFrame:
    return composite(
        estimates,
        name=one.name,
        measures=_measures(config, one),
        missing=one.missing,
        truncate_at=one.truncate.at if one.truncate else None,
        truncate_population=one.truncate.population if one.truncate else None,
        frozen=one.frozen,
        contains=one.contains,
        result=one.result,
        best_rank=one.best_rank,
        confidence=config.confidence,
    )


def sensitivity_table(config: Config, inputs: Inputs) -> pd.DataFrame:
    """Return the SENSITIVITY of every investment's returns to its assumptions."""
    import pandas as pd

    flows = _rows(inputs, "cash_flows")
    parts = [
        investment.sensitivity(
            flows, _assumptions(one), currency=one.currency, ranges=_ranges(one), group=one.group
        )
        for one in config.investments
    ]
    return pd.concat(parts, ignore_index=True)


def partner_contributions_table(config: Config, inputs: Inputs) -> pd.DataFrame:
    """Return the PARTNER_CONTRIBUTIONS of every metric that partners share."""
    import pandas as pd

    records = _rows(inputs, "partner_records")
    parts = [
        partners.contributions(records, name=one.name, confidence=config.confidence)
        for one in config.partners
    ]
    return as_published(config, "partner_contributions", pd.concat(parts, ignore_index=True))


def _rows(inputs: Inputs, table: str) -> pd.DataFrame:
    import pandas as pd

    frames = [one.frame for one in inputs.tables if one.table == table]
    if not frames:
        raise DataError(
            f"the config asks for `{_KEYS[table]}`, but no file under `data` is of `table: {table}`"
        )
    return pd.concat(frames, ignore_index=True)


def _with_source(figures: pd.DataFrame, rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Say whose rows the figures are made of."""
    if "source" not in rows:
        return figures
    keys = [name for name in by if name in rows and name in figures]
    named = rows.dropna(subset=["source"]).groupby(keys, dropna=False, sort=False)["source"]
    joined = named.agg(lambda said: "; ".join(sorted(said.unique()))).reset_index()
    return figures.assign(source=figures[keys].merge(joined, on=keys, how="left")["source"].to_numpy(object))


def _answers(config: Config, responses: pd.DataFrame) -> Figures:
    asked, found = config.surveys, []
    if asked.ladder is not None:
        found.append(survey.ladder(responses, of=asked.ladder.of, confidence=config.confidence))
    for one in asked.scales:
        found.append(
            survey.scale(
                responses,
                name=one.name,
                lowest=one.lowest,
                highest=one.highest,
                top=one.top,
                item=one.item,
                confidence=config.confidence,
            )
        )
    return found


def _returns(config: Config, cash_flows: pd.DataFrame) -> Figures:
    found = [
        investment.returns(
            cash_flows, _assumptions(one), currency=one.currency, ranges=_ranges(one), group=one.group
        )
        for one in config.investments
    ]
    return [*found, investment.running_totals(cash_flows)]


def _shared(config: Config, records: pd.DataFrame) -> Figures:
    return [
        partners.shared_metric(records, name=one.name, result=one.result, confidence=config.confidence)
        for one in config.partners
    ]


#: Which table makes figures, how, and whether the config asks for them.
_MAKERS: Final[Mapping[str, tuple[Callable[[Config, pd.DataFrame], Figures], Callable[[Config], bool]]]] = {
    "responses": (_answers, lambda config: bool(config.surveys.ladder or config.surveys.scales)),
    "cash_flows": (_returns, lambda config: bool(config.investments)),
    "partner_records": (_shared, lambda config: bool(config.partners)),
}
#: By what the figures made of a table have the sources of its rows: returns and running totals rest on
#: the flows of many years.
_SOURCED_BY: Final = {
    "responses": ("area", "group", "start", "end"),
    "cash_flows": ("area", "group"),
    "partner_records": ("area", "group", "start", "end"),
}
_KEYS: Final = {"responses": "surveys", "cash_flows": "investments", "partner_records": "partners"}


def _measures(config: Config, one: Composite) -> dict[str, Measure]:
    """Return the measures; a composite among them enters as it is, since a higher one is worse already."""
    composites = {other.name for other in config.composites}
    found = {}
    for name, measure in one.measures.items():
        if name in composites:
            found[name] = Measure("lower", "as_is", measure.weight)
            continue
        metric = config.metrics.get(name)
        better = measure.better or (metric.better if metric else None)
        found[name] = Measure(better or "", measure.scale or one.scale or "", measure.weight)
    return found


def _assumptions(one: Investment) -> Assumptions:
    return Assumptions(one.base_year, one.discount_rate.value, one.horizon.value, one.attribution.value)


def _ranges(one: Investment) -> dict[str, tuple[float | None, float | None]]:
    return {
        "discount_rate": (one.discount_rate.low, one.discount_rate.high),
        "horizon": (one.horizon.low, one.horizon.high),
        "attribution": (one.attribution.low, one.attribution.high),
    }
