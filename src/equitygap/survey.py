"""RESPONSES → ESTIMATES: well-being from Cantril's ladder, and items answered on a scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from equitygap import tables
from equitygap.errors import DataError, UsageError, did_you_mean
from equitygap.stats import survey as kernel
from equitygap.words import LADDER_CLASSES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ladder", "scale"]

Floats = NDArray[np.float64]

_KEYS: Final = ("area", "group", "start", "end")
_PERCENT: Final = 100.0


@dataclass(frozen=True)
class _Answers:
    """Rows of answers: the stratum (area, group, period) of each, how many gave it, and their weight."""

    keys: pd.DataFrame
    stratum: NDArray[np.intp]
    count: Floats
    weight: Floats

    @property
    def weighted(self) -> bool:
        """Whether the weights differ."""
        return bool(len(self.weight)) and float(np.ptp(self.weight)) > 0

    def total(self, rows: NDArray[np.bool_] | None = None) -> Floats:
        """Return the weighted number of respondents of each stratum, of some rows."""
        chosen = 1.0 if rows is None else rows
        return np.asarray(np.bincount(self.stratum, self.count * self.weight * chosen, len(self.keys)))

    def asked(self, rows: NDArray[np.bool_]) -> Floats:
        """Return the number of respondents of each stratum, of some rows."""
        return np.asarray(np.bincount(self.stratum, self.count * rows, len(self.keys)))

    def effective(self, rows: NDArray[np.bool_]) -> Floats:
        """Return the effective number of respondents of each stratum, of some rows."""
        return kernel.effective_sizes(self.weight, self.count * rows, self.stratum, len(self.keys))


def ladder(responses: pd.DataFrame, *, of: str = "classified", confidence: float = 0.95) -> pd.DataFrame:
    """Return the ESTIMATES of Cantril's ladder for each area, group and period.

    `thriving`, `struggling` and `suffering` are percentages of those who answered both items (they sum to
    100), or, `of="all"`, of all who were asked; `unclassified` is always one of all. `net_thriving` is
    thriving less suffering in percentage points. Shares have Wilson's limits. `respondents` are those whom
    the shares are of. Counted answers have a `count`; a column `class` stands in for the two steps. With
    weights that differ the limits rest on Kish's effective number of respondents, which is the metric
    `effective_respondents`. Rows without `present`, `future` and `class` are no part of it.
    """
    if of not in ("classified", "all"):
        raise UsageError(f"shares are of `classified` or `all`, not '{of}'")
    code = _classes(responses)
    if not (code >= 0).any():
        raise DataError("the answers hold no steps of the ladder: columns `present` and `future`, or `class`")
    answers = _answers(responses[code >= 0])
    code = code[code >= 0]
    everybody = np.full(len(code), True)
    classified = code != kernel.CLASSES.index("unclassified")
    base = classified if of == "classified" else everybody
    parts = []
    shares: dict[str, Floats] = {}
    for name in LADDER_CLASSES:
        own = everybody if name == "unclassified" else base
        rows = (code == kernel.CLASSES.index(name)) & own
        found, shares[name] = _share(answers, rows, own, confidence)
        parts.append(_counted(_frame(answers, name, found, own), answers, rows, own))
    net = kernel.net_limits(
        shares["thriving"], shares["suffering"], answers.effective(base), confidence=confidence
    )
    difference = shares["thriving"] - shares["suffering"]
    parts.append(_frame(answers, "net_thriving", _in_percent(difference, *net), base))
    return _together([*parts, *_respondents(answers, base, "respondents")])


def scale(
    responses: pd.DataFrame,
    *,
    name: str,
    lowest: float,
    highest: float,
    top: float,
    item: str | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the ESTIMATES of an item answered on a scale, for each area, group and period.

    NAME_mean is the mean answer with t limits, kept on the scale; NAME_top the percentage of answers of at
    least `top` with Wilson's limits; NAME_respondents those who answered. `item` picks the rows of that name
    in the column `item`. Raises DataError for an answer that is not on the scale.
    """
    rows = _of_item(responses, name, item)
    answers = _answers(rows)
    given = rows["answer"].to_numpy(float)
    _refuse_outside(given, name, lowest, highest)
    answered = ~np.isnan(given)
    mean, error = kernel.means(
        np.where(answered, given, 0),
        answers.weight,
        answers.count * answered,
        answers.stratum,
        len(answers.keys),
    )
    limits = kernel.mean_limits(mean, error, answers.effective(answered), confidence=confidence)
    on_scale = (np.clip(limit, lowest, highest) for limit in limits)
    share, _ = _share(answers, given >= top, answered, confidence)
    best = _frame(answers, f"{name}_top", share, answered)
    return _together(
        [
            _frame(answers, f"{name}_mean", (mean, error, *on_scale), answered),
            _counted(best, answers, given >= top, answered),
            *_respondents(answers, answered, f"{name}_respondents"),
        ]
    )


def _refuse_outside(given: Floats, name: str, lowest: float, highest: float) -> None:
    outside = (given < lowest) | (given > highest)
    if outside.any():
        raise DataError(
            f"{name}: {given[outside][0]:g} is not on the scale, which goes from {lowest:g} to {highest:g} "
            f"({int(outside.sum())} answers)"
        )


