"""Time of assessing 3,100 areas over 20 years against one benchmark, beside one of their straight lines.

The data are simulated: levels and slopes of the areas, a random walk, and sampling error.

python benchmarks/trajectories.py
"""

from __future__ import annotations

import os
from time import perf_counter, process_time

# As the command line does; set before numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from equitygap.panel import panels
from equitygap.stats.trend import fit_line
from equitygap.trajectory import Method, Promise, assessments, paths, trajectory_table

AREAS, FIRST, YEARS = 3_100, 2002, 20
ERROR = 0.5
PROMISE = Promise(by=2030, baseline_years=(2012,), baseline_kind="year", reduce=0.5)


def estimates(areas: int = AREAS, years: int = YEARS) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    walk = rng.normal(0, 0.1, (areas, years)).cumsum(axis=1)
    line = rng.normal(77, 2, (areas, 1)) + rng.normal(0.1, 0.05, (areas, 1)) * np.arange(years)
    year = np.tile(np.arange(FIRST, FIRST + years), areas)
    return pd.DataFrame(
        {
            "metric": "life_expectancy",
            "area": np.repeat([f"area {number:04}" for number in range(areas)], years),
            "start": year,
            "end": year,
            "value": (line + walk + rng.normal(0, ERROR, (areas, years))).ravel(),
            "standard_error": ERROR,
        }
    )


def best(call, repeats: int = 5) -> tuple[float, float]:
    """Return the shortest wall time and the shortest processor time."""
    walls, spent = [], []
    for _ in range(repeats):
        wall, processor = perf_counter(), process_time()
        call()
        walls.append(perf_counter() - wall)
        spent.append(process_time() - processor)
    return min(walls), min(spent)


def main() -> None:
    frame = estimates()
    panel = panels(frame)[0]
    fit = best(lambda: fit_line(panel.year, panel.value, panel.standard_error))[1]
    print("| model | wall | processor | times one fit of all lines |")
    print("|---|---|---|---|")
    for model in ("last", "drift", "linear", "shrunk", "pooled-fixed", "pooled", "default"):
        method = Method(model=model)

        def table(method=method):
            found = assessments(frame, PROMISE, method, benchmark="area 0000")
            assert len(trajectory_table(found)) == AREAS - 1
            return found

        wall, spent = best(table)
        print(f"| `{model}` | {wall:.2f} s | {spent:.2f} s | {spent / fit:.0f} |")
    found = assessments(frame, PROMISE, Method(model="linear"), benchmark="area 0000")
    wall, spent = best(lambda: paths(found))
    print(f"| the PATH table as well | {wall:.2f} s | {spent:.2f} s | {spent / fit:.0f} |")


if __name__ == "__main__":
    main()
