"""Bias of life expectancy at birth and coverage of its 95 % interval in small places, by policy and schedule.

python benchmarks/small_area.py [AREAS]

Deaths are Poisson around a known schedule in 19 age bands with the age structure of the US standard of 2000;
what is estimated is the expectancy of the table that the true rates of the bands give.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from equitygap.ages import parse_band
from equitygap.ages.grids import Block
from equitygap.lifetable import Policy
from equitygap.lifetable.estimate import estimate
from equitygap.stats.mortality import life_table, phe_ax
from equitygap.stats.topals import stationary_weights

ROOT = Path(__file__).parents[1]
SIZES = (1_000, 2_500, 5_000, 10_000, 50_000)
POLICIES = {
    "none": Policy(minimum_population=0),
    "extrapolate": Policy(minimum_population=0, open_age="extrapolate"),
    "bias-reduced": Policy(minimum_population=0, small_area="bias-reduced"),
    "topals": Policy(minimum_population=0, small_area="topals"),
    "shrink": Policy(minimum_population=0, small_area="shrink"),
}
BANDS = tuple(parse_band(label) for label in ["0", "1-4", *(f"{x}-{x + 4}" for x in range(5, 85, 5)), "85+"])
LOWER = np.array([band.lower for band in BANDS], dtype=float)
WIDTH = np.array([band.width for band in BANDS])
AGE = np.arange(110)

#: NCHS, United States life tables 1990, black men, as rates of the bands.
BLACK_MEN_1990 = (
    0.01997,
    0.00086,
    0.00038,
    0.00048,
    0.00200,
    0.00312,
    0.00370,
    0.00488,
    0.00644,
    0.00807,
    0.01089,
    0.01526,
    0.02206,
    0.03092,
    0.04327,
    0.06008,
    0.07992,
    0.11296,
    0.17983,
)


def schedules() -> dict[str, np.ndarray]:
    """Return the true rates of the bands: near the standard, from elsewhere, and bent on purpose."""
    table = pd.read_csv(ROOT / "src/equitygap/standards/schedules.csv")
    shipped = {name: rows["log_rate"].to_numpy() for name, rows in table.groupby("schedule")}
    standard = shipped["us-2014"]
    bent = np.clip((70 - AGE) / 40, -1, 1) / 2
    single = {
        "US 2014, the standard": standard,
        "US 2014, women": shipped["us-2014-female"],
        "hump: up to 4 times at 20-45": standard + 1.4 * np.exp(-(((AGE - 32) / 12) ** 2)),
        "shallow: e^.5 times under 30, e^-.5 over 110": standard + bent,
        "steep: the reverse": standard - bent,
        "young: 3 times at 0-5": standard + np.interp(AGE, [0, 5, 20, 110], [1.1, 1.1, 0, 0]),
    }
    out = {
        name: stationary_weights(LOWER, log_rates) @ np.exp(log_rates) for name, log_rates in single.items()
    }
    italy = pd.read_csv(ROOT / "tests/reference/published/topals_italy_female_1980.csv")
    starts = np.searchsorted(italy["L"], LOWER)
    deaths, population = (np.add.reduceat(italy[column].to_numpy(float), starts) for column in "DN")
    return out | {"Italy 1980, women": deaths / population, "US 1990, black men": np.array(BLACK_MEN_1990)}


def simulate(rates: np.ndarray, size: int, areas: int, generator: np.random.Generator) -> Block:
    standard = pd.read_csv(ROOT / "src/equitygap/standards/populations.csv")
    weight = standard.loc[standard["standard"] == "us2000", "weight"].to_numpy()
    population = np.broadcast_to(size * weight / weight.sum(), (areas, len(BANDS)))
    deaths = generator.poisson(population * rates).astype(float)
    return Block(BANDS, np.arange(areas), deaths, population, np.zeros_like(population))


def main(areas: int) -> None:
    names = list(POLICIES)
    print("| schedule | e0 | person-years | " + " | ".join(names) + " |")
    print("|---" * (3 + len(names)) + "|")
    for name, rates in schedules().items():
        truth = life_table(rates, width=WIDTH, ax=phe_ax(LOWER, WIDTH)).ex[0]
        for size in SIZES:
            block = simulate(rates, size, areas, np.random.default_rng(20240607))
            cells = [cell(block, policy, truth) for policy in POLICIES.values()]
            print(f"| {name} | {truth:.2f} | {size:,} | " + " | ".join(cells) + " |", flush=True)


def cell(block: Block, policy: Policy, truth: float) -> str:
    """Return bias / coverage / SD over all finite estimates, and the share that the tool withholds."""
    parts = estimate(block, policy)
    value = np.concatenate([part.table.ex[:, 0] for part in parts])
    error = np.concatenate([part.standard_error[:, 0] for part in parts])
    hidden = np.concatenate([part.withheld[:, 0] for part in parts])
    finite = np.isfinite(value) & np.isfinite(error)
    covered = np.abs(value - truth)[finite] <= 1.959964 * error[finite]
    bias = value[finite].mean() - truth
    return f"{bias:+.2f} / {100 * covered.mean():.1f} / {value[finite].std():.2f} / {100 * hidden.mean():.0f}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
