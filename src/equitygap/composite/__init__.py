"""ESTIMATES of several measures → one figure for each area and period: z-score composites, hardship index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from equitygap.composite.figures import Measure, figures_of
from equitygap.composite.scoring import Rules, scored
from equitygap.errors import DataError, UsageError, did_you_mean
from equitygap.names import match_area, normalised, unknown_area
from equitygap.words import MISSING_MEASURES, SCALES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measure", "composite"]

RESULTS: Final = ("score", "percentile")


def composite(
    estimates: pd.DataFrame,
    *,
    name: str,
    measures: Mapping[str, Measure],
    missing: str = "withhold",
    truncate_at: float | None = None,
    truncate_population: float | None = None,
    frozen: float | None = None,
    contains: Sequence[str] = (),
    result: str = "score",
    best_rank: bool = False,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the ESTIMATES of a composite, named `name`; a higher one is worse, and its `rank` 1 the worst.

    The score of an area is Σ weight × (value - zero)/unit, with zero and unit from the areas of the same
    period and group, or, `frozen`, of the period with that mid-point. Only a frozen one can be followed over
    time: others say so in `note`, and their `source` differs from period to period. Areas in `contains` (such
    as a state among its counties) take no part. `missing` says what becomes of an area that lacks a measure:
    a key of `MISSING_MEASURES`. Z-scores are cut off at ±`truncate_at` in areas of up to
    `truncate_population` people. `result` is the score, or the percentile of its place. `best_rank` adds the
    metric NAME_rank, in which 1 is the best area. Limits take the zero and the unit as exact.

    Raises DataError for a metric or a baseline that the data lack, UsageError for words that are not known
    and for weights that do not sum to 1.
    """
    _refuse_unknown("missing", missing, MISSING_MEASURES)
    _refuse_unknown("result", result, RESULTS)
    for measure in measures.values():
        _refuse_unknown("scale", measure.scale, SCALES)
    rules = Rules(
        missing=missing,
        truncate_at=truncate_at,
        truncate_population=truncate_population,
        frozen=frozen,
        confidence=confidence,
    )
    kept = _of_measures(estimates, name, measures, contains)
    parts = []
    for one in figures_of(kept, measures):
        found = scored(one, rules, name)
        parts.append(found.percentiles(one, name) if result == "percentile" else found.frame(one, name))
        parts += [found.places(one, f"{name}_rank")] * best_rank
    return _concatenated(parts, kept)


def _concatenated(parts: list[pd.DataFrame], kept: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    whole = pd.concat(parts, ignore_index=True)
    if "code" in kept:
        codes = kept.dropna(subset=["code"]).drop_duplicates("area").set_index("area")["code"]
        whole.insert(2, "code", whole["area"].map(codes))
    return whole


def _refuse_unknown(what: str, value: str, known: Sequence[str] | Mapping[str, str]) -> None:
    if value not in known:
        raise UsageError(
            f"there is no {what} '{value}'{did_you_mean(value, known)}; known: {', '.join(known)}"
        )


def _of_measures(
    estimates: pd.DataFrame, name: str, measures: Mapping[str, Measure], contains: Sequence[str]
) -> pd.DataFrame:
    """Return the figures of the measures, without the areas that contain others."""
    known = list(estimates["metric"].unique())
    for metric in measures:
        if metric not in known:
            hint = did_you_mean(metric, known)
            raise DataError(f"the composite '{name}' needs the metric '{metric}', which the data lack{hint}")
    areas = list(estimates["area"].unique())
    for area in contains:
        if match_area(area, areas) is None:
            raise DataError(f"the composite '{name}': {unknown_area(area, areas)}")
    outside = {normalised(area) for area in contains}
    inside = ~estimates["area"].map(lambda area: normalised(area) in outside).astype(bool)
    return estimates[inside & estimates["metric"].isin(list(measures))]
