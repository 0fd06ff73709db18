"""Time and coverage of the measures of inequality.

python benchmarks/inequality.py speed
python benchmarks/inequality.py coverage [settings]
"""

from __future__ import annotations

import sys
from time import process_time

import numpy as np

from equitygap.stats.inequality.measures import MEASURES, measure, measured
from equitygap.stats.inequality.settings import Options, settings

OPTIONS = Options(bounds=(0, 100))


def speed(count=1_000, groups=10):
    rng = np.random.default_rng(1)
    value = np.clip(rng.normal(70, 6, (count, groups)), 20, 99)
    given = settings(
        value,
        standard_error=rng.uniform(0.5, 3, value.shape),
        population=rng.integers(1_000, 50_000, value.shape),
        rank=np.arange(groups),
        reference=0,
        part=np.arange(groups) % 3,
    )
    free = settings(value, standard_error=given.standard_error, population=given.population)
    measured(MEASURES, given, OPTIONS)
    start = process_time()
    measured(MEASURES, given, OPTIONS)
    print(f"all together {process_time() - start:.2f} s")
    total = 0.0
    for name in MEASURES:
        start = process_time()
        measure(name, free if name in ("difference", "ratio") else given, OPTIONS)
        took = process_time() - start
        total += took
        print(f"{name:45s} {took * 1e3:7.1f} ms")
    print(f"{'all':45s} {total * 1e3:7.1f} ms")


def worlds():
    """True values, in standard errors around 50: how many groups, how unequal their errors, what shape."""
    for groups in (5, 10, 40):
        for uneven in (0.0, 0.7):
            rng = np.random.default_rng(groups)
            error = np.exp(rng.normal(0, uneven, groups))
            normal = rng.normal(size=groups)
            outlier = (np.arange(groups) == 0).astype(float)
            slope = np.linspace(-1.5, 1.5, groups)
            for name, shape in (("normal", normal), ("one apart", 3 * outlier), ("sloping", slope)):
                for spread in (0.0, 0.5, 1, 2, 4):
                    if spread or name == "normal":
                        yield groups, uneven, name, spread, 50 + spread * shape, error


def coverage(count=2_000):
    rng = np.random.default_rng(20240607)
    print("groups uneven shape spread " + " ".join(MEASURES))
    table = {}
    for groups, uneven, name, spread, true, error in worlds():
        common = dict(
            standard_error=error,
            population=1_000 / error**2,
            rank=np.arange(groups),
            reference=groups // 2,
            part=np.arange(groups) % 2,
        )
        noisy = true + error * rng.normal(size=(count, groups))
        cells = []
        for row in MEASURES.values():
            given = dict(common)
            if not row.ordered:
                del given["rank"]
            if row.name in ("difference", "ratio"):
                del given["reference"]
            truth = measure(row.name, settings(true, **given), OPTIONS).value[0]
            found = measure(row.name, settings(noisy, **given), OPTIONS)
            said = ~np.isnan(found.lower)
            hit = (found.lower <= truth + 1e-9) & (truth <= found.upper + 1e-9)
            cells.append(hit[said].mean())
            table.setdefault(row.name, []).append((groups, spread, hit[said].mean(), said.mean()))
        print(groups, uneven, name.replace(" ", "_"), spread, *(f"{cell:.3f}" for cell in cells), flush=True)
    print()
    print("| measure | equal | spread 0.5–1 | spread 2–4 | lowest | said |")
    print("|---|---|---|---|---|---|")
    for name, rows in table.items():
        parts = [[c for _, s, c, _ in rows if low <= s <= high] for low, high in ((0, 0), (0.5, 1), (2, 4))]
        ranges = " | ".join(f"{min(p):.3f}–{max(p):.3f}" for p in parts)
        print(f"| `{name}` | {ranges} | {min(c for *_, c, _ in rows):.3f} | {min(r[3] for r in rows):.3f} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["coverage"]:
        coverage(*map(int, sys.argv[2:]))
    else:
        speed()
