"""What a model is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from equitygap.panel import Contrast, Floats, Panel

Booleans = NDArray[np.bool_]

#: Weights such as thirds do not add up to 0 in the last bit.
_ROUNDING: Final = 1e-9


@dataclass(frozen=True)
class Question:
    """The gaps of a panel (C comparisons) wanted in `years` (H,).

    `since` is the year from which a model that looks at one gap alone uses figures. `centred` says that the
    panel's values already are deviations from their group's mean, so that any weighted sum of them is a gap.
    """

    panel: Panel
    contrast: Contrast
    years: Floats
    since: float | None = None
    centred: bool = False

    @property
    def gap(self) -> Floats:
        """Gaps (C, T), nan where a part is missing."""
        return self.contrast.of(self.panel.value)

    @property
    def gap_since(self) -> Floats:
        """Gaps (C, T) from the year `since` on; nan before it."""
        since = -np.inf if self.since is None else self.since
        return np.where(self.panel.year >= since, self.gap, np.nan)

    @property
    def published_error(self) -> Floats:
        """Standard errors (C, T) of the gaps, nan where one is missing."""
        return np.asarray(np.sqrt(self.contrast.variance_of(self.panel.standard_error**2)))

    def errors_known(self, gap: Floats) -> Booleans:
        """Return whether every figure of `gap` (C, T) has a standard error over 0, (C,)."""
        return np.asarray((np.isnan(gap) | (self.published_error > 0)).all(axis=1))

    @property
    def balanced(self) -> Booleans:
        """Whether a change that all areas share leaves a comparison as it is, (C,)."""
        total = np.bincount(
            self.contrast.comparison, self.contrast.coefficient, minlength=self.contrast.count
        )
        return np.asarray((np.abs(total) < _ROUNDING) | self.centred)


@dataclass(frozen=True)
class Answer:
    """Forecasts of C gaps in H years: t (or normal, with inf) of these means, squared scales and degrees.

    `mean` (C, H) and `covariance` (C, H, H) are of the latent gap, `reported_mean` and `reported_variance`
    (C, H) of the figure that will be published; `degrees_of_freedom` (C,). nan where there is no answer.
    """

    mean: Floats
    covariance: Floats
    reported_mean: Floats
    reported_variance: Floats
    degrees_of_freedom: Floats

    @classmethod
    def unknown(cls, count: int, years: int) -> Answer:
        """Return an answer that says nothing yet."""
        shapes = (count, years), (count, years, years), (count, years), (count, years), (count,)
        return cls(*(np.full(shape, np.nan) for shape in shapes))

    def put(self, mine: Booleans, part: Answer) -> None:
        """Fill in the comparisons in `mine` (C,) from an answer about these alone."""
        for name, values in vars(self).items():
            values[mine] = getattr(part, name)

    def without_spread(self, mine: Booleans) -> Answer:
        """Return the answer with means only for the comparisons in `mine` (C,)."""
        return replace(
            self,
            covariance=np.where(mine[:, None, None], np.nan, self.covariance),
            reported_variance=np.where(mine[:, None], np.nan, self.reported_variance),
        )


@dataclass(frozen=True)
class GapForecast:
    """Forecasts of C gaps in `years` (H,), the models that served, and why.

    `mean` (C, H) and `covariance` (C, H, H) are of the latent gap, joint over the years; `reported_mean` and
    `reported_variance` (C, H) of the figure that would be published: location and squared scale of a t
    distribution with `degrees_of_freedom` (C,), normal where they are infinite; nan where no model can serve.
    `points` (C,) counts the figures of the gap that the model used, `model` (C,) names it (empty where none
    could serve), and `reasons` (C,) holds flags that say why it is that one.
    """

    years: Floats
    mean: Floats
    covariance: Floats
    reported_mean: Floats
    reported_variance: Floats
    degrees_of_freedom: Floats
    points: NDArray[np.intp]
    model: tuple[str, ...]
    reasons: tuple[tuple[str, ...], ...]
