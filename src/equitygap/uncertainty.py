"""How sure a published figure is: standard errors and limits from what its publisher gives beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from equitygap.stats.proportion import poisson_limits, wilson_limits
from equitygap.units import Z_90, Unit, unit_of

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_GIVEN: Final = ("numerator", "denominator", "margin_of_error")


def with_uncertainty(
    estimates: pd.DataFrame, units: Mapping[str, str] | None = None, *, confidence: float = 0.95
) -> pd.DataFrame:
    """Return ESTIMATES with the standard errors and limits that are not published but can be worked out.

    The first that a row has decides: a published interval or standard error stands as it is; a margin of
    error (90 %, as in the American Community Survey) becomes SE = margin / 1.645; a numerator and denominator
    give the limits of their kind at `confidence`, by the unit of the metric:

        percent, share    Wilson's limits of a proportion, times the unit's scale
        per 1,000 …       limits of a Poisson count (exact under 10, else Byar's), times scale / denominator

    and SE = (upper − lower) / 2z, which is above 0 also where nobody or everybody is counted. In other units
    a ratio is a mean, whose spread its numerator does not tell: it gets no interval. `units` gives the unit
    of each metric; a column `unit` stands in where it does not. The table is returned as it is where it has
    none of these columns.
    """
    if not set(_GIVEN) & set(estimates.columns):
        return estimates
    out = estimates.copy()
    for name in ("standard_error", "lower", "upper"):
        if name not in out:
            out[name] = np.nan
    open_ = _without_uncertainty(out)
    if "margin_of_error" in out:
        has = open_ & out["margin_of_error"].notna().to_numpy()
        out.loc[has, "standard_error"] = out.loc[has, "margin_of_error"] / Z_90
        open_ = open_ & ~has
    if {"numerator", "denominator"} <= set(out.columns):
        _fill_limits(out, open_, _units_of(out, units or {}), confidence)
    return out


def _without_uncertainty(frame: pd.DataFrame) -> Mask:
    lacking = frame["standard_error"].isna() & (frame["lower"].isna() | frame["upper"].isna())
    return np.asarray(lacking & frame["value"].notna())


def _units_of(frame: pd.DataFrame, units: Mapping[str, str]) -> list[Unit | None]:
    own = frame["unit"].fillna("") if "unit" in frame else [""] * len(frame)
    texts = [units.get(metric) or text for metric, text in zip(frame["metric"], own, strict=True)]
    known = {text: unit_of(text) for text in set(texts)}
    return [known[text] for text in texts]


def _fill_limits(out: pd.DataFrame, open_: Mask, units: list[Unit | None], confidence: float) -> None:
    x, n = (out[name].to_numpy(float) for name in ("numerator", "denominator"))
    kinds = np.array([unit.kind if unit else "" for unit in units])
    scale = np.array([unit.scale if unit else np.nan for unit in units])
    z = ndtri((1 + confidence) / 2)
    for kind, of in (("proportion", _of_proportion), ("rate", _of_rate)):
        rows = np.flatnonzero(open_ & (kinds == kind) & np.isfinite(x) & np.isfinite(n))
        lower, upper = of(x[rows], n[rows], scale[rows], confidence)
        places = out.index[rows]
        out.loc[places, "lower"], out.loc[places, "upper"] = lower, upper
        out.loc[places, "standard_error"] = (upper - lower) / (2 * z)


def _of_proportion(x: Floats, n: Floats, scale: Floats, confidence: float) -> tuple[Floats, Floats]:
    lower, upper = wilson_limits(x, n, confidence=confidence)
    return scale * lower, scale * upper


def _of_rate(x: Floats, n: Floats, scale: Floats, confidence: float) -> tuple[Floats, Floats]:
    lower, upper = poisson_limits(x, confidence=confidence)
    return scale * lower / n, scale * upper / n
