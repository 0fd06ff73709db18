"""Why the gaps of a config are there: its tables by age, and the contributions of ages and causes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypedDict

from equitygap.config import Config
from equitygap.config.data import Comparison
from equitygap.config.scenarios import Decompose
from equitygap.decompose import OTHER, change_contributions, contributions
from equitygap.errors import DataError, UsageError
from equitygap.pipeline.asking import refuse_absent
from equitygap.pipeline.by_age import BY_AGE
from equitygap.pipeline.reading import Inputs

if TYPE_CHECKING:
    import pandas as pd

_AT_BIRTH = "life_expectancy"


class Asked(TypedDict, total=False):
    """What every question about two life tables is asked with; see `decompose.contributions`."""

    benchmark: str
    focus: tuple[str, ...]
    pool: str | None
    contains: tuple[str, ...]
    at: int | None
    minimum_population: float


def contributions_table(config: Config, inputs: Inputs) -> pd.DataFrame:
    """Return the CONTRIBUTIONS of each of the config's comparisons.

    `attrs["largest_residual"]` says how closely contributions sum to their gap, in years, and
    `attrs["remainder"]` whether the cause `other` is what the causes given leave of all causes.
    """
    import pandas as pd

    how = config.decompose or Decompose()
    level = config.confidence
    frames = [_contributions(how, rows, asked, level) for rows, asked in compared(config, inputs, at=how.at)]
    out = pd.concat(frames, ignore_index=True)
    out.attrs["largest_residual"] = max(frame.attrs["largest_residual"] for frame in frames)
    out.attrs["remainder"] = OTHER in _causes(out) - _causes(_by_age(inputs))
    return out


def _contributions(how: Decompose, rows: pd.DataFrame, asked: Asked, confidence: float) -> pd.DataFrame:
    if how.between is not None:
        return change_contributions(
            rows,
            periods=(how.between[0], how.between[1]),
            by_side=not how.together,
            method=how.method,
            by_cause=how.causes,
            group_ages=how.ages,
            group_causes=how.cause_groups,
            confidence=confidence,
            **asked,
        )
    return contributions(
        rows,
        period=how.period,
        method=how.method,
        by_cause=how.causes,
        group_ages=how.ages,
        group_causes=how.cause_groups,
        confidence=confidence,
        **with_benchmark(asked),
    )


def compared(
    config: Config, inputs: Inputs, *, at: int | None = None
) -> Iterator[tuple[pd.DataFrame, Asked]]:
    """Yield the rows by age of each comparison of life expectancies, and what is asked of them.

    `at` is the age at which expectancies are compared; where None, the age that the metric's name gives.
    """
    table = _by_age(inputs)
    comparisons = config.comparisons or (Comparison(),)
    if not any(_is_expectancy(one.metric) for one in comparisons):
        raise DataError("no comparison is about life expectancy, which is what deaths by age explain")
    refuse_absent(config, table)
    for comparison in comparisons:
        if _is_expectancy(comparison.metric):
            yield _of_group(table, comparison.group), _asked(config, comparison, at)


def with_benchmark(asked: Asked) -> Asked:
    """Return what is asked, which needs a benchmark."""
    if "benchmark" not in asked:
        raise UsageError("which area is the benchmark? Say `--benchmark AREA`")
    return asked


def _asked(config: Config, comparison: Comparison, at: int | None) -> Asked:
    asked = Asked(
        focus=comparison.focus,
        pool=comparison.pool,
        contains=comparison.contains,
        at=_age_of(comparison.metric) if at is None else at,
    )
    if comparison.benchmark is not None:
        asked["benchmark"] = comparison.benchmark
    if config.minimum_population is not None:
        asked["minimum_population"] = config.minimum_population
    return asked


def _is_expectancy(metric: str | None) -> bool:
    return metric in (None, _AT_BIRTH) or _age_of(metric) is not None


def _age_of(metric: str | None) -> int | None:
    age = (metric or "").removeprefix(f"{_AT_BIRTH}_")
    return int(age) if age.isdecimal() else None


def _of_group(table: pd.DataFrame, group: str | None) -> pd.DataFrame:
    if group is None:
        return table
    kept = table[table["group"] == group] if "group" in table else table[:0]
    if kept.empty:
        raise DataError(f"the data hold no group '{group}'")
    return kept


def _causes(table: pd.DataFrame) -> set[str]:
    return set(table["cause"].dropna()) if "cause" in table else set()


def _by_age(inputs: Inputs) -> pd.DataFrame:
    """Return the config's counts, or its rates, as one table."""
    import pandas as pd

    found = [one for one in inputs.tables if one.table in BY_AGE]
    kinds = sorted({one.table for one in found})
    if not found:
        path, kind = inputs.config.data[0].path, inputs.tables[0].table
        raise DataError(
            f"{path} holds {kind}; this needs counts (deaths and populations by age) or rates (by age)"
        )
    if len(kinds) > 1:
        raise DataError(
            "some files hold counts and some rates by age, which cannot be compared; give one kind"
        )
    return found[0].frame if len(found) == 1 else pd.concat([one.frame for one in found], ignore_index=True)
