"""Backtest every model on regional life expectancies, as published and with simulated sampling error.

    python benchmarks/backtest_eu.py eu_nuts2.csv [--every 3] [--seed 1] [--published-only]

The file is one the reader brings: life expectancy at birth by NUTS-2 region and sex (Eurostat, table
demo_r_mlifexp), with the columns area, start_year, end_year, sex, value, country. Nothing is downloaded.

REAL are the published figures. SIMULATED is the sampling error of the other sets: each region has a standard
deviation of its own, log-normal with log-SD 0.35 and mean 0.6 years (annual) or 0.8 (then averaged over
rolling windows of three years), and it is handed to the models as the published standard error. `trends` puts
that error on a cubic through each region's series, `figures` on the published figures themselves.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd

from equitygap.backtest import calibration, forecasts, overall
from equitygap.backtest.summary import summarise

FEWEST_REGIONS = 5
LOG_SD = 0.35
BEST_WORST = "best-vs-worst-decile"


def published(path: Path) -> pd.DataFrame:
    """Return ESTIMATES of countries with five or more regions; sexes are metrics, countries groups."""
    data = pd.read_csv(path)
    regions = data.groupby("country")["area"].transform("nunique")
    data = data[regions >= FEWEST_REGIONS].sort_values(["sex", "country", "area", "start_year"])
    return pd.DataFrame(
        {
            "metric": "life_expectancy_" + data["sex"].str.lower(),
            "area": data["area"],
            "group": data["country"],
            "start": data["start_year"].astype(float),
            "end": data["end_year"].astype(float),
            "value": data["value"],
        }
    )


def simulated(
    estimates: pd.DataFrame, *, mean_sd: float, window: int, trends: bool, seed: int
) -> pd.DataFrame:
    """Add sampling error of known size to each region's series, and average it over rolling windows."""
    rng = np.random.default_rng(seed)
    out = []
    for _, one in estimates.groupby(["metric", "group", "area"], sort=True):
        t, y = one["start"].to_numpy(), one["value"].to_numpy()
        if trends:
            y = np.polynomial.Polynomial.fit(t, y, 3)(t)
        sd = mean_sd * np.exp(rng.normal(-(LOG_SD**2) / 2, LOG_SD))
        noisy = y + rng.normal(0, sd, len(y))
        kept = one.iloc[: len(one) - window + 1]
        mean = np.convolve(noisy, np.ones(window) / window, "valid")
        out.append(
            kept.assign(end=kept["start"] + window - 1, value=mean, standard_error=sd / np.sqrt(window))
        )
    return pd.concat(out, ignore_index=True)


def report(name: str, estimates: pd.DataFrame, every: int) -> None:
    began = time.perf_counter()
    made = forecasts(estimates, better="higher", every=every).assign(metric="life_expectancy")
    took = time.perf_counter() - began
    table, bins = summarise(made), calibration(made)
    everything = overall(table).set_index("model")
    extreme = table[
        (table["comparison"] == BEST_WORST) & (table["horizon"] == "all") & (table["group"] == "all")
    ]
    extreme = extreme.set_index("model")
    told = bins[bins["forecasts"] >= 300]
    off = (told["mean_probability"] - told["observed_share"]).abs().groupby(told["model"]).max()
    print(f"\n### {name}: {everything['forecasts'].max():,} forecasts for each model, {took:.0f} s for all\n")
    print("| model | CRPS | relative | 95 % | 80 % | 95 % width | Brier skill | calibration | best/worst |")
    print("|---|---|---|---|---|---|---|---|---|")
    for model, row in everything.iterrows():
        pair = extreme.loc[model]
        print(
            f"| {model} | {row['crps']:.3f} | {row['crps_relative']:.3f} | {row['coverage_95']:.3f} "
            f"| {row['coverage_80']:.3f} | {row['width_95']:.2f} | {row['brier_skill']:+.3f} "
            f"| {off.get(model, np.nan):.3f} | {pair['coverage_95']:.3f} / {pair['coverage_80']:.3f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path)
    parser.add_argument(
        "--every", type=int, default=3, help="every n-th origin; one more on simulated series"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--published-only", action="store_true", help="leave out the simulated series")
    asked = parser.parse_args()
    estimates = published(asked.path)
    report("published figures (real)", estimates, asked.every)
    for trends in () if asked.published_only else (True, False):
        base = "trends" if trends else "figures"
        for label, mean_sd, window in (("annual", 0.6, 1), ("rolling windows of three years", 0.8, 3)):
            noisy = simulated(estimates, mean_sd=mean_sd, window=window, trends=trends, seed=asked.seed)
            report(f"{base} + simulated error, {label}", noisy, asked.every + 1 if asked.every > 1 else 1)


if __name__ == "__main__":
    main()
