"""A damped local trend whose hyperparameters many short series share, with a t scale for each series.

Each series is a deviation from its group's mean. Its true level l and slope b follow, year by year,

    l[t+1] = l[t] + b[t] + w[t],      w ~ N(0, q),                 l[0] ~ N(0, ω²),
    b[t+1] = φ b[t] + e[t],           e ~ N(0, τ² (1 − φ²)),       b[0] ~ N(0, τ²),

and the published figures are levels plus errors of covariance c · s s' ∘ C: s holds the standard errors and
C the correlation of windows that share years. The series are short, so that the covariance of the levels is
written out and nothing iterates over time:

    K = ω² 11' + L (τ² Φ + q I) L',   Φ[a, b] = φ^|a − b|,   L strictly lower triangular ones.

Given the figures that exist, the conditional normal distribution is exact, whatever years are missing.

Where there are too few series to say which hyperparameters are right, several sets of them are averaged.

Sources: Gardner & McKenzie (1985), Management Science 31:1237, for the damped trend; Harvey (1989),
Forecasting, Structural Time Series Models and the Kalman Filter, chapters 2 and 3, for the state-space form;
Searle, Casella & McCulloch (1992), Variance Components, chapter 6, for scoring.
"""

from __future__ import annotations

from equitygap.stats.local_trend.average import FEW, UNLIKE, Sets, average
from equitygap.stats.local_trend.error import scatter_variance
from equitygap.stats.local_trend.likelihood import fit
from equitygap.stats.local_trend.model import FIXED, Hyperparameters, level_covariance
from equitygap.stats.local_trend.projection import Projection, log_likelihood, project

__all__ = [
    "FEW",
    "FIXED",
    "UNLIKE",
    "Hyperparameters",
    "Projection",
    "Sets",
    "average",
    "fit",
    "level_covariance",
    "log_likelihood",
    "project",
    "scatter_variance",
]
