"""How often 95 % limits of survey shares and means hold the truth: `python benchmarks/survey_coverage.py`."""

from __future__ import annotations

import numpy as np

from equitygap.stats.survey import effective_sizes, mean_limits, means, net_limits, share_limits

SURVEYS, ASKED = 6000, 150
SCALE = np.arange(1.0, 6.0), np.array([0.05, 0.1, 0.2, 0.35, 0.3])


def covered(limits: tuple[np.ndarray, np.ndarray], truth: float) -> float:
    """Return the share of limits that hold the truth."""
    lower, upper = limits
    return float(((lower <= truth) & (truth <= upper)).mean())


def main() -> None:
    """Print one line for each setting."""
    random = np.random.default_rng(1)
    for n in (40, 80, 300):
        for p, q in [(0.55, 0.04), (0.3, 0.3), (0.9, 0.02), (0.1, 0.02), (0.02, 0.01)]:
            first, second, _ = random.multinomial(n, [p, q, 1 - p - q], size=40_000).T / n
            print(f"net  n {n:3}  {p:.2f} - {q:.2f}  {covered(net_limits(first, second, n)[1:], p - q):.3f}")
    stratum = np.repeat(np.arange(SURVEYS), ASKED)
    one = np.ones(SURVEYS * ASKED)
    for sigma in (0.4, 0.7, 1.0):
        weight = random.lognormal(sigma=sigma, size=SURVEYS * ASKED)
        effective = effective_sizes(weight, one, stratum, SURVEYS)
        for truth in (0.5, 0.1, 0.03):
            yes = (random.random(SURVEYS * ASKED) < truth).astype(float)
            share, _ = means(yes, weight, one, stratum, SURVEYS)
            found = covered(share_limits(share, effective)[1:], truth)
            print(f"share {truth:.2f}  effective {effective.mean():5.1f} of {ASKED}  {found:.3f}")
        answers = random.choice(SCALE[0], SURVEYS * ASKED, p=SCALE[1])
        mean, error = means(answers, weight, one, stratum, SURVEYS)
        found = covered(mean_limits(mean, error, effective), float(SCALE[0] @ SCALE[1]))
        print(f"mean        effective {effective.mean():5.1f} of {ASKED}  {found:.3f}")


if __name__ == "__main__":
    main()
