"""The models that can be asked for by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from equitygap.forecast import alone, together
from equitygap.forecast.pool import FEWEST_AREAS, Pool
from equitygap.forecast.question import Answer, Question

#: The scatter of fewer points than this does not tell how far the next may lie.
SCATTER_POINTS: Final = 4


@dataclass(frozen=True)
class Model:
    """A model: what it needs, what it can say, and which simpler one serves where it cannot.

    `points` are figures of the gap, `areas` those of the data set with five or more points. With fewer points
    than `scatter_points` and no standard errors, it gives a mean without any uncertainty. `joint_target`
    says that the gap at the baseline is known jointly with the future one, `uses_history` that figures from
    before the baseline count too, `balanced` that the areas' common course must cancel in the comparison.
    """

    answer: Callable[[Question, Pool], Answer]
    points: int
    areas: int = 0
    scatter_points: int = 0
    joint_target: bool = False
    uses_history: bool = False
    balanced: bool = False
    simpler: str | None = None


MODELS: Final = {
    "last": Model(alone.last, points=2, scatter_points=SCATTER_POINTS),
    "drift": Model(alone.drift, points=3, scatter_points=SCATTER_POINTS, simpler="last"),
    "linear": Model(alone.linear, points=3, scatter_points=SCATTER_POINTS, simpler="last"),
    "shrunk": Model(together.shrunk, points=3, areas=3, uses_history=True, balanced=True, simpler="linear"),
    "pooled": Model(
        together.pooled,
        points=3,
        areas=FEWEST_AREAS,
        joint_target=True,
        uses_history=True,
        balanced=True,
        simpler="pooled-fixed",
    ),
    "pooled-fixed": Model(
        together.pooled_fixed, points=3, joint_target=True, uses_history=True, balanced=True, simpler="linear"
    ),
}
