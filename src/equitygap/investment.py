"""CASH_FLOWS → ESTIMATES of what comes back of what was put in, and how far that hangs on assumptions.

Every assumption is said by the user. A change of life expectancy is never taken for a partnership's own
doing: benefits that value one are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from equitygap import tables
from equitygap.errors import DataError
from equitygap.stats import investment as kernel

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Assumptions", "returns", "running_totals", "sensitivity"]

#: Metrics of a return, in the order in which they are given.
RETURNS: Final = ("return_on_investment", "social_return_on_investment", "net_present_value")
#: Running totals, by the kind of cash flow that they add up.
TOTALS: Final = {"cost": "cumulative_costs", "benefit": "cumulative_benefits"}
_LIFE_EXPECTANCY: Final = "life expectancy"


@dataclass(frozen=True)
class Assumptions:
    """What a return rests on: the year of its values, the discount rate, the years counted, the share due."""

    base_year: int
    discount_rate: float
    horizon: int
    attribution: float

    @property
    def end(self) -> int:
        """The last year counted."""
        return self.base_year + self.horizon - 1


Ranges = Mapping[str, tuple[float | None, float | None]]


def returns(
    cash_flows: pd.DataFrame,
    assumptions: Assumptions,
    *,
    currency: str,
    group: str | None = None,
    ranges: Ranges | None = None,
) -> pd.DataFrame:
    """Return the ESTIMATES of the return of each area and group, for the years from base year to horizon.

    return_on_investment is (a B - C)/C, social_return_on_investment a B/C and net_present_value a B - C, with
    B and C the present values of benefits and costs and a the attribution. No interval is given: `ranges`,
    the lowest and highest value of each assumption, are tried by `sensitivity`. Raises DataError for another
    currency, an amount of several years, and benefits that value a life expectancy.
    """
    rows = []
    for labels, flows in _by_place(cash_flows, currency, group):
        words = [*_notes(flows, assumptions), *([] if _given(ranges) else ["range_not_given"])]
        for metric, value in zip(RETURNS, _values(flows, assumptions), strict=True):
            note = words if np.isfinite(value) else ["no_costs", *words]
            period = {"start": assumptions.base_year, "end": assumptions.end}
            rows.append(
                {"metric": metric, **labels, **period, "value": value, "note": " ".join(note) or None}
            )
    return _table(rows, "estimates")


def sensitivity(
    cash_flows: pd.DataFrame,
    assumptions: Assumptions,
    *,
    currency: str,
    ranges: Ranges,
    group: str | None = None,
) -> pd.DataFrame:
    """Return the SENSITIVITY of each return: every assumption at its low and high end, then all together.

    The rows `all` are the lowest and the highest return that any combination of the ends and the values
    gives, but for those without costs.
    """
    rows = []
    for labels, flows in _by_place(cash_flows, currency, group):
        for place, metric in enumerate(RETURNS):
            given = _values(flows, assumptions)[place]
            for name, end, tried in _tried(flows, assumptions, ranges, place):
                value = _values(flows, tried)[place]
                words = [*([] if np.isfinite(value) else ["no_costs"]), *_notes(flows, tried)]
                rows.append(
                    {
                        "metric": metric,
                        **labels,
                        "start": tried.base_year,
                        "end": tried.end,
                        "input": name,
                        "end_of_range": end,
                        "discount_rate": tried.discount_rate,
                        "horizon": tried.horizon,
                        "attribution": tried.attribution,
                        "value": value,
                        "change": value - given,
                        "note": " ".join(words) or None,
                    }
                )
    return _table(rows, "sensitivity")


def running_totals(cash_flows: pd.DataFrame) -> pd.DataFrame:
    """Return the ESTIMATES of costs and benefits up to the end of each year, as they are."""
    rows: list[dict[str, Any]] = []
    for labels, flows in _by_place(cash_flows, None, None):
        for kind, metric in TOTALS.items():
            own = flows[flows["kind"] == kind]
            years, totals = kernel.running_totals(own["amount"].to_numpy(float), own["start"].to_numpy(float))
            rows += [
                {
                    "metric": metric,
                    **labels,
                    "start": int(year),
                    "end": int(year),
                    "value": total,
                    "note": None,
                }
                for year, total in zip(years, totals, strict=True)
            ]
    return _table(rows, "estimates")


def _by_place(
    cash_flows: pd.DataFrame, currency: str | None, group: str | None
) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    names = [name for name in ("area", "group") if name in cash_flows]
    flows = cash_flows
    if group is not None:
        flows = flows[flows["group"] == group] if "group" in flows else flows[:0]
        if flows.empty:
            raise DataError(f"the cash flows hold no group '{group}'")
    _refuse(flows)
    for key, one in flows.groupby(names, sort=False, dropna=False):
        place = ", ".join(str(part) for part in key if part == part)
        _refuse_mixed(one, currency, place)
        yield dict(zip(names, key, strict=True)), one


def _refuse(flows: pd.DataFrame) -> None:
    long = flows[flows["start"] != flows["end"]]
    if len(long):
        start, end = (int(long.iloc[0][name]) for name in ("start", "end"))
        raise DataError(f"an amount of {start}-{end} cannot be discounted; give one for each year")
    if "item" in flows:
        items = flows["item"].astype("str").str.replace("_", " ").str.strip().str.casefold()
        valued = flows[(flows["kind"] == "benefit") & items.str.startswith(_LIFE_EXPECTANCY)]
        if len(valued):
            raise DataError(
                f"the benefit '{valued.iloc[0]['item']}' values a change of life expectancy, which cannot be "
                "attributed to a partnership; value an outcome that its own services reach"
            )


def _refuse_mixed(flows: pd.DataFrame, currency: str | None, place: str) -> None:
    """Refuse amounts that cannot be added: other money, money of another year, or counts among them."""
    found = list(flows["currency"].unique())
    if currency is None and len(found) == 1:
        return
    if currency is not None and found == [currency]:
        return
    wanted = f"in {currency}" if currency is not None else "in one currency and price level"
    raise DataError(f"{place}: the amounts are in {' and '.join(map(str, found))}; all must be {wanted}")


def _values(flows: pd.DataFrame, assumptions: Assumptions) -> tuple[float, float, float]:
    worth = {}
    for kind in TOTALS:
        own = flows[flows["kind"] == kind]
        worth[kind] = kernel.present_value(
            own["amount"].to_numpy(float),
            own["start"].to_numpy(float),
            base_year=assumptions.base_year,
            rate=assumptions.discount_rate,
            horizon=assumptions.horizon,
        )
    benefit, cost, share = worth["benefit"], worth["cost"], assumptions.attribution
    return (
        float(kernel.return_on_investment(benefit, cost, attribution=share)),
        float(kernel.social_return(benefit, cost, attribution=share)),
        share * benefit - cost if cost > 0 else np.nan,
    )


def _notes(flows: pd.DataFrame, assumptions: Assumptions) -> list[str]:
    years = flows["start"]
    said = {
        "flows_before_base_year": (years < assumptions.base_year).any(),
        "flows_beyond_horizon": (years > assumptions.end).any(),
        "horizon_beyond_flows": years.max() < assumptions.end,
    }
    return [word for word, so in said.items() if so]


def _given(ranges: Ranges | None) -> bool:
    return any(end is not None for ends in (ranges or {}).values() for end in ends)


def _tried(
    flows: pd.DataFrame, assumptions: Assumptions, ranges: Ranges, place: int
) -> Iterator[tuple[str, str, Assumptions]]:
    yield "none", "as given", assumptions
    for name, ends in ranges.items():
        for word, end in zip(("low", "high"), ends, strict=True):
            if end is not None:
                yield name, word, _with(assumptions, **{name: end})
    if not _given(ranges):
        return
    choices = {
        name: [getattr(assumptions, name), *(end for end in ends if end is not None)]
        for name, ends in ranges.items()
    }
    every = [_with(assumptions, **dict(zip(choices, one, strict=True))) for one in product(*choices.values())]
    # A combination without costs has no return, and is neither the lowest nor the highest.
    worth = np.array([_values(flows, one)[place] for one in every])
    yield "all", "lowest", every[int(np.where(np.isnan(worth), np.inf, worth).argmin())]
    yield "all", "highest", every[int(np.where(np.isnan(worth), -np.inf, worth).argmax())]


def _with(assumptions: Assumptions, **changes: Any) -> Assumptions:
    return replace(assumptions, **changes)


def _table(rows: list[dict[str, Any]], table: str) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows)
    return frame[[name for name in tables.names(table) if name in frame]].astype({"note": "str"})
