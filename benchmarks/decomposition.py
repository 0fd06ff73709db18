"""Time of decompositions, what-ifs and solutions, and coverage of their intervals.

    python benchmarks/decomposition.py

The rival is the algorithm that the R packages use for Horiuchi's method (N = 20 steps, central differences,
one life table for each rate, side and step), written with plain Python floats and run on 20 pairs.
"""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from equitygap.decompose import contributions
from equitygap.scenario import Change, Scenario, Target, solve, what_if
from equitygap.stats.decomposition import METHODS, decompose
from equitygap.stats.mortality import phe_ax

BANDS = ["0", "1-4", *(f"{x}-{x + 4}" for x in range(5, 90, 5)), "90+"]
LOWER = np.array([0, 1, *range(5, 95, 5)], dtype=float)
WIDTH = np.append(np.diff(LOWER), np.inf)
AX = phe_ax(LOWER, WIDTH)
RATES = np.concatenate([[0.006, 0.0003], 0.00008 * np.exp(0.085 * LOWER[2:])])


def timed(what, *, runs=5):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        what()
        times.append(time.perf_counter() - start)
    return float(np.median(times))


def plain_expectancy(rates, width, ax):
    e = 1 / rates[-1]
    for m, n, a in zip(rates[-2::-1], width[-2::-1], ax[-2::-1], strict=True):
        q = min(n * m / (1 + (n - a) * m), 1)
        e = n * (1 - q) + a * q + (1 - q) * e
    return e


def peers_horiuchi(first, second, steps=20):
    m1, m2, width, ax = first.tolist(), second.tolist(), WIDTH.tolist(), AX.tolist()
    delta = [(b - a) / steps for a, b in zip(m1, m2, strict=True)]
    out = [0.0] * len(m1)
    for step in range(steps):
        middle = [a + d * (step + 0.5) for a, d in zip(m1, delta, strict=True)]
        for age, d in enumerate(delta):
            for sign in (0.5, -0.5):
                moved = middle.copy()
                moved[age] += sign * d
                out[age] += 2 * sign * plain_expectancy(moved, width, ax)
    return out


def kernels(rng):
    one, two = (RATES[:, None] * rng.uniform(0.6, 1.6, (1000, 20, 1)) for _ in range(2))
    rival = timed(
        lambda: [peers_horiuchi(a[:, 0], b[:, 0]) for a, b in zip(one[:5], two[:5], strict=True)], runs=1
    )
    print(f"| the peers' Horiuchi in plain Python, 1,000 pairs × 20 ages | {rival * 50:.1f} s | 1 |")
    for method in METHODS:
        seconds = timed(lambda method=method: decompose(one, two, width=WIDTH, ax=AX, method=method))
        print(
            f"| `{method}`, 1,000 pairs × 20 ages | {1000 * seconds:.0f} ms | {rival * 50 / seconds:,.0f} |"
        )
        seconds = timed(
            lambda method=method: decompose(
                one,
                two,
                width=WIDTH,
                ax=AX,
                method=method,
                variance_first=one / 1e4,
                variance_second=two / 1e4,
            )
        )
        print(f"| the same with intervals | {1000 * seconds:.0f} ms | {rival * 50 / seconds:,.0f} |")


def counts_by_cause(rng, areas=78, causes=18):
    people = np.tile(np.linspace(6000, 800, 20), (areas, 1))
    share = rng.dirichlet(np.ones(causes), 20)
    deaths = rng.poisson(people[..., None] * RATES[:, None] * share * rng.uniform(0.7, 1.5, (areas, 1, 1)))
    names = np.array([f"area {i}" for i in range(areas)], dtype=object)
    return pd.DataFrame(
        {
            "area": np.repeat(names, 20 * causes),
            "start": 2016,
            "end": 2020,
            "age": np.tile(np.repeat(BANDS, causes), areas),
            "cause": np.tile([f"cause {k}" for k in range(causes)], areas * 20),
            "deaths": deaths.reshape(-1),
            "population": np.repeat(people.reshape(-1), causes),
        }
    )


def tracts(rng, areas=65_662):
    bands = ["0", "1-4", *(f"{x}-{x + 9}" for x in range(5, 85, 10)), "85+"]
    base = np.interp([0.5, 3, *range(10, 90, 10), 90], LOWER, RATES)[: len(bands)]
    rate = base * rng.lognormal(0, 0.3, (areas + 1, len(bands)))
    names = np.array([*(f"{i:011d}" for i in range(areas)), "nation"], dtype=object)
    return pd.DataFrame(
        {
            "area": np.repeat(names, len(bands)),
            "start": 2010,
            "end": 2015,
            "age": np.tile(bands, areas + 1),
            "rate": rate.reshape(-1),
            "standard_error": rate.reshape(-1) * 0.1,
        }
    )


def stages(rng):
    by_cause = counts_by_cause(rng)
    for method in ("horiuchi", "stepwise"):
        seconds = timed(lambda method=method: contributions(by_cause, benchmark="area 0", method=method))
        print(
            f"| 77 areas × 20 ages × 18 causes, `{method}`, to a table with intervals | {seconds:.2f} s | |"
        )
    scenario = [Scenario("less of all", (Change(cut=0.1),), start=2021, full_by=2030)]
    seconds = timed(lambda: what_if(by_cause, scenario, benchmark="area 0", target=Target(gap=1)))
    print(f"| the same areas, a scenario phased in over ten years | {seconds:.2f} s | |")
    seconds = timed(lambda: solve(by_cause, Target(level=85), benchmark="area 0"), runs=1)
    print(f"| the same areas, 19 roads solved | {seconds:.2f} s | |")
    nation = tracts(rng)
    seconds = timed(lambda: contributions(nation, benchmark="nation"), runs=1)
    print(
        f"| 65,662 areas × 11 ages against the nation, table to table, with intervals | {seconds:.1f} s | |"
    )


def coverage(rng, draws=4000):
    share = np.array([0.5, 0.3, 0.2])
    members = np.array([LOWER < 45, (LOWER >= 45) & (LOWER < 65), (LOWER >= 65) & (LOWER < 80), LOWER >= 80])
    truth = [RATES[:, None] * share * 1.4, RATES[:, None] * share[::-1]]
    for people in (2_000, 5_000, 20_000):
        exact = {
            method: decompose(
                *(m[None] for m in truth), width=WIDTH, ax=AX, method=method, members=members
            ).value
            for method in METHODS
        }
        drawn = [rng.poisson(m * people, size=(draws, *m.shape)) / people for m in truth]
        cells = []
        for method in METHODS:
            found = decompose(
                *drawn,
                width=WIDTH,
                ax=AX,
                method=method,
                members=members,
                variance_first=drawn[0] / people,
                variance_second=drawn[1] / people,
            )
            cells.append((np.abs(found.value - exact[method]) <= 1.959964 * np.sqrt(found.variance)).mean())
        print(f"| {20 * people:,} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |")


if __name__ == "__main__":
    generator = np.random.default_rng(2026)
    print("| what | time | times faster than the first row |\n|---|---|---|")
    kernels(generator)
    stages(generator)
    print("\n| person-years a side | " + " | ".join(METHODS) + " |\n|---|" + "---|" * len(METHODS))
    coverage(generator)
