"""Life tables of a nation's tracts: time and memory against a bare floor, and agreement with NCHS's own.

python benchmarks/lifetables.py speed [RUNS]
python benchmarks/lifetables.py usaleep IL_B.CSV
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from equitygap.ages import parse_band
from equitygap.stats.mortality import expectancy_variance, life_table, phe_ax

AREAS = 73_000
LABELS = ["0", "1-4", *(f"{age}-{age + 4}" for age in range(5, 90, 5)), "90+"]
FLOOR = Path(__file__).with_name("lifetables_floor.py")
STAGE = """
import sys
import pyarrow.parquet as pq
from equitygap.lifetable import {stage}
pq.write_table({stage}(pq.read_table(sys.argv[1]), **{options}), sys.argv[2])
"""


def write_counts(target: Path) -> None:
    """Invent tracts of some 4,000 persons over five years, with rates that differ by a fifth."""
    generator = np.random.default_rng(0)
    knots = np.log([0.006, 0.006, 0.0004, 0.0001, 0.0007, 0.002, 0.02, 0.2])
    lower = np.array([parse_band(label).lower for label in LABELS])
    rates = np.exp(np.interp(lower + 1, [0, 1, 2, 10, 20, 40, 70, 95], knots))
    share = np.array([1.2, 5, *[6.0] * 14, 3, 2, 1.2, 0.6])
    share /= share.sum()
    population = np.maximum(np.round(generator.gamma(4, 5000, (AREAS, 1)) * share), 1)
    deaths = np.minimum(
        generator.poisson(population * rates * generator.lognormal(0, 0.2, (AREAS, 1))), population
    )
    size = AREAS * len(LABELS)
    columns = {
        "area": np.repeat([f"{i:011d}" for i in range(AREAS)], len(LABELS)),
        "start": np.full(size, 2015, np.int32),
        "end": np.full(size, 2019, np.int32),
        "age": pa.array(LABELS * AREAS),
        "deaths": deaths.ravel().astype(float),
        "population": population.ravel(),
    }
    pq.write_table(pa.table(columns), target)


def measured(command: list[str]) -> tuple[float, float, float]:
    """Return seconds from start to end, seconds of processor time and peak memory in MB of a process."""
    probe = "import resource,sys,subprocess;subprocess.run(sys.argv[1:],check=True);"
    probe += "u=resource.getrusage(resource.RUSAGE_CHILDREN);print(u.ru_utime+u.ru_stime,u.ru_maxrss/1024)"
    start = time.perf_counter()
    ran = subprocess.run([sys.executable, "-c", probe, *command], check=True, capture_output=True, text=True)
    processor, peak = map(float, ran.stdout.split())
    return time.perf_counter() - start, processor, peak


def speed(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "counts.parquet", str(Path(folder) / "out.parquet")
        write_counts(source)
        bare = [sys.executable, str(FLOOR), str(source), target]
        commands = {"floor": bare, "floor, whole tables": [*bare, "whole"]}
        for name, stage, options in [
            ("expectancies", "expectancies", {}),
            ("life_tables", "life_tables", {}),
            ("bias-reduced", "expectancies", {"small_area": "bias-reduced"}),
            ("shrink", "expectancies", {"small_area": "shrink"}),
            ("topals", "expectancies", {"small_area": "topals"}),
        ]:
            code = STAGE.format(stage=stage, options=options)
            commands[name] = [sys.executable, "-c", code, str(source), target]
        text = source.with_suffix(".csv")
        csv.write_csv(pq.read_table(source), text)
        program = [sys.executable, "-m", "equitygap", "expectancy"]
        commands["command, from Parquet"] = [*program, str(source), "--output", target]
        commands["command, from CSV"] = [*program, str(text), "--output", target]
        # In turn, so that a busy moment of the machine does not fall on one of them only.
        rounds = [{name: measured(command) for name, command in commands.items()} for _ in range(runs)]
    floor = np.median([found["floor"] for found in rounds], axis=0)
    print("| | seconds | processor seconds | times the floor | in processor time | peak MB |")
    print("|---|---|---|---|---|---|")
    for name in commands:
        seconds, processor, _ = np.median([found[name] for found in rounds], axis=0)
        peak = max(found[name][2] for found in rounds)
        ratios = f"{seconds / floor[0]:.2f} | {processor / floor[1]:.2f}"
        print(f"| {name} | {seconds:.2f} | {processor:.2f} | {ratios} | {peak:.0f} |")


def usaleep(path: str) -> None:
    """Recompute e and its standard error from the published q and its standard error, for every tract."""
    table = pd.read_csv(path, dtype={"Tract ID": str})
    labels = table["Age Group"].unique()
    q, d, years, e, q_error, e_error = (
        table[name].to_numpy(float).reshape(-1, len(labels))
        for name in ("nq(x)", "nd(x)", "nL(x)", "e(x)", "se(nq(x))", "se(e(x))")
    )
    lower = np.array([parse_band(label).lower for label in labels])
    width = np.append(np.diff(lower), np.inf)
    ax = phe_ax(lower, width)
    m = d / years
    n, a = width[:-1], ax[:-1]
    m[:, :-1] = q[:, :-1] / (n - (n - a) * q[:, :-1])
    found = life_table(m, width=width, ax=ax)
    variance = expectancy_variance(found, q_error**2, (q_error[:, -1] / m[:, -1] ** 2) ** 2)
    error = np.abs(np.sqrt(variance[:, 0]) - e_error[:, 0])
    outside = (np.abs(found.ex - e) > 0.051).any(axis=1)
    wide = error > np.maximum(0.005, 0.005 * e_error[:, 0])
    print(f"{len(m)} tracts; largest difference of e(x) {np.abs(found.ex - e).max():.4f} years")
    print(f"{outside.sum()} tracts differ by more than 0.051 in any e(x)")
    print(f"{wide.sum()} tracts differ by more than 0.005 and 0.5 % in se(e0)")
    print(f"largest difference of se(e0) {error.max():.4f} years, {np.max(error / e_error[:, 0]):.2%}")


if __name__ == "__main__":
    if sys.argv[1] == "usaleep":
        usaleep(sys.argv[2])
    else:
        speed(int(sys.argv[2]) if len(sys.argv) > 2 else 5)
