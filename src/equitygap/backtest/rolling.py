"""Forecasts from every origin of the user's own series, beside what was then published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from equitygap.backtest.comparisons import Picked, pick
from equitygap.forecast import GapForecast, Pool, Question, answer, share_pool
from equitygap.forecast.series import centre
from equitygap.panel import Better, Floats, Indices, Panel, direction, panels
from equitygap.stats import scores, student

if TYPE_CHECKING:
    import pandas as pd

#: Below this last gap, in years of life expectancy, nobody would promise to reduce it.
SMALLEST_GAP: Final = 0.5


@dataclass(frozen=True)
class Plan:
    """What to test: models, training points, years ahead, the share to reduce; every n-th origin."""

    models: tuple[str, ...]
    train: tuple[int, ...]
    horizon: tuple[float, ...]
    reduce: float
    every: int
    seed: int


def rolling_forecasts(
    estimates: pd.DataFrame, plan: Plan, *, better: Better, progress: Callable[[int, int], None] | None
) -> pd.DataFrame:
    """Return one row for each forecast of each model; empty where no series is long enough."""
    import pandas as pd

    # Figures of different sources are no series: each source is forecast and scored by itself.
    by_metric: dict[tuple[str, int], list[Panel]] = {}
    for source, part in enumerate(_by_source(estimates)):
        for panel in panels(part):
            by_metric.setdefault((panel.metric, source), []).append(panel)
    series = [_Series.of(parts, direction(metric, better)) for (metric, _), parts in by_metric.items()]
    work = [(one, *origin) for one in series for origin in one.origins(plan)]
    frames: list[pd.DataFrame] = []
    for done, (one, first, last) in enumerate(work, start=1):
        frames += one.from_origin(first, last, plan)
        if progress is not None:
            progress(done, len(work))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _by_source(estimates: pd.DataFrame) -> Iterator[pd.DataFrame]:
    if "source" not in estimates:
        return iter([estimates])
    return (part for _, part in estimates.groupby("source", sort=False, dropna=False))


@dataclass(frozen=True)
class _Series:
    """The panels of a metric on common periods, as deviations from their groups' means."""

    panels: tuple[Panel, ...]
    unit: float
    sign: int

    @classmethod
    def of(cls, parts: Sequence[Panel], sign: int) -> _Series:
        pool = Pool(parts)
        aligned = [
            replace(
                part,
                start=pool.start,
                end=pool.end,
                value=pool.spread_out(part, centre(part.value)),
                standard_error=pool.spread_out(part, part.standard_error),
            )
            for part in parts
        ]
        return cls(tuple(aligned), pool.unit, sign)

    @property
    def year(self) -> Floats:
        return self.panels[0].year

    def origins(self, plan: Plan) -> list[tuple[int, int]]:
        """Return the first and the last training period of each origin that can be tested on something."""
        return [
            (last - k + 1, last)
            for k in plan.train
            for last in range(k - 1, len(self.year))
            if last % plan.every == 0 and len(self._ahead(last, plan)[0])
        ]

    def _ahead(self, last: int, plan: Plan) -> tuple[Floats, Indices]:
        """Return the horizons that can be tested from an origin, and the periods that they lead to."""
        horizon = np.asarray(plan.horizon, dtype=float)
        there, which = np.nonzero(horizon[:, None] + self.year[last] == self.year)
        return horizon[there], which

    def from_origin(self, first: int, last: int, plan: Plan) -> Iterator[pd.DataFrame]:
        training = [_window(panel, slice(first, last + 1)) for panel in self.panels]
        horizon, column = self._ahead(last, plan)
        pools = share_pool(training, seed=plan.seed)
        for whole, panel, pool in zip(self.panels, training, pools, strict=True):
            picked = pick(panel.value, sign=self.sign, unit=self.unit)
            if len(picked.focus):
                contrast = picked.contrast(self.sign)
                question = Question(panel, contrast, self.year[column], centred=True)
                outcome = contrast.of(whole.value[:, column])
                yield self._tested(question, pool, picked, horizon, outcome, plan)

    def _tested(
        self, question: Question, pool: Pool, picked: Picked, horizon: Floats, outcome: Floats, plan: Plan
    ) -> pd.DataFrame:
        import pandas as pd

        rival = _distribution(answer(question, pool, "last"))
        came = {"outcome": outcome.reshape(-1), "crps_last": scores.crps(outcome.reshape(-1), **rival)}
        keys = _keys(question, picked, horizon)
        gap = np.repeat(question.gap[:, -1], len(horizon))
        parts = []
        for model in plan.models:
            forecast = answer(question, pool, model)
            own = _distribution(forecast)
            served = np.repeat(np.array(forecast.model, dtype=object), len(horizon))
            scored = _scores(own, came["outcome"], gap, plan.reduce, SMALLEST_GAP * self.unit)
            parts.append(
                pd.DataFrame(
                    {**keys, "last_gap": gap, "model": model, "served": served, **own, **came, **scored}
                )
            )
        frame = pd.concat(parts, ignore_index=True).assign(reduction=plan.reduce)
        return frame[frame[["crps", "crps_last"]].notna().all(axis=1)]


def _window(panel: Panel, at: slice) -> Panel:
    return replace(
        panel,
        start=panel.start[at],
        end=panel.end[at],
        value=panel.value[:, at],
        standard_error=panel.standard_error[:, at],
    )


def _keys(question: Question, picked: Picked, horizon: Floats) -> dict[str, object]:
    h, panel = len(horizon), question.panel
    names = np.array([*panel.areas, "mean of the group"], dtype=object)
    return {
        "metric": panel.metric,
        "group": panel.group,
        "comparison": np.repeat(np.array(picked.kind, dtype=object), h),
        "benchmark": np.repeat(names[picked.benchmark], h),
        "focus": np.repeat(names[picked.focus], h),
        "train": len(panel.start),
        "origin": panel.year[-1],
        "horizon": np.tile(horizon, len(picked.focus)),
    }


def _distribution(forecast: GapForecast) -> dict[str, Floats]:
    return {
        "mean": forecast.reported_mean.reshape(-1),
        "scale": np.sqrt(forecast.reported_variance.reshape(-1)),
        "degrees_of_freedom": np.repeat(forecast.degrees_of_freedom, len(forecast.years)),
    }


def _scores(
    own: dict[str, Floats], outcome: Floats, gap: Floats, reduce: float, smallest: float
) -> dict[str, Floats]:
    promised = gap > smallest
    target = (1 - reduce) * gap
    spread = {"scale": own["scale"], "degrees_of_freedom": own["degrees_of_freedom"]}
    return {
        "crps": scores.crps(outcome, **own),
        "half_width_80": scores.half_width(0.80, **spread),
        "half_width_95": scores.half_width(0.95, **spread),
        "probability": np.where(promised, student.probability_at_or_under(target, **own), np.nan),
        "hit": np.where(promised & np.isfinite(outcome), outcome <= target, np.nan),
    }
