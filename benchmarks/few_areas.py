"""Test `pooled-fixed` where it serves: with so few areas that each gap is forecast by itself.

    python benchmarks/few_areas.py [eu_nuts2.csv] [--seed 1]

SIMULATED: gaps of two areas whose truth is a straight line for ever, with errors of known size, published or
not. REAL, from the file that `backtest_eu.py` reads: pairs of regions of a country, six drawn at random and
the best against the worst tenth (picked on the first three training years), each taken for the only areas.
Each table holds the model, and the model as it was with a single set of parameters (`one set`).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from backtest_eu import published

from equitygap.forecast.series import complete_errors, project_series
from equitygap.forecast.together import DOUBTFUL
from equitygap.panel import Floats
from equitygap.stats import naive, scores, student
from equitygap.stats.local_trend import FEW, FIXED, Projection, Sets

#: A gap of two areas varies twice as much as one area: series are gaps over this.
SIZE = np.sqrt(2.0)
ONE = Sets((FIXED,), (1.0,))
AHEAD = np.array([3.0, 5.0, 8.0, 10.0])


def errors_of(gap: Floats, error: float | None) -> Floats:
    """Return standard errors, from each series' own scatter where none is published."""
    if error is not None:
        return np.full_like(gap, error)
    year, identity = np.arange(float(gap.shape[1])), np.eye(gap.shape[1])
    return np.concatenate(
        [complete_errors(np.full((1, len(y)), np.nan), y[None], year, identity) for y in gap]
    )


def projected(gap: Floats, error: Floats, ahead: Floats, sets: Sets) -> Projection:
    year = np.arange(float(gap.shape[1]))
    return project_series(gap, error, year, year, year[-1] + ahead, sets)


def simulated(seed: int, *, size: float, draws: int = 300) -> None:
    """Print coverage and the mean probability of being at or under the truth, 10 years ahead."""
    print(f"\n### A gap of {size:g} years that changes by so much a year for ever (simulated)\n")
    print("| a year | points | published | SE .4 | SE .8 | SE 1.6 |\n|---|---|---|---|---|---|")
    for pace in (0.0, -0.1, -0.2, -0.5):
        for points in (6, 9, 15):
            for told in (True, False):
                cells = [_simulated(seed, size, pace, points, se, told, draws) for se in (0.4, 0.8, 1.6)]
                print(f"| {pace:g} | {points} | {'yes' if told else 'no'} | {' | '.join(cells)} |")


def _simulated(seed: int, size: float, pace: float, points: int, error: float, told: bool, draws: int) -> str:
    rng = np.random.default_rng(seed)
    line = size + pace * np.arange(float(points))
    gap = (line + rng.normal(0, SIZE * error, (draws, points))) / SIZE
    used = errors_of(gap, error if told else None)
    truth = (size + pace * (points + 9)) / SIZE
    cell = []
    for sets in (ONE, FEW if told else DOUBTFUL):
        p = projected(gap, used, AHEAD[-1:], sets)
        mean, scale = p.mean[:, 0], np.sqrt(p.scale[:, 0, 0])
        half = student.quantile(0.975, p.degrees_of_freedom) * scale
        chance = student.probability_at_or_under(
            truth, mean=mean, scale=scale, degrees_of_freedom=p.degrees_of_freedom
        )
        cell.append(f"{np.mean(np.abs(mean - truth) < half):.2f} ({chance.mean():.2f})")
    return " → ".join(cell)


def pairs(path: Path, metric: str, seed: int) -> Iterator[tuple[int, Floats, Floats]]:
    """Yield the training points of every pair and origin with what came, by training length."""
    rng = np.random.default_rng(seed)
    data = published(path)
    wide = (
        data[data["metric"] == metric]
        .pivot(index=["group", "area"], columns="start", values="value")
        .dropna()
    )
    for points in (5, 8, 10, 12):
        known, came = [], []
        for _, country in wide.groupby(level=0):
            values = country.to_numpy()
            values = np.pad(values, ((0, 0), (0, int(AHEAD[-1]))), constant_values=np.nan)
            for last in range(points - 1, wide.shape[1] - int(AHEAD[0])):
                if last % 3 == 0:
                    gap = _gaps(values, slice(last - points + 1, last + 1), rng)
                    known.append(gap[:, :points])
                    came.append(gap[:, points - 1 + AHEAD.astype(int)])
        yield points, np.concatenate(known), np.concatenate(came)