def _classes(responses: pd.DataFrame) -> NDArray[np.intp]:
    """Return the class of each row, -1 where it says nothing of the ladder."""
    given = np.full(len(responses), -1)
    if "present" in responses and "future" in responses:
        now, later = responses["present"].to_numpy(float), responses["future"].to_numpy(float)
        # A row of another item has no steps at all; a respondent who skipped both looks the same.
        other = responses["item"].notna().to_numpy() if "item" in responses else np.full(len(now), False)
        steps = ~(other & np.isnan(now) & np.isnan(later))
        given[steps] = kernel.ladder_classes(now[steps], later[steps])
    if "class" in responses:
        named = responses["class"].notna().to_numpy()
        names = responses["class"][named].astype(str).str.strip().str.casefold()
        unknown = names[~names.isin(list(LADDER_CLASSES))]
        if len(unknown):
            hint = did_you_mean(unknown.iloc[0], LADDER_CLASSES)
            raise DataError(f"there is no class '{unknown.iloc[0]}' of the ladder{hint}")
        given[named] = names.map(list(kernel.CLASSES).index).to_numpy()
    return given


def _of_item(responses: pd.DataFrame, name: str, item: str | None) -> pd.DataFrame:
    if "answer" not in responses:
        raise DataError(f"{name}: the answers have no column `answer`")
    if item is None:
        return (
            responses[responses["answer"].notna()] if "item" not in responses else _only_item(responses, name)
        )
    known = list(responses["item"].dropna().unique()) if "item" in responses else []
    if item not in known:
        raise DataError(f"{name}: the answers have no item '{item}'{did_you_mean(item, known)}")
    return responses[responses["item"] == item]


def _only_item(responses: pd.DataFrame, name: str) -> pd.DataFrame:
    known = list(responses["item"].dropna().unique()) if "item" in responses else []
    if len(known) > 1:
        raise DataError(f"{name}: which item? The answers hold {', '.join(known)}")
    return responses[responses["item"].notna()] if known else responses[responses["answer"].notna()]


def _answers(rows: pd.DataFrame) -> _Answers:
    names = [name for name in _KEYS if name in rows]
    stratum = rows.groupby(names, sort=False, dropna=False).ngroup().to_numpy()
    return _Answers(
        keys=rows[names].drop_duplicates().reset_index(drop=True),
        stratum=stratum.astype(np.intp),
        count=_numbers(rows, "count"),
        weight=_numbers(rows, "weight"),
    )


def _numbers(rows: pd.DataFrame, name: str) -> Floats:
    given = rows[name].to_numpy(float) if name in rows else np.full(len(rows), np.nan)
    return np.where(np.isnan(given), 1.0, given)


def _share(
    answers: _Answers, rows: NDArray[np.bool_], of: NDArray[np.bool_], confidence: float
) -> tuple[tuple[Floats, ...], Floats]:
    total = answers.total(of)
    share = np.where(total > 0, answers.total(rows) / np.where(total > 0, total, 1), np.nan)
    share = np.minimum(share, 1.0)
    limits = kernel.share_limits(share, answers.effective(of), confidence=confidence)
    return _in_percent(share, *limits), share


def _in_percent(*figures: Floats) -> tuple[Floats, ...]:
    return tuple(_PERCENT * one for one in figures)


def _frame(
    answers: _Answers, metric: str, figures: tuple[Floats, ...], of: NDArray[np.bool_]
) -> pd.DataFrame:
    value, error, lower, upper = figures
    number = answers.asked(of & (answers.weight > 0))
    words = {
        "no_answers": number == 0,
        "one_answer": (number == 1) & np.isnan(error),
        "answers_all_the_same": (number > 1) & np.isnan(error),
        "weighted_answers": (number > 0) & answers.weighted,
    }
    said = zip(*([word if so else "" for so in rows] for word, rows in words.items()), strict=True)
    notes = np.array([" ".join(filter(None, row)) or None for row in said], dtype=object)
    found: dict[str, Any] = {"value": value, "standard_error": error, "lower": lower, "upper": upper}
    return answers.keys.assign(metric=metric, **found, note=notes)


def _counted(
    figures: pd.DataFrame, answers: _Answers, rows: NDArray[np.bool_], of: NDArray[np.bool_]
) -> pd.DataFrame:
    """Say of how many respondents the shares are, and how many they count."""
    return figures.assign(numerator=answers.asked(rows), denominator=answers.asked(of))


def _respondents(answers: _Answers, of: NDArray[np.bool_], metric: str) -> list[pd.DataFrame]:
    """Return how many answered, and where weights differ how many that is worth."""
    counted = [answers.keys.assign(metric=metric, value=answers.asked(of))]
    if answers.weighted:
        counted.append(answers.keys.assign(metric=f"effective_{metric}", value=answers.effective(of)))
    return counted


def _together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    whole = pd.concat(parts, ignore_index=True)
    known = [*tables.names("estimates"), "numerator", "denominator"]
    return whole[[name for name in dict.fromkeys(known) if name in whole]].astype({"note": "str"})
