"""Straight lines through many short series at once, by weighted or generalised least squares.

Arrays are series (N) by periods (T); a missing figure is nan and counts as if it were not there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equitygap.stats.patterns import patterns

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

#: A window that keeps less than this share of its variance once the others are known repeats them.
SMALLEST_OWN_SHARE = float(np.sqrt(np.finfo(float).eps))


@dataclass(frozen=True)
class Line:
    """Straight lines, one for each of N series: level + slope * (year - centre).

    `centre` is the year at which the errors of level and slope are uncorrelated. The two variances are
    final, that is after inflation. `degrees_of_freedom` is inf where normal quantiles apply. `scatter` is
    Q, the weighted sum of squared residuals (plain where standard errors are unknown).

    Where the standard errors are `known`, `inflation` is φ = Q/(n - 2), whether or not it was applied, and
    `residual_variance` is nan. Where they are not, `residual_variance` is s² = Q/(n - 2), the variance
    that stands in for a squared standard error, and `inflation` is nan.

    What the data cannot tell is nan: everything but `points` and `known` with fewer than two different
    years; φ, s² and, if standard errors are unknown, all uncertainty with two points.
    """

    centre: Floats
    level: Floats
    slope: Floats
    level_variance: Floats
    slope_variance: Floats
    degrees_of_freedom: Floats
    points: NDArray[np.intp]
    scatter: Floats
    inflation: Floats
    residual_variance: Floats
    known: Booleans

    @property
    def covariance(self) -> Floats:
        """Covariance matrices of level and slope, (N, 2, 2); diagonal by the choice of the centre."""
        return np.stack([self.level_variance, self.slope_variance], axis=-1)[:, :, None] * np.eye(2)


def overlap_correlation(start: Floats, end: Floats) -> Floats:
    """Return the correlations (T, T) of averages over inclusive windows of years `start`..`end`.

    ρ_ij = shared years / sqrt(w_i w_j), where w is the number of years in a window: exact for means of
    independent annual figures with equal variances. 1 is the same window, 0 disjoint ones.
    A window that ends before it starts raises ValueError.

    >>> overlap_correlation(np.arange(2010.0, 2014.0), np.arange(2012.0, 2016.0))[0].round(3).tolist()
    [1.0, 0.667, 0.333, 0.0]
    """
    width = end - start + 1
    if not (width > 0).all():
        raise ValueError(f"end must not be before start, but got {start} and {end}")
    shared = np.minimum.outer(end, end) - np.maximum.outer(start, start) + 1
    return np.asarray(np.maximum(shared, 0) / np.sqrt(np.multiply.outer(width, width)))


def fit_line(
    year: Floats,
    y: Floats,
    standard_error: Floats,
    correlation: Floats | None = None,
    *,
    inflate: bool = True,
) -> Line:
    """Return the generalised least squares line of each series.

    b = (X'V⁻¹X)⁻¹X'V⁻¹y and Q = r'V⁻¹r with V = diag(SE) C diag(SE), where C is `correlation` (T, T), the
    identity if None. `year` (T,) are mid-points of windows; `y` and `standard_error` are (N, T).

    A series is known when every point of it has a standard error over 0. Then Var b = (X'V⁻¹X)⁻¹, with
    normal quantiles; when Q shows more scatter than the standard errors allow (φ = Q/(n - 2) > 1),
    variances are multiplied by φ and t quantiles (n - 2) apply. φ under 1 never shrinks a variance, for the
    standard errors are known. `inflate=False` leaves φ out: the fixed-effect line.
    With a standard error missing, or 0, at any point, none is used: V = s² C with s² = Q/(n - 2), and t with
    n - 2. Two points with known standard errors give the exact variance of their difference.

    A negative standard error, an infinite figure, or a window in a series whose content is told by the
    others (a duplicate, or the sum of several) raises ValueError.

    Source: Birge RT (1932), Phys Rev 40:207, for φ; Aitken AC (1935), Proc R Soc Edinb 55:42, for V.
    """
    scale, known = _scale(y, standard_error)
    return _line(_whiten(year, y, scale, correlation), known=known, inflate=inflate)


def line_at(line: Line, years: Floats) -> tuple[Floats, Floats]:
    """Return the lines' values at `years` (H,): means (N, H) and covariances (N, H, H).

    Cov(g_h, g_k) = Var(level) + (t_h - centre)(t_k - centre) Var(slope). It is the uncertainty of the line
    itself, the latent value; a published figure has its own error in addition.
    """
    ahead = years - line.centre[:, None]
    mean = line.level[:, None] + line.slope[:, None] * ahead
    product = ahead[:, :, None] * ahead[:, None, :]
    return mean, line.level_variance[:, None, None] + product * line.slope_variance[:, None, None]


def leave_one_out_slopes(
    year: Floats, y: Floats, standard_error: Floats, correlation: Floats | None = None
) -> Floats:
    """Return the slope (N, T) that each series would have without each of its points, with no refit.

    With P = V⁻¹ and M = P - PX(X'PX)⁻¹X'P, leaving out point j changes the estimate by
    -(X'PX)⁻¹X'P e_j (My)_j / M_jj. Arguments and errors are those of `fit_line`; whether the standard errors
    are known is decided on the whole series. nan where the point is missing, the series has fewer than
    four points, or those left share one year.

    Source: Martin RJ (1992), Leverage, influence and residuals in regression models when observations are
    correlated, Commun Stat Theory Methods 21:1183.
    """
    w = _whiten(year, y, _scale(y, standard_error)[0], correlation)
    back = np.swapaxes(w.root, 1, 2) @ np.stack([w.one, w.time, w.residual], axis=-1)
    one, time, residual = np.moveaxis(back / w.scale[:, :, None], -1, 0)
    precision = (w.root**2).sum(axis=1) / w.scale**2
    usable = w.seen & (w.seen.sum(axis=1) > 3)[:, None] & _others_spread(year, w.seen)
    own = precision - one**2 / w.information[:, None] - time**2 / w.spread[:, None]
    change = time * residual / (w.spread[:, None] * np.where(usable, own, np.nan))
    return np.asarray(w.slope[:, None] - change)


def recency_weighted_line(year: Floats, y: Floats) -> Line:
    """Return the regression lines that give recent figures more weight.

    The weights rise linearly with time, from 1 at the first point of a series to 2 at its last; s² and t with
    n - 2 as in a regression with known relative precision. Used by the UN regional commissions (ESCAP) for
    the Anticipated Progress Index. `year` is (T,), `y` is (N, T).
    """
    first, last = _range(year, ~np.isnan(y))
    span = np.where(last > first, last - first, np.nan)[:, None]
    weight = np.where(np.isnan(y), np.nan, 1 + (year - first[:, None]) / span)
    nowhere_known = np.zeros(len(y), dtype=bool)
    return _line(_whiten(year, y, 1 / np.sqrt(weight), None), known=nowhere_known, inflate=False)


@dataclass(frozen=True)
class _Whitened:
    """Series scaled to independent errors of variance 1, and their lines.

    `one`, `time` (from the centre) and `residual` are the columns (N, T) after whitening by
    root @ (column / scale), where `root` is the inverse of the Cholesky factor of C.
    """

    seen: Booleans
    scale: Floats
    root: Floats
    one: Floats
    time: Floats
    residual: Floats
    information: Floats
    spread: Floats
    centre: Floats
    level: Floats
    slope: Floats


def _whiten(year: Floats, y: Floats, scale: Floats, correlation: Floats | None) -> _Whitened:
    if np.isinf(y).any():
        raise ValueError("y must be finite or nan, but got an infinite figure")
    seen = ~np.isnan(y)
    first, last = _range(year, seen)
    # Figures and years count from one of their own, so that adding a constant to a series changes no digit.
    base = np.take_along_axis(y, seen.argmax(axis=1)[:, None], axis=1)
    columns = np.stack(np.broadcast_arrays(1.0, year - year[0], y - base), axis=-1) / scale[:, :, None]
    root = _inverse_roots(seen, correlation)
    one, time, value = np.moveaxis(root @ np.where(seen[:, :, None], columns, 0.0), -1, 0)
    information = np.where(last > first, (one**2).sum(axis=1), np.nan)
    centre = (one * time).sum(axis=1) / information
    time = time - centre[:, None] * one
    spread = (time**2).sum(axis=1)
    level = (one * value).sum(axis=1) / information
    slope = (time * value).sum(axis=1) / spread
    return _Whitened(
        seen=seen,
        scale=scale,
        root=root,
        one=one,
        time=time,
        residual=value - level[:, None] * one - slope[:, None] * time,
        information=information,
        spread=spread,
        centre=centre + year[0],
        level=level + base[:, 0],
        slope=slope,
    )


def _line(w: _Whitened, *, known: Booleans, inflate: bool) -> Line:
    points = w.seen.sum(axis=1)
    spare = np.where((points > 2) & ~np.isnan(w.slope), points - 2.0, np.nan)
    scatter = (w.residual**2).sum(axis=1)
    phi = scatter / spare
    as_given = known & ~(inflate & (phi > 1))
    factor = np.where(as_given, 1.0, phi)
    return Line(
        centre=w.centre,
        level=w.level,
        slope=w.slope,
        level_variance=factor / w.information,
        slope_variance=factor / w.spread,
        degrees_of_freedom=np.where(as_given & ~np.isnan(w.slope), np.inf, spare),
        points=points,
        scatter=scatter,
        inflation=np.where(known, phi, np.nan),
        residual_variance=np.where(known, np.nan, phi),
        known=known,
    )


def _scale(y: Floats, standard_error: Floats) -> tuple[Floats, Booleans]:
    if (standard_error < 0).any() or np.isinf(standard_error).any():
        raise ValueError("standard_error must be finite and not negative, but got one that is not")
    missing = np.isnan(y)
    known = np.asarray((missing | (standard_error > 0)).all(axis=1) & ~missing.all(axis=1))
    # The error of a figure that is not there must not matter, not even where it is 0.
    return np.where(known[:, None] & ~missing, standard_error, 1.0), known


def _range(year: Floats, seen: Booleans) -> tuple[Floats, Floats]:
    """First and last year (N,) in which each series has a point: inf and -inf where it has none."""
    return np.where(seen, year, np.inf).min(axis=1), np.where(seen, year, -np.inf).max(axis=1)


def _others_spread(year: Floats, seen: Booleans) -> Booleans:
    """Whether the points other than this one (N, T) lie in at least two different years."""
    low, high = np.where(seen, year, np.inf), np.where(seen, year, -np.inf)
    lowest, highest = np.sort(low, axis=1), np.sort(high, axis=1)
    low = np.where(low == lowest[:, :1], lowest[:, :2][:, -1:], lowest[:, :1])
    high = np.where(high == highest[:, -1:], highest[:, -2:][:, :1], highest[:, -1:])
    return np.asarray(high > low)


def _inverse_roots(seen: Booleans, correlation: Floats | None) -> Floats:
    """Inverses of the Cholesky factors of C on each series' points: (N, T, T), or (1, T, T) without C."""
    identity = np.eye(seen.shape[1])
    if correlation is None:
        return identity[None]
    different, row = patterns(seen)
    both = different[:, :, None] & different[:, None, :]
    factors = _cholesky(np.where(both, correlation, identity))
    return np.asarray(np.linalg.inv(factors)[row])


def _cholesky(correlation: Floats) -> Floats:
    message = "windows must each add years of their own, but got one that repeats another or a sum of others"
    try:
        factors = np.linalg.cholesky(correlation)
    except np.linalg.LinAlgError as error:
        raise ValueError(message) from error
    own_share = np.diagonal(factors, axis1=-2, axis2=-1) ** 2
    if (own_share < SMALLEST_OWN_SHARE).any():
        raise ValueError(message)
    return np.asarray(factors)
