"""How the forecasts fared: the BACKTEST table, the calibration table, and one plain sentence."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from equitygap import tables
from equitygap.stats import scores

if TYPE_CHECKING:
    import pandas as pd

ALL: Final = "all"
_KEYS: Final = ["metric", "group", "model", "horizon", "comparison"]


def summarise(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Return the BACKTEST table, with rows for all groups, all horizons and all comparisons together."""
    import pandas as pd

    if forecasts.empty:
        return pd.DataFrame(columns=tables.names("backtest"))
    has_groups = bool(forecasts["group"].notna().any())
    by = _with_totals(_measures(forecasts), has_groups).groupby(_KEYS, sort=False, dropna=False)
    out = by[
        ["bias", "mae", "coverage_80", "coverage_95", "width_80", "width_95", "crps", "brier", "hit"]
    ].mean()
    sums = by[["crps", "crps_last"]].sum()
    out = out.assign(
        reduction=by["reduction"].first(),
        forecasts=by.size(),
        crps_relative=sums["crps"] / sums["crps_last"].replace(0.0, np.nan),
        brier_skill=scores.brier_skill(out["brier"].to_numpy(float), out["hit"].to_numpy(float)),
    )
    columns = [name for name in tables.names("backtest") if has_groups or name != "group"]
    return out.reset_index()[columns]


def _measures(forecasts: pd.DataFrame) -> pd.DataFrame:
    error = forecasts["mean"] - forecasts["outcome"]
    chance, hit = forecasts["probability"].to_numpy(float), forecasts["hit"].to_numpy(float)
    return forecasts.assign(
        bias=error,
        mae=error.abs(),
        coverage_80=(error.abs() <= forecasts["half_width_80"]).astype(float),
        coverage_95=(error.abs() <= forecasts["half_width_95"]).astype(float),
        width_80=2 * forecasts["half_width_80"],
        width_95=2 * forecasts["half_width_95"],
        brier=scores.brier(chance, hit),
        horizon=forecasts["horizon"].map("{:g}".format),
    )


def _with_totals(frame: pd.DataFrame, has_groups: bool) -> pd.DataFrame:
    """Return every row again under each `all` that it belongs to, totals last."""
    import pandas as pd

    dimensions = ["group", "horizon", "comparison"] if has_groups else ["horizon", "comparison"]
    return pd.concat(
        [
            frame.assign(**{name: ALL for name, total in zip(dimensions, totals, strict=True) if total})
            for totals in product((False, True), repeat=len(dimensions))
        ],
        ignore_index=True,
    )


def overall(backtest: pd.DataFrame) -> pd.DataFrame:
    """Return the rows over all groups, horizons and comparisons: one for each metric and model."""
    rows = backtest[(backtest["horizon"] == ALL) & (backtest["comparison"] == ALL)]
    return rows[rows["group"] == ALL] if "group" in rows else rows


def calibration(forecasts: pd.DataFrame, *, bins: int = 10) -> pd.DataFrame:
    """Return, for each metric and model, how often the reduction came in each bin of its probability.

    Columns: metric, model, lower and upper edge of the bin, forecasts, mean_probability, observed_share.
    """
    import pandas as pd

    columns = ["metric", "model", "lower", "upper", "forecasts", "mean_probability", "observed_share"]
    if forecasts.empty:
        return pd.DataFrame(columns=columns)
    parts = []
    for (metric, model), frame in forecasts.groupby(["metric", "model"], sort=False):
        told = frame.dropna(subset="probability")
        found = scores.calibration(
            told["probability"].to_numpy(float), told["hit"].to_numpy(float), bins=bins
        )
        parts.append(pd.DataFrame({"metric": metric, "model": model, **vars(found)}))
    return pd.concat(parts, ignore_index=True)[columns]


def supports(backtest: pd.DataFrame, *, model: str, metric: str) -> bool:
    """Return whether `model` scored better than the last value on a metric (relative CRPS under 1)."""
    rows = overall(backtest)
    mine = rows[(rows["metric"] == metric) & (rows["model"] == model)]
    return bool(len(mine) and mine["crps_relative"].iloc[0] < 1)


def verdict_sentence(backtest: pd.DataFrame, *, model: str = "default") -> str:
    """Say in a sentence for each metric whether its data support the projection, and which model did best."""
    if backtest.empty:
        return "The series are too short for a backtest: nothing can be said about the projection."
    rows = overall(backtest)
    return " ".join(
        _sentence(rows[rows["metric"] == metric], metric, model) for metric in rows["metric"].unique()
    )


def _sentence(rows: pd.DataFrame, metric: str, model: str) -> str:
    by_model = rows.set_index("model")
    best = str(by_model["crps"].idxmin())
    name = model if model in by_model.index else best
    row = by_model.loc[name]
    if name != "last" and row["crps_relative"] == 1:
        return (
            f"On training series as short as these, the model {name} is the last value itself, so the data "
            f"of {metric} say nothing of a better projection; the best model was {best}."
        )
    verdict = "support" if row["crps_relative"] < 1 else "do not support"
    than = "the last value did best" if best == "last" else f"the best model was {best}"
    return (
        f"These data {verdict} a projection of {metric} by the model {name}: its forecasts scored "
        f"{row['crps_relative']:.2f} times the error of saying that nothing changes, over "
        f"{row['forecasts']:,.0f} forecasts, and its 95 % intervals held {row['coverage_95']:.0%} of the "
        f"outcomes; {than}."
    )
