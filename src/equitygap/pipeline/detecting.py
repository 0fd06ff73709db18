"""Whether anyone could tell the promised path of a config from no change, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from equitygap.config import Config
from equitygap.config.data import Comparison
from equitygap.config.scenarios import Power
from equitygap.errors import UsageError
from equitygap.pipeline.asking import refuse_absent
from equitygap.pipeline.comparing import chosen, way_of
from equitygap.pipeline.reading import Inputs
from equitygap.power import power, power_curve

if TYPE_CHECKING:
    import pandas as pd


def power_table(config: Config, inputs: Inputs) -> pd.DataFrame:
    """Return the POWER of each of the config's comparisons."""
    how = config.power or Power()
    return _of_all(config, inputs, power, populations=how.populations, wanted=how.power)


def power_curve_table(config: Config, inputs: Inputs) -> pd.DataFrame:
    """Return the POWER_CURVE of each of the config's comparisons."""
    return _of_all(config, inputs, power_curve)


def _of_all(
    config: Config, inputs: Inputs, stage: Callable[..., pd.DataFrame], **options: Any
) -> pd.DataFrame:
    import pandas as pd

    frames = [stage(rows, **asked, **options) for rows, asked in _asked(config, inputs)]
    return pd.concat(frames, ignore_index=True)


def _asked(config: Config, inputs: Inputs) -> Iterator[tuple[pd.DataFrame, dict[str, Any]]]:
    promise = _promise(config)
    refuse_absent(config, inputs.estimates, baseline=True)
    for comparison in config.comparisons or (Comparison(),):
        if comparison.benchmark is None:
            raise UsageError("which area is the benchmark? Say `--benchmark AREA`")
        rows = chosen(inputs.estimates, metric=comparison.metric, group=comparison.group)
        yield (
            rows,
            {
                "benchmark": comparison.benchmark,
                "focus": comparison.focus,
                "pool": comparison.pool,
                "contains": comparison.contains,
                "better": way_of(config, comparison),
                "windows": (config.power or Power()).windows,
                "confidence": config.confidence,
                **promise,
            },
        )


def _promise(config: Config) -> dict[str, float | None]:
    target = config.target
    if target is None or target.baseline is None:
        raise UsageError(
            "what was promised? Say `--reduce 50% --baseline YEAR --by YEAR`, or give `target` in the config"
        )
    if target.baseline.rule != "year":
        raise UsageError("power needs a baseline that is a single period; say `--baseline YEAR`")
    return {
        "baseline": target.baseline.years[0],
        "by": target.by,
        "reduce": target.reduce,
        "gap": target.gap,
        "level": target.level,
    }
