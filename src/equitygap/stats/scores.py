"""Scores of probabilistic forecasts: t (or normal) predictive distributions against what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from equitygap.stats import student

Floats = NDArray[np.float64]

#: The quantiles at which the continuous ranked probability score is taken.
PERCENTILES: Final = np.arange(1, 100) / 100


@dataclass(frozen=True)
class Calibration:
    """Forecast probabilities by bin: its edges, how many, their mean, and the share that came, all (B,)."""

    lower: Floats
    upper: Floats
    forecasts: NDArray[np.intp]
    mean_probability: Floats
    observed_share: Floats


def crps(outcome: Floats, *, mean: Floats, scale: Floats, degrees_of_freedom: Floats) -> Floats:
    """Return the continuous ranked probability score of each forecast, in the outcome's unit; 0 is perfect.

    Twice the mean pinball loss over the 99 percentiles,

        2/99 Σ_p (p − 1[y < q_p]) (y − q_p),

    which is near to ∫ (F(x) − 1[y ≤ x])² dx and to |y − mean| for a forecast that is sure. All arguments are
    (N,); `degrees_of_freedom` may be inf (normal); nan anywhere gives nan.

    Source: Gneiting & Raftery (2007), J Am Stat Assoc 102:359, section 4.2; Gneiting & Ranjan (2011), J Bus
    Econ Stat 29:411, equation 9.
    """
    different, member = np.unique(degrees_of_freedom, return_inverse=True)
    quantiles = student.quantile(PERCENTILES, different[:, None])[member.reshape(-1)]
    error = (outcome - mean)[:, None] - scale[:, None] * quantiles
    return np.asarray(2 * np.mean(np.maximum(PERCENTILES * error, (PERCENTILES - 1) * error), axis=1))


def half_width(level: float, *, scale: Floats, degrees_of_freedom: Floats) -> Floats:
    """Return half the width of the central interval that should hold a share `level` of the outcomes."""
    return np.asarray(student.quantile((1 + level) / 2, degrees_of_freedom) * scale)


def brier(probability: Floats, came: Floats) -> Floats:
    """Return (p − outcome)² of each probability; `came` is 1 where the event came, 0 where it did not, (N,).

    0 is perfect, 0.25 what a constant one half gets. Brier (1950), Mon Weather Rev 78:1.
    """
    return np.asarray((probability - came) ** 2)


def brier_skill(score: Floats, share: Floats) -> Floats:
    """Return 1 − a mean Brier score over s (1 − s), that of always giving the event's `share` s, (N,).

    1 is perfect, 0 no better than always giving the share, which is known only in hindsight; negative is
    worse. nan where the event always or never came, or where there is no forecast.
    """
    reference = share * (1 - share)
    return np.asarray(1 - score / np.where(reference > 0, reference, np.nan))


def calibration(probability: Floats, came: Floats, *, bins: int = 10) -> Calibration:
    """Return, for equal bins of the probability, how often the event came.

    A forecaster is calibrated where the observed share equals the mean probability in every bin. nan in bins
    without forecasts.
    """
    edges = np.linspace(0, 1, bins + 1)
    member = np.minimum((probability * bins).astype(np.intp), bins - 1)
    count = np.bincount(member, minlength=bins)
    divisor = np.where(count > 0, count, np.nan)
    return Calibration(
        lower=edges[:-1],
        upper=edges[1:],
        forecasts=count,
        mean_probability=np.bincount(member, probability, minlength=bins) / divisor,
        observed_share=np.bincount(member, came, minlength=bins) / divisor,
    )
