"""A promise: the rule that was announced, and the numbers that it means for each comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from equitygap.errors import UsageError
from equitygap.names import match_area
from equitygap.words import BENCHMARKS, PATHS


@dataclass(frozen=True)
class Promise:
    """What was promised. Exactly one of `reduce` (a share, 0–1), `gap` and `level` is given.

    `levels_above` says by how much the level of each comparison lies above `level`; none where all share it.

    `baseline_kind` is `year` (the published figure), `mean_of` (the mean of several years' figures),
    `fitted` (the value of the trend line in that year) or `assumed` (nobody said; until it meets the data,
    there is no year). `announced_gaps` locks the promise to the baseline gaps
    that were announced, by the name of the focus (none where a single gap is compared);
    `announced_members` to the number of areas.
    """

    by: float
    baseline_years: tuple[float, ...]
    baseline_kind: str = "year"
    reduce: float | None = None
    gap: float | None = None
    level: float | None = None
    levels_above: tuple[float, ...] = ()
    benchmark: str = "moving"
    path: str = "linear"
    milestones: tuple[tuple[float, float], ...] = ()
    delayed_until: float | None = None
    announced_gaps: tuple[tuple[str, float], ...] = ()
    announced_members: int | None = None

    def __post_init__(self) -> None:
        given = [self.reduce, self.gap, self.level]
        if sum(value is not None for value in given) != 1:
            raise UsageError("a target is exactly one of: a share to reduce by, a gap, a level")
        if self.reduce is not None and not 0 < self.reduce <= 1:
            raise UsageError(f"the share to reduce by must lie between 0 and 100 %, but got {self.reduce:g}")
        if not self.baseline_years and self.reduce is not None:
            raise UsageError("a share of which gap? Say `--baseline YEAR`, or give `target.baseline`")
        if self.baseline_years and self.by <= max(self.baseline_years):
            raise UsageError(
                f"the target year {self.by:g} must come after the baseline {max(self.baseline_years):g}"
            )
        if self.benchmark not in BENCHMARKS:
            raise UsageError(f"benchmark must be one of {', '.join(BENCHMARKS)}, but got '{self.benchmark}'")
        if self.path not in PATHS:
            raise UsageError(f"path must be one of {', '.join(PATHS)}, but got '{self.path}'")
        if self.path == "delayed" and self.delayed_until is None:
            raise UsageError("a delayed path needs the year in which it sets off")
        if self.path == "milestones" and not self.milestones:
            raise UsageError("a path of milestones needs at least one year with its value")

    @property
    def baseline_year(self) -> float:
        """The baseline on the time axis: the year itself, or the mean of several."""
        return sum(self.baseline_years) / len(self.baseline_years)

    @property
    def first_year(self) -> float:
        """The first year that counts as after the promise."""
        return min(self.baseline_years)

    @property
    def relative_to_baseline(self) -> bool:
        """Whether the target is a share of the data's own baseline gap, and so inherits its noise."""
        return self.reduce is not None and not self.announced_gaps

    def announced_for(self, focus: Sequence[str]) -> list[tuple[str, float]]:
        """Return the announced gaps of these focus areas; a gap without a name is that of a single one.

        Raises UsageError for a single figure beside several comparisons, and for a name that is not compared.
        """
        found = []
        for name, figure in self.announced_gaps:
            if not name and len(focus) > 1:
                raise UsageError(
                    f"the announced gap of {figure:g} is one figure, but {len(focus)} gaps are compared; "
                    f"say whose it is: announced: {{gap: {{{focus[-1]}: {figure:g}}}}}"
                )
            known = focus[0] if not name else match_area(name, focus)
            if known is None:
                raise UsageError(f"an announced gap is given for '{name}', which is not compared")
            found.append((known, figure))
        return found

    def rule(self) -> str:
        """Return the promise in words, as it stands in `target_rule`."""
        what = (
            f"reduce by {100 * self.reduce:g}%"
            if self.reduce is not None
            else (f"gap of {self.gap:g}" if self.gap is not None else f"level of {self.level:g}")
        )
        years = ", ".join(f"{year:g}" for year in self.baseline_years)
        base = {"mean_of": "mean of ", "fitted": "fitted "}.get(self.baseline_kind, "") + years
        moving = (
            "" if self.benchmark == "moving" or self.level is not None else f", benchmark {self.benchmark}"
        )
        locked = ", as announced" if self.announced_gaps else ""
        return f"{what} by {self.by:g} (baseline {base}{moving}{locked})"


def promise(
    *,
    by: float,
    baseline: float | Mapping[str, object] | None,
    reduce: float | str | None = None,
    gap: float | None = None,
    level: float | None = None,
    benchmark_moves: str = "moving",
    path: str | Mapping[str, object] = "linear",
    announced: Mapping[str, object] | None = None,
) -> Promise:
    """Build a `Promise` from the words that a config, a command line or a notebook uses.

    `baseline` is a year, `{"mean_of": [2011, 2012]}` or `{"fitted": 2012}`; `reduce` a share such as `"50%"`
    or 0.5; `path` a name, `{"delayed": 2020}` or `{"milestones": {2020: 14}}`. Raises UsageError.

    >>> promise(by=2030, baseline=2012, reduce="50%").rule()
    'reduce by 50% by 2030 (baseline 2012)'
    """
    kind, years = _baseline(baseline)
    shape, parameter = next(iter(path.items())) if isinstance(path, Mapping) else (path, None)
    announced = announced or {}
    return Promise(
        by=float(by),
        baseline_years=years,
        baseline_kind=kind,
        reduce=None if reduce is None else share(reduce),
        gap=gap,
        level=level,
        benchmark=benchmark_moves,
        path=shape,
        milestones=tuple(sorted((float(y), float(v)) for y, v in parameter.items()))
        if isinstance(parameter, Mapping)
        else (),
        delayed_until=float(str(parameter)) if shape == "delayed" and parameter is not None else None,
        announced_gaps=announced_gaps(announced.get("gap")),
        announced_members=None if announced.get("members") is None else int(str(announced["members"])),
    )


def share(text: float | str) -> float:
    """Return a share as a fraction: `50%` and `0.5` mean the same; `50` is refused as unclear.

    >>> share("50%"), share(0.25)
    (0.5, 0.25)
    """
    try:
        value = float(text[:-1]) / 100 if isinstance(text, str) and text.endswith("%") else float(text)
    except ValueError:
        value = -1.0
    if not 0 < value <= 1:
        raise UsageError(
            f"a share to reduce by is written like 50% or 0.5 and lies above 0, but got '{text}'"
        )
    return value


def _baseline(baseline: float | Mapping[str, object] | None) -> tuple[str, tuple[float, ...]]:
    if baseline is None:
        return "assumed", ()
    if not isinstance(baseline, Mapping):
        return "year", (float(baseline),)
    kind, value = next(iter(baseline.items()))
    if kind == "mean_of" and isinstance(value, (list, tuple)):
        return kind, tuple(float(year) for year in value)
    if kind == "fitted":
        return kind, (float(str(value)),)
    raise UsageError(f"a baseline is a year, mean_of several years or fitted in a year, but got {baseline}")


def announced_gaps(gap: object) -> tuple[tuple[str, float], ...]:
    """Return announced gaps by focus, from a number (its focus unnamed) or a mapping of names to numbers."""
    if gap is None:
        return ()
    if isinstance(gap, Mapping):
        return tuple((str(name), float(figure)) for name, figure in gap.items())
    return (("", float(str(gap))),)
