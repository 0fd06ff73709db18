"""Totals to be reached by a year, such as money lent or people trained, against the plan's straight line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from equitygap.panel import Floats, Panel
from equitygap.scorecard.declared import Declared, Pledge
from equitygap.scorecard.undated import Figures, Indices, Mask, flag_words, limits, mixed_sources
from equitygap.stats.progress.paths import PATHS
from equitygap.stats.progress.targets import meets, share_closed

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class _Totals:
    """Totals (C, T) at the end of each period since the baseline, where that starts, and what is wrong.

    `used` are the figures that a total rests on, (C, T).
    """

    value: Floats
    error: Floats
    baseline: Floats
    from_zero: Mask
    broken: Mask
    used: Mask


def total_rows(
    panel: Panel, declared: Declared, pledge: Pledge, areas: Sequence[str], confidence: float
) -> pd.DataFrame:
    """Return rows of a total to be reached by a year; a total stands at the end of its period.

    Totals so far stand as they are, from the one at the end of the baseline year or from zero. Figures of
    each period are added up from the year after the baseline; where the periods leave a hole or overlap,
    there is no total. Figures of different sources are flagged. A total that is reached is `met` at once;
    before the target year it is `on_track` at or above the straight line of the plan, else `off_track`. No
    percentage is achieved where the baseline was at the target already.
    """
    import pandas as pd

    since, by = float(declared.baseline or 0.0), float(pledge.by or 0.0)
    rows = np.array([panel.areas.index(area) for area in areas], dtype=np.intp)
    figures = Figures(panel, tuple(areas), rows, None)
    found = (_stock if declared.figures == "cumulative" else _added_up)(figures, since)
    column = _last(np.isfinite(found.value))
    latest = figures.at(found.value, column)
    year = figures.at(np.broadcast_to(panel.end, found.value.shape), column)
    lower, upper = limits(latest, figures.at(found.error, column), confidence)
    plan = {"baseline_year": since, "baseline": found.baseline, "target_year": by, "target": pledge.amount}
    required = PATHS["linear"](year[:, None], **plan)[:, 0]
    reached = meets(latest, pledge.amount, sign=1.0, scale=found.baseline)
    already = meets(found.baseline, pledge.amount, sign=1.0)
    achieved = np.where(already, np.nan, 100 * share_closed(found.baseline, latest, pledge.amount))
    on_the_line = meets(latest, required, sign=1.0, scale=pledge.amount)
    return pd.DataFrame(
        {
            "area": np.array(areas, dtype=object),
            "group": panel.group,
            "quantity": "total",
            "direction": "higher",
            **plan,
            "latest_year": year,
            "latest": latest,
            "latest_lower": lower,
            "latest_upper": upper,
            "required_now": required,
            "percent_achieved": achieved,
            "status": _status(
                figures, found, latest, reached=reached, over=year >= by, on_the_line=on_the_line
            ),
            "scheme": "plan",
            "flags": flag_words(
                figures,
                source_mismatch=mixed_sources(figures, found.used),
                target_already_met_at_baseline=already,
                target_reached_early=reached & (year < by),
                total_falls=(declared.figures == "cumulative") & _falls(figures.value, found.used),
                total_from_zero=found.from_zero,
                periods_not_contiguous=found.broken,
            ),
        },
        index=range(len(areas)),
    )


def _status(
    figures: Figures, found: _Totals, latest: Floats, *, reached: Mask, over: Mask, on_the_line: Mask
) -> NDArray[np.str_]:
    """Return the status of each total, (C,): the first that applies."""
    judged = [
        (~np.isfinite(figures.value).any(axis=1), "no_data"),
        (found.broken, "not_assessable"),
        (np.isnan(latest), "baseline_only"),
        (reached, "met"),
        (over, "missed"),
        (on_the_line, "on_track"),
    ]
    return np.select([rule for rule, _ in judged], [word for _, word in judged], "off_track")


def _stock(figures: Figures, since: float) -> _Totals:
    end = figures.panel.end
    at_baseline = np.where(end == since, figures.value, np.nan)
    known = np.isfinite(at_baseline)
    start = np.where(known.any(axis=1), np.where(known, at_baseline, 0.0).sum(axis=1), 0.0)
    after = end > since
    return _Totals(
        value=np.where(after, figures.value, np.nan),
        error=np.where(after, figures.error, np.nan),
        baseline=start,
        from_zero=np.asarray(~known.any(axis=1)),
        broken=np.zeros(len(start), dtype=bool),
        used=np.isfinite(figures.value) & (end >= since),
    )


def _added_up(figures: Figures, since: float) -> _Totals:
    start, end = figures.panel.start, figures.panel.end
    used = np.isfinite(figures.value) & (end > since)
    ends = np.where(used, end, -np.inf)
    before = np.maximum.accumulate(np.column_stack([np.full(len(ends), since), ends[:, :-1]]), axis=1)
    broken = np.any(used & (start != before + 1), axis=1)
    fine = used & ~broken[:, None]
    total = np.cumsum(np.where(fine, figures.value, 0.0), axis=1)
    variance = np.cumsum(np.where(fine, figures.error**2, 0.0), axis=1)
    return _Totals(
        value=np.where(fine, total, np.nan),
        error=np.where(fine, np.sqrt(variance), np.nan),
        baseline=np.zeros(len(total)),
        from_zero=np.zeros(len(total), dtype=bool),
        broken=broken,
        used=used,
    )


def _falls(value: Floats, used: Mask) -> Mask:
    """Say in which rows a figure is smaller than an earlier one."""
    highest = np.maximum.accumulate(np.where(used, value, -np.inf), axis=1)
    return np.asarray(np.any(used & (value < highest), axis=1))


def _last(seen: Mask) -> Indices:
    return np.where(seen.any(axis=1), seen.shape[1] - 1 - seen[:, ::-1].argmax(axis=1), -1)
