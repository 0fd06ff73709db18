"""Deaths or death rates by age → life tables, expectancies and rates, as the config asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from equitygap import lifetable
from equitygap.config.lifetables import is_file
from equitygap.errors import DataError
from equitygap.lifetable import PolicyOptions
from equitygap.pipeline.areas import area_map
from equitygap.pipeline.pooled import mean, without_dictionaries

if TYPE_CHECKING:
    from equitygap.lifetable import AreaMap
    from equitygap.pipeline.reading import Inputs
    from equitygap.validate import Checked

BY_AGE = ("counts", "rates")

Progress = Callable[[int, int], None]


def expectancies(inputs: Inputs, *, progress: Progress | None = None) -> pa.Table:
    """Return the ESTIMATES of life expectancy that the config's tables by age give."""
    with area_map(inputs.config) as areas:
        return _of_all(
            inputs, BY_AGE, lambda place: as_expectancies(inputs, place, areas=areas, progress=progress).data
        )


def life_tables(inputs: Inputs, *, progress: Progress | None = None) -> pa.Table:
    """Return the LIFE_TABLES of the config's tables by age."""

    def of(place: int) -> pa.Table:
        if inputs.tables[place].table == "rates" and inputs.config.data[place].crosswalk:
            raise DataError(
                f"{inputs.config.data[place].path}: rates without person-years have no life table of larger "
                "areas; leave the crosswalk out, or ask for expectancies"
            )
        return lifetable.life_tables(
            inputs.tables[place].data, progress=progress, areas=areas, **policy(inputs)
        )

    with area_map(inputs.config) as areas:
        return _of_all(inputs, BY_AGE, of)


def rates(inputs: Inputs) -> pa.Table:
    """Return the ESTIMATES of crude and standardised rates that the config's counts give."""
    from equitygap.rates import rates as rates_of

    config = inputs.config
    standard, reference = config.rates.standard, config.rates.reference

    def of(place: int) -> pa.Table:
        return rates_of(
            inputs.tables[place].data,
            standard=_standard(inputs, standard, "weight"),
            reference=None if reference is None else _standard(inputs, reference, "rate"),
            confidence=config.confidence,
            minimum_population=config.minimum_population or 0.0,
        )

    return _of_all(inputs, ("counts",), of)


def as_expectancies(
    inputs: Inputs, place: int, *, areas: AreaMap | None = None, progress: Progress | None = None
) -> Checked:
    """Return one file's life expectancies, as a table of estimates; DataError for a table not by age."""
    checked, source = inputs.tables[place], inputs.config.data[place]
    if checked.table not in BY_AGE:
        raise DataError(f"{source.path} holds {checked.table}; count them by area, period and age first")
    found = lifetable.expectancies(
        checked.data, at=inputs.config.life_table.at, progress=progress, areas=areas, **policy(inputs)
    )
    estimates = replace(checked, table="estimates", data=found)
    return mean(source, estimates, inputs.beside) if checked.table == "rates" else estimates


def policy(inputs: Inputs) -> PolicyOptions:
    """Return how the config wants life tables to be made."""
    config, asked = inputs.config, inputs.config.life_table
    options = PolicyOptions(
        ax=asked.ax,
        sex=asked.sex,
        variance=asked.variance,
        open_age=asked.open_age,
        small_area=asked.small_area,
        standard=_standard(inputs, asked.standard, "rate"),
        draws=asked.draws,
        confidence=config.confidence,
        seed=config.seed,
    )
    if config.minimum_population is not None:
        options["minimum_population"] = config.minimum_population
    return options


def _standard(inputs: Inputs, name: str, column: str) -> Any:
    """Return a standard's name, or its table where it is a file."""
    if not is_file(name):
        return name
    return inputs.beside[name].under({}, numbers=(column,)).to_pandas()


def _of_all(inputs: Inputs, kinds: Sequence[str], of: Callable[[int], pa.Table]) -> pa.Table:
    for one, source in zip(inputs.tables, inputs.config.data, strict=True):
        if one.table not in kinds:
            raise DataError(f"{source.path} holds {one.table}; this needs {' or '.join(kinds)}")
    found = [of(place) for place in range(len(inputs.tables))]
    if len(found) == 1:
        return found[0]
    return pa.concat_tables([without_dictionaries(one) for one in found], promote_options="default")
