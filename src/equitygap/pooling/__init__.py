"""COUNTS → COUNTS of longer periods and larger areas: deaths and person-years are added, and `note` says so.

A cause without deaths in a year or area needs its row of zero deaths, so that its population is counted.
Tables come back as the kind that was given, Arrow or pandas.
"""

from equitygap.pooling.areas import PooledAreas, pool_areas
from equitygap.pooling.means import weighted_mean_expectancies
from equitygap.pooling.merging import MergedAreas, merge_small_areas
from equitygap.pooling.periods import pool_periods

__all__ = [
    "MergedAreas",
    "PooledAreas",
    "merge_small_areas",
    "pool_areas",
    "pool_periods",
    "weighted_mean_expectancies",
]