def _gaps(values: Floats, training: slice, rng: np.random.Generator) -> Floats:
    standing = values[:, training][:, :3].mean(axis=1)
    order = np.argsort(standing)
    worst = order[: int(np.ceil(len(values) / 10))]
    drawn = [rng.choice(len(values), 2, replace=False) for _ in range(min(6, len(values) // 2))]
    both = np.array([*drawn, *([order[-1], one] for one in worst)])
    gap = (values[both[:, 0]] - values[both[:, 1]])[:, training.start :]
    return np.asarray(gap * np.where(gap[:, :3].mean(axis=1) < 0, -1.0, 1.0)[:, None])


def real(path: Path, metric: str, seed: int, noise: float | None) -> None:
    label = "published figures" if noise is None else f"figures + simulated error of SD {noise:g}"
    print(f"\n### Pairs of regions, {metric}: {label}\n")
    print("| model | relative CRPS | 95 % | 80 % | Brier skill |\n|---|---|---|---|---|")
    rng, found = np.random.default_rng(seed), {}
    for points, known, came in pairs(path, metric, seed):
        known, came = known / SIZE, came / SIZE
        if noise is not None:
            known, came = known + rng.normal(0, noise, known.shape), came + rng.normal(0, noise, came.shape)
        error, year = errors_of(known, noise), np.arange(float(points))
        rival = naive.last(year, known, error, year[-1] + AHEAD)
        answers = {
            "last": (rival.mean, rival.reported_variance, rival.degrees_of_freedom),
            **{
                name: (p.reported_mean, p.reported_scale, p.degrees_of_freedom)
                for name, sets in (("one set", ONE), ("pooled-fixed", DOUBTFUL if noise is None else FEW))
                for p in [projected(known, error, AHEAD, sets)]
            },
        }
        for name, answer in answers.items():
            found.setdefault(name, []).append(_scored(*answer, came, known[:, -1:]))
    scored = {name: np.concatenate(parts, axis=1) for name, parts in found.items()}
    for name, (crps, in95, in80, brier, hit) in scored.items():
        share = np.nanmean(hit)
        print(
            f"| {name} | {crps.sum() / scored['last'][0].sum():.3f} | {in95.mean():.3f} | {in80.mean():.3f} "
            f"| {1 - np.nanmean(brier) / (share * (1 - share)):+.3f} |"
        )


def _scored(mean: Floats, variance: Floats, degrees: Floats, came: Floats, gap: Floats) -> Floats:
    there = np.isfinite(came)
    outcome, spread = came[there], {"scale": np.sqrt(variance[there])}
    spread["degrees_of_freedom"] = np.broadcast_to(degrees[:, None], came.shape)[there]
    mean, gap = mean[there], np.broadcast_to(gap, came.shape)[there]
    promised = gap * SIZE > 0.5
    chance = student.probability_at_or_under(0.9 * gap, mean=mean, **spread)
    hit = (outcome <= 0.9 * gap).astype(float)
    off = np.abs(outcome - mean)
    return np.stack(
        [
            scores.crps(outcome, mean=mean, **spread),
            off <= scores.half_width(0.95, **spread),
            off <= scores.half_width(0.80, **spread),
            np.where(promised, (chance - hit) ** 2, np.nan),
            np.where(promised, hit, np.nan),
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path, nargs="?")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for size in (16.0, 10.0, 4.0):
        simulated(asked.seed, size=size)
    if asked.path is not None:
        for sex in sorted(set(published(asked.path)["metric"])):
            for noise in (None, 0.6):
                real(asked.path, sex, asked.seed, noise)


if __name__ == "__main__":
    main()
