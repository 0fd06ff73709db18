"""The bare floor: read counts from Parquet, one NumPy life table, write expectancies. No checks, no policies.

python benchmarks/lifetables_floor.py COUNTS.parquet OUT.parquet [whole]

`whole` writes the life tables instead, one row for each area and age.
"""

import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

AGES = 20


def main(source: str, target: str, whole: str = "") -> None:
    table = pq.read_table(source)
    deaths, population = (table[name].to_numpy().reshape(-1, AGES) for name in ("deaths", "population"))
    n = np.array([1, 4, *[5] * 17], dtype=float)
    a = np.array([0.1, 2, *[2.5] * 17])
    m = deaths / population
    q = np.minimum(n * m[:, :-1] / (1 + (n - a) * m[:, :-1]), 1)
    alive = np.cumprod(np.column_stack([np.ones(len(m)), 1 - q]), axis=1)
    with np.errstate(all="ignore"):
        lived = np.column_stack(
            [n * alive[:, 1:] + a * (alive[:, :-1] - alive[:, 1:]), alive[:, -1] / m[:, -1]]
        )
        e = lived[:, ::-1].cumsum(axis=1)[:, ::-1] / alive
        spread = np.where(deaths[:, :-1] > 0, q**2 * (1 - q) / deaths[:, :-1], 0)
        part = spread * alive[:, :-1] ** 2 * (n - a + e[:, 1:]) ** 2
        part = np.column_stack([part, alive[:, -1] ** 2 / (deaths[:, -1] * m[:, -1] ** 2)])
        error = np.sqrt(part[:, ::-1].cumsum(axis=1)[:, ::-1]) / alive
    if whole:
        q = np.column_stack([q, np.ones(len(q))])
        made = {"mx": m, "qx": q, "lx": alive, "dx": alive * q, "Lx": lived, "Tx": e * alive, "ex": e}
        made |= {"standard_error": error, "lower": e - 1.96 * error, "upper": e + 1.96 * error}
        columns = {name: table[name] for name in ("area", "start", "end", "age")}
        pq.write_table(pa.table(columns | {name: made[name].ravel() for name in made}), target)
        return
    e, error = e[:, 0], error[:, 0]
    first = pa.array(np.arange(0, len(table), AGES))
    columns = {"area": table["area"].take(first), "value": e, "standard_error": error}
    columns |= {"lower": e - 1.96 * error, "upper": e + 1.96 * error}
    pq.write_table(pa.table(columns), target)


main(*sys.argv[1:])
