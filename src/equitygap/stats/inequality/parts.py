"""The Theil index split between larger parts (such as sides of a city) and within them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from equitygap.stats.inequality.entropy import theil_index
from equitygap.stats.inequality.limits import Path, inverted, quadratic_cdf
from equitygap.stats.inequality.settings import Measured, Options, Settings

Floats = NDArray[np.float64]


def theil_index_between(given: Settings, options: Options) -> Measured:
    """Return 1000 Σ_g P_g r_g ln r_g, r_g the mean of part g over the whole mean."""
    out = np.full((5, len(given.value)), np.nan)
    parts = np.unique(given.part, axis=0)
    for layout in parts[(parts >= 0).all(axis=1)]:
        rows = np.flatnonzero((given.part == layout).all(axis=1))
        found = theil_index(_merged(given.rows(rows), layout), options)
        out[:, rows] = [getattr(found, name) for name in Measured.__dataclass_fields__]
    return Measured(*out)


def theil_index_within(given: Settings, options: Options) -> Measured:
    """Return 1000 Σ_g (P_g r_g) T_g, T_g the Theil index within part g; with the other it makes the whole."""
    positive = (given.value > 0).all(axis=1, keepdims=True) & (given.part >= 0).all(axis=1, keepdims=True)
    mean = given.mean[:, None]
    r, p, noise = (
        np.where(positive, given.value / mean, np.nan),
        given.share,
        (given.standard_error / mean) ** 2,
    )
    together = (given.part[:, :, None] == given.part[:, None, :]).astype(float)
    value, first, _, second = _expand_within(r, p, noise, together)
    value = np.maximum(value, 0.0)

    def along(position: Floats) -> Floats:
        # Parts keep their means; values within them close up in the same proportion.
        centre = _part_means(r, p, together)
        moved = (r / centre) ** np.maximum(1 - position, 0.0)[:, None]
        return np.asarray(centre * moved / _part_means(moved, p, together))

    _, _, lift, flat = _expand_within(along(np.ones_like(value)), p, noise, together)
    freedom = 2 * lift**2 / flat

    def cdf(ratio: Floats) -> Floats:
        v, one, extra, two = _expand_within(ratio, p, noise, together)
        return quadratic_cdf(value, v + extra, one + two, freedom)

    path = Path(
        lambda c: cdf(along(c)),
        lambda c: np.maximum(_expand_within(along(c), p, noise, together)[0], 0.0),
        np.sqrt((first + second) / (first + second + value**2)),
    )
    equal = cdf(along(np.ones_like(value)))
    return inverted(value, np.sqrt(first), path, equal, options).scaled(1000.0)


def _merged(given: Settings, layout: NDArray[np.intp]) -> Settings:
    """Return the parts as groups, with population-weighted means."""
    inside = (np.unique(layout)[:, None] == layout).astype(float)
    population = given.population @ inside.T
    weight = given.population[:, None, :] * inside / population[:, :, None]
    value = np.einsum("sgj,sj->sg", weight, given.value)
    error = np.sqrt(np.einsum("sgj,sj->sg", weight**2, given.standard_error**2))
    return replace(
        given,
        value=value,
        standard_error=error,
        population=population,
        rank=np.full_like(value, np.nan),
        part=np.full(value.shape, -1),
    )


def _part_means(r: Floats, p: Floats, together: Floats) -> Floats:
    return np.asarray(np.einsum("sjk,sk->sj", together, p * r) / np.einsum("sjk,sk->sj", together, p))


def _expand_within(
    r: Floats, p: Floats, noise: Floats, together: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return Σ p r ln(r/r_g), its variance of order one, its bias and its variance of order two."""
    logs = np.log(r / _part_means(r, p, together))
    value = np.sum(p * r * logs, axis=1)
    gradient = p * (logs - value[:, None])
    part = np.einsum("sjk,sk->sj", together, p * r)[:, :, None]
    pairs = p[:, :, None] * p[:, None, :]
    lift = logs - value[:, None]
    hessian = -pairs * (together / part + lift[:, :, None] + lift[:, None, :])
    diagonal = np.arange(r.shape[1])
    hessian[:, diagonal, diagonal] += p / r
    scaled = np.einsum("sjk,sj,sk->s", hessian**2, noise, noise)
    bias = np.sum(np.diagonal(hessian, axis1=1, axis2=2) * noise, axis=1)
    return value, np.sum(gradient**2 * noise, axis=1), bias / 2, scaled / 2
