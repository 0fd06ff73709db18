"""Time of the line's kernels on 3,100 series of 20 windows, beside refitting for every point left out.

python benchmarks/trend_speed.py
"""

from __future__ import annotations

from time import perf_counter

import numpy as np

from equitygap.stats import trend


def best(call, repeats=7):
    times = []
    for _ in range(repeats):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return min(times)


def refits(year, y, error, correlation):
    for point in range(len(year)):
        shorter = y.copy()
        shorter[:, point] = np.nan
        trend.fit_line(year, shorter, error, correlation)


def main(series=3_100, points=20):
    rng = np.random.default_rng(1)
    year = np.arange(2000.0, 2000 + points)
    error, years = rng.uniform(0.5, 1, (series, points)), np.arange(2020.0, 2031)
    for window, missing in ((1, 0.0), (3, 0.0), (3, 0.1)):
        y = rng.normal(size=(series, points))
        y[rng.random(y.shape) < missing] = np.nan
        half = (window - 1) / 2
        correlation = trend.overlap_correlation(year - half, year + half) if window > 1 else None
        line = trend.fit_line(year, y, error, correlation)
        fit = best(lambda: trend.fit_line(year, y, error, correlation))  # noqa: B023
        at = best(lambda: trend.line_at(line, years))  # noqa: B023
        out = best(lambda: trend.leave_one_out_slopes(year, y, error, correlation))  # noqa: B023
        again = best(lambda: refits(year, y, error, correlation), repeats=1)  # noqa: B023
        print(
            f"window {window}, missing {missing:.0%}: fit {fit * 1e3:.1f} ms, line_at {at * 1e3:.1f} ms, "
            f"leave one out {out * 1e3:.1f} ms; {again / out:.0f} times as fast as {points} refits"
        )


if __name__ == "__main__":
    main()
