"""The registry of measures, and how to compute one in many settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from equitygap.stats.inequality import concentration, deviations, entropy, extremes, line, parts, reference
from equitygap.stats.inequality.gini import gini
from equitygap.stats.inequality.settings import Measured, Options, Settings, dense


@dataclass(frozen=True)
class Measure:
    """A measure: its kernel, what it needs, and how to read it.

    `groups` is the smallest number of groups. `needs` names what it needs besides values: population, rank,
    reference, positive (all values over 0), bounds (of the metric), parts (larger groups). `scale` is
    absolute (with the metric's unit) or relative; `weighted` says that groups count by their population;
    `equality` is the value where all groups are equal.
    """

    name: str
    kernel: Callable[[Settings, Options], Measured]
    groups: int
    needs: frozenset[str]
    scale: str
    weighted: bool
    equality: float
    source: str

    @property
    def ordered(self) -> bool:
        """Whether it is read along an order; the scatter around the line may then give its error."""
        return "rank" in self.needs


_WHO = "World Health Organization 2013, Handbook on health inequality monitoring"
_HEALTHY_PEOPLE = (
    "Talih and Huang 2016, Measuring progress toward target attainment, Healthy People Stat Notes 27"
)
_ROCKHILL = "Rockhill, Newman and Weinberg 1998, Am J Public Health 88:15-19"
_PEARCY = "Pearcy and Keppel 2002, Public Health Rep 117:273-280"
_HARPER = "Harper and Lynch 2005, Methods for measuring cancer disparities, National Cancer Institute"
_MACKENBACH = "Mackenbach and Kunst 1997, Soc Sci Med 44:757-771"
_KAKWANI = "Kakwani, Wagstaff and van Doorslaer 1997, J Econometrics 77:87-103"
_WAGSTAFF = "Wagstaff 2005, Health Econ 14:429-432"
_ERREYGERS = "Erreygers 2009, J Health Econ 28:504-515"
_THEIL = "Theil 1967, Economics and information theory; Shorrocks 1980, Econometrica 48:613-625"
_ATKINSON = "Atkinson 1970, J Econ Theory 2:244-263"
_GINI = "Gini 1912, Variabilità e mutabilità; Lambert and Aronson 1993, Econ J 103:1221-1227"


def _row(
    kernel: Callable[[Settings, Options], Measured],
    groups: int,
    needs: str,
    scale: str,
    weighted: str,
    equality: float,
    source: str,
) -> Measure:
    return Measure(
        kernel.__name__,
        kernel,
        groups,
        frozenset(needs.split()),
        scale,
        weighted == "weighted",
        equality,
        source,
    )


#: Every measure by its name, which is its kernel's.
MEASURES: Final = {
    row.name: row
    for row in (
        # kernel, fewest groups, needs, scale, weighting, value at equality, source
        _row(extremes.difference, 2, "", "absolute", "unweighted", 0, _WHO),
        _row(extremes.ratio, 2, "positive", "relative", "unweighted", 1, _WHO),
        _row(extremes.population_attributable_risk, 2, "population", "absolute", "weighted", 0, _ROCKHILL),
        _row(
            extremes.population_attributable_fraction,
            *(2, "population positive", "relative", "weighted", 0, _ROCKHILL),
        ),
        _row(entropy.between_group_variance, 2, "population", "absolute", "weighted", 0, _HARPER),
        _row(entropy.between_group_standard_deviation, 2, "population", "absolute", "weighted", 0, _WHO),
        _row(entropy.coefficient_of_variation, 2, "population", "relative", "weighted", 0, _WHO),
        _row(deviations.mean_difference_from_mean_weighted, 2, "population", "absolute", "weighted", 0, _WHO),
        _row(
            deviations.mean_difference_from_mean_unweighted,
            *(2, "population", "absolute", "unweighted", 0, _WHO),
        ),
        _row(extremes.mean_difference_from_best_weighted, 2, "population", "absolute", "weighted", 0, _WHO),
        _row(extremes.mean_difference_from_best_unweighted, 2, "", "absolute", "unweighted", 0, _WHO),
        _row(
            reference.mean_difference_from_reference_weighted,
            *(2, "population reference", "absolute", "weighted", 0, _WHO),
        ),
        _row(
            reference.mean_difference_from_reference_unweighted,
            *(2, "reference", "absolute", "unweighted", 0, _WHO),
        ),
        _row(deviations.index_of_disparity_weighted, 2, "population", "relative", "weighted", 0, _PEARCY),
        _row(deviations.index_of_disparity_unweighted, 2, "population", "relative", "unweighted", 0, _PEARCY),
        _row(entropy.theil_index, 2, "population positive", "relative", "weighted", 0, _THEIL),
        _row(entropy.mean_log_deviation, 2, "population positive", "relative", "weighted", 0, _THEIL),
        _row(line.slope_index_of_inequality, 3, "population rank", "absolute", "weighted", 0, _MACKENBACH),
        _row(line.relative_index_of_inequality, 3, "population rank", "relative", "weighted", 1, _MACKENBACH),
        _row(
            concentration.absolute_concentration_index,
            *(3, "population rank", "absolute", "weighted", 0, _KAKWANI),
        ),
        _row(
            concentration.relative_concentration_index,
            *(3, "population rank", "relative", "weighted", 0, _KAKWANI),
        ),
        _row(
            concentration.wagstaff_concentration_index,
            *(3, "population rank bounds", "relative", "weighted", 0, _WAGSTAFF),
        ),
        _row(
            concentration.erreygers_concentration_index,
            *(3, "population rank bounds", "relative", "weighted", 0, _ERREYGERS),
        ),
        _row(extremes.maximal_rate_difference, 2, "", "absolute", "unweighted", 0, _HEALTHY_PEOPLE),
        _row(extremes.maximal_rate_ratio, 2, "positive", "relative", "unweighted", 1, _HEALTHY_PEOPLE),
        _row(extremes.summary_rate_difference, 2, "", "absolute", "unweighted", 0, _HEALTHY_PEOPLE),
        _row(extremes.summary_rate_ratio, 2, "positive", "relative", "unweighted", 1, _HEALTHY_PEOPLE),
        _row(gini, 2, "population positive", "relative", "weighted", 0, _GINI),
        _row(entropy.atkinson, 2, "population positive", "relative", "weighted", 0, _ATKINSON),
        _row(parts.theil_index_between, 2, "population positive parts", "relative", "weighted", 0, _THEIL),
        _row(parts.theil_index_within, 2, "population positive parts", "relative", "weighted", 0, _THEIL),
    )
}


def measure(name: str, given: Settings, options: Options | None = None) -> Measured:
    """Return one measure in every setting; see `measured`.

    >>> from equitygap.stats.inequality.settings import settings
    >>> measure("between_group_variance", settings([[1.0, 3.0]], population=[1, 1])).value.tolist()
    [1.0]
    """
    return measured([name], given, options)[name]


def measured(names: Iterable[str], given: Settings, options: Options | None = None) -> dict[str, Measured]:
    """Return measures in every setting (S,), whose groups may be fewer in some (value nan).

    Limits need a standard error over 0 for every group; they, and the error, are nan where one is missing.
    A setting with too few groups, or without what the measure needs, gives nan. Raises ValueError for a name
    that is not in MEASURES and a confidence outside 0 to 1.
    """
    options, names = options or Options(), list(names)
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        raise ValueError(f"names must be in MEASURES, but got {unknown}")
    if not 0 < options.confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, but got {options.confidence}")
    parts = [field.name for field in fields(Measured)]
    out = {name: np.full((len(parts), len(given.value)), np.nan) for name in names}
    for rows, batch in dense(given):
        for name in names:
            if batch.value.shape[1] >= MEASURES[name].groups:
                found = MEASURES[name].kernel(batch, options)
                out[name][:, rows] = [getattr(found, part) for part in parts]
    return {name: Measured(*array) for name, array in out.items()}
